"""Looking a row up while a form is filled in: what can be chosen, and what each choice fills other fields with.

Everything comes with its source, the unit that owns it, and how fresh it is; a source that does not answer is named,
with what the service's owner lets people do meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from chalicelib.errors import NotFound, Temporary
from chalicelib.forms.field_type import type_of
from chalicelib.forms.fields.register_row import fits_where
from chalicelib.forms.model import Field, Form
from chalicelib.forms.row_source import FoundRow, row_place
from chalicelib.people import Person
from chalicelib.shared.text import Text


def look_up(form: Form, name: str, person: Person, words: str) -> dict[str, Any]:
    """`{items, down}` for field `name`. Raises `NotFound` when that is no field of rows.

    An item is `{value, label, source, owner, at, fresh_at, disputed, fills: {field: {value, display, disputed}}}`;
    `down` is None, or `{label, when_down}` of the source that does not answer.
    """
    field = form.get(name)
    if field is None or field.type != "register_row" or field.source is None:
        raise NotFound()
    offer = field.offer or {}
    view, show = offer.get("view", "own"), offer.get("show", "").split()
    try:
        found = field.source.search(offer["code"], view, words, person.id, show)
    except Temporary:
        down = {"label": field.label.to_dict(), "when_down": offer.get("when_down", "block")}
        return {"items": [], "down": down}
    fitting = [row for row in found if fits_where(field, row, person.id)]
    return {"items": [_item(form, field, row) for row in fitting], "down": None}


def _item(form: Form, field: Field, row: FoundRow) -> dict[str, Any]:
    wanted = set((field.offer or {}).get("fill", "").split())
    fills = dict(_fills(form.fields, field.name, wanted, row, (field.offer or {})["code"]))
    return {
        "value": row.key,
        "label": row.label.to_dict(),
        "source": row.source.to_dict(),
        "owner": row.owner.to_dict() if row.owner else None,
        "at": row.at,
        "fresh_at": row.fresh_at,
        "disputed": list(row.disputed),
        "fills": fills,
    }


def _fills(
    fields: Iterable[Field], name: str, wanted: set[str], row: FoundRow, register: str
) -> Iterable[tuple[str, Mapping[str, Any]]]:
    for field in fields:
        place = row_place(field)
        if place is None or place[0] != name or place[1] not in wanted or place[1] not in row.values:
            continue
        value = row.values[place[1]]
        shown = row.shown.get(place[1]) or type_of(field).display(field, value, {})
        told = {"value": value, "display": Text.of(shown).to_dict(), "disputed": place[1] in row.disputed}
        yield field.name, told | {"place": f"{row.kind}:{register}:{row.key}:{place[1]}"}
