"""The stand-in API's talk: what is said over the one application is kept, shown again, and refused where it should be."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.portal.answers import refusal

WANG = {"zh": "王老师", "en": "Wang Fang"}
LIN = {"zh": "林院长", "en": "Lin Tao"}
ZHAO = {"zh": "赵敏", "en": "Zhao Min"}


def remark(text: str, by: dict[str, str] = WANG) -> dict[str, Any]:
    return {"seq": 9, "by": by, "at": datetime.now(UTC).isoformat(), "text": text, "from_applicant": False}


def question(**more: Any) -> dict[str, Any]:
    now = datetime.now(UTC)
    told = {"yes": None, "text": None, "files": [], "answered_at": None, "may_withdraw": True, "overdue": False}
    return {
        "task_id": "app-1.counsellor_review.1.7",
        "holder": ZHAO,
        "by": WANG,
        "at": now.isoformat(),
        "question": "该生上月有无欠费？",
        "wants": "text",
        "due_at": (now + timedelta(hours=30)).isoformat(),
        "state": "open",
        **told,
        **more,
    }


def changed(hall: Any, **more: Any) -> tuple[int, Any]:
    """Both views go on by one event."""
    hall.view = hall.view | {"seq": hall.view["seq"] + 1} | more
    hall.task = hall.task | {"seq": hall.task["seq"] + 1} | more
    return 200, {"id": "app-1", "state": "in_progress", "seq": hall.task["seq"]}


def say(hall: Any, _query: Any, body: Any, _headers: Any, what: str) -> tuple[int, Any]:
    said = hall.task.get("says", [])
    if body and body.get("to") == "00000":
        wrong = {
            "pointer": "/to",
            "code": "copied",
            "message": {"zh": "已抄送过此人", "en": "They have a copy already"},
        }
        return refusal(422, "invalid_form", "表单填写有误", "Some answers need attention", errors=[wrong])
    match what:
        case "notes" | "messages":
            return changed(hall, **{what: [*hall.task.get(what, []), remark(body["text"])]})
        case "urgency":
            mark = remark(body["reason"]) if body["urgent"] else None
            kept = [one for one in said if one not in ("urgent", "not_urgent")]
            return changed(hall, marked_urgent=mark, says=[*kept, "not_urgent" if body["urgent"] else "urgent"])
        case "supervision":
            return changed(hall, supervised=remark(body["text"], LIN) | {"until": f"{body['until']}T09:30:00Z"})
        case "reading":
            return changed(hall, says=[one for one in said if one != "read"])
    copy = {"holder": ZHAO, "at": datetime.now(UTC).isoformat(), "read": []}
    return changed(hall, copies=[*hall.task.get("copies", []), copy])


def administer(hall: Any, _query: Any, body: Any, headers: Any) -> tuple[int, Any]:
    if headers.get("If-Match") != f'"{hall.view["seq"]}"':
        return refusal(412, "stale_version", "内容已被更新，请刷新后再试", "It has changed since you opened it")
    now = datetime.now(UTC).isoformat()
    match body["act"]:
        case "suspend":
            return changed(
                hall, suspended={"by": LIN, "at": now, "reason": body["reason"]}, acts=["resume", "terminate"]
            )
        case "resume":
            return changed(hall, suspended=None, acts=["suspend", "move", "terminate"])
        case "confirm" | "decline":
            return changed(hall, proposal=None, acts=["suspend", "move", "terminate"])
    asked = {"seq": 8, "act": body["act"], "by": LIN, "at": now, "until": now, "reason": body["reason"], "to": None}
    return changed(hall, proposal=asked, acts=["decline", "suspend"])


def consult(hall: Any, _query: Any, body: Any, *_: Any) -> tuple[int, Any]:
    asked = question(question=body["question"], wants=body["wants"])
    return changed(hall, task=hall.task["task"] | {"consults": [*hall.task["task"].get("consults", []), asked]})


def take_back(hall: Any, *_: Any) -> tuple[int, Any]:
    gone = [one | {"state": "withdrawn", "may_withdraw": False} for one in hall.task["task"]["consults"]]
    return changed(hall, task=hall.task["task"] | {"consults": gone})


def answer(hall: Any, _query: Any, body: Any, *_: Any) -> tuple[int, Any]:
    asked = hall.task["task"]["asked"] | {"state": "answered", "yes": body.get("yes"), "text": body["text"]}
    return changed(hall, task=hall.task["task"] | {"asked": asked, "state": "advised", "decided_by": ZHAO}, actions=[])


def seen(hall: Any, *_: Any) -> tuple[int, Any]:
    hall.task = hall.task | {"task": hall.task["task"] | {"seen": True}}
    return 204, None


def decisions(_hall: Any, _query: Any, body: Any, *_: Any) -> tuple[int, Any]:
    """All are approved but the last one of several."""
    why = {"zh": "该任务已由他人办理", "en": "This task has already been decided"}
    items = []
    for n, item in enumerate(body["items"]):
        refused = n > 0 and n == len(body["items"]) - 1
        told = {"result": "refused", "code": "already_decided", "detail": why} if refused else {"result": "done"}
        items.append({"task_id": item["task_id"], "code": None, "detail": None, "again": False, **told})
    return 200, {"items": items}


def boxes(rows: list[dict[str, Any]], query: dict[str, str]) -> list[dict[str, Any]]:
    """The rows of one box as its filters leave them."""
    box = query.get("box", "todo")
    if box in ("mine", "cc"):
        shared = ("application_id", "number", "service", "title", "urgent")
        more = {
            "mine": {"submitted_at": rows[0]["opened_at"], "state": "in_progress"},
            "cc": {"copied_at": rows[0]["opened_at"], "unread": True, "applicant_name": rows[0]["applicant_name"]},
        }[box]
        if box == "mine":
            more["state_text"] = {"zh": "办理中", "en": "In progress"}
        rows = [{name: row[name] for name in shared} | more for row in rows[:2]]
    if query.get("urgent"):
        rows = [row for row in rows if row["urgent"]]
    if query.get("due") == "overdue":
        rows = [row for row in rows if row.get("overdue")]
    return [row for row in rows if query.get("q", "") in row["number"]]
