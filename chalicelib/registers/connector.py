"""What a connector is: a department's system that is asked what it knows of one person, as data; values without I/O.

A definition (``catalogue/connectors/<code>.yaml``) says what is kept there as a register's does (name, owner unit, key,
typed columns), and how it is asked: the address, which attribute of the person is sent, how the call is signed and with
which secret (by name: the secret itself is a setting), where in the answer the rows are, how old they may be.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from chalicelib.registers.model import Register

SIGNS = ("hmac", "bearer")
SENT = ("id", "email", "mobile", "student_number")
"""What may be sent of a person, one of these: the least that tells the department whom the call is about."""
LONGEST = 5.0
"""Seconds a call may take at most, whatever the definition says: somebody is waiting for a form."""
MOST_ROWS = 200


@dataclass(frozen=True)
class Connector:
    """`register` says what is kept there; nothing of it is stored here."""

    register: Register
    url: str
    send: str
    sign: str
    secret: str
    timeout: float
    fresh_for: timedelta | None
    """How old the answer's data may be by its own word; older than that the source counts as not answering."""
    rows: str
    """Where the rows are in the answer, ``data.list``; one object stands for a list of one."""
    as_of: str
    """Where the answer says of when its data is (RFC 3339); empty: of the moment it was asked."""
    places: Mapping[str, str] = field(default_factory=dict)
    """Column to its place in a row, where that is not its name."""

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> Connector:
        """From a definition that passed `check_connector`."""
        answer = raw.get("answer", {})
        days = raw.get("fresh_days")
        return cls(
            register=Register.of(as_register(raw)),
            url=raw["url"],
            send=raw["send"].removeprefix("applicant."),
            sign=raw["sign"],
            secret=raw["secret"],
            timeout=float(raw.get("timeout", 3)),
            fresh_for=timedelta(days=int(days)) if days else None,
            rows=str(answer.get("rows", "")),
            as_of=str(answer.get("as_of", "")),
            places={one["column"]: str(one["from"]) for one in raw["columns"] if "from" in one},
        )


@dataclass(frozen=True)
class Answered:
    """What a department's system said of one person: rows as they would stand in a register, and of when they are."""

    rows: tuple[Mapping[str, Any], ...]
    at: datetime


def as_register(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The part of the definition that says what is kept there, as a register's definition would."""
    shared = {name: raw[name] for name in ("name", "about", "owner_unit", "key") if name in raw}
    columns = raw.get("columns")
    if isinstance(columns, list):
        plain = [{k: v for k, v in one.items() if k != "from"} if isinstance(one, Mapping) else one for one in columns]
        shared["columns"] = plain
    return {"register": raw.get("connector"), **shared}


def found_at(answer: Any, place: str) -> Any:
    """What stands at ``data.list`` of the answer; the whole answer for an empty place, None where nothing does."""
    for part in filter(None, place.split(".")):
        answer = answer.get(part) if isinstance(answer, Mapping) else None
    return answer
