"""What a definition may say of a document, and what one application makes of it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.catalogue import CATALOGUE_ROOT, Definition
from chalicelib.catalogue.read_yaml import read_yaml
from chalicelib.certificates.fill import valid_until
from chalicelib.certificates.model import grouped, new_code, read_code
from chalicelib.certificates.template import Template, number_in, series_of, template_findings
from chalicelib.checking import problems_of
from chalicelib.shared.masked_name import masked_name
from chalicelib.shared.text import Text
from tests.certificates.conftest import SETTINGS

KNOWN: dict[str, Any] = {
    "fields": {"reason": "text", "validity": "date_range", "on": "date", "lang": "choice"},
    "options": {"lang": ["zh", "en", "both"], "delivery": ["post"]},
    "sure": ["reason", "on"],
    "steps": ["review"],
    "units": ["registry"],
}


def findings(**changed: Any) -> list[str]:
    return [finding.pointer for finding in template_findings({**SETTINGS, **changed}, **KNOWN)]


@pytest.mark.req("Z-F4", "Z-F11")
def test_a_good_template_has_no_findings() -> None:
    assert findings() == []
    assert findings(language="form.lang", valid="form.validity", issuer="registry") == []


@pytest.mark.req("Z-F4")
def test_publishing_refuses_a_place_that_says_nothing_with_its_line() -> None:
    path = CATALOGUE_ROOT / "presidents-office" / "introduction-letter.yaml"
    text = path.read_text("utf-8").replace("{form.recipient}：", "{form.recipent}：")
    raw, lines, faults = read_yaml(text)
    assert not faults
    units = ["presidents-office"]
    problems = problems_of(Definition("letter.yaml", raw, lines), units, datetime(2026, 11, 23, tzinfo=UTC))
    (found,) = [one for one in problems if "recipent" in one.message.zh]
    assert text.splitlines()[found.line - 1].strip().startswith('- {zh: "{form.recipent}：')


@pytest.mark.parametrize(("changed", "at"), [
    ({"number": "校证{n}号"}, "/number"),
    ({"number": "校证〔{year}〕号"}, "/number"),
    ({"number": "{year}{n}{n:3}"}, "/number"),
    ({"number": "{year}{n}{class}"}, "/number"),
    ({"number": "{year}{n}" + "证" * 40}, "/number"),
    ({"number": 3}, "/number"),
    ({"title": {"zh": "证明"}}, "/title"),
    ({"issuer": "nowhere"}, "/issuer"),
    ({"language": "fr"}, "/language"),
    ({"language": "form.delivery"}, "/language"),
    ({"valid": 0}, "/valid"),
    ({"valid": True}, "/valid"),
    ({"valid": "form.reason"}, "/valid"),
    ({"colour": "red"}, "/colour"),
    ({"body": []}, "/body"),
    ({"body": [{"zh": "甲"}]}, "/body/0"),
    ({"body": [{"zh": "甲", "en": "A", "fr": "A"}]}, "/body/0"),
    ({"body": [{"zh": "甲", "en": "{form.reasons}"}]}, "/body/0"),
    ({"body": [{"zh": "{applicant.mobile}", "en": "A"}]}, "/body/0"),
    ({"body": [{"zh": "{step.later.by}", "en": "A"}]}, "/body/0"),
    ({"body": [{"zh": "{step.review.why}", "en": "A"}]}, "/body/0"),
    ({"body": [{"zh": "{code}", "en": "A"}]}, "/body/0"),
    ({"body": [{"zh": "{form.lang}", "en": "A"}]}, "/body/0"),
    ({"body": [{"zh": "{valid_until}", "en": "A"}], "valid": None}, "/body/0"),
    ({"body": [{"label": {"zh": "甲", "en": "A"}}]}, "/body/0"),
    ({"body": [{"label": {"zh": "甲"}, "value": "x"}]}, "/body/0/label"),
    ({"body": [{"label": {"zh": "甲", "en": "A"}, "value": "{form.gone}"}]}, "/body/0/value"),
])  # fmt: skip
def test_what_is_wrong_is_named_by_its_place(changed: dict[str, Any], at: str) -> None:
    assert findings(**changed) == [at]


def test_numbers_are_filled_up_and_never_cut() -> None:
    series = series_of("校证〔{year}〕{n:3}号", 2026)
    assert [number_in(series, n) for n in (1, 42, 1234)] == [
        "校证〔2026〕001号",
        "校证〔2026〕042号",
        "校证〔2026〕1234号",
    ]
    assert number_in(series_of("LI-{year}-{n}", 2027), 7) == "LI-2027-7"


@given(st.lists(st.integers(1, 10**6), min_size=2, max_size=2, unique=True), st.integers(1, 9))
def test_two_running_numbers_never_make_the_same_number(pair: list[int], width: int) -> None:
    series = series_of(f"证{{year}}-{{n:{width}}}", 2026)
    assert number_in(series, pair[0]) != number_in(series, pair[1])


@pytest.mark.parametrize(("valid", "last"), [
    (None, ""), (30, "2026-12-23"), ("form.on", "2026-12-01"), ("form.validity", "2026-12-24"), ("form.gone", ""),
])  # fmt: skip
def test_the_last_day_is_counted_or_asked_for(valid: Any, last: str) -> None:
    form = {"on": "2026-12-01", "validity": {"from": "2026-11-24", "to": "2026-12-24"}}
    assert valid_until(Template.of({**SETTINGS, "valid": valid}), form, date(2026, 11, 23)) == last


@pytest.mark.req("H-17")
def test_a_code_is_too_long_to_guess_and_forgives_how_it_is_typed() -> None:
    codes = {new_code() for _ in range(500)}
    assert len(codes) == 500
    assert all(len(code.replace("-", "")) * 5 >= 80 for code in codes)
    code = "0123A-BCDEF-GHJKM-NPQRS"
    for typed in (
        code.lower(),
        code.replace("-", " "),
        "O1Z3A-BCDEF-GHJKM-NPQRS".replace("Z", "2"),
        "０123Ａ–BCDEF GHJKM—NPQRS",
    ):
        assert read_code(typed) == code
    assert read_code("oI23a bcdef ghjkm npqrs") == code
    for wrong in ("", code[:-1], code + "0", "校验码" * 7, code.replace("A", "!"), code.replace("A", "U")):
        assert read_code(wrong) == ""


@given(st.text())
def test_whatever_is_typed_is_a_code_or_nothing(typed: str) -> None:
    found = read_code(typed)
    assert found == "" or grouped(found.replace("-", "")) == found


@pytest.mark.parametrize(("name", "shown"), [
    (Text("李明", "Li Ming"), Text("李*", "L*** M***")),
    (Text("欧阳娜娜", "Ouyang Nana"), Text("欧**娜", "O*** N***")),
    (Text("买买提江·阿不都热依木", "Mamatjan"), Text("买*********木", "M***")),
    (Text("John Smith", "John Smith"), Text("J*** S***", "J*** S***")),
    (Text("𬀩明", "Wei"), Text("𬀩*", "W***")),
    (Text("王", "W"), Text("王", "W***")),
])  # fmt: skip
def test_a_stranger_sees_enough_of_a_name_to_compare(name: Text, shown: Text) -> None:
    assert masked_name(name) == shown
