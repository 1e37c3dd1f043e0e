"""What a guide says of visits, limits, places, complaints and versions, and what it leaves to its department."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from chalicelib.catalogue import Contact, Guide, Material, Release, Service
from chalicelib.people import Unit
from chalicelib.portal import portal_files
from chalicelib.settings import Settings
from chalicelib.shared.text import Text
from tests.portal.example import SERVICE, UNITS

OFFICE = replace(
    UNITS["student-affairs"],
    parent="yizhan",
    campus="campus-new",
    place=Text("行政楼 112 室", "Room 112, Administration Building"),
    hours=Text("工作日 9:00–16:00", "Working days 9:00–16:00"),
    floor="1",
    counter="3–5",
)
WHOLE = Unit("yizhan", Text("一站大学", "Yizhan University"), "university", complaint_phone="0000-88119000")
TODAY = date(2026, 11, 23)


def guide_of(
    lang: str, service: Service = SERVICE, office: Unit = OFFICE, releases: Sequence[Release] = (), path: str = ""
) -> str:
    units = UNITS | {"student-affairs": office, "yizhan": WHOLE}
    told = {service.code: tuple(releases)}
    files = dict(portal_files([service], units, {}, Settings(), today=TODAY, releases=told))
    return files[path or f"{lang}/services/{service.code}/index.html"].decode()


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def saying(**changes: object) -> Service:
    guide: Guide = replace(SERVICE.guide, **changes)  # type: ignore[arg-type]
    return replace(SERVICE, guide=guide)


@pytest.mark.req("C-14", "W-04", "N11")
def test_place_hours_and_complaints_are_the_departments_unless_the_guide_says_others() -> None:
    bare = saying(contacts=(Contact("student-affairs", phone="0000-1"),))
    shown = words(guide_of("en", bare))
    assert "Room 112, Administration Building · New Campus · Floor 1 · Counter 3–5" in shown
    assert "Working days 9:00–16:00" in shown
    assert "Complaints Yizhan University 0000-88119000" in shown
    assert "3–5 号窗口" in words(guide_of("zh", bare))
    elsewhere = saying(
        contacts=(Contact("student-affairs", phone="0000-1", place=Text("南门", "South gate"), floor="B1"),),
        complaint=Contact("registry", email="hear@yizhan.example"),
    )
    shown = words(guide_of("en", elsewhere))
    assert "South gate · New Campus · Floor B1" in shown and "Counter" not in shown
    assert "hear@yizhan.example" in shown and "0000-88119000" not in shown
    own = replace(OFFICE, complaint_email="own@yizhan.example")
    assert "own@yizhan.example" in words(guide_of("en", bare, own))
    booklet = words(guide_of("en", bare, path="en/guide-book/student-affairs/index.html"))
    assert "Floor 1 · Counter 3–5" in booklet and "0000-88119000" in booklet


@pytest.mark.req("C-14", "W-04")
def test_visits_and_limits_are_told_and_what_nobody_knows_is_not() -> None:
    assert "Visits in person None" in words(guide_of("en"))
    assert "到现场次数 2 次" in words(guide_of("zh", saying(visits=2, legal="20 workdays")))
    assert "Legal limit 20 working days" in words(guide_of("en", saying(visits=1, legal="20 workdays")))
    assert "Legal limit" not in words(guide_of("en"))
    counter = replace(SERVICE, archetype="WINDOW", form=[], flow=[])
    assert "Visits in person 1 visit" in words(guide_of("en", counter))
    assert "Visits in person" not in words(guide_of("en", replace(counter, archetype="LINK", address="https://a.b/")))


@pytest.mark.req("N10", "W-11")
def test_everybody_reads_which_version_changed_what() -> None:
    releases = (
        Release(3, "2026-11-20T01:00:00.000Z", ("guide", "form"), "增加<电话>"),
        Release(2, "2026-10-05T17:00:00.000Z"),
        Release(1, "2026-09-01T01:00:00.000Z"),
    )
    page = guide_of("en", releases=releases)
    shown = words(page)
    assert "Version 3 Current 2026-11-20 Changed: guide, form 增加&lt;电话&gt;" in shown
    assert "Version 2 2026-10-06 Technical change" in shown  # in China it was the next day already
    assert "Version 1 2026-09-01 First published" in shown
    assert '<span lang="zh">增加' in page
    assert "Versions" not in words(guide_of("en"))


@pytest.mark.req("C-14", "W-04")
def test_a_material_leads_to_its_empty_form_and_its_sample() -> None:
    name = Text("证明", "Evidence")
    both = guide_of("en", saying(materials=(Material(name, blank="form.docx", sample="filled-in.pdf"),)))
    assert 'href="/samples/student-leave/form.docx"' in both and 'href="/samples/student-leave/filled-in.pdf"' in both
    assert "Empty form : Evidence DOCX" in words(both) and "Sample : Evidence PDF" in words(both)
    assert "/samples/" not in guide_of("en", saying(materials=(Material(name),)))
