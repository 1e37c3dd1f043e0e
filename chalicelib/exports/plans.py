"""Saved exports on a schedule: made and removed by their askers, run by the sweep, each run once.

A run is an ordinary export of the asker: asked for twice on one day it is one job. Who may not export any more, or
whose key has ended, gets none; the plan says so and goes on trying at its times.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.errors import Conflict, FieldError, HallError, InvalidForm, NotFound, Temporary
from chalicelib.exports.asker import asker_of
from chalicelib.exports.exports import Exports
from chalicelib.exports.job import owner_of
from chalicelib.exports.plan import Plan, days_before, next_run
from chalicelib.exports.plan_store import MOST, PlanStore
from chalicelib.exports.store import Overtaken
from chalicelib.keys import ApiKey
from chalicelib.people import Person
from chalicelib.shared.ids import new_id
from chalicelib.shared.text import Text

Who = Person | ApiKey
_FULL = Text(f"最多保存{MOST}个定期导出", f"At most {MOST} saved exports")
_NAME = Text("请填写名称", "Give it a name")


@dataclass(frozen=True)
class Plans:
    """`find` gives whoever a plan is for as they are now: a person, or a key that is live. Raises `NotFound`."""

    store: PlanStore
    exports: Exports
    find: Callable[[Mapping[str, str]], Who]
    report: Callable[[str, Exception], None]

    def list_plans(self, who: Who) -> dict[str, Any]:
        return {"items": [plan.view() for plan in self.store.of_owner(self._owner(who))]}

    def save(self, who: Who, wish: Mapping[str, Any], lang: str) -> dict[str, Any]:
        """A plan: `wish` as for an export without its days, with `name` and `rhythm`. Raises `InvalidForm`, `Conflict`
        when there are too many."""
        now = self.exports.clock()
        first, last = days_before(wish["rhythm"], now)
        asked = {name: wish[name] for name in ("services", "states", "columns", "format")}
        asked |= {"enclosed": list(wish.get("enclosed") or ())}
        asked |= {"filter": wish.get("filter") or {}, "deliver": wish.get("deliver") or "", "lang": lang}
        if not wish["name"].strip():
            raise InvalidForm(errors=(FieldError("/name", "required", _NAME),))
        self.exports.check(who, asked | {"from": first.isoformat(), "to": last.isoformat()}, lang)
        owner = self._owner(who)
        if len(self.store.of_owner(owner)) >= MOST:
            raise Conflict(_FULL)
        meant = {"key": who.id, "unit": who.unit} if isinstance(who, ApiKey) else {"person": who.id}
        upcoming = next_run(wish["rhythm"], now)
        plan = Plan(new_id(), owner, meant, wish["name"].strip(), wish["rhythm"], asked, now, upcoming)
        self.store.write(None, plan)
        return plan.view()

    def remove(self, who: Who, id: str) -> None:
        """Raises `NotFound`."""
        plan = self.store.one(self._owner(who), id)
        if plan is None:
            raise NotFound()
        self.store.remove(plan)

    def run_due(self) -> int:
        """Ask for what is due, and note when it is due next; how many that was. A fault in one delays no other."""
        done, now = 0, self.exports.clock()
        for plan in self.store.due(now):
            try:
                self.store.write(plan, plan.ran(now, *self._run(plan)))
                done += 1
            except Overtaken:
                continue  # another sweep is at it, or it was removed
            except Temporary as error:
                self.report(plan.id, error)
        return done

    def _run(self, plan: Plan) -> tuple[str, str]:
        """(job, ""), or ("", why there is none)."""
        first, last = days_before(plan.rhythm, plan.next_at)
        days = {"from": first.isoformat(), "to": last.isoformat()}
        try:
            asked = self.exports.ask(self.find(plan.who), {**plan.wish, **days}, str(plan.wish["lang"]))
        except Temporary:
            raise
        except HallError as refused:
            return "", refused.code
        return str(asked["id"]), ""

    def _owner(self, who: Who) -> str:
        return owner_of(self.exports.secret, asker_of(who, self.exports.clock()).id)
