"""Which channels one notice takes for one person at this moment, in which order, and why not the others. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from chalicelib.notices.choices import Choices, Digest, Hours, held, read_choices, slot_after
from chalicelib.notices.messages import Message
from chalicelib.notices.states import Channel, Delivery, Reason, State
from chalicelib.people import Person

NIGHT = Hours(22, 7)


@dataclass(frozen=True)
class Rules:
    """The hall's own: `night` is when carriers let no text message through; `digest` what approvers get who chose
    nothing; `paused` names channels nothing is sent by for now."""

    night: Hours = NIGHT
    digest: Digest = Digest.IMMEDIATE
    paused: Collection[Channel] = ()


@dataclass(frozen=True)
class Plan:
    """`deliveries` in the order of use; `holds` is until when a channel rests, should it be needed now."""

    deliveries: Mapping[Channel, Delivery]
    holds: Mapping[Channel, str]

    @property
    def sendable(self) -> list[Channel]:
        """Channels that are or may come to be sent by; of the hall's own list nothing is sent."""
        idle = (State.SKIPPED, State.SUPPRESSED, State.GATHERED)
        return [c for c, d in self.deliveries.items() if d.state not in idle and c is not Channel.HALL]

    @property
    def hours(self) -> set[str]:
        """Those at which this notice has to be brought again."""
        return {d.reason for d in self.deliveries.values() if d.state is State.WAITING}


def plan_channels(message: Message, person: Person, there: Collection[Channel], now: datetime, rules: Rules) -> Plan:
    """`there` are the channels this hall has a sender for."""
    choices = read_choices(person.choices, rules.digest)
    order = dict.fromkeys((Channel.HALL, *choices.order, *message.channels))
    channels = [c for c in order if c in message.channels and (c in there or c is Channel.HALL)]
    holds = {
        channel: slot_after(now, *rest)
        for channel in channels
        if (rest := _rest(channel, choices, rules)) and held(now, *rest)
    }
    found: dict[Channel, Delivery] = {}
    for channel in channels:
        found[channel] = _planned(message, channel, person, choices, rules) or _now(
            message, channel, choices, rules, now, holds.get(channel)
        )
    return Plan(found, holds)


def skipping(message: Message, there: Collection[Channel], reason: Reason) -> Plan:
    """Nobody is told in any way."""
    channels = [c for c in message.channels if c in there or c is Channel.HALL]
    return Plan(dict.fromkeys(channels, Delivery(State.SKIPPED, reason)), {})


def address_mark(address: str) -> str:
    """What an address that is known to be dead is remembered by; a new address is not marked."""
    return hashlib.sha256(address.strip().lower().encode()).hexdigest()[:16]


def _planned(message: Message, channel: Channel, person: Person, choices: Choices, rules: Rules) -> Delivery | None:
    """Why this channel is not used, or only when others fail; None when it is used."""
    if channel is Channel.HALL:
        return Delivery(State.SENT)  # the ledger's row is the bell's line
    chosen = choices.wants(message.group, channel) and (channel is not Channel.SMS or person.sms)
    if not chosen and not (message.mandatory and channel in choices.order):
        return Delivery(State.SKIPPED, _not_chosen(channel, person))
    if trouble := _unusable(channel, person, rules):
        return trouble
    return None if chosen else Delivery(State.SPARE)


def _not_chosen(channel: Channel, person: Person) -> Reason:
    return Reason.SMS_NOT_CHOSEN if channel is Channel.SMS and not person.sms else Reason.NOT_CHOSEN


def _unusable(channel: Channel, person: Person, rules: Rules) -> Delivery | None:
    address = address_of(channel, person)
    if not address:
        return Delivery(State.SKIPPED, Reason.NO_EMAIL if channel is Channel.MAIL else Reason.NO_MOBILE)
    mark, _, why = person.unreachable.get(channel, "").partition(" ")
    if mark and mark == address_mark(address):
        return Delivery(State.SUPPRESSED, why)
    return Delivery(State.SKIPPED, Reason.PAUSED) if channel in rules.paused else None


def address_of(channel: Channel, person: Person) -> str:
    """Where this person is reached; WeCom knows people by their card number unless the university says otherwise."""
    if channel is Channel.WECOM:
        return str(person.extra.get("wecom") or person.id)
    return person.reach("email" if channel is Channel.MAIL else "mobile")


def _now(
    message: Message, channel: Channel, choices: Choices, rules: Rules, now: datetime, until: str | None
) -> Delivery:
    if channel is Channel.MAIL and message.gathered and choices.digest is not Digest.IMMEDIATE:
        daily = choices.digest is Digest.DAILY
        return Delivery(State.GATHERED, slot_after(now, rules.night, choices.quiet, daily=daily))
    return Delivery(State.WAITING, until) if until else Delivery(State.QUEUED)


def _rest(channel: Channel, choices: Choices, rules: Rules) -> tuple[Hours, ...]:
    """Mail wakes nobody and rests never; carriers let no text message through at night."""
    if channel is Channel.SMS:
        return rules.night, choices.quiet
    return (choices.quiet,) if channel is Channel.WECOM else ()
