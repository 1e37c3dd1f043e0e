"""Publishing services: the catalogue's checks, the flows' compiler and the portal's pages wired together.

Like `chalicelib.bootstrap` this file only wires; it is apart because only the publish function, `make run` and the
checks pay for compiler, drawing, YAML and pinyin.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chalicelib.applications import read_definition
from chalicelib.approvals import labels_of, machine_name
from chalicelib.catalogue import (
    CATALOGUE_ROOT,
    Definition,
    Note,
    Problem,
    Release,
    Service,
    load_definitions,
    publish_service,
    read_pinyin,
)
from chalicelib.checking import placed, problems_of, read_positions, remarks_of
from chalicelib.errors import CannotPublish
from chalicelib.exports import export_machine
from chalicelib.exports import machine_name as export_machine_name
from chalicelib.flows import compile_flow, draw_flow, fill_machine, parse_flow
from chalicelib.portal import portal_files, render_portal
from chalicelib.proof import WARNING, Difference, Staff, differences
from chalicelib.publishing_samples import known_samples
from chalicelib.registers import define_connectors, define_registers
from chalicelib.reminding import invite_testers, remind_expiring, remind_keys, remind_seasons
from chalicelib.settings import Settings
from chalicelib.shared.clock import CHINA
from chalicelib.shared.text import LANGS
from chalicelib.webhooks import define_targets
from chalicelib.windows import ServiceHall, define_halls

if TYPE_CHECKING:
    from chalicelib.hall import Hall


@dataclass(frozen=True)
class Outcome:
    """What became of one definition: published (also where nothing changed), or refused with `problems`."""

    definition: Definition
    service: Service | None
    problems: tuple[str, ...] = ()
    warnings: tuple[Problem, ...] = ()
    changes: tuple[Difference, ...] = ()
    """What this version changed against the one before; empty for a first version and where nothing changed."""


def publish(hall: Hall, event: Mapping[str, Any]) -> dict[str, Any]:
    """Publish the definitions in the bundle (or those `event["services"]` names) and render the portal into its bucket.
    What the hall's own editors changed stays as they made it, unless `event["force"]` (decision 44).

    Gives `{published: {code: version}, refused: {path: [problem]}, warnings: [text], changes: {code: [text]},
    pages: n}`; a refused one stops no other, and a warning stops none.
    """
    outcomes = list(publishing_of(hall, only=event.get("services"), force=bool(event.get("force"))))
    published, refused = _sorted_out(outcomes)
    pages = render_pages(hall)
    remind_seasons(hall)
    remind_expiring(hall)
    remind_keys(hall)
    invite_testers(hall)
    warnings = [str(warning) for outcome in outcomes for warning in outcome.warnings]
    changes = {one.service.code: list(map(str, one.changes)) for one in outcomes if one.service and one.changes}
    return {"published": published, "refused": refused, "warnings": warnings, "changes": changes, "pages": pages}


def render_pages(hall: Hall) -> int:
    """Render the portal into its bucket; how many files that is. Once more where something was published meanwhile:
    whoever ends last then leaves the pages of what is current, however publishers overlap."""
    if not hall.settings.portal_bucket:
        return 0
    while True:
        hall.catalogue.forget()
        began, pages = _current(hall), 0
        services, units, diagrams = _portal(hall)
        more = _told(hall, services)
        for path, content in portal_files(services, units, diagrams, hall.settings, today=_today(hall), **more):
            hall.pages.put(path, content, content_type_of(path), cache_control_of(path))
            pages += 1
        hall.catalogue.forget()
        if _current(hall) == began:
            return pages


def _told(hall: Hall, services: Sequence[Service]) -> dict[str, Any]:
    """What pages say besides what services say of themselves."""
    more = {"releases": _releases(hall, services), "answers": hall.answers.store.public()}
    return more | {"bookable": bookable(hall), "queued": bookable(hall, by_ticket=True)}


def bookable(hall: Hall, *, by_ticket: bool = False) -> set[str]:
    """The services for which a time at a counter can be booked, or a ticket be taken."""
    counters = (one for raw in hall.windows.store.halls() for one in ServiceHall.of(raw).counters)
    return {code for one in counters if (one.has_queue if by_ticket else one.takes_bookings) for code in one.services}


def _current(hall: Hall) -> dict[str, Any]:
    """What pages are made from, as far as telling whether it has changed needs it."""
    versions = {str(one["code"]): int(one["version"]) for one in hall.catalogue.current_all()}
    return versions | {one.id: (one.changed_at, one.gone) for one in hall.answers.store.public()}


def publish_all(
    hall: Hall, root: Path = CATALOGUE_ROOT, only: Collection[str] | None = None
) -> tuple[dict[str, int], dict[str, list[str]]]:
    """Publish every definition below `root`: versions by code, and problems by file."""
    registers = define_all(hall, root)
    published, refused = _sorted_out(publishing_of(hall, root, only))
    return published, registers | refused


def make_export_machine(hall: Hall) -> None:
    """The machine that exports run on; the same again is no error, and one that is changed needs a new version."""
    text = export_machine(hall.flow.partition, hall.settings.exports_queue_url)
    hall.flow.create_machine(export_machine_name(hall.settings.stage), text, hall.settings.flow_role_arn)


def define_all(hall: Hall, root: Path = CATALOGUE_ROOT) -> dict[str, list[str]]:
    """Define every register, connector, target and hall below `root`, before the services that refer to them; problems
    by file."""
    units = [unit.id for unit in hall.people.all_units()]
    refused = define_registers(hall.registers.definitions, units, root / "registers")
    refused |= define_targets(hall.webhooks.store, units, root / "targets")
    services = [str(one.raw.get("service")) for one in load_definitions(root)]
    refused |= define_halls(hall.windows.store, units, services, root / "windows")
    codes = hall.registers.definitions.all()
    return refused | define_connectors(hall.registers.connectors, units, codes, root / "connectors")


def publishing_of(
    hall: Hall, root: Path = CATALOGUE_ROOT, only: Collection[str] | None = None, *, force: bool = False
) -> Iterator[Outcome]:
    """Publish one definition after the other; the positions of all of them are read together. What exports run on is
    made along with them."""
    make_export_machine(hall)
    units = [unit.id for unit in hall.people.all_units()]
    staff = Staff(hall.people, _today(hall))
    known = {summary["code"]: int(summary["version"]) for summary in hall.catalogue.current_all()}
    wanted = [one for one in load_definitions(root) if only is None or one.raw.get("service") in only]
    read_positions([one.raw for one in wanted], staff)
    for definition in wanted:
        try:
            service = publish_one(hall, definition, units, staff, force=force)
        except CannotPublish as refusal:
            yield Outcome(definition, None, tuple(error.message.zh for error in refusal.errors))
        else:
            remarks = [one for one in remarks_of(definition.raw, staff) if one.level == WARNING]
            warnings = tuple(placed(definition, one) for one in remarks)
            changes = changes_of(hall, service, known.get(service.code, service.version))
            yield Outcome(definition, service, warnings=warnings, changes=changes)


def changes_of(hall: Hall, service: Service, before: int) -> tuple[Difference, ...]:
    """What this version changed against version `before`; no call where it is the same."""
    if before == service.version:
        return ()
    units = {unit.id: unit for unit in hall.people.all_units()}
    return tuple(differences(hall.catalogue.version(service.code, before), service, units))


def _sorted_out(outcomes: Iterable[Outcome]) -> tuple[dict[str, int], dict[str, list[str]]]:
    published: dict[str, int] = {}
    refused: dict[str, list[str]] = {}
    for outcome in outcomes:
        if outcome.service:
            published[outcome.service.code] = outcome.service.version
        else:
            refused[outcome.definition.path] = list(outcome.problems)
    return published, refused


def publish_one(
    hall: Hall,
    definition: Definition,
    units: Collection[str],
    staff: Staff | None = None,
    *,
    note: Note | None = None,
    force: bool = False,
) -> Service:
    """Check, compile, make the machine, store the version. Raises `CannotPublish` with everything that is wrong."""
    settings = hall.settings
    return publish_service(
        definition,
        store=hall.catalogue,
        check=lambda one: problems_of(one, units, hall.clock(), staff, known_samples(one, hall.catalogue)),
        compile_machine=lambda service: compiled(service, settings),
        create_machine=lambda service, machine: _create(hall, service, machine),
        render=lambda service: None,  # all pages are rendered together, once, after the last one
        pinyin=read_pinyin,
        clock=hall.clock,
        note=note,
        force=force,
        parts=lambda before, after: list(dict.fromkeys(one.part for one in differences(before, after, {}))),
    )


def compiled(service: Service, settings: Settings) -> dict[str, Any]:
    """The service's machine, its places still to fill; an entry has none."""
    if service.is_entry:
        return {}
    comment = f"{service.code} v{service.version}"
    return compile_flow(parse_flow(service.flow), comment=comment, time_scale=settings.time_scale)


