"""Whatever JSON arrives, a form either takes it or refuses it; nothing else can happen (PROMISES R48)."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.errors import InvalidForm
from chalicelib.forms import diff_of, display_of, facts_of, facts_so_far, parse_form, title_of
from chalicelib.shared.text import Text
from tests.forms.samples import APPLICANT, DIRECTORY, TODAY, Upload, clean, raw_field

OPTIONS = [{"value": "a", "zh": "甲", "en": "First"}, {"value": "b", "zh": "乙", "en": "Second"}]
SPECS: list[dict[str, Any]] = [
    {"type": "text", "pattern": "[A-Z]{2}", "hint": {"zh": "两个字母", "en": "two letters"}},
    {"type": "long_text"},
    {"type": "number"},
    {"type": "number", "decimals": 3},
    {"type": "money"},
    {"type": "date", "min": "today-30"},
    {"type": "date_range", "max_days": 30},
    {"type": "time"},
    {"type": "choice", "options": OPTIONS},
    {"type": "choices", "options": OPTIONS},
    {"type": "yes_no"},
    {"type": "phone"},
    {"type": "email"},
    {"type": "person", "people": {"role": "course_teacher", "of": "applicant.college"}},
    {"type": "person"},
    {"type": "unit"},
    {"type": "file", "max_count": 3},
    {"type": "agreement"},
    {"type": "note"},
    {"type": "text", "prefill": "applicant.name", "editable": False},
    {"type": "id_number"},
    {"type": "student_number"},
    {"type": "staff_number"},
    {"type": "campus"},
    {"type": "place"},
    {"type": "picture", "max_count": 2},
    {"type": "signature"},
    {"type": "application"},
    {
        "type": "rows",
        "columns": [raw_field(field="id", type="number", decimals=2), raw_field(field="to", type="date")],
        "totals": ["id"],
        "balance": [{"column": "id", "equals": "f2"}],
    },
    {"type": "bank_card"},
    {"type": "shown_value"},
    {"type": "right_value", "of": "f30"},
    {"type": "definition"},
    {"type": "service"},
]
PRIVATE = {"note", "definition", "id_number", "bank_card", "signature", "rows", "right_value"}
FORM = parse_form(
    [
        *(raw_field(field=f"f{n}", fact=spec["type"] not in PRIVATE, **spec) for n, spec in enumerate(SPECS)),
        raw_field(field="days", type="computed", compute={"days_in": "f6"}),
        raw_field(
            field="sum", type="computed", compute={"sum": ["days", {"total": "f28.id"}, {"product": ["f2", "f3"]}]}
        ),
        raw_field(
            field="more", when={"any": [{"days": {"gt": 3}}, {"f10": {"eq": True}}]}, required={"f8": {"eq": "a"}}
        ),
    ]
)
NAMES = st.sampled_from([*FORM.names, "unknown", "\ud800", "~/"])
# Strings that are nearly right reach deeper than random ones.
NEARLY = st.sampled_from(
    ["", " ", "a", "2026-11-23", "2026-02-30", "0000-00-00", "08:30", "1e400", "１２", "-0", "yes", "120111", "library",
     "campus-north", "app1", "11010519491231002X", "u1", "\ud800", "\u0000", "a@b.example", "+" * 30, "9" * 5000,
     "12,000.50", "from", "\u202e", "directory:applicant.name", "register:grades:g1:score"]
)  # fmt: skip
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | NEARLY | st.text(max_size=30)
JSON = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["from", "to", "id", "zh", "en", "x", "campus", "place", "typed", "drawn"])
            | st.text(max_size=3),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)
FILES = {"u1": Upload("u1", field="f16")}


@given(st.dictionaries(NAMES, JSON, max_size=len(FORM.names)), st.booleans())
@settings(max_examples=400, deadline=None)
def test_it_is_taken_or_refused(values: dict[str, Any], as_step: bool) -> None:
    partial = set(FORM.names) if as_step else None
    try:
        taken = clean(FORM, values, files=FILES, partial=partial, required={"f0"} if as_step else ())
    except InvalidForm as refused:
        assert refused.errors
        for error in refused.errors:
            f"{error.pointer} {error.message.zh} {error.message.en}".encode()
        return
    # What is taken can be stored, shown, compared and decided by, and taken again unchanged.
    json.dumps(taken, ensure_ascii=False, allow_nan=False).encode()
    display_of(FORM, taken, FILES)
    facts_of(FORM, taken)
    title_of(Text("{f0}{f6}", "{f0}{f6}"), FORM, taken, Text("某", "X"))
    assert diff_of(FORM, taken, clean(FORM, taken, files=FILES)) == []


@given(JSON)
@settings(max_examples=100, deadline=None)
def test_a_form_that_is_no_mapping(values: Any) -> None:
    try:
        clean(FORM, values)
    except InvalidForm as refused:
        assert refused.errors


@given(st.dictionaries(NAMES, JSON, max_size=len(FORM.names)))
@settings(max_examples=100, deadline=None)
def test_a_half_filled_form_of_any_kind_tells_facts_or_nothing(values: dict[str, Any]) -> None:
    facts, unknown = facts_so_far(FORM, values, facts=APPLICANT, known={}, directory=DIRECTORY, today=TODAY)
    json.dumps(facts, ensure_ascii=False, allow_nan=False)
    assert not set(facts) & unknown
    assert set(facts) | unknown <= set(FORM.names)
