"""The whole hall: what has ended can be taken away and is whole; nobody else gets it, and anybody may ask about it."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from typing import Any

import pytest

from tests.http.conftest import filled, submit
from tests.visitor import Visitor
from tests.whole_hall import WholeHall, wait_for
from tools.verify_archive import faults_of

HEAD = "110601"
"""Who leads the department that owns student leave."""


def package(visitor: Visitor, id: str) -> bytes:
    link = visitor.call("GET", f"/applications/{id}/archive")
    assert link.status == 302, link.text
    return visitor.send("GET", link.headers["location"]).body


@pytest.mark.req("C-26", "W-10")
def test_an_application_that_ended_is_downloaded_and_checked(
    hall: WholeHall, student: Visitor, visit: Callable[[str], Visitor]
) -> None:
    id = submit(student, "student-leave", filled(student, "student-leave")).json["id"]
    assert student.call("GET", f"/applications/{id}/archive").status == 404, "it has not ended"

    def withdrawn() -> bool:
        seq = student.get(f"/applications/{id}")["seq"]
        done = student.call("POST", f"/applications/{id}/withdrawal", {"reason": "行程取消"}, If_Match=f'"{seq}"')
        return done.status == 200

    def archived() -> Any:
        return student.get(f"/applications/{id}")["archive"]

    wait_for(withdrawn, what="the withdrawal")
    told = wait_for(archived, what="the package")
    own, record = package(student, id), package(visit(HEAD), id)
    assert faults_of(io.BytesIO(own)) == faults_of(io.BytesIO(record)) == []
    assert told["digest"] == hashlib.sha256(own).hexdigest()
    for stranger in ("2023010102", "120110"):
        assert visit(stranger).call("GET", f"/applications/{id}/archive").status == 404
    nobody = visit("")
    assert nobody.call("GET", f"/applications/{id}/archive").status == 401
    for data, known in ((own, True), (record, True), (own + b"x", False)):
        digest = hashlib.sha256(data).hexdigest()
        assert nobody.get(f"/archives/{id}?digest={digest}")["recorded"] is known
    assert nobody.get(f"/archives/{'a' * 26}?digest={told['digest']}")["recorded"] is False
