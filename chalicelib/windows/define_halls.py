"""The halls of the bundle, ``catalogue/windows/<hall>.yaml``: checked, and kept when services are published."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from chalicelib.catalogue import CATALOGUE_ROOT, Finding, load_definitions
from chalicelib.shared.text import Text
from chalicelib.windows.model import MAKEUP, WEEKDAYS, Break, ServiceHall, periods_of

FOLDER = CATALOGUE_ROOT / "windows"
_CODE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_SIGN = re.compile(r"[A-Z]?[0-9]{1,3}([–-][0-9]{1,3})?")
_LETTER = re.compile(r"[A-Z]")
_HALL = frozenset({"hall", "name", "owner_unit", "rules", "closed", "terms", "counters"})
_COUNTER = frozenset({"counter", "name", "unit", "campus", "floor", "sign", "place", "provider", "phone", "services",
                      "hours", "days", "booking", "queue", "with"})  # fmt: skip
_RULES: Mapping[str, tuple[int, int]] = {"open": (1, 20), "no_shows": (1, 20), "within": (1, 365), "pause": (1, 180)}
_BOOKING: Mapping[str, tuple[int, int]] = {"slot": (5, 240), "places": (1, 50), "ahead": (1, 60), "cancel": (0, 2880)}

Place = tuple[str | int, ...]


class HallStore(Protocol):
    """What keeps them once they are defined."""

    def put_hall(self, id: str, raw: dict[str, Any], /) -> None: ...


@cache
def bundled_halls(root: Path = FOLDER) -> tuple[ServiceHall, ...]:
    """The halls of the bundle that can be read."""
    found = [one.raw for one in load_definitions(root) if not one.faults]
    return tuple(ServiceHall.of(raw) for raw in found if not list(_shape(raw)))


def define_halls(
    store: HallStore, units: Collection[str], services: Collection[str], root: Path = FOLDER
) -> dict[str, list[str]]:
    """Keep what the files below `root` say; problems by file, for files that were refused."""
    refused: dict[str, list[str]] = {}
    for found in load_definitions(root):
        problems = [problem.get("zh") for problem in found.faults]
        for finding in check_hall(found.raw, units=units, services=services):
            problems.append(f"{found.path}:{found.line_of(finding.pointer)}: {finding.message.zh}")
        if problems:
            refused[found.path] = problems
        else:
            store.put_hall(str(found.raw["hall"]), dict(found.raw))
    return refused


def check_hall(raw: Mapping[str, Any], *, units: Collection[str], services: Collection[str]) -> list[Finding]:
    """Everything wrong with a definition, each with its place."""
    found = list(_shape(raw))
    named: list[tuple[Place, Any]] = [(("owner_unit",), raw.get("owner_unit"))]
    for n, one in enumerate(_counters(raw)):
        named += [(("counters", n, key), one.get(key)) for key in ("unit", "campus")]
        named += [(("counters", n, "with", m), id) for m, id in enumerate(_listed(one.get("with")))]
        for m, service in enumerate(one.get("services") or ()):
            if service not in services:
                place = ("counters", n, "services", m)
                found.append(_found(place, f"没有事项 {service}", f"there is no service {service}"))
    found += [_found(place, f"没有单位 {id}", f"there is no unit {id}") for place, id in named if id not in units]
    return found


def _shape(raw: Mapping[str, Any]) -> Iterator[Finding]:
    yield from _keys((), raw, _HALL)
    if not _CODE.fullmatch(str(raw.get("hall", ""))):
        yield _found(("hall",), "hall 须为英文小写代码", "hall must be a code of small letters")
    yield from _text((), raw, "name")
    yield from _numbers(("rules",), raw.get("rules") or {}, _RULES)
    yield from _days(("closed",), raw.get("closed") or ())
    yield from _terms(("terms",), raw.get("terms", []))
    counters = _counters(raw)
    if not counters:
        yield _found(("counters",), "至少有一个窗口", "needs a counter at least")
    ids = [str(one.get("counter")) for one in counters]
    for n, one in enumerate(counters):
        if ids.count(ids[n]) > 1:
            yield _found(("counters", n, "counter"), f"窗口 {ids[n]} 写了两次", f"counter {ids[n]} is written twice")
        yield from _counter(("counters", n), one)
    yield from _letters(counters)


def _counter(place: Place, raw: Mapping[str, Any]) -> Iterator[Finding]:
    yield from _keys(place, raw, _COUNTER)
    if not _CODE.fullmatch(str(raw.get("counter", ""))):
        yield _found((*place, "counter"), "counter 须为英文小写代码", "counter must be a code of small letters")
    for key in ("name", *(key for key in ("place", "provider") if key in raw)):
        yield from _text(place, raw, key)
    for key in ("floor", "sign"):
        if not _SIGN.fullmatch(str(raw.get(key, ""))):
            yield _found((*place, key), "须如现场所示，如 3、B1", "must be as it is signed, such as 3 or B1")
    services = raw.get("services")
    if not isinstance(services, list) or not services or len({str(one) for one in services}) != len(services):
        yield _found((*place, "services"), "须列出办理的事项，每项一次", "needs the services handled there, each once")
    beside = raw.get("with", [])
    if not isinstance(beside, list) or len({str(one) for one in (raw.get("unit"), *beside)}) != len(beside) + 1:
        zh, en = "with 须列出共同设窗的其他单位，每个一次", "with lists the other units that keep it, each once"
        yield _found((*place, "with"), zh, en)
    yield from _hours((*place, "hours"), raw.get("hours"))
    yield from _days((*place, "days"), raw.get("days") or ())
    if "booking" in raw:
        yield from _booking((*place, "booking"), raw["booking"])


def _letters(counters: list[Mapping[str, Any]]) -> Iterator[Finding]:
    """A ticket's number is one in the whole hall."""
    given: set[str] = set()
    for n, one in enumerate(counters):
        if "queue" not in one:
            continue
        place, raw = ("counters", n, "queue"), one["queue"]
        if not isinstance(raw, Mapping) or not raw.keys() <= {"letter", "windows"}:
            yield _found(place, "queue 只有 letter 和 windows", "queue has letter and windows only")
            continue
        letter, windows = str(raw.get("letter", "")), raw.get("windows", ["1"])
        if not _LETTER.fullmatch(letter) or letter in given:
            zh, en = "letter 须为大写字母，各窗口不同", "letter must be a capital, another for each counter"
            yield _found((*place, "letter"), zh, en)
        given.add(letter)
        if not isinstance(windows, list) or not windows or not all(_SIGN.fullmatch(str(each)) for each in windows):
            zh, en = "windows 须为窗口号列表，如 [3, 4]", "windows must be the signs of its windows, such as [3, 4]"
            yield _found((*place, "windows"), zh, en)


