"""The registers table: everything of the room as documents with a version; the only file of it that knows DynamoDB.

Items, pk / sk (what their `data` holds is said where it is made: `rows`, `jobs`, `disputes`, `effect_ledger`):
- ``R#<register>#<key>`` / ``ROW``: a row; ``H#<version>`` in the same partition: an earlier version of it
- ``REGISTERS`` / ``<code>``: a definition, and when it was last brought up to date
- ``J#<job>`` / ``JOB``, ``X#<row number>``: an import, and the rows it refused
- ``CONNECTORS`` / ``<code>``: a connector's definition
- ``A#<application>`` / ``E#<effect>``, ``C#<register>#<key>``, ``VALUE``: what an application has done, what it has
  claimed, which value it says is wrong
- ``G#<service>#<period>`` / ``<unit>``: when who has not answered there was reminded last

Three sparse indexes: ``by_person``, ``by_group`` (a unit's rows, a project's entries), ``by_list`` (whole lists, in as
many shards as the register asks for). Nothing scans. A document is changed by update actions under a condition on its
version, so attributes that newer code added survive (PROMISES R8). Raises `Temporary` when the table cannot be reached.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any

from pynamodb.attributes import NumberAttribute, TTLAttribute, UnicodeAttribute
from pynamodb.exceptions import PynamoDBException, TransactWriteError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.indexes import GlobalSecondaryIndex, IncludeProjection

from chalicelib import settings
from chalicelib.errors import HallError
from chalicelib.shared.store import Defaults, Item, JsonText, transaction
from chalicelib.shared.store_faults import lost_race, reached

MAX_WRITES = 100
"""What DynamoDB takes in one transaction."""
INDEXES = ("person", "group", "list")


class Overtaken(HallError):
    """Somebody else changed one of the documents meanwhile: read again and think again. Never leaves the room."""


@dataclass(frozen=True)
class Doc:
    """One document. `rev` is the version it has after the write; `keys` name the index entries it has (person, group,
    list), all of them ordered by `sort`."""

    pk: str
    sk: str
    data: Mapping[str, Any]
    rev: int = 1
    keys: Mapping[str, str] = field(default_factory=dict)
    sort: str = ""
    expires: datetime | None = None


@dataclass(frozen=True)
class Put:
    """Write `doc` where the stored version is `doc.rev - 1` (0: there must be none)."""

    doc: Doc


@dataclass(frozen=True)
class Take:
    """Take away the document where its version is still `rev`."""

    pk: str
    sk: str
    rev: int


@dataclass(frozen=True)
class Found:
    """A page of documents and the place after its last one, None at the end."""

    docs: tuple[Doc, ...]
    after: Mapping[str, str] | None


class _ByPerson(GlobalSecondaryIndex[Any]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "by_person"
        projection = IncludeProjection(["data", "rev"])

    person_key = UnicodeAttribute(hash_key=True)
    sort_key = UnicodeAttribute(range_key=True)


class _ByGroup(GlobalSecondaryIndex[Any]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "by_group"
        projection = IncludeProjection(["data", "rev"])

    group_key = UnicodeAttribute(hash_key=True)
    sort_key = UnicodeAttribute(range_key=True)


class _ByList(GlobalSecondaryIndex[Any]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "by_list"
        projection = IncludeProjection(["data", "rev"])

    list_key = UnicodeAttribute(hash_key=True)
    sort_key = UnicodeAttribute(range_key=True)


class _Row(Item):
    class Meta(Defaults):
        table_name = settings.current().table("registers")

    data = JsonText()
    rev = NumberAttribute()
    person_key = UnicodeAttribute(null=True)
    group_key = UnicodeAttribute(null=True)
    list_key = UnicodeAttribute(null=True)
    sort_key = UnicodeAttribute(null=True)
    expires_at = TTLAttribute(null=True)
    by_person = _ByPerson()
    by_group = _ByGroup()
    by_list = _ByList()


_reached = partial(reached, PynamoDBException)


class RegisterStore:
    """Reads and writes documents; every method is one call to the table unless it says otherwise."""

    def read(self, pk: str, sk: str) -> Doc | None:
        """Strongly consistent, one GetItem."""
        with _reached():
            row = _Row.read(pk, sk)
        return None if row is None else _doc(row)

    def read_all(self, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Doc]:
        """Those that exist, strongly consistent; one call for each hundred, none for none."""
        wanted = list(keys)
        if not wanted:
            return {}
        with _reached():
            return {(row.pk, row.sk): _doc(row) for row in _Row.read_all(wanted)}

    def write(self, writes: Sequence[Put | Take]) -> None:
        """All or nothing, in one transaction of at most `MAX_WRITES`. Raises `Overtaken`."""
        try:
            with _reached_unless_lost(), transaction() as write:
                for one in writes:
                    if isinstance(one, Take):
                        write.delete(_Row(one.pk, one.sk), condition=_Row.rev == one.rev)
                    else:
                        write.update(_Row(one.doc.pk, one.doc.sk), actions=_actions(one.doc), condition=_at(one.doc))
        except TransactWriteError as error:
            raise Overtaken() from error

    def load(self, docs: Iterable[Doc]) -> None:
        """Write prepared documents in batches, over whatever is there; for a first load, when nobody else writes."""
        with _reached(), _Row.batch_write() as batch:
            for doc in docs:
                named: dict[str, Any] = {f"{name}_key": key for name, key in doc.keys.items()}
                row = _Row(doc.pk, doc.sk, data=dict(doc.data), rev=doc.rev, sort_key=doc.sort or None, **named)
                batch.save(row)

    def below(
        self, pk: str, prefix: str, *, limit: int, after: str | None = None, newest_first: bool = False
    ) -> list[Doc]:
        """Documents of one partition whose sk begins with `prefix`, in its order, beyond sk `after`."""
        start = None if after is None else {"pk": {"S": pk}, "sk": {"S": after}}
        begins = _Row.sk.startswith(prefix) if prefix else None
        how: dict[str, Any] = {"limit": limit, "page_size": limit, "scan_index_forward": not newest_first}
        with _reached():
            found = _Row.query(pk, begins, consistent_read=True, last_evaluated_key=start, **how)
            return [_doc(row) for row in found]

    def listed(
        self, index: str, key: str, *, limit: int, after: Mapping[str, str] | None = None,
        between: tuple[str, str] | None = None, newest_first: bool = False,
    ) -> Found:  # fmt: skip
        """A page of the index `by_<index>` under `key`, by sort; `between` bounds the sort, both ends included."""
        source = {"person": _Row.by_person, "group": _Row.by_group, "list": _Row.by_list}[index]
        start = None if after is None else {name: {"S": text} for name, text in after.items()}
        condition: Condition | None = _Row.sort_key.between(*between) if between else None
        with _reached():
            found = source.query(key, condition, limit=limit, page_size=limit, last_evaluated_key=start,
                                 scan_index_forward=not newest_first)  # fmt: skip
            docs = tuple(_doc(row) for row in found)
            last: Any = found.last_evaluated_key
        going_on = {name: value["S"] for name, value in last.items()} if last and len(docs) == limit else None
        return Found(docs, going_on)


def _reached_unless_lost() -> Any:
    return _Lost()


class _Lost:
    """Lets a lost race through as it is; everything else becomes `Temporary`."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        if isinstance(error, PynamoDBException) and not lost_race(error):
            with _reached():
                raise error


def _at(doc: Doc) -> Condition:
    if doc.rev == 1:
        return _Row.pk.does_not_exist()
    return _Row.rev == doc.rev - 1


def _actions(doc: Doc) -> list[Action]:
    actions: list[Action] = [_Row.data.set(dict(doc.data)), _Row.rev.set(doc.rev)]
    named = {"person": _Row.person_key, "group": _Row.group_key, "list": _Row.list_key}
    for name, attribute in named.items():
        key = doc.keys.get(name)
        if key:
            actions.append(attribute.set(key))
        elif doc.rev > 1:
            actions.append(attribute.remove())
    if doc.sort:
        actions.append(_Row.sort_key.set(doc.sort))
    if doc.expires:
        actions.append(_Row.expires_at.set(doc.expires.astimezone(UTC)))
    return actions


def _doc(row: _Row) -> Doc:
    return Doc(row.pk, row.sk, row.data, int(row.rev))
