"""A name as it is shown where others look on."""

from __future__ import annotations

from chalicelib.shared.text import Text


def masked_name(name: Text) -> Text:
    """Enough to compare with a paper at hand and not enough to learn a name: 张*明, 欧**娜, Z*** M***."""
    return Text(_masked_zh(name.zh), " ".join(_initial(word) for word in name.en.split()))


def _masked_zh(name: str) -> str:
    if not any(letter >= "\u2e80" for letter in name):
        return " ".join(_initial(word) for word in name.split())
    if len(name) <= 2:
        return name[:1] + "*" * (len(name) - 1)
    return name[0] + "*" * (len(name) - 2) + name[-1]


def _initial(word: str) -> str:
    return word[:1] + "***"
