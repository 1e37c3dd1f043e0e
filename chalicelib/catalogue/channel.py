"""The life of a service: which state it is in on which day, by dates that act by themselves (N10, N12, S-02, Z-13).

A channel says a first state and what it becomes from which day on. Nothing has to be published on such a day: the hall
asks `Channel.state_on` with its own clock at each request, and the static pages carry the same periods. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Protocol

from chalicelib.catalogue.vocabulary import CHANNEL_STATES, FORMER_STATES, OPEN_STATES, UNBUILT
from chalicelib.errors import ServiceClosed
from chalicelib.shared.text import Text

_DAY = timedelta(days=1)


class Starter(Protocol):
    """As much of a person as a cohort needs."""

    @property
    def id(self) -> str: ...
    @property
    def units(self) -> Mapping[str, str]: ...


@dataclass(frozen=True)
class Stage:
    """From the day `since` on (in China), the state is `state`."""

    state: str
    since: date


@dataclass(frozen=True)
class Cohort:
    """Who tries a service that is in testing: persons by id, and everybody of these units."""

    people: tuple[str, ...] = ()
    units: tuple[str, ...] = ()

    def has(self, person: Starter) -> bool:
        return person.id in self.people or not set(self.units).isdisjoint(person.units.values())


@dataclass(frozen=True)
class OtherWay:
    """How else the same is done while both ways are open: its name, and its address where it has one (H-22)."""

    name: Text
    address: str = ""


@dataclass(frozen=True)
class Period:
    """Days on which nothing about the channel changes; both included, None is without end. `gate` says whether the
    season is ``open``, will open (``before``) or is over (``after``)."""

    state: str
    since: date | None
    until: date | None
    gate: str = "open"

    def holds(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)

    @property
    def open(self) -> bool:
        """Whether everybody it is for may start it."""
        return self.gate == "open" and self.state in OPEN_STATES


@dataclass(frozen=True)
class Channel:
    """How and when the service can be started; dates are days in China, both included.

    `state` holds until the first of `then`, which are in order of their days. `target` is the day by which what is
    planned is to be there; `public` shows what is not built yet to everybody and not to its owners alone. `remind` is
    how many days before `opens` its department is reminded.
    """

    state: str = "online"
    opens: date | None = None
    closes: date | None = None
    notice: Text | None = None
    then: tuple[Stage, ...] = ()
    target: date | None = None
    public: bool = False
    cohort: Cohort | None = None
    other: OtherWay | None = None
    remind: int = 14

    def state_on(self, day: date) -> str:
        """The state on that day."""
        return self.stage_on(day)[0]

    def stage_on(self, day: date) -> tuple[str, date | None, Stage | None]:
        """(state, since when if that is known, what comes next if anything does)."""
        past = [stage for stage in self.then if stage.since <= day]
        coming = next((stage for stage in self.then if stage.since > day), None)
        return (past[-1].state, past[-1].since, coming) if past else (self.state, None, coming)

    @property
    def states(self) -> tuple[str, ...]:
        """Every state it is ever in."""
        return (self.state, *(stage.state for stage in self.then))

    @property
    def unbuilt(self) -> bool:
        """Whether it is planned or being built for as long as this definition says: nobody can ever start it."""
        return all(state in UNBUILT for state in self.states)

    def periods(self) -> Iterator[Period]:
        """The whole of time, cut where state or season change."""
        cuts = {stage.since for stage in self.then}
        cuts |= {self.opens} if self.opens else set()
        cuts |= {self.closes + _DAY} if self.closes else set()
        days = sorted(cuts)
        for since, before in zip([None, *days], [*days, None], strict=True):
            until = before - _DAY if before else None
            day = since or (until if until else date.min)
            yield Period(self.state_on(day), since, until, self._gate(day))

    def visible_on(self, day: date) -> bool:
        """Whether the list of services has it: neither what is only planned, nor what is no more."""
        return visible(self.state_on(day), public=self.public)

    def start_allowed(self, person: Starter, day: date) -> None:
        """Raises `ServiceClosed`, which says why, and since or until when."""
        state, since, coming = self.stage_on(day)
        if state == "testing" and self.cohort and self.cohort.has(person):
            return
        if state not in OPEN_STATES:
            raise ServiceClosed(why_closed(state, since, coming, self.target, self.notice), extra={"state": state})
        if self._gate(day) == "before" and self.opens:
            opens = self.opens.isoformat()
            raise ServiceClosed(Text(f"该事项自 {opens} 起开放办理", f"This service opens on {opens}"))
        if self._gate(day) == "after" and self.closes:
            closes = self.closes.isoformat()
            raise ServiceClosed(Text(f"该事项已于 {closes} 截止办理", f"This service closed on {closes}"))

    def _gate(self, day: date) -> str:
        if self.opens and day < self.opens:
            return "before"
        return "after" if self.closes and day > self.closes else "open"


def visible(state: str, *, public: bool) -> bool:
    """Whether a service in this state stands in the list of services."""
    return state != "retired" and (public or state not in UNBUILT)


def why_closed(state: str, since: date | None, coming: Stage | None, target: date | None, notice: Text | None) -> Text:
    """Why nobody can start it now, since when, and from when on that is expected to be different."""
    from_zh, from_en = (f"自 {since} 起", f" since {since}") if since else ("", "")
    zh, en = {
        "planned": ("该事项尚在计划中", "This service is still being planned"),
        "building": ("该事项正在建设中", "This service is still being built"),
        "testing": (
            f"该事项{from_zh}处于内部测试，仅限测试人员办理",
            f"This service is in testing{from_en}, for its testers only",
        ),
        "suspended": (f"该事项{from_zh}暂停办理", f"This service has been suspended{from_en}"),
        "retired": (f"该事项{from_zh}已停用", f"This service has been retired{from_en}"),
    }[state]
    if coming and coming.state in OPEN_STATES:
        zh, en = f"{zh}，{coming.since} 起可以办理", f"{en}; it can be started from {coming.since}"
    elif target and state in UNBUILT:
        zh, en = f"{zh}，计划 {target} 前上线", f"{en}; it is planned to be online by {target}"
    if notice:
        zh, en = f"{zh}。{notice.zh}", f"{en}. {notice.en}"
    return Text(zh, en)


def listed(people: Any) -> tuple[str, ...]:
    """The numbers of a cohort: a list, or a text that was pasted from a table, with the first column alone counting."""
    if isinstance(people, str):
        lines = (re.split(r"[,;，；\t]", line)[0].strip().strip('"') for line in people.splitlines())
        return tuple(dict.fromkeys(number for number in lines if re.fullmatch(r"[0-9A-Za-z-]+", number)))
    return tuple(people or ())


def read_channel(raw: Mapping[str, Any]) -> Channel:
    """From a checked definition or a stored version; a state of former times is read as what it is called now."""
    cohort, other = raw.get("cohort"), raw.get("other")
    return Channel(
        state=_state(raw.get("state", "online")),
        opens=_day(raw.get("opens")),
        closes=_day(raw.get("closes")),
        notice=None if raw.get("notice") is None else Text.of(raw["notice"]),
        then=tuple(Stage(_state(one["state"]), date.fromisoformat(one["since"])) for one in raw.get("then") or ()),
        target=_day(raw.get("target")),
        public=bool(raw.get("public", False)),
        cohort=Cohort(listed(cohort.get("people")), tuple(cohort.get("units") or ())) if cohort else None,
        other=OtherWay(Text.of(other["name"]), str(other.get("address") or "")) if other else None,
        remind=int(raw.get("remind", 14)),
    )


def write_channel(channel: Channel) -> dict[str, Any]:
    """As JSON, in the shape of a definition; what says nothing is left out."""
    cohort, other = channel.cohort, channel.other
    written: dict[str, Any] = {
        "state": channel.state,
        "opens": channel.opens and channel.opens.isoformat(),
        "closes": channel.closes and channel.closes.isoformat(),
        "notice": channel.notice and channel.notice.to_dict(),
        "then": [{"state": stage.state, "since": stage.since.isoformat()} for stage in channel.then],
        "target": channel.target and channel.target.isoformat(),
        "public": channel.public,
        "cohort": cohort and {"people": list(cohort.people), "units": list(cohort.units)},
        "other": other and {"name": other.name.to_dict(), **({"address": other.address} if other.address else {})},
    }
    remind = {"remind": channel.remind} if channel.remind != 14 else {}
    return {key: value for key, value in written.items() if value} | remind


def _state(word: str) -> str:
    now = FORMER_STATES.get(word, word)
    if now not in CHANNEL_STATES:
        raise ValueError(f"no channel state {word!r}")
    return now


def _day(value: Any) -> date | None:
    return None if value is None else date.fromisoformat(value)
