"""Feeds: what the campus portal shows of the hall, and what the hall shows of departments' own systems.

The door of the room. `CampusFeed` gives services, and one person's to-dos and applications, to a system with a key for
feeds; `OutsideDesk` takes the cases a department's system handles and puts them among the person's own applications.
"""

from typing import TYPE_CHECKING

from chalicelib.shared.door import open_lazily

if TYPE_CHECKING:
    from chalicelib.feeds.campus_feed import CampusFeed
    from chalicelib.feeds.outside_case import OutsideCase, read_case
    from chalicelib.feeds.outside_desk import OutsideDesk
    from chalicelib.feeds.store import OutsideStore
else:
    open_lazily(__name__)

__all__ = ["CampusFeed", "OutsideCase", "OutsideDesk", "OutsideStore", "read_case"]
