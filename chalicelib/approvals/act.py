"""What people do to applications: decide, withdraw, resubmit. Reads, thinks, stores; thinks again when overtaken."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chalicelib.applications import (
    NO_CLAIMS,
    REVISE,
    Application,
    ApplicationStore,
    Change,
    Claims,
    Definitions,
    EarlierApplications,
    EventType,
    Inspect,
    Overtaken,
    checked_form,
    resubmit,
    resubmitted,
    withdraw,
)
from chalicelib.approvals.decide import decision_of, not_suspended
from chalicelib.approvals.decision import Decision, Verdict, already_decided, repeated
from chalicelib.approvals.repeat import repeat
from chalicelib.approvals.retract import retract
from chalicelib.approvals.share_actions import ShareAction, Wish, share_change
from chalicelib.approvals.urge import urge
from chalicelib.approvals.who_may import acting_task
from chalicelib.approvals.withdrawable import not_barred
from chalicelib.errors import AlreadyDecided, InvalidRequest, NotFound, StaleVersion
from chalicelib.flows import find_step
from chalicelib.materials import Upload, UploadStore, files_in
from chalicelib.people import PeopleStore, Person
from chalicelib.shared.clock import Clock
from chalicelib.shared.text import Text

if TYPE_CHECKING:
    from chalicelib.approvals.case import CaseWish


def task_place(task_id: str) -> tuple[str, str]:
    """`<application>.<step>.<entry>.<n>` as (application id, task key). Raises `NotFound`."""
    application_id, _, key = task_id.partition(".")
    if not application_id or key.count(".") != 2:
        raise NotFound()
    return application_id, key


@dataclass(frozen=True)
class Acts:
    """The verbs of people; each returns the application after the act."""

    store: ApplicationStore
    uploads: UploadStore
    definitions: Definitions
    people: PeopleStore
    clock: Clock
    claims: Claims = NO_CLAIMS
    inspect: Inspect | None = None

    def decide(
        self,
        person: Person,
        task_id: str,
        seq: int,
        decision: str,
        opinion: str,
        fields: Mapping[str, Any],
        pins: Mapping[str, str],
        key: str = "",
        to: str = "",
        again: bool = False,
    ) -> Application:
        """Decide a task. Raises what `decision_of` raises, and `Conflict` when overtaken again and again.

        The usual case is one read and one transaction: what the person saw (`seq`) says which items decide it.
        """
        application_id, task_key = task_place(task_id)
        if decision not in list(Verdict):
            raise InvalidRequest(
                Text("decision 只能是 approve、reject 或 return", "decision must be approve, reject or return")
            )
        wanted = Decision(Verdict(decision), opinion, seq, fields, pins, key, to, again)

        def think(application: Application) -> Change | None:
            if repeated(application, task_key, person, wanted):
                return None
            definition = self.definitions.version(application.head.service, application.head.version)
            return decision_of(application, definition, task_key, person, wanted, self.clock(), directory=self.people)

        share = self._share(application_id, task_key, seq) if wanted.is_plain else None
        if share is not None:
            try:
                change = think(share)
                return self.store.commit(change) if change else share
            except (Overtaken, AlreadyDecided):
                pass  # read the whole, so that the answer can say who was first
        return self._repeat(application_id, think)

    def _share(self, application_id: str, task_key: str, seq: int) -> Application | None:
        """The little that a plain approval needs; None where the step needs the whole, to fill in or to copy."""
        share = self.store.load_share(application_id, task_key, seq)
        if share is None or share.tasks[0].step == REVISE or not share.tasks[0].is_open:
            return None
        definition = self.definitions.version(share.head.service, share.head.version)
        spec = find_step(definition.flow, share.tasks[0].step)
        return None if spec.edits or spec.cc or spec.lasts else share

    def act_on_task(
        self, person: Person, task_id: str, seq: int, action: str, to: str, where: str, n: int, reason: str
    ) -> Application:
        """Claim, release, hand on, add or remove a signer, ask for advice. Raises what `share_change` raises."""
        application_id, task_key = task_place(task_id)
        if action not in list(ShareAction) or where not in ("", "before", "after"):
            raise InvalidRequest(Text("没有这个操作", "There is no such action"))
        if action == ShareAction.RETRACT:
            return self._retract(person, application_id, task_key, reason)
        receiver = self.people.get_people([to]).get(to) if to else None
        wish = Wish(ShareAction(action), receiver, where != "after", n, reason)

        def think(application: Application) -> Change:
            task = acting_task(application, task_key, person, self.clock())
            if not task.is_live:
                raise already_decided(application, task)
            if seq < application.head.form_seq:
                raise StaleVersion()
            not_suspended(application)
            definition = self.definitions.version(application.head.service, application.head.version)
            return share_change(application, definition, task, person, wish, self.clock())

        return self._repeat(application_id, think)

    def _retract(self, person: Person, application_id: str, task_key: str, reason: str) -> Application:
        """Take one's own decision back. Raises what `retract` raises, `NotFound`."""

        def think(application: Application) -> Change | None:
            task = acting_task(application, task_key, person, self.clock())
            last = application.events[-1]
            if last.type is EventType.RETRACTED and last.by.id == person.id and last.step == task.step:
                return None
            definition = self.definitions.version(application.head.service, application.head.version)
            return retract(application, definition, task, person, reason, self.clock())

        return self._repeat(application_id, think)

    def mark_seen(self, person: Person, task_id: str) -> None:
        """The holder has opened an open task; from now on who decided before cannot take that back."""
        application_id, task_key = task_place(task_id)
        task = acting_task(self.store.load(application_id), task_key, person, self.clock())
        if task.is_open and task.seen_at is None:
            self.store.mark_seen(application_id, task, self.clock())

    def act_on_case(self, person: Person, application_id: str, seq: int, wish: CaseWish) -> Application:
        """An act on the whole application. Raises what `case_change` raises, and `StaleVersion`.

        Two administrators decide over what they have read: whoever comes second looks again. What this takes is
        imported and read here: administrators come rarely, decisions all the time.
        """
        from chalicelib.approvals.case import Case
        from chalicelib.approvals.case_acts import case_change
        from chalicelib.shared.working_calendar import WorkingCalendar

        calendar = WorkingCalendar.load()

        def think(application: Application) -> Change | None:
            if seq != application.seq:
                raise StaleVersion()
            definition = self.definitions.version(application.head.service, application.head.version)
            return case_change(Case(application, definition, person, wish, self.clock(), calendar))

        return self._repeat(application_id, think)

    def urge(self, person: Person, application_id: str) -> Application:
        """The applicant asks for haste. Raises what `urge` raises."""

        def think(application: Application) -> Change:
            definition = self.definitions.version(application.head.service, application.head.version)
            return urge(application, person, definition.service.owner_unit, self.clock())

        return self._repeat(application_id, think)

    def withdraw(self, person: Person, application_id: str, seq: int, reason: str) -> Application:
        """Withdraw an application. Raises what `withdraw` raises, `NotYourTurn` where a step bars it."""

        def think(application: Application) -> Change | None:
            last = application.events[-1]
            if last.type is EventType.WITHDRAWN and last.by.id == person.id and seq == last.seq - 1:
                return None
            made = withdraw(application, person, seq, reason, clock=self.clock)
            definition = self.definitions.version(application.head.service, application.head.version)
            not_barred(application, definition)
            return made

        return self._repeat(application_id, think)

    def resubmit(self, person: Person, application_id: str, seq: int, form: Mapping[str, Any]) -> Application:
        """Resubmit a returned application with the corrected form. Raises what `resubmit` raises, `InvalidForm`."""
        uploads: list[Upload] = []

        def think(application: Application) -> Change | None:
            if application.head.applicant.id != person.id:
                raise NotFound()
            definition = self.definitions.version(application.head.service, application.head.version)
            opener = application.events[0].data.get("opened_by", "")
            earlier = EarlierApplications(self.store, opener, person.id)
            rooms: dict[str, Any] = {"uploads": self.uploads, "people": self.people, "clock": self.clock}
            rooms["inspect"] = self.inspect
            values, new, typed = checked_form(definition, person, form, earlier=earlier, **rooms)
            if resubmitted(application, person, seq, values):
                return None
            attached = set(files_in(definition.form, application.form))
            uploads[:] = [upload for upload in new if upload.id not in attached]
            made = resubmit(application, person, seq, values, definition=definition, clock=self.clock, typed=typed)
            self.claims.take(application.id, definition, application.head.applicant.facts(), values)
            return made

        return self._repeat(application_id, think, uploads)

    def _repeat(
        self, application_id: str, think: Callable[[Application], Change | None], uploads: list[Upload] | None = None
    ) -> Application:
        return repeat(self.store, application_id, think, uploads if uploads is not None else ())
