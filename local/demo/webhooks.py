"""Endpoints of the demo university, so that a newcomer sees messages arrive: the receiver of the local hall. Calls of
target systems end there, too, at the Network Centre's own."""

from __future__ import annotations

from typing import Any

from chalicelib.webhooks import Hook, secret_of

DEMO = (
    ("network-centre", "target-mail-accounts", "校园邮件系统（演示）Mail system", "/network", "mail-accounts"),
    ("network-centre", "target-name-servers", "校园域名系统（演示）Name servers", "/network", "name-servers"),
    ("network-centre", "target-cloud-platform", "云平台（演示）Cloud platform", "/network", "cloud-platform"),
    ("network-centre", "target-web-platform", "网站群平台（演示）Web platform", "/network", "web-platform"),
    ("dormitory", "target-dormitory-system", "学生公寓管理系统（演示）Dormitories", "/good", "dormitory-system"),
    ("network-centre", "demo-campus-portal", "校园门户待办（演示）Campus portal", "/todos", ""),
    ("student-affairs", "demo-student-affairs", "学工系统（演示）Student affairs", "/good", ""),
)


def load_demo_hooks(hall: Any, receiver: str) -> list[str]:
    """Endpoints that lead to the receiver of this start, whose port is another each time; their secrets."""
    secrets = []
    for unit, id, name, path, target in DEMO:
        store, url = hall.webhooks.store, f"{receiver}{path}"
        hook = store.hook(unit, id)
        if hook is None:
            events = ("task.opened", "task.closed") if path == "/todos" else ()
            hook = store.write(Hook(id, unit, name, url, events, (), "demo", hall.clock(), target))
        elif hook.url != url and hook.made_by == "demo":
            hook = store.write(hook.going(url=url))
        secrets.append(secret_of(hall.settings.secret, hook))
    return secrets
