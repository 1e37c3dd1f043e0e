"""Whether a guide says what it must: the five fields of C-14, both languages, contacts that exist (W-04, W-22)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from chalicelib.catalogue.findings import Finding
from chalicelib.catalogue.say import is_word, missing, text_findings, title_of_key, unknown
from chalicelib.catalogue.vocabulary import is_entry, is_unbuilt
from chalicelib.shared.text import Text

REQUIRED_TEXTS = ("instruction", "range", "procedure", "fee", "result")
KEYS = frozenset({*REQUIRED_TEXTS, "contacts", "materials", "basis", "faq"})
ITEM_TEXTS: Mapping[str, tuple[str, ...]] = {"materials": ("name",), "faq": ("question", "answer")}
ITEM_KEYS: Mapping[str, frozenset[str]] = {
    "contacts": frozenset({"unit", "name", "phone", "email", "place", "hours"}),
    "materials": frozenset({"name", "required", "field", "note"}),
    "faq": frozenset({"question", "answer"}),
}


def check_guide(raw: Mapping[str, Any], units: Collection[str]) -> Iterator[Finding]:
    """Findings from the definition's root; the process diagram is there when the flow is; an entry has none."""
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
        if not is_word(contact.get("unit"), units):
            yield unknown(("guide", "contacts", index, "unit"), contact.get("unit"), "单位", "unit")
        if not (contact.get("phone") or contact.get("email")):
            text = Text("联系方式至少要有电话或邮箱", "a contact needs a telephone number or an email address")
            yield Finding(("guide", "contacts", index), text)
        if "name" in contact:
            yield from text_findings(contact, ("guide", "contacts", index, "name"))


def _check_materials(guide: Mapping[str, Any], form: Any) -> Iterator[Finding]:
    items = form if isinstance(form, list) else []
    files = {str(item.get("field")) for item in items if isinstance(item, Mapping) and item.get("type") == "file"}
    for index, material in _items(guide, "materials"):
        field = material.get("field")
        if field is not None and not is_word(field, files):
            zh, en = f"表单中没有上传字段 {field}", f"the form has no file field {field}"
            yield Finding(("guide", "materials", index, "field"), Text(zh, en))