def _booking(place: Place, raw: Any) -> Iterator[Finding]:
    yield from _numbers(place, raw, _BOOKING)
    for key in _BOOKING:
        if isinstance(raw, Mapping) and key not in raw:
            yield _found((*place, key), f"缺少 {key}", f"{key} is missing")


def _hours(place: Place, raw: Any) -> Iterator[Finding]:
    if not isinstance(raw, Mapping) or not raw:
        yield _found(place, "须写明每周开放时间", "needs the hours of each weekday")
        return
    for day, periods in raw.items():
        if day not in (*WEEKDAYS, MAKEUP):
            yield _found((*place, str(day)), f"没有名为 {day} 的日子", f"there is no day called {day}")
        yield from _periods((*place, str(day)), periods)


def _periods(place: Place, raw: Any) -> Iterator[Finding]:
    try:
        periods_of(raw)
    except (TypeError, ValueError):
        zh, en = "须为不重叠的时段，如 08:30-11:30", "must be periods that do not overlap, such as 08:30-11:30"
        yield _found(place, zh, en)


def _days(place: Place, raw: Any) -> Iterator[Finding]:
    for n, one in enumerate(raw if isinstance(raw, list) else ()):
        try:
            found = Break.of(one)
            bad = found.last < found.first
        except (KeyError, TypeError, ValueError, AttributeError):
            bad = True
        if bad:
            zh, en = "须有 from、why（中英文），可有 to、hours", "needs from and why (zh and en), may have to and hours"
            yield _found((*place, n), zh, en)


def _terms(place: Place, raw: Any) -> Iterator[Finding]:
    try:
        bad = not isinstance(raw, list) or not all(date.fromisoformat(str(one)) for one in raw)
    except ValueError:
        bad = True
    if bad:
        yield _found(place, "须为各学期首日，如 2026-08-31", "must be the first days of terms, such as 2026-08-31")


def _numbers(place: Place, raw: Any, known: Mapping[str, tuple[int, int]]) -> Iterator[Finding]:
    if not isinstance(raw, Mapping):
        yield _found(place, "须为若干数值", "must be numbers by name")
        return
    for key, value in raw.items():
        low, high = known.get(str(key), (0, -1))
        if high < 0:
            yield _found((*place, str(key)), f"没有 {key} 这一项", f"there is no key {key}")
        elif not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            yield _found((*place, str(key)), f"须为 {low} 到 {high} 的整数", f"must be a number from {low} to {high}")


def _keys(place: Place, raw: Mapping[str, Any], known: Collection[str]) -> Iterator[Finding]:
    for key in raw.keys() - known:
        yield _found((*place, str(key)), f"没有 {key} 这一项", f"there is no key {key}")


def _text(place: Place, raw: Mapping[str, Any], key: str) -> Iterator[Finding]:
    try:
        Text.of(raw.get(key))
    except (ValueError, TypeError, KeyError, AttributeError):
        yield _found((*place, key), "须有中文和英文", "needs zh and en")


def _counters(raw: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    found = raw.get("counters")
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []


def _listed(raw: Any) -> list[Any]:
    return raw if isinstance(raw, list) else []


def _found(place: Place, zh: str, en: str) -> Finding:
    return Finding(place, Text(zh, en))
