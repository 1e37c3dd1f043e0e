"""The room feeds with its adapters: the lists it reads, who there is, the catalogue."""

# mypy: disable-error-code=override
# (A cached property can be written to, but mypy takes it for one that can only be read.)

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from chalicelib.parts_records import RecordParts

if TYPE_CHECKING:
    from chalicelib.feeds import CampusFeed, OutsideDesk


class FeedParts(RecordParts):
    """What the campus portal shows, and departments' systems' cases."""

    @cached_property
    def campus_feed(self) -> CampusFeed:
        from chalicelib.feeds import CampusFeed

        return CampusFeed(self.boxes, self.people, self.catalogue, **self._keyed, base_url=self.settings.base_url)

    @cached_property
    def outside(self) -> OutsideDesk:
        from chalicelib.feeds import OutsideDesk, OutsideStore

        return OutsideDesk(OutsideStore(), self.catalogue, self.people.get_people, **self._keyed)
