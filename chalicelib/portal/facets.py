"""The ways to browse the catalogue: area (C-04), theme (S-01), department (C-08), role (C-07), letter (C-09), and
besides how a thing is done (W-03) and on which campus."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from chalicelib.catalogue import AREAS, CATEGORIES, THEMES
from chalicelib.people import Unit
from chalicelib.portal.service_view import KINDS, ServiceView
from chalicelib.shared.text import Text

MOST_ROWS = 360
"""Services of one page of the list: what 14 KB hold with room for what frame and facets grow by."""


@dataclass(frozen=True)
class Group:
    """One value of a facet and the services that have it."""

    key: str
    title: Text
    services: Sequence[ServiceView]


@dataclass(frozen=True)
class Facet:
    """`name` is also the word in an address: ``?area=…``. Groups stand in the order they are shown; none is empty."""

    name: str
    groups: Sequence[Group]


_Keys = Callable[[ServiceView], Iterable[str]]


def facets_of(services: Sequence[ServiceView], units: Mapping[str, Unit], lang: str) -> Mapping[str, Facet]:
    """All facets by name, the most asked for first; of kinds and campuses only where there are several to choose."""
    named = sorted(services, key=lambda service: sort_key(service, lang))
    owners = {one.service.owner_unit: one.unit_name for one in named}
    owners = dict(sorted(owners.items(), key=lambda item: item[1].get(lang).lower()))
    letters = {letter: Text(letter, letter) for letter in sorted({one.letter.get(lang) for one in named})}
    campuses = {campus: units[campus].name for one in named for campus in one.campuses if campus in units}
    ways: Mapping[str, tuple[_Keys, Mapping[str, Text]]] = {
        "role": (lambda one: one.service.audience, CATEGORIES),
        "area": (lambda one: [one.service.area], AREAS),
        "theme": (lambda one: one.service.themes, THEMES),
        "unit": (lambda one: [one.service.owner_unit], owners),
        "letter": (lambda one: [one.letter.get(lang)], letters),
        "kind": (lambda one: [one.kind], KINDS),
        "campus": (lambda one: one.campuses, dict(sorted(campuses.items()))),
    }
    facets = {name: Facet(name, _groups(named, *way)) for name, way in ways.items()}
    return {name: one for name, one in facets.items() if len(one.groups) > 1 or name not in ("kind", "campus")}


def parts_of(groups: Sequence[Group]) -> Iterator[Sequence[Group]]:
    """The groups cut into pages of at most `MOST_ROWS` services; a group may go on on the next page."""
    page: list[Group] = []
    room = MOST_ROWS
    for group in groups:
        rest = list(group.services)
        while rest:
            own, rest = rest[:room], rest[room:]
            page.append(Group(group.key, group.title, own))
            room -= len(own)
            if not room:
                yield page
                page, room = [], MOST_ROWS
    if page:
        yield page


def sort_key(service: ServiceView, lang: str) -> tuple[str, str]:
    return (service.service.name.en.lower() if lang == "en" else service.sound, service.code)


def _groups(services: Sequence[ServiceView], keys_of: _Keys, titles: Mapping[str, Text]) -> Sequence[Group]:
    members: dict[str, list[ServiceView]] = {}
    for service in services:
        for key in keys_of(service):
            members.setdefault(key, []).append(service)
    return [Group(key, titles[key], members[key]) for key in titles if key in members]
