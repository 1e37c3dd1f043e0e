"""Rating an application that is over (Z-08, W-12): by its applicant alone, once, changeable for a while."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Protocol

from chalicelib.applications import Application, Proof
from chalicelib.errors import Conflict, FieldError, InvalidForm, NotFound, NotYourTurn
from chalicelib.insight.entries import end_of
from chalicelib.insight.model import Rating, month_of
from chalicelib.insight.store import InsightStore, Overtaken
from chalicelib.people import Person
from chalicelib.shared.clock import Clock, stamp, unstamp
from chalicelib.shared.ids import derived_id
from chalicelib.shared.text import Text

OPEN_FOR = timedelta(days=90)
"""After the end."""
CHANGEABLE_FOR = timedelta(days=14)
"""After it was first given."""
LONGEST = 200
ATTEMPTS = 4

_NOT_OVER = Text("办结后才能评价", "It can be rated when it has come to its end")
_TOO_LATE = Text("评价期已过（结束后90天内）", "The time for rating is over (90 days after the end)")
_FIXED = Text("评价满14天后不能再修改", "A rating cannot be changed after 14 days")
_LINES = Text("请写成一段话，不要分行", "Please write it in one line")


class Store(Protocol):
    """What this needs of the applications' store."""

    def load(self, application_id: str, /) -> Application: ...


@dataclass(frozen=True)
class Ratings:
    """The month of a rating is the one its application ended in, wherever it is read."""

    store: InsightStore
    applications: Store
    clock: Clock
    secret: str

    def view(self, person: Person, application_id: str) -> dict[str, Any]:
        """`{rating, may, until}`: what was said so far, whether it may be said or changed now, and until when. Raises
        `NotFound` for everybody but the applicant."""
        application = self._own(person, application_id)
        ended = _ended(application)
        known = self._known(application, ended) if ended else None
        until = _until(ended, known) if ended else None
        may = until is not None and self.clock() <= until
        return {"rating": _shown(known) if known else None, "may": may, "until": stamp(until) if until else None}

    def rate(self, person: Person, application_id: str, service: int, flow: int, comment: str) -> dict[str, Any]:
        """As `view`. The same again changes nothing. Raises `NotFound`, `InvalidForm`, `NotYourTurn` before the end and
        when the time is over."""
        application = self._own(person, application_id)
        comment = comment.strip()
        if any(not letter.isprintable() for letter in comment):
            raise InvalidForm(errors=(FieldError("/comment", "pattern", _LINES),))
        ended = _ended(application)
        if ended is None:
            raise NotYourTurn(_NOT_OVER)
        for _ in range(ATTEMPTS):
            known, now = self._known(application, ended), self.clock()
            new = Rating(service, flow, comment, known.first_at if known else now, now)
            if known and known.says() == new.says():
                break
            if now > _until(ended, known):
                raise NotYourTurn(_FIXED if known else _TOO_LATE)
            try:
                self.store.rate(month_of(ended), application.head.service, self._mark(application), new, known)
            except Overtaken:
                continue
            break
        else:
            raise Conflict()
        return self.view(person, application_id)

    def forget(self, proof: Proof) -> None:
        """The words of a rating of one that is erased are erased too; its stars stay counted."""
        ends = {proof.ended_at, *(unstamp(one["ended_at"]) for one in proof.packages)}
        mark = derived_id(self.secret, "rating", proof.id)
        for month in {month_of(at) for at in ends}:
            known = self.store.rating(month, proof.service, mark)
            if known and known.comment:
                self.store.rate(month, proof.service, mark, replace(known, comment=""), known)

    def _own(self, person: Person, application_id: str) -> Application:
        application = self.applications.load(application_id)
        if application.head.applicant.id != person.id:
            raise NotFound()
        return application

    def _known(self, application: Application, ended: datetime) -> Rating | None:
        return self.store.rating(month_of(ended), application.head.service, self._mark(application))

    def _mark(self, application: Application) -> str:
        """Leads to the rating from the application, and not the other way."""
        return derived_id(self.secret, "rating", application.id)


def _ended(application: Application) -> datetime | None:
    """When it ended; None while it is under way."""
    if application.head.is_open:
        return None
    return next((event.at for event in reversed(application.events) if end_of(event)), None)


def _until(ended: datetime, known: Rating | None) -> datetime:
    return known.first_at + CHANGEABLE_FOR if known else ended + OPEN_FOR


def _shown(rating: Rating) -> dict[str, Any]:
    return {"service": rating.service, "flow": rating.flow, "comment": rating.comment, "at": stamp(rating.changed_at)}
