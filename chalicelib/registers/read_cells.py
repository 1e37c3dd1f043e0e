"""Files of rows as they come: CSV, JSON lines and Excel, read once from beginning to end in constant memory.

Each reader gives ``(row number, {header: raw})``; numbers are those a person sees (in CSV and Excel the header is row
1). Excel is read with the standard library and defusedxml: a register's columns know what a cell must be, so neither
styles nor formulas matter, and no library has to be in the bundle for it.
"""

from __future__ import annotations

import codecs
import csv
import json
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from io import TextIOWrapper
from typing import IO, Any

from chalicelib.shared.text import Text

MAX_LINE = 64 * 1024
MAX_COLUMNS = 200
MAX_SHARED = 64 * 1024 * 1024
"""Bytes of an Excel file's table of texts, the only part of it that has to be kept."""
MAX_SHEET = 1 << 30
_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REFERENCE = re.compile("[A-Z]{1,3}")

Rows = Iterator[tuple[int, Mapping[str, Any]]]


class FileRefused(Exception):
    """The file as a whole cannot be read."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.message = Text(zh, en)


def read_csv(file: IO[bytes]) -> Rows:
    """UTF-8 with or without a mark, or GB 18030, which Chinese spreadsheets save; comma, semicolon or tab."""
    head = file.read(64 * 1024)
    file.seek(0)
    encoding = _encoding(head)
    first = head.decode(encoding, "replace").partition("\n")[0]
    separator = max(",;\t", key=first.count)
    text = TextIOWrapper(file, encoding, errors="strict", newline="")
    csv.field_size_limit(MAX_LINE)
    try:
        lines = csv.reader(text, delimiter=separator, strict=True)
        header = _header(next(lines, []))
        for cells in lines:
            if any(cell.strip() for cell in cells):
                yield lines.line_num, dict(zip(header, cells, strict=False))
    except UnicodeDecodeError as error:
        raise FileRefused("文件编码须为 UTF-8 或 GB18030", "The file must be UTF-8 or GB 18030") from error
    except csv.Error as error:
        raise FileRefused(f"CSV 写法有误：{error}", f"This is not CSV: {error}") from error
    finally:
        text.detach()


def read_json_lines(file: IO[bytes]) -> Rows:
    """One JSON object a line."""
    for number, line in enumerate(iter(lambda: file.readline(MAX_LINE + 1), b""), 1):
        if len(line) > MAX_LINE:
            raise FileRefused(f"第 {number} 行过长", f"Line {number} is too long")
        if not line.strip():
            continue
        try:
            found = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"))
        except (ValueError, RecursionError) as error:
            raise FileRefused(f"第 {number} 行不是 JSON", f"Line {number} is not JSON") from error
        if not isinstance(found, dict):
            raise FileRefused(f"第 {number} 行不是 JSON 对象", f"Line {number} is not a JSON object")
        yield number, found


def read_excel(file: IO[bytes]) -> Rows:
    """The first sheet of an .xlsx workbook."""
    try:
        with zipfile.ZipFile(file) as book:
            sheet = min((name for name in book.namelist() if name.startswith("xl/worksheets/sheet")), key=_natural)
            if book.getinfo(sheet).file_size > MAX_SHEET:
                raise FileRefused("Excel 文件过大", "The Excel file is too large")
            texts = _shared(book)
            with book.open(sheet) as part:
                yield from _excel_rows(part, texts)
    except (zipfile.BadZipFile, ValueError, KeyError, SyntaxError) as error:  # SyntaxError: XML that is none
        raise FileRefused("文件不是有效的 Excel（.xlsx）", "This is not a readable Excel file (.xlsx)") from error


READERS: Mapping[str, Callable[[IO[bytes]], Rows]] = {"csv": read_csv, "jsonl": read_json_lines, "xlsx": read_excel}


def _encoding(head: bytes) -> str:
    try:
        codecs.getincrementaldecoder("utf-8-sig")().decode(head)
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8-sig"


def _header(cells: list[str]) -> list[str]:
    names = [cell.strip() for cell in cells]
    if not any(names):
        raise FileRefused("第一行须为列名", "The first row must name the columns")
    if len(names) > MAX_COLUMNS:
        raise FileRefused("列过多", "There are too many columns")
    return names


def _natural(name: str) -> tuple[int, str]:
    return len(name), name


def _parse(part: IO[bytes], tag: str) -> Iterator[Any]:
    """Each `tag` element as it is complete; what was read is let go, so a sheet never stands in memory whole."""
    from defusedxml.ElementTree import iterparse

    parents: list[Any] = []
    for event, element in iterparse(part, events=("start", "end")):
        if event == "start":
            parents.append(element)
            continue
        parents.pop()
        if element.tag == tag:
            yield element
            element.clear()
            if parents:
                parents[-1].remove(element)


def _shared(book: zipfile.ZipFile) -> list[str]:
    name = "xl/sharedStrings.xml"
    if name not in book.namelist():
        return []
    if book.getinfo(name).file_size > MAX_SHARED:
        raise FileRefused("Excel 文件中的文字过多", "The Excel file holds too much text")
    with book.open(name) as part:
        return [_text(element) for element in _parse(part, f"{_SHEET}si")]


def _text(element: Any) -> str:
    """The text of a string item; its phonetic readings are no part of it."""
    plain = [part.text or "" for part in element.findall(f"{_SHEET}t")]
    return "".join(plain + [part.text or "" for part in element.findall(f"{_SHEET}r/{_SHEET}t")])


def _excel_rows(part: IO[bytes], texts: list[str]) -> Rows:
    header: list[str] = []
    for place, row in enumerate(_parse(part, f"{_SHEET}row"), 1):
        cells = {_column(cell.get("r", "")): _cell(cell, texts) for cell in row.findall(f"{_SHEET}c")}
        if not any(value.strip() for value in cells.values()):
            continue
        if not header:
            header = _header([cells.get(n, "") for n in range(max(cells) + 1)])
            continue
        yield int(row.get("r") or place), {name: cells.get(n, "") for n, name in enumerate(header)}


def _column(reference: str) -> int:
    """0 for A, 26 for AA."""
    letters = _REFERENCE.match(reference)
    if letters is None:
        raise ValueError(reference)
    number = 0
    for letter in letters[0]:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _cell(cell: Any, texts: list[str]) -> str:
    kind, value = cell.get("t", "n"), cell.findtext(f"{_SHEET}v") or ""
    if kind == "s":
        return texts[int(value)] if value.isdigit() and int(value) < len(texts) else ""
    if kind == "inlineStr":
        inside = cell.find(f"{_SHEET}is")
        return "" if inside is None else _text(inside)
    if kind == "n" and re.fullmatch(r"-?[0-9.]+(E[+-]?[0-9]+)?", value) and ("E" in value or len(value) > 12):
        return f"{float(value):.6f}".rstrip("0").rstrip(".")  # 0.1 + 0.2 as a spreadsheet keeps it
    return value
