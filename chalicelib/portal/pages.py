"""Every file of the portal as (path, bytes): pages in both languages, assets, the search index."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup

from chalicelib.answers import PublicAnswer
from chalicelib.catalogue import AREAS, CATEGORIES, Pinyin, Release, Service, bundled_samples, read_pinyin, sample_path
from chalicelib.forms import describe, parse_form
from chalicelib.people import Unit
from chalicelib.portal.answer_pages import Answers, answer_pages, answers_in
from chalicelib.portal.assets import APART, Asset, asset, script, style_apart, stylesheet
from chalicelib.portal.environment import render
from chalicelib.portal.facets import Facet, facets_of, parts_of
from chalicelib.portal.front import Front, read_front
from chalicelib.portal.guide_book import Booklet, book_pages, booklets_of
from chalicelib.portal.installing import app_files
from chalicelib.portal.plain_pages import PLAIN
from chalicelib.portal.prose_index import ProseIndex, prose_index
from chalicelib.portal.search_index import search_index
from chalicelib.portal.service_view import ServiceView, kept_for, view_service
from chalicelib.portal.texts import script_texts, ui
from chalicelib.settings import Settings
from chalicelib.shared.text import LANGS, Text

Diagrams = Mapping[str, Mapping[str, str]]
"""Service code -> language -> SVG, as `flows.draw_flow` draws it (trusted: it is our own)."""


def portal_files(
    services: Iterable[Service],
    units: Mapping[str, Unit],
    diagrams: Diagrams,
    settings: Settings,
    pinyin: Callable[[str], Pinyin] = read_pinyin,
    *,
    front: Front | None = None,
    today: date | None = None,
    releases: Mapping[str, Sequence[Release]] | None = None,
    answers: Sequence[PublicAnswer] = (),
    bookable: Collection[str] = (),
    queued: Collection[str] = (),
) -> Iterator[tuple[str, bytes]]:
    """All files, paths relative to the portal's root. `units` by id; `pinyin` where pypinyin is not at hand.

    `front`: what the front page says, by default ``portal/front.yaml``; what was over before `today` is left out.
    `releases`: the versions of each service; `bookable`, `queued`: those one books a time or takes a ticket for.
    """
    told = releases or {}
    made = [view_service(one, units, pinyin, today, told.get(one.code, ())) for one in services]
    # What is only planned has no page before it is to be seen; what is no more keeps its page and leaves the list.
    views = [view for view in made if view.listed or not view.service.channel.unbuilt]
    listed = [view for view in views if view.listed]
    front = read_front() if front is None else front
    found = [view for view in listed if view.now.listed]
    index, prose = asset("services", ".json", search_index(found, front, pinyin)), prose_index(found)
    yield from _assets(index, *prose.files)
    yield from _samples(views)
    feedback = _feedback(front, listed)
    for lang in LANGS:
        draw = _Drawing(lang, settings, feedback, frozenset(bookable), frozenset(queued))
        yield from _plain_pages(draw, views)
        yield from _finding(draw, _Offer(listed, facets_of(listed, units, lang), front, index, prose, today))
        said = answers_in(lang, answers, {view.code: view for view in views}, units)
        yield from _answers(draw, said, [one for one in answers if one.gone])
        yield from _guide_book(draw, found, today)
        for view in views:
            yield from _service_pages(draw, view, diagrams.get(view.code, {}), said)
    yield from _root(settings, feedback)


def _root(settings: Settings, feedback: str) -> Iterator[tuple[str, bytes]]:
    """What stands above both languages."""
    yield from app_files(settings)
    yield "index.html", render("root.html", "zh", settings, site_name_en=settings.site_name_en).encode()
    yield "404.html", _missing(_Drawing("zh", settings, feedback))[1]


def _assets(*more: Asset) -> Iterator[tuple[str, bytes]]:
    """The stylesheets, every page's script with what it loads on demand, and `more`."""
    names = ("home", "services", "plain", "guide", "apply", "answers", *(page.script for page in PLAIN))
    scripts = [script(name) for name in names]
    on_demand = [part for made in scripts for part in made.parts]
    for each in (stylesheet(), *map(style_apart, APART), *more, *scripts, *on_demand):
        yield f"assets/{each.name}", each.content


