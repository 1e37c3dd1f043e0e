"""Publishing services: the catalogue's checks, the flows' compiler and the portal's pages wired together.

Like `chalicelib.bootstrap` this file only wires; it is apart because only the publish function, `make run` and the
checks pay for compiler, drawing, YAML and pinyin.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chalicelib.applications import read_definition
from chalicelib.approvals import EFFECTS, labels_of, machine_name
from chalicelib.catalogue import (
    CATALOGUE_ROOT,
    NOT_SERVICES,
    Check,
    Definition,
    Finding,
    Noted,
    Problem,
    Service,
    below,
    check_definition,
    load_definitions,
    publish_service,
    read_pinyin,
)
from chalicelib.errors import CannotPublish
from chalicelib.flows import By, FlowError, check_flow, compile_flow, draw_flow, fill_machine, parse_flow, steps_of
from chalicelib.forms import FormError, fact_sources, fact_types, form_findings, parse_form
from chalicelib.people import ROLES, PeopleStore
from chalicelib.portal import portal_files, render_portal
from chalicelib.registers import define_registers
from chalicelib.settings import Settings
from chalicelib.shared.clock import CHINA
from chalicelib.shared.text import LANGS, Text
from chalicelib.shared.working_calendar import UnknownYear, WorkingCalendar

AHEAD = timedelta(days=180)
"""How long before its calendar runs out a service can no longer be published."""

if TYPE_CHECKING:
    from chalicelib.hall import Hall


def publish(hall: Hall, event: Mapping[str, Any]) -> dict[str, Any]:
    """Publish the definitions in the bundle (or those `event["services"]` names) and render the portal into its bucket.

    Gives `{published: {code: version}, refused: {path: [problem]}, pages: n}`; a refused one stops no other.
    """
    wanted = event.get("services")
    published, refused = publish_all(hall, only=wanted)
    pages = 0
    if hall.settings.portal_bucket:
        for path, content in portal_files(*_portal(hall), hall.settings):
            hall.pages.put(path, content, content_type_of(path), cache_control_of(path))
            pages += 1
    return {"published": published, "refused": refused, "pages": pages}


def publish_all(
    hall: Hall, root: Path = CATALOGUE_ROOT, only: Collection[str] | None = None
) -> tuple[dict[str, int], dict[str, list[str]]]:
    """Publish every definition below `root`: versions by code, and problems by file."""
    units = [unit.id for unit in hall.people.all_units()]
    staffing = Staffing(hall.people, hall.clock().astimezone(CHINA).date())
    published: dict[str, int] = {}
    refused = define_registers(hall.registers.definitions, units, root / NOT_SERVICES)
    for definition in load_definitions(root):
        if only is not None and definition.raw.get("service") not in only:
            continue
        try:
            service = publish_one(hall, definition, units, staffing)
        except CannotPublish as refusal:
            refused[definition.path] = [error.message.zh for error in refusal.errors]
        else:
            published[service.code] = service.version
    return published, refused


def publish_one(
    hall: Hall, definition: Definition, units: Collection[str], staffing: Staffing | None = None
) -> Service:
    """Check, compile, make the machine, store the version. Raises `CannotPublish` with everything that is wrong."""
    settings = hall.settings
    return publish_service(
        definition,
        store=hall.catalogue,
        check=lambda one: problems_of(one, units, hall.clock(), staffing),
        compile_machine=lambda service: compiled(service, settings),
        create_machine=lambda service, machine: _create(hall, service, machine),
        render=lambda service: None,  # all pages are rendered together, once, after the last one
        pinyin=read_pinyin,
        clock=hall.clock,
    )


def problems_of(
    definition: Definition, units: Collection[str], now: datetime, staffing: Staffing | None = None
) -> list[Problem]:
    """Everything wrong with a definition, form, flow, limits and handlers included, each with file and line."""
    checks: list[Check] = [_check_form, lambda raw: _check_flow(raw, units), lambda raw: _check_limits(raw, now)]
    if staffing:
        checks.append(staffing.check)
    return check_definition(definition, units=units, checks=checks)


def compiled(service: Service, settings: Settings) -> dict[str, Any]:
    """The service's machine, its places still to fill."""
    comment = f"{service.code} v{service.version}"
    return compile_flow(parse_flow(service.flow), comment=comment, time_scale=settings.time_scale)


