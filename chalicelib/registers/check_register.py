"""Whether a register's definition is good: everything that is wrong, in its owner's words, with its place."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from chalicelib.catalogue import Finding
from chalicelib.people import CATEGORY_NAMES, ROLES
from chalicelib.registers.kinds import KINDS
from chalicelib.shared.text import Text

_CODE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_KEYS = frozenset({"register", "name", "about", "owner_unit", "key", "columns", "readers", "person", "group", "sort",
                   "listed", "shards", "slots", "inquiry", "expires", "sums", "codes", "requirements"})  # fmt: skip
_COLUMN_KEYS = frozenset({"column", "kind", "label", "required", "options", "sensitive"})
_READERS = frozenset({"person", "unit", "parent", "grant", "everybody"})
MAX_COLUMNS = 60


def check_register(raw: Mapping[str, Any], *, units: Collection[str], registers: Collection[str]) -> list[Finding]:
    """`units` and `registers` are the ids and codes that exist; an empty list means the definition may be used."""
    return list(_findings(raw, frozenset(units), frozenset(registers)))


def _findings(raw: Mapping[str, Any], units: frozenset[str], registers: frozenset[str]) -> Iterator[Finding]:
    for key in raw.keys() - _KEYS:
        yield _found((key,), f"没有 {key} 这一项", f"there is no key {key}")
    if not _CODE.fullmatch(str(raw.get("register", ""))):
        yield _found(("register",), "register 须为英文小写代码", "register must be a code of small letters")
    for key in ("name", "about"):
        yield from _text(raw, key, (key,))
    if raw.get("owner_unit") not in units:
        yield _found(("owner_unit",), "归口部门不存在", f"there is no unit {raw.get('owner_unit')}")
    shards = raw.get("shards", 1)
    if not isinstance(shards, int) or not 1 <= shards <= 16:
        yield _found(("shards",), "shards 应为 1 到 16", "shards must be 1 to 16")
    yield from _column_findings(raw.get("columns"))
    yield from _part_findings(raw)
    if "expires" in raw:
        yield from _expiry_findings(raw, raw["expires"])
    for index, sums in enumerate(raw.get("sums", [])):
        yield from _sum_findings(raw, sums, ("sums", index), registers)
    if "codes" in raw:
        yield from _code_findings(raw["codes"])
    readers = raw.get("readers", [])
    for index, reader in enumerate(readers if isinstance(readers, list) else []):
        yield from _reader_findings(raw, reader, ("readers", index), registers)


def _column_findings(columns: Any) -> Iterator[Finding]:
    if not isinstance(columns, list) or not 0 < len(columns) <= MAX_COLUMNS:
        yield _found(("columns",), f"须有 1 到 {MAX_COLUMNS} 列", f"needs 1 to {MAX_COLUMNS} columns")
        return
    seen: set[str] = set()
    for index, column in enumerate(columns):
        at = ("columns", index)
        if not isinstance(column, Mapping):
            yield _found(at, "列的写法不对", "a column is a mapping")
            continue
        for key in column.keys() - _COLUMN_KEYS:
            yield _found((*at, key), f"列没有 {key} 这一项", f"a column has no key {key}")
        name = str(column.get("column", ""))
        if not _NAME.fullmatch(name) or name in seen:
            yield _found((*at, "column"), "列名须为英文小写且不重复", "a column needs a name of its own, small letters")
        seen.add(name)
        if column.get("kind") not in KINDS:
            known = ", ".join(KINDS)
            yield _found((*at, "kind"), f"未知的列类型，可用：{known}", f"unknown kind of column; known: {known}")
        if column.get("kind") == "choice" and not column.get("options"):
            yield _found((*at, "options"), "choice 列须有 options", "a choice column needs options")
        yield from _text(column, "label", (*at, "label"))


def _part_findings(raw: Mapping[str, Any]) -> Iterator[Finding]:
    """`key`, `person`, `group`, `sort`, `slots` and `listed` name columns, of kinds that can do it."""
    kinds = _kinds(raw)
    wanted = {"key": {"text", "person", "unit", "row"}, "person": {"person"}, "group": {"unit", "row", "text"},
              "sort": {"text", "date", "time", "count", "choice"}, "slots": {"slots"}}  # fmt: skip
    for part, fits in wanted.items():
        name = raw.get(part)
        if (name is not None or part == "key") and kinds.get(name) not in fits:
            known = " / ".join(sorted(fits))
            yield _found((part,), f"{part} 须为 {known} 类型的列", f"{part} must name a column of kind {known}")
    for name in raw.get("listed") or {}:
        if name not in kinds:
            yield _found(("listed", name), f"没有 {name} 列", f"there is no column {name}")


def _expiry_findings(raw: Mapping[str, Any], said: Any) -> Iterator[Finding]:
    """Who is told needs a person, and what ends soon is found by the order of the list."""
    if not isinstance(said, Mapping) or set(said) - {"after_leaving"} != {"column", "remind", "renew"}:
        yield _found(("expires",), "expires 须写明 column、remind 和 renew", "expires says column, remind and renew")
        return
    if said["column"] != raw.get("sort") or _kinds(raw).get(said["column"]) != "date":
        known = "expires 的 column 须为日期列，并且就是 sort 列", "its column is the date column the rows are sorted by"
        yield _found(("expires", "column"), *known)
    if not raw.get("person"):
        yield _found(("expires",), "须先指定 person 列", "needs a person column")
    days = said["remind"]
    if not isinstance(days, list) or not days or not all(type(day) is int and 0 < day <= 365 for day in days):
        yield _found(("expires", "remind"), "remind 须为 1 到 365 的天数", "remind is a list of days, 1 to 365")
    leaving = said.get("after_leaving", 1)
    if type(leaving) is not int or not 0 < leaving <= 730:
        known = "after_leaving 须为 1 到 730 的天数", "after_leaving is a number of days, 1 to 730"
        yield _found(("expires", "after_leaving"), *known)
    if not _CODE.fullmatch(str(said["renew"])):
        yield _found(("expires", "renew"), "renew 须为事项代码", "renew is the code of a service")


def _sum_findings(
    raw: Mapping[str, Any], sums: Any, at: tuple[str | int, ...], registers: frozenset[str]
) -> Iterator[Finding]:
    if not isinstance(sums, Mapping) or set(sums) - {"count"} != {"register", "row", "add"}:
        yield _found(at, "sums 须写明 register、row 和 add", "sums says register, row and add")
        return
    if sums["register"] not in registers:
        yield _found((*at, "register"), "数据集不存在", f"there is no register {sums['register']}")
    kinds, places = _kinds(raw), sums["row"] if isinstance(sums["row"], list) else []
    if not places or not all(name in kinds for name in places):
        yield _found((*at, "row"), "row 须为本数据集的列", "row lists columns of this register")
    figures = sums["add"].values() if isinstance(sums["add"], Mapping) else []
    if not figures or not all(kinds.get(name) in ("count", "number", "money") for name in figures):
        yield _found((*at, "add"), "add 须对应本数据集的数字列", "add maps to columns of figures of this register")


def _code_findings(said: Any) -> Iterator[Finding]:
    """Where a printed code leads; it stays on the wall when the service's form changes."""
    whole = isinstance(said, Mapping) and set(said) == {"service", "address"}
    if not whole or not all(_CODE.fullmatch(str(word)) for word in said.values()):
        yield _found(("codes",), "codes 须写明 service 和 address", "codes says service and address")


