"""Looking after a department's keys: who administers its services makes, lists, replaces and revokes them.

Whoever does not is told that there is nothing, as everywhere: `NotFound`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Protocol

from chalicelib.errors import Conflict, FieldError, InvalidForm, NotFound
from chalicelib.keys.model import ACTIONS, ADDED, OF_THE_HALL, ApiKey, digest_of, network_of, new_secret
from chalicelib.people import Person, runs_hall
from chalicelib.shared.clock import CHINA, Clock
from chalicelib.shared.text import Text

LONGEST = timedelta(days=366)
MOST = 50
"""Keys of one department that are live at the same time."""

_PAST = Text("有效期须在今天之后、一年以内", "It must end after today and within a year")
_NETWORK = Text("不是网络地址，例如 10.1.0.0/16", "This is not a network such as 10.1.0.0/16")
_ACTION = Text("没有此项权限", "There is no such action")
_ALONE = Text("“{one}”须与“{base}”一起授予", "“{one}” goes with “{base}” only")
_OF_THE_HALL = Text("此项权限只能由负责大厅运行的人员授予", "Only who runs the hall may give this")
_SERVICE = Text("该事项不属于本部门", "This service is not the department's")
_FULL = Text("有效密钥过多，请先停用不再使用的", "There are too many live keys; revoke those not used any more")
_OVER = Text("该密钥已失效", "This key has ended")


class Keys(Protocol):
    """What this needs of the store."""

    def of_unit(self, unit: str, /) -> list[ApiKey]: ...
    def one(self, unit: str, id: str, /) -> ApiKey: ...
    def write(self, *keys: ApiKey) -> None: ...


class Services(Protocol):
    """What this needs of the catalogue."""

    def current_all(self) -> Sequence[Mapping[str, Any]]: ...


@dataclass(frozen=True)
class KeyDesk:
    """`leads` says whether somebody may look after a unit's keys: a key sees what its maker may see."""

    store: Keys
    catalogue: Services
    leads: Callable[[Person, str], bool]
    clock: Clock

    def list_keys(self, person: Person, unit: str) -> dict[str, Any]:
        """`{items}`: live keys and those that ended lately, newest first."""
        self._led(person, unit)
        now = self.clock()
        return {"items": [key.view(now) for key in self.store.of_unit(unit)]}

    def make_key(self, person: Person, unit: str, wish: Mapping[str, Any]) -> dict[str, Any]:
        """The key with its `secret`, which is told this once. `wish`: name, actions, services, networks, until (the
        last day). Raises `InvalidForm`, `Conflict` when there are too many."""
        self._led(person, unit)
        now = self.clock()
        networks, ends_at = self._checked(unit, wish, now)
        self._may_give(person, wish["actions"])
        if sum(key.is_live(now) for key in self.store.of_unit(unit)) >= MOST:
            raise Conflict(_FULL)
        scope = {name: tuple(dict.fromkeys(wish[name])) for name in ("actions", "services")}
        return self._issue(unit, wish["name"].strip(), scope | {"networks": networks}, person, ends_at)

    def replace_key(self, person: Person, unit: str, id: str, until: str, overlap_days: int) -> dict[str, Any]:
        """A new key with the same scope, and its secret; the old one goes on for `overlap_days`, at most to its own
        end. Raises `Conflict` for a key that has ended or was replaced before."""
        self._led(person, unit)
        now, old = self.clock(), self.store.one(unit, id)
        if old.state(now) != "live":
            raise Conflict(_OVER)
        self._may_give(person, old.actions)
        ends_at = _end_of(until, now)
        if ends_at is None:
            raise InvalidForm(errors=(FieldError("/until", "range", _PAST),))
        scope = {name: getattr(old, name) for name in ("actions", "services", "networks")}
        over = min(old.ends_at, now + timedelta(days=overlap_days))
        return self._issue(unit, old.name, scope, person, ends_at, replacing=(old, over))

    def revoke_key(self, person: Person, unit: str, id: str) -> dict[str, Any]:
        """The key, which is refused from now on; revoking twice changes nothing."""
        self._led(person, unit)
        now, key = self.clock(), self.store.one(unit, id)
        if key.is_live(now):
            key = key.going(revoked_at=now)
            self.store.write(key)
        return key.view(now)

    def _issue(
        self,
        unit: str,
        name: str,
        scope: Mapping[str, tuple[str, ...]],
        person: Person,
        ends_at: datetime,
        *,
        replacing: tuple[ApiKey, datetime] | None = None,
    ) -> dict[str, Any]:
        id, secret = new_secret()
        now, digest = self.clock(), digest_of(secret)
        assert digest
        made = ApiKey(
            id=id,
            digest=digest,
            unit=unit,
            name=name,
            actions=scope["actions"],
            services=scope["services"],
            networks=scope["networks"],
            made_by=person.id,
            made_at=now,
            ends_at=ends_at,
        )
        old = [replacing[0].going(replaced_by=id, ends_at=replacing[1])] if replacing else []
        self.store.write(made, *old)
        return made.view(now) | {"secret": secret}

    def _checked(self, unit: str, wish: Mapping[str, Any], now: datetime) -> tuple[tuple[str, ...], datetime]:
        """The networks as they are stored, and the end. Raises `InvalidForm` naming every fault."""
        faults = [
            FieldError(f"/actions/{n}", "choice", _ACTION)
            for n, action in enumerate(wish["actions"])
            if action not in ACTIONS
        ]
        alone = [one for one in wish["actions"] if ADDED.get(one, one) not in wish["actions"]]
        faults += [FieldError("/actions", "choice", _with_its_base(one)) for one in alone[:1] if not faults]
        own = {str(one["code"]) for one in self.catalogue.current_all() if one["owner_unit"] == unit}
        for n, code in enumerate(wish["services"]):
            if code not in own:
                faults.append(FieldError(f"/services/{n}", "choice", _SERVICE))
        networks = [network_of(text) for text in wish["networks"]]
        faults += [
            FieldError(f"/networks/{n}", "pattern", _NETWORK) for n, network in enumerate(networks) if network is None
        ]
        if not wish["name"].strip():
            faults.append(FieldError("/name", "required", Text("请填写名称", "Give it a name")))
        ends_at = _end_of(wish["until"], now)
        if ends_at is None:
            faults.append(FieldError("/until", "range", _PAST))
        if faults or ends_at is None:
            raise InvalidForm(errors=tuple(faults))
        return tuple(dict.fromkeys(network for network in networks if network)), ends_at

    def _may_give(self, person: Person, actions: Sequence[str]) -> None:
        """Raises `InvalidForm` for what only who runs the hall may give."""
        if OF_THE_HALL & set(actions) and not runs_hall(person, self.clock().astimezone(CHINA).date()):
            raise InvalidForm(errors=(FieldError("/actions", "choice", _OF_THE_HALL),))

    def _led(self, person: Person, unit: str) -> None:
        owners = {str(one["owner_unit"]) for one in self.catalogue.current_all()}
        if unit not in owners or not self.leads(person, unit):
            raise NotFound()


def _with_its_base(action: str) -> Text:
    return _ALONE.format(one=ACTIONS[action], base=ACTIONS[ADDED[action]])


def _end_of(day: str, now: datetime) -> datetime | None:
    """The end of that day in China; None for no day, one that is over, or one too far ahead."""
    try:
        last = date.fromisoformat(day)
    except ValueError:
        return None
    end = datetime.combine(last, time(0), CHINA) + timedelta(days=1)
    return end if now < end <= now + LONGEST + timedelta(days=1) else None
