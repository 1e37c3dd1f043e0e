"""What a provider reports after it took a message: delivered, bounced, complained about (PROMISES R27).

Receipts come late, twice and in any order. Each moves its notice forward or not at all. A permanent bounce or a
complaint marks the address dead, so nothing more is sent there; the person is told in the hall, and what must arrive
takes the next channel.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import unquote

from chalicelib.errors import Temporary
from chalicelib.notices.addresses import Addresses
from chalicelib.notices.model import Entry, Notice
from chalicelib.notices.plan import address_mark
from chalicelib.notices.states import Channel, Delivery, State, further, next_spare
from chalicelib.notices.store import NoticeStore
from chalicelib.notices.tally import day_of
from chalicelib.shared.letter import read_reference


@dataclass(frozen=True)
class Receipt:
    """`permanent`: the address is dead, not only this message lost. `mark` is `address_mark` of the address it went to,
    "" where the provider does not say; the address itself is kept nowhere."""

    channel: Channel
    reference: str
    state: State
    at: str
    reason: str = ""
    permanent: bool = False
    mark: str = ""

    def to_dict(self) -> dict[str, Any]:
        """As it travels through the notices queue."""
        return {"receipt": [self.channel, self.reference, self.state, self.at, self.reason, self.permanent, self.mark]}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Receipt:
        channel, reference, state, at, reason, permanent, mark = data["receipt"]
        return cls(Channel(channel), reference, State(state), at, reason, permanent, mark)


def take_receipt(
    receipt: Receipt,
    *,
    store: NoticeStore,
    addresses: Addresses,
    post: Callable[[Iterable[Notice]], None],
    now: datetime,
) -> str:
    """``moved``, ``same`` (known, or no step forward) or ``unknown`` (no such notice). May be repeated.

    Raises `Temporary` when another receipt of the same notice was written at the same moment.
    """
    place = read_reference(receipt.reference)
    entry = store.find(*place) if place else None
    before = entry.standing.get(receipt.channel) if entry else None
    if entry is None or before is None:
        return "unknown"
    after = further(before, Delivery(receipt.state, receipt.reason))
    if after == before:
        return "same"
    # What follows comes first: when something breaks in between, the receipt is not written and comes again.
    if receipt.permanent or receipt.state is State.COMPLAINED:
        addresses.mark_dead(entry.person_id, receipt.channel, receipt.reason, receipt.at, receipt.mark)
    moved = replace(entry, receipts={**entry.receipts, receipt.channel: after})
    if next_spare(moved.standing):
        post([notice_of(entry)])
    if not store.record_receipt(entry, receipt.channel, after):
        raise Temporary(extra={"cause": "another receipt was first"})
    if after.state in (State.BOUNCED, State.COMPLAINED):
        store.count(day_of(now), {f"{receipt.channel.value}_{after.state.value}": 1})
    return "moved"


def notice_of(entry: Entry) -> Notice:
    """The notice of a ledger's row, to be brought again; what the row does not hold is read from the record."""
    values = {"number": entry.number}
    if entry.place.startswith("task/?id="):
        values["task_id"] = unquote(entry.place.partition("=")[2])
    return Notice(entry.message, entry.person_id, entry.event.rpartition(".")[0], entry.event, entry.at, values)


def read_ses(body: Mapping[str, Any]) -> list[Receipt]:
    """The receipts of one SES event (docs.aws.amazon.com/ses, event publishing); none for events that say nothing new,
    and for mails the hall did not send."""
    reference = (body.get("mail", {}).get("tags", {}).get("reference") or [""])[0]
    read = _SES.get(body.get("eventType", ""))
    if not reference or read is None:
        return []
    made = read(body)
    return [Receipt(Channel.MAIL, reference, **made)]


def _delivery(body: Mapping[str, Any]) -> dict[str, Any]:
    return {"state": State.DELIVERED, "at": body["delivery"]["timestamp"]}


def _bounce(body: Mapping[str, Any]) -> dict[str, Any]:
    bounce = body["bounce"]
    kind = f"{bounce.get('bounceType', '')}/{bounce.get('bounceSubType', '')}"
    permanent = bounce.get("bounceType") == "Permanent"
    return {"state": State.BOUNCED, "at": bounce["timestamp"], "reason": kind[:60], "permanent": permanent,
            "mark": _mark(bounce.get("bouncedRecipients"))}  # fmt: skip


def _complaint(body: Mapping[str, Any]) -> dict[str, Any]:
    complaint = body["complaint"]
    said = str(complaint.get("complaintFeedbackType") or "complaint")[:60]
    mark = _mark(complaint.get("complainedRecipients"))
    return {"state": State.COMPLAINED, "at": complaint["timestamp"], "reason": said, "mark": mark}


def _reject(body: Mapping[str, Any]) -> dict[str, Any]:
    said = str(body.get("reject", {}).get("reason") or "rejected")[:60]
    return {"state": State.BOUNCED, "at": body["mail"]["timestamp"], "reason": said}


def _mark(recipients: Any) -> str:
    """Every mail of the hall has one recipient."""
    address = recipients[0].get("emailAddress", "") if recipients else ""
    return address_mark(address.partition("<")[2].rstrip(">") or address) if address else ""


_SES: Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    "Delivery": _delivery,
    "Bounce": _bounce,
    "Complaint": _complaint,
    "Reject": _reject,
}


def read_sms(body: Mapping[str, Any]) -> Receipt:
    """A gateway's receipt: `out_id`, `state` (delivered or failed), `code`, `at` (docs/providers.md)."""
    delivered = body["state"] == "delivered"
    code = str(body.get("code") or "")
    return Receipt(
        Channel.SMS,
        body["out_id"],
        State.DELIVERED if delivered else State.BOUNCED,
        body["at"],
        "" if delivered else code,
        not delivered and code in DEAD_NUMBERS,
    )


DEAD_NUMBERS = frozenset({"MOBILE_NOT_EXIST", "MOBILE_CANCELLED"})
"""Codes that say the number belongs to nobody any more."""
