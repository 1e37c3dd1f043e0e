"""The file itself: whole, in the languages asked for, and never with a character nobody can draw."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from dataclasses import replace

import pytest
from pypdf import PdfReader

from chalicelib.certificates import Certificate, Filled, Part, SheetPrinter, State
from chalicelib.shared.text import Text

PRINTER = SheetPrinter()
ADDRESS = "https://hall.example/zh/certificate/?c=0123A-BCDEF-GHJKM-NPQRS"
NASTY = "<b>&amp;"
FILLED = Filled(
    Text("在读证明", "Certificate of enrolment"),
    (
        Part(Text("兹证明𬀩䶮为我校学生。", "Wei Yan is a student.")),
        Part(Text(NASTY, NASTY), Text("用途", "Purpose")),
        Part(Text("甲\n乙", "A\nB"), Text("人员", "Persons")),
        Part(Text("有效。", "Valid.")),
    ),
    ("zh", "en"),
)
ONE = Certificate(
    application="a", effect="paper", n=1, number="校证〔2026〕00001号", code="0123A-BCDEF-GHJKM-NPQRS",
    title=FILLED.title, service="enrolment", case_number="20261123-000001", person="1", masked=Text("𬀩*", "W***"),
    unit="registry", issuer=Text("教务处", "Registry"), at="2026-11-23T01:00:00.000Z", issued_on="2026-11-23",
    state=State.MAKING,
)  # fmt: skip


def words_of(filled: Filled = FILLED) -> str:
    """What can be read out of the file, without spaces."""
    pages = PdfReader(io.BytesIO(PRINTER.print(filled, ONE, ADDRESS).data)).pages
    return "".join("".join(page.extract_text() for page in pages).split())


@pytest.mark.req("H-17", "R47")
def test_it_says_everything_in_both_languages() -> None:
    words = words_of()
    for said in ("兹证明𬀩䶮为我校学生", "WeiYanisastudent", ONE.number, ONE.code, ADDRESS, "教务处", "Registry",
                 "2026年11月23日", "23November2026", "用途", "Purpose", NASTY):  # fmt: skip
        assert said in words, said


def test_one_language_alone_says_nothing_in_the_other() -> None:
    english = words_of(replace(FILLED, languages=("en",)))
    assert "student" in english and "兹证明" not in english and "教务处" not in english
    chinese = words_of(replace(FILLED, languages=("zh",)))
    assert "兹证明" in chinese and "student" not in chinese and "Registry" not in chinese


def test_the_same_document_is_the_same_file() -> None:
    assert PRINTER.print(FILLED, ONE, ADDRESS) == PRINTER.print(FILLED, ONE, ADDRESS)


def test_the_picture_is_the_codes_own_modules() -> None:
    import segno

    side, _, path = PRINTER.picture(ADDRESS).partition(" ")
    drawn = [[0] * int(side) for _ in range(int(side))]
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", path):
        drawn[int(y)][int(x) : int(x) + int(length)] = [1] * int(length)
    assert drawn == [list(map(int, row)) for row in segno.make(ADDRESS, error="m", micro=False).matrix]


@pytest.mark.req("R47")
@pytest.mark.parametrize("name", ["玥喆赟", "䶮㛃", "𬀩𫖯𬭚", "买买提江·阿不都", "André O’Neil"])
def test_rare_names_are_printed(name: str) -> None:
    assert PRINTER.missing(name) == []


@pytest.mark.req("R47")
@pytest.mark.parametrize("letter", ["\ue000", "\U000f0001", "\ufffe", "\x07", "\U0003fffe"])
def test_what_nobody_can_draw_is_named(letter: str) -> None:
    assert PRINTER.missing(f"李{letter}明\n") == [letter]


def test_who_only_looks_at_certificates_pays_for_no_printing() -> None:
    told = "import sys, chalicelib.certificates.own, chalicelib.certificates.desk, chalicelib.certificates.worker; "
    told += "sys.exit(bool({'reportlab', 'segno', 'jinja2'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", told], check=False).returncode == 0
