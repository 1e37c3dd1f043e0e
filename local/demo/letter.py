"""A letter of introduction that a student of the demo university has applied for: something for a kiosk to print.

Asked for and approved as people would, while the hall runs; so it is there some seconds after the door is open.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from chalicelib.shared.clock import CHINA
from chalicelib.shared.ids import new_id

SERVICE, STUDENT = "introduction-letter", "2023010101"
PATIENCE = 60.0


def issue_demo_letter(hall: Any, account: str = STUDENT, ended: Callable[[], bool] = lambda: False) -> bool:
    """Whether there is one now: applied for, approved by whose turn it is, made. Gives up when `ended` says so."""
    person = hall.people.get_person(account)
    if hall.certificates.mine(person, None, 1)["items"]:
        return True
    id = str(hall.submit_application(person, SERVICE, _form(hall), f"demo-letter-{account}-{new_id()}")["id"])
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and not ended():
        application = hall.store.load(id)
        if not application.head.is_open:
            return bool(hall.certificates.mine(person, None, 1)["items"])
        for task in application.tasks:
            if task.is_open:
                _approve(hall, application, task)
        time.sleep(0.5)
    return False


def begin_letter(hall: Any, ended: Callable[[], bool]) -> None:
    """The same beside the open door: what it waits for is the hall at work."""

    def issue() -> None:
        try:
            issue_demo_letter(hall, ended=ended)
        except Exception:
            if not ended():
                logging.getLogger(__name__).exception("no letter to print")

    threading.Thread(target=issue, daemon=True).start()


def _approve(hall: Any, application: Any, task: Any) -> None:
    kind, _, key = task.holder.partition(":")
    today = hall.clock().astimezone(CHINA).date()
    holder = hall.people.get_person(key) if kind == "person" else hall.people.members(key, today)[0]
    view = hall.view_task(holder, f"{application.id}.{task.key}", None)
    hall.decide(holder, f"{application.id}.{task.key}", view["seq"], "approve", "同意", {}, {}, new_id(), "")


def _form(hall: Any) -> dict[str, Any]:
    today = hall.clock().astimezone(CHINA).date()
    return {
        "mobile": "13800000000",
        "recipient": "（示例）河南省图书馆",
        "purpose": "research",
        "matter": "（示例）查阅地方志馆藏资料。",
        "visitors": "（示例）本人",
        "people_count": 1,
        "validity": {"from": today.isoformat(), "to": (today + timedelta(days=29)).isoformat()},
        "language": "both",
        "delivery": "electronic",
        "support": [],
        "promise": True,
    }
