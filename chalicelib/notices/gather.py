"""The digest's content: what was gathered for one person and one hour, and is still true when the mail is written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chalicelib.notices.model import Notice
from chalicelib.notices.prepare import Details, place_of
from chalicelib.notices.states import Channel, State
from chalicelib.notices.store import NoticeStore

MOST = 50
"""Lines of one digest; what is beyond is in the inbox the mail leads to."""


def gather(digest: Notice, *, store: NoticeStore, details: Details) -> list[Mapping[str, Any]]:
    """`{text, place}` of each notice that says it belongs into this digest, newest last; several about one task once.

    A task somebody decided meanwhile is left out (`details` answers None).
    """
    found: dict[str, Mapping[str, Any]] = {}
    for line in store.lines(digest.at, digest.person_id):
        if not line.gathered or len(found) >= MOST:
            continue
        entry = store.find(line.notice.person_id, line.notice.key)
        mail = entry.deliveries.get(Channel.MAIL) if entry else None
        if entry is None or mail is None or (mail.state, mail.reason) != (State.GATHERED, digest.at):
            continue
        if details(line.notice.application_id, line.notice.event_id) is not None:
            place = place_of(line.notice)
            found.pop(place, None)
            found[place] = {"text": entry.text, "place": place}
    return list(found.values())
