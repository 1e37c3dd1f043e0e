"""Whether a definition may be published: everything wrong with it at once, each with file, line and sentence.

The form and the flow are judged by their own rooms, which are higher than this one: their checks come in as
functions. What needs all parts (a step that fills a field, a title that names one) is judged here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from chalicelib.catalogue.check_channel import check_channel
from chalicelib.catalogue.check_guide import check_guide
from chalicelib.catalogue.findings import Finding, Noted, Problem
from chalicelib.catalogue.load_definitions import Definition
from chalicelib.catalogue.retention import check_retention
from chalicelib.catalogue.say import is_word, missing, text_findings, unknown
from chalicelib.catalogue.vocabulary import (
    ARCHETYPES,
    AREAS,
    CATEGORIES,
    LEADING,
    THEMES,
    is_entry,
    is_unbuilt,
)
from chalicelib.shared.text import Text

Check = Callable[[Mapping[str, Any]], Iterable[Noted]]
"""A check of a higher room: takes the whole raw definition, reports JSON Pointers from its root."""

REQUIRED_TEXTS = ("name", "summary")
KEYS = (
    "service", "requirements", "name", "summary", "owner_unit", "archetype", "area", "themes", "audience", "aliases",
    "keywords", "channel", "limit", "subject", "guide", "form", "flow", "urgent", "address", "inquiry", "collect",
    "demand", "retention",
)  # fmt: skip
DEMAND = frozenset({"yearly", "people", "visits"})
_CODE = re.compile(r"[a-z][a-z0-9-]{1,39}")
_LIMIT = re.compile(r"[1-9][0-9]{0,2} (workday|hour|day)s?")
_ADDRESS = re.compile(r"(https://[a-z0-9.-]+(:[0-9]+)?)?/(?!/)[^\s<>\"']*")
_PLACE = re.compile(r"\{([^{}]*)\}")


def check_definition(
    definition: Definition,
    *,
    units: Collection[str],
    checks: Sequence[Check] = (),
    samples: Collection[str] | None = (),
) -> list[Problem]:
    """All problems, in the file's order; an empty list means it may be published.

    `units` are the ids of the units there are. `checks` are the higher rooms' checks of form and flow,
    `samples` what `check_guide` takes.
    """
    if not definition.raw:
        message = Text("文件中没有事项定义", "there is no service in this file")
        return list(definition.faults) or [Problem(definition.path, 1, message)]
    raw = definition.raw
    noted: list[Noted] = [*_check_head(raw, units), *check_guide(raw, units, samples), *_check_together(raw)]
    for check in checks:
        noted.extend(check(raw))
    problems = [Problem(definition.path, definition.line_of(n.pointer), n.message, n.pointer) for n in noted]
    return sorted([*definition.faults, *problems], key=lambda problem: problem.line)


def _check_head(raw: Mapping[str, Any], units: Collection[str]) -> Iterator[Finding]:
    yield from _unknown_keys(raw)
    code = raw.get("service")
    if not isinstance(code, str) or not _CODE.fullmatch(code):
        zh = "service 应为事项代码：小写字母、数字和连字符，字母开头，最多 40 个字符"
        yield Finding(("service",), Text(zh, "service must be a code: lower-case letters, digits, hyphens, at most 40"))
    for key in REQUIRED_TEXTS:
        yield from text_findings(raw, (key,))
    yield from check_channel(raw.get("channel", {}), units)
    yield from _check_demand(raw.get("demand", {}))
    yield from check_retention(raw)
    if not is_word(raw.get("owner_unit"), units):
        yield unknown(("owner_unit",), raw.get("owner_unit"), "单位", "unit")
    for key, known, zh, en in (("area", AREAS, "领域", "area"), ("archetype", ARCHETYPES, "类型", "archetype")):
        if not is_word(raw.get(key), known):
            yield unknown((key,), raw.get(key), zh, en, known)
    yield from _check_words(raw, "themes", THEMES, "主题", "theme")
    yield from _check_words(raw, "audience", CATEGORIES, "服务对象", "audience")
    for key in ("aliases", "keywords", "requirements"):
        words = raw.get(key, [])
        if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
            yield Finding((key,), Text(f"{key} 应为词语列表", f"{key} must be a list of words"))
    if is_entry(raw):
        yield from _check_address(raw)
        return
    if is_unbuilt(raw) and not raw.get("flow"):
        return
    yield from text_findings(raw, ("subject",))
    if "address" in raw:
        zh, en = "有表单和流程的事项不写 address", "a service with a form and a flow has no address"
        yield Finding(("address",), Text(zh, en))
    if not isinstance(raw.get("limit"), str) or not _LIMIT.fullmatch(raw["limit"]):
        zh = "limit（承诺时限）应写成 3 workdays、4 hours 或 5 days"
        yield Finding(("limit",), Text(zh, "limit (the promised time) must read 3 workdays, 4 hours or 5 days"))
    if raw.get("urgent", "handlers") not in ("handlers", "applicant"):
        yield Finding(("urgent",), Text("urgent 应为 handlers 或 applicant", "urgent must be handlers or applicant"))


def _check_demand(demand: Any) -> Iterator[Finding]:
    """What W-02 ranks by: whole numbers, none of them below nothing."""
    known = isinstance(demand, Mapping) and not set(demand) - DEMAND
    if not known or not all(type(count) is int and 0 <= count < 10**9 for count in demand.values()):
        zh, en = (
            "demand 应写成 {yearly, people, visits}，均为整数",
            "demand is {yearly, people, visits}, whole numbers",
        )
        yield Finding(("demand",), Text(zh, en))


def _check_address(raw: Mapping[str, Any]) -> Iterator[Finding]:
    """Where an entry leads: a place of the hall (``/{lang}/data/?r=grades``) or a safe address outside."""
    address = raw.get("address")
    if address is None and raw["archetype"] not in LEADING:
        return
    if not isinstance(address, str) or not _ADDRESS.fullmatch(address):
        zh, en = (
            "address 应为 https 网址或以 / 开头的站内地址",
            "address must be an https address, or a path of the hall",
        )
        yield Finding(("address",), Text(zh, en))


def _unknown_keys(raw: Mapping[str, Any]) -> Iterator[Finding]:
    for key in raw:
        if key not in KEYS:
            close = get_close_matches(key, KEYS, 1)
            zh, en = (f"，是否为 {close[0]}？", f"; did you mean {close[0]}?") if close else ("", "")
            yield Finding((key,), Text(f"没有 {key} 这一项{zh}", f"there is no key {key}{en}"))


def _check_words(raw: Mapping[str, Any], key: str, known: Mapping[str, Text], zh: str, en: str) -> Iterator[Finding]:
    words = raw.get(key)
    if not isinstance(words, list) or not words:
        yield missing((key,))
        return
    for index, word in enumerate(words):
        if not is_word(word, known):
            yield unknown((key, index), word, zh, en, known)


def _check_together(raw: Mapping[str, Any]) -> Iterator[Finding]:
    """What form, flow and title say of each other."""
    form = raw.get("form")
    items = [item for item in form if isinstance(item, Mapping)] if isinstance(form, list) else []
    fields = {str(item.get("field")) for item in items}
    steps = dict(_steps_in(raw.get("flow")))
    for lang, template in (raw["subject"] if isinstance(raw.get("subject"), Mapping) else {}).items():
        for name in _PLACE.findall(str(template)):
            if name not in fields and name != "applicant_name":
                zh = f"标题模板中的 {{{name}}} 不是表单字段"
                yield Finding(("subject", lang), Text(zh, f"{{{name}}} in the title is not a field of the form"))
    if not isinstance(form, list):
        return
    for index, item in enumerate(form):
        step = item.get("at_step") if isinstance(item, Mapping) else None
        if step is None:
            continue
        if not is_word(step, steps):
            zh = f"流程中没有环节 {step}"
            yield Finding(("form", index, "at_step"), Text(zh, f"the flow has no step {step}"))
        elif not is_word(item.get("field"), steps[step]):
            zh = f"环节 {step} 没有被授权填写 {item.get('field')}（fields: edit 或 required）"
            en = f"the step {step} may not fill {item.get('field')} (fields: edit or required)"
            yield Finding(("form", index, "at_step"), Text(zh, en))


def _steps_in(node: Any) -> Iterator[tuple[str, set[str]]]:
    """(step, the fields it may fill) for every step anywhere in the raw flow."""
    if isinstance(node, list):
        for item in node:
            yield from _steps_in(item)
    elif isinstance(node, Mapping):
        if isinstance(node.get("step"), str):
            fields = node.get("fields")
            rights = fields.items() if isinstance(fields, Mapping) else ()
            yield node["step"], {name for name, right in rights if right in ("edit", "required")}
        for key in ("then", "else", "parallel"):
            yield from _steps_in(node.get(key))
