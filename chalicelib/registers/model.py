"""What a register is: a named, typed dataset that a department owns; values without I/O.

A register's definition is data (``catalogue/registers/<code>.yaml``): its key column, typed columns, which column names
a person, which one a group (a unit, or a row of another register), who may read which rows. A row is a mapping of
column to value with its version, who wrote it last and why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from chalicelib.shared.clock import stamp, unstamp
from chalicelib.shared.text import Text

MAX_KEY = 80
MAX_ROW_BYTES = 8 * 1024
"""A row as JSON in UTF-8: ninety-nine of them and their history fit into one transaction of 4 MB."""
KEEPERS = frozenset({"officer", "department_head", "department_leader"})
"""Roles in the owner unit whose holders keep its registers: import, correct, answer disputes, see every row."""


@dataclass(frozen=True)
class Column:
    """`kind` is one of `kinds.KINDS`; `options` are a choice's values; a `sensitive` value is masked for most."""

    name: str
    kind: str
    label: Text
    required: bool = False
    options: Mapping[str, Text] = field(default_factory=dict)
    sensitive: bool = False

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> Column:
        options = {str(one["value"]): Text.of(one) for one in raw.get("options", ())}
        flags = {name: bool(raw.get(name, False)) for name in ("required", "sensitive")}
        return cls(raw["column"], raw["kind"], Text.of(raw["label"]), options=options, **flags)


@dataclass(frozen=True)
class Reader:
    """Who may read rows besides the owner's keepers: `person` (the one the row names), `unit` (people of the row's
    group unit; with `roles` only who holds one there), `parent` (whoever may read, as its person, the row of register
    `parent` that the group column names), `grant` (whom register `parent` has a grant for this group for, until its
    day: key ``<person>:<group>``, column ``until``), `everybody` (signed in; with `audience` only these
    categories; with `until` only up to the day that column names, inclusive: a list that is out for a time)."""

    who: str
    roles: frozenset[str] = frozenset()
    audience: frozenset[str] = frozenset()
    parent: str = ""
    until: str = ""
    sensitive: bool = False
    """Whether this reader sees sensitive columns unmasked; the person themselves and the keepers always do."""

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> Reader:
        sets = {name: frozenset(raw.get(name, ())) for name in ("roles", "audience")}
        return cls(raw["who"], **sets, parent=raw.get("parent", ""), until=raw.get("until", ""),
                   sensitive=bool(raw.get("sensitive", False)))  # fmt: skip


@dataclass(frozen=True)
class Expires:
    """Rows that come to an end: the day is in `column`, its person is told so many days before (`remind`, the most
    first), and applies for more with the service `renew`, which is led to the row. With `after_leaving` a row has no
    last day while its person belongs to the university, and gets one so many days after they have left."""

    column: str
    remind: tuple[int, ...]
    renew: str
    after_leaving: int = 0

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> Expires:
        days = tuple(sorted(raw["remind"], reverse=True))
        return cls(raw["column"], days, raw["renew"], int(raw.get("after_leaving", 0)))


@dataclass(frozen=True)
class Sums:
    """A register that adds up the rows of this one: its key is made of the columns `row`, in that order; `add` maps its
    figures to this register's, and `count` (or empty) is its figure of how many rows there are."""

    register: str
    row: tuple[str, ...]
    add: Mapping[str, str]
    count: str = ""

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> Sums:
        return cls(raw["register"], tuple(raw["row"]), dict(raw["add"]), raw.get("count", ""))


@dataclass(frozen=True)
class Codes:
    """Rows that are places: a code on the spot leads to the form of `service`, whose field `address` it fills in."""

    service: str
    address: str

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> Codes:
        return cls(raw["service"], raw["address"])


