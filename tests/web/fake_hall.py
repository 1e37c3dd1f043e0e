"""A hall of one person and one application, kept in memory, that refuses as the rooms do.

It stands in where only HTTP is tested. The real hall goes the same way in tests/journeys and under schemathesis.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from chalicelib.access import Redirect, Session, no_session_cookie
from chalicelib.errors import (
    AlreadyDecided,
    FieldError,
    InvalidForm,
    KeyReused,
    NotFound,
    StaleVersion,
    TooManyRequests,
)
from chalicelib.people import Person, Position, Unit
from chalicelib.settings import Settings
from chalicelib.shared.signature import signature
from chalicelib.shared.text import LANGS, Text
from tests.web.fake_answers import FakeAnswers
from tests.web.fake_archive import FakeArchive
from tests.web.fake_bills import FakeBills
from tests.web.fake_certificates import FakeCertificates
from tests.web.fake_editing import Catalogue, EditingHall
from tests.web.fake_exports import FakeCases, FakeExports, FakeKeys, FakePlans
from tests.web.fake_feeds import FakeFeeds
from tests.web.fake_notices import Notices
from tests.web.fake_own import FakeContacts, FakePhrases, FakeSessions, profile_of
from tests.web.fake_parts import Desk, Drafts, Shelf
from tests.web.fake_proving import ProvingHall
from tests.web.fake_registers import FakeRegisters
from tests.web.fake_talk import Talk, approve_many, rank_tasks
from tests.web.fake_tickets import FakeTickets
from tests.web.fake_webhooks import FakeWebhooks
from tests.web.fake_windows import FakeWindows
from tests.web.samples import APPLICATION, PROGRESS, TASK, TASK_ROW

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
COOKIE, CSRF = "c" * 43, "t" * 43
SEQ, ID, TASK_ID = 7, APPLICATION["id"], f"{APPLICATION['id']}.counsellor_review.1.1"
NUMBER, CODE, TOKEN = "20261123-004217", "7KD3FM", "eyJhIjoiMSJ9.c2ln"
RECEIPT = {"out_id": "czE", "state": "delivered", "code": "", "at": "2026-11-23T02:00:00.000Z"}
SIGNED = {
    "X-Timestamp": "2026-11-23T02:00:00.000Z",
    "X-Signature": signature("secret", "2026-11-23T02:00:00.000Z", json.dumps(RECEIPT).encode()),
}
LI_MING = Person(
    "2023010001",
    Text("李明", "Li Ming"),
    "undergraduate",
    {"class": "class-cs2301", "college": "college-cs"},
    (Position("counsellor", "class-cs2301"),),
    "liming@example.edu.cn",
    "13800000001",
)
UNITS = {
    "class-cs2301": Unit("class-cs2301", Text("计科2301班", "CS 2301"), "class"),
    "college-cs": Unit("college-cs", Text("计算机学院", "College of Computing"), "college"),
}


class Sessions(FakeSessions):
    def __init__(self) -> None:
        self.live = {COOKIE: Session("s" * 64, LI_MING.id, CSRF, NOW, NOW, NOW, NOW)}
        self.closed_tickets: list[str] = []

    def get(self, cookie: str) -> Session | None:
        return self.live.get(cookie)

    def close_by_ticket(self, ticket: str) -> bool:
        self.closed_tickets.append(ticket)
        return True


class Rate:
    def __init__(self) -> None:
        self.left: int | None = None
        self.keys: list[str] = []

    def take(self, key: str, limit: int, per: int) -> None:
        self.keys.append(key)
        if self.left == 0:
            raise TooManyRequests(extra={"retry_after": 17})


class Access:
    def __init__(self, settings: Settings) -> None:
        self.settings, self.sessions, self.rate = settings, Sessions(), Rate()

    def start_sign_in(self, return_path: str, cookie_header: str | None, user_agent: str = "") -> Redirect:
        return Redirect(f"{self.settings.cas_url}/login?service=x", "hall-browser=b; Path=/; HttpOnly")

    def finish_in_wecom(self, code: str, state: str, cookie_header: str | None) -> Redirect:
        return self.finish_sign_in(code, state, cookie_header, "")

    def finish_sign_in(self, ticket: str, state: str, cookie_header: str | None, agent: str) -> Redirect:
        return Redirect(f"{self.settings.base_url}/zh/", f"hall={COOKIE}; Path=/; HttpOnly; SameSite=Lax")

    def sign_out(self, cookie_header: str | None) -> Redirect:
        self.sessions.live.clear()
        return Redirect(f"{self.settings.cas_url}/logout", no_session_cookie(self.settings))


class People(FakePhrases):
    def __init__(self) -> None:
        self.persons = {LI_MING.id: LI_MING}
        self.wished: list[Any] = []
        self.add_favourite = self.remove_favourite = lambda person_id, code: self.wished.append((person_id, code))

    def get_person(self, person_id: str) -> Person:
        if person_id not in self.persons:
            raise NotFound()
        return self.persons[person_id]

    def with_principals(self, person: Person, on: Any) -> Person:
        return person

    def get_units(self, ids: Any) -> dict[str, Unit]:
        return {unit: UNITS[unit] for unit in ids if unit in UNITS}

    def set_preferences(self, person_id: str, *, sms: bool | None, lang: str | None) -> None:
        self.wished.append((person_id, sms, lang))


class FakeHall(EditingHall, ProvingHall):
    def __init__(self, **changes: Any) -> None:
        self.settings = replace(Settings(stage="test", base_url="http://127.0.0.1:8000"), **changes)
        self.access, self.people, self.catalogue = Access(self.settings), People(), Catalogue()
        self.drafts, self.shelf = Drafts(self.catalogue), Shelf(self.catalogue)
        self.keys, self.calls = dict[str, Any](), list[tuple[Any, ...]]()
        self.desk, self.registers, self.contacts = Desk(self.calls), FakeRegisters(SEQ), FakeContacts()
        self.api_keys, self.exports, self.cases = FakeKeys(self.calls), FakeExports(self.calls), FakeCases()
        self.certificates = self.certificate_desk = self.printing = FakeCertificates(self.calls)
        self.bills = self.charges = self.calendars = FakeBills(self.calls)
        self.notices, self.profile = Notices(self.calls), profile_of
        self.decided, self.urged = False, 0
        self.desk, self.registers = Desk(self.calls), FakeRegisters(SEQ)
        rooms = (a(self.calls) for a in (FakeKeys, FakeExports, FakePlans, FakeWebhooks))
        self.api_keys, self.exports, self.export_plans, self.webhooks = rooms
        self.campus_feed = self.outside = FakeFeeds(self.calls)
        self.archive = FakeArchive()
        self.answers, self.windows = FakeAnswers(self.calls), FakeWindows(self.calls)
        self.tickets = FakeTickets(self.calls)
        self.notices, self.decided, self.urged = Notices(self.calls), False, 0
        self.talk, self.approve_many = Talk(self, id=ID, number=NUMBER, seq=SEQ), approve_many
        self.rank_tasks = rank_tasks

    clock = staticmethod(lambda: NOW)
    read_ahead = staticmethod(lambda *_: None)

    def request_upload(self, *wanted: Any) -> dict[str, Any]:
        self.calls.append(("request_upload", *wanted[1:]))
        post = {"url": "https://files.example/", "fields": {"key": "f/1"}}
        return {"id": "u1", "post": post, "expires_at": NOW}

    def confirm_upload(self, person: Person, upload_id: str) -> dict[str, Any]:
        if upload_id != "u1":
            raise NotFound()
        return {"id": "u1", "name": "诊断.pdf", "size": 12, "type": "application/pdf", "state": "clean", "late": False}

    def submit_application(self, person: Person, service: str, form: dict[str, Any], key: str) -> dict[str, Any]:
        self.catalogue.current(service)
        if self.keys.setdefault(key, form) != form:
            raise KeyReused()
        if "kind" not in form:
            needed = Text("此项必填", "This is required")
            raise InvalidForm(errors=(FieldError("/form/kind", "required", needed),))
        return {"id": ID, "number": NUMBER, "query_code": CODE, "created": True}

    def list_applications(self, person: Person, cursor: str | None, limit: int, _wanted: Any) -> dict[str, Any]:
        self.calls.append(("list_applications", cursor, limit))
        row = {name: APPLICATION[name] for name in ("id", "number", "title", "state")}
        return {"items": [row], "next": "more&=1" if cursor is None else None}

    def view_application(self, person: Person, application_id: str, known: int | None, lang: str) -> Any:
        self._known(application_id)
        drawn = {one: APPLICATION["diagram"][one] for one in LANGS if lang in ("", one)}
        return None if known == SEQ else APPLICATION | {"diagram": drawn}

    def withdraw_application(self, person: Person, application_id: str, seq: int, reason: str) -> dict[str, Any]:
        self._current(application_id, seq)
        return {"id": ID, "state": "withdrawn", "seq": SEQ + 1}

    def resubmit_application(self, person: Person, application_id: str, seq: int, form: Any) -> dict[str, Any]:
        self._current(application_id, seq)
        return {"id": ID, "state": "in_progress", "seq": SEQ + 1}

    def urge_application(self, person: Person, application_id: str) -> dict[str, Any]:
        self._known(application_id)
        if self.urged:
            raise TooManyRequests(extra={"retry_after": 86_400})
        self.urged += 1
        return {"count": self.urged, "next_at": NOW}

    def file_link(self, person: Person, application_id: str, upload_id: str) -> str:
        self._known(application_id)
        return f"https://files.example/f/{upload_id}?name=诊断 书.pdf"

    def make_progress_link(self, person: Person, application_id: str, days: int) -> dict[str, Any]:
        self._known(application_id)
        return {"url": f"{self.settings.base_url}/p/{TOKEN}", "expires_at": NOW}

    def revoke_progress_link(self, person: Person, application_id: str) -> None:
        self._known(application_id)

    def list_tasks(self, *_: Any) -> dict[str, Any]:
        return {"items": [TASK_ROW], "next": None}

    def view_task(self, person: Person, task_id: str, known: int | None, lang: str) -> dict[str, Any] | None:
        self._known(task_id.split(".")[0])
        return None if known == SEQ else APPLICATION | {"task": TASK}

    def decide(self, person: Person, task_id: str, seq: int, *decision: Any) -> dict[str, Any]:
        self._current(task_id.split(".")[0], seq)
        if self.decided:
            raise AlreadyDecided(extra={"by": Text("王老师", "Ms Wang"), "at": NOW})
        self.decided = True
        self.calls.append(("decide", task_id, seq, *decision))
        return {"id": ID, "state": "in_progress", "seq": SEQ + 1}

    def act_on_task(self, person: Person, task_id: str, seq: int, *wanted: Any) -> dict[str, Any]:
        self._current(task_id.split(".")[0], seq)
        self.calls.append(("act_on_task", task_id, seq, *wanted))
        return {"id": ID, "state": "in_progress", "seq": SEQ + 1}

    def mark_seen(self, person: Person, task_id: str) -> None:
        self._known(task_id.split(".")[0])

    def act_on_case(self, person: Person, application_id: str, seq: int, *wish: Any) -> dict[str, Any]:
        self._current(application_id, seq)
        self.calls.append(("act_on_case", application_id, seq, *wish))
        return {"id": ID, "state": "in_progress", "seq": SEQ + 1}

    def colleagues(self, person: Person, task_id: str) -> dict[str, Any]:
        self._known(task_id.split(".")[0])
        known = {"id": "10001", "name": Text("王老师", "Ms Wang"), "title": Text("经办人", "Officer"), "unit": None}
        return {"items": [known]}

    def list_notices(self, person: Person, cursor: str | None, limit: int) -> dict[str, Any]:
        told = {"id": "1", "at": NOW, "text": Text("已提交", "Submitted"), "link": None, "unread": True}
        return {"items": [told], "next": None, "unread": 1}

    def counts(self, person: Person) -> dict[str, int]:
        return {"todo": 2, "notices": 1}

    def mark_notices_read(self, person: Person, until: str) -> None:
        self.read_until = (person.id, until)

    def progress_by_token(self, token: str) -> dict[str, Any]:
        if token != TOKEN:
            raise NotFound()
        return PROGRESS

    def progress_by_number(self, number: str, code: str, client_ip: str) -> dict[str, Any]:
        if (number, code) != (NUMBER, CODE):
            raise NotFound()
        return PROGRESS

    def _known(self, application_id: str) -> None:
        if application_id != ID:
            raise NotFound()

    def _current(self, application_id: str, seq: int) -> None:
        self._known(application_id)
        if seq != SEQ:
            raise StaleVersion()
