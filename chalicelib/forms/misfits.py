"""What of a filled-in form no longer fits another version of the form. Nothing changes: the record keeps all values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.forms.facts_of import facts_of
from chalicelib.forms.field_type import type_of
from chalicelib.forms.model import Field, Form
from chalicelib.shared.text import Text


@dataclass(frozen=True)
class Misfit:
    """`blocks`: the other version could not even show the value, so an application must not go over to it."""

    field: str
    label: Text
    why: Text
    blocks: bool = False


def misfits(old: Form, new: Form, values: Mapping[str, Any], applicant: Mapping[str, Any]) -> list[Misfit]:
    """In the new form's order, what is asked no longer last. `values` were taken by `old`."""
    found: list[Misfit] = []
    facts = {"applicant": applicant, **_seen(old, new, values)}
    for field in new.fields:
        before = old.get(field.name)
        found += _of(field, before, values.get(field.name), facts)
    for field in old.fields:
        if new.get(field.name) is None and values.get(field.name) is not None:
            why = Text(
                "新版表单不再有此项，内容只保留在记录中", "is not in the new form; the answer stays in the record only"
            )
            found.append(Misfit(field.name, field.label, why))
    return found


def _seen(old: Form, new: Form, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as the new form's conditions see them, those of another kind left out."""
    fits = {field.name for field in new.fields if (before := old.get(field.name)) and before.type == field.type}
    known = {name: value for name, value in values.items() if name in fits}
    return {
        field.name: type_of(field).fact(field, known[field.name])
        for field in new.fields
        if known.get(field.name) is not None
    } | facts_of(new, known)


def _of(field: Field, before: Field | None, value: Any, facts: Mapping[str, Any]) -> Iterator[Misfit]:
    if value is None:
        missing = field.is_required(facts) and not field.at_step and type_of(field).asks
        if missing and field.is_shown(facts):
            yield Misfit(field.name, field.label, Text("新版必填，而申请中没有填写", "is needed now and was not given"))
        return
    if before is not None and before.type != field.type:
        yield Misfit(field.name, field.label, Text("类型变了，原内容无法显示", "is of another kind now"), blocks=True)
        return
    known = {option.value for option in field.options}
    given = value if isinstance(value, list) else [value]
    if known and not all(isinstance(one, str) and one in known for one in given):
        yield Misfit(field.name, field.label, Text("所选的选项已取消", "the chosen option is there no longer"))
