"""The parts of the approvals room: what people do, what they see, and what the platform's events bring."""

# mypy: disable-error-code=override
# (A cached property can be written to, but mypy takes it for one that can only be read.)

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from chalicelib.parts_answers import AnswerParts
from chalicelib.parts_certificates import CertificateParts
from chalicelib.parts_telling import Telling

if TYPE_CHECKING:
    from chalicelib.applications import Application, Event
    from chalicelib.approvals import (
        Acts,
        ApproveMany,
        Boxes,
        DirectoryWatch,
        FindCases,
        Hands,
        ProxyDesk,
        RankTasks,
        Reactions,
        Runner,
        StepWorker,
        Sweep,
        Talk,
        Viewing,
    )
    from chalicelib.people import Person, Proxy


class HandlingParts(AnswerParts, CertificateParts):
    """Steps, tasks, boxes and views."""

    @cached_property
    def acts(self) -> Acts:
        from chalicelib.approvals import Acts

        return Acts(self.store, self.uploads, self.definitions, self.people, self.clock, self.claims, self.inspect)

    @cached_property
    def talk(self) -> Talk:
        from chalicelib.approvals import Talk

        return Talk(self.store, self.uploads, self.definitions, self.people, self.clock)

    @cached_property
    def approve_many(self) -> ApproveMany:
        from chalicelib.approvals import ApproveMany

        return ApproveMany(self.acts, self.report)

    @cached_property
    def rank_tasks(self) -> RankTasks:
        from chalicelib.approvals import RankTasks

        return RankTasks(self.boxes, self.store, self.definitions)

    @cached_property
    def boxes(self) -> Boxes:
        from chalicelib.approvals import Boxes, ServiceNames

        names = ServiceNames(self.definitions)
        return Boxes(store=self.store, names=names, definitions=self.definitions, **self._keyed)

    @cached_property
    def cases(self) -> FindCases:
        from chalicelib.approvals import FindCases, ServiceNames

        names = ServiceNames(self.definitions)
        return FindCases(self.store, names, self.definitions, self.people.all_units, **self._keyed)

    @cached_property
    def viewing(self) -> Viewing:
        from chalicelib.approvals import Viewing

        return Viewing(**self._common, uploads=self.uploads, people=self.people, **self._keyed)

    @cached_property
    def worker(self) -> StepWorker:
        from chalicelib.approvals import StepWorker
        from chalicelib.shared.working_calendar import WorkingCalendar

        where: dict[str, Any] = {"calendar": WorkingCalendar.load(), "clock": self.clock, "units": self.people}
        where["elsewhere"] = {"publish": self._hand_to_publisher, "certificate": self._queue_document}
        return StepWorker(**self._common, flow=self.flow, runners=self._runners(), **where)

    def _hand_to_publisher(self, message: Mapping[str, Any]) -> None:
        """There is one publisher, a function of its own; it answers the flow as this one would."""
        from chalicelib.aws import Queue

        queue = self._replaced.get("queue") or Queue(self.clients)
        queue.send(self.settings.publish_queue_url, message)

    def _runners(self) -> dict[str, Runner]:
        """What carries out the effects of flows, by kind."""
        from chalicelib.approvals import Linked

        def submit(person: Person, service: str, form: Mapping[str, Any], key: str, opener: str) -> Application:
            return self.submit(person, service, form, key, opener=opener)[0]

        linked = Linked(**self._common, people=self.people, submit=submit, clock=self.clock)
        return {"open": linked.open, "settle": linked.settle, "answer": self._offer_answer}

    @cached_property
    def hands(self) -> Hands:
        from chalicelib.approvals import Hands
        from chalicelib.people import HandoverStore

        return Hands(**self._common, people=self.people, handovers=HandoverStore(), clock=self.clock)

    @cached_property
    def reactions(self) -> Reactions:
        from chalicelib.approvals import Reactions

        told: dict[str, Any] = {"notify": Telling(self), "stage": self.settings.stage, "hands": self.hands}
        told |= {"publish": self._publish, "archive": self.archive.ask, "trail": self.trail.note}
        return Reactions(**self._common, flow=self.flow, claims=self.claims, count=self._count, **told)

    def _count(self, application: Application, event: Event) -> None:
        self.insight.count(application, event)

    def _publish(self, application: Application, event: Event) -> None:
        """To departments' systems; the room is imported for the first event that could be worth telling them."""
        self.webhooks.outbox.publish(application, event)

    @cached_property
    def desk(self) -> ProxyDesk:
        from chalicelib.approvals import ProxyDesk, ServiceNames
        from chalicelib.people import HandoverStore

        names = ServiceNames(self.definitions)
        return ProxyDesk(self.people, HandoverStore(), names, self._codes, self._tell_proxy, **self._keyed)

    def _tell_proxy(self, proxy: Proxy) -> None:
        """To the proxy's bell and mail. That they were told may be lost with the queue; that they stand in is not."""
        from chalicelib.errors import Temporary
        from chalicelib.shared.ids import moment_of

        try:
            self.notices.tell_self("proxy_given", proxy.proxy, proxy.id, moment_of(proxy.id))
        except Temporary as error:
            self.report(proxy.id, error)

    def _codes(self) -> list[str]:
        return [str(summary["code"]) for summary in self.catalogue.current_all()]

    @cached_property
    def watch(self) -> DirectoryWatch:
        from chalicelib.approvals import DirectoryWatch

        return DirectoryWatch(self.store, self.hands, self.report, self._follow)

    def _follow(self, person: str) -> None:
        """What hangs on somebody's being here follows a change of their record; bound where the registers are."""

    @cached_property
    def sweeper(self) -> Sweep:
        from chalicelib.approvals import Sweep

        return Sweep(
            **self._common,
            flow=self.flow,
            react=self.reactions,
            clock=self.clock,
            stage=self.settings.stage,
            report=self.report,
            hands=self.hands,
            archive=self.archive.ask_again,
        )
