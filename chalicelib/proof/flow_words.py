"""A flow's steps in words: who, when, how, and under which conditions each one comes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from chalicelib.flows import (
    Effect,
    Element,
    Flow,
    Labels,
    Overdue,
    Parallel,
    Phase,
    Step,
    When,
    condition_words,
    holder_words,
    parse_by,
)
from chalicelib.proof.check_promise import amount
from chalicelib.proof.thing import NO, YES, Thing, joined, present
from chalicelib.shared.conditions import All, Condition, Not
from chalicelib.shared.text import LANGS, Text

TITLES = {
    "title": Text("名称", "Title"),
    "by": Text("办理人", "Who acts"),
    "mode": Text("办理方式", "How many decide"),
    "on_reject": Text("不通过时", "A refusal means"),
    "within": Text("时限", "Time limit"),
    "phase": Text("所在阶段", "Phase"),
    "overdue": Text("超时处理", "When late"),
    "fields": Text("可填写的内容", "What it fills in"),
    "hidden": Text("看不到的内容", "What it does not see"),
    "kind": Text("环节类型", "Kind of step"),
    "may_return": Text("可以退回", "May return"),
    "may_reject": Text("可以不通过", "May refuse"),
    "own": Text("办理人是申请人本人时", "Where the holder is the applicant"),
    "repeated": Text("已经同意过的人", "Who has approved before"),
    "vacant": Text("岗位无人时", "Where nobody is in the position"),
    "only_if": Text("经过条件", "Comes only if"),
    "beside": Text("同时进行", "Side by side in"),
    "to": Text("通知", "Tells"),
}
MODES = {
    "any": Text("或签（任一人）", "any one"),
    "all": Text("会签（所有人）", "all"),
    "sequence": Text("依次会签", "all, in order"),
    "vote": Text("票签（{part:.0%} 通过）", "a vote ({part:.0%} approve)"),
}
REFUSALS = {
    "end": Text("办结为未通过", "the end"),
    "wait": Text("等所有人办理后再定", "the end, once all have decided"),
    "return": Text("退回申请人", "back to the applicant"),
}
VERDICTS = {
    "approve": Text("视为同意", "approve by rule"),
    "reject": Text("视为不通过", "refuse by rule"),
    "return": Text("退回修改", "return by rule"),
}
STEP_KINDS = {
    "approval": Text("审批", "approval"),
    "applicant": Text("申请人办理", "by the applicant"),
    "acknowledge": Text("阅知备案", "for the record"),
    "linked": Text("等待关联申请", "waits for a linked application"),
}


OWN = {
    "up": Text("由同岗位他人或上一级办理", "somebody else of the position, or one level up"),
    "skip": Text("跳过", "skipped"),
    "allow": Text("可以自己办理", "allowed"),
}
REPEATED = {"ask": Text("再次征求", "asked again"), "skip": Text("不再征求", "not asked again")}
VACANT = {"up": Text("由上一级办理", "one level up"), "owner": Text("由归口部门办理", "the service's owner")}


@dataclass(frozen=True)
class Place:
    """Where an element stands: the conditions around it, the parallel it runs in."""

    only_if: tuple[Condition, ...] = ()
    beside: Text | None = None


def flow_words(flow: Flow, labels: Labels) -> dict[str, Thing]:
    """Steps and effects by name, in the order written."""
    found: dict[str, Thing] = {}
    for element, place in _placed(flow.elements, Place()):
        words = _step(element, labels) if isinstance(element, Step) else _effect(element, labels)
        words |= {"only_if": _conditions(place.only_if, labels), "beside": place.beside}
        summary = words.get("by") or words.get("to")
        found[element.name] = Thing(element.title, present(words), TITLES, summary)
    return found


def _placed(elements: tuple[Element, ...], place: Place) -> Iterator[tuple[Step | Effect, Place]]:
    for element in elements:
        if isinstance(element, When):
            yield from _placed(element.then, Place((*place.only_if, element.condition), place.beside))
            yield from _placed(element.otherwise, Place((*place.only_if, Not(element.condition)), place.beside))
        elif isinstance(element, Parallel):
            title = element.title or Text(element.name, element.name)
            for branch in element.branches:
                yield from _placed(branch, Place(place.only_if, title))
        else:
            yield element, place


def _step(step: Step, labels: Labels) -> dict[str, Text | None]:
    fills = [name for name, right in step.fields.items() if right in ("edit", "required")]
    hidden = [name for name, right in step.fields.items() if right == "hidden"]
    return {
        "title": step.title,
        "by": Text(*(holder_words(step.by, lang, labels) for lang in LANGS)),
        "mode": MODES[step.mode].format(part=step.passing) if len(step.by) > 1 or step.mode != "any" else None,
        "on_reject": REFUSALS[step.on_reject],
        "within": amount(step.within) if step.within else None,
        "phase": _phase(step.phase, labels) if step.phase else None,
        "overdue": joined(_late(one, labels) for one in step.overdue),
        "fields": joined(_filled(name, step.fields[name] == "required", labels) for name in fills),
        "hidden": joined(labels.field_label(name) for name in hidden),
        "kind": STEP_KINDS[step.kind],
        "may_return": YES if step.may_return else NO,
        "may_reject": YES if step.may_reject else NO,
        "own": OWN[step.own],
        "repeated": REPEATED[step.repeated],
        "vacant": VACANT[step.vacant],
    }


def _effect(effect: Effect, labels: Labels) -> dict[str, Text | None]:
    told = parse_by(effect.settings["to"]) if effect.settings.get("to") else ()
    return {"title": effect.title, "to": Text(*(holder_words(told, lang, labels) for lang in LANGS)) if told else None}


def _phase(phase: Phase, labels: Labels) -> Text:
    """``First check (3 working days; late: head of the registry)``: a change of the phase is a change of its steps."""
    told = [holder_words(phase.escalate, lang, labels) if phase.escalate else "" for lang in LANGS]
    limit = amount(phase.within)
    zh = f"{phase.title.zh}（{limit.zh}" + (f"，超时上报{told[0]}）" if told[0] else "）")
    en = f"{phase.title.en} ({limit.en}" + (f", when late tell {told[1]})" if told[1] else ")")
    return Text(zh, en)


def _late(one: Overdue, labels: Labels) -> Text:
    if one.action == "remind":
        return Text("提醒办理人", "remind")
    if one.verdict:
        return VERDICTS[one.verdict]
    return Text(*(f"{said}{holder_words(one.to, lang, labels)}" for lang, said in (("zh", "上报"), ("en", "tell "))))


def _filled(name: str, required: bool, labels: Labels) -> Text:
    label = labels.field_label(name)
    return Text(f"{label.zh}（必填）", f"{label.en} (required)") if required else label


def _conditions(conditions: tuple[Condition, ...], labels: Labels) -> Text | None:
    if not conditions:
        return None
    whole = conditions[0] if len(conditions) == 1 else All(conditions)
    return Text(*(condition_words(whole, lang, labels) for lang in LANGS))
