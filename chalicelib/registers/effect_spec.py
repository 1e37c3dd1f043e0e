"""What an effect says it will do to registers (``effect: …, kind: register`` of a flow), read and checked; pure.

    changes:
      - {register: receipts, row: form.receipt, require: {state: open}, set: {state: claimed, project: form.project}}
      - {register: research-projects, row: form.project, add: {balance: form.amount}}
      - {register: research-projects, row: form.payer, subtract: {balance: form.amount}, at_least: {balance: 0}}
      - {register: dormitory-rooms, row: form.to_room, add: {occupied: 1}, at_most: {occupied: capacity}}
      - {register: invoice-debts, row: application.number, create: true, set: {amount: form.amount, state: open}}
      - {register: venue-days, row: form.venue, book: {day: form.day, from: form.from, to: form.to}}
      - {each: form.lines, register: project-budgets, row: line.budget, add: {amount: line.change}}

A value is a number, true or false, a word, or a place: ``form.…``, ``applicant.…``, ``application.id`` or
``application.number``, ``line.…`` (with `each`, a table of the form), ``today``, a day to come (``today+7``,
``workday+5``: the fifth working day after today), a list of them, joined by colons, or
``{zh, en}`` of them for a text in both languages.
`create: true` makes a row that must not be there yet, `create: missing` one that may; `remove: true` takes the row
away, with its history kept and its key free to be entered anew. `claim: true` locks the row, or
the time, while the application is under way. All changes of one effect happen in one transaction, or none does.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from chalicelib.registers.model import Register
from chalicelib.shared.text import Text

KEYS = frozenset({"register", "row", "create", "require", "set", "add", "subtract", "at_least", "at_most", "book",
                  "each", "claim", "remove"})  # fmt: skip
MAPPINGS = ("require", "set", "add", "subtract", "at_least", "at_most", "book")
ROOTS = frozenset({"form", "applicant", "application", "line"})
LATER = re.compile(r"(today|workday)\+([1-9][0-9]{0,2})", re.ASCII)
FIGURES = frozenset({"money", "count", "number"})
MAX_CHANGES = 40
"""Each takes up to two writes, and one more where it was claimed: all of them fit into one transaction."""


@dataclass(frozen=True)
class Change:
    """One change with every place filled in: what is to happen to row `row` of `register`."""

    register: str
    row: str
    create: Any = False
    """True: the row must not be there yet; ``missing``: it is made when it is not."""
    claim: bool = False
    remove: bool = False
    """The row goes; nobody sees it any more."""
    require: Mapping[str, Any] = field(default_factory=dict)
    set: Mapping[str, Any] = field(default_factory=dict)
    add: Mapping[str, Any] = field(default_factory=dict)
    """Column to signed figure; what is subtracted is negative here."""
    at_least: Mapping[str, Any] = field(default_factory=dict)
    at_most: Mapping[str, Any] = field(default_factory=dict)
    book: Mapping[str, Any] = field(default_factory=dict)


class MissingValue(Exception):
    """A place the effect needs has no value in this application; `place` is as it was written."""

    def __init__(self, place: str) -> None:
        super().__init__(place)
        self.place = place


def resolve(settings: Mapping[str, Any], values: Mapping[str, Any]) -> list[Change]:
    """The changes of an effect for one application. `values` has ``form``, ``applicant``, ``application``, ``today``,
    and ``day``, which says a day to come: ``day("workday", 5)``.

    Raises `MissingValue`.
    """
    found: list[Change] = []
    for raw in settings["changes"]:
        lines = value_of(raw["each"], values) if "each" in raw else [None]
        for line in lines if isinstance(lines, list) else []:
            found.append(_resolve(raw, values if line is None else {**values, "line": line}))
    return found


def value_of(raw: Any, values: Mapping[str, Any]) -> Any:
    """What `raw` stands for: itself, or what is at the place it names; None where nothing is."""
    if raw == "today":
        return values["today"]
    if isinstance(raw, str) and (later := LATER.fullmatch(raw)):
        return values["day"](later[1], int(later[2]))
    if isinstance(raw, list):
        parts = [value_of(part, values) for part in raw]
        return None if None in parts else ":".join(map(str, parts))
    if isinstance(raw, Mapping):
        both = {key: value_of(part, values) for key, part in raw.items()}
        return None if None in both.values() else both
    if not isinstance(raw, str) or raw.partition(".")[0] not in ROOTS or "." not in raw:
        return raw
    at: Any = values
    for part in raw.split("."):
        at = at.get(part) if isinstance(at, Mapping) else None
    # A person, a unit or a row of a form is kept with its name; what counts here is which one.
    if isinstance(at, Mapping) and ("key" in at or "id" in at):
        return at.get("key", at.get("id"))
    return at


def _resolve(raw: Mapping[str, Any], values: Mapping[str, Any]) -> Change:
    def needed(place: Any) -> Any:
        value = value_of(place, values)
        if value is None:
            raise MissingValue(str(place))
        return value

    def filled(name: str) -> dict[str, Any]:
        return {column: needed(place) for column, place in raw.get(name, {}).items()}

    added = filled("add") | {column: _negative(figure) for column, figure in filled("subtract").items()}
    given = {column: value_of(place, values) for column, place in raw.get("set", {}).items()}
    bounds: dict[str, Any] = {name: dict(raw.get(name, {})) for name in ("at_least", "at_most")}
    create, claim, remove = raw.get("create", False), bool(raw.get("claim", False)), bool(raw.get("remove", False))
    parts: dict[str, Any] = {"require": filled("require"), "set": given, "add": added, "book": filled("book")}
    return Change(raw["register"], str(needed(raw["row"])), create, claim, remove, **parts, **bounds)


def _negative(figure: Any) -> Any:
    return -figure if isinstance(figure, int | float) and not isinstance(figure, bool) else figure


def effect_problems(
    settings: Mapping[str, Any], registers: Mapping[str, Register], fields: Collection[str]
) -> list[Text]:
    """What is wrong with an effect's settings, for the checks before publishing; `fields` are the form's names."""
    changes = settings.get("changes")
    if not isinstance(changes, list) or not 0 < len(changes) <= MAX_CHANGES:
        return [Text(f"changes 须有 1 到 {MAX_CHANGES} 项", f"changes needs 1 to {MAX_CHANGES} entries")]
    problems: list[Text] = []
    for number, raw in enumerate(changes, 1):
        for found in _change_problems(raw, registers, frozenset(fields)):
            problems.append(Text(f"第 {number} 项：{found.zh}", f"change {number}: {found.en}"))
    return problems


def _change_problems(raw: Any, registers: Mapping[str, Register], fields: frozenset[str]) -> Iterator[Text]:
    if not isinstance(raw, Mapping) or "row" not in raw:
        yield Text("须写明 register 和 row", "needs register and row")
        return
    for key in raw.keys() - KEYS:
        yield Text(f"没有 {key} 这一项", f"there is no key {key}")
    register = registers.get(str(raw.get("register")))
    if register is None:
        yield Text(f"没有数据集 {raw.get('register')}", f"there is no register {raw.get('register')}")
        return
    if not any(raw.get(name) for name in ("set", "add", "subtract", "book", "require", "remove")):
        yield Text("没有写要做什么", "does not say what to do")
    if raw.get("remove") and any(raw.get(name) for name in ("create", "set", "add", "subtract", "book", "each")):
        yield Text("remove 不能与其他写入同用", "remove goes with require and claim alone")
    for name in MAPPINGS:
        part = raw.get(name, {})
        if part == {}:
            continue
        if not isinstance(part, Mapping):
            yield Text(f"{name} 的写法不对", f"{name} must be a mapping")
            continue
        yield from _column_problems(register, name, part)
        if name not in ("at_least", "at_most"):
            for place in part.values():
                yield from _place_problems(place, fields)
    for place in (raw["row"], raw.get("each", "today")):
        yield from _place_problems(place, fields)


def _column_problems(register: Register, name: str, part: Mapping[str, Any]) -> Iterator[Text]:
    if name == "book":
        if not register.slots or set(part) != {"day", "from", "to"}:
            yield Text(
                "book 须有 day、from、to，且数据集有 slots 列", "book needs day, from, to and a register with slots"
            )
        return
    for column_name, value in part.items():
        column = register.column(column_name)
        if column is None:
            yield Text(f"{register.code} 没有 {column_name} 列", f"{register.code} has no column {column_name}")
        elif name not in ("set", "require") and column.kind not in FIGURES:
            yield Text(f"{column_name} 不是数字列", f"{column_name} is not a column of figures")
        elif name in ("set", "require") and column.kind == "choice" and _is_word(value) and value not in column.options:
            yield Text(f"{column_name} 没有选项 {value}", f"{column_name} has no option {value}")
        if name in ("at_least", "at_most") and isinstance(value, str) and register.column(value) is None:
            yield Text(f"{register.code} 没有 {value} 列", f"{register.code} has no column {value}")


def _is_word(value: Any) -> bool:
    return isinstance(value, str) and value.partition(".")[0] not in ROOTS and not _is_day(value)


def _is_day(value: str) -> bool:
    return value == "today" or LATER.fullmatch(value) is not None


def _place_problems(place: Any, fields: frozenset[str]) -> Iterator[Text]:
    for part in place if isinstance(place, list) else place.values() if isinstance(place, Mapping) else ():
        yield from _place_problems(part, fields)
    if not isinstance(place, str):
        return
    root, _, rest = place.partition(".")
    if root == "form" and rest.partition(".")[0] not in fields:
        yield Text(f"表单没有 {rest} 字段", f"the form has no field {rest}")
    if root == "application" and rest not in ("id", "number"):
        yield Text(f"没有 {place}，可用 application.id、application.number", f"there is no {place}")
