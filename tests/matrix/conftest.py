"""One emulator for the whole file: what it holds takes longer to make than to ask."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import Aws, moto_aws


@pytest.fixture(scope="module")
def module_aws() -> Iterator[Aws]:
    with moto_aws() as made:
        yield made
