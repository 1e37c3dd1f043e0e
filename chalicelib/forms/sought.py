"""By which of a form's values lists and exports can be filtered, as what, and the values as a filter sees them.

A masked value is not among them unless whoever asks may see it whole: a filter that can be asked again and again would
say what the mask hides, digit by digit.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.forms.field_type import type_of
from chalicelib.forms.model import Field, Form, Option
from chalicelib.shared.text import Text

KINDS = ("text", "number", "money", "date", "choice", "choices", "flag", "named")
"""`money` is in fen; `named` is somebody or something with an id and a name: id and both languages in one text."""
_ENDS = {"from": Text("开始", "first day"), "to": Text("结束", "last day")}


@dataclass(frozen=True)
class Sought:
    """One value a filter may ask for; `name` is its dotted path, `options` what it can be where that is written."""

    name: str
    label: Text
    kind: str
    options: tuple[Option, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        options = [{"value": one.value, "label": one.label.to_dict()} for one in self.options]
        return {"name": self.name, "label": self.label.to_dict(), "kind": self.kind, "options": options}


def sought_in(form: Form, *, whole: bool = False) -> list[Sought]:
    """In the form's order; with `whole` masked ones, too. A period is two: ``<field>.from`` and ``<field>.to``."""
    found: list[Sought] = []
    for field in form.fields:
        kind = _kind(field)
        if not kind or (_is_masked(field) and not whole):
            continue
        if kind == "period":
            labels = {end: Text(f"{field.label.zh}（{words.zh}）", f"{field.label.en}: {words.en}")
                      for end, words in _ENDS.items()}  # fmt: skip
            found += [Sought(f"{field.name}.{end}", label, "date") for end, label in labels.items()]
        else:
            found.append(Sought(field.name, field.label, kind, field.options))
    return found


def sought_values(
    form: Form, values: Mapping[str, Any], *, whole: bool = False, hidden: Collection[str] = ()
) -> dict[str, Any]:
    """The values of `sought_in` by field name, as conditions compare them; without those of `hidden` fields."""
    found = {}
    for field in form.fields:
        value = values.get(field.name)
        if value is None or field.name in hidden or not _kind(field) or (_is_masked(field) and not whole):
            continue
        found[field.name] = _value(field, value)
    return found


def _kind(field: Field) -> str:
    return "money" if field.type == "computed" and field.result == "money" else type_of(field).sought


def _is_masked(field: Field) -> bool:
    return "mask" in type_of(field).keys and field.masked


def _value(field: Field, value: Any) -> Any:
    kind = type_of(field)
    if kind.sought != "named":
        return value if kind.sought in ("choices", "period") else kind.fact(field, value)
    shown = kind.display(field, value, {})
    return " ".join(dict.fromkeys((str(kind.fact(field, value)), shown.zh, shown.en)))
