"""The room insight with what it counts on: the timeline's reactions, what pages report, the sweep."""

# mypy: disable-error-code=override
# (A cached property can be written to, but mypy takes it for one that can only be read.)

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from chalicelib.parts_records import RecordParts

if TYPE_CHECKING:
    from chalicelib.insight import (
        Comparison,
        Counting,
        Figures,
        Folding,
        InsightStore,
        RatedCounter,
        Ratings,
        Statistics,
        Visits,
    )


class InsightParts(RecordParts):
    """Counters, ratings, and who looks at them."""

    @cached_property
    def insight(self) -> Insight:
        return Insight(self)


class Insight:
    """The room bound to store, clock and catalogue; each part is made when it is first asked for."""

    def __init__(self, hall: RecordParts) -> None:
        self._hall = hall

    @cached_property
    def store(self) -> InsightStore:
        from chalicelib.insight import InsightStore

        return InsightStore()

    @cached_property
    def count(self) -> Counting:
        from chalicelib.insight import Counting

        return Counting(self.store, self._hall.definitions, self._hall.report)

    @cached_property
    def fold(self) -> Folding:
        from chalicelib.insight import Folding

        return Folding(self.store, self._hall.clock, self._hall.report)

    @cached_property
    def visits(self) -> Visits:
        from chalicelib.insight import Visits

        return Visits(self.store, self._hall.catalogue, self._hall.access.rate.take, self._hall.clock)

    @cached_property
    def figures(self) -> Figures:
        from chalicelib.insight import Figures

        return Figures(self.store, self._hall.catalogue, self._hall.clock)

    @cached_property
    def ratings(self) -> Ratings:
        from chalicelib.insight import Ratings

        return Ratings(self.store, self._hall.store, self._hall.clock, self._hall.settings.secret)

    @cached_property
    def statistics(self) -> Statistics:
        from chalicelib.insight import Statistics

        hall = self._hall
        units: dict[str, Any] = {"units": hall.people.get_units, "all_units": hall.people.all_units}
        return Statistics(self.store, hall.catalogue, **units, clock=hall.clock, secret=hall.settings.secret)

    @cached_property
    def comparison(self) -> Comparison:
        from chalicelib.insight import Comparison

        hall: Any = self._hall
        rooms = (self.store, hall.catalogue, hall.people.get_units, self._counters, hall.tickets.lines.store.rated)
        return Comparison(*rooms, hall.clock)

    def _counters(self) -> list[RatedCounter]:
        """Where tickets are given, and so stars."""
        from chalicelib.insight import RatedCounter

        hall: Any = self._hall
        desks = [one for one in hall.windows.halls.desks() if one.counter.has_queue]
        return [
            RatedCounter(one.counter.id, one.counter.name, one.hall.name, one.counter.unit, one.hall.owner_unit)
            for one in desks
        ]
