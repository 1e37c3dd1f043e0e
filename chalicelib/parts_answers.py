"""Published answers with their adapters: the publisher's queue, through which the public pages are made anew."""

# mypy: disable-error-code=override
# (A cached property can be written to, but mypy takes it for one that can only be read.)

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from chalicelib.parts_records import RecordParts

if TYPE_CHECKING:
    from chalicelib.answers import AnswerDesk, AnswerStore, OwnAnswer
    from chalicelib.applications import Application, Definition, Proof
    from chalicelib.approvals import Done
    from chalicelib.flows import Effect


class AnswerParts(RecordParts):
    """The answers room."""

    @cached_property
    def answers(self) -> Answers:
        return Answers(self)

    def _offer_answer(self, application: Application, definition: Definition, effect: Effect) -> Done:
        """An answered letter, if its writer agreed, is offered to the editors of its department."""
        from chalicelib.answers import propose
        from chalicelib.approvals import Done
        from chalicelib.people import position_key
        from chalicelib.proof import OWN_ROLES

        head = application.head
        about: dict[str, Any] = {"application": head.id, "number": head.number, "service": head.service}
        about |= {"service_name": head.service_name, "owner": definition.service.owner_unit}
        writer, store = self.people.get_person(head.applicant.id), self.answers.store
        offered = propose(effect.settings, application.form, about=about, writer=writer, store=store, now=self.clock())
        if offered is None:
            return Done({})
        editors = [f"position:{position_key(role, offered.keeper)}" for role in OWN_ROLES]
        return Done({"answer": offered.id, "keeper": offered.keeper, "editors": editors})


class Answers:
    """The room's parts, each made when it is first asked for."""

    def __init__(self, hall: AnswerParts) -> None:
        self._hall = hall

    @cached_property
    def store(self) -> AnswerStore:
        from chalicelib.answers import AnswerStore

        return AnswerStore()

    @cached_property
    def desk(self) -> AnswerDesk:
        from chalicelib.answers import AnswerDesk

        hall = self._hall
        return AnswerDesk(self.store, hall.people, hall.clock, hall.settings.secret, self._render)

    @cached_property
    def own(self) -> OwnAnswer:
        from chalicelib.answers import OwnAnswer

        return OwnAnswer(self.store, self._hall.clock, self._render)

    def forget(self, proof: Proof) -> None:
        """Of a letter that is erased."""
        from chalicelib.answers import forget_letter

        forget_letter(proof.id, store=self.store, now=self._hall.clock())

    def _render(self) -> None:
        """There is one publisher, a function of its own; it makes the pages from what is public when it does."""
        from chalicelib.aws import Queue

        hall = self._hall
        queue = hall._replaced.get("queue") or Queue(hall.clients)
        queue.send(hall.settings.publish_queue_url, {"answers": "render"})
