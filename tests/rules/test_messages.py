"""Every message has somebody who sends it, a test that says so, and a line in docs/notices.md."""

from __future__ import annotations

import pytest

from chalicelib.notices import MESSAGES
from tools.notices_table import DOCUMENT, EVENTS, ROOT, WHEN, named_in, senders_of, written

ELSEWHERE = {
    "appointment_booked": "tests/windows/test_booking.py",
    "appointment_moved": "tests/windows/test_booking.py",
    "appointment_cancelled": "tests/windows/test_booking.py",
    "appointment_displaced": "tests/windows/test_booking.py",
    "appointment_reminder": "tests/windows/test_booking.py",
    "bill_reminder": "tests/bills/test_going_out.py",
    "contact_changed": "tests/contacts/test_contacts.py",
    "contact_code": "tests/contacts/test_contacts.py",
    "erasure_ahead": "tests/retention/test_retention.py",
    "erasure_of_service": "tests/retention/test_retention.py",
    "export_ready": "tests/exports/test_flow.py",
    "ticket_called": "tests/tickets/test_tickets.py",
    "ticket_near": "tests/tickets/test_tickets.py",
    "webhook_off": "tests/webhooks/test_delivering.py",
}
"""Tests that look at what arrives, and do not name the message."""


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_is_sent_and_tried(name: str) -> None:
    assert senders_of(name), "nobody sends it"
    assert named_in(name) or (ROOT / ELSEWHERE[name]).exists()


def test_the_document_is_what_the_messages_say() -> None:
    assert set(WHEN) == set(MESSAGES)
    assert {name for names in EVENTS.values() for name in names} <= set(MESSAGES)
    assert DOCUMENT.read_text(encoding="utf-8") == written(), "python -m tools.notices_table --write"
