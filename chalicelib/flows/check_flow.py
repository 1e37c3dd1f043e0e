"""Whether a flow that reads well can also work: names, roles, facts, branches. Run before a service is published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from chalicelib.flows.choice_rule import MAX_LIST
from chalicelib.flows.model import FINISH, REVISE, By, Effect, Element, Flow, Parallel, Step, When, phases_of, walk
from chalicelib.flows.parse_ranking import ranking_findings
from chalicelib.flows.problems import Findings, FlowProblem, Lines
from chalicelib.flows.reachable import never_taken
from chalicelib.flows.stale_facts import stale_facts
from chalicelib.shared.conditions import ORDERED, Compare, compares_of
from chalicelib.shared.working_calendar import parse_within

APPLICANT_FACTS = {"applicant.id": "text", "applicant.category": "choice"} | {
    f"applicant.units.{kind}": "choice" for kind in ("class", "college", "department", "campus")
}
"""Facts every application has, whatever its form."""

NUMBERS = ("number", "money", "computed")
LISTS = ("choices", "people", "file", "picture")
TEXTS = (
    "text", "long_text", "choice", "date", "time", "phone", "email", "person", "unit", "campus", "place",
    "application", "student_number", "staff_number",
)  # fmt: skip


@dataclass(frozen=True)
class Known:
    """What a flow may refer to; ``None`` where that is not to be checked."""

    fields: Collection[str]
    facts: Mapping[str, str]
    roles: Collection[str] | None = None
    units: Collection[str] | None = None
    effects: Collection[str] | None = None
    options: Mapping[str, Collection[str]] = field(default_factory=dict)
    sources: Mapping[str, Collection[str]] = field(default_factory=dict)
    money: Collection[str] = ()


def check_flow(
    flow: Flow,
    form_field_names: Collection[str],
    fact_types: Mapping[str, str],
    *,
    roles: Collection[str] | None = None,
    units: Collection[str] | None = None,
    effects: Collection[str] | None = None,
    options: Mapping[str, Collection[str]] | None = None,
    fact_sources: Mapping[str, Collection[str]] | None = None,
    money: Collection[str] = (),
    lines: Lines | None = None,
    file: str = "",
) -> list[FlowProblem]:
    """Everything that would make the flow fail or mislead, each with file, line and reason.

    `fact_types`: the form fields that are facts, with their field type. `options`: values of choice fields.
    `fact_sources`: for a computed fact the fields it is computed from. `money`: the fields that are amounts. Groups
    left out are not checked.
    """
    known = Known(form_field_names, fact_types, roles, units, effects, options or {}, fact_sources or {}, money)
    findings = Findings(file, lines)
    checks = _Checks(known, findings)
    for element in walk(flow.elements):
        checks.element(element)
    checks.names(flow)
    for when, said in never_taken(flow):
        findings.note(f"{when.at}/{said}", f"分支 {said} 永远不会执行", f"the branch {said!r} can never be taken")
    for when, fact in stale_facts(flow, known.sources):
        findings.note(
            f"{when.at}/when",
            f"条件所用的“{fact}”在并行环节中填写，流程此时还看不到；请在并行之后加一个环节，或改由并行之前的环节填写",
            f"{fact!r} is filled inside a parallel and not known here yet; put a step between, or fill it before",
        )
    return findings.problems


class _Checks:
    def __init__(self, known: Known, findings: Findings) -> None:
        self._known = known
        self._note = findings.note

    def names(self, flow: Flow) -> None:
        named = [element for element in walk(flow.elements) if not isinstance(element, When)]
        counts = Counter(element.name for element in named)
        for element in named:
            if element.name in (REVISE, FINISH):
                self._note(element.at, f"“{element.name}”是保留名称", f"{element.name!r} is a reserved name")
            if counts[element.name] > 1:
                self._note(element.at, f"名称“{element.name}”重复", f"the name {element.name!r} is used twice")
        phases = phases_of(flow)
        for index, phase in enumerate(phases):
            for by in phase.escalate:
                self._by(by, f"{phase.at}/escalate")
            if phase.name in {one.name for one in phases[:index]}:
                self._note(phase.at, f"阶段“{phase.name}”重复", f"the phase {phase.name!r} is written twice")
        if not any(isinstance(element, Step) for element in named):
            self._note("/flow", "流程没有任何环节", "the flow has no step")

    def element(self, element: Element) -> None:
        if isinstance(element, Step):
            self._step(element)
        elif isinstance(element, When):
            for compare in compares_of(element.condition):
                self._compare(compare, f"{element.at}/when")
        elif isinstance(element, Effect):
            effects = self._known.effects
            if effects is not None and element.kind not in effects:
                self._note(f"{element.at}/effect", f"未知的事务“{element.kind}”", f"unknown effect {element.kind!r}")
        elif isinstance(element, Parallel) and len(element.branches) > 40:
            self._note(f"{element.at}/parallel", "并行分支不能超过 40 个", "a parallel takes at most 40 branches")

    def _step(self, step: Step) -> None:
        for by in step.by:
            self._by(by, f"{step.at}/by")
        for late in step.overdue:
            for by in late.to:
                self._by(by, f"{step.at}/overdue")
        for by in step.cc:
            self._by(by, f"{step.at}/cc")
        if step.overdue and not step.within:
            self._note(f"{step.at}/overdue", "没有时限（within）就不会超时", "without `within` nothing is ever overdue")
        self._skips(step)
        self._lasting(step)
        ranking_findings(step, self._known.fields, self._known.facts, self._note)
        for name in step.fields:
            if name not in self._known.fields:
                self._note(f"{step.at}/fields/{name}", f"表单没有字段“{name}”", f"the form has no field {name!r}")

    def _skips(self, step: Step) -> None:
        """What is skipped is decided by nobody; where money is asked for somebody always looks."""
        for key, policy in (("self", step.own), ("repeated", step.repeated)):
            if policy == "skip" and self._known.money:
                said = "、".join(self._known.money), ", ".join(self._known.money)
                self._note(
                    f"{step.at}/{key}",
                    f"表单涉及金额（{said[0]}），不能自动跳过（{key}: skip）",
                    f"the form has an amount ({said[1]}), so nothing may be skipped by itself ({key}: skip)",
                )

    def _lasting(self, step: Step) -> None:
        """What stands for a time is neither skipped nor late before that time is over."""
        if step.lasts is None:
            return
        if "skip" in (step.own, step.repeated):
            self._note(f"{step.at}/lasts", "公示环节不能自动跳过", "a step that lasts may not be skipped")
        (least, unit), (most, other) = parse_within(step.lasts), parse_within(step.within or step.lasts)
        if unit == other and most < least:
            self._note(f"{step.at}/within", "时限不能短于公示期（lasts）", "`within` must not be shorter than `lasts`")

    def _by(self, by: By, at: str) -> None:
        roles, units = self._known.roles, self._known.units
        if by.role and roles is not None and by.role not in roles:
            self._note(at, f"未知的角色“{by.role}”", f"unknown role {by.role!r}")
        elif by.role and by.campus and "campus" not in _kinds(roles, by.role):
            self._note(at, f"角色“{by.role}”不按校区设置", f"the role {by.role!r} is not held by campus")
        if by.unit and units is not None and by.unit not in units:
            self._note(at, f"未知的部门“{by.unit}”", f"unknown unit {by.unit!r}")
        if by.form_field:
            self._holder_field(by, by.form_field, at)

    def _holder_field(self, by: By, name: str, at: str) -> None:
        if name not in self._known.fields:
            self._note(at, f"表单没有字段“{name}”", f"the form has no field {name!r}")
        elif by.linked:
            return  # who applied for the linked application is a fact of its own
        elif name not in self._known.facts:
            self._note(at, f"字段“{name}”须标为 fact: true 才能指定办理人", f"{name!r} must be a fact")
        else:
            fitting = (
                ("unit", "choice", "shown_value", "service") if by.of or by.campus or by.chain else ("person", "people")
            )
            if (kind := self._known.facts[name]) not in fitting:
                self._note(at, f"字段“{name}”的类型 {kind} 不能指定办理人", f"{name!r} is a {kind}, not {fitting}")

    def _compare(self, compare: Compare, at: str) -> None:
        name = compare.field
        kind = APPLICANT_FACTS.get(name) or self._known.facts.get(name)
        if kind is None:
            why = "没有标为 fact: true" if name in self._known.fields else "不是表单字段"
            reason = "is not marked as a fact" if name in self._known.fields else "is no field of the form"
            self._note(at, f"条件所用的“{name}”{why}", f"the condition uses {name!r}, which {reason}")
            return
        if not _fits(compare, kind):
            self._note(at, f"“{name}”（{kind}）不能这样比较", f"{name!r} ({kind}) cannot be compared like this")
        self._options(compare, at)

    def _options(self, compare: Compare, at: str) -> None:
        options = self._known.options.get(compare.field)
        if options is None or compare.op not in ("eq", "ne", "in", "contains"):
            return
        if compare.op == "contains" and len(options) > MAX_LIST:
            self._note(at, f"选项超过 {MAX_LIST} 个，不能用 contains", f"contains needs at most {MAX_LIST} options")
        for value in compare.value if isinstance(compare.value, tuple) else (compare.value,):
            if value not in options:
                self._note(at, f"“{compare.field}”没有选项“{value}”", f"{compare.field!r} has no option {value!r}")


def _kinds(roles: Collection[str] | None, role: str) -> Collection[str]:
    """The kinds of unit that have this role, where the roles given know them."""
    known = roles.get(role) if isinstance(roles, Mapping) else None
    return getattr(known, "kinds", ("campus",))


def _fits(compare: Compare, kind: str) -> bool:
    """Whether a fact of this field type can ever meet the comparison; unknown types are let through."""
    if compare.op == "empty":
        return True
    if compare.op == "contains":
        return kind in LISTS or kind not in (*NUMBERS, "yes_no", "choice")
    if kind in LISTS:
        return False
    values = compare.value if isinstance(compare.value, tuple) else (compare.value,)
    if kind == "yes_no":
        return compare.op in ("eq", "ne") and all(isinstance(value, bool) for value in values)
    if kind in NUMBERS:
        return all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)
    if kind in TEXTS:
        ordered = compare.op not in ORDERED or kind in ("date", "time")
        return ordered and all(isinstance(value, str) for value in values)
    return True
