"""The areas of routes, and which beginnings of addresses each answers.

A function that starts has one request to answer. It imports the areas whose beginning that request's address has, not
all of them, so a new area costs nobody's start; whoever lists the routes (Chalice when it packages, the local gateway,
the OpenAPI document) imports all. A test holds the table to what the areas declare.
"""

from __future__ import annotations

import threading
from collections.abc import ItemsView, Iterator, KeysView, ValuesView
from importlib import import_module
from typing import Any

from chalice.app import Chalice

AREAS: dict[str, tuple[str, ...]] = {
    "meta": ("healthz", "readyz", "openapi.json"),
    "session": ("sign-in", "sign-out", "me"),
    "catalogue": ("services",),
    "editing": ("catalogue", "archetypes", "services", "definitions"),
    "collections": ("collections",),
    "drafts": ("drafts",),
    "uploads": ("uploads",),
    "applications": ("applications",),
    "tasks": ("tasks", "cases", "services"),
    "talk": ("applications", "tasks"),
    "proxies": ("me",),
    "favourites": ("me",),
    "own": ("me",),
    "notices": ("notices",),
    "messages": ("me", "notices", "receipts"),
    "progress": ("progress-queries", "p"),
    "proof": ("proofs", "sweeps", "services"),
    "registers": ("registers", "values", "services"),
    "keeping": ("registers",),
    "exports": ("export-choices", "exports", "export-plans"),
    "keys": ("units",),
    "rosters": (
        "rosters",
        "roster-people",
        "roster-vacancies",
        "roster-file",
        "roster-previews",
        "roster-imports",
        "roster-tables",
    ),
    "directory": ("directory", "directory-file", "directory-previews", "directory-imports"),
    "coverage": ("coverage", "services"),
    "bills": ("notice-choices", "notices", "units", "me"),
    "calendars": ("me", "calendars"),
    "webhooks": ("webhook-choices", "units"),
    "certificates": ("certificate-choices", "certificate-checks", "applications", "units", "me"),
    "archive": ("applications", "archives"),
    "answers": ("answer-choices", "units", "applications"),
    "windows": ("counters", "counter-choices", "appointments"),
    "tickets": ("queues", "tickets", "counters"),
    "ahead": ("counters",),
    "entering": ("counters",),
    "hall_devices": ("halls",),
    "helpers": ("helper-halls", "halls"),
    "feeds": ("feeds",),
    "outside": ("outside-cases",),
    "insight": ("visits", "empty-searches", "services", "applications", "statistics"),
}
"""Area to the first words of its addresses, after ``/api/v1`` where they begin with it."""


def beginning(path: str) -> str:
    """The word of an address that says which areas it may be of."""
    return path.removeprefix("/api/v1").removeprefix("/").partition("/")[0]


def import_for(path: str) -> list[str]:
    """Declare the routes of every area this address may be of; the areas' names."""
    word = beginning(path)
    found = [area for area, words in AREAS.items() if word in words]
    for area in found:
        _module(area)
    return found


def import_all() -> None:
    for area in AREAS:
        _module(area)


def serve(app: Chalice) -> None:
    """Give `app` the routes of all areas, each when it is first needed."""
    app.routes = Routes(app)


class Routes(dict[str, dict[str, Any]]):
    """Chalice's table, path to method to entry. Looking an address up opens its areas, listing opens them all."""

    def __init__(self, app: Chalice) -> None:
        super().__init__()
        self._app = app
        self._known: set[str] = set()
        self._open: set[str] = set()
        self._lock, self._here = threading.RLock(), threading.local()

    def __getitem__(self, path: str) -> dict[str, Any]:
        if getattr(self._here, "registering", False):
            return self.setdefault(path, {})  # Chalice puts an entry in
        word = beginning(path)
        if word not in self._known:
            with self._lock:
                found = import_for(path)
                self._register(found)
                self._known.update({word} if found else ())
        return self.get(path, {})

    def _register(self, areas: list[str]) -> None:
        self._here.registering = True
        try:
            for area in areas:
                if area not in self._open:
                    self._app.register_blueprint(_module(area).blueprint)
                    self._open.add(area)
        finally:
            self._here.registering = False

    def _whole(self) -> Routes:
        with self._lock:
            self._register(list(AREAS))
        return self

    def __iter__(self) -> Iterator[str]:
        return super(Routes, self._whole()).__iter__()

    def __len__(self) -> int:
        return super(Routes, self._whole()).__len__()

    def __contains__(self, path: object) -> bool:
        return super(Routes, self._whole()).__contains__(path)

    def keys(self) -> KeysView[str]:  # type: ignore[override]
        return super(Routes, self._whole()).keys()

    def values(self) -> ValuesView[dict[str, Any]]:  # type: ignore[override]
        return super(Routes, self._whole()).values()

    def items(self) -> ItemsView[str, dict[str, Any]]:  # type: ignore[override]
        return super(Routes, self._whole()).items()


def _module(area: str) -> Any:
    return import_module(f"chalicelib.web.routes.{area}")
