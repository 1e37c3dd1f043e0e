"""What is looked at, and what is found: values without I/O."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from chalicelib.flows import Flow, FlowError, Labels, parse_flow
from chalicelib.forms import Form, FormError, parse_form
from chalicelib.people import ROLES, Unit
from chalicelib.shared.text import Text

Level = Literal["error", "warning"]
ERROR: Level = "error"
WARNING: Level = "warning"


@dataclass(frozen=True)
class Remark:
    """One thing found at `pointer` (into the definition). `step` and `units` (ids) are what it is about, if any."""

    level: Level
    code: str
    pointer: str
    message: Text
    step: str | None = None
    units: tuple[str, ...] = ()


@dataclass(frozen=True)
class Subject:
    """A service with its form and flow read; `limit` is the promised time, `audience` categories of persons."""

    code: str
    name: Text
    owner_unit: str
    audience: tuple[str, ...]
    limit: str
    form: Form
    flow: Flow

    def labels(self, units: Mapping[str, Unit]) -> Labels:
        """What the owner calls the fields, roles and units."""
        fields = {field.name: field for field in self.form.fields}
        return Labels(
            roles={code: role.title for code, role in ROLES.items()},
            units={id: unit.name for id, unit in units.items()},
            fields={name: field.label for name, field in fields.items()},
            options={name: {o.value: o.label for o in field.options} for name, field in fields.items()},
            money=frozenset(name for name, field in fields.items() if field.type == "money"),
        )


def subject_of(raw: Mapping[str, Any]) -> Subject | None:
    """Of a definition (or `Service.to_dict`); None where its shape is wrong, which other checks tell."""
    try:
        form, flow = parse_form(raw.get("form")), parse_flow(raw.get("flow"))
        name, audience = Text.of(raw.get("name")), raw["audience"]
        if not isinstance(audience, list) or not all(isinstance(word, str) for word in audience):
            return None
        code, owner, limit = (str(raw[key]) for key in ("service", "owner_unit", "limit"))
        return Subject(code, name, owner, tuple(audience), limit, form, flow)
    except (FormError, FlowError, ValueError, KeyError):
        return None
