"""Migrating chosen applications of a service: a dry run over the open ones, then a result for each.

Two looks: the dry run shows where each would stand and its position in time (`seq`); the act takes those positions, and
what has moved on meanwhile is reported and left alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from chalicelib.applications import (
    OPEN,
    STATE_TEXTS,
    Application,
    ApplicationStore,
    Definition,
    Definitions,
    EventType,
    Overtaken,
    State,
)
from chalicelib.approvals.case import acting_administrator, administers
from chalicelib.approvals.gone_steps import step_of
from chalicelib.approvals.holders import Holders
from chalicelib.approvals.migrate import came_from, migrate
from chalicelib.approvals.migration_plan import MigrationPlan
from chalicelib.errors import FieldError, HallError, InvalidRequest, NotFound
from chalicelib.flows import holders_of
from chalicelib.people import PeopleStore, Person
from chalicelib.shared.clock import CHINA, Clock, stamp
from chalicelib.shared.pagination import decode_cursor, encode_cursor
from chalicelib.shared.text import Text

MONTHS = 36
"""How far back applications are looked for; nothing stays open longer."""
PAGE = 25
MOST = 25
"""So many are migrated in one request."""

Json = dict[str, Any]


@dataclass(frozen=True)
class Migrating:
    """For a service's administrators (`case.administers`); everybody else is told there is no such thing."""

    store: ApplicationStore
    definitions: Definitions
    people: PeopleStore
    clock: Clock
    secret: str
    page: int = PAGE

    def dry_run(self, person: Person, code: str, to: int, cursor: str | None) -> Json:
        """`{to, items, next}`: where each open application of one page would stand on version `to`; writes nothing.

        Newest month first. One query a month until one has rows, one read for each open application. Raises
        `NotFound` for a version there is not, and for who does not administer the service.
        """
        self._check(person, code)
        self.definitions.version(code, to)
        rows, after = self._page(code, cursor)
        open_ = [row["id"] for row in rows if State(row["state"]) in OPEN]
        found = [plan for id in open_ if (plan := self._plan(self.store.load(id), to))]
        holders = Holders(self.people, self._today())
        holders.read(
            key for plan in found for step in plan.next_steps for key in holders_of(step.by, plan.facts, self.people)
        )
        return {"to": to, "items": [self._shown(plan, holders) for plan in found], "next": after}

    def migrate(
        self, person: Person, code: str, to: int, wanted: Mapping[str, Any], reason: str, *, undo: bool = False
    ) -> Json:
        """`{items}`, one for each of `wanted` (id to the `seq` that was shown): done, or why not. At most 25.

        With `undo` each goes back to the version it came from, and `to` is not looked at.
        """
        if not wanted or len(wanted) > MOST or not all(_whole(seq) for seq in wanted.values()):
            said = Text(f"请写明 1 到 {MOST} 件办件及各自的 seq", f"name 1 to {MOST} applications, each with its seq")
            raise InvalidRequest(said, (FieldError("/applications", "invalid", said),))
        self._check(person, code)
        if not undo:
            self.definitions.version(code, to)
        return {"items": [self._one(person, code, to, id, seq, reason, undo) for id, seq in wanted.items()]}

    def _check(self, person: Person, code: str) -> None:
        if not administers(person, self.definitions.current(code), self.clock()):
            raise NotFound()

    def _one(self, person: Person, code: str, to: int, id: str, seq: int, reason: str, undo: bool) -> Json:
        result: Json = {"id": id, "done": False, "number": None, "why": None}
        try:
            application = self.store.load(id)
            if application.head.service != code:
                raise NotFound()
            result["number"] = application.head.number
            after = self._migrated(person, application, to, seq, reason, undo)
            return result | {"done": True, "seq": after.seq, "version": after.head.version}
        except Overtaken:
            return result | {"why": MOVED_ON.to_dict()}
        except HallError as refusal:
            moved = refusal.code == "stale_version"
            return result | {"why": (MOVED_ON if moved else refusal.detail or refusal.title).to_dict()}

    def _migrated(
        self, person: Person, application: Application, to: int, seq: int, reason: str, undo: bool
    ) -> Application:
        if self._repeated(person, application, to, seq, undo):
            return application
        target = came_from(application) if undo else to
        if target is None:
            raise NotFound(Text("没有可以撤销的迁移", "There is no migration to undo"))
        plan = self._plan(application, target)
        if plan is None:
            raise NotFound()
        actor = acting_administrator(person, plan.old, self.clock())
        return self.store.commit(migrate(plan, actor, seq, reason, self.clock(), undo=undo))

    def _repeated(self, person: Person, application: Application, to: int, seq: int, undo: bool) -> bool:
        """Whether this very wish was carried out right after `seq`: the answer was lost (PROMISES R2)."""
        if not 0 < seq < application.seq:
            return False
        done = application.events[seq]
        same = done.type is EventType.MIGRATED and done.by.id == person.id and done.data.get("undo", False) is undo
        return same and (undo or done.data["to"] == to)

    def _plan(self, application: Application, to: int) -> MigrationPlan | None:
        """None for what is over."""
        head = application.head
        if not head.is_open:
            return None
        old = self.definitions.version(head.service, head.version)
        return MigrationPlan(application, old, self.definitions.version(head.service, to), self.people)

    def _page(self, code: str, cursor: str | None) -> tuple[list[Json], str | None]:
        """Rows of the newest month that has any, from where the cursor left off."""
        first: Json = {"back": 0, "after": None, "code": code}
        start = decode_cursor(self.secret, cursor) if cursor else first
        if start.get("code") != code:
            raise InvalidRequest(Text("翻页标记无效", "The page cursor is not valid"))
        after = start["after"]
        for back in range(int(start["back"]), MONTHS):
            rows = self.store.of_service(code, self._month(back), limit=self.page + 1, after=after)
            after = None
            if rows:
                more = len(rows) > self.page
                last = {name: {"S": rows[self.page - 1][name]} for name in KEYS} if more else None
                where = back if more else back + 1
                following = encode_cursor(self.secret, {"code": code, "back": where, "after": last})
                return rows[: self.page], following if where < MONTHS else None
        return [], None

    def _month(self, back: int) -> str:
        day = self._today().replace(day=1)
        for _ in range(back):
            day = (day - timedelta(days=1)).replace(day=1)
        return day.strftime("%Y-%m")

    def _today(self) -> date:
        return self.clock().astimezone(CHINA).date()

    def _shown(self, plan: MigrationPlan, holders: Holders) -> Json:
        head, same = plan.application.head, plan.application.head.version == plan.new.service.version
        return {
            "id": head.id,
            "number": head.number,
            "seq": plan.application.seq,
            "title": head.title.to_dict(),
            "state": head.state.value,
            "state_text": STATE_TEXTS[head.state].to_dict(),
            "submitted_at": stamp(head.submitted_at),
            "version": head.version,
            "came_from": came_from(plan.application),
            "same": same,
            "blocked": plan.blocked,
            "stands": [] if same else [self._stand(plan, step.name, holders) for step in plan.next_steps],
            "kept": [] if same else _titles(plan, plan.old, plan.kept),
            "closed": [] if same else _titles(plan, plan.old, plan.closed),
            "signed": [] if same else _titles(plan, plan.old, plan.signed),
            "misfits": [{"field": m.field, "label": m.label.to_dict(), "why": m.why.to_dict()} for m in plan.misfits],
        }

    def _stand(self, plan: MigrationPlan, name: str, holders: Holders) -> Json:
        step = step_of(plan.application, plan.new, name)
        held = [holders.describe(key, plan.new.service.code) for key in holders_of(step.by, plan.facts, self.people)]
        people = [one["name"] for described in held for one in described["people"]]
        names = [described["name"] for described in held]
        return {
            "step": name,
            "title": step.title.to_dict(),
            "open": name in plan.kept,
            "holders": names,
            "people": people,
        }


KEYS = ("pk", "sk", "service_month", "submitted_at")
MOVED_ON = Text("试算之后该办件已有变化，没有迁移", "It has moved on since the dry run, and was not migrated")


def _titles(plan: MigrationPlan, definition: Definition, names: list[str]) -> list[dict[str, str]]:
    return [step_of(plan.application, definition, name).title.to_dict() for name in names]


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0
