"""Deadlines: what one person has to do by when, as a calendar file for a phone or a computer.

The door of the room. `Deadlines` gathers tasks, applications to correct, charges and appointments; `calendar_file`
writes RFC 5545, `appointment_file` that of one appointment.
Nothing private is in it: the names of services and numbers, and links that need a sign-in.
"""

from typing import TYPE_CHECKING

from chalicelib.shared.door import open_lazily

if TYPE_CHECKING:
    from chalicelib.deadlines.calendar_file import Entry, calendar_file
    from chalicelib.deadlines.deadlines import Deadlines, appointment_file
else:
    open_lazily(__name__)

__all__ = ["Deadlines", "Entry", "appointment_file", "calendar_file"]
