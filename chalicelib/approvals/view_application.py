"""One application as its applicant and its handlers see it: form, timeline, where it stands, what they may do.

Both see the same timeline (C-16). What only one of them may see (the query code, contacts) is decided here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from chalicelib.applications import (
    REVISE,
    STATE_TEXTS,
    Application,
    ApplicationStore,
    Definition,
    Definitions,
    EarlierApplications,
    Event,
    ShareKind,
    State,
    StepState,
    StepStatus,
    Task,
    outcome_of,
    replay,
)
from chalicelib.approvals.answer import REVISE_TITLE
from chalicelib.approvals.applicant_view import describe_applicant
from chalicelib.approvals.case_view import describe_case
from chalicelib.approvals.flow_picture import draw_steps, rule_of
from chalicelib.approvals.form_view import form_rows
from chalicelib.approvals.gone_steps import step_of
from chalicelib.approvals.holders import Holders
from chalicelib.approvals.labels import labels_of
from chalicelib.approvals.links_view import describe_links
from chalicelib.approvals.saying import Saying
from chalicelib.approvals.share_view import describe_share
from chalicelib.approvals.standing_view import describe_standing, has_answer, has_papers
from chalicelib.approvals.talk_view import answer_files, describe_talk
from chalicelib.approvals.timeline_view import timeline_of, title_of_step
from chalicelib.approvals.urge import described, waits_for_others
from chalicelib.approvals.way_ahead import WayAhead
from chalicelib.approvals.who_may import deciding, hidden_fields, may_read
from chalicelib.approvals.withdrawable import barred_by
from chalicelib.errors import NotFound
from chalicelib.flows import Labels, steps_of
from chalicelib.materials import UploadStore, files_in
from chalicelib.people import PeopleStore, Person
from chalicelib.shared.clock import CHINA, Clock, stamp
from chalicelib.shared.ids import query_code
from chalicelib.shared.text import LANGS, Text
from chalicelib.shared.working_calendar import WorkingCalendar


@dataclass(frozen=True)
class View:
    """Draws one application for one reader."""

    application: Application
    definition: Definition
    reader: Person | None
    holders: Holders
    people: PeopleStore
    secret: str
    now: datetime
    calendar: WorkingCalendar

    def whole(self, langs: Sequence[str] = LANGS) -> dict[str, Any]:
        """Everything the tracking page and the task page show; the picture in `langs`."""
        head = self.application.head
        steps, correction = self.steps(), self._correction()
        inside = self.reader is not None and self.saying(self.reader).is_handler
        view: dict[str, Any] = {
            **self.brief(),
            "id": head.id,
            "title": head.title.to_dict(),
            "applicant": describe_applicant(self.application, self.people, self.holders),
            "form": form_rows(self.application, self.definition, self.reader, correction, self.now, self.holders),
            "files": [],
            "timeline": timeline_of(self.application, self.definition, self.people, inside=inside),
            "steps": steps,
            "diagram": self._diagram(steps, langs),
            "correction": correction,
            "actions": self._actions(),
            "urged": described(self.application),
            "urgent": head.urgent,
            "task": None,
        }
        if self.reader:
            view |= describe_case(self.application, self.definition, self.reader, self.now, self.calendar)
            view["links"] = describe_links(self.application)
            view["certificates"] = has_papers(self.application, self.definition)
            view |= describe_talk(self.saying(self.reader), self.holders)
            view["standing"] = describe_standing(self.application, self.definition)
        if self.is_applicant:
            view |= {"query_code": query_code(self.secret, head.id), "answer": has_answer(self.application)}
        return view

    def brief(self) -> dict[str, Any]:
        """What a progress link may show of it: nothing private."""
        head = self.application.head
        service = {"code": head.service, "version": head.version, "name": head.service_name.to_dict()}
        return {
            "number": head.number,
            "service": service,
            "state": head.state.value,
            "state_text": STATE_TEXTS[head.state].to_dict(),
            "submitted_at": stamp(head.submitted_at),
            "updated_at": stamp(self.application.events[-1].at),
            "seq": self.application.seq,
        }

    @cached_property
    def labels(self) -> Labels:
        """Made once for a view: they name every unit there is."""
        return labels_of(self.definition, self.people)

    @property
    def is_applicant(self) -> bool:
        return self.reader is not None and self.reader.id == self.application.head.applicant.id

    def saying(self, reader: Person) -> Saying:
        return Saying(self.application, self.definition, reader, self.now)

    def steps(self) -> list[dict[str, Any]]:
        """Every step that was, is or is likely to come, in order, the correction among them while it is open."""
        states, ahead = replay(self.application), self._ahead()
        revise = states.get(REVISE)
        correcting = revise and revise.status is StepStatus.OPEN
        shown = [self._step(REVISE, REVISE_TITLE, revise, {})] if correcting else []
        for step in steps_of(self.definition.flow):
            row = self._step(step.name, step.title, states.get(step.name), ahead.get(step.name))
            shown.append(row | rule_of(step, self.labels))
        return shown

    def _ahead(self) -> dict[str, dict[str, Any]]:
        """What is expected of the steps to come; everybody who holds or will hold one is read together."""
        if not self.application.head.is_open:
            return {}
        way = WayAhead(self.definition, self.application.head.facts, self.holders, self.people, self.labels)
        return way.of(self.application, self.now, self.calendar)

    def _step(self, name: str, title: Text, state: StepState | None, ahead: dict[str, Any] | None) -> dict[str, Any]:
        status = _status(state, ahead is not None and self.application.head.is_open)
        step: dict[str, Any] = {"step": name, "title": title.to_dict(), "status": status, "holder": None}
        if state:
            step |= {
                "entry": state.entry,
                "opened_at": stamp(state.opened_at),
                "due_at": state.due_at,
                "overdue": self._overdue(name, status),
                "decided_at": stamp(state.decided_at) if state.decided_at else None,
                "opinion": state.opinion or None,
                "by": state.by.name.to_dict() if state.by else None,
            }
        if status == "now":
            held = [task.holder for task in self._held(name)]
            step["holder"] = self._holder(held)
        elif status == "next":
            step |= ahead or {}
        return step

    def _holder(self, held: list[str]) -> dict[str, Any]:
        described = [self.holders.describe(holder, self.application.head.service) for holder in held]
        people = [person for holder in described for person in holder["people"]]
        names = [self.holders.name(holder) for holder in held] or [Text("—", "—")]
        return {"name": Text.listed(names).to_dict(), "people": people}

    def _held(self, step: str) -> list[Task]:
        """The open shares that decide the step; a question asked beside it holds nothing."""
        return [one for one in self.application.open_tasks if one.step == step and one.kind is not ShareKind.CONSULT]

    def _overdue(self, name: str, status: str) -> bool:
        due = [task.due_at for task in self._held(name) if task.due_at]
        return status == "now" and any(moment <= self.now for moment in due)

    def _correction(self) -> dict[str, Any] | None:
        if self.application.head.state is not State.AWAITING_APPLICANT:
            return None
        event = next(e for e in reversed(self.application.events) if _to_applicant(e))
        return {
            "remark": self._remark(event),
            "pins": event.data.get("pins", {}),
            "by": event.by.name.to_dict(),
            "step_title": title_of_step(self.application, self.definition, event.step).to_dict(),
        }

    def _remark(self, event: Event) -> str:
        """What the person said; or why the hall itself sent it back, in the reader's language."""
        if "why" in event.data:
            return Text(*event.data["why"]).get(self.reader.lang if self.reader else "zh")
        return str(event.data.get("opinion", ""))

    def _actions(self) -> list[str]:
        head = self.application.head
        if not self.is_applicant or not head.is_open:
            return []
        withdraw = [] if barred_by(self.application, self.definition) else ["withdraw"]
        if head.state is State.SUSPENDED:
            return withdraw
        correcting = any(task.step == REVISE for task in self.application.open_tasks)
        urging = ["urge"] if waits_for_others(self.application) else []
        return [*withdraw, *(["resubmit"] if correcting else urging)]

    def _diagram(self, steps: list[dict[str, Any]], langs: Sequence[str]) -> dict[str, str]:
        head = self.application.head
        end = "" if head.is_open else "done" if head.state is State.COMPLETED else "skipped"
        return draw_steps(self.definition.flow, steps, end, langs, self.labels)


