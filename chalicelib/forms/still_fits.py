"""Whether an answer typed into one version of a form still belongs to its question in another, and how it reads."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from chalicelib.forms.field_type import type_of
from chalicelib.forms.model import Field
from chalicelib.forms.wording import same
from chalicelib.shared.text import Text


def still_fits(now: Field | None, before: Field | None, raw: Any) -> bool:
    """`now` and `before` are the question in both versions, None where there is none. Whether the answer is right is
    not asked: a half-typed telephone number fits."""
    if now is None or now.at_step or not now.editable or not type_of(now).asks:
        return False
    if before is not None and before.type != now.type:
        return False
    values = {option.value for option in now.options}
    chosen = raw if isinstance(raw, list) else [raw]
    return not values or all(isinstance(one, str) and one in values for one in chosen)


def reading(field: Field | None, raw: Any) -> Text:
    """A raw answer in words, whatever its shape."""
    if isinstance(raw, list):
        return Text.listed(reading(field, item) for item in raw)
    if isinstance(raw, Mapping):
        named = raw.get("name")
        if isinstance(named, Mapping) and {"zh", "en"} <= set(named):
            return Text(str(named["zh"]), str(named["en"]))
        return same(str(named)) if named else same(json.dumps(raw, ensure_ascii=False))
    option = next((option for option in field.options if option.value == raw), None) if field else None
    if option:
        return option.label
    if isinstance(raw, bool):
        return Text("是", "Yes") if raw else Text("否", "No")
    if field and field.type == "money" and isinstance(raw, int):
        return type_of(field).display(field, raw, {})
    return same(str(raw))
