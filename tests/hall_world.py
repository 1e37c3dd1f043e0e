"""The whole hall with the demo university and its published services, on whatever emulator a test uses.

Built by `bootstrap.build_hall`, so what runs here is what runs in production; `settle` stands for the event source
mappings: stream records, step messages and notices are brought until nothing is left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from chalicelib.applications import Application, Definition, Entered
from chalicelib.bootstrap import build_hall
from chalicelib.catalogue import Service, read_pinyin, summary_of
from chalicelib.people import Person
from chalicelib.publishing import _create, compiled, publish_all
from chalicelib.registers import load_rows
from chalicelib.shared.clock import CHINA, unstamp
from chalicelib.shared.ids import new_id
from chalicelib.shared.text import Text
from local.demo import load_demo
from local.demo.registers import demo_rows
from local.malware import scan
from tests.answers import answers
from tests.called_systems import TargetSystems, connect
from tests.materials.samples import png
from tests.moto_state import stored_once
from tests.settling import settle

MORNING = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
PDF = b"%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n"


def _file_for(field: dict[str, Any]) -> tuple[bytes, str]:
    """A PDF where the field takes one, else a picture."""
    return (PDF, "证明.pdf") if "pdf" in str(field.get("accept") or "pdf") else (png(), "照片.png")


class HallWorld:
    """One hall; `settle` after each act lets departments' work arrive."""

    calling = False
    """Whether a service calls a target system, so that the hooks queue is worked off, too."""

    def __init__(self, aws: Any, services: list[str] | None = None, **replaced: Any) -> None:
        self.aws = aws
        self.now = MORNING
        self.targets = TargetSystems()
        replaced.setdefault("send_hook", self.targets)
        self.hall = build_hall(replace(aws.settings(), secret="a-secret-of-this-test"), clock=self.clock, **replaced)
        self.published, self.refused = self._stored(self._fill, services)
        self.calling = connect(self.hall, services)
        self.seen: dict[str, int] = {}

    def _fill(self, services: list[str] | None) -> tuple[dict[str, int], dict[str, list[str]]]:
        load_demo(self.hall.people)
        return publish_all(self.hall, only=services)

    def _stored(self, store: Callable[..., Any], services: Any) -> Any:
        """Done once for all tests of this process where moto runs inside it."""
        if getattr(self.aws, "url", "") is not None:
            return store(services)
        key = (type(self).__name__, store.__name__, None if services is None else tuple(sorted(services)))
        return stored_once(key, self.aws.session.region_name, lambda: store(services))

    def clock(self) -> datetime:
        return self.now

    def publish(self, *services: Service) -> None:
        """Services made up by a test, as they are: machine and version, no checks."""
        for service in services:
            _create(self.hall, service, compiled(service, self.hall.settings))
            summary = summary_of(service, read_pinyin(service.name.zh), self.now)
            self.hall.catalogue.put_version(service, digest=str(service.version), summary=summary)

    def person(self, id: str) -> Person:
        return self.hall.people.get_person(id)

    def answers(self, person: Person, code: str, **chosen: Any) -> dict[str, Any]:
        """A complete form for this service; `chosen` replaces single answers."""
        service = self.hall.definitions.current(code).service
        form_of = self.hall.tickets.cases.form if service.begins_at_counter else self.hall.service_form
        described = form_of(person, code)["fields"]
        for field in described:
            if field["type"] == "register_row":
                found = self.hall.registers.look_up(person, code, field["name"], "")["items"]
                field["value"] = found[0]["value"] if found else None
            if field["name"] in chosen:
                field["value"] = chosen[field["name"]]
            if field["type"] == "register_row" and not field.get("value"):
                found = self.hall.registers.look_up(person, code, field["name"], "")["items"]
                field["value"] = found[0]["value"] if found else None
        applicant = {"id": person.id, "category": person.category, "units": dict(person.units)}

        def upload(field: Any) -> str:
            return self.upload(person, code, field["name"], *_file_for(field))

        return answers(described, applicant, self._today(), upload)

    def load_rows(self, *registers: str) -> None:
        """The demo university's rows of these registers."""
        rows = {code: found for code, found in demo_rows().items() if code in registers}
        room = self.hall.registers
        load_rows(room.store, room.definitions, rows, ",".join(rows), self.now)

    def upload(self, person: Person, code: str, field: str, content: bytes = PDF, name: str = "证明.pdf") -> str:
        """Upload as the browser does, all but the HTTP: ask, put, confirm; the scanner looks at it."""
        kind = "application/pdf" if name.endswith(".pdf") else "image/png"
        asked = self.hall.request_upload(person, code, field, name, kind, len(content))
        self.hall.files.put(f"uploads/{asked['id']}", content, kind)
        self.hall.confirm_upload(person, asked["id"])
        scan(self.aws.client("s3"), self.hall.settings.files_bucket, f"uploads/{asked['id']}")
        assert self.hall.confirm_upload(person, asked["id"])["state"] == "clean"
        return str(asked["id"])

    def submit(self, person: Person, code: str, form: dict[str, Any] | None = None, **chosen: Any) -> str:
        form = form or self.answers(person, code, **chosen)
        service = self.hall.definitions.current(code).service
        how: dict[str, Any] = {}
        if service.begins_at_counter:
            clerk = self.holder_of(f"position:officer@{service.owner_unit}")
            how["entered"] = Entered(clerk, Text("窗口", "Counter"), "A001")
        id = self.hall.submit(person, code, form, new_id(), **how)[0].id
        self.seen.setdefault(id, 0)
        self.settle()
        return id

    def load(self, id: str) -> Application:
        return self.hall.store.load(id)

    def decide(self, id: str, task_key: str, person: Person, decision: str = "approve", **more: Any) -> None:
        """Read the task as its page does, fill in what the step must fill in, decide."""
        task_id = f"{id}.{task_key}"
        view = self.hall.view_task(person, task_id, None)
        assert view is not None
        assert decision in view["actions"], (decision, view["actions"])
        if decision == "approve" and view["task"].get("stands_until"):
            self.now = unstamp(view["task"]["stands_until"])  # a notice that has to be out for some days
        wanted = [field for field in view["task"]["fields"] if field["required"]] if decision == "approve" else []
        applicant = view["applicant"]
        known = {row["name"]: row.get("value") for row in view["form"]}
        made = answers(wanted, {"category": applicant["category"]}, self._today(), known=known)
        fields = {**made, **more.pop("fields", {})}
        opinion = more.pop("opinion", "同意" if decision == "approve" else "请补充说明后再提交")
        pins, to = more.pop("pins", {}), more.pop("to", "")
        self.hall.decide(person, task_id, view["seq"], decision, opinion, fields, pins, new_id(), to)
        self.settle()

    def holder_of(self, holder: str) -> Person:
        """Somebody who can act for this holder key."""
        kind, _, key = holder.partition(":")
        return self.person(key) if kind == "person" else self.hall.people.members(key, self._today())[0]

    def settle(self) -> None:
        settle(self._turn, self._known)

    def _turn(self) -> int:
        done = self._react() + self._work("steps_queue_url", self.hall.on_step)
        done += self._work("publish_queue_url", self.hall.publish)
        done += self._work("documents_queue_url", self.hall.on_document)
        if self.calling:
            done += self._work("hooks_queue_url", self.hall.on_hook)
        return done + self._work("notices_queue_url", self.hall.on_notice)

    def _known(self) -> Iterator[tuple[Application, Definition]]:
        for id in self.seen:
            application = self.load(id)
            yield application, self.hall.definitions.version(application.head.service, application.head.version)

    def mails(self) -> list[Any]:
        """What SES was given so far (moto in process)."""
        from moto.ses.models import ses_backends

        backend = ses_backends["123456789012"][self.hall.settings.region]
        return list(backend.sent_messages)

    def _react(self) -> int:
        done = 0
        for id, seen in list(self.seen.items()):
            for event in self.load(id).events[seen:]:
                self.hall.reactions(id, event)
                self.seen[id] = event.seq
                done += 1
        return done

    def _work(self, queue: str, handler: Any) -> int:
        sqs, url = self.aws.client("sqs"), getattr(self.hall.settings, queue)
        found = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
        if not found:
            return 0
        batch = {"Records": [{"messageId": m["MessageId"], "body": m["Body"], "attributes": {}} for m in found]}
        failed = {item["itemIdentifier"] for item in handler(batch)["batchItemFailures"]}
        for message in found:
            if message["MessageId"] not in failed:
                sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        assert not failed, "a worker failed; see the log"
        return len(found)

    def _today(self) -> Any:
        return self.now.astimezone(CHINA).date()
