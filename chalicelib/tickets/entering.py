"""Beginning an application for who stands at the window: the service's own form, entered by a clerk (W-06, W-08).

The form, its checks and what it is filled with are the person's; the clerk only enters it, and the record says so. A
clerk may do this while a ticket of the person is called to their counter or served there, today, and for nobody else;
to all others there is nothing (`NotFound`). One application comes of a ticket. Its id is made of both: what a
crash or a lost answer leaves behind is found again, and linked with the ticket then.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from chalicelib.errors import Conflict, KeyReused, NotFound
from chalicelib.people import PeopleStore, Person
from chalicelib.proof import speaks_for
from chalicelib.shared.clock import CHINA
from chalicelib.shared.text import Text
from chalicelib.tickets.cases import Cases
from chalicelib.tickets.lines import Lines
from chalicelib.tickets.store import Overtaken
from chalicelib.tickets.ticket import Ticket
from chalicelib.windows import Desk

Json = dict[str, Any]
TRIES = 12
_ONCE = Text(
    "该号已录入办件 {number}，已关联；再办一件请重新取号",
    "Application {number} was entered for this ticket already and is linked with it; another one needs another ticket",
)
_BUSY = Text("请再试一次", "Please try again")


@dataclass(frozen=True)
class Entering:
    """Each verb is for a head or officer of a department that serves at the counter."""

    lines: Lines
    people: PeopleStore
    cases: Cases

    def may_enter(self, clerk: Person, desk: Desk, one: Ticket) -> bool:
        """Whether the clerk's line offers it."""
        at_window = one.at_window and bool(one.person) and not one.entered
        return at_window and self._serves(clerk, desk) and self.cases.begins(one.service)

    def form(self, clerk: Person, counter: str, id: str) -> Json:
        """The form with what the hall knows of the person, `{service, fields, materials, ticket, person, applicant}`.
        Raises `Conflict` once an application was entered, `ServiceClosed`, `NotEligible`."""
        _, one, person = self._at_window(clerk, counter, id)
        if found := self.cases.entered(person, one.id):
            raise self._told(one, found)
        shown = self.cases.form(person, one.service)
        return {**shown, "ticket": one.number, "person": person.name.to_dict()}

    def rows(self, clerk: Person, counter: str, id: str, field: str, words: str) -> Json:
        """What a field of the form offers the person from its register."""
        _, one, person = self._at_window(clerk, counter, id)
        return self.cases.rows(person, one.service, field, words)

    def request_upload(self, clerk: Person, counter: str, id: str, asked: Mapping[str, Any]) -> Json:
        """A place for a paper the person has brought; the file is the person's own."""
        _, one, person = self._at_window(clerk, counter, id)
        if asked["service"] != one.service:
            raise NotFound()
        return self.cases.request_upload(person, one.service, asked)

    def confirm_upload(self, clerk: Person, counter: str, id: str, upload: str) -> Json:
        _, _, person = self._at_window(clerk, counter, id)
        return self.cases.confirm_upload(person, upload)

    def enter(self, clerk: Person, counter: str, id: str, form: Mapping[str, Any]) -> Json:
        """`{id, number}` of the application, linked with the ticket; the same form again answers the same. Raises
        `Conflict` where another form was entered before, and what submitting raises."""
        desk, one, person = self._at_window(clerk, counter, id)
        try:
            made = self.cases.enter(clerk, desk.counter.name, person, one, form)
        except KeyReused:
            found = self.cases.entered(person, one.id)
            assert found
            raise self._told(one, found) from None
        self._link(one, str(made["id"]))
        return made

    def _told(self, one: Ticket, found: Json) -> Conflict:
        """That it was entered before; linked now, should that have been lost."""
        self._link(one, str(found["id"]))
        return Conflict(_ONCE.format(number=found["number"]))

    def _link(self, one: Ticket, application: str) -> None:
        for _ in range(TRIES):
            was = self.lines.find(one.id)
            if was.entered and was.application == application:
                return
            with suppress(Overtaken):
                self.lines.store.change(was.next(application=application, entered=True), was)
                return
        raise Conflict(_BUSY)

    def _at_window(self, clerk: Person, counter: str, id: str) -> tuple[Desk, Ticket, Person]:
        desk = self.lines.desk(counter)
        if not self._serves(clerk, desk):
            raise NotFound()
        one = self.lines.find(id)
        if one.counter != counter or one.day != self.lines.today or not one.at_window or not one.person:
            raise NotFound()
        return desk, one, self.people.get_person(one.person)

    def _serves(self, clerk: Person, desk: Desk) -> bool:
        """Who runs the hall looks after every counter, and serves at none."""
        today = self.lines.clock().astimezone(CHINA).date()
        return any(speaks_for(clerk, unit, today) for unit in desk.counter.units)
