"""Standing proxies in approvals: what they cover, what the record says, and where they end."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chalicelib.applications import EventType
from chalicelib.approvals.who_may import acting_task, hidden_fields, may_read
from chalicelib.errors import NotFound, NotYourTurn
from tests.approvals.staffed_hall import officer_step
from tests.approvals.test_who_must_act import HEAD, OTHERS, QIAN, ZHAO, hall


def test_a_proxy_covers_what_is_open_already_and_both_names_are_in_the_record():
    found = hall(ZHAO, HEAD)
    id = found.apply()
    with pytest.raises(NotFound):
        found.decide(id, "sun")
    found.proxy("zhao", "sun")
    found.decide(id, "sun")
    last = next(event for event in found.store.load(id).events if event.type is EventType.APPROVED)
    assert (last.by.id, last.by.principal) == ("sun", ("zhao", ZHAO.name))
    assert last.by.position == "position:officer@registry"
    assert found.told_of("decided_by_proxy") == [("person:zhao",)]


def test_a_proxy_is_told_of_what_arrives_besides_the_principal():
    found = hall(ZHAO, HEAD)
    found.proxy("zhao", "sun")
    found.apply()
    assert found.told_of("task_arrived") == [("zhao", "sun")]


def test_a_proxy_for_somebody_the_task_was_transferred_to():
    found = hall(ZHAO, HEAD)
    id = found.apply()
    found.proxy("li", "sun")
    found.act(id, "zhao", "transfer", to="li")
    assert found.told_of("transferred")[-1] == ("li", "sun")
    found.decide(id, "sun")
    last = next(event for event in found.store.load(id).events if event.type is EventType.APPROVED)
    assert (last.by.id, last.by.principal, last.by.position) == ("sun", ("li", OTHERS[3].name), None)


def test_a_proxy_for_one_service_sees_nothing_of_another():
    found = hall(ZHAO, HEAD)
    id = found.apply()
    found.proxy("zhao", "sun", "another-service")
    application = found.store.load(id)
    definition = found.definitions.version(application.head.service, 1)
    assert not may_read(application, definition, found.person("sun"), found.now)
    with pytest.raises(NotFound):
        acting_task(application, "check.1.1", found.person("sun"), found.now)
    found.proxy("zhao", "li", application.head.service)
    assert may_read(application, definition, found.person("li"), found.now)


def test_a_proxy_sees_no_field_that_the_step_hides():
    found = hall(ZHAO, flow=[officer_step(fields={"reason": "hidden"})])
    id = found.apply()
    found.proxy("zhao", "sun")
    application = found.store.load(id)
    definition = found.definitions.version(application.head.service, 1)
    assert hidden_fields(application, definition, found.person("sun"), found.now) == {"reason"}


def test_a_proxy_decides_neither_their_own_application_nor_the_principals():
    found = hall(ZHAO, QIAN, HEAD)
    found.proxy("zhao", "sun")
    for applicant in ("sun", "zhao"):
        id = found.apply(applicant, key=applicant)
        with pytest.raises(NotFound):
            found.decide(id, "sun")
        found.decide(id, "qian")


def test_a_proxy_that_is_taken_back_while_the_page_is_open_decides_nothing_and_hears_why():
    found = hall(ZHAO, HEAD)
    id = found.apply()
    made = found.proxy("zhao", "sun")
    page = acting_task(found.store.load(id), "check.1.1", found.person("sun"), found.now)
    assert page.is_open
    found.revoke(made)
    with pytest.raises(NotYourTurn, match="taken back"):
        found.decide(id, "sun")
    found.decide(id, "zhao")


def test_what_a_proxy_has_claimed_is_free_again_when_the_proxy_ends():
    found = hall(ZHAO, QIAN)
    id = found.apply()
    made = found.proxy("zhao", "sun")
    found.act(id, "sun", "claim")
    assert found.task(id).claimed == "sun" and found.stuck() == []
    found.revoke(made)
    assert found.task(id).claimed is None
    found.decide(id, "qian")


def test_a_proxy_may_decide_what_the_principal_has_claimed():
    found = hall(ZHAO, QIAN)
    id = found.apply()
    found.act(id, "zhao", "claim")
    found.proxy("zhao", "sun")
    with pytest.raises(NotFound):
        found.decide(id, "qian")
    found.decide(id, "sun")


def test_an_absence_without_a_proxy_moves_nothing_and_is_shown():
    found = hall(ZHAO, HEAD)
    found.proxy("zhao", "", kind="absence")
    id = found.apply()
    assert found.moved(id) == []
    shown = found.hands.look_up().describe(found.task(id).holder, "standard")
    assert shown["people"][0]["away_until"] == (found.today + timedelta(days=7)).isoformat()
    found.proxy("zhao", "sun", kind="absence")
    shown = found.hands.look_up().describe(found.task(id).holder, "standard")
    assert shown["people"][0]["proxy"] == found.staff.people["sun"].name.to_dict()


@pytest.mark.parametrize("leaver", ["zhao", "sun"])
def test_what_a_proxy_has_claimed_is_free_again_when_either_of_the_two_leaves(leaver):
    """Found by random histories: the claim is in the proxy's box, whatever becomes of the principal."""
    found = hall(ZHAO, QIAN)
    id = found.apply()
    found.proxy("zhao", "sun")
    found.act(id, "sun", "claim")
    found.leave(leaver)
    assert found.task(id).claimed is None and found.stuck() == []


def test_a_proxy_who_has_left_acts_for_nobody():
    found = hall(ZHAO, QIAN)
    id = found.apply()
    found.proxy("zhao", "sun")
    found.leave("sun")
    with pytest.raises(NotFound):
        found.decide(id, "sun")