def _to_applicant(event: Event) -> bool:
    return outcome_of(event) is StepStatus.RETURNED and not event.data.get("to")


def _status(state: StepState | None, likely: bool) -> str:
    idle = "next" if likely else "skipped"
    words = {
        StepStatus.OPEN: "now",
        StepStatus.APPROVED: "done",
        StepStatus.REJECTED: "rejected",
        StepStatus.RETURNED: "returned",
    }
    return words.get(state.status, idle) if state else idle


def _decides(application: Application, definition: Definition, task: Task, reader: Person, now: datetime) -> bool:
    spec = None if task.step == REVISE else step_of(application, definition, task.step)
    return deciding(application.head, spec, task, reader, now) is not None


@dataclass(frozen=True)
class Viewing:
    """Reads an application for a reader and draws it; the doors `build_hall` opens."""

    store: ApplicationStore
    uploads: UploadStore
    definitions: Definitions
    people: PeopleStore
    clock: Clock
    secret: str
    calendar: WorkingCalendar = field(default_factory=WorkingCalendar.load)

    def view(self, application: Application, reader: Person | None) -> View:
        head, now = application.head, self.clock()
        definition = self.definitions.version(head.service, head.version)
        holders = Holders(self.people, now.astimezone(CHINA).date())
        return View(application, definition, reader, holders, self.people, self.secret, now, self.calendar)

    def application(self, reader: Person, application_id: str, known_seq: int | None, lang: str = "") -> Any:
        """The whole view; None when `known_seq` is still its last event. Raises `NotFound` for strangers."""
        application = self.store.load(application_id, consistent=False)
        now = self.clock()
        definition = self.definitions.version(application.head.service, application.head.version)
        if not may_read(application, definition, reader, now):
            raise NotFound()
        if known_seq == application.seq:
            return None
        view = self.view(application, reader).whole((lang,) if lang else LANGS)
        view["files"] = files = self.files(application, reader)
        own = next(
            (task for task in application.open_tasks if _decides(application, definition, task, reader, now)), None
        )
        if own:
            known: dict[str, Any] = {"people": self.people, "now": now, "earlier": EarlierApplications(self.store)}
            view["task"] = describe_share(application, definition, own, files, reader, **known)
        return view

    def files(self, application: Application, reader: Person) -> list[dict[str, Any]]:
        """The attached files the reader may see, in the order of the form; no call when there are none."""
        definition = self.definitions.version(application.head.service, application.head.version)
        hidden = hidden_fields(application, definition, reader, self.clock())
        seen = {name: value for name, value in application.form.items() if name not in hidden}
        ids = files_in(definition.form, seen)
        found = self.uploads.get(ids)
        shown = [found[upload_id] for upload_id in ids if upload_id in found]
        return [{"id": up.id, "name": up.name, "size": up.size, "type": up.type, "field": up.field} for up in shown]

    def service_way(self, person: Person, code: str, values: dict[str, Any], picture: str = "") -> dict[str, Any]:
        """The way this person's application would take; see `approvals.service_way`."""
        from chalicelib.approvals.service_way import service_way

        return service_way(person, code, values, picture, viewing=self)

    def openable(self, application: Application, reader: Person) -> list[str]:
        """The ids of the files the reader may open: those of the form, and those of colleagues' answers."""
        saying = self.view(application, reader).saying(reader)
        return [*(file["id"] for file in self.files(application, reader)), *answer_files(saying)]

    def progress(self, application_id: str) -> dict[str, Any]:
        """What a progress link shows: number, service, state and steps without people or opinions."""
        view = self.view(self.store.load(application_id, consistent=False), None)
        steps = [
            {key: step.get(key) for key in ("step", "title", "status", "opened_at", "decided_at", "due_at", "overdue")}
            for step in view.steps()
        ]
        return {**view.brief(), "steps": steps}
