"""A browser on the rendered portal with the stand-in API behind it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.portal.fake_api import FakeHall
from tests.portal.fake_server import start


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[FakeHall, str]]:
    hall = FakeHall()
    server, address = start(tmp_path_factory.mktemp("portal"), hall)
    yield hall, address
    server.shutdown()


@pytest.fixture
def page(site: tuple[FakeHall, str], browser: Any) -> Iterator[Any]:
    """A phone's page; the test fails on any script error and on anything the content security policy blocked."""
    hall, address = site
    hall.__init__()  # type: ignore[misc]
    faults: list[str] = []
    context = browser.new_context(viewport={"width": 390, "height": 844}, base_url=address)
    opened = context.new_page()
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("console", lambda line: faults.append(line.text) if "Content Security" in line.text else None)
    yield opened
    context.close()
    assert faults == []
