"""From a condition to an ASL choice rule over the execution's facts.

A rule that reads a missing path stops an execution on AWS, so ``IsPresent`` guards every comparison. JSONPath cannot
ask a list for a member in a choice rule: ``contains`` looks at the first `MAX_LIST` places one by one.
"""

from __future__ import annotations

from typing import Any

from chalicelib.shared.conditions import All, AnyOf, Compare, Condition, Not, Scalar

MAX_LIST = 32

ORDER = {"gt": "GreaterThan", "ge": "GreaterThanEquals", "lt": "LessThan", "le": "LessThanEquals"}

Rule = dict[str, Any]


def choice_rule(condition: Condition, root: str = "$.facts") -> Rule:
    """The rule for `condition` on the values below `root`; the caller adds ``Next``."""
    match condition:
        case All(parts):
            return {"And": [choice_rule(part, root) for part in parts]}
        case AnyOf(parts):
            return {"Or": [choice_rule(part, root) for part in parts]}
        case Not(part):
            return {"Not": choice_rule(part, root)}
        case Compare():
            return _compare(condition, f"{root}.{condition.field}")


def _compare(compare: Compare, path: str) -> Rule:
    if compare.op == "empty":
        empty = _empty(path)
        return empty if compare.value else {"Not": empty}
    if isinstance(compare.value, tuple):
        return _present(path, {"Or": [_equals(path, item) for item in compare.value]})
    if compare.op == "eq":
        return _present(path, _equals(path, compare.value))
    if compare.op == "ne":
        differs = {"And": [_is(path, "IsNull", False), {"Not": _equals(path, compare.value)}]}
        return _present(path, differs)
    if compare.op == "contains":
        return _contains(path, compare.value)
    kind = "String" if isinstance(compare.value, str) else "Numeric"
    return _present(path, {"Variable": path, kind + ORDER[compare.op]: compare.value})


def _present(path: str, rule: Rule) -> Rule:
    return {"And": [_is(path, "IsPresent"), rule]}


def _is(path: str, test: str, value: bool = True) -> Rule:
    return {"Variable": path, test: value}


def _equals(path: str, value: Scalar) -> Rule:
    if isinstance(value, bool):
        return {"Variable": path, "BooleanEquals": value}
    return {"Variable": path, "StringEquals" if isinstance(value, str) else "NumericEquals": value}


def _contains(path: str, value: Scalar) -> Rule:
    places = [f"{path}[{index}]" for index in range(MAX_LIST)]
    found: list[Rule] = [_present(place, _equals(place, value)) for place in places]
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace("*", "\\*")
        found.append({"And": [_is(path, "IsString"), {"Variable": path, "StringMatches": f"*{escaped}*"}]})
    return _present(path, {"Or": found})


def _empty(path: str) -> Rule:
    """Missing, null, ``""`` or a list without a first place. An object counts as empty: facts are no objects."""
    scalar = {"Or": [_is(path, "IsString"), _is(path, "IsNumeric"), _is(path, "IsBoolean")]}
    nothing_in = {"And": [{"Not": scalar}, _is(f"{path}[0]", "IsPresent", False)]}
    return {
        "Or": [
            _is(path, "IsPresent", False),
            _is(path, "IsNull"),
            {"And": [_is(path, "IsString"), {"Variable": path, "StringEquals": ""}]},
            nothing_in,
        ]
    }
