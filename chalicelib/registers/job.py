"""An import as a job: what it is, how far it has come; a value with its document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from chalicelib.people import Person
from chalicelib.registers.model import Stamp
from chalicelib.registers.store import Doc
from chalicelib.shared.clock import stamp, unstamp
from chalicelib.shared.text import Text

KEPT = timedelta(days=180)
REPORTED = 1000
"""How many refused rows are kept with their reasons; all are counted."""
ENDED = frozenset({"done", "refused", "failed"})


@dataclass(frozen=True)
class Job:
    """`state`: waiting (for the file), queued, running, done, refused (all-or-nothing, and rows were bad), failed.

    `place` is the number of the last row that was dealt with; with `version` it is what resuming goes by.
    """

    id: str
    register: str
    by: Stamp
    name: str
    format: str
    size: int
    mode: str
    at: datetime
    state: str = "waiting"
    checked: int = 0
    place: int = 0
    written: int = 0
    unchanged: int = 0
    refused: int = 0
    version: int = 1
    problem: Text | None = None
    ended_at: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def file(self) -> str:
        """Its key in the files bucket."""
        return f"imports/{self.id}"

    def going(self, **changes: Any) -> Job:
        """The next version of the job."""
        return replace(self, version=self.version + 1, **changes)

    def doc(self) -> Doc:
        data = asdict(self) | {"by": self.by.to_dict(), "at": stamp(self.at)}
        data["problem"] = self.problem.to_dict() if self.problem else None
        del data["version"]
        keys = {"list": f"J#{self.register}"}
        return Doc(f"J#{self.id}", "JOB", data, self.version, keys, stamp(self.at), self.at + KEPT)

    @classmethod
    def of(cls, doc: Doc) -> Job:
        data = {name: value for name, value in doc.data.items() if name in cls.__dataclass_fields__}
        problem = Text.of(data["problem"]) if data.get("problem") else None
        moments = {"at": unstamp(data["at"]), "by": Stamp.of(data["by"])}
        return cls(**{**data, **moments, "problem": problem, "version": doc.rev})

    def view(self) -> dict[str, Any]:
        shown = {name: getattr(self, name) for name in ("id", "register", "name", "format", "size", "mode", "state")}
        counts = {name: getattr(self, name) for name in ("checked", "written", "unchanged", "refused")}
        told = {"by": self.by.name.to_dict(), "at": stamp(self.at), "ended_at": self.ended_at or None}
        return shown | counts | told | {"problem": self.problem.to_dict() if self.problem else None}


def stamp_of(person: Person, why: str) -> Stamp:
    return Stamp(person.id, person.name, why)
