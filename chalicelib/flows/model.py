"""What a flow is: a list of elements, each a step, a condition, a parallel or an effect. Pure values, no I/O.

Every element knows `at`, the JSON Pointer of its place in the service definition, so that any later check can name the
line. Names of conditions and parallels that the definition leaves out are given by the parser (``When-1``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from chalicelib.errors import NotFound
from chalicelib.shared.conditions import Condition
from chalicelib.shared.text import Text

ENTER, REVISE, FINISH, ENDED = "Enter", "revise", "finish", "Ended"
"""The states every machine has besides the flow's own; no element may take their names."""

MOVE = "Move to "
"""A step's token fails with the error ``Move to <state>`` to go on at that state."""

Mode = Literal["any", "all", "sequence", "vote"]
OnReject = Literal["end", "wait", "return"]
Own = Literal["up", "skip", "allow"]
Repeated = Literal["ask", "skip"]
Vacant = Literal["up", "owner"]
Kind = Literal["approval", "applicant", "acknowledge", "linked"]
Right = Literal["read", "edit", "required", "hidden"]


@dataclass(frozen=True)
class By:
    """Who must act; exactly one way of saying it is filled.

    `role` with `of` (``applicant.class``, ``form.<field>``: a unit), with `unit` (a named unit) or with `campus`
    (``applicant.campus``, ``form.<field>``: the campus of that unit); `person` or `people` (``form.<field>``: one or
    several persons); `chain` (a unit as in `of`): its head, then its parent's, `levels` of them; `linked`
    (``form.<field>``): the initiator of the application linked there; or `applicant`.
    """

    role: str | None = None
    of: str | None = None
    unit: str | None = None
    person: str | None = None
    people: str | None = None
    applicant: bool = False
    campus: str | None = None
    chain: str | None = None
    levels: int = 1
    linked: str | None = None

    @property
    def form_field(self) -> str | None:
        """The form field that names the unit or the persons, if one does."""
        named = (self.of, self.person, self.people, self.campus, self.chain, self.linked)
        source = next((one for one in named if one), "")
        return source.removeprefix("form.") if source.startswith("form.") else None


@dataclass(frozen=True)
class Overdue:
    """What happens when a step is late: ``remind`` its holders, ``escalate`` to others, or ``decide`` it (默认同意)."""

    action: Literal["remind", "escalate", "decide"]
    to: tuple[By, ...] = ()
    verdict: Literal["approve", "reject", "return"] | None = None


@dataclass(frozen=True)
class Phase:
    """A part of the way with a limit of its own (阶段), which counts from when the first of its steps opens.

    Whoever `escalate` names hears when it is late, and the head of the service's owner.
    """

    name: str
    title: Text
    within: str
    escalate: tuple[By, ...] = ()
    at: str = field(default="", compare=False)


@dataclass(frozen=True)
class Ranking:
    """Applications put in order at a step (排名): those alike in the fields `within` are one list, ordered by the
    fields `by`, the larger first. The place goes into field `place`, how many there are into `of` (empty: nowhere)."""

    place: str
    by: tuple[str, ...]
    within: tuple[str, ...] = ()
    of: str = ""

    @property
    def fills(self) -> frozenset[str]:
        return frozenset(filter(None, (self.place, self.of)))


