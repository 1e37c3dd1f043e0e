"""Reading a flow from its data (YAML or JSON already loaded). Shape only; `check_flow` asks whether it makes sense."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any, cast, get_args

from chalicelib.flows.in_phase import in_phase
from chalicelib.flows.model import (
    Effect,
    Element,
    Flow,
    Kind,
    Mode,
    OnReject,
    Overdue,
    Own,
    Parallel,
    Phase,
    Repeated,
    Right,
    Step,
    Vacant,
    When,
)
from chalicelib.flows.parse_by import parse_holders
from chalicelib.flows.parse_ranking import parse_ranking
from chalicelib.flows.problems import Findings, FlowError, Lines
from chalicelib.shared.conditions import Condition, ConditionError, parse_condition
from chalicelib.shared.text import Text

STEP_KEYS = (
    "step", "title", "by", "mode", "pass", "on_reject", "within", "overdue", "fields", "kind", "awaits", "returns",
    "rejects", "self", "repeated", "vacant", "cc", "withdraw", "read_each", "lasts", "ranking",
)  # fmt: skip
PHASE_KEYS = ("phase", "title", "within", "escalate", "steps")
WHEN_KEYS = ("when", "then", "else")
PARALLEL_KEYS = ("parallel", "name", "title")
EFFECT_KEYS = ("effect", "name", "title", "settings")

NAME = re.compile(r"[a-z][a-z0-9_]{0,59}", re.ASCII)
"""Names become state names (80 ASCII characters at most), parts of task ids and of error names."""

WITHIN = re.compile(r"[1-9][0-9]{0,2} (workday|hour|day)s?", re.ASCII)

EFFECT_TITLES = {
    "notify": Text("通知有关人员", "Tell those concerned"),
    "open": Text("发起关联办件", "Open a linked application"),
    "settle": Text("办结关联办件", "Settle the linked application"),
    "register": Text("登记到台账", "Write to the register"),
    "publish": Text("发布事项", "Publish the service"),
    "call": Text("送交业务系统", "Pass it on to the department's system"),
    "correct": Text("按答复更正数据", "Put the value right"),
    "certificate": Text("出具电子证明", "Issue the certificate"),
    "answer": Text("经同意的，列入可公开的答复", "Offered for publication, if the writer agreed"),
}
"""The kinds of effect there are, with the title of one that names none."""


def parse_flow(raw: Any, lines: Lines | None = None, *, file: str = "", at: str = "/flow") -> Flow:
    """The flow in `raw`, a list of elements. Raises `FlowError` with every problem of shape.

    `lines` maps JSON Pointers (below `at`) to lines of `file`; without it problems carry their pointer only.
    """
    reader = _Reader(Findings(file, lines))
    elements = reader.elements(raw, at)
    if reader.findings.problems:
        raise FlowError(reader.findings.problems)
    return Flow(elements)


class _Reader:
    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self.note = findings.note
        self.whens = self.parallels = 0

    def elements(self, raw: Any, at: str) -> tuple[Element, ...]:
        if not isinstance(raw, list) or not raw:
            self.note(at, "应为非空的环节列表", "expected a list of steps that is not empty")
            return ()
        read = [self._elements_of(item, f"{at}/{index}") for index, item in enumerate(raw)]
        return tuple(element for group in read for element in group)

    def _elements_of(self, raw: Any, at: str) -> tuple[Element, ...]:
        """What one entry of the list stands for: an element, or all those of a phase."""
        if isinstance(raw, dict) and "phase" in raw:
            return self._phase(raw, at)
        element = self._element(raw, at)
        return () if element is None else (element,)

    def _phase(self, raw: dict[str, Any], at: str) -> tuple[Element, ...]:
        self._known_keys(raw, PHASE_KEYS, at)
        phase = Phase(
            self._name(raw["phase"], f"{at}/phase"),
            self._text(raw.get("title"), f"{at}/title"),
            self._limit(raw.get("within", ""), at),
            parse_holders(raw["escalate"], f"{at}/escalate", self.note) if "escalate" in raw else (),
            at,
        )
        return in_phase(self.elements(raw.get("steps"), f"{at}/steps"), phase, self.note)

    def _limit(self, raw: Any, at: str, key: str = "within") -> str:
        if not (isinstance(raw, str) and WITHIN.fullmatch(raw)):
            zh = f"时限“{raw}”应写成“N workdays”“N hours”或“N days”"
            self.note(f"{at}/{key}", zh, f'limit {raw!r} should read "N workdays", "N hours" or "N days"')
        return str(raw)

    def _element(self, raw: Any, at: str) -> Element | None:
        kinds = [word for word in ("step", "when", "parallel", "effect") if isinstance(raw, dict) and word in raw]
        if len(kinds) != 1:
            self.note(
                at,
                "应写明 step、when、parallel、effect、phase 中的一个",
                "expected exactly one of step, when, parallel, effect, phase",
            )
            return None
        match kinds[0]:
            case "step":
                return self._step(raw, at)
            case "when":
                return self._when(raw, at)
            case "parallel":
                return self._parallel(raw, at)
        return self._effect(raw, at)

    def _step(self, raw: dict[str, Any], at: str) -> Step:
        self._known_keys(raw, STEP_KEYS, at)
        kind = self._one_of(raw.get("kind", "approval"), get_args(Kind), f"{at}/kind")
        by = raw.get("by", {"applicant": True} if kind in ("applicant", "linked") else None)
        refusable = kind not in ("applicant", "linked")  # nobody returns or rejects their own application
        holders = parse_holders(by, f"{at}/by", self.note)
        usual = "sequence" if any(one.chain for one in holders) else "any"  # a chain is asked level by level
        return Step(
            name=self._name(raw["step"], f"{at}/step"),
            title=self._text(raw.get("title"), f"{at}/title"),
            by=holders,
            mode=cast(Mode, self._one_of(raw.get("mode", usual), get_args(Mode), f"{at}/mode")),
            passing=self._part(raw, at),
            on_reject=cast(OnReject, self._one_of(raw.get("on_reject", "end"), get_args(OnReject), f"{at}/on_reject")),
            within=None if raw.get("within") is None else self._limit(raw["within"], at),
            overdue=self._overdue(raw.get("overdue", []), f"{at}/overdue"),
            fields=self._fields(raw.get("fields", {}), f"{at}/fields"),
            kind=cast(Kind, kind),
            awaits=self._awaits(raw, kind, at),
            may_return=self._flag(raw.get("returns", refusable), f"{at}/returns"),
            may_reject=self._flag(raw.get("rejects", refusable), f"{at}/rejects"),
            own=cast(Own, self._one_of(raw.get("self", "up"), get_args(Own), f"{at}/self")),
            repeated=cast(Repeated, self._one_of(raw.get("repeated", "ask"), get_args(Repeated), f"{at}/repeated")),
            vacant=cast(Vacant, self._one_of(raw.get("vacant", "up"), get_args(Vacant), f"{at}/vacant")),
            cc=parse_holders(raw["cc"], f"{at}/cc", self.note) if "cc" in raw else (),
            may_withdraw=self._flag(raw.get("withdraw", True), f"{at}/withdraw"),
            read_each=self._flag(raw.get("read_each", False), f"{at}/read_each"),
            lasts=None if raw.get("lasts") is None else self._limit(raw["lasts"], at, "lasts"),
            ranking=parse_ranking(raw["ranking"], f"{at}/ranking", self.note) if "ranking" in raw else None,
            at=at,
        )

    def _when(self, raw: dict[str, Any], at: str) -> When | None:
        self._known_keys(raw, WHEN_KEYS, at)
        self.whens += 1
        name = f"When-{self.whens}"
        condition = self._condition(raw["when"], f"{at}/when")
        then = self.elements(raw.get("then"), f"{at}/then")
        otherwise = self.elements(raw["else"], f"{at}/else") if "else" in raw else ()
        return When(name, condition, then, otherwise, at) if condition else None

    def _parallel(self, raw: dict[str, Any], at: str) -> Parallel | None:
        self._known_keys(raw, PARALLEL_KEYS, at)
        self.parallels += 1
        name = f"Parallel-{self.parallels}"
        if "name" in raw:
            name = self._name(raw["name"], f"{at}/name")
        title = self._text(raw["title"], f"{at}/title") if "title" in raw else None
        branches = raw["parallel"]
        if not isinstance(branches, list) or len(branches) < 2:
            self.note(f"{at}/parallel", "并行至少要有两个分支", "a parallel needs two branches or more")
            return None
        read = [self.elements(branch, f"{at}/parallel/{index}") for index, branch in enumerate(branches)]
        return Parallel(name, title, tuple(read), at)

    def _effect(self, raw: dict[str, Any], at: str) -> Effect:
        self._known_keys(raw, EFFECT_KEYS, at)
        kind = self._name(raw["effect"], f"{at}/effect")
        name = self._name(raw["name"], f"{at}/name") if "name" in raw else kind
        title = self._text(raw.get("title", EFFECT_TITLES.get(kind)), f"{at}/title")
        settings = raw.get("settings", {})
        if not isinstance(settings, dict):
            self.note(f"{at}/settings", "应为键与值", "expected keys and values")
            settings = {}
        if "to" in settings:
            parse_holders(settings["to"], f"{at}/settings/to", self.note)
        return Effect(name, kind, title, settings, at)

    def _condition(self, raw: Any, at: str) -> Condition | None:
        try:
            return parse_condition(raw)
        except ConditionError as error:
            self.note(at + error.path, f"条件有误：{error.message.zh}", f"condition: {error.message.en}")
            return None

    def _overdue(self, raw: Any, at: str) -> tuple[Overdue, ...]:
        if not isinstance(raw, list):
            self.note(at, "应为列表", "expected a list")
            return ()
        found = []
        for index, item in enumerate(raw):
            if item == "remind":
                found.append(Overdue("remind"))
            elif isinstance(item, dict) and list(item) == ["escalate"]:
                found.append(Overdue("escalate", parse_holders(item["escalate"], f"{at}/{index}/escalate", self.note)))
            elif isinstance(item, dict) and list(item) == ["decide"]:
                verdict = self._one_of(item["decide"], ("approve", "reject", "return"), f"{at}/{index}/decide")
                found.append(Overdue("decide", verdict=cast(Any, verdict)))
            else:
                known = "remind, {escalate: holder}, {decide: approve|reject|return}"
                self.note(f"{at}/{index}", f"应为以下之一：{known}", f"expected one of {known}")
        return tuple(found)

    def _fields(self, raw: Any, at: str) -> dict[str, Right]:
        if not isinstance(raw, dict):
            self.note(at, "应写成 {字段: 权限}", "expected {field: right}")
            return {}
        rights = get_args(Right)
        return {str(name): cast(Right, self._one_of(right, rights, f"{at}/{name}")) for name, right in raw.items()}

    def _known_keys(self, raw: dict[str, Any], known: Collection[str], at: str) -> None:
        for key in raw:
            if key not in known:
                listed = ", ".join(known)
                self.note(f"{at}/{key}", f"未知的键“{key}”，可用：{listed}", f"unknown key {key!r}; known: {listed}")

    def _name(self, raw: Any, at: str) -> str:
        if not isinstance(raw, str) or not NAME.fullmatch(raw):
            self.note(
                at,
                f"名称“{raw}”应由小写字母、数字、下划线组成，字母开头，不超过 60 个字符",
                f"name {raw!r} should be lower-case ASCII letters, digits and _, at most 60, starting with a letter",
            )
        return str(raw)

    def _text(self, raw: Any, at: str) -> Text:
        try:
            return Text.of(raw)
        except ValueError as error:
            self.note(at, "标题应同时有 zh 和 en", f"a title needs zh and en ({error})")
            return Text("", "")

    def _part(self, raw: dict[str, Any], at: str) -> float:
        """The part of the votes that approves; only a vote has one."""
        part = raw.get("pass", 0.5)
        if "pass" in raw and raw.get("mode") != "vote":
            self.note(
                f"{at}/pass",
                "只有票签（mode: vote）可以设通过比例",
                "only a step with mode: vote has a part that passes",
            )
        if isinstance(part, bool) or not isinstance(part, int | float) or not 0 < part <= 1:
            self.note(f"{at}/pass", "通过比例应大于 0 且不超过 1", "the part that passes must be above 0 and at most 1")
            return 0.5
        return float(part)

    def _awaits(self, raw: dict[str, Any], kind: str, at: str) -> tuple[str, ...]:
        """The services of which one application settles this step; only a step of kind ``linked`` waits so."""
        found = raw.get("awaits", [])
        listed = [found] if isinstance(found, str) else found
        if not isinstance(listed, list) or not all(isinstance(one, str) and one for one in listed):
            self.note(f"{at}/awaits", "应为事项代码或其列表", "expected the code of a service, or a list of them")
            return ()
        if bool(listed) is not (kind == "linked"):
            zh, en = "kind: linked 与 awaits 应同时出现", "kind: linked and awaits belong together"
            self.note(f"{at}/awaits", zh, en)
        return tuple(listed)

    def _flag(self, raw: Any, at: str) -> bool:
        if not isinstance(raw, bool):
            self.note(at, "应为 true 或 false", "expected true or false")
        return bool(raw)

    def _one_of(self, raw: Any, known: tuple[str, ...], at: str) -> str:
        if raw not in known:
            listed = ", ".join(known)
            self.note(at, f"“{raw}”不在可用值之中：{listed}", f"{raw!r} is not one of {listed}")
            return known[0]
        return str(raw)
