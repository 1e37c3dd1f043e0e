"""How a notice stands on one channel, in which order states may follow each other, and why it stands so. No I/O."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Channel(StrEnum):
    """How a person is told; `HALL` is the list behind the bell."""

    HALL = "hall"
    WECOM = "wecom"
    MAIL = "mail"
    SMS = "sms"


OUTWARD = (Channel.WECOM, Channel.MAIL, Channel.SMS)
"""Those that leave the hall, in the order of fall-back unless the person chose another."""


class State(StrEnum):
    """How a notice stands on one channel."""

    SPARE = "spare"
    """Not needed so far: goes out when no chosen channel can."""
    QUEUED = "queued"
    WAITING = "waiting"
    """Not before the hour its reason names: nobody is rung up at night."""
    GATHERED = "gathered"
    """Part of the digest of the hour its reason names."""
    SENDING = "sending"
    SKIPPED = "skipped"
    SUPPRESSED = "suppressed"
    """The address is known to be dead, or its owner complained."""
    FAILED = "failed"
    UNCONFIRMED = "unconfirmed"
    """It may have been sent, the answer was lost; never resent."""
    SENT = "sent"
    DELIVERED = "delivered"
    BOUNCED = "bounced"
    COMPLAINED = "complained"
    READ = "read"
    """Only of the hall: seen behind the bell."""


TO_DO = frozenset({State.QUEUED, State.SENDING})
TROUBLE = frozenset({State.FAILED, State.UNCONFIRMED, State.BOUNCED, State.COMPLAINED})
"""What somebody should look at."""
IN_VAIN = frozenset({State.SKIPPED, State.SUPPRESSED, State.FAILED, State.BOUNCED})
"""The person was surely not told this way: a reason to use the next one."""
REPORTED = (State.UNCONFIRMED, State.FAILED, State.SENT, State.DELIVERED, State.BOUNCED, State.COMPLAINED)
"""What a receipt may move a message along, in this order and never backwards (PROMISES R27): a delivery that is told
late does not undo a bounce, and what failed or is not confirmed is known better by who delivered it."""


class Reason(StrEnum):
    """Why a notice was skipped, or did not arrive; refusals carry the provider's own code instead."""

    NO_EMAIL = "no_email"
    NO_MOBILE = "no_mobile"
    NOT_CHOSEN = "not_chosen"
    SMS_NOT_CHOSEN = "sms_not_chosen"
    PAUSED = "paused"
    PERSON_GONE = "person_gone"
    NO_LONGER_CURRENT = "no_longer_current"
    NOBODY = "nobody_to_tell"
    GAVE_UP = "gave_up"
    ANSWER_LOST = "answer_lost"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True)
class Delivery:
    """How one channel stands; `attempts` counts what was handed to the provider."""

    state: State
    reason: str = ""
    attempts: int = 0


def further(now: Delivery, told: Delivery) -> Delivery:
    """`now` after a receipt said `told`; the same when that is no step forward."""
    if told.state not in REPORTED:
        return now
    rank = REPORTED.index(now.state) if now.state in REPORTED else -1 if now.state is State.SENDING else len(REPORTED)
    return Delivery(told.state, told.reason, now.attempts) if REPORTED.index(told.state) > rank else now


def spare_needed(deliveries: Mapping[Channel, Delivery]) -> bool:
    """Whether every way chosen for this notice was in vain, so that the next one has to be used."""
    chosen = [d.state for c, d in deliveries.items() if c is not Channel.HALL and d.state is not State.SPARE]
    return all(state in IN_VAIN for state in chosen)


def next_spare(deliveries: Mapping[Channel, Delivery]) -> Channel | None:
    """The channel to use after all chosen ones were in vain, if there is one left."""
    if not spare_needed(deliveries):
        return None
    return next((channel for channel, delivery in deliveries.items() if delivery.state is State.SPARE), None)
