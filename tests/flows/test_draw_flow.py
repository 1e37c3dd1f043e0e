"""The picture says what the flow says, to everybody: well formed, nothing overlaps, status without colour."""

from __future__ import annotations

import re
from itertools import combinations
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings

from chalicelib.flows import (
    Labels,
    condition_words,
    draw_flow,
    holder_words,
    parse_by,
    parse_flow,
    steps_of,
    within_words,
)
from chalicelib.flows.diagram_pen import GLYPHS, STATUS
from chalicelib.flows.diagram_text import text_width, wrap
from chalicelib.shared.conditions import parse_condition
from chalicelib.shared.text import Text
from tests.flows import samples
from tests.flows.samples import LEAVE, STANDARD, step

SVG = "{http://www.w3.org/2000/svg}"
LABELS = Labels(
    roles={"officer": Text("经办人", "Officer")},
    units={"registry": Text("教务处", "Registry")},
    fields={"days": Text("请假天数", "The number of days"), "kind": Text("请假类型", "The kind of leave")},
    options={"kind": {"sick": Text("病假", "sick leave"), "personal": Text("事假", "personal leave")}},
    money=frozenset({"amount"}),
)
OFFICES = [step(f"office_{n}", title={"zh": f"第{n}办公室确认", "en": f"Confirmation by office {n}"}) for n in range(8)]
LEAVING = [step("college"), {"parallel": [[office] for office in OFFICES]}, step("registry")]


def drawn(raw, lang="zh", *more, **options):
    return draw_flow(parse_flow(raw), lang, *more, labels=LABELS, **options)


def parsed(svg):
    return ElementTree.fromstring(svg)


def steps_in(svg):
    return {group.get("data-step"): group for group in parsed(svg).iter(f"{SVG}g") if group.get("data-step")}


def boxes(svg):
    """Every card as (left, top, right, bottom)."""
    found = []
    for rect in parsed(svg).iter(f"{SVG}rect"):
        if rect.get("class") == "box":
            x, y, width, height = (float(rect.get(key)) for key in ("x", "y", "width", "height"))
            found.append((x, y, x + width, y + height))
    return found


@given(samples.flows)
@settings(deadline=None)
def test_random_flows_are_drawn_whole_and_nothing_overlaps(raw):
    flow = parse_flow(raw)
    svg = draw_flow(flow, "en", {found.name: "now" for found in steps_of(flow)})
    assert set(steps_in(svg)) == {found.name for found in steps_of(flow)}
    _, _, width, height = map(float, parsed(svg).get("viewBox").split())
    cards = boxes(svg)
    for left, top, right, bottom in cards:
        assert left >= 0
        assert top >= 0
        assert right <= width
        assert bottom <= height
    for one, other in combinations(cards, 2):
        apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
        assert apart, (one, other)


@pytest.mark.req("C-15")
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("raw", [STANDARD, LEAVE, LEAVING])
def test_pictures_fit_a_phone(raw, lang):
    assert float(parsed(drawn(raw, lang, {"registry": "next"})).get("width")) <= 360


def test_departments_are_named_not_coded():
    svg = drawn(STANDARD)
    assert "教务处 · 经办人" in svg
    assert "officer" not in re.sub("<[^>]*>", "", svg)


def test_eight_offices_at_once_stand_in_two_columns():
    columns = {left for left, _, right, _ in boxes(drawn(LEAVING)) if right - left < 200}
    assert len(columns) >= 2
    assert "以下 8 项同时办理" in drawn(LEAVING)


@pytest.mark.parametrize("status", list(STATUS))
def test_a_status_shows_by_class_glyph_and_word(status):
    group = steps_in(drawn(STANDARD, "zh", {"finance": status}))["finance"]
    assert f"is-{status}" in group.get("class")
    assert any(path.get("d") == GLYPHS[status] for path in group.iter(f"{SVG}path"))
    assert STATUS[status].zh in group.find(f"{SVG}title").text


def test_a_guide_shows_no_status():
    assert "is-" not in drawn(STANDARD)
    assert "badge" not in drawn(STANDARD)


def test_the_applicants_turn_shows_at_the_start():
    svg = drawn(STANDARD, "zh", {"revise": "now", "counsellor": "returned"})
    assert "申请人修改中" in svg
    assert 'class="terminal start is-now"' in svg


def test_steps_can_be_reached_and_told():
    svg = drawn(LEAVE, "en", id="guide")
    group = steps_in(svg)["college"]
    assert (group.get("tabindex"), group.get("role")) == ("0", "link")
    root = parsed(svg)
    assert root.get("role") == "group"
    assert root.find(f"{SVG}title").get("id") == root.get("aria-labelledby") == "guide-en-title"
    assert "If The number of days is more than 3: Review (Registry · Officer)" in root.find(f"{SVG}desc").text


def test_a_still_picture_is_one_image_without_stops():
    svg = drawn(LEAVE, clickable=False)
    assert parsed(svg).get("role") == "img"
    assert "tabindex" not in svg


