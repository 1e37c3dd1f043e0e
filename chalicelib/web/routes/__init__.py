"""The blueprints, one area each; importing this declares every route."""

from __future__ import annotations

from chalicelib.web.routes import (
    applications,
    catalogue,
    drafts,
    keeping,
    meta,
    notices,
    progress,
    proxies,
    registers,
    session,
    tasks,
    uploads,
)

AREAS = (
    meta,
    session,
    catalogue,
    drafts,
    uploads,
    applications,
    tasks,
    proxies,
    notices,
    progress,
    registers,
    keeping,
)
BLUEPRINTS = tuple(area.blueprint for area in AREAS)
