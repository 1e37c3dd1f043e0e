"""What the HTTP edge asks of the webhooks room; a part of `needs`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

from chalicelib.people import Person

if TYPE_CHECKING:
    from chalicelib.keys import ApiKey

Json = dict[str, Any]


class HookDesk(Protocol):
    """Each for who looks after the unit's endpoints; others: `NotFound`."""

    def choices(self, who: Person | ApiKey, /) -> Json: ...
    def list_hooks(self, who: Person | ApiKey, unit: str, /) -> Json: ...
    def make(self, who: Person | ApiKey, unit: str, wish: Mapping[str, Any], /) -> Json: ...
    def change(self, who: Person | ApiKey, unit: str, id: str, wish: Mapping[str, Any], /) -> Json: ...
    def remove(self, who: Person | ApiKey, unit: str, id: str, /) -> None: ...
    def rotate(self, who: Person | ApiKey, unit: str, id: str, overlap_days: int, /) -> Json: ...
    def test(self, who: Person | ApiKey, unit: str, id: str, /) -> Json: ...


class HookLog(Protocol):
    def list_deliveries(
        self, who: Person | ApiKey, unit: str, id: str, cursor: str | None, limit: int, /, *, failed: bool
    ) -> Json: ...
    def replay(self, who: Person | ApiKey, unit: str, id: str, delivery_id: str, /) -> Json: ...
    def replay_range(self, who: Person | ApiKey, unit: str, id: str, wish: Mapping[str, Any], /) -> Json: ...


class Webhooks(Protocol):
    @property
    def desk(self) -> HookDesk: ...
    @property
    def log(self) -> HookLog: ...
