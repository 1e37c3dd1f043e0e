"""A new kind of field is one file: form, check, page and browser take it as it comes (CONTRIBUTING.md)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from chalicelib.forms import describe, display_of
from chalicelib.forms.field_type import _TYPES, Context, FieldType, Refused, field_type, type_codes
from chalicelib.forms.model import Field
from chalicelib.forms.wording import sentence
from chalicelib.portal import portal_files
from chalicelib.portal.assets import ROOT
from chalicelib.portal.environment import field_controls
from chalicelib.settings import Settings
from tests.forms.samples import clean, form_of, raw_field, refusals
from tests.portal.example import SERVICE, UNITS

PLATE = re.compile(r"[\u4e00-\u9fff][A-Z][A-Z0-9]{5,6}")


@pytest.fixture
def plate() -> Iterator[None]:
    """What the one file would hold."""

    @field_type
    class PlateType(FieldType):
        code = "plate"
        attributes = (("autocapitalize", "characters"),)

        def clean(self, field: Field, raw: Any, context: Context) -> Any:
            if not isinstance(raw, str) or not PLATE.fullmatch(raw):
                raise Refused("not_a_plate", sentence(field.called, "须为车牌号", "must be a number plate"))
            return raw

    yield
    del _TYPES["plate"]


@pytest.mark.usefixtures("plate")
def test_form_check_display_and_page() -> None:
    raw = raw_field(type="plate", required=True, fact=True)
    form = form_of(raw)
    assert clean(form, {"x": "豫A12345"}) == {"x": "豫A12345"}
    assert refusals(form, {"x": "12"})["/form/x"][0] == "not_a_plate"
    assert display_of(form, {"x": "豫A12345"})[0]["display"]["zh"] == "豫A12345"
    (told,) = describe(form)
    assert (told["control"], told["attributes"]) == ("input", {"autocapitalize": "characters"})
    made = dict(portal_files([replace(SERVICE, form=[raw])], UNITS, {}, Settings()))
    html = made["zh/apply/student-leave/index.html"].decode()
    assert re.search(r'<input class="input" id="s-x" name="x" autocapitalize="characters" +required>', html)


def test_every_control_has_its_template_and_its_maker() -> None:
    named = {_TYPES[code].control for code in type_codes()}
    script = "".join((ROOT / "portal" / "js" / name).read_text("utf-8") for name in ("fields.js", "rich.js"))
    drawn_as_others = {"choice", "choices", "yes_no", "named", "lookup"}  # a group, a menu, a box for the key
    templates = set(field_controls()) | drawn_as_others
    assert named <= templates
    for control in named - {"input"}:
        assert re.search(rf"\b{control}\b", script), control
