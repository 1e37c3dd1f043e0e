"""Carrying effects out: read the rows, plan, store under conditions, remember what was done.

`apply_effect` is done at most once for each (application, effect): asked again it answers what it answered then. What
it refuses changed nothing and is judged anew the next time. `claim_rows` locks what an application asks for while it is
under way; `release_rows` gives it back, however often it is called; a lock also ends by itself.
"""

from __future__ import annotations

import random
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from chalicelib.errors import Conflict
from chalicelib.registers.definitions import RegisterDefinitions
from chalicelib.registers.effect_spec import Change, MissingValue, resolve, value_of
from chalicelib.registers.model import Register, Row, Stamp
from chalicelib.registers.plan_changes import EffectRefused, Place, Planning, place_of, plan
from chalicelib.registers.rows import ROW, changes, row_of, row_pk, row_writes
from chalicelib.registers.store import Doc, Overtaken, Put, RegisterStore, Take
from chalicelib.shared.clock import CHINA, Clock
from chalicelib.shared.text import Text

ATTEMPTS = 20
HELD_FOR = timedelta(days=30)
"""How long a lock lasts that nobody gives back: longer than any service promises to take."""
HALL = Text("办事大厅", "The service hall")


@dataclass(frozen=True)
class EffectDone:
    """What was changed: `rows` are ``{register, row, changes: {column: {before, after}}}``."""

    rows: Sequence[Mapping[str, Any]]

    def to_dict(self) -> dict[str, Any]:
        return {"rows": list(self.rows)}


@dataclass(frozen=True)
class Asked:
    """The application an effect is carried out for: `form` are its values, `applicant` its applicant's facts."""

    id: str
    number: str
    form: Mapping[str, Any]
    applicant: Mapping[str, Any]


