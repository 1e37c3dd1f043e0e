"""What the hall fills in, how a form is described to the browser, and how it reads when it is filled in."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chalicelib.errors import UploadRefused
from chalicelib.forms import (
    check_upload,
    describe,
    diff_of,
    display_of,
    known_values,
    offers_of,
    prefill,
    profile,
    step_fields,
    title_of,
)
from chalicelib.forms.sources import is_source
from chalicelib.people import Person
from chalicelib.shared.text import Text
from tests.forms.samples import APPLICANT, COLLEGE, DIRECTORY, TODAY, Upload, form_of, raw_field

MARIE = Person(
    "2024910101", Text("玛丽", "Marie Dubois"), "international", {"college": "college-cs", "class": "class-csi24"},
    mobile="19900000001", lang="en", extra={"major": {"zh": "软件工程", "en": "Software Engineering"}},
)  # fmt: skip
UNITS = {COLLEGE.id: COLLEGE}
FORM = form_of(
    raw_field(field="name", prefill="applicant.name", editable=False),
    raw_field(field="college", prefill="applicant.college.name"),
    raw_field(field="mobile", type="phone", prefill="applicant.mobile", required=True),
    raw_field(field="dormitory", prefill="applicant.dormitory", editable=False),
    raw_field(field="teacher", type="person", people={"role": "course_teacher officer", "of": "applicant.college"}),
    raw_field(field="start", type="date", min="today", max="today+7", when={"mobile": {"empty": False}}),
    raw_field(field="papers", type="file", accept=["pdf", "jpg"], max_size_mb=2, max_count=2),
    raw_field(field="reply", type="long_text", at_step="reply"),
)


@pytest.mark.req("C-11", "Z-01", "Z-16")
def test_each_value_says_where_it_comes_from_and_who_answers_for_it() -> None:
    known = prefill(FORM, MARIE, UNITS)
    name = known["name"]
    assert name.value == {"zh": "玛丽", "en": "Marie Dubois"}
    assert name.source == Text("留学生信息", "International student records")
    assert (name.owner, name.editable) == ("international", False)
    assert known["mobile"].owner == "network-centre"
    assert set(known) == {"name", "college", "mobile"}, "what the hall does not know is left to the applicant"


@pytest.mark.req("Z-01")
def test_each_value_says_of_when_it_is_and_a_proven_address_since_when() -> None:
    assert prefill(FORM, MARIE, UNITS)["name"].fresh_at is None, "nobody said"
    known = replace(MARIE, as_of="2026-11-22T20:00:00.000Z")
    assert {one.fresh_at for one in prefill(FORM, known, UNITS).values()} == {"2026-11-22T20:00:00.000Z"}
    proven = replace(known, contacts={"mobile": ("2026-11-23T01:00:00.000Z", "19900000002")})
    assert prefill(FORM, proven, UNITS)["mobile"].fresh_at == "2026-11-23T01:00:00.000Z"
    taken_back = replace(known, contacts={"mobile": ("2026-11-23T01:00:00.000Z", "")})
    assert prefill(FORM, taken_back, UNITS)["mobile"].fresh_at == "2026-11-22T20:00:00.000Z"


@pytest.mark.req("X4")
def test_everything_that_is_known_of_a_person_can_be_disputed() -> None:
    names = ("major", "grade", "title", "duty", "rank_name", "office", "office_phone", "gender", "nationality",
             "id_number_masked", "dormitory", "expected_graduation", "student_number", "supervisor_name")  # fmt: skip
    everything = dict.fromkeys(names, "x")
    marked = replace(MARIE, extra=everything, disputed={"directory:applicant.major": "app-1"})
    facts = [fact for records in profile(marked, UNITS) for fact in records["facts"]]
    assert len(facts) > len(everything)
    assert all(is_source(fact["place"].removeprefix("directory:")) for fact in facts)
    assert [fact["name"] for fact in facts if fact["disputed"]] == ["major"]


def test_an_editable_value_is_one_text_in_the_persons_language() -> None:
    assert known_values(prefill(FORM, MARIE, UNITS))["college"] == COLLEGE.name.en
    assert known_values(prefill(FORM, replace(MARIE, lang="zh"), UNITS))["college"] == COLLEGE.name.zh


def test_the_description_says_all_the_browser_needs() -> None:
    offers = offers_of(FORM, APPLICANT, DIRECTORY, TODAY)
    fields = {field["name"]: field for field in describe(FORM, offers=offers, today=TODAY)}
    assert "reply" not in fields
    assert fields["name"]["editable"] is False
    assert fields["start"]["limits"] == {"min": "2026-11-23", "max": "2026-11-30"}
    assert fields["start"]["when"] == {"mobile": {"empty": False}}
    assert fields["papers"]["accept"] == [".pdf", ".jpg", ".jpeg"]
    assert fields["mobile"]["missing"] == {"zh": "请填写请假事由", "en": "Enter the reason for leave"}
    teachers = [option["value"] for option in fields["teacher"]["options"]]
    assert teachers == ["120111", "999999"], "a person in two rosters is offered once"


def test_a_steps_own_fields_are_described_to_the_step() -> None:
    assert [field["name"] for field in describe(FORM, names={"reply"}, today=TODAY)] == ["reply"]
    assert [field.name for field in step_fields(FORM, "reply")] == ["reply"]


def test_values_read_in_both_languages() -> None:
    values = {"name": {"zh": "玛丽", "en": "Marie"}, "start": "2026-11-23", "papers": ["u1", "u2"], "reply": "好"}
    files = {"u1": Upload("u1", name="a.pdf"), "u2": Upload("u2", name="b.pdf")}
    shown = {row["name"]: row["display"] for row in display_of(FORM, values, files)}
    assert shown == {
        "name": {"zh": "玛丽", "en": "Marie"},
        "start": {"zh": "2026年11月23日", "en": "23 November 2026"},
        "papers": {"zh": "a.pdf、b.pdf", "en": "a.pdf, b.pdf"},
        "reply": {"zh": "好", "en": "好"},
    }
    assert display_of(FORM, {"papers": ["u1"]})[0]["display"] == {"zh": "1 个文件", "en": "1 file"}


def test_what_changed_since_last_time() -> None:
    before, after = {"mobile": "1", "start": "a"}, {"mobile": "2", "papers": ["u"]}
    assert diff_of(FORM, before, after) == ["mobile", "start", "papers"]


def test_a_title_is_filled_cut_and_never_formatted_twice() -> None:
    template = Text("{applicant_name}：{mobile}{start}", "{applicant_name}: {mobile}{start}")
    title = title_of(template, FORM, {"mobile": "{name}" * 30}, Text("林晓雨", "Lin Xiaoyu"))
    assert title.zh == "林晓雨：" + ("{name}" * 30)[:39] + "…"
    assert title.en.startswith("Lin Xiaoyu: {name}")


@pytest.mark.parametrize(
    ("field", "name", "type", "size", "pointer"),
    [
        ("mobile", "a.pdf", "application/pdf", 1, "/field"),
        ("papers", "a.png", "image/png", 1, "/type"),
        ("papers", "a.pdf.exe", "application/pdf", 1, "/type"),
        ("papers", "a.pdf", "application/pdf", 2 * 1024 * 1024 + 1, "/size"),
    ],
)
def test_a_file_that_will_not_fit_is_refused_before_it_is_sent(
    field: str, name: str, type: str, size: int, pointer: str
) -> None:
    with pytest.raises(UploadRefused) as refused:
        check_upload(FORM, field, name=name, type=type, size=size)
    assert [error.pointer for error in refused.value.errors] == [pointer]
    assert check_upload(FORM, "papers", name="a.PDF", type="application/pdf", size=2 * 1024 * 1024).name == "papers"
