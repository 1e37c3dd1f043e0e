"""The rows of a list, judged one by one: whom each names, what is due from them, or what is wrong. No I/O but the file.

Headers may be Chinese or English; the person's number is needed, the rest falls back to the notice's own sum and day.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO, Any

from chalicelib.bills.amount import read_amount
from chalicelib.bills.ask import read_day
from chalicelib.bills.model import MOST_ROWS, Bill, Charge
from chalicelib.registers import READERS, FileRefused
from chalicelib.shared.text import Text

HEADERS: Mapping[str, tuple[str, ...]] = {
    "person": ("person", "number", "id", "学号", "工号", "学工号", "人员编号", "编号", "校园卡号"),
    "amount": ("amount", "sum", "金额", "应缴金额", "应缴", "费用"),
    "due": ("due", "deadline", "pay by", "截止日期", "缴费截止", "截止"),
    "note": ("note", "remark", "备注", "说明"),
}
LONGEST_NOTE = 100

_FAULTS: Mapping[str, Text] = {
    "missing": Text("缺少人员编号", "The person's number is missing"),
    "unknown": Text("查无此人", "There is no such person"),
    "left": Text("此人已离校", "This person has left"),
    "double": Text("此人在名单中重复出现", "This person is in the list twice"),
    "amount": Text("金额有误，须大于 0、最多两位小数", "This is no sum above nought with at most two places"),
    "due": Text("截止日期有误，须为今天以后的日期", "The last day must be a day from today on"),
    "nothing": Text("没有金额，也没有截止日期", "There is neither a sum nor a last day"),
    "note": Text(f"备注不能超过 {LONGEST_NOTE} 字", f"The note must be at most {LONGEST_NOTE} characters"),
}


@dataclass
class Incoming:
    """A row: its line in the file, whom it names, the charge it asks for, what is wrong with which column."""

    line: int
    person: str
    amount: int | None = None
    due: str = ""
    note: str = ""
    faults: list[dict[str, Any]] = field(default_factory=list)

    def blame(self, column: str, code: str) -> None:
        self.faults.append({"column": column, "code": code, "message": _FAULTS[code].to_dict()})

    def charge(self, bill: Bill) -> Charge:
        return Charge(bill.id, self.person, self.amount, self.due, self.note)


def check_whole(file: IO[bytes], bill: Bill) -> None:
    """Read it once to its end, before anything is written: too long, or broken somewhere. Raises `FileRefused`."""
    if sum(1 for _ in READERS[_kind(bill)](file)) > MOST_ROWS:
        raise FileRefused(f"一次最多 {MOST_ROWS} 人", f"At most {MOST_ROWS} people in one notice")


def read_rows(file: IO[bytes], bill: Bill, now: datetime) -> Iterator[Incoming]:
    """Every row from the beginning, judged but for whether the person exists. Raises `FileRefused`."""
    kind = _kind(bill)
    names: dict[str, str] = {}
    seen: set[str] = set()
    for line, cells in READERS[kind](file):
        names = names or _columns(cells)
        row = _judged(line, {column: _text(cells.get(header)) for column, header in names.items()}, bill, now)
        if row.person in seen:
            row.blame("person", "double")
        seen.add(row.person)
        yield row


def _kind(bill: Bill) -> str:
    return bill.to["file"].rpartition(".")[2].lower()


def _judged(line: int, cells: Mapping[str, str], bill: Bill, now: datetime) -> Incoming:
    row = Incoming(line, cells["person"], bill.amount, bill.due, cells.get("note", ""))
    if not row.person:
        row.blame("person", "missing")
    if told := cells.get("amount"):
        row.amount = read_amount(told)
        if row.amount is None:
            row.blame("amount", "amount")
    if told := cells.get("due"):
        row.due = read_day(told, now) or ""
        if not row.due:
            row.blame("due", "due")
    if row.amount is None and not row.due and not row.faults:
        row.blame("amount", "nothing")
    if len(row.note) > LONGEST_NOTE or not row.note.isprintable():
        row.blame("note", "note")
    return row


def _columns(cells: Mapping[str, Any]) -> dict[str, str]:
    """Our column to the file's header. Raises `FileRefused`."""
    given = {_text(header).lower(): header for header in cells}
    found = {column: next((given[one] for one in known if one in given), "") for column, known in HEADERS.items()}
    if not found["person"]:
        raise FileRefused("第一行须有“学号”“工号”或“人员编号”列", "The first row must have a column “person”")
    return {column: header for column, header in found.items() if header}


def _text(cell: Any) -> str:
    return unicodedata.normalize("NFKC", str(cell if cell is not None else "")).strip()
