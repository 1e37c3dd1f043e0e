"""A definition as YAML that people read: keys in the catalogue's order, long texts as blocks, both languages beside.

`parse_definition` of what is written gives the same service back; a property in tests/editing holds that.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import yaml

from chalicelib.catalogue import Service

ORDER = (
    "service", "version", "requirements", "name", "summary", "owner_unit", "archetype", "area", "themes", "audience",
    "aliases", "keywords", "channel", "limit", "retention", "urgent", "address", "inquiry", "collect", "demand",
    "subject", "guide", "form", "flow",
)  # fmt: skip
_MEANT = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?|true|false|null|~|", re.ASCII)
"""Words `read_yaml` takes for something else than a text."""


class _Writer(yaml.SafeDumper):
    """Quotes exactly what the catalogue's reader would not read as the text it is."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(writer: yaml.SafeDumper, text: str) -> yaml.Node:
    block = "\n" in text and not re.search(r"[ \t]\n|\n\n\n|^\s|\s$", text.rstrip("\n")) and text.isprintable() is False
    style = "|" if block else "'" if _MEANT.fullmatch(text) else None
    return writer.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Writer.add_representer(str, _text)


def write_definition(service: Service, *, version: bool = False) -> str:
    """The service as a definition; with its `version` where somebody is going to change it."""
    raw = service.to_dict()
    if not version:
        raw.pop("version")
    empty = {key for key in raw if raw[key] in ([], {}, "")}
    if service.is_entry and service.subject == service.name:
        empty |= {"subject"}
    kept = {key: raw[key] for key in ORDER if key in raw and key not in empty}
    if kept.get("urgent") == "handlers":
        kept.pop("urgent")
    return str(yaml.dump(_plain(kept), Dumper=_Writer, allow_unicode=True, sort_keys=False, width=116, indent=2))


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value
