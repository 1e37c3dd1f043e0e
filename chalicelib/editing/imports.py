"""The whole catalogue brought from a file: first what it would change, then, confirmed as shown, published.

Who runs the hall may (Z-18); a department changes its own services by requests. Nothing is published here: what was
confirmed is stored and handed to the one publisher, which asks every check again (decision 57). Services the file
does not name stay as they are.
"""

from __future__ import annotations

import hashlib
from base64 import b64decode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from chalicelib.catalogue import Definition, Problem, Service, ServiceStore, content_of
from chalicelib.editing.files import read_files, twice
from chalicelib.editing.request import current_of, without_version
from chalicelib.editing.write_yaml import write_definition
from chalicelib.errors import FieldError, InvalidForm, InvalidRequest, NotAllowed, StaleVersion
from chalicelib.people import PeopleStore, Person, runs_hall
from chalicelib.proof import described, differences
from chalicelib.shared.clock import CHINA, Clock, stamp
from chalicelib.shared.ids import new_id
from chalicelib.shared.text import Text

Json = dict[str, Any]
MOST = 400
"""Services of one file: what one request can check."""
MOST_TOLD = 200
"""Problems that are listed; the count is of all."""
MOST_DIFFERENCES = 60
_MARKS = 10**9
_WHO = Text(
    "整体导入由校长办公室和网络管理中心的大厅管理员办理", "Only those who run the hall import the whole catalogue"
)
_MANY = Text(f"一次最多导入 {MOST} 个事项，请分成几个文件", f"At most {MOST} services at a time; please split the file")
_FAULTY = Text("文件中有问题，请更正后重新预览", "The file has problems; correct them and look again")
_FILE = Text("文件无法读取", "The file cannot be read")

Judge = Callable[[Sequence[Definition]], list[Problem]]
"""Everything that keeps these definitions from being published, each with file and line."""


class Jobs(Protocol):
    """Where confirmed imports are kept."""

    def put_definition(self, id: str, code: str, text: str, /) -> None: ...
    def put_job(self, id: str, job: Mapping[str, Any], /) -> None: ...
    def job(self, id: str, /) -> Json: ...


@dataclass(frozen=True)
class Change:
    """One service of the file against the one there is (None: new)."""

    definition: Definition
    before: Service | None

    @property
    def service(self) -> Service:
        return self.definition.service


@dataclass(frozen=True)
class CatalogueImports:
    """`preview` gives a mark that stands for file and catalogue as they were; `confirm` takes only that mark."""

    people: PeopleStore
    catalogue: ServiceStore
    jobs: Jobs
    clock: Clock
    judge: Judge
    send: Callable[[Mapping[str, Any]], None]

    def preview(self, person: Person, content: str) -> tuple[Json, int]:
        """What the file (base64 of a zip or a table) would change, everything wrong with it, and the mark."""
        shown, _, mark = self._planned(person, content)
        return shown, mark

    def confirm(self, person: Person, content: str, mark: int, note: str) -> Json:
        """The job, as `view` gives it. Raises `InvalidForm` where anything is wrong, `StaleVersion` where file or
        catalogue are not as the preview showed them."""
        shown, changes, now = self._planned(person, content)
        if shown["count"]:
            errors = [FieldError("/file", "definition", Text.of(one["message"])) for one in shown["problems"][:50]]
            raise InvalidForm(_FAULTY, errors=tuple(errors))
        if now != mark:
            raise StaleVersion
        id = new_id()
        for one in changes:
            self.jobs.put_definition(id, one.service.code, write_definition(one.service))
        job: Json = {
            "at": stamp(self.clock()),
            "by": person.id,
            "name": person.name.to_dict(),
            "note": note.strip(),
            "bases": {one.service.code: one.before.version if one.before else 0 for one in changes},
            "published": {},
            "refused": {},
            "ended": not changes,
        }
        self.jobs.put_job(id, job)
        if changes:
            self.send({"import": id})
        return _job_shown(id, job)

    def view(self, person: Person, id: str) -> Json:
        """`{id, at, total, published, refused, ended}`. Raises `NotFound`."""
        self._check(person)
        return _job_shown(id, self.jobs.job(id))

    def _planned(self, person: Person, content: str) -> tuple[Json, list[Change], int]:
        self._check(person)
        raw = _bytes(content)
        read = [without_version(one) for one in read_files(raw)]
        if len(read) > MOST:
            raise InvalidRequest(_MANY)
        definitions = [one for one, _ in read]
        self.catalogue.forget()
        problems = [*twice(definitions), *self._outdated(read), *self.judge(definitions)]
        changes: list[Change] = []
        unchanged = 0
        versions = {str(one["code"]): int(one["version"]) for one in self.catalogue.current_all()}
        if not problems:
            for definition in definitions:
                before = current_of(definition.service.code, self.catalogue)
                if before and content_of(before) == content_of(definition.service):
                    unchanged += 1
                else:
                    changes.append(Change(definition, before))
        today = self.clock().astimezone(CHINA).date()
        digest = hashlib.sha256(repr((raw, today, sorted(versions.items()))).encode()).digest()
        units = {unit.id: unit for unit in self.people.all_units()}
        shown = {
            "services": len(definitions),
            "unchanged": unchanged,
            "kept": len(versions.keys() - {str(one.raw.get("service")) for one in definitions}),
            "count": len(problems),
            "problems": [_problem_shown(one) for one in problems[:MOST_TOLD]],
            "changes": [_change_shown(one, units) for one in changes],
        }
        return shown, changes, int.from_bytes(digest[:8], "big") % _MARKS

    def _outdated(self, read: Sequence[tuple[Definition, int]]) -> list[Problem]:
        """Definitions that say which version they were written on, where that is no longer the current one."""
        found = []
        for definition, base in read:
            current = current_of(str(definition.raw.get("service", "")), self.catalogue) if base else None
            if current and current.version != base:
                zh = f"依据的是第 {base} 版，现行版本已是第 {current.version} 版，请重新导出后修改"
                en = f"written on version {base}; version {current.version} is current: export it again"
                found.append(Problem(definition.path, definition.line_of("/version"), Text(zh, en), "/version"))
        return found

    def _check(self, person: Person) -> None:
        if not runs_hall(person, self.clock().astimezone(CHINA).date()):
            raise NotAllowed(_WHO)


def _bytes(content: str) -> bytes:
    try:
        return b64decode(content, validate=True)
    except ValueError as error:
        raise InvalidRequest(_FILE) from error


def _problem_shown(one: Problem) -> Json:
    where = f"{one.path} · {one.line}"
    zh, en = f"{where}：{one.message.zh}", f"{where}: {one.message.en}"
    return {"path": one.path, "line": one.line, "message": Text(zh, en).to_dict()}


def _change_shown(one: Change, units: Mapping[str, Any]) -> Json:
    told = [described(each) for each in differences(one.before, one.service, units)] if one.before else []
    return {
        "code": one.service.code,
        "name": one.service.name.to_dict(),
        "owner": units[one.service.owner_unit].name.to_dict() if one.service.owner_unit in units else None,
        "before": one.before.version if one.before else None,
        "differences": told[:MOST_DIFFERENCES],
        "more": max(0, len(told) - MOST_DIFFERENCES),
    }


def _job_shown(id: str, job: Mapping[str, Any]) -> Json:
    return {
        "id": id,
        "at": job["at"],
        "total": len(job["bases"]),
        "published": [{"code": code, "version": version} for code, version in job["published"].items()],
        "refused": [{"code": code, "message": message} for code, message in job["refused"].items()],
        "ended": bool(job["ended"]),
    }
