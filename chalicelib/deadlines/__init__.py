"""Deadlines: what one person has to do by when, as a calendar file for a phone or a computer.

The door of the room. `Deadlines` gathers tasks, applications to correct and charges; `calendar_file` writes RFC 5545.
Nothing private is in it: the names of services and numbers, and links that need a sign-in.
"""

from typing import TYPE_CHECKING

from chalicelib.shared.door import open_lazily

if TYPE_CHECKING:
    from chalicelib.deadlines.calendar_file import Entry, calendar_file
    from chalicelib.deadlines.deadlines import Deadlines
else:
    open_lazily(__name__)

__all__ = ["Deadlines", "Entry", "calendar_file"]
