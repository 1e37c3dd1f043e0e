"""Example data in the shapes of the API: a person, the real services, and one application in several states."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from chalicelib.approvals.flow_picture import draw_steps, rule_of
from chalicelib.catalogue import CATALOGUE_ROOT, load_definitions
from chalicelib.flows import Labels, parse_flow, steps_of
from chalicelib.forms import display_of, parse_form
from chalicelib.people import Person, Unit
from chalicelib.shared.text import LANGS, Text
from tests.portal.days import in_days

SERVICES = [definition.service for definition in load_definitions(CATALOGUE_ROOT)]
SERVICE = next(service for service in SERVICES if service.code == "student-leave")

_NAMES = {
    "student-affairs": Text("学生处", "Student Affairs Division"),
    "registry": Text("教务处", "Registrar's Office"),
    "presidents-office": Text("校长办公室", "President's Office"),
    "organisation": Text("党委组织部", "Organisation Department"),
    "science": Text("科研处", "Research Division"),
    "network-centre": Text("网络中心", "Network Centre"),
    "college-cs": Text("计算机学院", "School of Computing"),
    "class-cs2301": Text("计算机 2301 班", "Class CS2301"),
    "campus-new": Text("新校区", "New Campus"),
}
UNITS = {id_: Unit(id_, name, "department", phone="0000-88110000") for id_, name in _NAMES.items()}
PERSON: dict[str, Any] = {
    "id": "2023010203",
    "name": {"zh": "李晓明", "en": "Li Xiaoming"},
    "category": "undergraduate",
    "units": {"class": "class-cs2301", "college": "college-cs", "campus": "campus-new"},
    "unit_names": {unit: _NAMES[unit].to_dict() for unit in ("class-cs2301", "college-cs", "campus-new")},
    "positions": [],
    "email": "li.xiaoming@yizhan.example",
    "mobile": "13800001234",
}
FORM = {
    "applicant_name": "李晓明",
    "student_number": "2023010203",
    "mobile": "13800001234",
    "kind": "sick",
    "period": {"from": in_days(1), "to": in_days(5)},
    "days": 5,
    "evidence": ["up-1"],
    "reason": "急性肠胃炎，需回家休养。",
    "misses_classes": True,
    "missed_classes": "高等数学（周三第 3、4 节）",
    "leaves_campus": False,
    "emergency_contact": "李建国",
    "emergency_phone": "13900005678",
    "family_informed": True,
    "promise": True,
}
STATES = {
    "task": ("in_progress", Text("办理中", "In progress")),
    "again": ("in_progress", Text("办理中", "In progress")),
    "decided": ("in_progress", Text("办理中", "In progress")),
    "returned": ("awaiting_applicant", Text("待补正", "Awaiting correction")),
    "done": ("completed", Text("已办结", "Completed")),
    "rejected": ("rejected", Text("未通过", "Rejected")),
    "withdrawn": ("withdrawn", Text("已撤回", "Withdrawn")),
}
PINS = {"reason": "请写明就诊医院和时间", "emergency_phone": "电话打不通，请核对"}
FILE = {"id": "up-1", "name": "诊断证明.pdf", "size": 182044, "type": "application/pdf", "field": "evidence"}
COUNSELLOR = {"zh": "王老师", "en": "Wang Fang"}


def person() -> Person:
    units = {"class": "class-cs2301", "college": "college-cs", "department": "college-cs", "campus": "campus-new"}
    return Person(
        id=PERSON["id"],
        name=Text.of(PERSON["name"]),
        category="undergraduate",
        units=units,
        positions=(),
        email=PERSON["email"],
        mobile=PERSON["mobile"],
        lang="zh",
        sms=True,
        extra={},
    )


def example_view(kind: str, seq: int = 7) -> dict[str, Any]:
    """One application as GET applications/{id} or GET tasks/{id} shows it; `kind` is a key of `STATES`."""
    now = datetime.now(UTC)
    at = [(now - timedelta(hours=hours)).isoformat() for hours in (30, 29, 6, 5)]
    due = (now + timedelta(hours=9)).isoformat()
    state, text = STATES[kind]
    steps = _steps(kind, at, due)
    units = [{"kind": "class", "name": _NAMES[unit].to_dict()} for unit in PERSON["unit_names"]]
    view: dict[str, Any] = {
        "id": "app-1",
        "number": "20261123-004217",
        "query_code": "7KD3FM",
        "seq": seq,
        "service": {"code": SERVICE.code, "version": 1, "name": SERVICE.name.to_dict()},
        "title": {"zh": "李晓明的病假申请（5 天）", "en": "Sick leave of Li Xiaoming, 5 days"},
        "state": state,
        "state_text": text.to_dict(),
        "submitted_at": at[0],
        "updated_at": at[2],
        "form": _form(kind),
        "applicant": {**PERSON, "units": units},
        "files": [FILE],
        "timeline": _timeline(kind, at),
        "steps": steps,
        "diagram": draw_steps(parse_flow(SERVICE.flow), steps, "", LANGS, Labels()),
        "actions": [],
        "task": None,
        "correction": None,
        "urged": None,
    }
    return view | _for_reader(kind, due, at)


def _for_reader(kind: str, due: str, at: list[str]) -> dict[str, Any]:
    """What the reader may do now: the applicant, or the counsellor of `task` and `decided`."""
    if kind == "returned":
        title = {"zh": "辅导员审核", "en": "Counsellor's review"}
        correction = {"remark": "请补充就诊信息。", "pins": PINS, "by": COUNSELLOR, "step_title": title}
        return {"correction": correction, "actions": ["withdraw", "resubmit"]}
    if kind in ("task", "decided"):
        actions = ["approve", "return", "reject"] if kind == "task" else []
        return {"task": _task(kind, due, at), "actions": actions, "query_code": None}
    return {"actions": ["withdraw", "urge"] if kind == "again" else []}


def _form(kind: str) -> list[dict[str, Any]]:
    pins = PINS if kind == "returned" else {}
    form = display_of(parse_form(SERVICE.form), FORM)
    for shown in form:
        shown["changed"] = kind == "again" and shown["name"] == "reason"
        shown["pin"] = {"remark": pins[shown["name"]]} if shown["name"] in pins else None
    return form


def _steps(kind: str, at: list[str], due: str) -> list[dict[str, Any]]:
    first = {"task": "now", "again": "now", "returned": "returned", "withdrawn": "skipped", "rejected": "rejected"}
    steps = []
    for index, step in enumerate(steps_of(parse_flow(SERVICE.flow))):
        status = "done" if kind == "done" else "next"
        if index == 0:
            status = first.get(kind, "done")
        elif kind == "decided" and index == 1:
            status = "now"
        elif step.name == "division_approval" or kind in ("rejected", "withdrawn"):
            status = "skipped"
        steps.append(_step(step, status, at, due))
    return steps


def _task(kind: str, due: str, at: list[str]) -> dict[str, Any]:
    days = {
        "name": "granted_days",
        "type": "number",
        "label": {"zh": "批准天数", "en": "Days granted"},
        "required": True,
    }
    return {
        "id": "app-1.counsellor_review.1.0",
        "step": "counsellor_review",
        "kind": "approval",
        "due_at": due,
        "title": {"zh": "辅导员审核", "en": "Counsellor's review"},
        "opinion_required": True,
        "fields": [{**days, "editable": True, "limits": {"min": 1, "max": 60, "decimals": 0}}],
        "state": "pending" if kind == "task" else "approved",
        "may": ["transfer", "add_signer", "delegate"] if kind == "task" else [],
        "claimed_by": None,
        "return_to": [],
        "shares": [],
        "decided_by": COUNSELLOR if kind == "decided" else None,
        "decided_at": at[3] if kind == "decided" else None,
    }


def _step(step: Any, status: str, at: list[str], due: str) -> dict[str, Any]:
    people = [{"name": COUNSELLOR, "phone": "0000-88110233", "email": "wang.fang@yizhan.example"}]
    holder = {"name": {"zh": "计算机 2301 班辅导员", "en": "Counsellor of class CS2301"}, "people": people}
    acted = status in ("done", "returned", "rejected")
    return {
        "step": step.name,
        "title": step.title.to_dict(),
        "status": status,
        "entry": 1,
        "holder": holder if status in ("now", "next") else None,
        "opened_at": at[1] if status != "next" else None,
        "due_at": due if status == "now" else None,
        "overdue": False,
        "decided_at": at[2] if acted else None,
        "opinion": {"done": "同意，注意休息。", "returned": "请补充就诊信息。", "rejected": "材料不符。"}.get(status),
        "by": COUNSELLOR if acted else None,
        **rule_of(step, Labels()),
    }


def _timeline(kind: str, at: list[str]) -> list[dict[str, Any]]:
    me, officer = (
        {"name": PERSON["name"], "position": None},
        {"name": COUNSELLOR, "position": {"zh": "辅导员", "en": "Counsellor"}},
    )
    rows: list[dict[str, Any]] = [
        {
            "seq": 1,
            "type": "application:submitted",
            "at": at[0],
            "by": me,
            "text": {"zh": "提交申请", "en": "Submitted"},
        },
        {
            "seq": 2,
            "type": "step:opened",
            "at": at[1],
            "by": {"name": {"zh": "系统", "en": "System"}, "position": None},
            "text": {"zh": "辅导员审核：已送达", "en": "Counsellor's review: arrived"},
        },
    ]
    more = {
        "returned": (
            "step:returned",
            "辅导员审核：退回修改",
            "Counsellor's review: returned for correction",
            officer,
            "请补充就诊信息。",
        ),
        "decided": ("step:approved", "辅导员审核：同意", "Counsellor's review: approved", officer, "同意，注意休息。"),
        "done": ("application:completed", "办结", "Completed", officer, None),
        "rejected": ("step:rejected", "辅导员审核：不通过", "Counsellor's review: not approved", officer, "材料不符。"),
        "withdrawn": ("application:withdrawn", "撤回申请", "Withdrawn", me, None),
        "again": ("application:resubmitted", "修改后重新提交", "Corrected and resubmitted", me, None),
    }.get(kind)
    if more:
        type_, zh, en, by, opinion = more
        rows.append({"seq": 3, "type": type_, "at": at[2], "by": by, "text": {"zh": zh, "en": en}, "opinion": opinion})
    return rows
