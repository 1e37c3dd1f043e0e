"""JSON Schemas (2020-12) of every answer, by name; only the OpenAPI document and the tests read them."""

from __future__ import annotations

from typing import Any

from chalicelib.web.schemas import applications, basics, exports, insight, people, proof, registers, services, webhooks

SCHEMAS: dict[str, dict[str, Any]] = {
    **basics.SCHEMAS,
    **people.SCHEMAS,
    **services.SCHEMAS,
    **applications.SCHEMAS,
    **proof.SCHEMAS,
    **registers.SCHEMAS,
    **exports.SCHEMAS,
    **webhooks.SCHEMAS,
    **insight.SCHEMAS,
}
