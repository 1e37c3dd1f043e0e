"""Every message the hall sends: whom it is for and how it goes out. Its words are in ``templates/messages/<name>/``.

To add one: a line here, a folder there with ``subject``, ``body`` and (when it goes out by SMS) ``sms`` in both
languages, and somebody who calls `Notices.notify` with its name. The tests render it with its longest values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from chalicelib.notices.model import Channel

Audience = Literal["applicant", "handler", "reader"]

WRITTEN = (Channel.HALL, Channel.MAIL)
EVERYWHERE = (*WRITTEN, Channel.SMS)


@dataclass(frozen=True)
class Message:
    """`mandatory`: no preference may switch it off altogether (C-19); an SMS always has to be chosen by the person."""

    name: str
    audience: Audience
    channels: tuple[Channel, ...]
    mandatory: bool = False


MESSAGES: Mapping[str, Message] = {
    message.name: message
    for message in (
        Message("submitted", "applicant", EVERYWHERE),
        Message("task_arrived", "handler", EVERYWHERE, mandatory=True),
        Message("step_approved", "applicant", WRITTEN),
        Message("returned", "applicant", EVERYWHERE, mandatory=True),
        Message("resubmitted", "applicant", WRITTEN),
        Message("rejected", "applicant", EVERYWHERE, mandatory=True),
        Message("completed", "applicant", EVERYWHERE, mandatory=True),
        Message("withdrawn", "applicant", EVERYWHERE),
        Message("urged", "handler", EVERYWHERE),
        Message("reminded", "handler", EVERYWHERE),
        Message("escalated", "reader", EVERYWHERE, mandatory=True),
        Message("copied", "reader", WRITTEN),
        Message("overdue", "handler", EVERYWHERE, mandatory=True),
    )
}