@dataclass(frozen=True)
class Register:
    """`person`, `group` and `sort` name columns (empty: none); `listed` says which rows stand in the whole list."""

    code: str
    name: Text
    about: Text
    owner_unit: str
    key: str
    columns: tuple[Column, ...]
    readers: tuple[Reader, ...] = ()
    person: str = ""
    group: str = ""
    sort: str = ""
    listed: Mapping[str, Any] = field(default_factory=dict)
    shards: int = 1
    slots: str = ""
    """The column that holds a day's bookings, where rows are days of something that is booked."""
    inquiry: bool = False
    """Whether readers find it among the inquiry pages."""
    expires: Expires | None = None
    sums: tuple[Sums, ...] = ()
    """Followed when a keeper or a dispute puts a row right; applications add to them by their own effects."""
    codes: Codes | None = None

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> Register:
        """From a definition that passed `check_register`."""
        names = {name: str(raw.get(name, "")) for name in ("person", "group", "sort", "slots")}
        return cls(
            code=raw["register"],
            name=Text.of(raw["name"]),
            about=Text.of(raw["about"]),
            owner_unit=raw["owner_unit"],
            key=raw["key"],
            columns=tuple(map(Column.of, raw["columns"])),
            readers=tuple(map(Reader.of, raw.get("readers", ()))),
            listed=dict(raw.get("listed", {})),
            shards=int(raw.get("shards", 1)),
            inquiry=bool(raw.get("inquiry", False)),
            expires=Expires.of(raw["expires"]) if raw.get("expires") else None,
            sums=tuple(map(Sums.of, raw.get("sums", ()))),
            codes=Codes.of(raw["codes"]) if raw.get("codes") else None,
            **names,
        )

    def column(self, name: str) -> Column | None:
        return next((column for column in self.columns if column.name == name), None)

    def reader(self, who: str) -> Reader | None:
        return next((reader for reader in self.readers if reader.who == who), None)

    @property
    def by_group_row(self) -> bool:
        """Whether who may read is decided by a row that the group names, not by the person's units."""
        return any(reader.who in ("parent", "grant") for reader in self.readers)

    def is_listed(self, values: Mapping[str, Any]) -> bool:
        return all(values.get(name) == wanted for name, wanted in self.listed.items())


@dataclass(frozen=True)
class Stamp:
    """Who wrote a row and why: `why` is ``import:<job>``, ``correction``, ``dispute:<id>`` or
    ``application:<id>:<effect>``."""

    id: str
    name: Text
    why: str

    def to_dict(self) -> dict[str, Any]:
        return {"id": self.id, "name": self.name.to_dict(), "why": self.why}

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> Stamp:
        return cls(raw["id"], Text.of(raw["name"]), raw["why"])


@dataclass(frozen=True)
class Hold:
    """An application under way that has this row for itself until it ends, or until the day comes."""

    application: str
    until: datetime
    person: str = ""
    """Its applicant, who may still choose the row when the application comes back for correction."""


@dataclass(frozen=True)
class Row:
    """One row as it stands at version `rev`; 0 is a row that is not stored yet."""

    key: str
    values: Mapping[str, Any]
    rev: int
    at: datetime
    by: Stamp
    hold: Hold | None = None
    disputed: Mapping[str, str] = field(default_factory=dict)
    """Columns whose value somebody says is wrong, with the dispute's id (Z-16)."""
    reserved: bool = False
    """Only a key that an application under way will enter, or would have entered: nobody sees the row yet."""

    def held(self, now: datetime, but: str = "", person: str = "") -> Hold | None:
        """The hold that is in force, unless it is application `but`'s, or `person`'s, own."""
        hold = self.hold
        if hold is None or hold.until <= now or hold.application == but or (person and hold.person == person):
            return None
        return hold

    def changed(self, values: Mapping[str, Any], at: datetime, by: Stamp, **more: Any) -> Row:
        """The next version with these values over its own; None takes a value away."""
        merged = {name: value for name, value in {**self.values, **values}.items() if value is not None}
        return replace(self, values=merged, rev=self.rev + 1, at=at, by=by, **{"reserved": False, **more})

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {"key": self.key, "values": dict(self.values), "at": stamp(self.at)}
        data["by"] = self.by.to_dict()
        if self.hold:
            data["hold"] = {**vars(self.hold), "until": stamp(self.hold.until)}
        if self.disputed:
            data["disputed"] = dict(self.disputed)
        if self.reserved:
            data["reserved"] = True
        return data

    @classmethod
    def of(cls, data: Mapping[str, Any], rev: int) -> Row:
        hold = data.get("hold")
        return cls(
            data["key"],
            data["values"],
            rev,
            unstamp(data["at"]),
            Stamp.of(data["by"]),
            Hold(hold["application"], unstamp(hold["until"]), hold.get("person", "")) if hold else None,
            data.get("disputed", {}),
            bool(data.get("reserved", False)),
        )