def diagrams_of(hall: Hall, services: Sequence[Service]) -> dict[str, Mapping[str, str]]:
    """Service code -> language -> SVG, as the guide shows it."""
    drawn: dict[str, Mapping[str, str]] = {}
    for service in services:
        definition = read_definition(service)
        labels = labels_of(definition, hall.people)
        drawn[service.code] = {lang: draw_flow(definition.flow, lang, labels=labels, clickable=False) for lang in LANGS}
    return drawn


def render_into(hall: Hall, folder: Path) -> list[str]:
    """Render the whole portal as files below `folder`; their paths."""
    services, units, diagrams = _portal(hall)
    return render_portal(services, units, diagrams, folder, hall.settings)


def content_type_of(path: str) -> str:
    kind = path.rpartition(".")[2]
    return CONTENT_TYPES[kind]


def cache_control_of(path: str) -> str:
    """Assets carry a hash of their content in their name; pages must be asked for again after each publication."""
    return "public, max-age=31536000, immutable" if path.startswith("assets/") else "no-cache"


CONTENT_TYPES = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json",
    "svg": "image/svg+xml",
    "png": "image/png",
    "webmanifest": "application/manifest+json",
}


def _portal(hall: Hall) -> tuple[list[Service], dict[str, Any], dict[str, Mapping[str, str]]]:
    services = [hall.catalogue.current(summary["code"]) for summary in hall.catalogue.current_all()]
    units = {unit.id: unit for unit in hall.people.all_units()}
    return services, units, diagrams_of(hall, services)


def _create(hall: Hall, service: Service, machine: Mapping[str, Any]) -> None:
    name = machine_name(hall.settings.stage, service.code, service.version)
    text = fill_machine(dict(machine), hall.flow.partition, hall.settings.steps_queue_url)
    hall.flow.create_machine(name, text, hall.settings.flow_role_arn)


@dataclass
class Staffing:
    """Whether somebody holds a position, each looked up once (Z-14: no handler, no publication)."""

    people: PeopleStore
    today: date
    _known: dict[str, bool] = field(default_factory=dict)

    def held(self, role: str, unit: str) -> bool:
        key = f"{role}@{unit}"
        if key not in self._known:
            self._known[key] = bool(self.people.get_roster(role, unit).active_ids(self.today))
        return self._known[key]

    def check(self, raw: Mapping[str, Any]) -> Iterator[Noted]:
        """A step that nobody can act on: its named position is vacant, or that position is vacant everywhere."""
        try:
            steps = steps_of(parse_flow(raw.get("flow")))
        except FlowError:
            return
        for step in steps:
            for by in step.by:
                if by.role and not any(self.held(by.role, unit) for unit in self._units(by)):
                    zh = f"环节“{step.title.zh}”没有人可以办理：{by.role} 岗位无人"
                    en = f"nobody can act at “{step.title.en}”: the position {by.role} is vacant"
                    yield Finding(("flow", *step.at.split("/")[2:], "by"), Text(zh, en))

    def _units(self, by: By) -> list[str]:
        if by.unit:
            return [by.unit]
        kind = "campus" if by.campus else (by.of or "").removeprefix("applicant.")
        units = self.people.all_units()
        return [unit.id for unit in units if unit.kind == kind or kind not in KINDS]


KINDS = frozenset({"class", "college", "campus"})
"""Units an applicant has of this very kind; a department may be any office or college."""


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


def _check_form(raw: Mapping[str, Any]) -> Iterator[Noted]:
    return below("form", form_findings(raw.get("form")))


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
    return check_flow(
        flow,
        form.names,
        fact_types(form),
        roles=ROLES,
        units=units,
        effects=EFFECTS,
        options=options,
        fact_sources=sources,
        money=[field.name for field in form.fields if field.type == "money"],
    )
