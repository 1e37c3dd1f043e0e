"""Flows that the tests of this room share, and random ones."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

TITLE = {"zh": "审核", "en": "Review"}


def step(name: str, **more: Any) -> dict[str, Any]:
    """A step by the registry's officers unless `more` says otherwise."""
    return {"step": name, "title": TITLE, "by": {"role": "officer", "unit": "registry"}, **more}


STRAIGHT = [step("first"), step("second")]
LONGER_THAN_THREE = {"when": {"days": {"gt": 3}}, "then": [step("college")]}
LEAVE = [step("counsellor"), LONGER_THAN_THREE, step("registry")]
STANDARD = [step("counsellor"), {"parallel": [[step("finance")], [step("library")]]}, step("registry")]
"""The standard flow, on which the budgets are counted."""

PATHS = ["days", "kind", "abroad", "kinds", "applicant.category"]
LITERALS = st.one_of(st.integers(-2, 5), st.sampled_from(["a", "b", "2026-11-23"]), st.booleans())


@st.composite
def comparisons(draw: st.DrawFn) -> dict[str, Any]:
    path = draw(st.sampled_from(PATHS))
    op = draw(st.sampled_from(["eq", "ne", "gt", "ge", "lt", "le", "in", "contains", "empty"]))
    if op == "empty":
        return {path: {op: draw(st.booleans())}}
    if op == "in":
        return {path: {op: draw(st.lists(LITERALS, min_size=1, max_size=3))}}
    literal = LITERALS.filter(lambda value: not isinstance(value, bool)) if op in ("gt", "ge", "lt", "le") else LITERALS
    return {path: {op: draw(literal)}}


conditions = st.recursive(
    comparisons(),
    lambda inner: st.one_of(
        st.fixed_dictionaries({"all": st.lists(inner, min_size=1, max_size=3)}),
        st.fixed_dictionaries({"any": st.lists(inner, min_size=1, max_size=3)}),
        st.fixed_dictionaries({"not": inner}),
    ),
    max_leaves=5,
)

facts = st.fixed_dictionaries(
    {},
    optional={
        "days": st.integers(-3, 6),
        "kind": st.sampled_from(["", "a", "b"]),
        "abroad": st.booleans(),
        "kinds": st.lists(st.sampled_from(["a", "b"]), max_size=2),
        "applicant": st.fixed_dictionaries({"category": st.sampled_from(["a", "undergraduate"])}),
    },
)

_leaf = st.sampled_from(["step", "step", "step", "effect"])
_shapes = st.recursive(
    st.lists(_leaf, min_size=1, max_size=3),
    lambda inner: st.lists(
        st.one_of(
            _leaf,
            st.tuples(st.just("when"), conditions, inner, st.one_of(st.none(), inner)),
            st.tuples(st.just("parallel"), st.lists(inner, min_size=2, max_size=3)),
        ),
        min_size=1,
        max_size=3,
    ),
    max_leaves=8,
)


def _named(shape: list[Any], counter: list[int]) -> list[dict[str, Any]]:
    flow = []
    for part in shape:
        counter[0] += 1
        if part == "step":
            flow.append(step(f"step_{counter[0]}"))
        elif part == "effect":
            flow.append({"effect": "notify", "name": f"effect_{counter[0]}"})
        elif part[0] == "when":
            element = {"when": part[1], "then": _named(part[2], counter)}
            flow.append(element | ({"else": _named(part[3], counter)} if part[3] else {}))
        else:
            flow.append({"parallel": [_named(branch, counter) for branch in part[1]]})
    return flow


flows = _shapes.map(lambda shape: _named(shape, [0]))
"""The data of random flows: nested conditions and parallels, every name once."""
