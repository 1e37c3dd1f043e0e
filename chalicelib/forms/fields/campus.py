"""campus: one of the university's campuses; stored like a unit, as a fact its id."""

from __future__ import annotations

from chalicelib.forms.field_type import Context, field_type
from chalicelib.forms.fields.unit import UnitType
from chalicelib.forms.model import Field
from chalicelib.people import Unit


@field_type
class CampusType(UnitType):
    code = "campus"
    keys = frozenset()

    def offered(self, field: Field, context: Context) -> tuple[Unit, ...]:
        return tuple(unit for unit in super().offered(field, context) if unit.kind == "campus")