@dataclass(frozen=True)
class Effects:
    """Bound once; `settings` are an effect's settings as the flow has them (`effect_spec`)."""

    store: RegisterStore
    registers: RegisterDefinitions
    clock: Clock

    def apply_effect(self, effect: str, settings: Mapping[str, Any], asked: Asked) -> EffectDone | EffectRefused:
        """Carry it out, once. Raises `Conflict` when others were faster twenty times: ask again."""
        ledger = (f"A#{asked.id}", f"E#{effect}")
        for attempt in range(ATTEMPTS):
            before = self.store.read(*ledger)
            if before is not None:
                return EffectDone(before.data["rows"])
            found = self._thought(effect, settings, asked, None)
            if isinstance(found, EffectRefused):
                return found
            rows, after, claimed = found
            done = EffectDone([_told(place, rows[place], row) for place, row in after.items()])
            writes: list[Put | Take] = [Put(Doc(*ledger, done.to_dict()))]
            writes += self._writes(rows, after)
            writes += [Take(doc.pk, doc.sk, doc.rev) for doc in claimed]
            if self._stored(writes, attempt):
                return done
        raise Conflict()

    def would_refuse(self, effect: str, settings: Mapping[str, Any], asked: Asked) -> EffectRefused | None:
        """Whether the effect would be refused as things stand; changes nothing (for a word at submission)."""
        found = self._thought(effect, settings, asked, None)
        return found if isinstance(found, EffectRefused) else None

    def claim_rows(
        self, effect: str, settings: Mapping[str, Any], asked: Asked, until: datetime | None = None
    ) -> EffectRefused | None:
        """Lock what the effect's `claim: true` changes are about; None when that is done, or was done before."""
        values = self._values(asked)
        asks = [raw for raw in settings["changes"] if raw.get("claim") and value_of(raw["row"], values)]
        wanted = {"changes": asks}  # what names no row (the form's other way) claims none
        until = until or self.clock() + HELD_FOR
        for attempt in range(ATTEMPTS):
            found = self._thought(effect, wanted, asked, until)
            if isinstance(found, EffectRefused):
                return found
            rows, after, claimed = found
            known = {doc.sk for doc in claimed}
            writes: list[Put | Take] = [*self._writes(rows, after)]
            writes += [Put(_claim(asked.id, place)) for place in after if _claim(asked.id, place).sk not in known]
            if not after or self._stored(writes, attempt):
                return None
        raise Conflict()

    def hold_rows(self, effect: str, settings: Mapping[str, Any], asked: Asked) -> EffectRefused | None:
        """`claim_rows` for as long as an application may take, and nothing else of what it had claimed before."""
        refused, values = self.claim_rows(effect, settings, asked), self._values(asked)
        kept = [(raw["register"], str(value_of(raw["row"], values))) for raw in settings["changes"]]
        booked = [(raw["register"], str(value_of([raw["row"], raw["book"]["day"]], values)))
                  for raw in settings["changes"] if raw.get("book")]  # fmt: skip
        self.release_rows(asked.id, but=[*kept, *booked])
        return refused

    def release_rows(self, application: str, but: Collection[Place] = ()) -> int:
        """Give back everything the application had claimed; how many rows that were. Harmless when repeated."""
        released = 0
        for doc in self.store.below(f"A#{application}", "C#", limit=100):
            if (doc.data["register"], doc.data["row"]) in but:
                continue
            for attempt in range(ATTEMPTS):
                if self._stored(self._releasing(application, doc), attempt):
                    released += 1
                    break
                if self.store.read(doc.pk, doc.sk) is None:
                    break
        return released

    def _releasing(self, application: str, claim: Doc) -> list[Put | Take]:
        register = self.registers.get(claim.data["register"])
        found = self.store.read(row_pk(register.code, claim.data["row"]), ROW)
        writes: list[Put | Take] = [Take(claim.pk, claim.sk, claim.rev)]
        row = row_of(found) if found else None
        if row and (after := _freed(register, row, application, self.clock())):
            writes += row_writes(register, row, after)
        return writes

    def _thought(
        self, effect: str, settings: Mapping[str, Any], asked: Asked, until: datetime | None
    ) -> tuple[dict[Place, Row | None], dict[Place, Row], list[Doc]] | EffectRefused:
        """The rows as they are, as they would be, and this application's claims on them."""
        now = self.clock()
        try:
            wanted = resolve(settings, self._values(asked))
        except MissingValue as missing:
            zh, en = f"申请中没有 {missing.place}，不能办理", f"The application has no {missing.place}"
            return EffectRefused("missing_value", Text(zh, en), "", "")
        registers = {change.register: self.registers.get(change.register) for change in wanted}
        rows, claimed = self._read(wanted, asked.id)
        by = Stamp(asked.id, HALL, f"application:{asked.id}:{effect}")
        after = plan(wanted, rows, Planning(registers, asked.id, now, by, until, str(asked.applicant.get("id", ""))))
        return after if isinstance(after, EffectRefused) else (rows, after, claimed)

    def _values(self, asked: Asked) -> dict[str, Any]:
        """What the places of an effect are looked up in."""
        return {
            "form": asked.form,
            "applicant": asked.applicant,
            "application": {"id": asked.id, "number": asked.number},
            "today": self.clock().astimezone(CHINA).date().isoformat(),
            "day": self._day,
        }

    def _day(self, kind: str, count: int) -> str:
        """The `count`-th day after today, or working day. Raises `UnknownYear` where the calendar ends before it."""
        now = self.clock()
        if kind == "workday":
            from chalicelib.shared.working_calendar import WorkingCalendar

            now = WorkingCalendar.load().due(now, f"{count} workdays")
        else:
            now += timedelta(days=count)
        return now.astimezone(CHINA).date().isoformat()

    def _read(self, wanted: Sequence[Change], application: str) -> tuple[dict[Place, Row | None], list[Doc]]:
        places = list(dict.fromkeys(map(place_of, wanted)))
        keys = {place: (row_pk(*place), ROW) for place in places}
        claims = [(doc.pk, doc.sk) for doc in (_claim(application, place) for place in places)]
        docs = self.store.read_all([*keys.values(), *claims])
        rows = {place: row_of(docs[key]) if key in docs else None for place, key in keys.items()}
        return rows, [docs[key] for key in claims if key in docs]

    def _writes(self, rows: Mapping[Place, Row | None], after: Mapping[Place, Row]) -> list[Put]:
        return [
            put for place, row in after.items() for put in row_writes(self.registers.get(place[0]), rows[place], row)
        ]

    def _stored(self, writes: Sequence[Put | Take], attempt: int) -> bool:
        try:
            self.store.write(writes)
        except Overtaken:
            time.sleep(random.uniform(0, 0.005 * (attempt + 1)))  # so that those who collided do not collide again
            return False
        return True


def _claim(application: str, place: Place) -> Doc:
    return Doc(f"A#{application}", f"C#{place[0]}#{place[1]}", {"register": place[0], "row": place[1]})


def _told(place: Place, before: Row | None, after: Row) -> dict[str, Any]:
    found = changes(before.values if before else {}, after.values)
    told = {name: {"before": old, "after": new} for name, (old, new) in found.items()}
    return {"register": place[0], "row": place[1], "changes": told}


def _freed(register: Register, row: Row, application: str, now: datetime) -> Row | None:
    """The row without the application's lock; None when it has none."""
    by = Stamp(application, HALL, f"application:{application}:release")
    if row.hold and row.hold.application == application:
        return row.changed({}, now, by, hold=None, reserved=row.reserved)
    slots = row.values.get(register.slots, []) if register.slots else []
    left = [slot for slot in slots if slot["application"] != application or "until" not in slot]
    return row.changed({register.slots: left}, now, by) if len(left) < len(slots) else None
