"""JSON Schemas (2020-12) of every answer, by name; only the OpenAPI document and the tests read them."""

from __future__ import annotations

from typing import Any

from chalicelib.web.schemas import (
    answers,
    applications,
    basics,
    bills,
    certificates,
    coverage,
    exports,
    feeds,
    insight,
    own,
    people,
    proof,
    registers,
    rosters,
    services,
    tickets,
    webhooks,
    windows,
)

SCHEMAS: dict[str, dict[str, Any]] = {
    **basics.SCHEMAS,
    **people.SCHEMAS,
    **own.SCHEMAS,
    **services.SCHEMAS,
    **applications.SCHEMAS,
    **proof.SCHEMAS,
    **registers.SCHEMAS,
    **exports.SCHEMAS,
    **rosters.SCHEMAS,
    **coverage.SCHEMAS,
    **bills.SCHEMAS,
    **webhooks.SCHEMAS,
    **certificates.SCHEMAS,
    **answers.SCHEMAS,
    **insight.SCHEMAS,
    **feeds.SCHEMAS,
    **windows.SCHEMAS,
    **tickets.SCHEMAS,
}
