"""The shares of one step: when it has its outcome, and who comes next. Pure.

A step is held in shares, one for each holder, and more when signers are added. A base share with the signers added
around it is a chain; the step's mode asks how many chains must approve. An advice share (委派) decides nothing: it only
holds back the share it was asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from chalicelib.applications import ShareKind, StepStatus, Task, TaskState
from chalicelib.flows import Step


@dataclass(frozen=True)
class Rule:
    """How a step is decided. `passing` is the part of the votes that approves, for mode `vote` (票签).

    `waits` says that a refusal decides only once everybody has decided, `returns` that it sends the application back
    to the applicant instead of ending it.
    """

    mode: str = "any"
    passing: Fraction = Fraction(1, 2)
    waits: bool = False
    returns: bool = False

    @classmethod
    def of(cls, step: Step) -> Rule:
        passing = Fraction(str(step.passing))
        return cls(step.mode, passing, step.on_reject == "wait", step.on_reject == "return")


SETTLED = frozenset(
    {
        TaskState.APPROVED,
        TaskState.SKIPPED,
        TaskState.REJECTED,
        TaskState.ADVISED,
        TaskState.REMOVED,
        TaskState.TRANSFERRED,
    }
)
"""States of a share that nobody waits for any longer."""

AGREED = frozenset({TaskState.APPROVED, TaskState.SKIPPED})
"""States of a share that count as its approval."""
BESIDE = frozenset({ShareKind.ADVICE, ShareKind.CONSULT})
"""Kinds of share that decide nothing, whatever is said in them."""

GONE = frozenset({TaskState.REMOVED, TaskState.TRANSFERRED, TaskState.SUPERSEDED})
"""States of a share that counts for nothing any longer."""


def first_shares(holders: Sequence[str], mode: str, pattern: Task) -> list[Task]:
    """The shares a step opens with, after `pattern`; in `sequence` (依次会签) each waits for the one before."""
    shares = []
    for n, holder in enumerate(holders, start=1):
        waits = (n - 1,) if mode == "sequence" and n > 1 else ()
        state = TaskState.WAITING if waits else TaskState.PENDING
        shares.append(replace(pattern, n=n, of=len(holders), holder=holder, waits=waits, state=state))
    return shares


def outcome(shares: Iterable[Task], rule: Rule) -> StepStatus | None:
    """The step's outcome, as soon as it is fixed; None while it is open."""
    counted = [share for share in shares if share.state not in GONE and share.kind not in BESIDE]
    chains = [_chain(base, counted) for base in counted if base.kind is ShareKind.BASE]
    approved, rejected = chains.count(StepStatus.APPROVED), chains.count(StepStatus.REJECTED)
    open_ = len(chains) - approved - rejected
    if rule.mode == "vote":
        return _voted(approved, rejected, len(chains), rule)
    enough = 1 if rule.mode == "any" else len(chains)
    if approved >= enough > 0:
        return StepStatus.APPROVED
    if rejected and (not rule.waits or not open_):
        return _refused(rule)
    return None


def _refused(rule: Rule) -> StepStatus:
    return StepStatus.RETURNED if rule.returns else StepStatus.REJECTED


def _voted(approved: int, rejected: int, voters: int, rule: Rule) -> StepStatus | None:
    """A vote is over when enough approve, or when what is left cannot make it enough any more."""
    needed = rule.passing * voters
    if approved >= needed:
        return StepStatus.APPROVED
    return _refused(rule) if voters - rejected < needed else None


def _chain(base: Task, counted: Sequence[Task]) -> StepStatus | None:
    links = [base, *(share for share in counted if share.origin == base.n and share.kind is ShareKind.ADDED)]
    if any(link.state is TaskState.REJECTED for link in links):
        return StepStatus.REJECTED
    return StepStatus.APPROVED if all(link.state in AGREED for link in links) else None


def moved_up(shares: Iterable[Task]) -> list[Task]:
    """The waiting shares whose turn has come, now pending."""
    known: Mapping[int, Task] = {share.n: share for share in shares}
    return [
        replace(share, state=TaskState.PENDING)
        for share in known.values()
        if share.state is TaskState.WAITING and all(known[n].state in SETTLED for n in share.waits)
    ]
