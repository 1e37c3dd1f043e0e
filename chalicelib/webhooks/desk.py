"""Looking after a department's endpoints: who administers its services does, or a key of its, good for `webhooks`.

Whoever does not is told that there is nothing, as everywhere: `NotFound`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from chalicelib.approvals import administers_unit
from chalicelib.errors import Conflict, FieldError, InvalidForm, NotFound
from chalicelib.keys import ApiKey
from chalicelib.people import Person
from chalicelib.shared.clock import Clock, stamp
from chalicelib.shared.ids import derived_id, new_id
from chalicelib.shared.text import Text
from chalicelib.webhooks.events import EVENTS, PING, message_id
from chalicelib.webhooks.model import OFF_TEXTS, Hook, Off
from chalicelib.webhooks.outbox import Outbox
from chalicelib.webhooks.signing import secret_of
from chalicelib.webhooks.store import MOST, HookStore
from chalicelib.webhooks.target import Target
from chalicelib.webhooks.todos import HALL_UNIT

_ADDRESS: Mapping[str, Text] = {
    "not_https": Text("地址须以 https:// 开头", "The address must begin with https://"),
    "forbidden_address": Text("不能使用内部网络地址", "The address must not be one of an internal network"),
    "bad_url": Text("不是有效的地址", "This is not an address of a system"),
}
_EVENT = Text("没有这种事件", "There is no such event")
_EVERYBODYS = Text(
    "全校待办只能由网络管理部门订阅", "Everybody's to-dos go to endpoints of the department that runs the hall only"
)
_SERVICE = Text("该事项不属于本部门", "This service is not the department's")
_TARGET = Text("该业务系统不属于本部门", "This system is not the department's")
_FULL = Text("推送地址过多，请先删除不再使用的", "There are too many endpoints; remove those not used any more")
_THERE = Text("该业务系统已有地址，请直接修改", "This system has an address already; change that one")
_NAME = Text("请填写名称", "Give it a name")
_OFF = Text("已停用，请先启用", "It is switched off; switch it on first")

Who = Person | ApiKey
LISTS = ("events", "services")


class Services(Protocol):
    """What this needs of the catalogue."""

    def current_all(self) -> Sequence[Mapping[str, Any]]: ...


@dataclass(frozen=True)
class HookDesk:
    """`fault` says in a word why an address can be no endpoint (see `providers.Guard`), "" when it can."""

    store: HookStore
    catalogue: Services
    outbox: Outbox
    fault: Callable[[str], str]
    units: Callable[[Sequence[str]], Mapping[str, Any]]
    clock: Clock
    secret: str

    def choices(self, who: Who) -> dict[str, Any]:
        """`{units, services, events, targets}`: whose endpoints the asker may look after, and what they can ask for."""
        services = [one for one in self.catalogue.current_all() if self._leads(who, str(one["owner_unit"]))]
        units = self.units(sorted({str(one["owner_unit"]) for one in services}))
        targets = [target for target in self._targets() if target.owner_unit in units]
        return {
            "units": [{"id": id, "name": unit.name} for id, unit in units.items()],
            "services": [{"code": one["code"], "name": one["name"], "unit": one["owner_unit"]} for one in services],
            "events": [
                {"code": code, "name": name}
                for code, name in EVENTS.items()
                if HALL_UNIT in units or not code.startswith("task.")
            ],
            "targets": [
                {
                    "code": one.code,
                    "name": one.name,
                    "about": one.about,
                    "unit": one.owner_unit,
                    "fields": list(one.fields),
                }
                for one in targets
            ],
        }

    def list_hooks(self, who: Who, unit: str) -> dict[str, Any]:
        """`{items}`, oldest first, each with how it goes."""
        self._led(who, unit)
        hooks, now = self.store.of_unit(unit), self.clock()
        lanes = self.store.lanes(hooks) if hooks else {}
        return {"items": [_view(hook, now, lanes.get(hook.id)) for hook in hooks]}

    def make(self, who: Who, unit: str, wish: Mapping[str, Any]) -> dict[str, Any]:
        """The endpoint with its `secret`, which is told this once. `wish`: name, url, events, services, target.
        Raises `InvalidForm`, `Conflict` when there are too many or the target has one."""
        self._led(who, unit)
        self._check(unit, wish)
        if len(self.store.of_unit(unit)) >= MOST:
            raise Conflict(_FULL)
        code, now = str(wish["target"]), self.clock()
        id = f"target-{code}" if code else derived_id(self.secret, "hook", new_id())
        if code and self.store.hook(unit, id):
            raise Conflict(_THERE)
        lists: dict[str, Any] = {name: () if code else tuple(dict.fromkeys(wish[name])) for name in LISTS}
        hook = Hook(id, unit, wish["name"].strip(), wish["url"], **lists, made_by=who.id, made_at=now, target=code)
        self.store.write(hook)
        self.outbox.wake(unit, id, 0)  # calls of a target may have waited for its address
        return _view(hook, now) | {"secret": secret_of(self.secret, hook)}

    def change(self, who: Who, unit: str, id: str, wish: Mapping[str, Any]) -> dict[str, Any]:
        """The endpoint as it is then. `wish`: name, url, events, services, on; what is None stays. Switched on again,
        it gets what has waited. Raises `InvalidForm`."""
        hook, now = self._own(who, unit, id), self.clock()
        given = {name: value for name, value in wish.items() if value is not None}
        kept = {"name": hook.name, "url": hook.url, "events": hook.events, "services": hook.services}
        self._check(unit, kept | given | {"target": hook.target})
        changes: dict[str, Any] = {name: tuple(given[name]) for name in LISTS if name in given}
        changes |= {name: given[name].strip() for name in ("name", "url") if name in given}
        if given.get("on") is True:
            changes |= {"off": "", "off_at": None}
        elif given.get("on") is False and not hook.off:
            changes |= {"off": Off.PERSON.value, "off_at": now}
        hook = self.store.write(hook.going(**changes))
        if not hook.off:
            self.outbox.wake(unit, id, 0)
        return _view(hook, now)

    def remove(self, who: Who, unit: str, id: str) -> None:
        """It gets nothing any more, and its secret is worthless."""
        self.store.remove(self._own(who, unit, id))

    def rotate(self, who: Who, unit: str, id: str, overlap_days: int) -> dict[str, Any]:
        """A new `secret`; for `overlap_days` the one before signs every message, too."""
        hook, now = self._own(who, unit, id), self.clock()
        hook = hook.going(generation=hook.generation + 1, overlap_until=now + timedelta(days=overlap_days))
        return _view(self.store.write(hook), now) | {"secret": secret_of(self.secret, hook)}

    def test(self, who: Who, unit: str, id: str) -> dict[str, Any]:
        """`{delivery}`: a message of type ``ping`` is on its way; what came of it is in the log. Raises `Conflict`."""
        hook, now = self._own(who, unit, id), self.clock()
        if hook.off:
            raise Conflict(_OFF)
        delivery = message_id(self.secret, now, PING, new_id())
        self.outbox.put(hook.id, delivery, PING, now, {"asked_at": stamp(now)})
        self.outbox.wake(unit, hook.id, 0)
        return {"delivery": delivery}

    def own(self, who: Who, unit: str, id: str) -> Hook:
        """The endpoint, for who may look after it. Raises `NotFound`."""
        return self._own(who, unit, id)

    def _own(self, who: Who, unit: str, id: str) -> Hook:
        self._led(who, unit)
        hook = self.store.hook(unit, id)
        if hook is None:
            raise NotFound()
        return hook

    def _led(self, who: Who, unit: str) -> None:
        owners = {str(one["owner_unit"]) for one in self.catalogue.current_all()}
        if unit not in owners or not self._leads(who, unit):
            raise NotFound()

    def _leads(self, who: Who, unit: str) -> bool:
        if isinstance(who, ApiKey):
            return who.unit == unit
        return administers_unit(who, unit, self.clock())

    def _targets(self) -> list[Target]:
        return [Target.of(raw) for raw in self.store.targets()]

    def _check(self, unit: str, wish: Mapping[str, Any]) -> None:
        """Raises `InvalidForm` naming every fault."""
        faults = [FieldError(f"/events/{n}", "choice", _EVENT) for n, e in enumerate(wish["events"]) if e not in EVENTS]
        if unit != HALL_UNIT:
            faults += [
                FieldError(f"/events/{n}", "choice", _EVERYBODYS)
                for n, event in enumerate(wish["events"])
                if event.startswith("task.") and event in EVENTS
            ]
        own = {str(one["code"]) for one in self.catalogue.current_all() if one["owner_unit"] == unit}
        faults += [
            FieldError(f"/services/{n}", "choice", _SERVICE) for n, c in enumerate(wish["services"]) if c not in own
        ]
        if wish["target"] and wish["target"] not in {one.code for one in self._targets() if one.owner_unit == unit}:
            faults.append(FieldError("/target", "choice", _TARGET))
        if not wish["name"].strip():
            faults.append(FieldError("/name", "required", _NAME))
        if fault := self.fault(wish["url"]):
            faults.append(FieldError("/url", "pattern", _ADDRESS.get(fault, _ADDRESS["bad_url"])))
        if faults:
            raise InvalidForm(errors=tuple(faults))


def _view(hook: Hook, now: datetime, lane: Any = None) -> dict[str, Any]:
    return hook.view(lane, now) | {"why": OFF_TEXTS[hook.off] if hook.off else None}
