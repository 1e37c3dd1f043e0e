"""Random flows as data: steps of one or several holders, conditions on the days, nested parallels, effects."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from hypothesis import strategies as st

UNITS = ("registry", "finance", "library")
DAYS = st.integers(0, 6)
FORM = [
    {"field": "days", "type": "number", "label": {"zh": "天数", "en": "Days"}, "required": True, "fact": True},
    {"field": "note", "type": "text", "label": {"zh": "说明", "en": "Note"}},
]
FORMS = st.fixed_dictionaries({"days": DAYS, "note": st.sampled_from(["甲", "乙"])})

_mode = st.one_of(
    st.sampled_from([{}, {}, {"mode": "all"}, {"mode": "sequence"}]),
    st.builds(lambda part: {"mode": "vote", "pass": part}, st.sampled_from([0.3, 0.5, 0.6, 1.0])),
)
_more = st.fixed_dictionaries(
    {},
    optional={
        "within": st.just("1 workday"),
        "on_reject": st.sampled_from(["wait", "return"]),
        "fields": st.sampled_from([{"note": "hidden"}, {"days": "hidden"}]),
    },
)
_leaf = st.tuples(
    st.just("step"),
    st.lists(st.sampled_from([*UNITS, "applicant"]), min_size=1, max_size=3, unique=True),
    _mode,
    _more,
)


def _any_of(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    when = st.tuples(st.just("when"), st.sampled_from(["gt", "le"]), st.integers(1, 4), inner, st.none() | inner)
    parallel = st.tuples(st.just("parallel"), st.lists(inner, min_size=2, max_size=3))
    return st.one_of(_leaf, when, parallel, st.just(("effect",)))


_inner = st.recursive(
    st.lists(_leaf, min_size=1, max_size=2),
    lambda inner: st.lists(_any_of(inner), min_size=1, max_size=2),
    max_leaves=4,
)


_shapes = st.lists(_any_of(_inner), min_size=2, max_size=4)


def _named(shape: list[Any], counter: list[int]) -> list[dict[str, Any]]:
    return [_element(part, counter) for part in shape]


def _element(part: Any, counter: list[int]) -> dict[str, Any]:
    counter[0] += 1
    name = f"n{counter[0]}"
    match part:
        case ("step", holders, mode, more):
            by = [{"applicant": True} if who == "applicant" else {"role": "officer", "unit": who} for who in holders]
            return {"step": name, "title": {"zh": name, "en": name}, "by": by, **mode, **more}
        case ("when", op, days, then, otherwise):
            element = {"when": {"days": {op: days}}, "then": _named(then, counter)}
            return element | ({"else": _named(otherwise, counter)} if otherwise else {})
        case ("parallel", branches):
            return {"parallel": [_named(branch, counter) for branch in branches], "name": name}
    return {"effect": "notify", "name": name, "settings": {"to": {"role": "officer", "unit": "library"}}}


flows = _shapes.map(lambda shape: _named(shape, [0]))


@st.composite
def edited(draw: st.DrawFn, raw: list[Any]) -> list[Any]:
    """The same flow as somebody would change it: a step or two more, others gone, another order, other holders."""
    flow = deepcopy(raw)
    for turn in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(flow) - 1))
        match draw(st.sampled_from(["more", "gone", "order", "held"])):
            case "more":
                flow.insert(at, _element(draw(_leaf), [100 + turn]))
            case "gone" if len(flow) > 1:
                flow.pop(at)
            case "order":
                flow.insert(draw(st.integers(0, len(flow) - 1)), flow.pop(at))
            case "held" if "step" in flow[at]:
                same = {"step": flow[at]["step"], "fields": flow[at].get("fields", {})}
                flow[at] = {**_element(draw(_leaf), [0]), **same}
    return flow
