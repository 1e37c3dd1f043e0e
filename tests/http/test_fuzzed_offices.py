"""schemathesis as each office and with API keys, at the routes that let them in (PROMISES R40, R48).

A hall of its own: the fuzzer of test_fuzzed_input.py uses up what an address may ask for. Each part of each request is
varied there already; here who asks is let in. What offices may change is changed in passing: the keys come first.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from chalicelib.access import BY_KEY, Policy
from chalicelib.keys import ACTIONS
from chalicelib.shared.clock import CHINA
from chalicelib.web import ROUTES, areas
from tests.http.conftest import a_hall, submitted
from tests.http.test_fuzzed_input import SIGNED_IN, run
from tests.visitor import Visitor
from tests.whole_hall import WholeHall

WITH_KEY = """
[auth.openapi.key]
bearer = "{secret}"
"""
EVERYBODY = {
    Policy.PUBLIC, Policy.SIGNED_IN, Policy.APPLICANT, Policy.HANDLER, Policy.INVOLVED, Policy.LINK, Policy.QUERY_CODE,
    Policy.CAS, Policy.WECOM, Policy.PROVIDER, Policy.FEED_READER, Policy.CERTIFICATE_CODE,
}  # fmt: skip
"""Whom test_fuzzed_input.py is."""


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeHall]:
    yield from a_hall(tmp_path_factory.mktemp("fuzzed-keys"))


@pytest.mark.req("R48", "R40")
@pytest.mark.parametrize("who", ["department", "portal"])
def test_with_a_key(hall: WholeHall, tmp_path: Path, who: str) -> None:
    """A key of a department with every scope that a department's key can have; the campus portal's."""
    maker, unit = ("110401", "registry") if who == "department" else ("110102", "presidents-office")
    areas.import_all()
    actions = sorted(set(ACTIONS) - {"feeds"}) if who == "department" else ["feeds"]
    wish = {"name": "平台", "actions": actions, "until": f"{datetime.now(CHINA).date() + timedelta(days=30)}"}
    made = Visitor(hall.url, maker).call("POST", f"/units/{unit}/keys", wish)
    assert made.status == 201, made.text
    taken = {one for one in BY_KEY if BY_KEY[one] in actions}
    paths = sorted({path for (_, path), route in ROUTES.items() if route.policy in taken})
    run(hall, tmp_path, WITH_KEY.format(secret=made.json["secret"]), *paths, phases="examples,fuzzing")


@pytest.mark.req("R48", "R40")
@pytest.mark.parametrize(
    "account", ["110602", "110601", "110102", "111402"], ids=["officer", "head", "coordinator", "technician"]
)
def test_as_an_office(hall: WholeHall, tmp_path: Path, account: str) -> None:
    """Of student affairs, which owns the service, and the two who run the hall."""
    application = submitted(Visitor(hall.url, "2023010103"))
    asking = Visitor(hall.url, account)
    areas.import_all()
    paths = sorted({path for (_, path), route in ROUTES.items() if route.policy not in EVERYBODY})
    given = {"cookie": asking.cookies["/"]["hall"], "csrf": asking.csrf, "application": application, "task": "none"}
    run(hall, tmp_path, SIGNED_IN.format(**given), *paths, phases="fuzzing", examples=5)
    assert asking.get("/me")["id"] == account, "the session held to the end"
