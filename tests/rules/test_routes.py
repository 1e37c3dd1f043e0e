"""Every route names its policy; what is not allowed is denied (PROMISES R40)."""

from __future__ import annotations

import inspect
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from chalice.app import Blueprint

import app as switchboard
from chalicelib.access import Policy, needs_session
from chalicelib.errors import NotAllowed
from chalicelib.web import ROUTES, Route, areas
from chalicelib.web.areas import AREAS, beginning
from chalicelib.web.identity import who_asks
from chalicelib.web.route import route

OPEN = {
    ("GET", "/api/v1/healthz"),
    ("GET", "/api/v1/readyz"),
    ("GET", "/api/v1/openapi.json"),
    ("GET", "/api/v1/services"),
    ("GET", "/api/v1/services/{code}"),
    ("GET", "/api/v1/services/{code}/figures"),
    ("POST", "/api/v1/visits"),
    ("POST", "/api/v1/empty-searches"),
    ("GET", "/api/v1/sign-in"),
    ("GET", "/api/v1/sign-in/callback"),
    ("POST", "/api/v1/sign-in/callback"),
    ("GET", "/api/v1/sign-in/wecom"),
    ("POST", "/api/v1/progress-queries"),
    ("POST", "/api/v1/receipts/sms"),
    ("GET", "/api/v1/calendars/{file}"),
    ("GET", "/api/v1/archives/{application_id}"),
    ("GET", "/p/query"),
    ("POST", "/p/query"),
    ("GET", "/p/{token}"),
    ("POST", "/api/v1/certificate-checks"),
    ("GET", "/api/v1/tickets/{ticket}"),
    ("POST", "/api/v1/tickets/{ticket}/acts"),
    ("POST", "/api/v1/tickets/{ticket}/rating"),
}
"""All that can be reached without a session; adding to it is a decision."""


def test_every_route_of_the_app_is_declared_with_a_policy() -> None:
    app = {(method, path) for path, methods in switchboard.app.routes.items() for method in methods}
    assert app == set(ROUTES)
    assert all(isinstance(declared.policy, Policy) for declared in ROUTES.values())


def test_every_area_is_found_by_the_beginnings_of_its_addresses() -> None:
    told: dict[str, set[str]] = {}
    for declared in ROUTES.values():
        told.setdefault(declared.view.__module__.rpartition(".")[2], set()).add(beginning(declared.path))
    assert told == {area: set(words) for area, words in AREAS.items()}
    files = {file.stem for file in Path(areas.__file__).parent.joinpath("routes").glob("*.py")}
    assert set(AREAS) == files - {"__init__", "paging"}


def test_a_request_imports_its_own_areas_and_listing_imports_all() -> None:
    script = """
import sys
import app
opened = lambda: {name.rpartition(".")[2] for name in sys.modules if name.startswith("chalicelib.web.routes.")}
assert opened() == set(), opened()
app.app.routes["/api/v1/tasks"]
assert opened() - {"paging"} == {"tasks", "talk"}, opened()
assert "GET" in app.app.routes["/api/v1/tasks"] and "POST" in app.app.routes["/api/v1/tasks/{task_id}/consults"]
assert len(app.app.routes) > 100 and "rosters" in opened()
"""
    subprocess.run([sys.executable, "-c", script], check=True, cwd=Path(__file__).resolve().parents[2])


def test_only_these_need_no_session() -> None:
    assert {key for key, declared in ROUTES.items() if not needs_session(declared.policy)} == OPEN


def test_there_is_no_default_policy() -> None:
    assert inspect.signature(route).parameters["policy"].default is inspect.Parameter.empty
    with pytest.raises(TypeError):
        route(Blueprint("x"), "/x", summary="", answers={})  # type: ignore[call-arg]


@pytest.mark.parametrize("policy", [None, "", "everybody"])
def test_an_unknown_policy_is_refused(policy: Any) -> None:
    with pytest.raises(NotAllowed):
        who_asks(policy, "GET", {}, object())  # type: ignore[arg-type]


@pytest.mark.parametrize("declared", ROUTES.values(), ids=lambda declared: f"{declared.method} {declared.path}")
def test_declarations_are_sound(declared: Route) -> None:
    assert declared.summary and declared.answers
    assert declared.method in {"GET", "POST", "PUT", "DELETE"}
    assert not (declared.method == "GET" and (declared.body or declared.form)), "a GET changes nothing"
    assert not (declared.method == "GET" and declared.seq)
    assert declared.path.startswith(("/api/v1/", "/p/"))


def test_chalice_is_asked_for_no_cors_and_no_authorizer() -> None:
    for methods in switchboard.app.routes.values():
        for entry in methods.values():
            assert entry.cors is None and entry.authorizer is None
