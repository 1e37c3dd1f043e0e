"""What steps did in decided applications: whether any of it was more than signing (H-15). Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from chalicelib.applications import Application, EventType

ENOUGH = 20
"""Decisions from which on "it only signed" says something."""
_DECIDED = {EventType.APPROVED: "approved", EventType.REJECTED: "rejected", EventType.RETURNED: "returned"}
_ASKED = frozenset({EventType.CONSULTED, EventType.DELEGATED, EventType.SIGNER_ADDED, EventType.TRANSFERRED})


@dataclass(frozen=True)
class StepTally:
    """Counts over all applications looked at. `changed` decisions filled in or corrected a field, `asked` is how often
    somebody else was consulted, brought in or given it."""

    approved: int = 0
    rejected: int = 0
    returned: int = 0
    changed: int = 0
    asked: int = 0
    opinions: int = 0

    @property
    def decided(self) -> int:
        return self.approved + self.rejected + self.returned

    @property
    def only_signs(self) -> bool:
        """Whether it was enough decisions, and none of them anything but a signature."""
        return self.decided >= ENOUGH and not (self.rejected or self.returned or self.changed or self.asked)


def tally(applications: Iterable[Application]) -> Mapping[str, StepTally]:
    """By step. An opinion counts where it says more than the word for agreeing."""
    counts: Counter[tuple[str, str]] = Counter()
    for application in applications:
        for event in application.events:
            if not event.step:
                continue
            if event.type in _DECIDED:
                counts[event.step, _DECIDED[event.type]] += 1
                counts[event.step, "changed"] += bool(event.data.get("fields"))
                counts[event.step, "opinions"] += len(str(event.data.get("opinion") or "").strip()) > len("同意。")
            elif event.type in _ASKED:
                counts[event.step, "asked"] += 1
    steps = dict.fromkeys(step for step, _ in counts)
    names = StepTally.__dataclass_fields__
    return {step: StepTally(**{name: counts[step, name] for name in names}) for step in steps}
