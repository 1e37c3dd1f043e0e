"""What askers do with exports: see what can be asked for, ask, look how far it is, cancel, fetch the file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from chalicelib.applications import STATE_TEXTS, Definition, State
from chalicelib.approvals import canonical, filter_fields, read_filter
from chalicelib.errors import Conflict, FieldError, InvalidForm, NotFound
from chalicelib.exports.asker import Asker, asker_of
from chalicelib.exports.columns import MOST, chosen, columns_of
from chalicelib.exports.deliver import Later, message
from chalicelib.exports.job import ENCLOSED, FORMATS, Asked, Job, job_id, owner_of
from chalicelib.exports.store import ExportStore, Overtaken
from chalicelib.exports.target import Target
from chalicelib.exports.wish import days_of, enclosed_of
from chalicelib.forms import Option
from chalicelib.keys import ApiKey
from chalicelib.people import Person, Unit
from chalicelib.shared.clock import CHINA, Clock
from chalicelib.shared.text import Text

LINK_SECONDS = 300
_ID = re.compile("[0-9]{8}-[a-z2-7]{20}")
OFFERED = ("campus", "college", "department")
"""The units a filter offers; a class is named by its id."""
ATTEMPTS = 4

_NO_SERVICE = Text("没有此事项，或无权导出其办件", "There is no such service, or you may not export it")
_NO_STATE = Text("没有此状态", "There is no such state")
_NO_COLUMN = Text("这些事项没有此列", "These services have no such column")
_WIDE = Text(f"最多{MOST}列", f"At most {MOST} columns")
_NO_TARGET = Text("没有为这些事项的部门登记此存储位置", "No such place is registered for these services' department")
_NOT_FAILED = Text("只有送达失败的导出可以重新送达", "Only an export whose delivery failed is delivered again")
_NOT_DONE = Text("导出尚未完成", "The export is not done")
_ENDED = Text("导出已经结束，不能取消", "The export has ended and cannot be cancelled")


class Services(Protocol):
    def current_all(self) -> Sequence[Mapping[str, Any]]: ...


class Definitions(Protocol):
    def current(self, code: str, /) -> Definition: ...


class Files(Protocol):
    def presigned_get(self, key: str, filename: str, content_type: str, expires: int) -> str: ...


class Flow(Protocol):
    def start(self, machine: str, execution: str, input: Mapping[str, Any], /) -> None: ...
    def status(self, machine: str, execution: str, /) -> str | None: ...


@dataclass(frozen=True)
class Exports:
    """Everything is for one asker: another's jobs do not exist for them (`NotFound`)."""

    store: ExportStore
    catalogue: Services
    definitions: Definitions
    files: Files
    flow: Flow
    machine: str
    units: Callable[[Iterable[str]], Mapping[str, Any]]
    all_units: Callable[[], Sequence[Unit]]
    targets: Callable[[], Mapping[str, Target]]
    later: Later
    clock: Clock
    secret: str

    def choices(self, who: Person | ApiKey) -> dict[str, Any]:
        """`{units, services, states, formats, enclosed, targets}`: what this asker may ask for; services of their units
        by name (entries, of which nothing is applied for, are none), and the buckets registered for those units."""
        asker = asker_of(who, self.clock())
        services = [
            {"code": one["code"], "name": one["name"], "unit": one["owner_unit"]}
            for one in self.catalogue.current_all()
            if not one.get("entry") and asker.may(str(one["code"]), str(one["owner_unit"]))
        ]
        units = self.units(dict.fromkeys(str(one["unit"]) for one in services))
        states = [{"code": state.value, "name": STATE_TEXTS[state].to_dict()} for state in State]
        named = [{"id": unit.id, "name": unit.name.to_dict()} for unit in units.values()]
        targets = [
            {"code": one.code, "unit": one.unit, "place": one.place}
            for one in self.targets().values()
            if one.unit in units
        ]
        told = {"units": named, "services": services, "states": states}
        encloses = [one for one in ENCLOSED if one in asker.encloses]
        return told | {"formats": list(FORMATS), "enclosed": encloses, "targets": targets}

    def columns(self, who: Person | ApiKey, code: str) -> dict[str, Any]:
        """`{items, filters}`: the columns of one service, and what its rows may be filtered by. Raises `NotFound`."""
        asker = asker_of(who, self.clock())
        found = self._definition(asker, code)
        if found is None:
            raise NotFound()
        units = [Option(unit.id, unit.name) for unit in self.all_units() if unit.kind in OFFERED]
        fields = filter_fields([found], units=units, whole=asker.sensitive)
        columns = [{"name": one.name, "label": one.label.to_dict()} for one in columns_of([found])]
        return {"items": columns, "filters": [one.to_dict() for one in fields.values()]}

    def ask(self, who: Person | ApiKey, wish: Mapping[str, Any], lang: str) -> dict[str, Any]:
        """The job: a new one, or the one that this asker got for the same today. Raises `InvalidForm`."""
        now, asker = self.clock(), asker_of(who, self.clock())
        asked, columns = self._checked(asker, wish, lang)
        owner = owner_of(self.secret, asker.id)
        id = job_id(self.secret, asker.id, asked, asker.sensitive, now)
        new = Job(id, owner, asker.person, asked, columns, asker.sensitive, now)
        for _ in range(ATTEMPTS):
            known = self.store.read(owner, id)
            job = new if known is None else self._next(known, new)
            try:
                if job is not known:
                    self.store.write(job)
            except Overtaken:
                continue
            self._start(job)
            return job.view(now)
        raise Conflict()

    def check(self, who: Person | ApiKey, wish: Mapping[str, Any], lang: str) -> None:
        """Whether this could be asked for now. Raises `InvalidForm`."""
        self._checked(asker_of(who, self.clock()), wish, lang)

    def list_exports(self, who: Person | ApiKey) -> dict[str, Any]:
        """`{items}`: this asker's of the last thirty days, newest first, at most a hundred."""
        now = self.clock()
        owner = owner_of(self.secret, asker_of(who, now).id)
        jobs = sorted(self.store.listed(owner), key=lambda job: job.at, reverse=True)
        return {"items": [job.view(now) for job in jobs], "next": None}

    def view(self, who: Person | ApiKey, id: str) -> dict[str, Any]:
        return self._own(who, id).view(self.clock())

    def cancel(self, who: Person | ApiKey, id: str) -> dict[str, Any]:
        """The job, cancelled; a second time changes nothing. Raises `Conflict` for one that has ended otherwise."""
        for _ in range(ATTEMPTS):
            job, now = self._own(who, id), self.clock()
            if job.state == "cancelled":
                return job.view(now)
            if not job.is_going:
                raise Conflict(_ENDED)
            try:
                return self.store.write(job.going(state="cancelled", ended_at=now)).view(now)
            except Overtaken:
                continue
        raise Conflict()

    def deliver_again(self, who: Person | ApiKey, id: str) -> dict[str, Any]:
        """The job, whose delivery begins anew. Raises `Conflict` unless it failed and the file is still there."""
        job, now = self._own(who, id), self.clock()
        if job.shown_state(now) != "done" or not job.delivery or job.delivery["state"] != "failed":
            raise Conflict(_NOT_FAILED)
        try:
            job = self.store.write(job.going(delivery={**job.delivery, "state": "waiting", "tries": 0}))
        except Overtaken:
            raise Conflict() from None
        self.later(message(job), 0)
        return job.view(now)

    def file_link(self, who: Person | ApiKey, id: str) -> dict[str, Any]:
        """`{url, expires_in}`, good for five minutes. Raises `Conflict` while there is no file, `NotFound` also where
        the asker may not see all of these services any more."""
        job, now = self._own(who, id), self.clock()
        asker = asker_of(who, now)
        if not all(self._definition(asker, code) for code in job.asked.services):
            raise NotFound()
        if job.shown_state(now) != "done":
            raise Conflict(_NOT_DONE)
        name = f"export-{job.number}.{job.asked.format}"
        url = self.files.presigned_get(job.file, name, FORMATS[job.asked.format], LINK_SECONDS)
        return {"url": url, "expires_in": LINK_SECONDS}

    def _own(self, who: Person | ApiKey, id: str) -> Job:
        owner = owner_of(self.secret, asker_of(who, self.clock()).id)
        job = self.store.read(owner, id) if _ID.fullmatch(id) else None
        if job is None:
            raise NotFound()
        return job

    def _next(self, known: Job, new: Job) -> Job:
        """What a known job is for somebody who asks again: itself, unless it came to nothing or lost its execution."""
        if known.state in ("failed", "cancelled"):
            return replace(known, columns=new.columns).again(new.at)
        if known.is_going and self.flow.status(self.machine, known.execution) not in (None, "RUNNING"):
            return known.going(run=known.run + 1)  # the parts it has written stay
        return known

    def _start(self, job: Job) -> None:
        """Harmless for one that is started: the execution's name is the job's."""
        if job.is_going:
            told = {"owner": job.owner, "job": job.id, "take": job.take}
            slices = list(range(len(job.asked.slices())))
            self.flow.start(self.machine, job.execution, told | {"slices": slices})

    def _checked(self, asker: Asker, wish: Mapping[str, Any], lang: str) -> tuple[Asked, tuple[Any, ...]]:
        """Raises `InvalidForm` with a fault for everything that is wrong."""
        faults: list[FieldError] = []
        codes = tuple(dict.fromkeys(wish["services"]))
        found = [self._definition(asker, code) for code in wish["services"]]
        faults += [FieldError(f"/services/{n}", "choice", _NO_SERVICE) for n, one in enumerate(found) if one is None]
        first, last = days_of(wish, self.clock().astimezone(CHINA).date(), faults)
        states = {state.value for state in State}
        faults += [
            FieldError(f"/states/{n}", "choice", _NO_STATE) for n, one in enumerate(wish["states"]) if one not in states
        ]
        enclosed = enclosed_of(wish, asker, faults)
        self._place(wish.get("deliver") or "", [one for one in found if one], faults)
        known = columns_of(one for one in found if one)
        columns, unknown = chosen(wish["columns"], known)
        if all(found):
            faults += [FieldError(f"/columns/{n}", "choice", _NO_COLUMN) for n in unknown]
        if len(columns) > MOST:
            faults.append(FieldError("/columns", "length", _WIDE))
        rows = self._filter(asker, wish, [one for one in found if one], faults) if all(found) else None
        if faults or first is None or last is None:
            raise InvalidForm(errors=tuple(faults[:50]))
        names = tuple(column.name for column in columns)
        told = tuple(dict.fromkeys(wish["states"]))
        asked = Asked(
            codes,
            first,
            last,
            told,
            names,
            wish["format"],
            "en" if lang == "en" else "zh",
            rows,
            enclosed,
            wish.get("deliver") or "",
        )
        return asked, tuple(columns)

    def _place(self, code: str, found: Sequence[Definition], faults: list[FieldError]) -> None:
        target = self.targets().get(code)
        if code and (target is None or any(one.service.owner_unit != target.unit for one in found)):
            faults.append(FieldError("/deliver", "choice", _NO_TARGET))

    def _filter(
        self, asker: Asker, wish: Mapping[str, Any], found: Sequence[Definition], faults: list[FieldError]
    ) -> dict[str, Any] | None:
        try:
            return canonical(read_filter(wish.get("filter") or {}, filter_fields(found, whole=asker.sensitive)))
        except InvalidForm as refused:
            faults += refused.errors
            return None

    def _definition(self, asker: Asker, code: str) -> Definition | None:
        try:
            found = self.definitions.current(code)
        except NotFound:
            return None
        return found if asker.may(code, found.service.owner_unit) else None
