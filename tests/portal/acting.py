"""The stand-in API's further actions: one task that is claimed, handed on and signed by more people, and urging."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.portal.answers import refusal

PEOPLE = [
    ("10021", "张立", "Zhang Li", "辅导员", "Counsellor"),
    ("10022", "赵敏", "Zhao Min", "学院领导", "College leader"),
    ("10023", "周文", "Zhou Wen", "经办人", "Officer"),
    ("10024", "吴桐", "Wu Tong", "教学秘书", "Teaching secretary"),
    ("10025", "孙悦", "Sun Yue", "团委书记", "Youth League secretary"),
    ("10026", "钱进", "Qian Jin", "研究生秘书", "Graduate secretary"),
]
COLLEGE = {"zh": "计算机学院", "en": "School of Computing"}
ME = {"zh": "王老师", "en": "Wang Fang"}


def share(n: int, zh: str, en: str, state: str = "pending", **more: Any) -> dict[str, Any]:
    told = {"kind": "base", "by": None, "opinion": None, "asked": None, "removable": False}
    return {"n": n, "holder": {"zh": zh, "en": en}, "state": state, **told, **more}


VISITED = [
    {
        "step": "class_review",
        "title": {"zh": "班主任审核", "en": "Class teacher's review"},
        "by": {"zh": "刘芳", "en": "Liu Fang"},
    },
    {
        "step": "college_review",
        "title": {"zh": "学院审核", "en": "College review"},
        "by": {"zh": "陈晨", "en": "Chen Chen"},
    },
]
SHARES = [
    share(0, "王老师", "Wang Fang", asked="我出差，请代为把关。"),
    share(1, "陈晨", "Chen Chen", "approved", by={"zh": "陈晨", "en": "Chen Chen"}, opinion="同意。"),
    share(
        2, "学生处经办人", "Officer, Student Affairs", "waiting", kind="added", removable=True, asked="请核对课程安排。"
    ),
]


def colleagues(_hall: Any, *_: Any) -> tuple[int, Any]:
    def row(id_: str, zh: str, en: str, role: str, role_en: str) -> dict[str, Any]:
        title = {"zh": f"{COLLEGE['zh']}{role}", "en": f"{role_en}, {COLLEGE['en']}"}
        return {"id": id_, "name": {"zh": zh, "en": en}, "title": title, "unit": COLLEGE}

    return 200, {"items": [row(*one) for one in PEOPLE]}


def act_on_task(hall: Any, _query: Any, body: Any, headers: Any, *_: Any) -> tuple[int, Any]:
    if headers.get("If-Match") != f'"{hall.task["seq"]}"':
        return refusal(412, "stale_version", "内容已被更新，请刷新后再试", "It has changed since you opened it")
    if body.get("to") == "00000":
        said = {"zh": "请选择一位教职工", "en": "Choose a member of staff"}
        errors = [{"pointer": "/to", "code": "unknown", "message": said}]
        return refusal(422, "invalid_form", "表单填写有误", "Some answers need attention", errors=errors)
    task = hall.task["task"] | _changes(hall.task["task"], body)
    actions = hall.task["actions"] if task["state"] == "pending" else []
    hall.task = hall.task | {"task": task, "actions": actions, "seq": hall.task["seq"] + 1}
    return 200, {"id": "app-1", "state": "in_progress", "seq": hall.task["seq"]}


def _changes(task: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
    others = [one for one in task["may"] if one not in ("claim", "release")]
    shares = task["shares"] or [share(0, **ME)]
    name = next(({"zh": zh, "en": en} for id_, zh, en, *_ in PEOPLE if id_ == body.get("to")), ME)
    new = share(len(shares), **name, asked=body.get("reason"), removable=True)
    return {
        "claim": {"claimed_by": ME, "may": ["release", *others]},
        "release": {"claimed_by": None, "may": ["claim", *others]},
        "transfer": {"state": "transferred", "may": [], "decided_by": ME, "shares": [*shares, new]},
        "retract": {"state": "pending", "may": []},
        "delegate": {"state": "waiting", "may": [], "shares": [*shares, new | {"kind": "advice"}]},
        "add_signer": {"shares": [*shares, new | {"kind": "added", "state": "waiting"}]},
        "remove_signer": {
            "shares": [
                one | {"state": "removed", "removable": False} if one["n"] == body.get("n") else one for one in shares
            ]
        },
    }[body["action"]]


def urge(hall: Any, *_: Any) -> tuple[int, Any]:
    if hall.view["urged"]:
        return refusal(429, "too_many_requests", "24 小时内只能催办一次", "You can urge once in 24 hours", wait=86_000)
    now = datetime.now(UTC)
    hall.view = hall.view | {"urged": {"count": 1, "at": now.isoformat()}, "seq": hall.view["seq"] + 1}
    return 200, {"count": 1, "next_at": (now + timedelta(hours=24)).isoformat()}
