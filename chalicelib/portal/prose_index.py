"""The words of the guides, for what neither names nor keywords answer (C-05): which guides have which word.

Chinese is taken in pairs of neighbouring characters, everything else in words of three letters and more. The index is
cut into `PARTS` files by a word's first character, of which a browser loads only those a query touches, and only where
the index of names found little; ``portal/js/prose.js`` reads them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chalicelib.portal.assets import Asset, asset
from chalicelib.portal.service_view import ServiceView
from chalicelib.shared.text import LANGS, Text

PARTS = 64
EVERYWHERE = "*"
"""What a third of all guides say tells them apart no more."""
_HAN = re.compile(r"[\u3400-\u9fff]+")
_WORD = re.compile(r"[a-z0-9]{3,}")
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class ProseIndex:
    """`url` has ``{n}`` where the number of a part stands."""

    url: str
    files: Sequence[Asset]


def prose_index(views: Sequence[ServiceView]) -> ProseIndex:
    """`views` in the order of the search index's rows: a word names its guides by their places there."""
    found: dict[str, list[int]] = {}
    for place, view in enumerate(views):
        for word in _words_of(view):
            found.setdefault(word, []).append(place)
    parts: list[dict[str, str]] = [{} for _ in range(PARTS)]
    for word in sorted(found):
        parts[ord(word[0]) % PARTS][word] = _told(found[word], len(views))
    texts = [json.dumps(part, ensure_ascii=False, separators=(",", ":")) for part in parts]
    mark = asset("prose", "", "\n".join(texts)).name.rpartition(".")[2]
    files = [Asset(f"prose-{n}.{mark}.json", text.encode()) for n, text in enumerate(texts)]
    return ProseIndex(f"/assets/prose-{{n}}.{mark}.json", files)


def terms_of(text: str) -> Iterator[str]:
    """The words and pairs of a text, as the index has them."""
    plain = text.lower()
    for run in _HAN.findall(plain):
        yield from (run[at : at + 2] for at in range(len(run) - 1))
    yield from _WORD.findall(plain)


def _words_of(view: ServiceView) -> set[str]:
    texts = list(_prose(view)) if view.written else [view.service.summary]
    return {term for text in texts for lang in LANGS for term in terms_of(text.get(lang))}


def _prose(view: ServiceView) -> Iterator[Text]:
    guide = view.service.guide
    yield from (view.service.summary, guide.instruction, guide.range_, guide.procedure, guide.fee, *guide.basis)
    yield from (guide.result,) if guide.result else ()
    for material in guide.materials:
        yield material.name
        yield from (material.note,) if material.note else ()
    for entry in guide.faq:
        yield from (entry.question, entry.answer)
    for contact in view.contacts:
        yield from (one for one in (contact.name, contact.place) if one)


def _told(places: Sequence[int], of: int) -> str:
    """Each place as its distance from the one before, in base 36."""
    if of > 9 and 3 * len(places) > of:
        return EVERYWHERE
    steps = (place - before for before, place in zip((0, *places), places, strict=False))
    return ",".join(_base36(step) for step in steps)


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits or "0"
