"""Kinds of column: what a cell may say, how the value is stored, how it reads.

`read_value` takes what a file or a request holds (texts as people and spreadsheets write them, or JSON values) and
gives the stored value, None for an empty cell, or raises `CellRefused` with a sentence for who sent it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from chalicelib.registers.model import MAX_KEY, Column
from chalicelib.shared.text import Text

MAX_TEXT = 1000
HIGHEST = 10**14
_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,6})?")
_YUAN = re.compile(r"(-?)([0-9]{1,12})(?:\.([0-9]{1,2}))?0*")
_DATE = re.compile(r"([0-9]{4})[-/.年]?([0-9]{1,2})[-/.月]?([0-9]{1,2})日?")
_TIME = re.compile(r"([01]?[0-9]|2[0-3])[:：]([0-5][0-9])(?::[0-5][0-9])?")
DAY_ZERO = date(1899, 12, 30)
"""Day 0 of a spreadsheet's date numbers (ECMA-376, 18.17.4.1, the 1900 system)."""
_YES, _NO = {"是", "y", "yes", "true", "1", "有"}, {"否", "n", "no", "false", "0", "无"}


class CellRefused(Exception):
    """The cell cannot be this column's value; `code` is stable."""

    def __init__(self, code: str, zh: str, en: str) -> None:
        super().__init__(code)
        self.code = code
        self.message = Text(zh, en)


def read_value(column: Column, raw: Any) -> Any:
    """The value as it is stored, or None. Raises `CellRefused`, and for no JSON value anything else."""
    if isinstance(raw, str):
        raw = unicodedata.normalize("NFC", raw).strip()
    if raw is None or raw in ("", [], {}):
        return None
    return KINDS[column.kind][0](column, raw)


def shown(column: Column, value: Any) -> Text:
    """How a stored value reads in both languages."""
    return KINDS[column.kind][1](column, value)


def masked(value: Any) -> Text:
    """What stands for a sensitive value: its length hidden, its last two characters kept where it is long."""
    text = value if isinstance(value, str) else str(value)
    ending = text[-2:] if len(text) >= 6 else ""
    return Text(f"****{ending}", f"****{ending}")


def _same(text: str) -> Text:
    return Text(text, text)


def _plain(column: Column, value: Any) -> Text:
    return _same(str(value))


def _text_of(raw: Any) -> str:
    if isinstance(raw, str):
        return raw
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return str(raw).removesuffix(".0")
    raise CellRefused("not_text", "须为文字", "must be a text")


