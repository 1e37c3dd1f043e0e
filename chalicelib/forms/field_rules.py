"""What a field may ask of the fields above it, and which combinations make no sense."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from chalicelib.catalogue import Finding
from chalicelib.forms.field_type import type_of
from chalicelib.forms.model import Field
from chalicelib.forms.row_source import WHEN_DOWN, connector_place, row_place
from chalicelib.forms.sources import is_source
from chalicelib.shared.conditions import expressions_of, fields_of
from chalicelib.shared.expressions import Expression, Value, operations_of
from chalicelib.shared.text import Text

RESERVED = frozenset({"applicant", "form", "step"})
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
    known = {other.name for other in above} | {"applicant", "step"}
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
    elif field.prefill and not is_source(field.prefill) and not connector_place(field):
        zh = f"没有可预填的数据 {field.prefill}"
        yield Finding(("prefill",), Text(zh, f"there is nothing to prefill from at {field.prefill}"))
    if field.when_down not in WHEN_DOWN or (field.when_down != "block" and not connector_place(field)):
        zh = "when_down 应为 block、type 或 later，且 prefill 须来自部门接口"
        en = "when_down is block, type or later, for a field that is prefilled from a connector"
        yield Finding(("when_down",), Text(zh, en))
    if field.repeat and (not field.editable or field.at_step or not _may_repeat(field)):
        zh = "只有申请人填写、且不是附件、签名、承诺的字段可以带出上次填写"
        en = "only what an applicant types can be offered again; no files, signatures or agreements"
        yield Finding(("repeat",), Text(zh, en))
    if not field.editable and not field.prefill:
        yield Finding(("editable",), Text("只读字段须有 prefill", "a field that cannot be edited needs a prefill"))
    if field.at_step and field.prefill:
        yield Finding(("at_step",), Text("环节填写的字段不能预填", "a field that a step fills cannot be prefilled"))


def _may_repeat(field: Field) -> bool:
    kind = type_of(field)
    return kind.asks and not kind.takes_files and field.type not in ("agreement", "application")


WANTED = {
    "days_in": ("date_range",),
    "days_between": ("date", "computed"),
    "total": ("rows",),
    "count": ("rows", "choices", "file", "picture"),
}
"""Operation to the types of field it works on; arithmetic works on numbers."""
NUMBERS = ("number", "money", "computed")


def _input_findings(field: Field, above: Sequence[Field]) -> Iterator[Finding]:
    if field.compute is not None:
        yield from _expression_findings("compute", field.compute, above)
    for rule in field.balance:
        yield from _expression_findings("balance", rule.equals, (*above, field))
    for key, condition in (("when", field.when), ("required", field.required)):
        if condition is not None and not isinstance(condition, bool):
            for expression in expressions_of(condition):
                yield from _expression_findings(key, expression, above, bare=True)
    if field.type == "person" and field.offer is not None:
        offer = field.offer
        if "role" not in offer or ("unit" in offer) == offer.get("of", "").startswith("applicant."):
            zh = "people 应写成 {role: …, of: applicant.college} 或 {role: …, unit: …}"
            yield Finding(("people",), Text(zh, "people is {role: …, of: applicant.college} or {role: …, unit: …}"))
    kind = type_of(field)
    if field.fact and not (kind.may_decide and (kind.asks or field.type == "computed")):
        zh, en = f"{field.type} 字段不能作为流转依据", f"a {field.type} field has no value for the flow to decide by"
        yield Finding(("fact",), Text(zh, en))


def _expression_findings(
    key: str, expression: Expression, above: Sequence[Field], *, bare: bool = False
) -> Iterator[Finding]:
    """Names that are not fields above, or not of a kind the operation works on. `bare`: one name alone may be any."""
    for operation in operations_of(expression):
        wanted = WANTED.get(operation.name, NUMBERS)
        for part in operation.parts:
            if isinstance(part, Value) and not _fits(part.path, operation.name, wanted, above):
                kinds = ", ".join(wanted)
                zh = f"{operation.name} 需要排在前面的 {kinds} 字段，而不是 {part.path}"
                yield Finding((key,), Text(zh, f"{operation.name} needs a {kinds} field above it, not {part.path}"))
    if isinstance(expression, Value) and not bare and not _fits(expression.path, "", NUMBERS, above):
        zh, en = f"{expression.path} 不是前面的数字字段", f"{expression.path} is no field of numbers above it"
        yield Finding((key,), Text(zh, en))


def _fits(path: str, operation: str, wanted: Sequence[str], above: Sequence[Field]) -> bool:
    name, _, column = path.partition(".")
    field = next((other for other in above if other.name == name), None)
    if field is None:
        return False
    if operation == "days_between" and field.type == "date_range":
        return column in ("from", "to")
    if operation == "total":
        return any(one.name == column and one.type in ("number", "money") for one in field.columns)
    return field.type in wanted and not column
