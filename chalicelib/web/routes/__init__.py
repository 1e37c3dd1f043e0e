"""The blueprints, one area each; importing this declares every route."""

from __future__ import annotations

from chalicelib.web.routes import (
    applications,
    catalogue,
    collections,
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
    session,
    talk,
    tasks,
    uploads,
    webhooks,
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
    webhooks,
    insight,
)
BLUEPRINTS = tuple(area.blueprint for area in AREAS)
