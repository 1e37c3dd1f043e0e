"""What a field may ask of the fields above it, and which combinations make no sense."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from chalicelib.catalogue import Finding
from chalicelib.forms.field_type import type_of
from chalicelib.forms.fields.computed import OPERATIONS
from chalicelib.forms.model import Field
from chalicelib.forms.row_source import row_place
from chalicelib.forms.sources import is_source
from chalicelib.shared.conditions import fields_of
from chalicelib.shared.text import Text

RESERVED = frozenset({"applicant", "form"})
"""Names that mean something else in the facts a flow decides by."""


def rule_findings(field: Field, above: Sequence[Field]) -> Iterator[Finding]:
    """What is wrong with `field` in view of the fields `above` it."""
    if field.name in RESERVED:
        yield Finding(("field",), Text(f"{field.name} 是保留的名称", f"{field.name} is a reserved name"))
    if field.name in {other.name for other in above}:
        yield Finding(("field",), Text(f"字段 {field.name} 重复", f"the field {field.name} appears twice"))
    yield from _condition_findings(field, above)
    yield from _source_findings(field, above)
    yield from _input_findings(field, above)


def _condition_findings(field: Field, above: Sequence[Field]) -> Iterator[Finding]:
    known = {other.name for other in above} | {"applicant"}
    for key, condition in (("when", field.when), ("required", field.required)):
        if condition is None or isinstance(condition, bool):
            continue
        for path in sorted(fields_of(condition)):
            if path.split(".")[0] not in known:
                zh = f"{key} 引用了 {path}，条件只能引用排在前面的字段"
                yield Finding((key,), Text(zh, f"{key} looks at {path}; a condition may only look at fields above it"))


def _row_findings(field: Field, above: Sequence[Field]) -> Iterator[Finding]:
    """`prefill: row.<field>.<column>` needs a row above that says it fills with that column."""
    name, column = row_place(field) or ("", "")
    row = next((other for other in above if other.name == name and other.type == "register_row"), None)
    if row is None or column not in ((row.offer or {}).get("fill") or "").split():
        zh = f"前面没有填充 {column} 的 register_row 字段 {name}"
        yield Finding(("prefill",), Text(zh, f"no register_row field {name} above fills {column}"))


def _source_findings(field: Field, above: Sequence[Field]) -> Iterator[Finding]:
    if row_place(field):
        yield from _row_findings(field, above)
    elif field.prefill and not is_source(field.prefill):
        zh = f"没有可预填的数据 {field.prefill}"
        yield Finding(("prefill",), Text(zh, f"there is nothing to prefill from at {field.prefill}"))
    if not field.editable and not field.prefill:
        yield Finding(("editable",), Text("只读字段须有 prefill", "a field that cannot be edited needs a prefill"))
    if field.at_step and field.prefill:
        yield Finding(("at_step",), Text("环节填写的字段不能预填", "a field that a step fills cannot be prefilled"))


def _input_findings(field: Field, above: Sequence[Field]) -> Iterator[Finding]:
    types = {other.name: other.type for other in above}
    for operation, source in (field.compute or {}).items():
        wanted = OPERATIONS[operation][0] if operation in OPERATIONS else None
        if wanted and types.get(source) != wanted:
            zh = f"{operation} 需要排在前面的 {wanted} 字段"
            yield Finding(("compute",), Text(zh, f"{operation} needs a {wanted} field above it, not {source}"))
    if field.type == "person" and field.offer is not None:
        offer = field.offer
        if "role" not in offer or ("unit" in offer) == offer.get("of", "").startswith("applicant."):
            zh = "people 应写成 {role: …, of: applicant.college} 或 {role: …, unit: …}"
            yield Finding(("people",), Text(zh, "people is {role: …, of: applicant.college} or {role: …, unit: …}"))
    if field.fact and not (type_of(field).asks or field.type == "computed"):
        yield Finding(("fact",), Text("说明文字不能作为流转依据", "a note has no value for the flow to decide by"))
