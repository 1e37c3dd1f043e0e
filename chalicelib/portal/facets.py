"""The ways to browse the catalogue: by area (C-04), department (C-08), letter (C-09); roles are a filter (C-07)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from chalicelib.catalogue import AREAS, CATEGORIES
from chalicelib.portal.service_view import ServiceView
from chalicelib.shared.text import Text


@dataclass(frozen=True)
class Group:
    key: str
    title: Text
    services: Sequence[ServiceView]


def facets_of(services: Sequence[ServiceView], lang: str) -> Mapping[str, list[Group]]:
    """``area``, ``unit`` and ``letter`` with their groups in the order they are shown; no group is empty."""
    named = sorted(services, key=lambda service: _sort_key(service, lang))
    return {
        "area": _groups(named, lambda s: s.service.area, AREAS, AREAS),
        "unit": _groups(named, lambda s: s.service.owner_unit, {s.service.owner_unit: s.unit_name for s in named}),
        "letter": _groups(named, lambda s: s.letter.get(lang), {s.letter.get(lang): _same(s, lang) for s in named}),
    }


def roles_of(services: Iterable[ServiceView]) -> list[str]:
    """The categories that have a service, in the hall's order."""
    served = {category for service in services for category in service.service.audience}
    return [category for category in CATEGORIES if category in served]


def _groups(
    services: Sequence[ServiceView],
    key_of: Callable[[ServiceView], str],
    titles: Mapping[str, Text],
    order: Iterable[str] | None = None,
) -> list[Group]:
    members: dict[str, list[ServiceView]] = {}
    for service in services:
        members.setdefault(key_of(service), []).append(service)
    keys = [key for key in order if key in members] if order else sorted(members)
    return [Group(key, titles[key], members[key]) for key in keys]


def _sort_key(service: ServiceView, lang: str) -> str:
    return (service.service.name.en.lower() if lang == "en" else service.search[4]) or service.code


def _same(service: ServiceView, lang: str) -> Text:
    letter = service.letter.get(lang)
    return Text(letter, letter)
