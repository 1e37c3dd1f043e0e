"""The hall as its outer doors see it: what a signed-in person can ask for; what the platform brings is in `arrivals`.

Every method is a few lines over the rooms; rules live in the rooms, HTTP lives in `chalicelib.web`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from chalicelib.arrivals import Arrivals
from chalicelib.errors import NotFound
from chalicelib.shared.clock import stamp

if TYPE_CHECKING:
    from chalicelib.access import ProgressLinks
    from chalicelib.applications import Application, ApplicationStore, Claims, Definitions
    from chalicelib.approvals import Acts, Boxes, ProxyDesk, Viewing
    from chalicelib.catalogue import ServiceStore
    from chalicelib.drafts import Drafts
    from chalicelib.materials import Files, Shelf, UploadStore
    from chalicelib.people import PeopleStore, Person
    from chalicelib.settings import Settings
    from chalicelib.shared.clock import Clock

Json = dict[str, Any]


class Hall(Arrivals):
    """One for each process. Its parts are made by `chalicelib.bootstrap` when first used, and rooms are imported by the
    verbs that need them: a cold start pays for what its request does."""

    settings: Settings
    clock: Clock
    access: Any
    people: PeopleStore
    catalogue: ServiceStore
    definitions: Definitions
    store: ApplicationStore
    uploads: UploadStore
    submit: Callable[..., tuple[Application, bool]]
    drafts: Drafts
    shelf: Shelf
    flow: Any
    files: Files
    pages: Any
    links: ProgressLinks
    acts: Acts
    talk: Any
    approve_many: Any
    rank_tasks: Any
    boxes: Boxes
    cases: Any
    viewing: Viewing
    desk: ProxyDesk
    proving: Any
    dashboard: Any
    editing: Any
    trials: Any
    catalogue_imports: Any
    migrating: Any
    last_sweep: Any
    registers: Any
    contacts: Any
    claims: Claims
    api_keys: Any
    archive: Any
    trail: Any
    exports: Any
    rosters: Any
    coverage: Any
    bills: Any
    charges: Any
    calendars: Any
    campus_feed: Any
    outside: Any
    certificates: Any
    certificate_desk: Any
    printing: Any
    answers: Any
    windows: Any
    tickets: Any
    telling_erased: Any

    def read_ahead(self, cookie: str, deciding: tuple[str, int] | None = None) -> None:
        """Read session and person, and what deciding a task at a version takes, in one round trip."""
        from chalicelib.people import person_key
        from chalicelib.shared.store import read_ahead

        if (expected := self.access.sessions.expect(cookie)) is None:
            return
        session, person_id = expected
        keys = [session, person_key(person_id)]
        if deciding:
            from chalicelib.approvals import task_place

            task_id, seq = deciding
            with suppress(NotFound):  # said when the task is looked for, to who is signed in
                keys += self.store.share_keys(*task_place(task_id), seq)
        read_ahead(keys)

    # Applying

    def service_form(self, person: Person, code: str) -> Json:
        """The form of a service with what the hall already knows of the person filled in (C-11)."""
        from chalicelib.approvals import service_form

        return service_form(person, code, definitions=self.definitions, people=self.people, clock=self.clock)

    def request_upload(self, person: Person, service: str, field: str, name: str, type: str, size: int) -> Json:
        from chalicelib.approvals import answer_form
        from chalicelib.materials import request_upload

        form = answer_form(field) or self.definitions.current(service).form
        return request_upload(
            person, service, form, field, name, type, size, store=self.uploads, files=self.files, clock=self.clock
        )

    def confirm_upload(self, person: Person, upload_id: str) -> Json:
        from chalicelib.materials import confirm_upload

        return confirm_upload(person, upload_id, store=self.uploads, files=self.files, clock=self.clock)

    def submit_application(self, person: Person, service_code: str, form: Json, key: str) -> Json:
        """`{id, number, query_code, created}`; the same key and form again give the same application."""
        application, created = self.submit(person, service_code, form, key)
        return {**self._receipt(application), "created": created}

    def withdraw_application(self, person: Person, application_id: str, seq: int, reason: str) -> Json:
        return self._receipt(self.acts.withdraw(person, application_id, seq, reason))

    def resubmit_application(self, person: Person, application_id: str, seq: int, form: Json) -> Json:
        return self._receipt(self.acts.resubmit(person, application_id, seq, form))

    def _receipt(self, application: Application) -> Json:
        from chalicelib.shared.ids import query_code

        head = application.head
        known = {"id": head.id, "number": head.number, "state": head.state.value, "seq": application.seq}
        return known | {"query_code": query_code(self.settings.secret, head.id)}

    # Following

    def list_applications(self, person: Person, cursor: str | None, limit: int, wanted: Any = None) -> Json:
        return self.boxes.mine(person, cursor, limit, wanted)

    def view_application(self, person: Person, application_id: str, known_seq: int | None, lang: str = "") -> Any:
        with self.telling_erased(person):
            return self.viewing.application(person, application_id, known_seq, lang)

    def file_link(self, person: Person, application_id: str, upload_id: str) -> str:
        """A five-minute link to a file the person may see. Raises `NotFound`."""
        from chalicelib.materials import file_link

        application = self._readable(person, application_id)
        if upload_id not in self.viewing.openable(application, person):
            raise NotFound
        return file_link(application.id, upload_id, store=self.uploads, files=self.files)

    def make_progress_link(self, person: Person, application_id: str, days: int) -> Json:
        """`{url, expires_at}` of a read-only page for whoever is given it."""
        self._own(person, application_id)
        expires = self.clock() + timedelta(days=days)
        token = self.links.make(application_id, expires)
        return {"url": self.links.url(token), "expires_at": stamp(expires)}

    def revoke_progress_link(self, person: Person, application_id: str) -> None:
        """Every progress link of this application made so far dies, those in mails too."""
        self._own(person, application_id)
        self.links.revoke(application_id)

    def progress_by_token(self, token: str) -> Json:
        return self.viewing.progress(self.links.read(token))

    def progress_by_number(self, number: str, code: str, client_ip: str) -> Json:
        from chalicelib.access import check_query_code

        application_id = check_query_code(
            number,
            code,
            client_ip,
            secret=self.settings.secret,
            find=self.store.find_number,
            limiter=self.access.limiter,
            clock=self.clock,
        )
        return self.viewing.progress(application_id)

    # Deciding

    def list_tasks(self, person: Person, box: str, cursor: str | None, limit: int, wanted: Any = None) -> Json:
        return self.boxes.tasks(person, box, cursor, limit, wanted)

    def view_task(self, person: Person, task_id: str, known_seq: int | None, lang: str = "") -> Json | None:
        from chalicelib.approvals import view_task

        with self.telling_erased(person):
            return view_task(person, task_id, known_seq, lang, viewing=self.viewing)

    def decide(
        self,
        person: Person,
        task_id: str,
        seq: int,
        decision: str,
        opinion: str,
        fields: Json,
        pins: Mapping[str, str],
        key: str | None,
        to: str = "",
        again: bool = False,
    ) -> Json:
        after = self.acts.decide(person, task_id, seq, decision, opinion, fields, pins, key or "", to, again)
        return self._progress(after)

    def act_on_task(
        self, person: Person, task_id: str, seq: int, action: str, to: str, where: str, n: int, reason: str
    ) -> Json:
        """Claim, release, transfer, add or remove a signer, delegate: `{id, number, state, seq}`."""
        return self._progress(self.acts.act_on_task(person, task_id, seq, action, to, where, n, reason))

    def mark_seen(self, person: Person, task_id: str) -> None:
        self.acts.mark_seen(person, task_id)

    def act_on_case(
        self, person: Person, application_id: str, seq: int, act: str, reason: str, to: str, proposal: int
    ) -> Json:
        """An administrator's act: `{id, number, state, seq}`."""
        from chalicelib.approvals import CaseWish

        wish = CaseWish(act, reason, to, proposal)
        return self._progress(self.acts.act_on_case(person, application_id, seq, wish))

    def colleagues(self, person: Person, task_id: str) -> Json:
        """`{items: [{id, name, title, unit}]}`: whom one may hand the task to. Raises `NotFound` for others' tasks."""
        from chalicelib.approvals import acting_task, colleagues, task_place

        application_id, key = task_place(task_id)
        acting_task(self.store.load(application_id), key, person, self.clock())
        return {"items": colleagues(person, people=self.people, clock=self.clock)}

    def urge_application(self, person: Person, application_id: str) -> Json:
        """`{count, next_at}`."""
        from chalicelib.approvals import urged

        found = urged(self.acts.urge(person, application_id))
        assert found is not None
        return {"count": found["count"], "next_at": stamp(found["next"])}

    def _progress(self, application: Application) -> Json:
        """A receipt for somebody who is not the applicant."""
        receipt = self._receipt(application)
        receipt.pop("query_code")
        return receipt

    def profile(self, person: Person) -> list[Json]:
        from chalicelib.forms import owners, profile

        return profile(person, self.people.get_units([*person.units.values(), *owners(person)]))

    def list_notices(self, person: Person, cursor: str | None, limit: int) -> Json:
        return self.notices.list_notices(person, cursor, limit)

    def counts(self, person: Person) -> dict[str, int]:
        """For the badges: tasks that wait (up to 26 a box), and unread notices among the newest 25."""
        unread = self.notices.list_notices(person, None, 25)["unread"]
        return {"todo": self.boxes.count_todo(person), "notices": unread}

    def mark_notices_read(self, person: Person, until: str) -> None:
        self.notices.mark_read(person, until)

    def _readable(self, person: Person, application_id: str) -> Application:
        from chalicelib.approvals import may_read

        application = self.store.load(application_id)
        definition = self.definitions.version(application.head.service, application.head.version)
        if not may_read(application, definition, person, self.clock()):
            raise NotFound()
        return application

    def _own(self, person: Person, application_id: str) -> None:
        if self.store.load_head(application_id).applicant.id != person.id:
            raise NotFound()
