"""The checks of a service definition, wired together: catalogue, form, flow, calendar, and the proof.

Like `chalicelib.publishing` this only wires. What is found here refuses publication; what the proof only warns of is
asked for separately (`remarks_of`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from chalicelib.answers import answer_problems
from chalicelib.catalogue import (
    Check,
    Definition,
    Finding,
    Noted,
    Problem,
    below,
    check_definition,
    is_entry,
    is_unbuilt,
)
from chalicelib.certificates import template_findings
from chalicelib.flows import (
    EFFECT_TITLES,
    Effect,
    Flow,
    FlowError,
    Step,
    before,
    check_flow,
    parse_flow,
    steps_of,
    walk,
)
from chalicelib.forms import Form, FormError, connector_place, fact_sources, fact_types, form_findings, parse_form
from chalicelib.people import ROLES
from chalicelib.proof import ERROR, Remark, Staff, positions_of, prove, subject_of
from chalicelib.registers import bundled_connectors, bundled_registers, collect_problems, effect_problems
from chalicelib.shared.text import Text
from chalicelib.shared.working_calendar import UnknownYear, WorkingCalendar
from chalicelib.webhooks import call_problems

AHEAD = timedelta(days=180)
"""How long before its calendar runs out a service can no longer be published."""


def problems_of(
    definition: Definition,
    units: Collection[str],
    now: datetime,
    staff: Staff | None = None,
    samples: Collection[str] | None = (),
) -> list[Problem]:
    """Everything wrong with a definition, each with file and line; with `staff` also what the proof refuses. `samples`:
    files of its materials that are not in the bundle; None takes any."""
    if is_entry(definition.raw) or (is_unbuilt(definition.raw) and not definition.raw.get("flow")):
        return check_definition(definition, units=units, samples=samples)
    checks: list[Check] = [
        _check_form,
        lambda raw: _check_flow(raw, units),
        lambda raw: _check_limits(raw, now),
        _check_inquiry,
        _check_collect,
    ]
    problems = check_definition(definition, units=units, checks=checks, samples=samples)
    if problems or staff is None:
        return problems  # what cannot be read, or names what there is not, cannot be proven either
    return [placed(definition, one) for one in remarks_of(definition.raw, staff) if one.level == ERROR]


def remarks_of(raw: Mapping[str, Any], staff: Staff) -> list[Remark]:
    """What the proof says of a definition; nothing where it cannot be read."""
    subject = subject_of(raw)
    if subject is None:
        return []
    staff.read(positions_of(subject, staff.units))
    return prove(subject, staff)


def read_positions(raws: Sequence[Mapping[str, Any]], staff: Staff) -> None:
    """Read the rosters of all these services together."""
    subjects = [subject for raw in raws if (subject := subject_of(raw))]
    staff.read(key for subject in subjects for key in positions_of(subject, staff.units))


def placed(definition: Definition, remark: Remark) -> Problem:
    """The remark with the file and line it is about."""
    return Problem(definition.path, definition.line_of(remark.pointer), remark.message, remark.pointer)


def _check_limits(raw: Mapping[str, Any], now: datetime) -> Iterator[Noted]:
    """Due times are working time: the calendar must know the days of every limit, counted from half a year ahead."""
    calendar = WorkingCalendar.load()
    try:
        steps = steps_of(parse_flow(raw.get("flow")))
    except FlowError:
        return
    for step in steps:
        try:
            if step.within:
                calendar.due(now + AHEAD, step.within)
        except UnknownYear as unknown:
            year = unknown.extra["year"]
            zh, en = f"工作日历缺少 {year} 年的数据，无法计算办理期限", f"the working calendar has no data for {year}"
            yield Finding(("flow", *step.at.split("/")[2:], "within"), Text(zh, en))


def _check_inquiry(raw: Mapping[str, Any]) -> Iterator[Noted]:
    """The page a service leads to is that of a register readers may ask."""
    code = raw.get("inquiry")
    if code is not None and not (isinstance(code, str) and (one := bundled_registers().get(code)) and one.inquiry):
        zh, en = f"没有可查询的数据集 {code}", f"there is no register with a page of its own called {code}"
        yield Finding(("inquiry",), Text(zh, en))


def _check_collect(raw: Mapping[str, Any]) -> Iterator[Noted]:
    """What the page of a collection shows: registers, columns and roles there are."""
    if "collect" not in raw:
        return
    form = raw.get("form")
    listed = form if isinstance(form, list) else []
    fields = {str(one.get("field")): str(one.get("type")) for one in listed if isinstance(one, Mapping)}
    for problem in collect_problems(raw["collect"], bundled_registers(), fields):
        yield Finding(("collect",), problem)


def _check_writes(flow: Flow, fields: Collection[str]) -> Iterator[Noted]:
    """What effects say they write: registers, columns and fields there are."""
    for element in walk(flow.elements):
        if isinstance(element, Effect) and element.kind == "correct" and not _names_answer(element, fields):
            zh, en = "settings 须写明 value、verdict、right 字段", "settings names the fields value, verdict and right"
            yield Finding(("flow", *element.at.split("/")[2:], "settings"), Text(zh, en))
        if isinstance(element, Effect) and element.kind == "answer":
            for problem in answer_problems(element.settings, fields):
                yield Finding(("flow", *element.at.split("/")[2:], "settings"), problem)
        if isinstance(element, Effect) and element.kind == "register":
            for problem in effect_problems(element.settings, bundled_registers(), fields):
                yield Finding(("flow", *element.at.split("/")[2:], "settings"), problem)


def _check_calls(flow: Flow, fields: Collection[str]) -> Iterator[Noted]:
    """What effects of kind `call` pass on: a target there is, and form fields it wants."""
    for element in walk(flow.elements):
        if isinstance(element, Effect) and element.kind == "call":
            for problem in call_problems(element.settings, fields):
                yield Finding(("flow", *element.at.split("/")[2:], "settings"), problem)


def _check_certificates(flow: Flow, form: Form, units: Collection[str]) -> Iterator[Noted]:
    """What effects of kind `certificate` say of their document: every place has something to put there."""
    for element in walk(flow.elements):
        if isinstance(element, Effect) and element.kind == "certificate":
            at = ("flow", *element.at.split("/")[2:], "settings")
            steps = [one for one in before(flow, element.name) if isinstance(one, Step)]
            for finding in template_findings(
                element.settings,
                fields={field.name: field.type for field in form.fields},
                options={field.name: [option.value for option in field.options] for field in form.fields},
                sure=_always_there(form, steps),
                steps=[step.name for step in steps],
                units=units,
            ):
                yield Finding((*at, *finding.path), finding.message)


def _always_there(form: Form, steps: Sequence[Step]) -> list[str]:
    """The fields that have a value once these steps are passed, whatever was answered."""
    filled = {name for step in steps for name, right in step.fields.items() if right == "required"}
    asked = [field for field in form.fields if field.required is True and field.when is None]
    return [field.name for field in asked if field.at_step is None or field.at_step in {one.name for one in steps}] + [
        field.name for field in form.fields if field.name in filled and field.when is None
    ]


def _names_answer(effect: Effect, fields: Collection[str]) -> bool:
    """Whether an effect of kind `correct` says which fields hold the value, the owner's verdict and what is right."""
    return set(effect.settings) == {"value", "verdict", "right"} and set(effect.settings.values()) <= set(fields)


