"""What a notice may say of an application, read when it is sent and not when it was queued (PROMISES R44)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from chalicelib.applications import REVISE, Application, ApplicationStore, Definitions, Event, EventType, place_in
from chalicelib.approvals.answer import REVISE_TITLE
from chalicelib.approvals.gone_steps import step_of
from chalicelib.approvals.past_promise import late_title
from chalicelib.errors import NotFound, Temporary
from chalicelib.people import PeopleStore
from chalicelib.shared.clock import Clock
from chalicelib.shared.ids import query_code
from chalicelib.shared.text import Text

LINK_DAYS = timedelta(days=90)
"""How long the progress link of a mail works; the query code works as long as the application is kept."""


@dataclass(frozen=True)
class NoticeDetails:
    """(application id, event id) -> the values a message is rendered with; None when nobody needs it any more."""

    store: ApplicationStore
    definitions: Definitions
    people: PeopleStore
    progress_url: Callable[[str, Any], str]
    clock: Clock
    secret: str

    def __call__(self, application_id: str, event_id: str) -> Mapping[str, Any] | None:
        try:
            application = self.store.load(application_id)
        except NotFound:
            return None
        seq = int(event_id.rpartition(".")[2])
        event = next((event for event in application.events if event.seq == seq), None)
        if event is None:
            raise Temporary()  # a read that is behind the stream; the queue brings the notice again
        if _overtaken(application, event):
            return None
        head = application.head
        return {
            "service_name": head.service_name,
            "title": head.title,
            "applicant_name": head.applicant.name,
            "opinion": event.data.get("opinion", ""),
            "step_title": self._step_title(application, event),
            "query_code": query_code(self.secret, head.id),
            "progress_link": self.progress_url(head.id, self.clock() + LINK_DAYS),
            "contact": self._contact(application),
            "last_day": event.data.get("on", ""),
            **_certificate(event),
            **_entered(event),
        }

    def _step_title(self, application: Application, event: Event) -> Text:
        if event.type is EventType.LATE:
            return late_title(event.data)
        if not event.step:
            return Text("", "")
        if event.step == REVISE:
            return REVISE_TITLE
        definition = self.definitions.version(application.head.service, application.head.version)
        return step_of(application, definition, event.step).title

    def _contact(self, application: Application) -> Text:
        """Where to ask about the service: its first contact, by name and telephone."""
        definition = self.definitions.version(application.head.service, application.head.version)
        contacts = definition.service.guide.contacts
        if not contacts:
            return Text("", "")
        first = contacts[0]
        unit = self.people.get_units([first.unit]).get(first.unit)
        name = first.name or (unit.name if unit else Text("", ""))
        phone = first.phone or (unit.phone if unit else "")
        return Text(f"{name.zh} {phone}".strip(), f"{name.en} {phone}".strip())


def _entered(event: Event) -> dict[str, Any]:
    """Which clerk entered it at which counter, where one did: the person must be able to object."""
    return {"entered_by": event.by.name, "counter_name": place_in(event.data)[0]} if "entered" in event.data else {}


def _certificate(event: Event) -> dict[str, Any]:
    """The document an event is about; nothing for other events."""
    about = event.data.get("certificate")
    if not about:
        return {}
    return {"document": Text(*about["title"]), "document_number": about["number"], "last_day": about["valid_until"]}


def _overtaken(application: Application, event: Event) -> bool:
    """Whether a message about a task that is not open any more would only send somebody to an empty page."""
    if event.type not in (EventType.OPENED, EventType.OVERDUE, EventType.REMINDED):
        return False
    place = (event.step, event.data["entry"])
    return not any((task.step, task.entry) == place for task in application.open_tasks)
