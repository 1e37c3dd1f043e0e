"""What people say to each other over an application: consult, note, message, copy, urgent, supervise. Reads, stores."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from chalicelib.applications import Application, ApplicationStore, Change, Definitions, EventType, Task
from chalicelib.approvals.act import task_place
from chalicelib.approvals.answer_consult import Reply, answer_consult
from chalicelib.approvals.consult import Question, consult
from chalicelib.approvals.copy_to import copy_to
from chalicelib.approvals.decide import not_suspended
from chalicelib.approvals.mark_read import mark_read
from chalicelib.approvals.message import message
from chalicelib.approvals.note import note
from chalicelib.approvals.repeat import repeat
from chalicelib.approvals.saying import Saying, step_tasks
from chalicelib.approvals.set_urgent import set_urgent
from chalicelib.approvals.supervise import heads_of, supervise, units_of
from chalicelib.approvals.who_may import acting_task
from chalicelib.approvals.withdraw_consult import withdraw_consult
from chalicelib.errors import NotFound
from chalicelib.materials import Upload, UploadStore, files_for
from chalicelib.people import PeopleStore, Person
from chalicelib.shared.clock import Clock
from chalicelib.shared.working_calendar import WorkingCalendar

Verb = Callable[[Saying], Change | None]


@dataclass(frozen=True)
class Talk:
    """Each verb returns the application after it. `key` is the request's Idempotency-Key: the same one says nothing
    twice. All raise `NotFound` for who has no part in the application."""

    store: ApplicationStore
    uploads: UploadStore
    definitions: Definitions
    people: PeopleStore
    clock: Clock

    def note(self, person: Person, application_id: str, text: str, key: str = "") -> Application:
        """Raises what `note` raises."""
        return self._say(person, application_id, EventType.NOTED, partial(note, text=text), key)

    def message(self, person: Person, application_id: str, text: str, key: str = "") -> Application:
        """Raises what `message` raises."""
        return self._say(person, application_id, EventType.MESSAGED, partial(message, text=text), key)

    def copy_to(self, person: Person, application_id: str, to: str, reason: str, key: str = "") -> Application:
        """Raises what `copy_to` raises."""
        verb = partial(copy_to, to=self._person(to), reason=reason)
        return self._say(person, application_id, EventType.COPIED, verb, key)

    def mark_read(self, person: Person, application_id: str) -> Application:
        """Raises what `mark_read` raises."""
        return self._say(person, application_id, EventType.READ, mark_read, "")

    def set_urgent(self, person: Person, application_id: str, urgent: bool, reason: str, key: str = "") -> Application:
        """Raises what `set_urgent` raises."""
        verb = partial(set_urgent, urgent=urgent, reason=reason)
        return self._say(person, application_id, EventType.URGENT, verb, key)

    def supervise(self, person: Person, application_id: str, text: str, until: str, key: str = "") -> Application:
        """Raises what `supervise` raises."""

        def verb(saying: Saying) -> Change:
            return supervise(saying, text, until, self._heads(saying.application) if saying.administers else ())

        return self._say(person, application_id, EventType.SUPERVISED, verb, key)

    def consult(
        self, person: Person, task_id: str, to: str, question: str, wants: str, until: str, key: str = ""
    ) -> Application:
        """Raises what `consult` raises, `NotYourTurn` while it is suspended."""
        application_id, task_key = task_place(task_id)
        wanted, calendar = Question(self._person(to), question, wants, until), WorkingCalendar.load()

        def verb(saying: Saying) -> Change:
            not_suspended(saying.application)
            return consult(saying, self._task(saying, task_key), wanted, calendar)

        return self._say(person, application_id, EventType.CONSULTED, verb, key)

    def answer_consult(
        self, person: Person, task_id: str, yes: bool | None, text: str, files: tuple[str, ...], key: str = ""
    ) -> Application:
        """Raises what `answer_consult` raises, `NotYourTurn` while it is suspended."""
        application_id, task_key = task_place(task_id)
        arrived = files_for(files[:20], store=self.uploads)
        uploads: list[Upload] = []

        def verb(saying: Saying) -> Change:
            not_suspended(saying.application)
            reply = Reply(yes, text, files, tuple(arrived.values()))
            made = answer_consult(saying, self._task(saying, task_key), reply)
            uploads[:] = [arrived[one] for one in dict.fromkeys(files)]
            return made

        return self._say(person, application_id, EventType.ANSWERED, verb, key, uploads)

    def withdraw_consult(self, person: Person, task_id: str) -> Application:
        """`task_id` is the question's own. Raises what `withdraw_consult` raises."""
        application_id, task_key = task_place(task_id)

        def verb(saying: Saying) -> Change | None:
            share = saying.application.task(task_key)
            if share is None:
                raise NotFound()
            return withdraw_consult(saying, share)

        return self._say(person, application_id, EventType.CONSULT_WITHDRAWN, verb, "")

    def _say(
        self,
        person: Person,
        application_id: str,
        type: EventType,
        verb: Verb,
        key: str,
        uploads: list[Upload] | None = None,
    ) -> Application:
        def think(application: Application) -> Change | None:
            definition = self.definitions.version(application.head.service, application.head.version)
            saying = Saying(application, definition, person, self.clock(), key)
            return None if saying.said_before(type) else verb(saying)

        return repeat(self.store, application_id, think, uploads if uploads is not None else ())

    def _task(self, saying: Saying, key: str) -> Task:
        return acting_task(saying.application, key, saying.person, saying.now)

    def _person(self, id: str) -> Person | None:
        return self.people.get_people([id]).get(id) if id else None

    def _heads(self, application: Application) -> list[str]:
        """The heads of the units that hold it; one call for people held by name, units come from the cache."""
        holders = [f"person:{task.claimed}" if task.claimed else task.holder for task in step_tasks(application)]
        named = [holder.partition(":")[2] for holder in holders if holder.startswith("person:")]
        people = self.people.get_people(named) if named else {}
        units = self.people.get_units(units_of(holders, people))
        return heads_of(holders, people, units)
