"""A person's own page of messages: what may be chosen, what is chosen, and whether it reaches them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from chalicelib.notices.choices import Digest, change_choices, read_choices
from chalicelib.notices.messages import GROUP_CHANNELS, MANDATORY, Group
from chalicelib.notices.plan import address_mark, address_of
from chalicelib.notices.states import OUTWARD, Channel
from chalicelib.notices.words import CHANNELS, GROUPS
from chalicelib.people import Person
from chalicelib.shared.text import Text


def view_preferences(person: Person, there: Collection[Channel], digest: Digest) -> dict[str, Any]:
    """`{sms, lang, digest, quiet, order, channels: [{id, title, reached, address}], groups: [{id, title, mandatory,
    offered, on}]}`; `there` are the channels this hall has, `digest` is its usual one."""
    choices = read_choices(person.choices, digest)
    offered = [channel for channel in OUTWARD if channel in there]
    order = [channel for channel in dict.fromkeys((*choices.order, *offered)) if channel in there]
    return {
        "sms": person.sms,
        "lang": person.lang,
        "digest": choices.digest.value,
        "quiet": str(choices.quiet),
        "order": [channel.value for channel in order if channel in choices.order],
        "channels": [_channel(channel, person) for channel in offered],
        "groups": [
            {
                "id": group.value,
                "title": GROUPS[group],
                "mandatory": group in MANDATORY,
                "offered": [channel.value for channel in GROUP_CHANNELS[group] if channel in there],
                "on": [channel.value for channel in offered if choices.wants(group, channel)],
            }
            for group in Group
        ],
    }


def wish(person: Person, wished: Mapping[str, Any], there: Collection[Channel]) -> dict[str, Any]:
    """What to store of the person's choices after this wish. Raises `InvalidRequest` that names each fault."""
    sms = person.sms if wished.get("sms") is None else wished["sms"]
    usable = frozenset(c for c in there if _reached(c, person) == "yes" and (c is not Channel.SMS or sms))
    return change_choices(person.choices, wished, usable)


def _channel(channel: Channel, person: Person) -> dict[str, Any]:
    title: Text = CHANNELS[channel]
    address = "" if channel is Channel.WECOM else address_of(channel, person)
    return {"id": channel.value, "title": title, "reached": _reached(channel, person), "address": address}


def _reached(channel: Channel, person: Person) -> str:
    """``yes``, ``none`` (no address) or ``dead``."""
    address = address_of(channel, person)
    if not address:
        return "none"
    return "dead" if person.unreachable.get(channel, "").startswith(f"{address_mark(address)} ") else "yes"
