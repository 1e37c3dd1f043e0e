"""Random conditions and expressions over a few names, and values that often meet them."""

from __future__ import annotations

from hypothesis import strategies as st

NAMES = st.sampled_from(["a", "b", "p.from", "t", "missing"])
NUMBERS = (
    st.integers(-1000, 1000)
    | st.sampled_from([10**15, -(10**15), 10**15 + 1, 0.1, 0.2, 2.5, -0.5, 1e-7, 123456.654321])
    | st.floats(-1e6, 1e6, allow_nan=False).map(lambda number: round(number, 3) + 0.0)
)
DAYS = st.sampled_from(["2026-11-23", "2026-11-30", "2028-02-29", "2026-02-30", "1899-12-31", "2199-12-31", "soon"])
TEXTS = st.sampled_from(["", "x", "xy", "\uffee", "\U0001f600"]) | DAYS
SCALARS = NUMBERS | TEXTS | st.booleans()

expressions = st.recursive(
    NUMBERS.filter(lambda number: abs(number) <= 10**15) | NAMES,
    lambda inner: (
        st.fixed_dictionaries({"sum": st.lists(inner, min_size=1, max_size=4)})
        | st.fixed_dictionaries({"difference": st.lists(inner, min_size=2, max_size=2)})
        | st.fixed_dictionaries({"product": st.lists(inner, min_size=2, max_size=3)})
        | st.sampled_from(
            [
                {"days_between": ["p.from", "p.to"]},
                {"days_between": ["p.from", "a"]},
                {"days_in": "p"},
                {"total": "t.a"},
                {"total": "t.b"},
                {"count": "t"},
                {"count": "a"},
            ]
        )
    ),
    max_leaves=6,
)
_COMPARED = (
    st.tuples(st.sampled_from(["eq", "ne"]), SCALARS)
    | st.tuples(st.sampled_from(["gt", "ge", "lt", "le"]), NUMBERS | TEXTS)
    | st.tuples(st.sampled_from(["eq", "ne", "gt", "ge", "lt", "le"]), expressions.map(lambda data: {"of": data}))
    | st.tuples(st.just("in"), st.lists(SCALARS, min_size=1, max_size=3))
    | st.tuples(st.just("contains"), SCALARS)
    | st.tuples(st.just("empty"), st.booleans())
)
conditions = st.recursive(
    st.tuples(NAMES, _COMPARED).map(lambda one: {one[0]: dict([one[1]])}),
    lambda inner: (
        st.fixed_dictionaries({"all": st.lists(inner, min_size=1, max_size=3)})
        | st.fixed_dictionaries({"any": st.lists(inner, min_size=1, max_size=3)})
        | st.fixed_dictionaries({"not": inner})
    ),
    max_leaves=5,
)
_CELLS = st.dictionaries(st.sampled_from(["a", "b"]), SCALARS | st.none(), max_size=2)
values = st.fixed_dictionaries(
    {},
    optional={
        "a": SCALARS | st.none() | st.lists(SCALARS, max_size=2),
        "b": SCALARS,
        "p": st.fixed_dictionaries({}, optional={"from": DAYS, "to": DAYS}) | TEXTS,
        "t": st.lists(_CELLS | SCALARS, max_size=3) | st.just({}),
    },
)
