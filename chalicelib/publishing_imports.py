"""A confirmed import of the catalogue carried out by the publisher, service by service (decision 57).

A message that comes twice changes nothing: what was published is the same content and makes no further version. A
service that cannot be published any more stops no other; the job says why. Checks are asked again, as of any request.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from chalicelib.catalogue import Definition, ImportStore, Note, content_of, parse_definition
from chalicelib.editing import current_of
from chalicelib.errors import CannotPublish, Conflict
from chalicelib.proof import Staff
from chalicelib.publishing import publish_one, render_pages
from chalicelib.shared.clock import CHINA
from chalicelib.shared.text import Text

if TYPE_CHECKING:
    from chalicelib.hall import Hall

_CHANGED = Text(
    "确认之后已有人修改该事项，未覆盖", "Somebody changed it after this was confirmed; it was left as it is"
)


def carry_import(hall: Hall, id: str) -> None:
    """Publish what the job holds and render the pages once. Raises `NotFound` for a job there is not."""
    jobs = ImportStore()
    job = jobs.job(id)
    if job["ended"]:
        return
    hall.catalogue.forget()
    units = [unit.id for unit in hall.people.all_units()]
    staff = Staff(hall.people, hall.clock().astimezone(CHINA).date())
    note = Note(job["at"], by=job["by"], name=Text.of(job["name"]), text=job["note"])
    for code, base in sorted(job["bases"].items()):
        if code in job["published"] or code in job["refused"]:
            continue
        definition = parse_definition(jobs.definition(id, code), code)
        try:
            job["published"][code] = _publish(hall, definition, base, units, staff, note)
        except (CannotPublish, Conflict) as refused:
            job["refused"][code] = _why(refused)
        jobs.put_job(id, job)
    render_pages(hall)
    jobs.put_job(id, job | {"ended": True})


def _publish(hall: Hall, definition: Definition, base: int, units: list[str], staff: Staff, note: Note) -> int:
    service = definition.service
    current = current_of(service.code, hall.catalogue)
    if (current.version if current else 0) != base and not (current and content_of(current) == content_of(service)):
        raise Conflict(_CHANGED)
    return publish_one(hall, definition, units, staff, note=note).version


def _why(refused: CannotPublish | Conflict) -> Mapping[str, Any]:
    said = [error.message for error in refused.errors] or [refused.detail or refused.title]
    return Text("；".join(one.zh for one in said[:5]), "; ".join(one.en for one in said[:5])).to_dict()
