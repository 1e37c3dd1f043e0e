"""Every message the hall sends: whom it is for and how it goes out. Its words are in ``templates/messages/<name>/``.

To add one: a line here, a folder there with ``subject``, ``body`` and (when it goes out that way) ``sms`` and
``wecom`` in both languages, and somebody who calls `Notices.notify` with its name. The tests render it with its longest
values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from chalicelib.notices.states import Channel

Audience = Literal["applicant", "handler", "reader", "self", "payer", "visitor"]
"""`self`: about the person's own settings or wishes, not about an application; `payer`: what a department tells one;
`visitor`: about an appointment at a counter, or a ticket there."""


class Group(StrEnum):
    """What a person may choose channels for; the words are in `chalicelib.notices.words`."""

    OUTCOME = "outcome"
    PROGRESS = "progress"
    TALK = "talk"
    TASKS = "tasks"
    REMINDERS = "reminders"
    LATE = "late"
    COPIES = "copies"
    CHARGES = "charges"
    APPOINTMENTS = "appointments"


WRITTEN = (Channel.HALL, Channel.WECOM, Channel.MAIL)
EVERYWHERE = (*WRITTEN, Channel.SMS)


@dataclass(frozen=True)
class Message:
    """`mandatory`: may not be switched off altogether, and takes the next channel where one fails (C-19); an SMS still
    has to be chosen by the person, or be the last way left. `gathered`: may wait for the approver's digest."""

    name: str
    audience: Audience
    group: Group
    channels: tuple[Channel, ...] = EVERYWHERE
    mandatory: bool = False
    gathered: bool = False
    place: str = "me/"
    """For audiences `self` and `visitor`: the page it leads to, below the language; ``{about}`` is what it is about,
    ``{part}`` what follows a slash there."""
    direct: bool = False
    """Goes to one address that need not be the person's, whatever they chose and whatever the hour is."""


def _named(*messages: Message) -> Mapping[str, Message]:
    return {message.name: message for message in messages}


_APPOINTMENT, _TICKET = "appointments/?id={about}", "ticket/?t={about}"

