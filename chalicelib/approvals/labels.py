"""What the codes in a flow are called: roles, units, form fields and their options; for diagrams and words."""

from __future__ import annotations

from chalicelib.applications import Definition
from chalicelib.flows import Labels
from chalicelib.people import ROLES, PeopleStore


def labels_of(definition: Definition, people: PeopleStore) -> Labels:
    """Labels for one definition's flow; units come from the process's cache."""
    fields = {field.name: field for field in definition.form.fields}
    return Labels(
        money=frozenset(name for name, field in fields.items() if field.type == "money"),
        roles={code: role.title for code, role in ROLES.items()},
        units={unit.id: unit.name for unit in people.all_units()},
        fields={name: field.label for name, field in fields.items()},
        options={
            name: {option.value: option.label for option in field.options}
            for name, field in fields.items()
            if field.options
        },
    )
