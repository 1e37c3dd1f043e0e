"""The document is a document, and it and the app say the same."""

from __future__ import annotations

import json

from openapi_spec_validator import OpenAPIV31SpecValidator

import app as switchboard
from chalicelib.web.openapi import document
from tests.web.conftest import Client


def test_document_is_valid_openapi() -> None:
    OpenAPIV31SpecValidator(document(secure=True)).validate()


def test_document_and_app_have_the_same_operations() -> None:
    app = {(method, path) for path, methods in switchboard.app.routes.items() for method in methods}
    told = {(method.upper(), path) for path, item in document(secure=True)["paths"].items() for method in item}
    assert told == app
    assert len(app) >= 25


def test_every_schema_is_used_and_every_reference_exists() -> None:
    told = json.dumps(document(secure=True))
    for name in document(secure=True)["components"]["schemas"]:
        assert f'"#/components/schemas/{name}"' in told, name


def test_operation_ids_are_unique() -> None:
    ids = [each["operationId"] for item in document(secure=True)["paths"].values() for each in item.values()]
    assert len(ids) == len(set(ids))


def test_served_and_cached(client: Client) -> None:
    served = client.get("/api/v1/openapi.json", signed_in=False)
    assert served.json == json.loads(json.dumps(document(secure=False)))
    again = client.get("/api/v1/openapi.json", signed_in=False, headers={"If-None-Match": served.headers["etag"]})
    assert (again.status, again.body) == (304, "")
