"""The stand-in API's proxies, absence and handovers."""

from __future__ import annotations

from typing import Any

from tests.portal.acting import PEOPLE
from tests.portal.answers import refusal

AWAY = {"zh": "张立在此期间已委托他人或不在岗，不能再受托", "en": "Zhang Li is away on some of these days"}


def proxies(hall: Any, *_: Any) -> tuple[int, Any]:
    return 200, hall.standing


def give(hall: Any, _query: Any, body: Any, *_: Any) -> tuple[int, Any]:
    if body["to"] == "10021":
        status, problem = refusal(422, "invalid_form", "表单填写有误", "Some answers need attention")
        return status, problem | {"errors": [{"pointer": "/to", "code": "chain", "message": AWAY}]}
    named = next(({"id": id, "name": {"zh": zh, "en": en}} for id, zh, en, *_ in PEOPLE if id == body["to"]), None)
    services = [{"code": code, "name": {"zh": code, "en": code}} for code in body["services"].split(",") if code]
    asked = {name: body[name] for name in ("kind", "since", "until", "reason")}
    made = asked | {"id": "x1", "proxy": named, "principal": None, "services": services, "state": "active"}
    hall.standing = hall.standing | {"gave": [made, *hall.standing["gave"]]}
    return 201, made


def take_back(hall: Any, _query: Any, _body: Any, _headers: Any, id: str) -> tuple[int, Any]:
    gave = [one | {"state": "revoked"} if one["id"] == id else one for one in hall.standing["gave"]]
    hall.standing = hall.standing | {"gave": gave}
    return 204, None


def handovers(_hall: Any, *_: Any) -> tuple[int, Any]:
    words = {
        "service": {"zh": "学生请假", "en": "Student leave"},
        "step": {"zh": "学院审核", "en": "College review"},
        "unit": {"zh": "计算机学院", "en": "School of Computing"},
        "from": {"zh": "赵敏", "en": "Zhao Min"},
        "to": {"zh": "计算机学院负责人", "en": "Head, School of Computing"},
    }
    done = {"at": "2026-11-23T01:00:00.000Z", "number": "20261123-004217", "why": "left", **words}
    return 200, {"items": [done], "next": None}


ROUTES = [
    (r"GET me/proxies", proxies),
    (r"POST me/proxies", give),
    (r"DELETE me/proxies/([\w-]+)", take_back),
    (r"GET me/handovers", handovers),
]
