"""What every refusal must be: a problem document in both languages, hardened, with the title in the reader's own."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from tests.visitor import Answer, Visitor

HAN = re.compile(r"[\u4e00-\u9fff]")


def refused(visitor: Visitor, ask: Callable[[], Answer], status: int, code: str) -> dict[str, Any]:
    """Ask once in each language; the problem document as the Chinese reader gets it."""
    told: dict[str, dict[str, Any]] = {}
    before = visitor.lang
    try:
        for lang in ("en", "zh"):
            visitor.lang = lang
            answer = ask()
            assert (answer.status, answer.json["code"]) == (status, code), answer.text
            hold(answer, lang)
            told[lang] = answer.json
    finally:
        visitor.lang = before
    return told["zh"]


def hold(answer: Answer, lang: str) -> None:
    """The shape of one refusal."""
    body = answer.json
    assert answer.headers["content-type"] == "application/problem+json"
    assert body["status"] == answer.status
    assert body["trace_id"]
    made_by_gateway = body["type"] == "about:blank"  # it cannot read what language is asked for
    assert body["title"] == body["title_i18n"]["zh" if made_by_gateway else lang]
    spoken([body["title_i18n"], *([body["detail_i18n"]] if "detail_i18n" in body else [])])
    spoken([fault["message"] for fault in body["errors"]])
    assert all(fault["pointer"][:1] in ("", "/") and fault["code"] for fault in body["errors"])
    assert answer.headers["cache-control"] == "no-store"


def spoken(texts: list[dict[str, str]]) -> None:
    """Each text is said in Chinese and in English, and not in the same words."""
    for text in texts:
        assert set(text) == {"zh", "en"}
        assert HAN.search(text["zh"]), text
        assert text["en"] and not HAN.search(text["en"]), text


def pointers(body: dict[str, Any]) -> dict[str, str]:
    return {fault["pointer"]: fault["code"] for fault in body["errors"]}
