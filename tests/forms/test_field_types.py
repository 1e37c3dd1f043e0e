"""Each kind of field: what it takes, how it stores it, and what it says when it refuses."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.forms.field_type import type_codes
from tests.forms.samples import Upload, clean, form_of, raw_field, refusals

OPTIONS = [{"value": "a", "zh": "甲", "en": "First"}, {"value": "b", "zh": "乙", "en": "Second"}]
TAKEN: list[tuple[dict[str, Any], Any, Any]] = [
    ({"type": "text"}, "  事由 ", "事由"),
    ({"type": "text"}, "e\u0301", "\u00e9"),
    ({"type": "long_text"}, "一\r\n二", "一\n二"),
    ({"type": "text", "pattern": "[A-Z]{2}", "hint": {"zh": "两个字母", "en": "two letters"}}, "AB", "AB"),
    ({"type": "number"}, 3, 3),
    ({"type": "number"}, " １２ ", 12),
    ({"type": "number"}, 3.0, 3),
    ({"type": "number", "decimals": 2}, "3.25", 3.25),
    ({"type": "money"}, 1250, 1250),
    ({"type": "money"}, "¥12,000.5", 1200050),
    ({"type": "date"}, "2026-11-23", "2026-11-23"),
    ({"type": "date_range"}, {"from": "2026-11-23", "to": "2026-11-25"}, {"from": "2026-11-23", "to": "2026-11-25"}),
    ({"type": "time"}, "08:30", "08:30"),
    ({"type": "choice", "options": OPTIONS}, "b", "b"),
    ({"type": "choices", "options": OPTIONS}, ["b", "a", "b"], ["a", "b"]),
    ({"type": "yes_no"}, False, False),
    ({"type": "yes_no"}, "yes", True),
    ({"type": "phone"}, "+86 199-0000-0000", "19900000000"),
    ({"type": "phone"}, "0000-88110102", "000088110102"),
    ({"type": "phone"}, "0033 6 12 34 56 78", "+33612345678"),
    ({"type": "email"}, " a@b.example ", "a@b.example"),
    ({"type": "person"}, "120111", {"id": "120111", "name": {"zh": "陈老师", "en": "Chen Wei"}}),
    (
        {"type": "person", "people": {"role": "course_teacher", "of": "applicant.college"}},
        {"id": "120111", "name": {"zh": "骗子", "en": "Cheat"}},
        {"id": "120111", "name": {"zh": "陈老师", "en": "Chen Wei"}},
    ),
    (
        {"type": "unit", "units": {"kind": "department"}},
        "library",
        {"id": "library", "name": {"zh": "图书馆", "en": "Library"}},
    ),
    ({"type": "file"}, ["u1"], ["u1"]),
    ({"type": "agreement"}, True, True),
]
REFUSED: list[tuple[dict[str, Any], Any, str]] = [
    ({"type": "text"}, 5, "wrong_type"),
    ({"type": "text"}, "a\nb", "unusable_characters"),
    ({"type": "text"}, "a\u202eb", "unusable_characters"),
    ({"type": "text"}, "a\ud800b", "unusable_characters"),
    ({"type": "text", "max_length": 3}, "四个字呀", "too_long"),
    ({"type": "text", "min_length": 3}, "两字", "too_short"),
    ({"type": "text", "pattern": "[A-Z]{2}", "hint": {"zh": "两个字母", "en": "two letters"}}, "A1", "wrong_format"),
    ({"type": "number"}, True, "not_a_number"),
    ({"type": "number"}, float("nan"), "not_a_number"),
    ({"type": "number"}, 10**400, "not_a_number"),
    ({"type": "number"}, 3.5, "not_a_number"),
    ({"type": "number", "min": 1}, 0, "too_low"),
    ({"type": "number", "max": 9}, 10, "too_high"),
    ({"type": "money"}, 12.5, "not_an_amount"),
    ({"type": "money"}, "12.345", "not_an_amount"),
    ({"type": "money"}, -1, "too_low"),
    ({"type": "date"}, "2026-02-30", "not_a_date"),
    ({"type": "date"}, "20260223", "not_a_date"),
    ({"type": "date", "min": "today"}, "2026-11-22", "too_early"),
    ({"type": "date", "max": "today+3"}, "2026-11-27", "too_late"),
    ({"type": "date_range"}, {"from": "2026-11-23"}, "not_a_date"),
    ({"type": "date_range"}, {"from": "2026-11-23", "to": "2026-11-22"}, "wrong_order"),
    ({"type": "date_range", "max_days": 2}, {"from": "2026-11-23", "to": "2026-11-25"}, "too_many_days"),
    ({"type": "date_range"}, {"from": "2026-11-23", "to": "2026-11-25", "x": 1}, "wrong_type"),
    ({"type": "time"}, "24:00", "not_a_time"),
    ({"type": "choice", "options": OPTIONS}, "c", "not_an_option"),
    ({"type": "choice", "options": OPTIONS}, ["a"], "not_an_option"),
    ({"type": "choices", "options": OPTIONS, "max_count": 1}, ["a", "b"], "too_many"),
    ({"type": "choices", "options": OPTIONS}, ["c"], "not_an_option"),
    ({"type": "yes_no"}, 1, "not_yes_or_no"),
    ({"type": "phone"}, "12345", "not_a_phone"),
    ({"type": "email"}, "a@b", "not_an_email"),
    ({"type": "person"}, "nobody", "unknown_person"),
    ({"type": "person", "people": {"role": "course_teacher", "of": "applicant.college"}}, "999999", "unknown_person"),
    ({"type": "unit", "units": {"kind": "department"}}, "college-cs", "unknown_unit"),
    ({"type": "file"}, ["u1", "u2"], "too_many"),
    ({"type": "file"}, ["missing"], "unknown_file"),
    ({"type": "file", "accept": ["png"]}, ["u1"], "wrong_type"),
    ({"type": "agreement"}, "true", "wrong_type"),
]
FILES = {upload.id: upload for upload in (Upload("u1"), Upload("u2"))}


@pytest.mark.parametrize(("spec", "raw", "stored"), TAKEN)
def test_taken(spec: dict[str, Any], raw: Any, stored: Any) -> None:
    assert clean(form_of(raw_field(**spec)), {"x": raw}, files=FILES) == {"x": stored}


@pytest.mark.parametrize(("spec", "raw", "code"), REFUSED)
def test_refused(spec: dict[str, Any], raw: Any, code: str) -> None:
    found = refusals(form_of(raw_field(**spec)), {"x": raw}, files=FILES)
    assert found["/form/x"][0] == code
    assert "请假事由" in found["/form/x"][1].zh
    assert "eason for leave" in found["/form/x"][1].en


def test_every_kind_that_asks_is_tried() -> None:
    tried = {spec["type"] for spec, _, _ in TAKEN}
    assert set(type_codes()) - tried == {"note", "computed", "register_row"}


@pytest.mark.parametrize(
    ("upload", "code"),
    [
        (Upload("u", owner="somebody else"), "unknown_file"),
        (Upload("u", field="another"), "unknown_file"),
        (Upload("u", name="note.exe"), "wrong_type"),
        (Upload("u", type="text/html"), "wrong_type"),
        (Upload("u", size=2 * 1024 * 1024), "too_large"),
        (Upload("u", size=0), "empty"),
    ],
)
def test_an_upload_is_judged_by_what_the_hall_knows_of_it(upload: Upload, code: str) -> None:
    form = form_of(raw_field(type="file", max_size_mb=1))
    assert refusals(form, {"x": ["u"]}, files={"u": upload}, owner="2023010101")["/form/x"][0] == code


WORDS = [
    ({"required": True}, None, "请填写请假事由", "Enter the reason for leave"),
    ({"required": True}, "   ", "请填写请假事由", "Enter the reason for leave"),
    ({"type": "file", "required": True}, [], "请上传请假事由", "Upload the reason for leave"),
    ({"type": "choice", "options": OPTIONS, "required": True}, "", "请选择请假事由", "Select the reason for leave"),
    ({"called": {"zh": "事由", "en": "why you go"}, "required": True}, None, "请填写事由", "Enter why you go"),
    ({"max_length": 3}, "四个字呀", "请假事由不能超过 3 个字", "The reason for leave must be 3 characters or fewer"),
    (
        {"type": "date", "min": "today"},
        "2026-11-01",
        "请假事由不能早于今天",
        "The reason for leave must be today or later",
    ),
    (
        {"type": "money", "min": 100},
        99,
        "请假事由不能少于 1.00 元",
        "The reason for leave must be CNY 1.00 or more",
    ),
]


@pytest.mark.parametrize(("spec", "raw", "zh", "en"), WORDS)
def test_messages_name_the_field_and_say_what_to_do(spec: dict[str, Any], raw: Any, zh: str, en: str) -> None:
    message = refusals(form_of(raw_field(**spec)), {"x": raw})["/form/x"][1]
    assert tuple(message) == (zh, en)
