"""The ways themselves: steps nobody comes to, ways without a step, alternatives that leave somebody out."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from chalicelib.flows import Effect, Element, Labels, Way, When, arms_of, condition_words, steps_of, walk, way_with
from chalicelib.proof.model import ERROR, WARNING, Remark, Subject
from chalicelib.proof.tries import GIVEN, OTHER, Tries
from chalicelib.shared.conditions import Condition, evaluate, fields_of, look_up
from chalicelib.shared.text import LANGS, Text


def way_remarks(subject: Subject, tries: Tries, ways: Collection[Way], labels: Labels) -> Iterator[Remark]:
    if not tries.complete:
        yield _too_many()
        return
    reached = {step.name for way in ways for step in way.steps}
    for step in steps_of(subject.flow):
        if step.name not in reached:
            zh = f"环节“{step.title.zh}”永远不会执行：表单的选项、范围和服务对象不允许它的条件成立"
            en = f"“{step.title.en}” is never reached: nothing the form and the audience allow meets its conditions"
            yield Remark(ERROR, "unreachable", step.at, Text(zh, en), step.name)
    for way in ways:
        if not way.steps:
            given = example_of(way.facts, subject, labels)
            zh = f"没有任何环节的情形：{given.zh}；申请会无人办理而直接办结"
            en = f"a way without any step: {given.en}; the application would be completed with nobody having looked"
            yield Remark(ERROR, "no_step", "/flow", Text(zh, en))
            break
    for chain in _chains(subject.flow.elements, last=True):
        yield from _left_out(chain, subject, tries, labels)


def _too_many() -> Remark:
    zh = "流程的条件组合过多，未能逐一检查；请减少条件，或把流程拆成两个事项"
    en = "the flow has too many combinations of conditions to try them all; use fewer, or make two services of it"
    return Remark(WARNING, "too_many_ways", "/flow", Text(zh, en))


Chain = tuple[When, ...]


def _chains(elements: tuple[Element, ...], *, last: bool) -> Iterator[Chain]:
    """Runs of two or more alternatives with no step behind them; `last`: nothing follows `elements` either."""
    run: list[When] = []
    for element in reversed(elements):
        if isinstance(element, Effect):
            continue
        if not isinstance(element, When):
            break
        run.insert(0, element)
    whens = [alternative for when in run for alternative in _alternatives(when)]
    if last and len(whens) > 1 and all(not arm for when in whens[-1:] for arm in (when.otherwise,)):
        yield tuple(whens)
    for element in elements:
        end = last and any(element is when for when in run)
        for arm in arms_of(element):
            # An arm that is itself an alternative was looked at with the whole run.
            if not (end and isinstance(element, When) and arm is element.otherwise):
                yield from _chains(arm, last=end)


def _alternatives(when: When) -> list[When]:
    """A condition and, where its "else" is nothing but another one, that one too."""
    inner = when.otherwise[0] if len(when.otherwise) == 1 else None
    return [when, *(_alternatives(inner) if isinstance(inner, When) else [])]


def _left_out(chain: Chain, subject: Subject, tries: Tries, labels: Labels) -> Iterator[Remark]:
    """Alternatives look at the same fields; for the answers none of them names nothing would happen."""
    fields = [fields_of(when.condition) for when in chain]
    if not set.intersection(*fields) or any(when.otherwise for when in chain[-1:]):
        return
    conditions = [when.condition for when in chain]
    missed = next((facts for facts in tries.facts if _passes_by(facts, chain, subject)), None)
    if missed is None:
        return
    zh, en = (_listed(conditions, lang, labels) for lang in LANGS)
    given = example_of(missed, subject, labels, set().union(*fields))
    yield Remark(
        WARNING,
        "no_default",
        f"{chain[-1].at}/when",
        Text(
            f"这组条件没有覆盖所有情形（{zh}）：{given.zh} 时后面没有环节，请补充 else",
            f"these conditions do not cover everything ({en}): with {given.en} nothing follows; add an else",
        ),
    )


def _passes_by(facts: Mapping[str, Any], chain: Chain, subject: Subject) -> bool:
    """Whether an application with these facts comes to the alternatives and takes none."""
    if any(evaluate(when.condition, facts) for when in chain):
        return False
    way = way_with(subject.flow, facts)
    return any(isinstance(one, When) and one.name == chain[0].name for one in walk(way.elements))


def _listed(conditions: list[Condition], lang: str, labels: Labels) -> str:
    return ("；" if lang == "zh" else "; ").join(condition_words(one, lang, labels) for one in conditions)


def example_of(facts: Mapping[str, Any], subject: Subject, labels: Labels, only: Collection[str] = ()) -> Text:
    """The facts in words: 请假类型为病假，请假天数为 2."""
    names = [f"applicant.{key}" for key in facts.get("applicant", {}) if not isinstance(facts["applicant"][key], dict)]
    names += [name for name in facts if name != "applicant"]
    used = {name for one in walk(subject.flow.elements) if isinstance(one, When) for name in fields_of(one.condition)}
    shown = [name for name in names if name in (only or used) or (not used and name == "applicant.category")]
    parts = [_answer(labels.field_label(name), look_up(facts, name), name, labels) for name in shown]
    zh, en = "，".join(part.zh for part in parts), ", ".join(part.en for part in parts)
    return Text(zh or "任何申请", en or "any application")


def _answer(label: Text, value: Any, name: str, labels: Labels) -> Text:
    if value is None:
        return Text(f"{label.zh}未填写", f"{label.en} not given")
    if value == GIVEN:
        return Text(f"{label.zh}已填写", f"{label.en} given")
    if isinstance(value, str) and (value.strip() == "" or value.endswith(OTHER)):
        return Text(f"{label.zh}为其他内容", f"{label.en} is something else")
    if isinstance(value, list):
        said = [labels.option_label(name, one) for one in value]
        return Text(f"{label.zh}为{'、'.join(t.zh for t in said)}", f"{label.en} is {', '.join(t.en for t in said)}")
    word = labels.option_label(name, value)
    return Text(f"{label.zh}为 {word.zh}", f"{label.en} is {word.en}")
