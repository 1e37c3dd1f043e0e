"""What a service is begun from: one template for each archetype, merged under a short definition (Z-03).

``from: APPLY`` takes ``catalogue/archetypes/APPLY.yaml`` for everything the definition does not say itself. Mappings
are merged key by key; a list or a text that is said replaces the template's. In the template's texts ``$name`` is the
service's name (in the text's language) and ``$owner_unit`` the unit that owns it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from chalicelib.catalogue.load_definitions import CATALOGUE_ROOT, TEMPLATES
from chalicelib.catalogue.vocabulary import ARCHETYPES
from chalicelib.shared.text import LANGS, Text

FOLDER = CATALOGUE_ROOT / TEMPLATES


def template_path(kind: str) -> Path:
    """Where the template of this archetype stands; only for a word of `ARCHETYPES`."""
    return FOLDER / f"{kind}.yaml"


@cache
def template_source(kind: str) -> str:
    """The template's text. Raises `KeyError` for what is no archetype."""
    return template_path(kind if kind in ARCHETYPES else _unknown(kind)).read_text("utf-8")


def begun_from(raw: Mapping[str, Any]) -> tuple[dict[str, Any], Text | None]:
    """The whole definition of a short one, and what is wrong with its ``from`` if anything is."""
    kind = raw["from"]
    own = {key: value for key, value in raw.items() if key != "from"}
    if not isinstance(kind, str) or kind not in ARCHETYPES:
        known = ", ".join(ARCHETYPES)
        return own, Text(f"没有名为 {kind} 的模板，可用：{known}", f"there is no template {kind}; known: {known}")
    names = raw.get("name") if isinstance(raw.get("name"), Mapping) else {}
    owner = raw.get("owner_unit") if isinstance(raw.get("owner_unit"), str) else ""
    words: dict[str, dict[str, str]] = {
        lang: {"$name": str((names or {}).get(lang) or ""), "$owner_unit": str(owner)} for lang in map(str, LANGS)
    }
    return _merged(_filled(_template(kind), words, "zh"), own), None


@cache
def _template(kind: str) -> dict[str, Any]:
    from chalicelib.catalogue.read_yaml import read_yaml

    data, _, faults = read_yaml(template_source(kind))
    if faults or not isinstance(data, dict):
        raise ValueError(f"the template {kind} cannot be read")
    return data


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    both = dict(below)
    for key, value in above.items():
        under = both.get(key)
        both[key] = _merged(under, value) if isinstance(under, Mapping) and isinstance(value, Mapping) else value
    return both


def _filled(value: Any, words: Mapping[str, Mapping[str, str]], lang: str) -> Any:
    if isinstance(value, str):
        for word, said in words[lang].items():
            value = value.replace(word, said)
        return value
    if isinstance(value, Mapping):
        return {key: _filled(item, words, key if key in LANGS else lang) for key, item in value.items()}
    return [_filled(item, words, lang) for item in value] if isinstance(value, list) else value


def _unknown(kind: str) -> str:
    raise KeyError(kind)
