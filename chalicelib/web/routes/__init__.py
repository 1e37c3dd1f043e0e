"""The blueprints, one area each; importing this declares every route."""

from __future__ import annotations

from chalicelib.web.routes import (
    applications,
    catalogue,
    collections,
    coverage,
    drafts,
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
    rosters,
    session,
    talk,
    tasks,
    uploads,
)

AREAS = (
    meta,
    session,
    catalogue,
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
    rosters,
    coverage,
    insight,
)
BLUEPRINTS = tuple(area.blueprint for area in AREAS)
