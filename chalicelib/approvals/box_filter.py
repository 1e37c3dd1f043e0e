"""What of a box is wanted: by service, department, urgency, due time, applicant. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

SOON = timedelta(days=1)
"""What is due within this time is due soon (临期)."""
_BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)


class Owners(Protocol):
    def owner(self, code: str, /) -> str: ...


@dataclass(frozen=True)
class Filter:
    """`due` is ``overdue`` or ``soon``; `scope` is ``mine`` or ``pool``; `unit` owns the service; `words` are part of
    the number or the applicant's name, or the whole of their number. `where` is a condition on what was filled in
    (`case_filter`), of one `service` only."""

    service: str = ""
    unit: str = ""
    urgent: bool = False
    due: str = ""
    scope: str = ""
    words: str = ""
    where: Mapping[str, Any] | None = None

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Filter:
        return cls(**{name: kept[name] for name in cls.__dataclass_fields__ if name in kept})

    def kept(self) -> dict[str, Any]:
        """What of it says anything; a cursor carries this."""
        return {name: value for name, value in asdict(self).items() if value}

    @property
    def looks(self) -> bool:
        """Whether rows have to be looked at one by one; a range of due times and a choice of boxes need no look."""
        return bool(self.service or self.unit or self.urgent or self.words or self.due or self.where)

    def between(self, now: datetime) -> tuple[datetime, datetime] | None:
        """The part of the to-do's order that can fit: it is ordered by due time."""
        if self.due == "overdue":
            return _BEGINNING, now
        return (now, now + SOON) if self.due == "soon" else None

    def fits(self, row: Mapping[str, Any], names: Owners) -> bool:
        if self.due and not row["due_at"]:
            return False  # ordered a year after it was opened, because it is never due
        if self.urgent and not row["urgent"]:
            return False
        if self.service and row["service"] != self.service:
            return False
        if self.unit and names.owner(row["service"]) != self.unit:
            return False
        return not self.words or self._said(row)

    def _said(self, row: Mapping[str, Any]) -> bool:
        wanted = self.words.casefold()
        said = (row["number"], *row["applicant_name"])
        return wanted == row["applicant_id"].casefold() or any(wanted in one.casefold() for one in said)
