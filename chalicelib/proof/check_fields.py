"""What the flow asks of the form: answers that may be missing where they decide, and fields nobody can fill."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from chalicelib.flows import By, Element, Labels, Step, Way, When, condition_words, in_order, steps_of, walk
from chalicelib.forms import Field, fact_sources
from chalicelib.proof.model import ERROR, WARNING, Remark, Subject
from chalicelib.shared.conditions import compares_of, fields_of, look_up
from chalicelib.shared.text import LANGS, Text

NOT_ASKED = frozenset({"note", "computed"})


def field_remarks(subject: Subject, ways: Collection[Way], labels: Labels) -> Iterator[Remark]:
    """`ways` are those of all facts that were tried, so that every answer that can be missing is."""
    yield from _undecided(subject, ways, labels)
    yield from _unnamed(subject, ways)
    yield from _changed_later(subject, ways, labels)
    yield from _stuck(subject)
    yield from _no_way_out(subject)
    yield from _never_by_rule(subject)


def may_be_empty(field: Field, before: Sequence[Element], facts: Mapping[str, Any]) -> Text | None:
    """Why the field may have no answer at this place, on this way; None where it has one."""
    fillers = [one for one in before if isinstance(one, Step) and field.name in one.edits]
    if any(one.fields[field.name] == "required" for one in fillers):
        return None
    if field.at_step:
        return Text("可以不填", "may be left out") if fillers else Text("此时还没有填写", "is not filled in yet")
    if field.compute is not None or field.type == "note":
        return None  # as empty as what it is worked out of, and that is looked at through the facts
    if not field.is_shown(facts):
        return Text("此时不显示", "is not asked then")
    return None if field.is_required(facts) else Text("可以不填", "may be left out")


def _undecided(subject: Subject, ways: Collection[Way], labels: Labels) -> Iterator[Remark]:
    """Conditions on answers that may be missing: a comparison with nothing is never true."""
    seen: set[tuple[str, str]] = set()
    filled: dict[tuple[str, str], bool] = {}
    remarks: dict[tuple[str, str], tuple[When, Field, Text]] = {}
    for way in ways:
        for element, before in in_order(way):
            if not isinstance(element, When):
                continue
            for field in _compared(subject, element, before):
                key = (element.name, field.name)
                why = may_be_empty(field, before, way.facts)
                missing = look_up(way.facts, field.name) is None or field.at_step
                filled[key] = filled.get(key, False) or why is None
                if why and missing and key not in seen:
                    seen.add(key)
                    remarks[key] = (element, field, why)
    for key, (when, field, why) in remarks.items():
        never = bool(field.at_step) and not filled[key] and why.en == "is not filled in yet"
        zh, en = (condition_words(when.condition, lang, labels) for lang in LANGS)
        yield Remark(
            ERROR if never else WARNING,
            "not_filled_yet" if never else "may_be_empty",
            f"{when.at}/when",
            Text(
                f"条件“{zh}”所用的“{field.label.zh}”{why.zh}，届时按“不满足”处理",
                f"the condition “{en}” looks at “{field.label.en}”, which {why.en}; it then counts as not met",
            ),
        )


def _compared(subject: Subject, when: When, before: Sequence[Element]) -> list[Field]:
    """The fields the condition compares, those it (or a condition around it) asks to be given left out."""
    asked = [one for one in (*before, when) if isinstance(one, When)]
    careful = {one.field for element in asked for one in compares_of(element.condition) if one.op == "empty"}
    names = sorted(fields_of(when.condition) - careful)
    return [field for name in names if (field := subject.form.get(name)) is not None]


def _unnamed(subject: Subject, ways: Collection[Way]) -> Iterator[Remark]:
    """Steps whose holder a field names, where the field may have no answer: nobody would hold them."""
    seen: set[tuple[str, str]] = set()
    for way in ways:
        for element, before in in_order(way):
            if not isinstance(element, Step) or _holder_without(element.by):
                continue
            for by in element.by:
                field = subject.form.get(by.form_field) if by.form_field else None
                if field is None or (element.name, field.name) in seen:
                    continue
                if not field.at_step and look_up(way.facts, field.name) is not None:
                    continue  # a condition on the way has made sure of it
                why = may_be_empty(field, before, way.facts)
                if why is None:
                    continue
                seen.add((element.name, field.name))
                yield Remark(
                    ERROR,
                    "holder_may_be_empty",
                    f"{element.at}/by",
                    Text(
                        f"环节“{element.title.zh}”的办理人由“{field.label.zh}”指定，而它{why.zh}，届时没有人可以办理",
                        f"“{element.title.en}” is held by whom “{field.label.en}” names, which {why.en}; "
                        "nobody could act then",
                    ),
                    element.name,
                )


def _holder_without(by: Sequence[By]) -> bool:
    """Whether some holder does not depend on the form."""
    return any(one.form_field is None for one in by)


def _changed_later(subject: Subject, ways: Collection[Way], labels: Labels) -> Iterator[Remark]:
    """Steps that may change what an earlier condition went by: the way taken is not taken again."""
    sources = fact_sources(subject.form)
    seen: set[tuple[str, str]] = set()
    for way in ways:
        for step, before in in_order(way):
            if not isinstance(step, Step):
                continue
            for when in before:
                if not isinstance(when, When):
                    continue
                decided = {name for used in fields_of(when.condition) for name in {used, *sources.get(used, ())}}
                for name in sorted(step.edits & decided):
                    field = subject.form.get(name)
                    if field is None or (step.name, name) in seen:
                        continue
                    seen.add((step.name, name))
                    yield _changes(step, when, field, labels)


def _changes(step: Step, when: When, field: Field, labels: Labels) -> Remark:
    zh, en = (condition_words(when.condition, lang, labels) for lang in LANGS)
    return Remark(
        WARNING,
        "changed_later",
        f"{step.at}/fields/{field.name}",
        Text(
            f"环节“{step.title.zh}”可以修改“{field.label.zh}”，而前面的条件“{zh}”已经按原来的内容走过",
            f"“{step.title.en}” may change “{field.label.en}”, by which the condition “{en}” was already decided",
        ),
        step.name,
    )


def _stuck(subject: Subject) -> Iterator[Remark]:
    """A step that must fill what nobody can fill never ends."""
    for step in steps_of(subject.flow):
        for name, right in step.fields.items():
            field = subject.form.get(name)
            if right != "required" or field is None:
                continue
            if field.type in NOT_ASKED or not field.editable:
                yield Remark(
                    ERROR,
                    "stuck",
                    f"{step.at}/fields/{name}",
                    Text(
                        f"环节“{step.title.zh}”必须填写“{field.label.zh}”，但它由系统填写，谁也不能改：该环节无法完成",
                        f"“{step.title.en}” must fill in “{field.label.en}”, which only the hall fills in: "
                        "the step can never end",
                    ),
                    step.name,
                )


def _no_way_out(subject: Subject) -> Iterator[Remark]:
    """A correction that can correct nothing, by a step that may not refuse: back and forth without end."""
    asked = [field for field in subject.form.fields if not field.at_step]
    if any(field.editable and field.type not in NOT_ASKED for field in asked):
        return
    for step in (one for one in walk(subject.flow.elements) if isinstance(one, Step)):
        if step.may_return and not step.may_reject:
            zh = f"环节“{step.title.zh}”只能退回不能不通过，而表单没有申请人可以修改的内容：会无休止地来回"
            en = f"“{step.title.en}” can return but not refuse, and the form has nothing to correct: no way out"
            yield Remark(ERROR, "no_way_out", step.at, Text(zh, en), step.name)


def _never_by_rule(subject: Subject) -> Iterator[Remark]:
    """A late step that should count as approved, but must fill in what only a person knows: the rule never acts."""
    for step in steps_of(subject.flow):
        rule = any(late.verdict == "approve" for late in step.overdue)
        if rule and "required" in step.fields.values():
            zh = f"环节“{step.title.zh}”到期视为同意，但它有必填内容，规则不会生效"
            en = f"“{step.title.en}” counts as approved when late, but must fill in answers: the rule never acts"
            yield Remark(WARNING, "never_by_rule", f"{step.at}/overdue", Text(zh, en), step.name)
