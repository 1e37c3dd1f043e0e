"""What was handed over because somebody left, lost a position, or a position is empty (离职交接). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from chalicelib.shared.text import Text


@dataclass(frozen=True)
class Handover:
    """One share of one application's step, with everything in words: whoever left may soon be in no directory.

    `unit` is where it was left behind, `ref` tells one move from every other, `why` is the timeline's code.
    """

    unit: str
    at: datetime
    ref: str
    number: str
    service: Text
    step: Text
    before: Text
    after: Text
    why: str
