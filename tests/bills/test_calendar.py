"""A person's deadlines as a calendar file, read by a library that did not write it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.deadlines import Entry, calendar_file
from chalicelib.errors import NotFound
from chalicelib.publishing import make_export_machine
from tests.bills.conftest import BillWorld
from tests.service_shape import bare_service

FORM = [{"field": "reason", "type": "text", "label": {"zh": "事由", "en": "Reason"}, "required": True}]
FLOW = [{"step": "review", "title": {"zh": "审核", "en": "Review"}, "by": {"role": "officer", "unit": "assets"},
         "within": "1 workday"}]  # fmt: skip


def events(content: bytes) -> list[Any]:
    icalendar = pytest.importorskip("icalendar", reason="run `make setup`: the second opinion is not installed")
    found = icalendar.Calendar.from_ical(content)
    assert not found.errors
    return list(found.walk("VEVENT"))


def calendar(world: BillWorld, person: str) -> tuple[str, list[Any]]:
    url = world.hall.calendars.make(person)
    return url, events(world.hall.calendars.file(url.rpartition("/")[2]))


@pytest.mark.req("C-21")
def test_tasks_corrections_and_charges_and_nothing_private(world: BillWorld) -> None:
    make_export_machine(world.hall)
    world.publish(bare_service("card", 1, FORM, FLOW, owner_unit="assets"))
    student = world.person("20230101")
    application = world.submit(student, "card", {"reason": "家中有事不便公开"})
    [event] = calendar(world, "of-assets")[1]
    number = world.load(application).head.number
    assert number in event["SUMMARY"] and event["DTEND"].dt > world.now
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(minutes=30)
    assert f"/zh/task/?id={application}" in event["URL"]
    world.decide(application, world.load(application).open_tasks[0].key, world.officer, "return", opinion="请补充材料")
    [event] = calendar(world, "20230101")[1]
    assert event["SUMMARY"].startswith("待补正：") and number in event["SUMMARY"]
    assert calendar(world, "of-assets")[1] == []
    world.sent()
    _, [event] = calendar(world, "110101")
    assert (event["DTSTART"].dt, event["SUMMARY"][:3]) == (date(2026, 12, 15), "截止：")
    text = world.hall.calendars.file(world.hall.calendars.make("110101").rpartition("/")[2]).decode()
    for private in ("923.50", "3-201", "请在截止", "人110101", "110101"):
        assert private not in text.replace("\r\n ", "")
    bill = world.hall.charges.mine(world.person("110101"), None, 1)["items"][0]["id"]
    world.hall.bills.pay(world.officer, bill, [{"person": "110101", "reference": "x"}])
    assert calendar(world, "110101")[1] == []


@pytest.mark.req("R35")
def test_an_address_is_unguessable_the_same_and_dies_when_told_to(world: BillWorld) -> None:
    url = world.hall.calendars.make("110101")
    assert world.hall.calendars.make("110101") == url and "110101" not in url and url.endswith(".ics")
    name = url.rpartition("/")[2]
    other = world.hall.calendars.make("110102").rpartition("/")[2]
    body, _, signature = name.partition(".")
    for wrong in ("", ".ics", "x.ics", name.removesuffix(".ics"), f"{body}x.{signature}", f"{other[:20]}{name[20:]}"):
        with pytest.raises(NotFound):
            world.hall.calendars.file(wrong)
    world.hall.calendars.revoke("110101")
    with pytest.raises(NotFound):
        world.hall.calendars.file(name)
    assert world.hall.calendars.file(other)
    again = world.hall.calendars.make("110101")
    assert again != url and world.hall.calendars.file(again.rpartition("/")[2]).startswith(b"BEGIN:VCALENDAR")


def test_ending_what_was_never_made_makes_nothing(world: BillWorld) -> None:
    world.hall.calendars.revoke("110103")
    url = world.hall.calendars.make("110103")
    assert b"VEVENT" not in world.hall.calendars.file(url.rpartition("/")[2])


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=200)
MOMENTS = st.integers(1_600_000_000, 2_200_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
DAYS = st.integers(0, 9_000).map(lambda days: date(2020, 1, 1) + timedelta(days=days))


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(WORDS, st.lists(st.tuples(WORDS, MOMENTS | DAYS), max_size=4))
def test_what_is_written_is_what_is_read(name: str, given_entries: list[Any]) -> None:
    since = datetime(2026, 11, 23, tzinfo=UTC)
    entries = [Entry(f"e{n}", at, title, f"https://hall.example/zh/task/?id={n}", since)
               for n, (title, at) in enumerate(given_entries)]  # fmt: skip
    content = calendar_file(name, entries, "hall.example")
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert content == calendar_file(name, entries, "hall.example")
    found = events(content)
    assert [str(event["SUMMARY"]) for event in found] == [entry.title for entry in entries]
    for event, entry in zip(found, entries, strict=True):
        end = event["DTEND"].dt
        assert end == entry.at if isinstance(entry.at, datetime) else end == entry.at + timedelta(days=1)
        assert event["UID"] == f"{entry.id}@hall.example"


def test_line_breaks_in_a_name_make_no_line_of_their_own() -> None:
    since = datetime(2026, 11, 23, tzinfo=UTC)
    nasty = "x\r\nEND:VEVENT\r\nBEGIN:VEVENT\nATTACH:file:///etc/passwd"
    [event] = events(calendar_file("c", [Entry("1", since, nasty, "https://hall.example/", since)], "h"))
    assert "ATTACH" not in event and "ATTACH" in event["SUMMARY"]
