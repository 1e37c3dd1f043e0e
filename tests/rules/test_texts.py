"""What a machine can see of a text's care: no placeholder, no mixed punctuation, the words of the vocabulary.

Read are the catalogue, the pages' words and the messages: everything a person sees in two languages.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from tests.rules.source import ROOT

HAN = r"[\u4e00-\u9fff]"
ZH = {
    "a placeholder": r"TODO|FIXME|XXX|(?i:lorem)|待补充|待定|此处填写|占位",
    "half-width punctuation between Chinese words": rf"{HAN}[,;:!?]|[,;:!?]{HAN}|{HAN}\.(\s|$)",
    "half-width brackets around Chinese words": rf"{HAN}\(|\){HAN}|\({HAN}",
    "two marks where one belongs": r"[，。；、]{2,}",
    "a blank before a mark": rf"{HAN} [，。；、！？]",
    "two blanks": r"\S {2,}\S",
    "a word of files, not of offices": "驳回|您的您|请您您|的的",
}
EN = {
    "a placeholder": r"TODO|FIXME|XXX|(?i:lorem ipsum)|\bTBD\b|to be added",
    "full-width punctuation": r"[，。；：、（）！？]",
    "Chinese words": HAN,
    "two blanks": r"\S {2,}\S",
    "a blank before a mark": r"\w [,;!?](\s|$)",
    "a word of brochures": r"(?i)\b(kindly|leverag\w*|seamless\w*|streamlin\w*|utiliz\w*|in order to|please note)\b",
}
OLD_NAMES = r"\b(Student Affairs|Finance|Security|Personnel|Science and Technology) Division\b"
"""What offices of the demo university were called once; each has one English name."""


def catalogue() -> Iterator[tuple[str, str, str]]:
    for path in sorted((ROOT / "catalogue").rglob("*.yaml")):
        data = yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
        yield from ((f"{path.relative_to(ROOT)} {at}", zh, en) for at, zh, en in pairs(data, ""))


def pairs(node: Any, at: str) -> Iterator[tuple[str, str, str]]:
    """Every text in two languages, with its JSON pointer."""
    if isinstance(node, dict):
        if isinstance(node.get("zh"), str) and isinstance(node.get("en"), str):
            yield at, node["zh"], node["en"]
        for key, value in node.items():
            yield from pairs(value, f"{at}/{key}")
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from pairs(value, f"{at}/{index}")


def portal() -> Iterator[tuple[str, str, str]]:
    words = json.loads((ROOT / "chalicelib/portal/data/texts.json").read_text("utf-8"))
    yield from ((f"texts.json {key}", zh, en) for key, (zh, en) in words.items())


def faults(texts: Iterator[tuple[str, str, str]]) -> list[str]:
    found = []
    for at, zh, en in texts:
        for rules, text in ((ZH, zh), (EN, en)):
            for why, pattern in rules.items():
                if hit := re.search(pattern, text):
                    found.append(f"{at}: {why}: …{text[max(0, hit.start() - 10) : hit.end() + 10]}…")
        if hit := re.search(OLD_NAMES, en):
            found.append(f"{at}: the office has another name now: {hit[0]}")
    return found


def test_the_catalogue_reads_as_an_office_writes() -> None:
    texts = list(catalogue())
    assert len(texts) > 2000
    assert faults(iter(texts)) == []


def test_the_words_of_pages_read_as_an_office_writes() -> None:
    texts = list(portal())
    assert len(texts) > 500
    assert faults(iter(texts)) == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_messages_read_as_an_office_writes(lang: str) -> None:
    rules = ZH if lang == "zh" else EN
    files = sorted((ROOT / "templates/messages").rglob(f"*.{lang}.txt"))
    assert files
    for path in files:
        # What stands in braces is a name of the program.
        text = re.sub(r"\{[{%#].*?[}%#]\}", "", path.read_text("utf-8"), flags=re.DOTALL)
        for why in ("a placeholder", *(("Chinese words", "a word of brochures") if lang == "en" else ())):
            assert not re.search(rules[why], text), f"{path.name}: {why}"
        assert "驳回" not in text


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("请填写姓名,学号", "Enter your name"),
        ("材料(原件)", "The original"),
        ("待补充", "To come"),
        ("驳回", "Return"),
        ("材料", "Kindly enter it"),
        ("材料", "the paper，please"),
        ("材料", "two  blanks"),
        ("材料", "the Finance Division"),
    ],
)
def test_the_rules_can_fail(zh: str, en: str) -> None:
    assert len(faults(iter([("here", zh, en)]))) == 1