def _reader_findings(
    raw: Mapping[str, Any], reader: Any, at: tuple[str | int, ...], registers: frozenset[str]
) -> Iterator[Finding]:
    who = reader.get("who") if isinstance(reader, Mapping) else None
    if who not in _READERS:
        known = ", ".join(sorted(_READERS))
        yield _found((*at, "who"), f"who 须为 {known}", f"who is one of {known}")
        return
    if who == "person" and not raw.get("person"):
        yield _found((*at, "who"), "须先指定 person 列", "needs a person column")
    if who in ("unit", "parent", "grant") and not raw.get("group"):
        yield _found((*at, "who"), "须先指定 group 列", "needs a group column")
    if who in ("parent", "grant") and reader.get("parent") not in registers:
        yield _found((*at, "parent"), "parent 数据集不存在", f"there is no register {reader.get('parent')}")
    if "until" in reader and (who != "everybody" or _kinds(raw).get(reader["until"]) != "date"):
        yield _found((*at, "until"), "until 须为日期列，且只用于 everybody", "until names a date column, for everybody")
    for role in reader.get("roles", ()):
        if role not in ROLES:
            yield _found((*at, "roles"), f"没有角色 {role}", f"there is no role {role}")
    for category in reader.get("audience", ()):
        if category not in CATEGORY_NAMES:
            yield _found((*at, "audience"), f"没有身份 {category}", f"there is no category {category}")


def _kinds(raw: Mapping[str, Any]) -> dict[Any, Any]:
    columns = raw.get("columns")
    rows = columns if isinstance(columns, list) else []
    return {column.get("column"): column.get("kind") for column in rows if isinstance(column, Mapping)}


def _text(raw: Mapping[str, Any], key: str, at: tuple[str | int, ...]) -> Iterator[Finding]:
    try:
        Text.of(raw.get(key))
    except ValueError:
        yield _found(at, f"{key} 须同时有 zh 和 en", f"{key} needs zh and en")


def _found(path: tuple[str | int, ...], zh: str, en: str) -> Finding:
    return Finding(path, Text(zh, en))
