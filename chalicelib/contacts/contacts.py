"""Add, change and remove the addresses by which somebody is reached: a code first, then the address counts.

Whatever is asked twice has one effect: the same address within the cool-down is the same code, a right code given
again is the same change, and each message is one notice of the ledger. Whose else an address may be is never asked,
so no answer tells anything about others.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from chalicelib.contacts.challenge import (
    COOL_DOWN,
    KINDS,
    MOST_TRIES,
    Challenge,
    clean_address,
    masked,
    refused,
)
from chalicelib.contacts.store import ContactStore
from chalicelib.errors import NotFound
from chalicelib.people import Person
from chalicelib.shared.clock import Clock, stamp
from chalicelib.shared.ids import new_id
from chalicelib.shared.one_time_code import CODE_FOR
from chalicelib.shared.text import Text

A_DAY = 86_400
PER_PERSON, PER_ADDRESS = 10, 5
"""Codes a day: for one person, and to one address whoever asks, so that nobody's box is flooded."""
WHAT = {"email": Text("邮箱", "email address"), "mobile": Text("手机号码", "mobile number")}
_SAME = Text("正在使用的就是这个地址", "This is the address in use")
_SOMEBODY = Text("用户", "user")
"""Whose address it is, is not known yet: a stranger who gets the code learns no name."""
_OVER = Text("验证码已失效，请重新获取", "The code has expired; please ask for a new one")
_WORN = Text("输错次数过多，请重新获取验证码", "Too many wrong codes; please ask for a new one")


class Directory(Protocol):
    def set_contact(self, person_id: str, kind: str, address: str, at: datetime, /) -> None: ...


