"""The list behind the bell: what a person was told, newest first."""

from __future__ import annotations

from typing import Any

from chalicelib.errors import InvalidRequest
from chalicelib.notices.model import Entry
from chalicelib.notices.store import NoticeStore
from chalicelib.shared.pagination import decode_cursor, encode_cursor
from chalicelib.shared.text import LANGS


def list_notices(person_id: str, cursor: str | None, limit: int, *, store: NoticeStore, secret: str) -> dict[str, Any]:
    """`{items, next, unread}`; `unread` counts this page's. Raises `InvalidRequest` for a cursor of somebody else's.

    An item is `{id, message, number, at, text: {zh, en}, link: {zh, en}, unread}`.
    """
    before = _below(person_id, cursor, secret) if cursor else None
    page = store.newest(person_id, limit, before)
    items = [_item(entry, page.read_until) for entry in page.entries]
    following = encode_cursor(secret, {"bell": person_id, "below": page.below}) if page.below else None
    return {"items": items, "next": following, "unread": sum(item["unread"] for item in items)}


def mark_read(person_id: str, notice_id: str, *, store: NoticeStore) -> None:
    """The person has seen this notice (an item's `id`) and everything before it."""
    if not notice_id or len(notice_id) > 80 or not notice_id[0].isdigit():
        raise InvalidRequest()
    store.read_until(person_id, notice_id)


def _below(person_id: str, cursor: str, secret: str) -> str:
    value = decode_cursor(secret, cursor)
    if value.get("bell") != person_id:
        raise InvalidRequest()
    return str(value["below"])


def _item(entry: Entry, read_until: str) -> dict[str, Any]:
    return {
        "id": entry.key,
        "message": entry.message,
        "number": entry.number,
        "at": entry.at,
        "text": entry.text.to_dict(),
        "link": {lang: f"/{lang}/{entry.place}" for lang in LANGS},
        "unread": entry.key > read_until,
    }
