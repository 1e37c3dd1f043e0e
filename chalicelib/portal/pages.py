"""Every file of the portal as (path, bytes): pages in both languages, assets, the search index."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup

from chalicelib.catalogue import AREAS, CATEGORIES, Pinyin, Service, read_pinyin
from chalicelib.forms import describe, parse_form
from chalicelib.people import Unit
from chalicelib.portal.assets import Asset, asset, script, stylesheet
from chalicelib.portal.environment import render
from chalicelib.portal.facets import Facet, facets_of
from chalicelib.portal.front import Front, read_front
from chalicelib.portal.guide_book import Booklet, book_pages, booklets_of
from chalicelib.portal.installing import app_files
from chalicelib.portal.search_index import search_index
from chalicelib.portal.service_view import ServiceView, view_service
from chalicelib.portal.texts import script_texts, ui
from chalicelib.settings import Settings
from chalicelib.shared.text import LANGS

Diagrams = Mapping[str, Mapping[str, str]]
"""Service code -> language -> SVG, as `flows.draw_flow` draws it (trusted: it is our own)."""


@dataclass(frozen=True)
class Plain:
    """A page that is the same for every service: its template, script, place in the menu, whether it is private."""

    path: str
    template: str
    script: str
    title: str
    here: str
    private: bool = True


PLAIN = (
    Plain("applications/", "applications.html", "mine", "nav.mine", "mine"),
    Plain("application/", "application.html", "application", "nav.mine", "mine"),
    Plain("inbox/", "inbox.html", "inbox", "nav.inbox", "inbox"),
    Plain("task/", "task.html", "task", "nav.inbox", "inbox"),
    Plain("query/", "query.html", "query", "nav.query", "query", private=False),
    Plain("me/", "me.html", "me", "nav.me", "me"),
    Plain("checks/", "checks.html", "checks", "checks.title", "me"),
    Plain("catalogue/", "catalogue.html", "catalogue", "catalogue.title", "me"),
    Plain("catalogue/edit/", "edit.html", "edit", "edit.title", "me"),
    Plain("versions/", "versions.html", "versions", "versions.title", "me"),
    Plain("messages/", "messages.html", "ledger", "ledger.title", "me"),
    Plain("data/", "data.html", "data", "data.title", "me"),
    Plain("collections/", "collections.html", "collections", "collect.title", "me"),
    Plain("notices/", "notices.html", "notices", "bills.title", "me"),
    Plain("charges/", "charges.html", "charges", "charges.title", "me"),
    Plain("exports/", "exports.html", "exports", "exports.title", "me"),
    Plain("coverage/", "coverage.html", "coverage", "coverage.title", "me"),
    Plain("rosters/", "rosters.html", "rosters", "rosters.title", "me"),
    Plain("webhooks/", "webhooks.html", "hooks", "hooks.title", "me"),
    Plain("statistics/", "statistics.html", "statistics", "statistics.title", "me"),
)


def portal_files(
    services: Iterable[Service],
    units: Mapping[str, Unit],
    diagrams: Diagrams,
    settings: Settings,
    pinyin: Callable[[str], Pinyin] = read_pinyin,
    *,
    front: Front | None = None,
    today: date | None = None,
) -> Iterator[tuple[str, bytes]]:
    """All files, paths relative to the portal's root. `units` by id; `pinyin` where pypinyin is not at hand.

    `front`: what the front page says, by default ``portal/front.yaml``; what was over before `today` is left out.
    """
    made = [view_service(service, units, pinyin, today) for service in services]
    # What is only planned has no page before it is to be seen; what is no more keeps its page and leaves the list.
    views = [view for view in made if view.listed or not view.service.channel.unbuilt]
    listed = [view for view in views if view.listed]
    front = read_front() if front is None else front
    index = asset("services", ".json", search_index([view for view in listed if view.now.listed], front, pinyin))
    names = ("home", "services", "plain", "guide", "apply", *(page.script for page in PLAIN))
    scripts = [script(name) for name in names]
    on_demand = [part for made in scripts for part in made.parts]
    for each in (stylesheet(), index, *scripts, *on_demand):
        yield f"assets/{each.name}", each.content
    for lang in LANGS:
        draw = _Drawing(lang, settings)
        yield from _plain_pages(draw, views)
        yield from _finding(draw, _Offer(listed, facets_of(listed, units, lang), front, index, today))
        yield from _guide_book(draw, [view for view in listed if view.now.listed], today)
        for view in views:
            yield from _service_pages(draw, view, diagrams.get(view.code, {}))
    yield from app_files(settings)
    yield "index.html", render("root.html", "zh", settings, site_name_en=settings.site_name_en).encode()
    yield "404.html", _missing(_Drawing("zh", settings))[1]


@dataclass(frozen=True)
class _Offer:
    """What there is to find, and how; `facets` are those of one language."""

    views: Sequence[ServiceView]
    facets: Mapping[str, Facet]
    front: Front
    index: Asset
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
    lang: str
    settings: Settings

    def __call__(
        self, template: str, path: str, code: Asset, title: str, *, here: str = "", private: bool = False, **values: Any
    ) -> tuple[str, bytes]:
        """One page at ``/<lang>/<path>``; a path that ends with a slash is a folder with an ``index.html``."""
        words = script_texts("\n".join(each.content.decode() for each in (code, *code.parts)), self.lang)
        # The 404 page has no twin at the same path: its language link leads to the other home page.
        link = "" if template == "missing.html" else path
        values |= {"path": link, "script_url": code.url, "words": words, "title": title, "here": here}
        html = render(template, self.lang, self.settings, private=private, **values)
        return f"{self.lang}/{path}{'index.html' if path.endswith('/') or not path else ''}", html.encode()


def _plain_pages(draw: _Drawing, views: Sequence[ServiceView]) -> Iterator[tuple[str, bytes]]:
    categories = {code: name.get(draw.lang) for code, name in CATEGORIES.items()}
    choices = {"services": {view.code: view.service.name.get(draw.lang) for view in views}}
    choices["owners"] = dict(sorted((view.service.owner_unit, view.unit_name.get(draw.lang)) for view in views))
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


def _missing(draw: _Drawing) -> tuple[str, bytes]:
    return draw("missing.html", "404.html", script("plain"), ui("missing.title", draw.lang), private=True)


def _finding(draw: _Drawing, offer: _Offer) -> Iterator[tuple[str, bytes]]:
    """The front page and the list of all services."""
    shared: dict[str, Any] = {
        "services": offer.views,
        "facets": offer.facets,
        "index_url": offer.index.url,
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
    yield draw("services.html", "services/", script("services"), title, **shared)


def _guide_book(draw: _Drawing, views: Sequence[ServiceView], today: date | None) -> Iterator[tuple[str, bytes]]:
    for template, path, values in book_pages(booklets_of(views, draw.lang), today):
        booklet = values.get("booklet")
        title = ui("book.title", draw.lang)
        if isinstance(booklet, Booklet):
            title = ui("book.department", draw.lang, name=booklet.name.get(draw.lang))
            if booklet.parts > 1:
                title += ui("book.part", draw.lang, n=booklet.part, count=booklet.parts)
        yield draw(template, path, script("plain"), title, here="home", **values)


def _service_pages(draw: _Drawing, view: ServiceView, diagram: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    name = view.service.name.get(draw.lang)
    shown: dict[str, Any] = {"view": view, "service": view.service, "categories": CATEGORIES, "here": "home"}
    picture = Markup(diagram.get(draw.lang, ""))
    summary = view.service.summary.get(draw.lang)
    guide = f"services/{view.code}/"
    yield draw("guide.html", guide, script("guide"), name, diagram=picture, description=summary, **shown)
    if view.service.is_entry:
        return
    title = ui("apply.title", draw.lang, name=name)
    asked = [_undated(field) for field in describe(parse_form(view.service.form))]
    yield draw("apply.html", f"apply/{view.code}/", script("apply"), title, private=True, fields=asked, **shown)


def _undated(field: dict[str, Any]) -> dict[str, Any]:
    """Limits of days are counted from the day on which somebody opens the form, and this page is older."""
    return {**field, "limits": {}} if field["type"] in ("date", "date_range") else field
