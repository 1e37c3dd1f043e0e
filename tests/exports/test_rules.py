"""The rules of exports alone: columns, months, what is the same request, cells that are inert."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.applications import read_definition
from chalicelib.exports.columns import HEAD, Column, chosen, columns_of
from chalicelib.exports.job import Asked, Job, job_id
from chalicelib.exports.write_file import BOM, write_csv, write_jsonl, write_xlsx
from chalicelib.registers.read_cells import READERS
from chalicelib.shared.inert import BEGINS, inert
from chalicelib.shared.text import Text
from tests.world import STANDARD_FLOW, STANDARD_FORM, service_of

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
ASKED = Asked(("leave",), date(2026, 9, 15), date(2026, 11, 23), (), ("number", "title"), "csv", "zh")
COLUMNS = [Column("number", Text("编号", "Number")), Column("form.reason", Text("=事由", "Reason"))]
DEFINITION = read_definition(service_of(STANDARD_FLOW, STANDARD_FORM))
PROBES = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\0=1", "＝1", "＋1", "－1", "＠1", " =1", "\n=1", "\u3000=1"]
cells = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(PROBES)


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        (date(2026, 11, 1), date(2026, 11, 30), ["2026-11"]),
        (date(2026, 11, 30), date(2027, 2, 1), ["2026-11", "2026-12", "2027-01", "2027-02"]),
        (date(2025, 12, 31), date(2026, 1, 1), ["2025-12", "2026-01"]),
    ],
)
def test_months(first: date, last: date, months: list[str]) -> None:
    asked = replace(ASKED, services=("a", "b"), submitted_from=first, submitted_to=last)
    assert asked.slices() == [(service, month) for service in ("a", "b") for month in months]


@pytest.mark.req("R33")
def test_the_same_on_the_same_day_is_the_same_job() -> None:
    def id(asked: Asked = ASKED, *, asker: str = "key#1", sensitive: bool = False, now: datetime = NOW) -> str:
        return job_id("secret", asker, asked, sensitive, now)

    assert id() == id(now=datetime(2026, 11, 23, 15, 59, tzinfo=UTC))  # still the 23rd in China
    assert id() != id(now=datetime(2026, 11, 23, 16, 0, tzinfo=UTC))
    two = replace(ASKED, services=("a", "b"), states=("completed", "rejected"))
    assert id(two) == id(replace(two, services=("b", "a"), states=("rejected", "completed")))
    others = [
        id(asker="key#2"),
        id(sensitive=True),
        id(replace(ASKED, format="xlsx")),
        id(replace(ASKED, lang="en")),
        id(replace(ASKED, columns=("title", "number"))),
        id(replace(ASKED, submitted_to=date(2026, 11, 22))),
        id(replace(ASKED, states=("completed",))),
    ]
    assert len({id(), *others}) == len(others) + 1
    assert id().startswith("20261123-")


def test_columns_of_a_service_and_those_that_are_meant() -> None:
    known = columns_of([DEFINITION])
    names = [one.name for one in known]
    assert names[: len(HEAD)] == list(HEAD) and names[-1] == "hours.total"
    assert {"form.reason", "form.days", "opinion.registrar_review", "hours.finance_check"} <= set(names)
    assert len(set(names)) == len(names)
    found, unknown = chosen(["form.*", "number", "form.reason", "no", "form.no", "number.*", "hours.total"], known)
    assert [one.name for one in found] == ["form.reason", "form.days", "number", "hours.total"]
    assert unknown == [3, 4, 5]


def test_no_two_columns_have_the_same_heading() -> None:
    field = {"field": "sender", "type": "text", "label": {"zh": "申请人", "en": "Applicant"}}
    known = columns_of([read_definition(service_of(STANDARD_FLOW, [*STANDARD_FORM, field]))])
    label = {one.name: one.label for one in known}
    assert label["applicant_name"].zh == "申请人"
    assert label["form.sender"] == Text("申请人（sender）", "Applicant (sender)")
    assert len({one.label.zh for one in known}) == len({one.label.en for one in known}) == len(known)


def test_a_job_says_how_far_it_is_and_when_its_file_goes() -> None:
    job = Job("20261123-x", "o", "", ASKED, tuple(COLUMNS), False, NOW)
    assert [replace(job, written=frozenset(range(n))).percent() for n in range(4)] == [0, 25, 50, 75]
    done = replace(job, state="done", ended_at=NOW)
    assert done.view(NOW)["percent"] == 100
    assert done.view(NOW + timedelta(days=7))["state"] == "expired"
    again = done.again(NOW + timedelta(hours=1))
    assert (again.folder, again.state, again.rev) != (done.folder, done.state, done.rev) and again.ended_at is None
    assert Job.of(job.id, job.owner, job.to_data(), job.rev, job.written) == job
    failed = replace(done, state="failed", problem=Text("坏", "bad"), rows=3, size=4)
    assert Job.of(job.id, job.owner, failed.to_data(), job.rev, job.written) == failed


@pytest.mark.req("R34")
@pytest.mark.parametrize("text", PROBES)
def test_what_could_be_a_formula_is_text(text: str) -> None:
    assert inert(text).startswith("'") and "\0" not in inert(text)


@pytest.mark.req("R34")
@pytest.mark.parametrize(
    "text", ["", "因病", "420106200001011234", "13800000001", "a=b", "1-2", "（=1）", "\n", "0012"]
)
def test_everything_else_is_as_it_is(text: str) -> None:
    assert inert(text) == text


@pytest.mark.req("R34")
@given(st.lists(st.tuples(cells, cells), max_size=6))
def test_csv_reads_back_and_no_cell_begins_a_formula(rows: list[tuple[str, str]]) -> None:
    file = io.BytesIO()
    assert write_csv(file, COLUMNS, rows, "zh") == len(rows)
    assert file.getvalue().startswith(BOM)
    read = list(csv.reader(io.StringIO(file.getvalue().decode("utf-8-sig"), newline="")))
    assert read[0] == ["编号", "'=事由"]
    assert len(read) == len(rows) + 1
    for line, row in zip(read[1:], rows, strict=True):
        assert line == [inert(cell) for cell in row]
        assert not any(cell[:1] in BEGINS for cell in line if cell)
        assert [cell.removeprefix("'") for cell in line] == [cell.replace("\0", "").removeprefix("'") for cell in row]


@pytest.mark.req("R34")
def test_excel_has_texts_only() -> None:
    import zipfile

    file = io.BytesIO()
    rows = [[text, "420106200001011234"] for text in PROBES] + [["http://x.example/", "很长" * 20_000]]
    assert write_xlsx(file, COLUMNS, rows, "zh") == len(rows)
    sheet = zipfile.ZipFile(file).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet and "<hyperlink" not in sheet
    assert sheet.count("<c ") == sheet.count('t="inlineStr"') + sheet.count('t="s"')
    file.seek(0)
    read = [row for _, row in READERS["xlsx"](file)]
    assert [row["编号"] for row in read[:4]] == PROBES[:4]
    assert read[0]["=事由"] == "420106200001011234"


@pytest.mark.req("R33", "R34")
def test_a_reader_of_the_standard_alone_sees_every_cell_as_written() -> None:
    """Read by ECMA-376 with the standard library: inline and shared strings, escapes `_xHHHH_`, nothing of ours."""
    import re
    import zipfile
    from xml.etree import ElementTree

    file, main = io.BytesIO(), "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    rows = [
        [text, f"00{n} 420106200001011234 好 & <b> _x0041_"] for n, text in enumerate([*PROBES, "", "  两边  ", "a\nb"])
    ]
    write_xlsx(file, COLUMNS, rows, "zh")
    book = zipfile.ZipFile(file)
    shared = []
    if "xl/sharedStrings.xml" in book.namelist():
        strings = ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
        shared = ["".join(part.text or "" for part in one.iter(f"{main}t")) for one in strings.iter(f"{main}si")]

    def seen(cell: ElementTree.Element) -> str:
        if cell.get("t") == "s":
            text = shared[int(cell.findtext(f"{main}v") or "")]
        else:
            assert cell.get("t") == "inlineStr", cell.attrib
            text = "".join(part.text or "" for part in cell.iter(f"{main}t"))
        return re.sub("_x([0-9A-F]{4})_", lambda found: chr(int(found[1], 16)), text)

    sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    read = [{str(cell.get("r"))[0]: seen(cell) for cell in row.iter(f"{main}c")} for row in sheet.iter(f"{main}row")]
    assert read[0] == {"A": "编号", "B": "=事由"}
    wanted = [{"A": a, "B": b} if a else {"B": b} for a, b in rows]
    assert read[1:] == wanted


def test_json_lines_are_by_name_without_what_is_empty() -> None:
    file = io.BytesIO()
    assert write_jsonl(file, COLUMNS, [["1", "=1"], ["2", ""]], "zh") == 2
    assert file.getvalue() == b'{"number":"1","form.reason":"=1"}\n{"number":"2"}\n'


def test_only_who_writes_an_excel_file_pays_for_the_writer() -> None:
    told = "import app, sys, chalicelib.exports.exports, chalicelib.exports.worker; print('xlsxwriter' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "False"
