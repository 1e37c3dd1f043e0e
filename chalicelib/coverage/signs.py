"""What a flow's own definition says about steps that may only sign (H-15). Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from chalicelib.flows import Element, Flow, Parallel, Step, When
from chalicelib.shared.text import Text

WHY: Mapping[str, Text] = {
    "no_fields": Text("只表态，不填写任何内容", "Fills in nothing"),
    "same_holder": Text("与前一环节是同一岗位", "The same holder as the step before"),
    "no_limit": Text("没有办理时限", "Has no time limit"),
}
"""Code -> what is said; a step with the first two is worth asking whether it is needed."""


@dataclass(frozen=True)
class Sign:
    """One step and what its definition says against it."""

    step: str
    title: Text
    why: tuple[str, ...]

    @property
    def doubtful(self) -> bool:
        """Whether the definition alone makes one ask what the step is for."""
        return "same_holder" in self.why and "no_fields" in self.why


def signs_of(flow: Flow) -> list[Sign]:
    """Every step of departments in the order written; the applicant's own steps sign nothing."""
    return [Sign(step.name, step.title, tuple(_why(step, before))) for step, before in _steps(flow.elements, None)]


def _steps(elements: tuple[Element, ...], before: Step | None) -> Iterator[tuple[Step, Step | None]]:
    """(step, the department's step that comes before it for certain)."""
    for element in elements:
        if isinstance(element, Step):
            if _decides(element):
                yield element, before
                before = element
            continue
        if isinstance(element, When):
            yield from _steps(element.then, before)
            yield from _steps(element.otherwise, before)
        elif isinstance(element, Parallel):
            for branch in element.branches:
                yield from _steps(branch, before)
        before = None if isinstance(element, When | Parallel) else before


def _decides(step: Step) -> bool:
    return step.kind != "applicant" and not all(by.applicant for by in step.by)


def _why(step: Step, before: Step | None) -> Iterator[str]:
    if not any(right in ("edit", "required") for right in step.fields.values()):
        yield "no_fields"
    if before is not None and before.by == step.by:
        yield "same_holder"
    if step.within is None:
        yield "no_limit"
