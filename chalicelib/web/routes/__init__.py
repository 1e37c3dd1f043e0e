"""The blueprints, one area each; importing this declares every route."""

from __future__ import annotations

from chalicelib.web.routes import (
    applications,
    catalogue,
    collections,
    drafts,
    editing,
    exports,
    favourites,
    insight,
    keeping,
    keys,
    messages,
    meta,
    notices,
    progress,
    proof,
    proxies,
    registers,
    session,
    talk,
    tasks,
    uploads,
)

AREAS = (
    meta,
    session,
    catalogue,
    editing,
    collections,
    drafts,
    uploads,
    applications,
    tasks,
    talk,
    proxies,
    favourites,
    notices,
    messages,
    progress,
    proof,
    registers,
    keeping,
    exports,
    keys,
    insight,
)
BLUEPRINTS = tuple(area.blueprint for area in AREAS)
