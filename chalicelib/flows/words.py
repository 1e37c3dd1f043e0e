"""Flows in words a person reads: who acts, until when, under which condition. Labels replace codes where known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from chalicelib.flows.model import By, Step
from chalicelib.shared.conditions import All, AnyOf, Compare, Condition, Not, Scalar
from chalicelib.shared.text import Text

CATEGORIES = {
    "undergraduate": Text("本科生", "undergraduate"),
    "graduate": Text("研究生", "graduate student"),
    "international": Text("国际学生", "international student"),
    "staff": Text("教职工", "staff"),
    "cadre": Text("干部", "cadre"),
}
UNITS = {
    "class": Text("班级", "class"),
    "college": Text("学院", "college"),
    "department": Text("部门", "department"),
    "campus": Text("校区", "campus"),
}
APPLICANT = Text("申请人", "Applicant")
INITIATOR = Text("{field}的申请人", "Applicant of {field}")
CHAIN = Text("{unit}负责人", "Head of {unit}")
CHAIN_UP = Text("{unit}负责人逐级向上 {n} 级", "Head of {unit} and up, {n} levels")
CAMPUS_OF = Text("{unit}所在校区", "campus of {unit}")
COMPARED = {
    "eq": Text("{field}为{value}", "{field} is {value}"),
    "ne": Text("{field}不是{value}", "{field} is not {value}"),
    "gt": Text("{field}大于 {value}", "{field} is more than {value}"),
    "ge": Text("{field}不小于 {value}", "{field} is at least {value}"),
    "lt": Text("{field}小于 {value}", "{field} is less than {value}"),
    "le": Text("{field}不大于 {value}", "{field} is at most {value}"),
    "in": Text("{field}为{value}", "{field} is {value}"),
    "contains": Text("{field}包含{value}", "{field} includes {value}"),
}
EMPTY = {True: Text("未填写{field}", "{field} is not given"), False: Text("已填写{field}", "{field} is given")}
FLAG = {True: Text("是", "yes"), False: Text("否", "no")}
WITHIN = {
    "workday": (Text("{n} 个工作日内", "within {n} working day"), Text("{n} 个工作日内", "within {n} working days")),
    "hour": (Text("{n} 个工作小时内", "within {n} working hour"), Text("{n} 个工作小时内", "within {n} working hours")),
    "day": (Text("{n} 天内", "within {n} day"), Text("{n} 天内", "within {n} days")),
}

SEVERAL = {
    "all": Text("（会签）", " (all must agree)"),
    "sequence": Text("（依次会签）", " (one after another)"),
    "vote": Text("（票签）", " (by vote)"),
}


@dataclass(frozen=True)
class Labels:
    """What codes are called: roles by code, units by id, form fields by name, their options by value.

    `money` names the fields whose values are fen.
    """

    roles: Mapping[str, Text] = field(default_factory=dict)
    units: Mapping[str, Text] = field(default_factory=dict)
    fields: Mapping[str, Text] = field(default_factory=dict)
    options: Mapping[str, Mapping[str, Text]] = field(default_factory=dict)
    money: frozenset[str] = frozenset()

    def field_label(self, name: str) -> Text:
        own = {"applicant.category": Text("申请人身份", "the applicant's category")}
        for kind, title in UNITS.items():
            own[f"applicant.units.{kind}"] = Text(f"申请人所在{title.zh}", f"the applicant's {title.en}")
        return self.fields.get(name) or own.get(name) or _code(name)

    def option_label(self, name: str, value: Scalar) -> Text:
        if isinstance(value, bool):
            return FLAG[value]
        if isinstance(value, int | float):
            return self._number(name, value)
        options = self.options.get(name, CATEGORIES if name == "applicant.category" else {})
        return options.get(value) or self.units.get(value) or Text(value, value)

    def _number(self, name: str, value: float) -> Text:
        """With thousands separators; amounts in yuan, two decimals only where there are any."""
        if name not in self.money:
            return Text(f"{value:,}", f"{value:,}")
        yuan = f"{value / 100:,.2f}".removesuffix(".00")
        return Text(f"{yuan} 元", f"CNY {yuan}")


def _code(code: str) -> Text:
    plain = code.replace("_", " ")
    return Text(plain, plain)


def _mid_sentence(label: Text) -> Text:
    """English labels begin with a capital, which only an abbreviation keeps inside a sentence."""
    return Text(label.zh, label.en[:1].lower() + label.en[1:] if label.en[1:2].islower() else label.en)


def condition_words(condition: Condition, lang: str, labels: Labels | None = None) -> str:
    """The condition as a phrase, for example ``请假天数大于 3``."""
    words = _phrase(condition, lang, labels or Labels())
    return words[:1].upper() + words[1:] if lang == "en" else words


def _phrase(condition: Condition, lang: str, labels: Labels) -> str:
    match condition:
        case All(parts):
            return _joined(parts, Text("，且", " and "), lang, labels)
        case AnyOf(parts):
            return _joined(parts, Text("，或", " or "), lang, labels)
        case Not(part):
            inner = _phrase(part, lang, labels)
            return f"not ({inner})" if lang == "en" else f"不满足（{inner}）"
        case Compare():
            return _compared(condition, lang, labels)


def _joined(parts: Iterable[Condition], word: Text, lang: str, labels: Labels) -> str:
    phrases = []
    for part in parts:
        phrase = _phrase(part, lang, labels)
        nested = isinstance(part, All | AnyOf) and len(part.parts) > 1
        phrases.append((f"({phrase})" if lang == "en" else f"（{phrase}）") if nested else phrase)
    return word.get(lang).join(phrases)


def _compared(compare: Compare, lang: str, labels: Labels) -> str:
    name = _mid_sentence(labels.field_label(compare.field))
    if compare.op == "empty":
        return EMPTY[bool(compare.value)].format(field=name).get(lang)
    if isinstance(compare.value, bool):
        flag = compare.value if compare.op == "eq" else not compare.value
        return Text("{field}：{flag}", "{field}: {flag}").format(field=name, flag=FLAG[flag]).get(lang)
    values = compare.value if isinstance(compare.value, tuple) else (compare.value,)
    said = [labels.option_label(compare.field, value).get(lang) for value in values]
    joined = (" or " if lang == "en" else "或").join(said)
    return COMPARED[compare.op].format(field=name, value=joined).get(lang)


def holder_words(by: By | Iterable[By], lang: str, labels: Labels | None = None) -> str:
    """Who acts, department before role: ``教务处 · 经办人`` or ``Registry · Officer``."""
    known = labels or Labels()
    each = (by,) if isinstance(by, By) else tuple(by)
    said = dict.fromkeys(_holder(one, lang, known) for one in each)
    return (", " if lang == "en" else "、").join(said)


def rule_words(step: Step, lang: str, labels: Labels | None = None) -> str:
    """Who acts in a step, and how where they are several: ``导师、教学秘书（会签）``."""
    several = SEVERAL[step.mode].get(lang) if step.mode in SEVERAL and len(step.by) > 1 else ""
    return holder_words(step.by, lang, labels) + several


def _holder(by: By, lang: str, labels: Labels) -> str:
    if by.applicant:
        return APPLICANT.get(lang)
    if by.linked:
        return INITIATOR.format(field=_mid_sentence(labels.field_label(by.form_field or ""))).get(lang)
    if by.chain:
        at = labels.field_label(by.form_field) if by.form_field else UNITS[by.chain.removeprefix("applicant.")]
        said = CHAIN_UP if by.levels > 1 else CHAIN
        return said.format(unit=_mid_sentence(at), n=by.levels).get(lang)
    if by.role is None:
        return labels.field_label(by.form_field or "").get(lang)
    role = labels.roles.get(by.role, _code(by.role)).get(lang)
    if by.unit:
        unit = labels.units.get(by.unit, _code(by.unit)).get(lang)
    elif by.form_field:
        label = labels.field_label(by.form_field)
        unit = (CAMPUS_OF.format(unit=_mid_sentence(label)) if by.campus else label).get(lang)
    else:
        unit = UNITS[(by.of or by.campus or "").removeprefix("applicant.")].get(lang)
    unit = unit[:1].upper() + unit[1:]
    return role if role.casefold().startswith(unit.casefold()) else f"{unit} · {role}"


def within_words(step: Step, lang: str) -> str:
    """The step's limit, for example ``1 个工作日内``; empty where it has none."""
    if not step.within:
        return ""
    count, _, unit = step.within.partition(" ")
    one, many = WITHIN[unit.removesuffix("s")]
    return (one if count == "1" else many).format(n=count).get(lang)
