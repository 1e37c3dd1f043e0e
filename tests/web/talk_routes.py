"""Requests of what people say over an application, and of approving many, as `test_refusals.Good` takes them."""

from __future__ import annotations

from typing import Any

from tests.web.fake_hall import ID, TASK_ID

API = "/api/v1"
APP, TASK = f"{API}/applications/{{application_id}}", f"{API}/tasks/{{task_id}}"
STRANGE = "zzzzzzzzzzzzzzzzzzzzzzzzzz"


def of_application(what: str, body: dict[str, Any] | None) -> tuple[Any, ...]:
    return (
        "POST",
        f"{APP}/{what}",
        f"{API}/applications/{ID}/{what}",
        200,
        f"{API}/applications/{STRANGE}/{what}",
        body,
    )


def of_task(method: str, what: str, body: dict[str, Any] | None = None) -> tuple[Any, ...]:
    return (method, f"{TASK}/{what}", f"{API}/tasks/{TASK_ID}/{what}", 200, f"{API}/tasks/{STRANGE}.a.1.1/{what}", body)


TALK: list[tuple[Any, ...]] = [
    of_application("notes", {"text": "家长来过电话"}),
    of_application("messages", {"text": "请问还缺材料吗？"}),
    of_application("copies", {"to": "10001", "reason": "供参考"}),
    of_application("reading", None),
    of_application("urgency", {"urgent": True, "reason": "明天的飞机"}),
    of_application("supervision", {"text": "本周内办结", "until": "2026-11-27"}),
    of_task("POST", "consults", {"to": "10001", "question": "有无欠费？", "wants": "yes_no", "until": "2 workdays"}),
    of_task("DELETE", "consults"),
    of_task("POST", "answer", {"yes": True, "text": "没有", "files": ["u1"]}),
    (
        "POST",
        f"{API}/tasks/decisions",
        f"{API}/tasks/decisions",
        200,
        "",
        {"items": [{"task_id": TASK_ID, "seq": 7}], "opinion": "同意"},
        {"Idempotency-Key": "key-00000002"},
    ),
]