def _text(column: Column, raw: Any) -> str:
    text = _text_of(raw)
    if len(text) > MAX_TEXT:
        raise CellRefused("too_long", f"不能超过 {MAX_TEXT} 个字符", f"must be at most {MAX_TEXT} characters")
    if any(unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\n\t" for sign in text):
        raise CellRefused("bad_character", "含有无法保存的字符", "holds a character that cannot be stored")
    return text


def _word(column: Column, raw: Any) -> str:
    text = _text(column, raw)
    if len(text) > MAX_KEY or "\n" in text:
        raise CellRefused(
            "too_long", f"不能超过 {MAX_KEY} 个字符", f"must be at most {MAX_KEY} characters, in one line"
        )
    return text


def _both(column: Column, raw: Any) -> dict[str, str]:
    """``{"zh", "en"}``, or one text for both with ``|`` between: ``体育馆 | Sports Hall``."""
    if isinstance(raw, str):
        zh, _, en = (part.strip() for part in raw.partition("|"))
        raw = {"zh": zh, "en": en or zh}
    if not isinstance(raw, Mapping):
        raise CellRefused("not_text", "须为中英文文字", "must be a text in Chinese and English")
    found = {lang: _text(column, raw.get(lang) or "") for lang in ("zh", "en")}
    if not all(found.values()):
        raise CellRefused("one_language", "须同时有中文和英文", "needs Chinese and English")
    return found


def _number(column: Column, raw: Any) -> int | float:
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        raw = str(raw).removesuffix(".0")
    text = unicodedata.normalize("NFKC", raw).replace(",", "").strip() if isinstance(raw, str) else ""
    if not _NUMBER.fullmatch(text):
        raise CellRefused("not_a_number", "须为数字", "must be a number")
    return float(text) if "." in text and float(text) % 1 else int(float(text)) if "." in text else int(text)


def _count(column: Column, raw: Any) -> int:
    number = _number(column, raw)
    if not isinstance(number, int) or number < 0:
        raise CellRefused("not_a_count", "须为不小于零的整数", "must be a whole number of zero or more")
    return number


def _money(column: Column, raw: Any) -> int:
    """A JSON integer is fen; a text is yuan."""
    if isinstance(raw, int) and not isinstance(raw, bool) and abs(raw) <= HIGHEST:
        return raw
    text = unicodedata.normalize("NFKC", raw) if isinstance(raw, str) else ""
    text = text.strip().removeprefix("¥").removesuffix("元").replace(",", "").strip()
    if match := _YUAN.fullmatch(text):
        fen = int(match[2]) * 100 + int((match[3] or "").ljust(2, "0"))
        return -fen if match[1] else fen
    raise CellRefused("not_an_amount", "须为以元为单位的金额，如 12000.50", "must be an amount in yuan, like 12000.50")


def _date(column: Column, raw: Any) -> str:
    text = _text_of(raw).split("T")[0].split(" ")[0]
    try:
        if re.fullmatch("[0-9]{5}", text):  # a spreadsheet keeps dates as days
            return (DAY_ZERO + timedelta(days=int(text))).isoformat()
        if match := _DATE.fullmatch(text):
            return date(*(int(part) for part in match.groups())).isoformat()
    except ValueError:
        pass
    raise CellRefused("not_a_date", "须为日期，如 2026-03-01", "must be a date, like 2026-03-01")


def _time(column: Column, raw: Any) -> str:
    text = _text_of(raw)
    if match := _TIME.fullmatch(text):
        return f"{int(match[1]):02d}:{match[2]}"
    if re.fullmatch(r"0?\.[0-9]{1,15}", text):  # a spreadsheet keeps times as parts of a day
        minutes = round(float(text) * 24 * 60) % (24 * 60)
        return f"{minutes // 60:02d}:{minutes % 60:02d}"
    raise CellRefused("not_a_time", "须为时间，如 08:30", "must be a time, like 08:30")


def _yes_no(column: Column, raw: Any) -> bool:
    if isinstance(raw, bool):
        return raw
    word = _text_of(raw).lower()
    if word not in _YES | _NO:
        raise CellRefused("not_yes_no", "须为“是”或“否”", "must be yes or no")
    return word in _YES


def _choice(column: Column, raw: Any) -> str:
    word = _text_of(raw)
    for value, label in column.options.items():
        if word == value or word in label:
            return value
    words = "、".join(label.zh for label in column.options.values())
    known = ", ".join(label.en for label in column.options.values())
    raise CellRefused("not_an_option", f"须为其中之一：{words}", f"must be one of: {known}")


def _slots(column: Column, raw: Any) -> Any:
    raise CellRefused("not_imported", "预约时段只能由申请写入", "bookings are written by applications only")


def _money_shown(column: Column, value: Any) -> Text:
    sign = "-" if value < 0 else ""
    return _same(f"{sign}¥{abs(value) // 100:,}.{abs(value) % 100:02d}")


def _slots_shown(column: Column, value: Any) -> Text:
    return _same("  ".join(f"{slot['from']}–{slot['to']}" for slot in value))


Read = Callable[[Column, Any], Any]
Show = Callable[[Column, Any], Text]
KINDS: Mapping[str, tuple[Read, Show]] = {
    "text": (_text, _plain),
    "both": (_both, lambda column, value: Text.of(value)),
    "number": (_number, lambda column, value: _same(f"{value:,}")),
    "count": (_count, lambda column, value: _same(f"{value:,}")),
    "money": (_money, _money_shown),
    "date": (_date, _plain),
    "time": (_time, _plain),
    "yes_no": (_yes_no, lambda column, value: Text("是", "Yes") if value else Text("否", "No")),
    "choice": (_choice, lambda column, value: column.options.get(value, _same(str(value)))),
    "person": (_word, _plain),
    "unit": (_word, _plain),
    "row": (_word, _plain),
    "slots": (_slots, _slots_shown),
}