@dataclass(frozen=True)
class Contacts:
    """`take` counts tries (`RateLimiter.take`); `tell` queues a message to the person by name, occasion and moment;
    `kinds` are those this hall can send to."""

    store: ContactStore
    people: Directory
    take: Callable[[str, int, int], None]
    tell: Callable[[str, str, str, datetime], None]
    clock: Clock
    secret: str
    kinds: tuple[str, ...] = KINDS

    def view(self, person: Person) -> dict[str, Any]:
        """`{email, mobile, waiting, log, outside}`: each address with where it is from; what waits for its code."""
        now, known = self.clock(), self.store.newest(person.id)
        waiting = next((one for one in known if one.live(now) and one.tries < MOST_TRIES), None)
        return {
            **{kind: self._address(person, kind) for kind in KINDS},
            "waiting": self._waiting(waiting) if waiting else None,
            "outside": _outside(person),
            "log": [
                {
                    "at": stamp(one.at_change or one.at),
                    "kind": one.kind,
                    "change": "removed" if one.state == "removed" else "verified",
                    "address": masked(one.kind, one.address),
                }
                for one in known
                if one.state != "open"
            ],
        }

    def begin(self, person: Person, kind: str, raw: str) -> dict[str, Any]:
        """Send a code to this address: `{id, kind, address, expires_at, resend_at}`.

        Raises `InvalidForm`, `NotFound` for a kind this hall cannot send to, and `TooManyRequests`.
        """
        if kind not in self.kinds:
            raise NotFound()
        address, now = clean_address(kind, raw), self.clock()
        if address == person.verified(kind):
            raise refused("address", "in_use", _SAME)
        known = (one for one in self.store.newest(person.id) if one.kind == kind and one.live(now))
        last = next(known, None)
        if last is None or last.address != address or now >= last.at + COOL_DOWN:
            self.take(f"contact:{kind}:{person.id}", 1, int(COOL_DOWN.total_seconds()))
            self.take(f"contact:person:{person.id}", PER_PERSON, A_DAY)
            self.take(f"contact:to:{hashlib.sha256(address.lower().encode()).hexdigest()}", PER_ADDRESS, A_DAY)
            last = Challenge(new_id(), person.id, kind, address, now)
            self.store.put(last)
        # Told also when nothing new was made: should the first answer have been lost, so may have been its message.
        self.tell("contact_code", person.id, last.id, last.at)
        return self._waiting(last)

    def confirm(self, person: Person, id: str, code: str) -> dict[str, Any]:
        """The address counts from now on; `view` as it is then. Raises `NotFound`, `InvalidForm`."""
        found = self.store.get(person.id, id)
        if found is None or found.state == "removed":
            raise NotFound()
        self._judge(found, unicodedata.normalize("NFKC", code).strip())
        if found.state == "open":
            done = replace(found, state="done", tell=_told(person, found), at_change=self.clock())
            found = done if self.store.finish(done) else self.store.get(person.id, id) or done
        assert found.at_change is not None
        self.people.set_contact(person.id, found.kind, found.address, found.at_change)
        if found.tell:
            self.tell("contact_changed", person.id, found.id, found.at_change)
        return self.view(person.having(found.kind, found.address, found.at_change))

    def remove(self, person: Person, kind: str) -> dict[str, Any]:
        """From now on the directory's address counts again; nothing proven is no change. `view` as it is then.

        Raises `NotFound` for a kind there is not."""
        if kind not in KINDS:
            raise NotFound()
        address = person.verified(kind)
        if not address:
            return self.view(person)
        now = self.clock()
        gone = Challenge(new_id(), person.id, kind, address, now, "removed", tell=(kind, address), at_change=now)
        self.store.put(gone)
        self.people.set_contact(person.id, kind, "", now)
        self.tell("contact_changed", person.id, gone.id, now)
        return self.view(person.having(kind, "", now))

    def addressed(self, message: str, person_id: str, id: str) -> tuple[str, str, dict[str, Any]] | None:
        """Kind, address and values of a message `tell` queued; None when nobody needs it any more."""
        found = self.store.get(person_id, id)
        if found is None:
            return None
        if message == "contact_code":
            minutes = int(CODE_FOR.total_seconds() // 60)
            values = {"code": found.code(self.secret), "minutes": str(minutes), "person_name": _SOMEBODY}
            return (found.kind, found.address, values) if found.live(self.clock()) else None
        if found.tell is None:
            return None
        return (*found.tell, {"what": WHAT[found.kind], "masked": masked(found.kind, found.address)})

    def _judge(self, found: Challenge, code: str) -> None:
        tries = found.tries
        if found.state == "open":
            if not found.live(self.clock()):
                raise refused("code", "expired", _OVER)
            counted = self.store.count_try(found)
            if counted is None:
                raise refused("code", "worn", _WORN)
            tries = counted
        if not hmac.compare_digest(code.encode(), found.code(self.secret).encode()):
            left = MOST_TRIES - tries
            if left <= 0:
                raise refused("code", "worn", _WORN)
            text = Text(f"验证码不正确，还可以再试 {left} 次", f"This is not the code; {left} more tries")
            raise refused("code", "wrong", text)

    def _waiting(self, one: Challenge) -> dict[str, Any]:
        expires, again = stamp(one.at + CODE_FOR), stamp(one.at + COOL_DOWN)
        return {"id": one.id, "kind": one.kind, "address": one.address, "expires_at": expires, "resend_at": again}

    def _address(self, person: Person, kind: str) -> dict[str, Any]:
        return {
            "address": person.reach(kind),
            "verified_at": person.contacts[kind][0] if person.verified(kind) else None,
            "directory": person.email if kind == "email" else person.mobile,
            "offered": kind in self.kinds,
        }


def _told(person: Person, done: Challenge) -> tuple[str, str] | None:
    """Who hears of it: the address used before, else the other one; so that nobody changes it unnoticed (X2)."""
    before = person.reach(done.kind)
    if before and before != done.address:
        return done.kind, before
    other = "mobile" if done.kind == "email" else "email"
    return (other, person.reach(other)) if person.reach(other) else None


def _outside(person: Person) -> bool:
    """Whether something proven does not end with the campus mail: a mobile number, or a mailbox elsewhere (H-09)."""
    if person.verified("mobile"):
        return True
    campus, own = (address.partition("@")[2].lower() for address in (person.email, person.verified("email")))
    return bool(own) and own != campus and not own.endswith(f".{campus}") and not campus.endswith(f".{own}")
