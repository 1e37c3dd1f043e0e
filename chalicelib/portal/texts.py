"""Every word of the user interface, in one catalogue: ``data/texts.json``, ``{"key": ["中文", "English"]}``.

Pages, page scripts and the server-rendered progress page read from here and from nowhere else. What services say
(names, guides, fields) is the catalogue's; what refusals say is `chalicelib.errors`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from chalicelib.shared.text import Text

_LITERAL = re.compile(r'"([a-z][\w.-]*)"')
_ASKED = re.compile(r'\bt\((?:[^()?:]*\? "([\w.-]+)" : )?"([\w.-]+)"')


@cache
def texts() -> Mapping[str, Text]:
    """All UI strings by key. Raises `ValueError` when one lacks a language."""
    raw = json.loads((Path(__file__).parent / "data" / "texts.json").read_text(encoding="utf-8"))
    if empty := [key for key, pair in raw.items() if len(pair) != 2 or not all(text.strip() for text in pair)]:
        raise ValueError(f"no text in both languages: {', '.join(empty)}")
    # Not `Text.of`: it strips, and ", " between words needs its space.
    return {key: Text(*pair) for key, pair in raw.items()}


def ui(key: str, lang: str, **values: object) -> str:
    """One string in one language with its ``{places}`` filled. Raises `KeyError` for an unknown key."""
    return texts()[key].get(lang).format(**values) if values else texts()[key].get(lang)


def script_texts(script: str, lang: str) -> dict[str, str]:
    """The strings a page's script uses (any literal that is a key); a page carries these and no others."""
    used = sorted(set(_LITERAL.findall(script)) & set(texts()))
    return {key: texts()[key].get(lang) for key in used}


def keys_asked(script: str) -> set[str]:
    """The keys a script plainly asks for, ``t("key")`` and ``t(x ? "one" : "other")``; a test holds that all exist."""
    return {key for pair in _ASKED.findall(script) for key in pair if key}