def _feedback(front: Front, listed: Sequence[ServiceView]) -> str:
    """Where the foot of every page leads; nothing where none of those is published."""
    there = {view.code for view in listed}
    return next((code for code in front.feedback if code in there), "")


def _samples(views: Sequence[ServiceView]) -> Iterator[tuple[str, bytes]]:
    for view in views:
        for name, file in bundled_samples(view.code).items():
            yield sample_path(view.code, name), file.read_bytes()


@dataclass(frozen=True)
class _Offer:
    """What there is to find, and how; `facets` are those of one language."""

    views: Sequence[ServiceView]
    facets: Mapping[str, Facet]
    front: Front
    index: Asset
    prose: ProseIndex
    today: date | None

    def named(self, codes: Iterable[str]) -> list[ServiceView]:
        by_code = {view.code: view for view in self.views}
        return [by_code[code] for code in codes if code in by_code]

    @property
    def seasonal(self) -> list[ServiceView]:
        """What opens or closes on a day (S-06), the next closing first; the page shows what is near."""
        dated = [(view.service.channel, view) for view in self.views if view.startable]
        dated = [(channel, view) for channel, view in dated if channel.opens or channel.closes]
        near = [(channel.closes or date.max, view) for channel, view in dated]
        return [view for closes, view in sorted(near, key=lambda one: one[0]) if closes >= (self.today or date.min)]


@dataclass(frozen=True)
class _Drawing:
    """`feedback`: the service the foot of every page leads to, or nothing. `bookable`, `queued`: see `portal_files`."""

    lang: str
    settings: Settings
    feedback: str = ""
    bookable: frozenset[str] = frozenset()
    queued: frozenset[str] = frozenset()

    def __call__(
        self, template: str, path: str, code: Asset, title: str, *, here: str = "", private: bool = False, **values: Any
    ) -> tuple[str, bytes]:
        """One page at ``/<lang>/<path>``; a path that ends with a slash is a folder with an ``index.html``."""
        words = script_texts("\n".join(each.content.decode() for each in (code, *code.parts)), self.lang)
        # The 404 page has no twin at the same path: its language link leads to the other home page.
        link = "" if template == "missing.html" else path
        values |= {"path": link, "script_url": code.url, "words": words, "title": title, "here": here}
        values["feedback"] = self.feedback
        html = render(template, self.lang, self.settings, private=private, **values)
        return f"{self.lang}/{path}{'index.html' if path.endswith('/') or not path else ''}", html.encode()


def _plain_pages(draw: _Drawing, views: Sequence[ServiceView]) -> Iterator[tuple[str, bytes]]:
    categories = {code: name.get(draw.lang) for code, name in CATEGORIES.items()}
    choices: dict[str, Any] = {"services": {view.code: view.service.name.get(draw.lang) for view in views}}
    choices["owners"] = dict(sorted((view.service.owner_unit, view.unit_name.get(draw.lang)) for view in views))
    choices["bookable"] = _by_unit([view for view in views if view.code in draw.bookable])
    for page in PLAIN:
        title = ui(page.title, draw.lang)
        code = script(page.script)
        yield draw(
            page.template,
            page.path,
            code,
            title,
            here=page.here,
            private=page.private,
            categories=categories,
            **choices,
        )
    yield _missing(draw)


def _by_unit(views: Sequence[ServiceView]) -> list[tuple[Text, list[ServiceView]]]:
    """What can be booked, by the department that handles it."""
    units = {view.service.owner_unit: view.unit_name for view in views}
    return [(name, [view for view in views if view.service.owner_unit == id]) for id, name in sorted(units.items())]


def _missing(draw: _Drawing) -> tuple[str, bytes]:
    return draw("missing.html", "404.html", script("plain"), ui("missing.title", draw.lang), private=True)


