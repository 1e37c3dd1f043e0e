"""A counsellor is taken off a roster by the page's own request; the stream of a running hall moves the open task."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from chalicelib.shared.clock import CHINA
from tests.http.conftest import submitted, task_of
from tests.visitor import Visitor
from tests.whole_hall import wait_for

KEEPER, OTHER_OFFICE, HEAD, COUNSELLOR = "110602", "110402", "120201", "120210"
STUDENT = "2023020101"
PATH = "/rosters/counsellor/class-me2301"


@pytest.mark.req("H-19", "R39")
def test_ending_a_membership_moves_the_open_task(visit: Callable[[str], Visitor]) -> None:
    keeper, student = visit(KEEPER), visit(STUDENT)
    application = submitted(student)
    assert task_of(visit(COUNSELLOR), application)
    seen = keeper.call("GET", PATH)
    (member,) = seen.json["members"]
    yesterday = (datetime.now(CHINA).date() - timedelta(days=1)).isoformat()
    ended = {"members": [{"person": member["person"], "since": member["since"], "until": yesterday}], "note": "调岗"}
    tag = seen.headers["etag"]
    assert visit(OTHER_OFFICE).call("PUT", PATH, ended, If_Match=tag).status == 403
    assert student.call("GET", PATH).status == 403
    assert keeper.call("PUT", PATH, ended).status == 428
    done = keeper.call("PUT", PATH, ended, If_Match=tag)
    assert done.status == 200 and done.json["vacant"], done.text
    assert keeper.call("PUT", PATH, {"members": []}, If_Match=tag).status == 412
    assert task_of(visit(HEAD), application), "who leads the school has it now"
    number = student.get(f"/applications/{application}")["number"]

    def handed() -> bool:
        return number in [one["number"] for one in visit(HEAD).get("/me/handovers")["items"]]

    wait_for(handed, what="the handover")
    again = {"members": [{"person": member["person"], "since": member["since"]}]}
    assert keeper.call("PUT", PATH, again, If_Match=done.headers["etag"]).status == 200
    assert [one["by"]["id"] for one in keeper.get(f"{PATH}/history")["items"]] == [KEEPER, KEEPER]
