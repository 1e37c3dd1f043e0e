"""Each kind of field: what it takes, how it stores it, and what it says when it refuses."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.forms import display_of
from chalicelib.forms.field_type import type_codes
from tests.forms.samples import APPLICANT, Upload, clean, form_of, raw_field, refusals

OPTIONS = [{"value": "a", "zh": "甲", "en": "First"}, {"value": "b", "zh": "乙", "en": "Second"}]
COLUMNS = [
    {"field": "what", "type": "text", "label": {"zh": "科目", "en": "Subject"}, "required": True},
    {"field": "amount", "type": "money", "label": {"zh": "金额", "en": "Amount"}, "min": -100000},
]
TABLE = {"type": "rows", "columns": COLUMNS, "totals": ["amount"], "max_rows": 2}
ZERO = {**TABLE, "balance": [{"column": "amount", "equals": 0}]}
PAST = {"type": "application", "applications": {"services": "student-leave", "states": "completed approved"}}
CARD = "6222020000001234566"
TAKEN: list[tuple[dict[str, Any], Any, Any]] = [
    ({"type": "text"}, "  事由 ", "事由"),
    ({"type": "text"}, "e\u0301", "\u00e9"),
    ({"type": "long_text"}, "一\r\n二", "一\n二"),
    ({"type": "definition"}, "service: one\r\nname: {zh: 一}", "service: one\nname: {zh: 一}\n"),
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
    ({"type": "money", "min": -500}, "-3.5", -350),
    ({"type": "bank_card"}, " 6222 0200-0000 1234566 ", CARD),
    ({"type": "id_number"}, " 11010519491231002x ", "11010519491231002X"),
    ({"type": "student_number"}, "２０２３010101", "2023010101"),
    ({"type": "staff_number"}, 120111, "120111"),
    ({"type": "campus"}, "campus-north", {"id": "campus-north", "name": {"zh": "北校区", "en": "North Campus"}}),
    (
        {"type": "place"},
        {"campus": "campus-north", "place": " 3 号楼 201 "},
        {"campus": {"id": "campus-north", "name": {"zh": "北校区", "en": "North Campus"}}, "place": "3 号楼 201"},
    ),
    ({"type": "picture"}, ["photo"], ["photo"]),
    ({"type": "signature"}, {"drawn": "ink"}, {"drawn": "ink"}),
    ({"type": "signature"}, {"typed": " 林晓雨 "}, {"typed": "林晓雨"}),
    (PAST, "app1", {"id": "app1", "number": "20261101-000001", "title": {"zh": "病假申请", "en": "Sick leave"}}),
    (TABLE, [{"what": "差旅", "amount": "12.5"}, {"what": "", "amount": None}], [{"what": "差旅", "amount": 1250}]),
    (ZERO, [{"what": "a", "amount": 700}, {"what": "b", "amount": "-7"}],
     [{"what": "a", "amount": 700}, {"what": "b", "amount": -700}]),
]
REFUSED: list[tuple[dict[str, Any], Any, str]] = [
    ({"type": "text"}, 5, "wrong_type"),
    ({"type": "definition"}, {"service": "one"}, "wrong_type"),
    ({"type": "definition"}, "a: [", "not_yaml"),
    ({"type": "definition"}, "a: &b [1]\nc: *b", "not_yaml"),
    ({"type": "definition"}, "a: b\x00", "unusable_characters"),
    ({"type": "definition"}, "# " + "x" * 50_000, "too_long"),
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
    ({"type": "file"}, ["raw"], "not_checked"),
    ({"type": "bank_card"}, "6222020000001234567", "wrong_check_digit"),
    ({"type": "bank_card"}, "1234", "not_a_card_number"),
    ({"type": "bank_card"}, 6222020000000000, "wrong_type"),
    ({"type": "id_number"}, "110105194912310021", "wrong_check_digit"),
    ({"type": "id_number"}, "110105194902300027", "not_an_id_number"),
    ({"type": "id_number"}, "130503670401001", "not_an_id_number"),
    ({"type": "id_number"}, 110105194912310021, "wrong_type"),
    ({"type": "student_number"}, "120111", "unknown_number"),
    ({"type": "staff_number"}, "2023010101", "unknown_number"),
    ({"type": "staff_number"}, "12011l'", "unknown_number"),
    ({"type": "campus"}, "college-cs", "unknown_unit"),
    ({"type": "place"}, {"campus": "campus-north"}, "required"),
    ({"type": "place"}, {"campus": "library", "place": "a"}, "unknown_unit"),
    ({"type": "picture"}, ["u1"], "wrong_type"),
    ({"type": "signature"}, {"drawn": "photo"}, "wrong_type"),
    ({"type": "signature"}, {"drawn": "ink", "typed": "x"}, "wrong_type"),
    (PAST, "app2", "unknown_application"),
    (PAST, {"id": "nothing"}, "unknown_application"),
    ({**PAST, "applications": {"states": "rejected"}}, "app1", "unknown_application"),
    (TABLE, [{"what": "a"}] * 3, "too_many"),
    ({**TABLE, "min_rows": 2}, [{"what": "a"}], "too_few"),
    (TABLE, [{"amount": 1}], "required"),
    (TABLE, [{"what": "a", "other": 1}], "wrong_type"),
    (ZERO, [{"what": "a", "amount": 700}, {"what": "b", "amount": -699}], "unbalanced"),
]
PHOTO = {"type": "image/jpeg", "name": "photo.jpg"}
FILES = {
    upload.id: upload
    for upload in (
        Upload("u1"), Upload("u2"), Upload("raw", is_clean=False), Upload("photo", **PHOTO),
        Upload("ink", type="image/png", name="signature.png"),
    )
}  # fmt: skip


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
    elsewhere = {"register_row", "shown_value", "right_value", "service"}  # with the sources they look up
    assert set(type_codes()) - tried == {"note", "computed"} | elsewhere


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


def test_a_bank_card_shows_its_last_four_digits_to_everybody_but_the_applicant() -> None:
    form, value = form_of(raw_field(type="bank_card")), {"x": CARD}
    (row,) = display_of(form, value)
    assert (row["value"], row["display"]["en"]) == ("*" * 15 + CARD[-4:], "*" * 15 + CARD[-4:])
    assert display_of(form, value, own=True)[0]["value"] == CARD


def test_an_id_number_is_masked_for_everybody_but_the_applicant() -> None:
    form, value = form_of(raw_field(type="id_number")), {"x": "11010519491231002X"}
    assert display_of(form, value)[0]["value"] == "110***********002X"
    assert display_of(form, value)[0]["display"] == {"zh": "110***********002X", "en": "110***********002X"}
    assert display_of(form, value, own=True)[0]["value"] == value["x"]
    assert display_of(form_of(raw_field(type="id_number", mask=False)), value)[0]["value"] == value["x"]


def test_a_table_reads_line_by_line_with_its_totals() -> None:
    shown = display_of(form_of(raw_field(**TABLE)), {"x": [{"what": "差旅", "amount": 125050}]})[0]["display"]
    assert shown == {
        "zh": "1. 差旅，1,250.50 元\n金额合计：1,250.50 元",
        "en": "1. 差旅, CNY 1,250.50\nTotal of Amount: CNY 1,250.50",
    }


def test_a_table_that_does_not_balance_says_both_sums_and_may_be_held_against_another_answer() -> None:
    form = form_of(
        raw_field(field="budget", type="money"),
        raw_field(field="x", **{**TABLE, "balance": [{"column": "amount", "equals": "budget"}]}),
    )
    found = refusals(form, {"budget": 500, "x": [{"what": "a", "amount": 400}]})["/form/x"][1]
    assert "合计为4.00 元，应为5.00 元" in found.zh and "CNY 4.00" in found.en and "CNY 5.00" in found.en
    assert refusals(form, {"budget": 400, "x": [{"what": "a", "amount": 400}]}) == {}


def test_a_field_is_only_for_its_audience() -> None:
    form = form_of(raw_field(audience=["staff"], required=True), raw_field(field="y", when={"x": {"empty": True}}))
    assert clean(form, {"x": "not asked", "y": "taken"}) == {"y": "taken"}
    staff = {"applicant": {**APPLICANT["applicant"], "category": "staff"}}
    assert refusals(form, {}, facts=staff)["/form/x"][0] == "required"


def test_values_worked_out_of_others_may_be_compared_with_others() -> None:
    form = form_of(
        raw_field(field="budget", type="money", required=True),
        raw_field(field="x", **TABLE),
        raw_field(field="spent", type="computed", result="money", compute={"total": "x.amount"}),
        raw_field(field="left", type="computed", result="money", compute={"difference": ["budget", "spent"]}),
        raw_field(field="why", required={"spent": {"gt": {"of": {"product": ["budget", 2]}}}}),
    )
    rows = [{"what": "a", "amount": 900}]
    assert clean(form, {"budget": 500, "x": rows})["left"] == -400
    assert refusals(form, {"budget": 400, "x": rows})["/form/why"][0] == "required"
