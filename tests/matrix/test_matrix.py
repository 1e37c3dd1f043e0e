"""Every route, asked as everybody: roles, departments, scopes of keys (PROMISES R40).

`expected.yaml` says who is let in, from what the policies mean. Whoever is not reads nothing private, is told 401, 403
or 404, and has changed nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from chalicelib.access import BY_KEY, MEANING, Policy, needs_session
from chalicelib.web import ROUTES
from tests.matrix.asking import asked
from tests.matrix.objects import KEYS, keys, make
from tests.matrix.world import APPLICANT, MARK, OTHER, REGISTRY, STUDENT, MatrixWorld, back, kept, rows
from tests.web.test_refusals import GOOD
from tools.access_table import DOCUMENT, written

EXPECTED: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("expected.yaml").read_text())
PERSONS = [name for name in EXPECTED["askers"] if name != "nobody"]
ANY_KEY = [f"{whose} {scope}" for whose in ("own", "other") for scope in KEYS]
DEAD_KEYS = ["revoked", "elsewhere", "narrow"]
REFUSED = {401, 403, 404}
FIXED = {
    "nobody": "", "applicant": APPLICANT, "student": STUDENT, "colleague": "second", "counsellor": "counsellor",
    "coordinator": "coordinator", "technician": "technician",
}  # fmt: skip
GOOD_OF = {(good.method, good.path): good for good in GOOD}


def let_in(key: tuple[str, str]) -> tuple[set[str], set[str]]:
    """Who is let in, and who reads what is private, of `askers` and keys (``own exports``)."""
    name, policy = " ".join(key), ROUTES[key].policy
    told = EXPECTED["routes"].get(name) or EXPECTED["policies"][policy.value]
    who = _people(told["in"]) | set(told.get("keys", ()))
    reads = _people(told["reads"]) if "reads" in told else who
    if policy is Policy.SIGNED_IN:
        reads = reads & {"applicant"} if name not in EXPECTED["routes"] else reads
    if name in EXPECTED["theirs"]:
        allowed = BY_KEY.get(policy)
        who = set(PERSONS) | {one for one in ANY_KEY if allowed and allowed in KEYS[one.split()[1]]}
        who |= {"narrow"} if allowed in ("exports", "cases") else set()
    if name in EXPECTED["editors"]:
        who |= {"other officer", "other head"}
    return who, reads


def _people(named: list[str]) -> set[str]:
    if named == ["everybody"]:
        return {"nobody", *PERSONS}
    return set(PERSONS) if named == ["persons"] else set(named)


def account(name: str, unit: str) -> str:
    """Whom `world.call` sends: a person of the department the object belongs to, or of the other one."""
    other = OTHER if unit == REGISTRY else REGISTRY
    if name in FIXED:
        return FIXED[name]
    if name in DEAD_KEYS:
        return f"key:{name}"
    if name in ("handler", "former head"):
        return f"clerk-{unit}" if name == "handler" else f"former-{unit}"
    if name == "helper":
        return f"helper-{unit}"
    whose, role = name.split()
    where = unit if whose == "own" else other
    return f"key:{role}-{where}" if role in KEYS else f"{'clerk' if role == 'handler' else role}-{where}"


@pytest.fixture(scope="module")
def world(module_aws: Any) -> Iterator[MatrixWorld]:
    yield MatrixWorld(module_aws)


def wrong(world: MatrixWorld, key: tuple[str, str], of: dict[str, str], before: Any, stored: Any) -> Iterator[str]:
    """What is not as expected of one route."""
    asks = asked(key, of, GOOD_OF[key])
    who, reads = let_in(key)
    settled, named = (EXPECTED[part].get(" ".join(key)) for part in ("settled", "at_the_field"))
    names = [*EXPECTED["askers"], *((*ANY_KEY, *DEAD_KEYS) if ROUTES[key].policy in BY_KEY else ())]
    changed = False
    for name in sorted(names, key=lambda name: name in who):
        if name in who and key[0] != "GET" and not changed and rows(world) != stored:
            yield f"{' '.join(key)}: somebody who was refused has changed something"
        answer = world.call(account(name, asks.unit), key[0], asks.url, asks.body, asks.headers)
        fine = (answer.status < 400 or answer.status == settled) if name in who else answer.status in REFUSED | {named}
        if name == "nobody" and needs_session(ROUTES[key].policy):
            fine = answer.status == 401
        if not fine:
            yield f"{' '.join(key)} as {name}: {answer.status} {answer.body[:300] if answer.status != 404 else ''}"
        if MARK in answer.body and name not in reads:
            yield f"{' '.join(key)} as {name}: reads what is private"
        if key[0] != "GET" and answer.status < 400:
            changed = True
            if ROUTES[key].policy is not Policy.SIGNED_IN:
                back(world, before)  # the next one finds what this one found
    if changed:
        back(world, before)


@pytest.mark.req("R40")
def test_everybody_is_let_in_where_the_policy_says_and_nowhere_else(world: MatrixWorld) -> None:
    of = make(world)
    keys(world)
    for name in [*EXPECTED["askers"], "own head"]:
        if name != "nobody":
            for unit in (REGISTRY, OTHER):
                world.call(account(name, unit), "GET", "/api/v1/me")
    before, stored = kept(world), rows(world)
    found = [fault for key in ROUTES for fault in wrong(world, key, of, before, stored)]
    assert not found, "\n".join(found)


def test_the_table_speaks_of_what_there_is() -> None:
    names = {" ".join(key) for key in ROUTES}
    for part in ("routes", "theirs", "editors", "settled", "at_the_field"):
        assert set(EXPECTED[part]) <= names, set(EXPECTED[part]) - names
    assert {Policy(one) for one in EXPECTED["policies"]} == set(Policy) == set(MEANING)
    assert all(told["why"] for told in EXPECTED["routes"].values())
    assert set(EXPECTED["keys"]) == set(KEYS)


def test_the_page_is_what_is_expected() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == written(), "python -m tools.access_table --write"
