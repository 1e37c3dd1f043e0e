"""Long names break no page: twenty characters, an English department in full, a word without end, deep units.

One hall in which everything that has a name has a long one: services, their steps and questions, units, people, files,
registers, endpoints. Every page is looked at on a narrow phone, a phone and a desk.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from chalicelib.people import Unit
from chalicelib.shared.text import Text
from tests.browsers import CHROMIUM
from tests.portal import axe, looking
from tests.portal.example import SERVICES, UNITS
from tests.portal.fake_desks import DeskHall
from tests.portal.fake_server import start

pytestmark = [pytest.mark.serial, pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine")]

SERVICE = Text(
    "研究生国家公派出国留学项目推荐资格审核申请", "Recommendation for the national postgraduate study-abroad programme"
)
UNIT = Text(
    "研究生培养与国际教育合作事务管理办公室",
    "Office for Postgraduate Training, International Education and Cooperation Affairs Administration",
)
PERSON = Text("阿卜杜热合曼·买买提依明江·艾孜孜", "Alejandra Montserrat Villanueva-Etxeberria de la Cruz")
WORD = Text("校" * 30, "Rechtsschutzversicherungsgesellschaftenverwaltung")
"""Without a place to break; of Chinese every place is one."""
FILE = "2026_scan_of_the_signed_and_stamped_medical_certificate_final_v2_corrected.pdf"
NAMES = {
    "service": SERVICE, "title": SERVICE,
    "unit": UNIT, "unit_name": UNIT, "owner": UNIT, "within": UNIT, "issuer": UNIT,
    "step_title": UNIT, "position": UNIT,
    "name": PERSON, "applicant_name": PERSON, "person_name": PERSON, "label": WORD,
}  # fmt: skip
"""What stands where a name stood, by the member it is told in; what a service is called is told in `service`."""


def longer(value: Any, key: str = "") -> Any:
    """The same answer with long names; a service's and a unit's are what they are."""
    if isinstance(value, dict):
        if value.keys() == {"zh", "en"}:
            return NAMES[key].to_dict() if key in NAMES else value
        within = key if key in ("service", "unit", "owner") else ""
        return {name: longer(one, within if name == "name" and within else name) for name, one in value.items()}
    if isinstance(value, list):
        return [longer(one, key) for one in value]
    return FILE if isinstance(value, str) and re.fullmatch(r"\S+\.(pdf|csv|jpg)", value) else value


class LongHall(DeskHall):
    """Everything in it has a long name."""

    services = [
        replace(one, name=SERVICE if at % 2 else WORD, form=longer(one.form), flow=longer(one.flow))
        for at, one in enumerate(SERVICES)
    ]
    units = {id: Unit(id, UNIT, unit.kind, phone=unit.phone) for id, unit in UNITS.items()}

    def answer(self, method: str, path: str, query: dict[str, str], body: Any, headers: Any) -> tuple[int, Any]:
        status, told = super().answer(method, path, query, body, headers)
        return status, longer(told)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[LongHall, str]]:
    hall = LongHall()
    server, address = start(tmp_path_factory.mktemp("portal"), hall)
    yield hall, address
    server.shutdown()


@pytest.mark.req("S-13")
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_long_names_break_no_page(page: Any, site: tuple[LongHall, str], lang: str) -> None:
    site[0].person = {"positions": axe.seats(), "category": "staff", "verified": {"email": False, "mobile": False}}
    site[0].own.phrases = [WORD.en]
    site[0].kept = {"student-leave"}
    page.emulate_media(reduced_motion="reduce")
    wrong: list[str] = []
    for name, path in axe.PAGES.items():
        page.goto(f"/{lang}/{path}")
        axe.settle(page)
        wrong += [f"{name}: {one}" for one in looking.at_widths(page, 320, 390, 1440)]
    assert not wrong, "\n".join(wrong)


def test_names_are_long_in_answers_too() -> None:
    """What the test above stands on."""
    told = longer({"service": {"name": {"zh": "请假", "en": "Leave"}}, "by": [{"name": {"zh": "王", "en": "Wang"}}]})
    assert told == {"service": {"name": SERVICE.to_dict()}, "by": [{"name": PERSON.to_dict()}]}
    assert longer({"files": [{"name": "a.pdf", "size": 3}]}) == {"files": [{"name": FILE, "size": 3}]}
