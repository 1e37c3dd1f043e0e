"""The worker of the archive queue: writes both copies of a package, then says so in the timeline.

A message may come twice, and its worker may die anywhere. What lies in the archive already is taken as it lies, so an
object is written once; the event that says so is the last thing, and there is one for each end.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from typing import IO, Any, Protocol

from chalicelib.applications import (
    HALL,
    Application,
    ApplicationStore,
    Definition,
    Definitions,
    Event,
    EventType,
    Overtaken,
    archived_of,
    change,
    ending_of,
    keeping_of,
    morning,
)
from chalicelib.archive.content import Record, as_json, as_lines, manifest
from chalicelib.archive.places import Part, folder_of
from chalicelib.archive.store import day_of
from chalicelib.archive.write_package import PackageWriter, digest_of
from chalicelib.catalogue import retention_of
from chalicelib.errors import NotFound, Temporary
from chalicelib.materials import Upload, UploadState, UploadStore, files_in
from chalicelib.people import PeopleStore
from chalicelib.shared.clock import Clock
from chalicelib.shared.text import LANGS, Text

ATTEMPTS = 4
ZIP, PDF = "application/zip", "application/pdf"
_UNJUDGED = Text("未通过安全检查，未收入", "Not judged safe; left out")
_INFECTED = Text("含有恶意程序，未收入", "Holds malware; left out")
_GONE = Text("文件已不存在，未收入", "The file is not there any more; left out")


class Files(Protocol):
    def head(self, key: str, /) -> Mapping[str, Any] | None: ...
    def save_to(self, key: str, file: IO[bytes], version: str = "", /) -> None: ...
    def put_file(
        self, key: str, file: IO[bytes], content_type: str, lock: Mapping[str, Any] | None = None, /
    ) -> None: ...
    def verdict(self, key: str, version: str = "") -> str: ...


@dataclass(frozen=True)
class ArchiveWorker:
    """Call it with a message. `files` is where uploads lie, `archive` the locked bucket; `site`, `url` are printed,
    `mode` is how packages are locked that go with their application."""

    applications: ApplicationStore
    definitions: Definitions
    people: PeopleStore
    uploads: UploadStore
    files: Files
    archive: Files
    clock: Clock
    site: Text
    url: str
    mode: str = "GOVERNANCE"

    def __call__(self, asked: Mapping[str, Any]) -> None:
        """`{application, of}`: of the end at that position. Nothing where it was reopened since, or lies there."""
        application = self.applications.load(asked["application"])
        end = ending_of(application)
        if end is None or end.seq != asked["of"] or archived_of(application):
            return
        stored = {part.value: self._store(application, end, part) for part in Part}
        self._say(application, end, stored)

    def _store(self, application: Application, end: Event, part: Part) -> str:
        """Write the copy unless it lies there; gives its SHA-256."""
        folder = folder_of(application, end)
        key = f"{folder}/{part}.zip"
        with tempfile.TemporaryFile() as file:
            if self.archive.head(key):
                self.archive.save_to(key, file)
                return digest_of(file)
            definition = self.definitions.version(application.head.service, application.head.version)
            lock = self._lock(end, definition)
            record = Record.at_end(application, end, definition, part, self.people)
            sheets = self._write(record, file)
            for lang, sheet in sheets.items():
                if not self.archive.head(f"{folder}/{part}.{lang}.pdf"):
                    with tempfile.TemporaryFile() as page:
                        page.write(sheet)
                        page.seek(0)
                        self.archive.put_file(f"{folder}/{part}.{lang}.pdf", page, PDF, lock)
            digest = digest_of(file)
            self.archive.put_file(key, file, ZIP, lock)
            return digest

    def _write(self, record: Record, file: IO[bytes]) -> dict[str, bytes]:
        """The package into `file`; gives the printed sheets by language."""
        from chalicelib.archive.printed import printed
        from chalicelib.documents import render_pdf

        package = PackageWriter(file)
        with ExitStack() as held:
            record, taken, left_out = self._files(record, held)
            package.add("application.json", as_json(record.head() | {"form": record.form()}))
            package.add("opinions.json", as_json(record.opinions()))
            package.add("timeline.json", as_json(record.story()))
            package.add("timeline.jsonl", as_lines(record.chain()))
            for name, attached in taken:
                package.add_file(name, attached)
        attachments = [one for one in package.members if one["name"].startswith("attachments/")]
        sheets: dict[str, bytes] = {}
        for lang in LANGS:
            page = printed(record, attachments, left_out, lang, self.site, self.url)
            sheets[lang] = render_pdf(page, missing="name")
            package.add(f"application.{lang}.pdf", sheets[lang])
        told = manifest(record, list(package.members), left_out)
        package.add("manifest.json", as_json(told))
        package.close()
        return sheets

    def _files(
        self, record: Record, held: ExitStack
    ) -> tuple[Record, list[tuple[str, IO[bytes]]], list[dict[str, Any]]]:
        """The attached files on disk, and those that cannot be taken with the reason why."""
        ids = files_in(record.definition.form, record.application.form)
        if record.part is Part.RECORD:
            ids += _answered(record.application)
        known = self.uploads.get(ids) if ids else {}
        taken: list[tuple[str, IO[bytes]]] = []
        left_out: list[dict[str, Any]] = []
        for n, id in enumerate(dict.fromkeys(ids), start=1):
            upload = known.get(id)
            why = self._why_not(upload)
            if upload and why is None:
                file = held.enter_context(tempfile.TemporaryFile())  # noqa: SIM115
                try:
                    self.files.save_to(upload.key, file, upload.version)
                    taken.append((f"attachments/{n:02d}-{upload.name}", file))
                    continue
                except NotFound:
                    why = _GONE
            name, field = (upload.name, upload.field) if upload else (id, "")
            left_out.append({"name": name, "field": field, "reason": (why or _GONE).to_dict()})
        return replace(record, files=known), taken, left_out

    def _why_not(self, upload: Upload | None) -> Text | None:
        """Only what was judged clean is taken; what is still in quarantine is looked at once more."""
        if upload is None:
            return _GONE
        if upload.is_clean:
            return None
        if upload.state is UploadState.REJECTED:
            return _INFECTED if upload.fault == "malware" else _UNJUDGED
        verdict = self.files.verdict(upload.key, upload.version)
        return {"clean": None, "infected": _INFECTED}.get(verdict, _UNJUDGED)

    def _say(self, application: Application, end: Event, stored: Mapping[str, str]) -> None:
        """In the timeline, once; whoever changed the application meanwhile is let through. Raises `Temporary`."""
        for _ in range(ATTEMPTS):
            now_end = ending_of(application)
            if now_end is None or now_end.seq != end.seq or archived_of(application):
                return
            data = {"of": end.seq, "head": end.hash, **stored}
            kept = {"clock_at": None, "keep_at": self._look_at(application)}
            said = change(application, EventType.ARCHIVED, by=HALL, at=self.clock(), data=data, head=kept)
            try:
                self.applications.commit(said)
                return
            except Overtaken:
                application = self.applications.load(application.id)
        raise Temporary()

    def _lock(self, end: Event, definition: Definition) -> dict[str, Any] | None:
        """A package erased with its application is locked as long as that is kept; others as the bucket says."""
        rule = retention_of(definition.service.retention)
        until = rule.until(day_of(end.at))
        return {"mode": self.mode, "until": morning(until)} if until and rule.package == "erase" else None

    def _look_at(self, application: Application) -> datetime | None:
        """When somebody looks whether it was kept long enough; None for never."""
        definition = self.definitions.version(application.head.service, application.head.version)
        keeping = keeping_of(application, definition)
        return keeping.look_at if keeping else None


def _answered(application: Application) -> list[str]:
    """The files that came with colleagues' opinions."""
    answers = [event for event in application.events if event.type is EventType.ANSWERED]
    return [str(file["id"]) for event in answers for file in event.data.get("files", ())]