def _check_form(raw: Mapping[str, Any]) -> Iterator[Noted]:
    yield from below("form", form_findings(raw.get("form")))
    yield from _check_connectors(raw.get("form"))


def _check_connectors(raw: Any) -> Iterator[Noted]:
    """What fields are prefilled with from connectors: those there are, and columns that are not masked."""
    try:
        form = parse_form(raw)
    except FormError:
        return
    for index, field in enumerate(form.fields):
        code, name = connector_place(field) or ("", "")
        connector = bundled_connectors().get(code) if code else None
        column = connector.register.column(name) if connector else None
        if code and (column is None or column.sensitive):
            zh, en = f"没有可预填的数据 {field.prefill}", f"there is nothing to prefill from at {field.prefill}"
            yield Finding(("form", index, "prefill"), Text(zh, en))


def _check_flow(raw: Mapping[str, Any], units: Collection[str]) -> Sequence[Noted]:
    try:
        flow = parse_flow(raw.get("flow"))
    except FlowError as error:
        return error.problems
    try:
        form = parse_form(raw.get("form"))
    except FormError:
        return ()  # the form's own findings come first; a flow over a broken form cannot be judged
    options = {field.name: [option.value for option in field.options] for field in form.fields if field.options}
    sources = {name: list(names) for name, names in fact_sources(form).items()}
    writes = [*_check_writes(flow, form.names), *_check_calls(flow, form.names)]
    writes += _check_certificates(flow, form, units)
    return writes + check_flow(
        flow,
        form.names,
        fact_types(form),
        roles=ROLES,
        units=units,
        effects=EFFECT_TITLES,
        options=options,
        fact_sources=sources,
        money=[field.name for field in form.fields if field.type == "money"],
    )
