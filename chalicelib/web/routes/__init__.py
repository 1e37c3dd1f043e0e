"""The blueprints, one area each; importing this declares every route."""

from __future__ import annotations

from chalicelib.web.routes import (
    applications,
    catalogue,
    keeping,
    meta,
    notices,
    progress,
    registers,
    session,
    tasks,
    uploads,
)

BLUEPRINTS = tuple(
    area.blueprint
    for area in (meta, session, catalogue, uploads, applications, tasks, notices, progress, registers, keeping)
)