def _finding(draw: _Drawing, offer: _Offer) -> Iterator[tuple[str, bytes]]:
    """The front page and the list of all services."""
    shared: dict[str, Any] = {
        "services": offer.views,
        "facets": offer.facets,
        "index_url": offer.index.url,
        "prose_url": offer.prose.url,
        "prose_parts": len(offer.prose.files),
        "letters": offer.named(offer.front.letters),
        "here": "home",
    }
    told = [one for one in offer.front.announcements if offer.today is None or not one.over(offer.today)]
    featured = offer.named(offer.front.featured)
    counts = Counter(view.service.area for view in offer.views if view.now.listed)
    areas = [(code, name, counts[code]) for code, name in AREAS.items()]
    own: dict[str, Any] = {"announcements": told, "featured": featured, "seasonal": offer.seasonal, "areas": areas}
    yield draw("home.html", "", script("home"), "", **own, **shared)
    title = ui("services.title", draw.lang)
    pages = list(parts_of(offer.facets["area"].groups)) if offer.views else [()]
    for part, groups in enumerate(pages, start=1):
        path = "services/" if part == 1 else f"services/more/{part}/"
        cut: dict[str, Any] = {"groups": groups, "part": part, "parts": len(pages)}
        yield draw("services.html", path, script("services"), title, **cut, **shared)
        if len(pages) > 1:
            rows = render("parts/rows.html", draw.lang, draw.settings, groups=groups, facets=offer.facets)
            yield f"{draw.lang}/{path}rows.html", rows.encode()


def _guide_book(draw: _Drawing, views: Sequence[ServiceView], today: date | None) -> Iterator[tuple[str, bytes]]:
    for template, path, values in book_pages(booklets_of(views, draw.lang), today):
        booklet = values.get("booklet")
        title = ui("book.title", draw.lang)
        if isinstance(booklet, Booklet):
            title = ui("book.department", draw.lang, name=booklet.name.get(draw.lang))
            if booklet.parts > 1:
                title += ui("book.part", draw.lang, n=booklet.part, count=booklet.parts)
        yield draw(template, path, script("plain"), title, here="home", **values)


def _answers(draw: _Drawing, answers: Answers, gone: Sequence[PublicAnswer]) -> Iterator[tuple[str, bytes]]:
    """The published answers, and the index their search reads."""
    index = asset(f"answers-{draw.lang}", ".json", answers.index(draw.lang))
    yield f"assets/{index.name}", index.content
    for template, path, values in answer_pages(answers, gone, draw.lang):
        one = values.get("shown")
        title = one.wording.title if one else ui("answers.title", draw.lang)
        code = script("plain" if values["single"] else "answers")
        hidden = values["single"] and one is None
        yield draw(template, path, code, title, here="home", private=hidden, answers_index=index.url, **values)


def _service_pages(
    draw: _Drawing, view: ServiceView, diagram: Mapping[str, str], answers: Answers
) -> Iterator[tuple[str, bytes]]:
    name = view.service.name.get(draw.lang)
    shown: dict[str, Any] = {"view": view, "service": view.service, "categories": CATEGORIES, "here": "home"}
    shown["books"], shown["queues"] = view.code in draw.bookable, view.code in draw.queued
    shown["kept"] = kept_for(view.service, draw.settings.retention)
    shown["said"] = answers.of_service(view.code)
    picture = Markup(diagram.get(draw.lang, ""))
    summary = view.service.summary.get(draw.lang)
    guide = f"services/{view.code}/"
    yield draw("guide.html", guide, script("guide"), name, diagram=picture, description=summary, **shown)
    if view.service.is_entry or view.service.begins_at_counter:
        return
    title = ui("apply.title", draw.lang, name=name)
    asked = [_undated(field) for field in describe(parse_form(view.service.form))]
    yield draw("apply.html", f"apply/{view.code}/", script("apply"), title, private=True, fields=asked, **shown)


def _undated(field: dict[str, Any]) -> dict[str, Any]:
    """Limits of days are counted from the day on which somebody opens the form, and this page is older."""
    return {**field, "limits": {}} if field["type"] in ("date", "date_range") else field
