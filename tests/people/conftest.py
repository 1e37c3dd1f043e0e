"""The people table on an emulator, and what was asked of it."""

from __future__ import annotations

from collections import Counter

import pytest

from chalicelib.people import PeopleStore
from chalicelib.people.store import PersonItem


@pytest.fixture(
    params=[
        pytest.param("aws", id="moto"),
        pytest.param("ministack_server", id="ministack", marks=pytest.mark.conformance),
    ]
)
def store(request: pytest.FixtureRequest) -> PeopleStore:
    request.getfixturevalue(request.param)
    return PeopleStore()


@pytest.fixture
def dynamodb(store):
    """The client the store uses; faults are put into its events."""
    return PersonItem._get_connection().connection.client


@pytest.fixture
def asked(dynamodb) -> Counter:
    """How often each operation was called from now on."""
    counts: Counter = Counter()
    dynamodb.meta.events.register("before-call.dynamodb", lambda model, **_: counts.update([model.name]))
    return counts
