"""Which answers of a form show a value that somebody says is wrong, until its owner has answered (Z-16)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from chalicelib.errors import NotFound, Temporary
from chalicelib.forms.model import Field, Form
from chalicelib.forms.row_source import connector_place, row_place
from chalicelib.forms.sources import place_of
from chalicelib.people import Person


def disputed_fields(form: Form, values: Mapping[str, Any], person: Person) -> set[str]:
    """The names of the fields; `person` is whose form it is. One read for each row of a register the form names."""
    rows = {field.name: _marks(field, values[field.name]) for field in form.fields
            if field.type == "register_row" and isinstance(values.get(field.name), Mapping)}  # fmt: skip
    found = {name for name, marks in rows.items() if marks}
    for field in form.fields:
        place = row_place(field)
        if (place and place[1] in rows.get(place[0], ())) or _is_marked(field, person.disputed):
            found.add(field.name)
    return found & set(values)


def _marks(field: Field, value: Mapping[str, Any]) -> Collection[str]:
    """The columns of the chosen row that are disputed now; where nobody can say, those that were when it was chosen."""
    then: Collection[str] = value.get("disputed", ())
    if field.source is None or "unchecked" in value:
        return then
    try:
        now: Collection[str] = field.source.marks((field.offer or {})["code"], value["key"])
    except NotFound:
        return ()
    except Temporary:
        return then
    shown = {*(field.offer or {}).get("show", "").split(), *(field.offer or {}).get("fill", "").split()}
    return [column for column in now if column in shown]


def _is_marked(field: Field, disputed: Mapping[str, str]) -> bool:
    if not disputed or not field.prefill:
        return False
    code, column = connector_place(field) or ("", "")
    if code:
        return any(one.startswith(f"connector:{code}:") and one.endswith(f":{column}") for one in disputed)
    return place_of(field.prefill) in disputed
