"""Whether a guide says what it must: the five fields of C-14, both languages, contacts that exist (W-04, W-22)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from chalicelib.catalogue.findings import Finding
from chalicelib.catalogue.sample_files import bundled_samples, is_sample_name
from chalicelib.catalogue.say import is_word, missing, text_findings, title_of_key, unknown
from chalicelib.catalogue.vocabulary import is_entry, is_unbuilt
from chalicelib.shared.text import Text

REQUIRED_TEXTS = ("instruction", "range", "procedure", "fee", "result")
KEYS = frozenset({*REQUIRED_TEXTS, "contacts", "materials", "basis", "faq", "visits", "legal", "complaint"})
ITEM_TEXTS: Mapping[str, tuple[str, ...]] = {"materials": ("name",), "faq": ("question", "answer")}
ITEM_KEYS: Mapping[str, frozenset[str]] = {
    "contacts": frozenset({"unit", "name", "phone", "email", "place", "hours", "campus", "floor", "counter"}),
    "materials": frozenset({"name", "required", "field", "note", "sample", "blank"}),
    "faq": frozenset({"question", "answer"}),
}
_FILES = ("file", "picture")
"""Kinds of field that a material is uploaded into."""
MOST_VISITS = 9
_SIGNED = re.compile(r"[A-Z]?[0-9]{1,3}[A-Z]?([-–—、,][A-Z]?[0-9]{1,3}[A-Z]?)*")
"""Floors and counters as they are signed: ``3``, ``B1``, ``3–5``."""
_LIMIT = re.compile(r"([1-9][0-9]{0,2}) (workday|hour|day)s?")


def check_guide(
    raw: Mapping[str, Any], units: Collection[str], samples: Collection[str] | None = ()
) -> Iterator[Finding]:
    """Findings from the definition's root; the process diagram is there when the flow is; an entry has none. `samples`
    are files there are beside those of the bundle; None takes any that is well called."""
    if is_unbuilt(raw) and not raw.get("guide"):
        return  # what is only planned may still lack everything
    if not raw.get("flow") and not is_entry(raw) and not is_unbuilt(raw):
        yield missing(("flow",))
    guide = raw.get("guide")
    if not isinstance(guide, Mapping):
        yield Finding(("guide",), Text("缺少办事指南（guide）", "the guide is missing"))
        return
    for key in guide:
        if key not in KEYS:
            yield Finding(("guide", key), Text(f"办事指南没有 {key} 这一项", f"a guide has no key {key}"))
    for key in REQUIRED_TEXTS:
        yield from text_findings(guide, ("guide", key))
    if not guide.get("contacts"):
        yield missing(("guide", "contacts"))
    yield from _check_basis(guide)
    for key in ITEM_KEYS:
        yield from _check_items(guide, key)
    yield from _check_contacts(guide, units)
    yield from _check_materials(guide, raw.get("form"))
    yield from _check_samples(guide, str(raw.get("service", "")), samples)
    yield from _check_complaint(guide, units)
    yield from _check_numbers(guide, raw.get("limit"))


def _items(guide: Mapping[str, Any], key: str) -> list[tuple[int, Mapping[str, Any]]]:
    items = guide.get(key)
    return [(n, item) for n, item in enumerate(items) if isinstance(item, Mapping)] if isinstance(items, list) else []


def _check_basis(guide: Mapping[str, Any]) -> Iterator[Finding]:
    basis = guide.get("basis", [])
    if not isinstance(basis, list):
        yield Finding(("guide", "basis"), Text("办理依据应为列表", "the basis must be a list"))
        return
    for index, item in enumerate(basis):
        for finding in text_findings({"basis": item}, ("basis",)):
            yield Finding(("guide", "basis", index), finding.message)


def _check_items(guide: Mapping[str, Any], key: str) -> Iterator[Finding]:
    title, items = title_of_key(key), guide.get(key) or []
    if not isinstance(items, list) or not all(isinstance(item, Mapping) for item in items):
        yield Finding(("guide", key), Text(f"{title.zh}应为列表", f"{title.en} must be a list"))
        return
    for index, item in enumerate(items):
        for wrong in sorted(set(item) - ITEM_KEYS[key]):
            yield Finding(
                ("guide", key, index, wrong), Text(f"{title.zh}没有 {wrong} 这一项", f"{title.en} have no key {wrong}")
            )
        for name in ITEM_TEXTS.get(key, ()):
            yield from text_findings(item, ("guide", key, index, name))
        for name in ("note", "place", "hours"):
            if name in item:
                yield from text_findings(item, ("guide", key, index, name))


def _check_contacts(guide: Mapping[str, Any], units: Collection[str]) -> Iterator[Finding]:
    for index, contact in _items(guide, "contacts"):
        yield from _check_contact(contact, ("guide", "contacts", index), units)


def _check_contact(contact: Mapping[str, Any], at: tuple[str | int, ...], units: Collection[str]) -> Iterator[Finding]:
    if not is_word(contact.get("unit"), units):
        yield unknown((*at, "unit"), contact.get("unit"), "单位", "unit")
    if not (contact.get("phone") or contact.get("email")):
        text = Text("联系方式至少要有电话或邮箱", "a contact needs a telephone number or an email address")
        yield Finding(at, text)
    if "name" in contact:
        yield from text_findings(contact, (*at, "name"))
    if contact.get("campus") is not None and not is_word(contact["campus"], units):
        yield unknown((*at, "campus"), contact["campus"], "校区", "campus")
    for key, zh, en in (("floor", "楼层", "floor"), ("counter", "窗口", "counter")):
        value = contact.get(key)
        if value is not None and not (type(value) in (int, str) and _SIGNED.fullmatch(str(value))):
            yield Finding((*at, key), Text(f"{zh}应写成 3、B1 或 3–5", f"the {en} is written 3, B1 or 3–5"))


def _check_complaint(guide: Mapping[str, Any], units: Collection[str]) -> Iterator[Finding]:
    """Where to complain; a guide that does not say it shows what the department has said of itself."""
    complaint = guide.get("complaint")
    if complaint is None:
        return
    if not isinstance(complaint, Mapping) or set(complaint) - ITEM_KEYS["contacts"]:
        listed = ", ".join(sorted(ITEM_KEYS["contacts"]))
        yield Finding(("guide", "complaint"), Text(f"complaint 只能有 {listed}", f"complaint takes {listed} only"))
        return
    yield from _check_contact(complaint, ("guide", "complaint"), units)
    for name in ("place", "hours"):
        if name in complaint:
            yield from text_findings(complaint, ("guide", "complaint", name))


def _check_numbers(guide: Mapping[str, Any], limit: Any) -> Iterator[Finding]:
    """How often one has to come, and that nothing is promised later than the law allows."""
    visits, legal = guide.get("visits"), guide.get("legal")
    if visits is not None and not (type(visits) is int and 0 <= visits <= MOST_VISITS):
        zh, en = f"到现场次数应为 0 至 {MOST_VISITS}", f"visits is a number from 0 to {MOST_VISITS}"
        yield Finding(("guide", "visits"), Text(zh, en))
    if legal is None:
        return
    allowed, promised = _LIMIT.fullmatch(str(legal)), _LIMIT.fullmatch(str(limit))
    if not allowed:
        zh, en = "法定时限应写成 20 workdays、4 hours 或 5 days", "legal must read 20 workdays, 4 hours or 5 days"
        yield Finding(("guide", "legal"), Text(zh, en))
    elif promised and promised[2] == allowed[2] and int(promised[1]) > int(allowed[1]):
        zh, en = "承诺时限不能长于法定时限", "the promised time is longer than the law allows"
        yield Finding(("guide", "legal"), Text(zh, en))


def _check_materials(guide: Mapping[str, Any], form: Any) -> Iterator[Finding]:
    items = form if isinstance(form, list) else []
    files = {str(item.get("field")) for item in items if isinstance(item, Mapping) and item.get("type") in _FILES}
    for index, material in _items(guide, "materials"):
        field = material.get("field")
        if field is not None and not is_word(field, files):
            zh, en = f"表单中没有上传字段 {field}", f"the form has no file field {field}"
            yield Finding(("guide", "materials", index, "field"), Text(zh, en))


def _check_samples(guide: Mapping[str, Any], code: str, more: Collection[str] | None) -> Iterator[Finding]:
    """Files that materials name: well called, and there."""
    there = {*bundled_samples(code), *(more or ())}
    for index, material in _items(guide, "materials"):
        for key in ("sample", "blank"):
            if key not in material or material[key] in there:
                continue
            said = Text(
                "样本和空白表格应为文件名，如 hospital-note.pdf（小写字母、数字、连字符）",
                "samples and empty forms are file names like hospital-note.pdf (lower-case letters, digits, hyphens)",
            )
            if is_sample_name(material[key]):
                if more is None:
                    continue
                zh = f"没有文件 {material[key]}，请在申请的“样本和空白表格”中上传"
                en = f'there is no file {material[key]}: upload it under "Samples and empty forms" of the request'
                said = Text(
                    f"{zh}（或放在 catalogue/部门/{code}/）", f"{en} (or put it into catalogue/department/{code}/)"
                )
            yield Finding(("guide", "materials", index, key), said)