MESSAGES: Mapping[str, Message] = _named(
    # To the applicant
    Message("submitted", "applicant", Group.OUTCOME),
    Message("returned", "applicant", Group.OUTCOME, mandatory=True),
    Message("rejected", "applicant", Group.OUTCOME, mandatory=True),
    Message("completed", "applicant", Group.OUTCOME, mandatory=True),
    Message("withdrawn", "applicant", Group.OUTCOME),
    Message("certificate_ready", "applicant", Group.OUTCOME, mandatory=True),
    Message("certificate_revoked", "applicant", Group.OUTCOME, mandatory=True),
    Message("erasure_ahead", "applicant", Group.OUTCOME, WRITTEN, mandatory=True),
    Message("step_approved", "applicant", Group.PROGRESS, WRITTEN),
    Message("resubmitted", "applicant", Group.PROGRESS, WRITTEN),
    # To the applicant and to whoever holds it alike: no query code, no link that opens it without sign-in
    Message("terminated", "reader", Group.OUTCOME, mandatory=True),
    Message("reopened", "reader", Group.OUTCOME, mandatory=True),
    Message("suspended", "reader", Group.OUTCOME, WRITTEN),
    Message("resumed", "reader", Group.OUTCOME, WRITTEN),
    Message("moved", "reader", Group.OUTCOME, WRITTEN),
    # To either side of a conversation
    Message("message", "reader", Group.TALK, WRITTEN),
    Message("consult_answered", "reader", Group.TALK, WRITTEN),
    Message("consult_withdrawn", "reader", Group.TALK, WRITTEN),
    # To whoever has something to do
    Message("task_arrived", "handler", Group.TASKS, mandatory=True, gathered=True),
    Message("transferred", "handler", Group.TASKS, mandatory=True, gathered=True),
    Message("delegated", "handler", Group.TASKS, mandatory=True, gathered=True),
    Message("signer_added", "handler", Group.TASKS, mandatory=True, gathered=True),
    Message("consulted", "handler", Group.TASKS, mandatory=True, gathered=True),
    Message("handover", "handler", Group.TASKS, mandatory=True, gathered=True),
    Message("proposal", "reader", Group.TASKS, mandatory=True),
    Message("retracted", "handler", Group.REMINDERS, WRITTEN, gathered=True),
    Message("urged", "handler", Group.REMINDERS, gathered=True),
    Message("value_verified", "handler", Group.REMINDERS, WRITTEN, gathered=True),
    Message("marked_urgent", "handler", Group.REMINDERS, gathered=True),
    Message("reminded", "handler", Group.REMINDERS, gathered=True),
    Message("digest", "handler", Group.TASKS, (Channel.MAIL,), mandatory=True),
    Message("overdue", "handler", Group.LATE, mandatory=True),
    Message("supervised", "handler", Group.LATE, mandatory=True),
    Message("escalated", "reader", Group.LATE, mandatory=True),
    Message("vacant", "reader", Group.LATE, WRITTEN, mandatory=True),
    # For information
    Message("copied", "reader", Group.COPIES, WRITTEN),
    Message("decided_by_proxy", "reader", Group.COPIES, WRITTEN),
    # To whom a department tells a sum or a last day
    Message("bill", "payer", Group.CHARGES, mandatory=True),
    Message("bill_reminder", "payer", Group.CHARGES, mandatory=True),
    # To whoever comes to a counter
    Message("appointment_booked", "visitor", Group.APPOINTMENTS, place=_APPOINTMENT),
    Message("appointment_moved", "visitor", Group.APPOINTMENTS, place=_APPOINTMENT),
    Message("appointment_cancelled", "visitor", Group.APPOINTMENTS, mandatory=True, place=_APPOINTMENT),
    Message("appointment_displaced", "visitor", Group.APPOINTMENTS, mandatory=True, place=_APPOINTMENT),
    Message("appointment_reminder", "visitor", Group.APPOINTMENTS, place=_APPOINTMENT),
    Message("ticket_near", "visitor", Group.APPOINTMENTS, place=_TICKET),
    Message("ticket_called", "visitor", Group.APPOINTMENTS, mandatory=True, place=_TICKET),
    # To whoever asked for it
    Message("collect_reminder", "self", Group.REMINDERS, place="apply/{about}/"),
    Message("trial_invited", "self", Group.REMINDERS, place="services/{about}/"),
    Message("trial_reminder", "self", Group.REMINDERS, place="services/{about}/"),
    Message("expires_soon", "self", Group.REMINDERS, place="apply/{about}/?row={part}"),
    Message("answer_offered", "self", Group.TASKS, place="answer-desk/?id={about}&unit={part}"),
    Message("export_ready", "self", Group.OUTCOME, place="exports/"),
    # To whoever looks after a department's systems
    Message("erasure_of_service", "self", Group.LATE, WRITTEN, mandatory=True, place="cases/?service={about}"),
    Message("key_ends", "self", Group.LATE, mandatory=True, place="exports/"),
    Message("webhook_off", "self", Group.LATE, mandatory=True, place="webhooks/"),
    Message("call_failed", "self", Group.LATE, mandatory=True, place="webhooks/"),
    Message("certificate_held", "self", Group.LATE, mandatory=True, place="certificates/"),
    Message("proxy_given", "self", Group.COPIES, WRITTEN),
    Message("contact_code", "self", Group.OUTCOME, (Channel.MAIL, Channel.SMS), direct=True),
    Message("contact_changed", "self", Group.OUTCOME, (Channel.MAIL, Channel.SMS), direct=True),
    Message("season_opens", "self", Group.REMINDERS, WRITTEN, place="catalogue/"),
    Message("unreachable", "self", Group.LATE, (Channel.HALL,)),
)

GROUP_CHANNELS: Mapping[Group, tuple[Channel, ...]] = {
    group: tuple(
        channel
        for channel in EVERYWHERE[1:]
        if any(channel in message.channels for message in MESSAGES.values() if message.group is group)
    )
    for group in Group
}
"""The channels a person may choose for each group."""

MANDATORY = frozenset(message.group for message in MESSAGES.values() if message.mandatory)
"""Groups of which at least one channel stays on."""