def diagrams_of(hall: Hall, services: Sequence[Service]) -> dict[str, Mapping[str, str]]:
    """Service code -> language -> SVG, as the guide shows it."""
    drawn: dict[str, Mapping[str, str]] = {}
    for service in services:
        if service.is_entry:
            continue
        definition = read_definition(service)
        labels = labels_of(definition, hall.people)
        drawn[service.code] = {lang: draw_flow(definition.flow, lang, labels=labels, clickable=False) for lang in LANGS}
    return drawn


def render_into(hall: Hall, folder: Path) -> list[str]:
    """Render the whole portal as files below `folder`; their paths."""
    services, units, diagrams = _portal(hall)
    more = _told(hall, services)
    return render_portal(services, units, diagrams, folder, hall.settings, today=_today(hall), **more)


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
    "jpg": "image/jpeg",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "webmanifest": "application/manifest+json",
}


def _portal(hall: Hall) -> tuple[list[Service], dict[str, Any], dict[str, Mapping[str, str]]]:
    services = [hall.catalogue.current(summary["code"]) for summary in hall.catalogue.current_all()]
    units = {unit.id: unit for unit in hall.people.all_units()}
    return services, units, diagrams_of(hall, services)


def _releases(hall: Hall, services: Sequence[Service]) -> dict[str, Sequence[Release]]:
    return {one.code: hall.catalogue.releases(one.code) for one in services}


def _today(hall: Hall) -> date:
    return hall.clock().astimezone(CHINA).date()


def _create(hall: Hall, service: Service, machine: Mapping[str, Any]) -> None:
    if not machine:
        return
    name = machine_name(hall.settings.stage, service.code, service.version)
    text = fill_machine(dict(machine), hall.flow.partition, hall.settings.steps_queue_url)
    hall.flow.create_machine(name, text, hall.settings.flow_role_arn)
