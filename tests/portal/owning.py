"""What is one's own, for the stand-in API: profile, addresses with the code 123456, sessions, phrases."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

from chalicelib.forms import owners, profile
from tests.portal.answers import refusal
from tests.portal.example import UNITS

CODE = "123456"
WRONG = {"zh": "验证码不正确，还可以再试 4 次", "en": "This is not the code; 4 more tries"}
SESSIONS = [("s1", "Safari · iPhone"), ("s2", "Edge · Windows"), ("s3", "")]


class Own:
    """What the stand-in keeps beside the person."""

    def __init__(self) -> None:
        self.verified: dict[str, str] = {}
        self.waiting: dict[str, Any] | None = None
        self.log: list[dict[str, Any]] = []
        self.sessions = list(SESSIONS)
        self.phrases: list[str] = []


def contacts(hall: Any) -> dict[str, Any]:
    def one(kind: str) -> dict[str, Any]:
        known = getattr(hall.reached, kind)
        mine = hall.own.verified.get(kind)
        return {"address": mine or known, "verified_at": at(0) if mine else None, "directory": known, "offered": True}

    outside = bool(hall.own.verified)
    told = {"waiting": hall.own.waiting, "outside": outside, "log": hall.own.log}
    return {"email": one("email"), "mobile": one("mobile"), **told}


def show(hall: Any, *_: Any) -> tuple[int, Any]:
    person = hall.reached
    wanted = {*owners(person), *person.units.values()}
    known = profile(person, {id: unit for id, unit in UNITS.items() if id in wanted})
    return 200, {"records": known, "contacts": contacts(hall)}


def begin(hall: Any, _query: Any, body: Any, *_: Any) -> tuple[int, Any]:
    if body["kind"] == "email" and "@" not in body["address"]:
        text = {"zh": "须为电子邮箱地址", "en": "This must be an email address"}
        fault = {"pointer": "/address", "code": "not_an_email", "message": text}
        return refusal(422, "invalid_form", "填写有误", "Something is wrong", errors=[fault])
    hall.own.waiting = {"id": "c1", **body, "expires_at": at(10), "resend_at": at(1)}
    return 201, hall.own.waiting


def confirm(hall: Any, _query: Any, body: Any, *_: Any) -> tuple[int, Any]:
    if body["code"] != CODE:
        fault = {"pointer": "/code", "code": "wrong", "message": WRONG}
        return refusal(422, "invalid_form", "填写有误", "Something is wrong", errors=[fault])
    kind, address = hall.own.waiting["kind"], hall.own.waiting["address"]
    hall.own.verified[kind], hall.own.waiting = address, None
    hall.own.log.insert(0, {"at": at(0), "kind": kind, "change": "verified", "address": f"{address[:1]}***"})
    return 200, contacts(hall)


def remove(hall: Any, _query: Any, _body: Any, _headers: Any, kind: str) -> tuple[int, Any]:
    address = hall.own.verified.pop(kind, "")
    hall.own.log.insert(0, {"at": at(0), "kind": kind, "change": "removed", "address": f"{address[:1]}***"})
    return 200, contacts(hall)


def sessions(hall: Any, *_: Any) -> tuple[int, Any]:
    rows = [{"id": id, "device": device, "opened_at": at(-90), "seen_at": at(-3)} for id, device in hall.own.sessions]
    return 200, {"items": [{**row, "here": row["id"] == "s1"} for row in rows]}


def end(hall: Any, _query: Any, _body: Any, _headers: Any, id: str | None = None) -> tuple[int, Any]:
    hall.own.sessions = [one for one in hall.own.sessions if (one[0] != id if id else one[0] == "s1")]
    return 204, None


def phrases(hall: Any, *_: Any) -> tuple[int, Any]:
    items = [{"id": hashlib.sha256(text.encode()).hexdigest()[:16], "text": text} for text in hall.own.phrases]
    return 200, {"items": items}


def keep_phrase(hall: Any, _query: Any, body: Any, *_: Any) -> tuple[int, Any]:
    hall.own.phrases = [body["text"], *(one for one in hall.own.phrases if one != body["text"])]
    return phrases(hall)


def drop_phrase(hall: Any, _query: Any, _body: Any, _headers: Any, id: str) -> tuple[int, Any]:
    hall.own.phrases = [one for one in hall.own.phrases if hashlib.sha256(one.encode()).hexdigest()[:16] != id]
    return phrases(hall)


def search(query: dict[str, str], found: dict[str, Any]) -> tuple[int, Any]:
    """Nothing among the newest hundred, one among the rest."""
    if not query.get("cursor"):
        return 200, {"items": [], "next": "more", "looked": {"count": 100, "until": at(-99_999), "all": False}}
    hit = {"label": {"zh": "请假事由", "en": "Reason"}, "value": {"zh": f"…{query['q']}…", "en": f"…{query['q']}…"}}
    return 200, {"items": [{**found, "hit": hit}], "next": None, "looked": {"count": 120, "until": None, "all": True}}


def at(minutes: int) -> str:
    return (datetime.now(UTC) + timedelta(minutes=minutes)).isoformat()


ROUTES = [
    (r"GET me/profile", show),
    (r"POST me/contacts", begin),
    (r"POST me/contacts/\w+/confirmation", confirm),
    (r"DELETE me/contacts/(\w+)", remove),
    (r"GET me/sessions", sessions),
    (r"DELETE me/sessions(?:/(\w+))?", end),
    (r"GET me/phrases", phrases),
    (r"POST me/phrases", keep_phrase),
    (r"DELETE me/phrases/(\w+)", drop_phrase),
]
