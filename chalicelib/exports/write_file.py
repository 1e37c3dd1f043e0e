"""The file itself, row by row: CSV, Excel or JSON lines. Memory does not grow with the rows.

XlsxWriter is imported when an Excel file is written: no other function but the export worker pays for it. Every cell
is written as a text (`write_string`), so nothing in it can be a formula, and long numbers keep their digits.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import IO

from chalicelib.exports.columns import Column
from chalicelib.shared.inert import LONGEST, inert
from chalicelib.shared.text import Lang

Rows = Iterable[Sequence[str]]
BOM = b"\xef\xbb\xbf"
"""Without it Excel takes a CSV file for the system's old encoding."""


def write_csv(file: IO[bytes], columns: Sequence[Column], rows: Rows, lang: Lang) -> int:
    """RFC 4180 in UTF-8; how many rows."""
    file.write(BOM)
    text = io.TextIOWrapper(file, "utf-8", newline="")
    writer, count = csv.writer(text), 0
    writer.writerow([inert(column.label.get(lang)) for column in columns])
    for row in rows:
        writer.writerow([inert(cell) for cell in row])
        count += 1
    text.flush()
    text.detach()
    return count


def write_jsonl(file: IO[bytes], columns: Sequence[Column], rows: Rows, _lang: Lang) -> int:
    """One object a line, by the columns' names, without the cells that are empty; for programs."""
    names, count = [column.name for column in columns], 0
    for row in rows:
        count += 1
        told = {name: cell for name, cell in zip(names, row, strict=True) if cell}
        file.write(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
    return count


def write_xlsx(file: IO[bytes], columns: Sequence[Column], rows: Rows, lang: Lang) -> int:
    """One sheet, its first row the labels."""
    import xlsxwriter

    book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet, bold, count = book.add_worksheet(), book.add_format({"bold": True}), 0
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(columns):
        sheet.write_string(0, place, column.label.get(lang), bold)
    for count, row in enumerate(rows, 1):
        for place, cell in enumerate(row):
            if cell:
                sheet.write_string(count, place, cell[:LONGEST])
    book.close()
    return count


WRITERS: Mapping[str, Callable[[IO[bytes], Sequence[Column], Rows, Lang], int]] = {
    "csv": write_csv,
    "xlsx": write_xlsx,
    "jsonl": write_jsonl,
}