@dataclass(frozen=True)
class Step:
    """One turn of a person or several. `within` is working time (``1 workday``, ``4 hours``) or ``N days``.

    `passing` is the part of the votes that approves, for mode ``vote``. `on_reject` is what one refusal means: the
    end, the end once all have decided, or back to the applicant. `cc` are those who get a copy once it is approved;
    with `may_withdraw` false the applicant cannot withdraw once it is open; `read_each` bars approving many at once.

    `lasts` is how long it stands at least before it can be approved (公示期), written as `within` is. `ranking` says
    that its tasks are put in order together, see `Ranking`.

    `own`, `repeated` and `vacant` say what happens where the holder is the applicant (somebody else of the position or
    one level up; skipped; allowed), has approved this form before (asked again; skipped), or is nobody at all (one
    level up; straight to the service's owner).
    """

    name: str
    title: Text
    by: tuple[By, ...]
    mode: Mode = "any"
    passing: float = 0.5
    on_reject: OnReject = "end"
    within: str | None = None
    overdue: tuple[Overdue, ...] = ()
    fields: Mapping[str, Right] = field(default_factory=dict)
    kind: Kind = "approval"
    awaits: tuple[str, ...] = ()
    """Of kind ``linked``: the services of which one application settles this step (effect ``settle``)."""
    may_return: bool = True
    may_reject: bool = True
    own: Own = "up"
    repeated: Repeated = "ask"
    vacant: Vacant = "up"
    cc: tuple[By, ...] = ()
    may_withdraw: bool = True
    read_each: bool = False
    lasts: str | None = None
    ranking: Ranking | None = None
    phase: Phase | None = None
    at: str = field(default="", compare=False)

    @property
    def is_own(self) -> bool:
        """Whether it is the applicant's own business: to act, or to have another application settle it."""
        return self.kind in ("applicant", "linked")

    @property
    def edits(self) -> frozenset[str]:
        """The form fields this step may or must fill."""
        return frozenset(name for name, right in self.fields.items() if right in ("edit", "required"))


@dataclass(frozen=True)
class When:
    """`then` where the facts meet the condition, else `otherwise` (which may be empty)."""

    name: str
    condition: Condition
    then: tuple[Element, ...]
    otherwise: tuple[Element, ...] = ()
    at: str = field(default="", compare=False)


@dataclass(frozen=True)
class Parallel:
    """Branches that run side by side; the flow goes on when all are done."""

    name: str
    title: Text | None
    branches: tuple[tuple[Element, ...], ...]
    at: str = field(default="", compare=False)


@dataclass(frozen=True)
class Effect:
    """Something the hall does by itself, for example ``notify``; `settings` are its own words."""

    name: str
    kind: str
    title: Text
    settings: Mapping[str, Any] = field(default_factory=dict)
    at: str = field(default="", compare=False)


Element = Step | When | Parallel | Effect


@dataclass(frozen=True)
class Flow:
    elements: tuple[Element, ...]


def arms_of(element: Element) -> tuple[tuple[Element, ...], ...]:
    """The lists of elements inside one element; none in a step or an effect."""
    if isinstance(element, When):
        return (element.then, element.otherwise)
    return element.branches if isinstance(element, Parallel) else ()


def walk(elements: tuple[Element, ...]) -> Iterator[Element]:
    """Every element, outer before inner, in the order written."""
    for element in elements:
        yield element
        for arm in arms_of(element):
            yield from walk(arm)


def steps_of(flow: Flow) -> tuple[Step, ...]:
    """Every step, in the order written, whatever the facts."""
    return tuple(element for element in walk(flow.elements) if isinstance(element, Step))


def phases_of(flow: Flow) -> tuple[Phase, ...]:
    """The phases that some step belongs to, in the order written."""
    return tuple(dict.fromkeys(step.phase for step in steps_of(flow) if step.phase))


def find_step(flow: Flow, name: str) -> Step:
    """The step of that name. Raises `NotFound`; ``revise`` is not a step of the flow."""
    for step in steps_of(flow):
        if step.name == name:
            return step
    raise NotFound(Text(f"流程中没有环节 {name}", f"The flow has no step {name}"))


def find_effect(flow: Flow, name: str) -> Effect:
    """The effect of that name. Raises `NotFound`."""
    for element in walk(flow.elements):
        if isinstance(element, Effect) and element.name == name:
            return element
    raise NotFound(Text(f"流程中没有事务 {name}", f"The flow has no effect {name}"))


def top_level_of(flow: Flow, name: str) -> str:
    """The state to enter, or to move to, in order to reach the step, effect or parallel `name`.

    What stands inside a parallel is reached through the outermost parallel around it. Raises `NotFound`.
    """
    if name in (REVISE, FINISH):
        return name
    found = _outermost(flow.elements, name)
    if found is None:
        raise NotFound(Text(f"流程中没有环节 {name}", f"The flow has no step {name}"))
    return found


def _outermost(elements: tuple[Element, ...], name: str) -> str | None:
    for element in elements:
        if not isinstance(element, When):
            if name == element.name or any(name == inner.name for inner in walk((element,))):
                return element.name
            continue
        for arm in arms_of(element):
            if found := _outermost(arm, name):
                return found
    return None
