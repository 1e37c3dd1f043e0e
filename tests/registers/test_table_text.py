"""An Excel file of people or rosters becomes the table their readers take."""

from __future__ import annotations

import base64
import zipfile
from io import BytesIO

import pytest

from chalicelib.errors import InvalidForm
from chalicelib.people import Unit
from chalicelib.registers.table_text import table_text
from chalicelib.rosters.read_file import read_file
from chalicelib.shared.text import Text

NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def workbook(*rows: tuple[str | int, ...]) -> str:
    """As a spreadsheet saves it: texts inline, days and numbers as numbers."""
    written = ""
    for number, cells in enumerate(rows, 1):
        parts = []
        for column, value in zip("ABCDEFG", cells, strict=False):
            place = f'r="{column}{number}"'
            text = f'<c {place} t="inlineStr"><is><t>{value}</t></is></c>'
            parts.append(f"<c {place}><v>{value}</v></c>" if isinstance(value, int) else text)
        written += f'<row r="{number}">{"".join(parts)}</row>'
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as book:
        book.writestr("xl/worksheets/sheet1.xml", f"<worksheet {NS}><sheetData>{written}</sheetData></worksheet>")
    return base64.b64encode(made.getvalue()).decode()


@pytest.mark.req("H-19")
def test_days_and_numbers_come_out_as_they_are_meant() -> None:
    text = table_text(
        workbook(
            ("岗位代码", "单位代码", "学工号", "姓名", "开始日期", "结束日期"),
            ("counsellor", "class-cs2301", 120110, "田星阳", 46266, ""),
            ("counsellor", "class-cs2301", 120109, '诸葛，"亦颖"', "2026-09-01", 46630),
        )
    )
    assert text.splitlines()[1] == "counsellor,class-cs2301,120110,田星阳,2026-09-01,"
    unit = Unit("class-cs2301", Text("计科2301班", "Class CS2301"), "class")
    rows, faults = read_file(text, [unit])
    assert faults == [] and [(row.person, str(row.since), str(row.until)) for row in rows] == [
        ("120110", "2026-09-01", "None"), ("120109", "2026-09-01", "2027-08-31"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "file",
    [
        "UEs=",
        "not base64!",
        "á\t6¾@",
        "UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==",
        workbook(("岗位",))[:-40],
        base64.b64encode(b"<html>").decode(),
    ],
)
def test_what_is_no_workbook_is_refused(file: str) -> None:
    with pytest.raises(InvalidForm) as refused:
        table_text(file)
    assert refused.value.errors[0].pointer == "/file"
