"""What `make run` says once the hall is open."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from local.run import Hall


def greet(hall: Hall, ended: Callable[[], bool]) -> None:
    """Say it, and let what takes the hall's own work begin beside the open door."""
    from local.demo.letter import begin_letter

    print(welcome(hall.url), flush=True)
    if not hall.campus:
        begin_letter(hall.hall, ended)


def welcome(url: str) -> str:
    """What the person needs to know, in both languages."""
    from local.demo import HALL, demo_accounts, device_key

    lines = ["", f"  大厅已开放 The hall is open:   {url}/zh/   {url}/en/",
             f"  邮件与短信 Mails and SMS:      {url}/local/mailbox",
             f"  自助取号 Kiosk:               {url}/zh/kiosk/?hall={HALL}#key={device_key()}",
             f"  叫号大屏 Board:               {url}/zh/board/?hall={HALL}#key={device_key()}",
             f"  校内系统 Campus systems:       {url}/local/network   {url}/local/todos", "",
             "  示例账号（无需密码） Demo accounts (no password):"]  # fmt: skip
    lines += [
        f"    {account.login:<14}{account.name.zh}  {account.about.zh} · {account.about.en}"
        for account in demo_accounts()[:12]
    ]
    lines += ["    … 登录页列出全部 the sign-in page lists them all", "", "  按 Ctrl-C 停止 · Ctrl-C stops it", ""]
    return "\n".join(lines)
