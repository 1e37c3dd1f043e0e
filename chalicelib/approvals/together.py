"""Which steps may be approved many at once. Pure."""

from __future__ import annotations

from chalicelib.errors import ReadEach
from chalicelib.flows import Step
from chalicelib.shared.text import Text

FILLS_IN = Text("该环节需要填写内容，请逐件办理", "This step has something to fill in; decide it by itself")


def barred(step: Step, filled: frozenset[str] = frozenset()) -> Text | None:
    """Why tasks of this step cannot be approved many at once; None where they can. `filled`: fields given with each,
    which only places in an order (`ranking`) may be."""
    if filled:
        return None if step.ranking and filled <= step.ranking.fills else FILLS_IN
    if step.read_each:
        return ReadEach.title
    return FILLS_IN if "required" in step.fields.values() else None
