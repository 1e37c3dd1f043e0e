"""unit: a college, department or class; stored as ``{"id", "name": {"zh", "en"}}``, as a fact its id."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chalicelib.forms.field_type import Context, FieldType, Refused, field_type
from chalicelib.forms.fields.person import read_id
from chalicelib.forms.model import Field, Option, UploadInfo
from chalicelib.forms.offers import offered_units
from chalicelib.forms.wording import sentence
from chalicelib.people import Unit
from chalicelib.shared.text import Text


@field_type
class UnitType(FieldType):
    """With `units: {kind: department}` only units of that kind are offered (several kinds: a space between)."""

    code = "unit"
    named_by_address = True
    sought = "named"
    control = "named"
    keys = frozenset({"units"})
    verb = Text("请选择", "Choose")

    def offered(self, field: Field, context: Context) -> tuple[Unit, ...]:
        return offered_units(field, context.directory) if context.directory else ()

    def offers(self, field: Field, context: Context) -> tuple[Option, ...] | None:
        return tuple(Option(unit.id, unit.name) for unit in self.offered(field, context))

    def clean(self, field: Field, raw: Any, context: Context) -> Any:
        unit_id = read_id(raw)
        unit = next((unit for unit in self.offered(field, context) if unit.id == unit_id), None)
        if unit is None:
            zh, en = "不在可选单位之中，请重新选择", "is not a unit that can be chosen here; choose again"
            raise Refused("unknown_unit", sentence(field.called, zh, en))
        return {"id": unit.id, "name": unit.name.to_dict()}

    def of_row(self, field: Field, value: Any, context: Context) -> Any:
        """A register knows a unit by its id; an application keeps the name it had."""
        try:
            return self.clean(field, value, context)
        except Refused:
            return None

    def fact(self, field: Field, value: Any) -> Any:
        return value["id"]

    def display(self, field: Field, value: Any, files: Mapping[str, UploadInfo]) -> Text:
        return Text.of(value["name"])
