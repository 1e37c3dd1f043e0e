"""Choosing applications by a condition: what it may ask for, checked when it is asked, and the values it sees. Pure.

The condition is the data of `shared.conditions`, as forms and flows have it. Lists know head and form; exports read
the whole record and may ask for each step's outcome and for how long things took as well.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from chalicelib.applications import OPEN, STATE_TEXTS, Application, Definition, EventType, Head, State, replay
from chalicelib.errors import FieldError, InvalidForm
from chalicelib.flows import steps_of
from chalicelib.forms import Option, Sought, sought_in, sought_values
from chalicelib.people import CATEGORY_NAMES
from chalicelib.shared.clock import CHINA
from chalicelib.shared.conditions import (
    ORDERED,
    Compare,
    Condition,
    ConditionError,
    compares_of,
    condition_data,
    parse_condition,
)
from chalicelib.shared.text import Text

MOST = 20
"""Comparisons in one filter."""
LONGEST = 200
OPERATORS: Mapping[str, frozenset[str]] = {
    "text": frozenset({"eq", "ne", "in", "contains", "empty", *ORDERED}),
    "number": frozenset({"eq", "ne", "in", "empty", *ORDERED}),
    "money": frozenset({"eq", "ne", "in", "empty", *ORDERED}),
    "date": frozenset({"eq", "ne", "in", "empty", *ORDERED}),
    "choice": frozenset({"eq", "ne", "in", "empty"}),
    "choices": frozenset({"contains", "empty"}),
    "flag": frozenset({"eq", "ne", "empty"}),
    "named": frozenset({"contains", "empty"}),
}
"""What a value of each kind may be compared by (`forms.sought`)."""
_OUTCOMES = {
    "approved": Text("同意", "Approved"),
    "rejected": Text("不同意", "Rejected"),
    "returned": Text("退回", "Returned"),
    "open": Text("办理中", "Under way"),
    "skipped": Text("跳过", "Skipped"),
    "cancelled": Text("已取消", "Cancelled"),
}
_ENDS = frozenset({EventType.COMPLETED, EventType.REJECTED, EventType.WITHDRAWN, EventType.TERMINATED})
_HOUR = timedelta(hours=1)

Fields = dict[str, Sought]


def filter_fields(
    definitions: Iterable[Definition], *, units: Iterable[Option] = (), whole: bool = False, record: bool = True
) -> Fields:
    """By name what may be asked for of these services' applications, answers first; a field that two of them have as
    different kinds is left out. `units` are the applicants' to choose from; `whole` admits masked fields, `record` what
    takes the whole record."""
    known = list(definitions)
    found: Fields = {}
    unlike: set[str] = set()
    for definition in known:
        for one in sought_in(definition.form, whole=whole):
            named = Sought(f"form.{one.name}", one.label, one.kind, one.options)
            before = found.setdefault(named.name, named)
            if before.kind != named.kind:
                unlike.add(named.name)
            elif before is not named and before.options != named.options:
                options = {option.value: option for option in (*before.options, *named.options)}
                found[named.name] = Sought(named.name, before.label, before.kind, tuple(options.values()))
    found = {name: one for name, one in found.items() if name not in unlike}
    found |= {one.name: one for one in _of_head(tuple(units))}
    if record:
        found |= {one.name: one for one in _of_record(known)}
    return found


def _of_head(units: tuple[Option, ...]) -> list[Sought]:
    states = tuple(Option(state.value, STATE_TEXTS[state]) for state in State)
    categories = tuple(Option(code, name) for code, name in CATEGORY_NAMES.items())
    return [
        Sought("state", Text("办件状态", "State"), "choice", states),
        Sought("urgent", Text("加急", "Urgent"), "flag"),
        Sought("submitted_at", Text("提交日期", "Submitted on"), "date"),
        Sought("applicant.id", Text("申请人学工号", "Applicant's card number"), "text"),
        Sought("applicant.name", Text("申请人姓名", "Applicant's name"), "named"),
        Sought("applicant.category", Text("人员类别", "Applicant's category"), "choice", categories),
        Sought("applicant.units", Text("申请人所在单位", "Applicant's department"), "choices", units),
    ]


def _of_record(definitions: Iterable[Definition]) -> list[Sought]:
    outcomes = tuple(Option(code, name) for code, name in _OUTCOMES.items())
    found = [
        Sought("ended_at", Text("办结日期", "Ended on"), "date"),
        Sought("hours.total", Text("总用时（小时）", "Hours in all"), "number"),
    ]
    for definition in definitions:
        for step in steps_of(definition.flow):
            title = step.title
            found.append(
                Sought(f"outcome.{step.name}", Text(f"{title.zh}结果", f"{title.en}: outcome"), "choice", outcomes)
            )
            hours = Text(f"{title.zh}用时（小时）", f"{title.en}: hours")
            found.append(Sought(f"hours.{step.name}", hours, "number"))
    return found


def read_filter(data: Mapping[str, Any], fields: Fields, place: str = "/filter") -> Condition | None:
    """The condition, None for no condition. Raises `InvalidForm` with a fault for each comparison that cannot be."""
    if not data:
        return None
    try:
        condition = parse_condition(data)
    except ConditionError as error:
        raise InvalidForm(errors=(FieldError(f"{place}{error.path}", "condition", error.message),)) from None
    compares = compares_of(condition)
    faults = [fault for one in compares if (fault := _fault(one, fields, place))]
    if len(compares) > MOST:
        faults = [FieldError(place, "length", Text(f"最多{MOST}个条件", f"At most {MOST} comparisons"))]
    if faults:
        raise InvalidForm(errors=tuple(faults[:MOST]))
    return condition


def canonical(condition: Condition | None) -> dict[str, Any] | None:
    """The same condition as data in one form, however it was written."""
    return condition_data(condition) if condition else None


def _fault(one: Compare, fields: Fields, place: str) -> FieldError | None:
    field = fields.get(one.field)
    if field is None:
        said = Text(f"没有可以筛选的字段“{one.field}”", f"There is no field {one.field!r} to filter by")
        return FieldError(f"{place}/{one.field}", "choice", said)
    zh, en, at = field.label.zh, field.label.en, f"{place}/{one.field}/{one.op}"
    if one.op not in OPERATORS[field.kind]:
        return FieldError(at, "choice", Text(f"“{zh}”不能这样比较（{one.op}）", f"{en} cannot be compared by {one.op}"))
    if one.op == "empty":
        return None
    values = one.value if isinstance(one.value, tuple) else (one.value,)
    if any(not _fits(field, value) for value in values):
        wanted = _WANTED[field.kind]
        return FieldError(at, "type", Text(f"“{zh}”：{wanted.zh}", f"{en}: {wanted.en}"))
    return None


_WANTED = {
    "text": Text(f"请填写不超过{LONGEST}个字的文字", f"enter a text of at most {LONGEST} characters"),
    "named": Text("请填写名称或编号", "enter a name or a number"),
    "number": Text("请填写数字", "enter a number"),
    "money": Text("请填写金额", "enter an amount"),
    "date": Text("请填写日期，如 2026-11-01", "enter a date like 2026-11-01"),
    "choice": Text("请从列出的选项中选择", "choose from the list"),
    "choices": Text("请从列出的选项中选择", "choose from the list"),
    "flag": Text("请选择是或否", "choose yes or no"),
}


def _fits(field: Sought, value: Any) -> bool:
    if field.kind == "flag":
        return isinstance(value, bool)
    if field.kind in ("number", "money"):
        return isinstance(value, int | float) and not isinstance(value, bool)
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST:
        return False
    if field.kind == "date":
        return _is_day(value)
    # Units that are not offered may be named all the same: there are more classes than a list can hold.
    open_ended = not field.options or field.name == "applicant.units"
    return open_ended or value in {option.value for option in field.options}


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def head_values(
    head: Head, form: Mapping[str, Any], definition: Definition, *, whole: bool = False, hidden: Collection[str] = ()
) -> dict[str, Any]:
    """What a filter of a list sees; days are days in China. `hidden` are form fields the reader may not see."""
    who = head.applicant
    return {
        "state": head.state.value,
        "urgent": head.urgent,
        "submitted_at": _day(head.submitted_at),
        "applicant": {
            "id": who.id,
            "name": " ".join(dict.fromkeys((who.id, who.name.zh, who.name.en))),
            "category": who.category,
            "units": list(dict.fromkeys(who.units.values())),
        },
        "form": sought_values(definition.form, form, whole=whole, hidden=hidden),
    }


def record_values(application: Application, definition: Definition, *, whole: bool = False) -> dict[str, Any]:
    """What a filter of an export sees. Hours are those of the export's columns: from a step's last opening to its
    decision, by the clock, to a tenth."""
    head = application.head
    steps = replay(application)
    hours = {name: _hours(one.decided_at - one.opened_at) for name, one in steps.items() if one.decided_at}
    found = head_values(head, application.form, definition, whole=whole)
    found |= {"outcome": {name: one.status.value for name, one in steps.items()}, "hours": hours}
    ended = max((event.at for event in application.events if event.type in _ENDS), default=None)
    if ended and head.state not in OPEN:
        found["ended_at"] = _day(ended)
        hours["total"] = _hours(ended - head.submitted_at)
    return found


def _hours(span: timedelta) -> float:
    return round(span / _HOUR, 1)


def _day(at: Any) -> str:
    return str(at.astimezone(CHINA).date().isoformat())
