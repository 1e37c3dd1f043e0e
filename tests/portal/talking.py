"""The stand-in API's talk: what is said over the one application is kept, shown again, and refused where it should."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.portal.answers import refusal
from tests.portal.example import example_view

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


KEPT = {"until": "2027-11-23", "on": "2027-11-23", "warned": True, "held": None}


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
        case "hold":
            held = {"by": LIN, "at": now, "reason": body["reason"]}
            return changed(hall, keeping=KEPT | {"on": None, "held": held}, acts=["lift", "reopen"])
        case "lift":
            return changed(hall, keeping=KEPT, acts=["hold", "reopen"])
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


def tasks(_hall: Any, query: dict[str, str], *_: Any) -> tuple[int, Any]:
    now = datetime.now(UTC)
    done = query.get("box") == "done"
    view = example_view("task")
    rows = []
    for index, hours in enumerate((-20, 5, 50, 70)):
        due = (now + timedelta(hours=hours)).isoformat()
        rows.append(
            {
                "task_id": f"app-1.counsellor_review.1.{index}",
                "application_id": "app-1",
                "number": f"20261120-00421{index}",
                "service": view["service"],
                "title": view["title"],
                "applicant_name": {"zh": "李晓明", "en": "Li Xiaoming"},
                "step": "counsellor_review",
                "step_title": {"zh": "辅导员审核", "en": "Counsellor's review"},
                "state": "approved" if done else "pending",
                "urgent": index == 1,
                "kind": "consult" if index == 3 else "step",
                "pool": index == 2,
                "together": not done and index != 3,
                "ranked": not done and index == 2,
                "seq": 1,
                "opened_at": (now - timedelta(hours=30)).isoformat(),
                "due_at": due,
                "overdue": hours < 0,
                "decided_at": now.isoformat() if done else None,
            }
        )
    return 200, {"items": boxes(rows, query), "next": None}


def ranking(_hall: Any, query: dict[str, str], *_: Any) -> tuple[int, Any]:
    """Two lists of two, in the second of which two share a place."""
    if query.get("step") != "counsellor_review":
        return refusal(404, "not_found", "没有找到您要的内容", "What you asked for was not found")
    names = [
        {"zh": zh, "en": en}
        for zh, en in (("林晓雨", "Lin Xiaoyu"), ("龚䶮", "Gong Yan"), ("陈𬱖", "Chen Wei"), ("沈㛃喆", "Shen Jiezhe"))
    ]
    marks = [("92.5", "3.8"), ("90", "3.9"), ("88", "3.5"), ("88", "3.5")]
    items = [
        {
            "task_id": f"app-1.counsellor_review.1.{n}",
            "application_id": "app-1",
            "seq": 1,
            "number": f"20261120-00421{n}",
            "applicant_name": name,
            "values": [{"zh": mark, "en": mark} for mark in marks[n]],
            "place": (1, 2, 1, 1)[n],
        }
        for n, name in enumerate(names)
    ]
    titles = [
        {"zh": "计算机科学与技术 · 一等奖学金", "en": "Computer Science · First class"},
        {"zh": "软件工程 · 一等奖学金", "en": "Software Engineering · First class"},
    ]
    return 200, {
        "service": {"code": "scholarship", "name": {"zh": "本科生奖学金申请", "en": "Scholarships for undergraduates"}},
        "step": {"code": "college_ranking", "title": {"zh": "学院排名并推荐", "en": "The school ranks and recommends"}},
        "place": "rank",
        "of": "ranked",
        "columns": [{"zh": "综合测评成绩", "en": "Overall mark"}, {"zh": "核对后的绩点", "en": "Checked grade points"}],
        "lists": [{"title": titles[0], "items": items[:2]}, {"title": titles[1], "items": items[2:]}],
        "until": "2099-12-31",
        "more": False,
    }


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
