"""The whole catalogue as files: nothing is lost on the way, and nothing that is read can do harm."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.catalogue import Channel, Cohort, Contact, Material, OtherWay, Question, Stage, load_definitions
from chalicelib.editing import read_files, twice, write_csv, write_zip
from chalicelib.errors import InvalidRequest
from chalicelib.shared.inert import BEGINS
from chalicelib.shared.text import Text
from local.demo.university import demo_university
from tools.catalogue import main

SERVICES = sorted((one.service for one in load_definitions()), key=lambda one: one.code)
DAY = date(2026, 11, 23)


@pytest.mark.parametrize("made", [write_zip(SERVICES), write_csv(SERVICES, DAY)], ids=["zip", "csv"])
def test_the_whole_catalogue_goes_out_and_comes_back(made: bytes) -> None:
    found = read_files(made)
    assert not [fault for one in found for fault in one.faults]
    assert sorted((one.service for one in found), key=lambda one: one.code) == SERVICES


ANY = st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n")
ODD = [
    "=1+1", "@x", "'=1", "''", "no", "on", "12", "1.5", "null", "~", "a: b", "- x", "# x", "{a}", "&a", "%", "+8", "\\",
    "2026-11-23", "12:30", "true", "a\n\nb", "a\n b", "“”", '"', "| x", "> y", "1e3", "0x10", "é\u2028z", "\ufeffq",
    "a #b", "a\tb", "x:\ny",
]  # fmt: skip
WORDS = st.text(ANY, min_size=1, max_size=80).filter(lambda one: one.strip() == one) | st.sampled_from(ODD)
TEXTS = st.builds(Text, WORDS, WORDS)
DAYS = st.dates(date(2026, 1, 1), date(2030, 12, 31))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS, TEXTS, TEXTS, st.lists(WORDS, max_size=3), st.lists(st.tuples(TEXTS, TEXTS), max_size=2), DAYS, st.data())
def test_any_texts_and_any_life_come_back(
    name: Text, summary: Text, fee: Text, words: list[str], faq: list[tuple[Text, Text]], day: date, data: st.DataObject
) -> None:
    one = data.draw(st.sampled_from(SERVICES))
    guide = replace(
        one.guide,
        fee=fee,
        faq=tuple(Question(*pair) for pair in faq),
        visits=data.draw(st.none() | st.integers(0, 9)),
        legal=data.draw(st.sampled_from(["", "20 workdays"])),
        complaint=Contact("registry", name, "0000-1", place=summary, campus="campus-new", floor="3", counter="1–2"),
        materials=(Material(name, sample="a.pdf", blank="b.docx"),),
    )
    channel = Channel(
        "planned",
        then=(Stage("dual", day),),
        cohort=Cohort(tuple(words)) if words else None,
        other=OtherWay(summary),
        notice=name,
        target=day,
    )
    service = replace(one, name=name, summary=summary, aliases=tuple(words), guide=guide, channel=channel)
    for made in (write_zip([service]), write_csv([service], DAY)):
        (found,) = read_files(made)
        assert not found.faults, made
        assert found.service == service


@pytest.mark.req("C-14", "W-04")
def test_the_table_says_what_a_guide_leaves_to_its_department() -> None:
    one = next(one for one in SERVICES if one.code == "student-leave")
    guide = replace(one.guide, visits=1, legal="20 workdays", contacts=(Contact("student-affairs", phone="0000-1"),))
    units = {unit.id: unit for unit in demo_university().units}
    head, row = csv.reader(io.StringIO(write_csv([replace(one, guide=guide)], DAY, units).decode("utf-8-sig")))
    told = dict(zip(head, row, strict=True))
    assert (told["到办事现场次数"], told["法定办结时限"], told["咨询电话"]) == ("1", "20 workdays", "0000-1")
    assert re.fullmatch(r".*行政楼 \d+ 室 \d 层 \d 号窗口", told["办理地点"]) and "工作日" in told["办理时间"]
    assert told["监督投诉渠道"].startswith("0000-8819")


def test_no_cell_of_the_table_is_a_formula() -> None:
    evil = replace(SERVICES[0], name=Text("=HYPERLINK(1)", "@SUM(1)"), aliases=("'=1",))
    rows = list(csv.reader(io.StringIO(write_csv([evil], DAY).decode("utf-8-sig"))))
    assert len(rows) == 2 and len(rows[0]) == len(rows[1])
    assert not any(cell[:1] in BEGINS for row in rows for cell in row if cell)
    assert rows[1][1] == "'=HYPERLINK(1)"


def zipped(*entries: tuple[str, str]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, text in entries:
            bundle.writestr(name, text)
    return made.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        zipped(("../../etc/x.yaml", "a: 1")),
        zipped(("/etc/x.yaml", "a: 1")),
        zipped(("a/b/c.yaml", "a: 1")),
        zipped(("a/run.sh", "a: 1")),
        zipped(("a\\..\\b.yaml", "a: 1")),
        zipped(("a/b.yaml", "x" * 60_000)),
        zipped(("a/b.yaml", "0" * 30_000_000)),
        zipped(("a/b.yaml", "a"))[:-30],
        b"PK\x03\x04 no zip",
        b"",
        b"a,b\r\n1,2\r\n",
        b"\xff\xfe\x00",
        b'"a',
        "完整定义\r\n".encode() + b'"' + b"x" * 60_000 + b'"',
    ],
    ids=lambda content: str(len(content)),
)
def test_what_is_no_catalogue_is_refused(content: bytes) -> None:
    with pytest.raises(InvalidRequest) as refused:
        read_files(content)
    assert refused.value.detail


def test_the_same_service_twice_is_told() -> None:
    text = "service: one\n"
    found = read_files(zipped(("a/b.yaml", text), ("a/c.yaml", text)))
    (problem,) = twice(found)
    assert problem.path == "a/c.yaml" and "a/b.yaml" in problem.message.zh


@pytest.mark.req("C-02")
def test_the_command_writes_all_or_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", str(tmp_path / "all.csv")]) == 0
    assert main(["import", str(tmp_path / "all.csv"), "--into", str(tmp_path / "into")]) == 0
    again = sorted((one.service for one in load_definitions(tmp_path / "into")), key=lambda one: one.code)
    assert again == SERVICES
    place = f"{SERVICES[0].owner_unit}/{SERVICES[0].code}.yaml"
    good, bad = zipfile.ZipFile(io.BytesIO(write_zip(SERVICES[:1]))).read(place), "service: x\n"
    (tmp_path / "bad.zip").write_bytes(zipped(("a/a.yaml", good.decode()), ("a/b.yaml", bad)))
    assert main(["import", str(tmp_path / "bad.zip"), "--into", str(tmp_path / "none")]) == 1
    assert "a/b.yaml:1" in capsys.readouterr().err and not (tmp_path / "none").exists()
