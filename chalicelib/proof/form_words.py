"""A form's questions in words."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from chalicelib.flows import Labels, condition_words
from chalicelib.forms import Field, Form, fact_sources
from chalicelib.proof.thing import NO, YES, Thing, joined, present
from chalicelib.shared.conditions import Condition
from chalicelib.shared.text import LANGS, Text

TITLES = {
    "label": Text("题目", "Label"),
    "type": Text("类型", "Type"),
    "required": Text("必填", "Required"),
    "when": Text("显示条件", "Asked when"),
    "options": Text("选项", "Options"),
    "help": Text("说明", "Help"),
    "example": Text("示例", "Example"),
    "limits": Text("限制", "Limits"),
    "files": Text("文件要求", "Files"),
    "prefill": Text("预填来源", "Filled in from"),
    "editable": Text("可以修改", "Can be changed"),
    "at_step": Text("由环节填写", "Filled in at"),
    "fact": Text("作为流转依据", "The flow decides by it"),
    "compute": Text("计算方式", "Worked out from"),
}
TYPES = {
    "text": Text("单行文字", "text"),
    "long_text": Text("多行文字", "long text"),
    "number": Text("数字", "number"),
    "money": Text("金额", "amount of money"),
    "date": Text("日期", "date"),
    "date_range": Text("起止日期", "dates from and to"),
    "time": Text("时间", "time"),
    "choice": Text("单选", "one choice"),
    "choices": Text("多选", "several choices"),
    "yes_no": Text("是否", "yes or no"),
    "phone": Text("电话", "telephone number"),
    "email": Text("邮箱", "mail address"),
    "person": Text("人员", "person"),
    "unit": Text("单位", "unit"),
    "file": Text("文件", "file"),
    "agreement": Text("承诺", "agreement"),
    "note": Text("说明文字", "note"),
    "computed": Text("自动计算", "worked out"),
}


def form_words(form: Form, labels: Labels) -> dict[str, Thing]:
    """By field name, in the form's order."""
    sources = fact_sources(form)
    return {
        field.name: Thing(field.label, _words(field, labels, sources.get(field.name, set())), TITLES, _kind(field))
        for field in form.fields
    }


def _words(field: Field, labels: Labels, sources: Collection[str]) -> dict[str, Text]:
    return present(
        {
            "label": field.label,
            "type": _kind(field),
            "required": _required(field, labels),
            "when": _condition(field.when, labels),
            "options": joined(option.label for option in field.options),
            "help": field.help,
            "example": field.example,
            "limits": _limits(field),
            "files": _files(field),
            "prefill": _same(field.prefill),
            "editable": YES if field.editable else NO,
            "at_step": _same(field.at_step),
            "fact": YES if field.fact else NO,
            "compute": joined(labels.field_label(source) for source in sorted(sources)),
        }
    )


def _kind(field: Field) -> Text:
    return TYPES.get(field.type) or Text(field.type, field.type)


def _required(field: Field, labels: Labels) -> Text:
    if isinstance(field.required, bool):
        return YES if field.required else NO
    words = _condition(field.required, labels) or YES
    return Text(f"当{words.zh}时", f"when: {words.en}")


def _condition(condition: Condition | None, labels: Labels) -> Text | None:
    if condition is None:
        return None
    return Text(*(condition_words(condition, lang, labels) for lang in LANGS))


def _limits(field: Field) -> Text:
    known = {name: value for name, value in field.limits.to_dict().items() if name != "hint"}
    said = ", ".join(f"{name} {value}" for name, value in known.items())
    hint = field.limits.hint
    return Text(*(f"{said}{' · ' if said and hint else ''}{hint.get(lang) if hint else ''}" for lang in LANGS))


def _files(field: Field) -> Text | None:
    said: list[Any] = [", ".join(field.accept)]
    if field.max_size_mb:
        said.append(f"≤ {field.max_size_mb} MB")
    if field.max_count:
        said.append(f"≤ {field.max_count}")
    return _same(" · ".join(one for one in said if one))


def _same(word: str | None) -> Text | None:
    return Text(word, word) if word else None
