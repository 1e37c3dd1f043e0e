"""Keys in the access table, beside sessions: ``K#<digest>``/``KEY`` is a key, ``U#<unit>``/``K#<id>`` says whose it is.
A key that ended stays in its unit's list for ninety days.
"""

from __future__ import annotations

from datetime import UTC, timedelta
from functools import partial
from typing import Any

from pynamodb.attributes import NumberAttribute, TTLAttribute, UnicodeAttribute
from pynamodb.exceptions import PynamoDBException, TransactWriteError, UpdateError
from pynamodb.expressions.update import Action

from chalicelib import settings
from chalicelib.errors import Conflict, NotFound
from chalicelib.keys.model import ID_LENGTH, ApiKey
from chalicelib.shared.store import Defaults, Item, JsonText, transaction
from chalicelib.shared.store_faults import lost_race, reached, was_refused
from chalicelib.shared.text import Text

KEPT = timedelta(days=90)
MOST = 100
"""Keys of one unit, those that ended lately included."""

_reached = partial(reached, PynamoDBException)
_CHANGED = Text("该密钥刚刚被他人修改，请刷新后再试", "Somebody has just changed this key; please reload")


class _Row(Item):
    class Meta(Defaults):
        table_name = settings.current().table("access")

    data = JsonText(null=True)
    rev = NumberAttribute(null=True)
    digest = UnicodeAttribute(null=True)
    used_at = UnicodeAttribute(null=True)
    expires_at = TTLAttribute(null=True)


class KeyStore:
    """Every method says how many calls it makes; all raise `Temporary` when the table cannot be reached."""

    @_reached()
    def by_digest(self, digest: str) -> ApiKey | None:
        """One call, strongly consistent: a key that was revoked is revoked at once."""
        row = _Row.read(f"K#{digest}", "KEY")
        return _key(row) if row else None

    @_reached()
    def of_unit(self, unit: str) -> list[ApiKey]:
        """The unit's keys, newest first; two calls."""
        listed = list(_Row.query(f"U#{unit}", _Row.sk.startswith("K#"), limit=MOST, consistent_read=True))
        found = [_key(row) for row in _Row.read_all((f"K#{row.digest}", "KEY") for row in listed)]
        return sorted(found, key=lambda key: key.made_at, reverse=True)

    @_reached()
    def one(self, unit: str, id: str) -> ApiKey:
        """Two calls. Raises `NotFound`."""
        listed = _Row.read(f"U#{unit}", f"K#{id}") if len(id) == ID_LENGTH else None
        row = _Row.read(f"K#{listed.digest}", "KEY") if listed else None
        if row is None:
            raise NotFound()
        return _key(row)

    @_reached()
    def write(self, *keys: ApiKey) -> None:
        """New keys (rev 1) and the next version of known ones, in one transaction. Raises `Conflict`."""
        try:
            with transaction() as write:
                for key in keys:
                    expires = _Row.expires_at.set((key.ends_at + KEPT).astimezone(UTC))
                    actions: list[Action] = [_Row.data.set(key.to_data()), _Row.rev.set(key.rev), expires]
                    before = _Row.pk.does_not_exist() if key.rev == 1 else _Row.rev == key.rev - 1
                    write.update(_Row(f"K#{key.digest}", "KEY"), actions=actions, condition=before)
                    known: list[Action] = [_Row.digest.set(key.digest), expires]
                    write.update(_Row(f"U#{key.unit}", f"K#{key.id}"), actions=known)
        except TransactWriteError as error:
            if lost_race(error):
                raise Conflict(_CHANGED) from error
            raise

    @_reached()
    def note_use(self, key: ApiKey, moment: str) -> None:
        """One call; nothing comes back to life that was taken away meanwhile."""
        try:
            _Row(f"K#{key.digest}", "KEY").update([_Row.used_at.set(moment)], condition=_Row.pk.exists())
        except UpdateError as error:
            if not was_refused(error):
                raise


def _key(row: Any) -> ApiKey:
    return ApiKey.of(row.data, row.pk.removeprefix("K#"), int(row.rev), row.used_at)
