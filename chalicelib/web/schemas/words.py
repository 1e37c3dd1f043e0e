"""Short ways of writing schemas."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
YES_NO: Schema = {"type": "boolean"}
WHOLE: Schema = {"type": "integer", "minimum": 0}
ANY: Schema = {}
MOMENT: Schema = {"type": "string", "format": "date-time"}


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def maybe(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def many(schema: Schema) -> Schema:
    return {"type": "array", "items": schema}


def mapped(schema: Schema) -> Schema:
    return {"type": "object", "additionalProperties": schema}


def thing(needed: Schema, also: Schema | None = None, *, example: Any = None) -> Schema:
    """An object with these members, `needed` ones always; callers ignore members they do not know."""
    made: Schema = {"type": "object", "properties": {**needed, **(also or {})}, "required": list(needed)}
    return made if example is None else made | {"examples": [example]}


def page_of(item: Schema, also: Schema | None = None) -> Schema:
    return thing({"items": many(item), "next": maybe(TEXT)}, also)


BOTH = ref("Text")