@pytest.mark.parametrize("nasty", ['<script>alert(1)</script>&"', "\"><img src=x onerror='x'>"])
def test_text_stays_text(nasty):
    raw = [step("a", title={"zh": nasty, "en": nasty})]
    svg = drawn(raw, "zh", {"a": "now"}, {"a": (Text(nasty, nasty),)})
    root = parsed(svg)
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
        "svg", "title", "desc", "g", "rect", "path", "text", "tspan", "circle",
    }  # fmt: skip
    assert not any(name == "style" or name.startswith("on") for element in root.iter() for name in element.attrib)


def test_notes_are_shown_in_the_card():
    lines = (Text("王芳", "Wang Fang"), Text("12月3日前", "By 3 Dec"))
    group = steps_in(drawn(STANDARD, "en", {"finance": "done"}, {"finance": lines}))
    assert [line.text for line in group["finance"].iter(f"{SVG}tspan")][-2:] == ["Wang Fang", "By 3 Dec"]


def test_a_way_that_is_not_begun_has_no_state_but_what_cannot_come():
    svg = drawn(STANDARD, "en", {"finance": "skipped"}, begun=False)
    assert {name for name, group in steps_in(svg).items() if "is-" in group.get("class")} == {"finance"}
    ends = [group.get("class") for group in parsed(svg).iter(f"{SVG}g") if "terminal" in group.get("class")]
    assert sorted(ends) == ["terminal end", "terminal start"]


@pytest.mark.parametrize(
    "text",
    ["处级及以上干部因公因私外出请假报备审批", "Approval by the vice president in charge", "Donaudampfschifffahrt",
     "研究生院（学位办）审核，含论文", "", "a"],
)  # fmt: skip
@pytest.mark.parametrize("width", [60, 106, 252])
def test_lines_fit_and_nothing_is_lost(text, width):
    lines = wrap(text, 14, width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(text_width(line, 14) <= width * 1.15 + 14 for line in lines)
    assert not any(line[:1] in "，。、）" for line in lines if line)


@pytest.mark.parametrize(
    ("data", "zh", "en"),
    [
        ({"days": {"gt": 3}}, "请假天数大于 3", "The number of days is more than 3"),
        ({"kind": {"in": ["sick", "personal"]}}, "请假类型为病假或事假",
         "The kind of leave is sick leave or personal leave"),
        ({"amount": {"ge": 123456700}}, "amount不小于 1,234,567 元", "Amount is at least CNY 1,234,567"),
        ({"amount": {"ge": 50}}, "amount不小于 0.50 元", "Amount is at least CNY 0.50"),
        ({"applicant.category": {"eq": "cadre"}}, "申请人身份为干部", "The applicant's category is cadre"),
        ({"applicant.units.campus": {"ne": "registry"}}, "申请人所在校区不是教务处",
         "The applicant's campus is not Registry"),
        ({"go_abroad": {"ne": True}}, "go abroad：否", "Go abroad: no"),
        ({"kind": {"empty": False}}, "已填写请假类型", "The kind of leave is given"),
        ({"not": {"any": [{"days": {"lt": 3}}, {"all": [{"days": {"eq": 4}}, {"kind": {"eq": "sick"}}]}]}},
         "不满足（请假天数小于 3，或（请假天数为4，且请假类型为病假））",
         "Not (the number of days is less than 3 or (the number of days is 4 and the kind of leave is sick leave))"),
    ],
)  # fmt: skip
def test_conditions_read_as_sentences(data, zh, en):
    condition = parse_condition(data)
    assert condition_words(condition, "zh", LABELS) == zh
    assert condition_words(condition, "en", LABELS) == en


@pytest.mark.parametrize(
    ("within", "zh", "en"),
    [("1 workday", "1 个工作日内", "within 1 working day"), ("3 workdays", "3 个工作日内", "within 3 working days"),
     ("4 hours", "4 个工作小时内", "within 4 working hours"), ("2 days", "2 天内", "within 2 days"), (None, "", "")],
)  # fmt: skip
def test_limits_read_as_sentences(within, zh, en):
    (one,) = steps_of(parse_flow([step("a", **({"within": within} if within else {}))]))
    assert (within_words(one, "zh"), within_words(one, "en")) == (zh, en)


@pytest.mark.parametrize(
    ("by", "zh", "en"),
    [
        ({"chain": "applicant.department"}, "部门负责人", "Head of department"),
        ({"chain": "applicant.college", "levels": 2}, "学院负责人逐级向上 2 级", "Head of college and up, 2 levels"),
        ({"chain": "form.unit"}, "承办单位负责人", "Head of responsible unit"),
        ({"linked": "form.unit"}, "承办单位的申请人", "Applicant of responsible unit"),
        ({"role": "warden", "campus": "applicant.campus"}, "校区 · 管理员", "Campus · Warden"),
        ({"role": "warden", "campus": "form.unit"}, "承办单位所在校区 · 管理员", "Campus of responsible unit · Warden"),
    ],
)
def test_who_acts_is_said_in_words(by, zh, en):
    labels = Labels(fields={"unit": Text("承办单位", "Responsible unit")}, roles={"warden": Text("管理员", "Warden")})
    holders = parse_by(by)
    assert (holder_words(holders, "zh", labels), holder_words(holders, "en", labels)) == (zh, en)
