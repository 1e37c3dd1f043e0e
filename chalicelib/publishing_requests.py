"""Approved requests carried out: the publisher's half of the effect ``publish`` (decision 44).

`on_step` hands the flow's question on to the publisher's queue. Here it is answered from the record as any question
of a flow is, so a message that comes twice or late changes nothing: which version a request became stands beside it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from chalicelib.applications import Application, Definition, Event, StepStatus, outcome_of
from chalicelib.approvals import Done, Refused, StepWorker, on_messages
from chalicelib.catalogue import Note, sample_path
from chalicelib.editing import Request, request_of
from chalicelib.errors import CannotPublish, Temporary
from chalicelib.flows import Effect
from chalicelib.inspecting import problems_with, told
from chalicelib.proof import Staff
from chalicelib.publishing import cache_control_of, content_type_of, publish_one, render_pages
from chalicelib.publishing_imports import carry_import
from chalicelib.publishing_samples import files_of, sample_faults
from chalicelib.shared.clock import CHINA, stamp
from chalicelib.shared.text import Text
from chalicelib.shared.working_calendar import WorkingCalendar

if TYPE_CHECKING:
    from chalicelib.hall import Hall

MOST_TOLD = 10
"""Problems that are told to the applicant in one return; the form tells them all when it is submitted again."""


def publish_requested(hall: Hall, batch: Mapping[str, Any]) -> dict[str, Any]:
    """A batch of the publisher's queue."""

    def publish(application: Application, _definition: Definition, effect: Effect) -> Done | Refused:
        return carry_out(hall, application, effect)

    answers = StepWorker(
        hall.store,
        hall.definitions,
        hall.flow,
        WorkingCalendar.load(),
        hall.clock,
        hall.people,
        runners={"publish": publish},
    )

    def handle(message: Mapping[str, Any]) -> None:
        if "import" in message:
            carry_import(hall, str(message["import"]))
        elif "answers" in message:
            render_pages(hall)
        else:
            answers(message)

    return on_messages(batch, handle=handle, read=json.loads, report=hall.report)


def carry_out(hall: Hall, application: Application, effect: Effect) -> Done | Refused:
    """Publish what the form holds and render the pages; or say why it cannot be, with everything that is wrong."""
    request = request_of(effect.settings, application.form)
    if request is None:
        return Refused(Text("表单中没有事项定义", "the form holds no definition"))
    version = hall.catalogue.version_of(request.code, application.id)
    if version is None:
        hall.catalogue.forget()
        person = hall.people.get_person(application.head.applicant.id)
        files = files_of(request, hall.uploads)
        rooms: dict[str, Any] = {"people": hall.people, "store": hall.catalogue, "clock": hall.clock}
        found = [told(one) for one in problems_with(request, person, files=files, **rooms)[:MOST_TOLD]]
        found += sample_faults(request, files, hall.catalogue, application.id)
        if found:
            return Refused(Text("；".join(one.zh for one in found), "; ".join(one.en for one in found)))
        _put_samples(hall, application, request)
        try:
            version = _publish(hall, application, request)
        except CannotPublish as refused:
            said = refused.detail or refused.title
            return Refused(said)
    render_pages(hall)
    return Done({"published": {"service": request.code, "version": version}})


def _publish(hall: Hall, application: Application, request: Request) -> int:
    units = [unit.id for unit in hall.people.all_units()]
    staff = Staff(hall.people, hall.clock().astimezone(CHINA).date())
    note = note_of(application, request.note, stamp(hall.clock()))
    return publish_one(hall, request.definition, units, staff, note=note).version


def _put_samples(hall: Hall, application: Application, request: Request) -> None:
    """Copy the request's files to the portal. Twice is once. Raises `Temporary` while storage or scanner is silent."""
    for name, upload in files_of(request, hall.uploads).items():
        if not upload.is_clean:
            raise Temporary(Text(f"文件 {name} 尚未通过病毒检查", f"{name} has not been scanned yet"))
        path = sample_path(request.code, name)
        content = hall.files.read_range(upload.key, upload.size, upload.version)
        hall.pages.put(path, content, content_type_of(path), cache_control_of(path))
        hall.catalogue.put_sample(request.code, name, application.id)


def note_of(application: Application, text: str, at: str) -> Note:
    """How the version came about: who asked, who approved last, and why."""
    head, last = application.head, _last_approval(application)
    asked: dict[str, Any] = {"by": head.applicant.id, "name": head.applicant.name, "text": text}
    if last:
        asked |= {"reviewer": last.by.id, "reviewer_name": last.by.name}
    return Note(at, application=application.id, number=head.number, **asked)


def _last_approval(application: Application) -> Event | None:
    return next((one for one in reversed(application.events) if outcome_of(one) is StepStatus.APPROVED), None)
