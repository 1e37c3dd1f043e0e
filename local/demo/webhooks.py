"""Endpoints of the demo university, so that a newcomer sees messages arrive: the receiver of the local hall."""

from __future__ import annotations

from typing import Any

from chalicelib.webhooks import Hook, secret_of

DEMO = (
    ("network-centre", "target-mail-accounts", "校园邮件系统（演示）Mail system", "/mail-accounts", "mail-accounts"),
    ("student-affairs", "demo-student-affairs", "学工系统（演示）Student affairs", "/good", ""),
)


def load_demo_hooks(hall: Any, receiver: str) -> list[str]:
    """Endpoints that lead to the receiver of this start, whose port is another each time; their secrets."""
    secrets = []
    for unit, id, name, path, target in DEMO:
        store, url = hall.webhooks.store, f"{receiver}{path}"
        hook = store.hook(unit, id)
        if hook is None:
            hook = store.write(Hook(id, unit, name, url, (), (), "demo", hall.clock(), target))
        elif hook.url != url and hook.made_by == "demo":
            hook = store.write(hook.going(url=url))
        secrets.append(secret_of(hall.settings.secret, hook))
    return secrets
