"""Give a standing proxy, say that one will be away, and take either back. Checked here, written in one transaction.

A proxy of a proxy has no power: who stands in acts with what the principal holds themselves, never with what the
principal holds for others. So nobody can be named who is away on one of those days, which also makes circles
impossible.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Protocol

from chalicelib.errors import FieldError, InvalidForm, NotFound
from chalicelib.people.model import STUDENTS, Person
from chalicelib.people.proxy import NOBODY, Proxy, ProxyKind
from chalicelib.shared.clock import CHINA, stamp
from chalicelib.shared.ids import new_id
from chalicelib.shared.text import Text

LONGEST = timedelta(days=366)
LONGEST_REASON = 200
MOST = 20
"""Standing at one time; they travel with the person on every request."""
KEPT = timedelta(days=30)
"""How long one that is over stays listed, and is remembered to whoever still has a page open."""

Ledger = tuple[tuple[Proxy, ...], tuple[Proxy, ...]]
"""What a person gave, and what they stand in for."""


class Proxies(Protocol):
    def change_proxies(
        self, ids: Collection[str], change: Callable[[Mapping[str, Person]], Mapping[str, Ledger]]
    ) -> None: ...


@dataclass(frozen=True)
class ProxyWish:
    """As the person asks for it; `to` is a person's id, empty for an absence without a proxy."""

    kind: ProxyKind
    to: str
    services: tuple[str, ...]
    since: date
    until: date
    reason: str


def give_proxy(people: Proxies, person: Person, wish: ProxyWish, services: Collection[str], now: datetime) -> Proxy:
    """What stands from now on; the same wish again gives the one that stands. `services`: the codes there are.

    Raises `InvalidForm`, `Conflict`.
    """
    today = now.astimezone(CHINA).date()
    made: list[Proxy] = []

    def change(found: Mapping[str, Person]) -> Mapping[str, Ledger]:
        me, to = found.get(person.id), found.get(wish.to)
        if me is None:
            raise NotFound()
        made[:] = [one for one in me.gave if _same(one, wish)]
        if made:
            return {}
        if errors := wrong(me, to, wish, services, today):
            raise InvalidForm(errors=errors)
        proxy = Proxy(
            new_id(),
            wish.kind,
            me.id,
            me.name,
            wish.to,
            to.name if to else NOBODY,
            tuple(dict.fromkeys(wish.services)),
            wish.since,
            wish.until,
            wish.reason.strip(),
        )
        made[:] = [proxy]
        changed = {me.id: (_kept(me.gave, today, proxy), me.stands_in)}
        return changed | ({to.id: (to.gave, _kept(to.stands_in, today, proxy))} if to else {})

    people.change_proxies([person.id, *([wish.to] if wish.to else [])], change)
    return made[0]


def revoke_proxy(people: Proxies, person: Person, id: str, now: datetime) -> None:
    """From this moment it gives no power any more; harmless when repeated. Raises `NotFound` for others' proxies."""
    mine = next((one for one in person.gave if one.id == id), None)
    if mine is None:
        raise NotFound()

    def change(found: Mapping[str, Person]) -> Mapping[str, Ledger]:
        return {
            id: (_revoked(one.gave, mine.id, now), _revoked(one.stands_in, mine.id, now)) for id, one in found.items()
        }

    if not mine.revoked:
        people.change_proxies([one for one in (person.id, mine.proxy) if one], change)


def wrong(
    me: Person, to: Person | None, wish: ProxyWish, services: Collection[str], today: date
) -> tuple[FieldError, ...]:
    """Everything that is wrong with the wish, each with its field."""
    errors = [*_wrong_receiver(me, to, wish, today), *_wrong_days(wish, today)]
    if unknown := [code for code in wish.services if code not in services]:
        said = ", ".join(unknown)
        errors.append(FieldError("/services", "unknown", Text(f"没有这个事项：{said}", f"There is no service {said}")))
    if not wish.reason.strip():
        errors.append(FieldError("/reason", "required", Text("请填写原因", "Say why")))
    elif len(wish.reason) > LONGEST_REASON:
        long = Text(f"原因不能超过{LONGEST_REASON}个字", f"The reason must be at most {LONGEST_REASON} characters")
        errors.append(FieldError("/reason", "too_long", long))
    if sum(not one.over(today) for one in me.gave) >= MOST:
        many = Text(f"同时有效的委托不能超过 {MOST} 项", f"At most {MOST} proxies can stand at one time")
        errors.append(FieldError("/to", "too_many", many))
    return tuple(errors)


def _wrong_receiver(me: Person, to: Person | None, wish: ProxyWish, today: date) -> list[FieldError]:
    if not wish.to and wish.kind == "absence":
        return []
    if to is None or to.category in STUDENTS or to.left_on(today):
        return [FieldError("/to", "unknown", Text("请选择一位在职教职工", "Choose a member of staff"))]
    if to.id == me.id:
        return [FieldError("/to", "self", Text("不能委托自己", "You cannot be your own proxy"))]
    if any(one.overlaps(wish.since, wish.until) for one in to.gave):
        away = Text(
            "{name}在此期间已委托他人或不在岗，不能再受托", "{name} is away or has a proxy on some of these days"
        )
        return [FieldError("/to", "chain", away.format(name=to.name))]
    return []


def _wrong_days(wish: ProxyWish, today: date) -> list[FieldError]:
    if wish.until < max(wish.since, today):
        return [FieldError("/until", "before", Text("结束日期不能早于开始日期和今天", "The last day is too early"))]
    if wish.until - wish.since > LONGEST:
        return [FieldError("/until", "too_long", Text("委托期限不能超过一年", "A proxy stands for a year at most"))]
    return []


def _same(one: Proxy, wish: ProxyWish) -> bool:
    wished = (wish.kind, wish.to, tuple(dict.fromkeys(wish.services)), wish.since, wish.until)
    return not one.revoked and (one.kind, one.proxy, one.services, one.since, one.until) == wished


def _kept(before: tuple[Proxy, ...], today: date, new: Proxy) -> tuple[Proxy, ...]:
    return (*(one for one in before if one.until + KEPT >= today), new)


def _revoked(proxies: tuple[Proxy, ...], id: str, now: datetime) -> tuple[Proxy, ...]:
    return tuple(replace(one, revoked=stamp(now)) if one.id == id else one for one in proxies)
