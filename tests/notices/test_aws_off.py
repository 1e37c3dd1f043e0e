"""SES and SNS off in turn, with the real queue: what they refuse arrives later, or by the next channel, once (C-19)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError

from chalicelib.bootstrap import build_hall
from tests.notices.conftest import SERVICE, Ticking, person
from tests.notices.test_providers_off import Whole

CALLS = {"mail": "before-call.ses.SendEmail", "sms": "before-call.sns.Publish"}


class Off:
    """The provider cannot be reached for the next `times` calls; `taken` is how many it took."""

    def __init__(self) -> None:
        self.times = self.taken = 0

    def __call__(self, **_: Any) -> None:
        if self.times:
            self.times -= 1
            raise EndpointConnectionError(endpoint_url="https://provider.example")
        self.taken += 1


@pytest.fixture
def amazon(aws: Any) -> Iterator[tuple[Whole, dict[str, Off]]]:
    clock = Ticking()
    hall: Any = build_hall(aws.settings(mail_by="ses", sms_by="sns", sms_night=""), clock=clock)
    aws.client("ses").verify_email_identity(EmailAddress=hall.settings.mail_from)
    hall.people.put_person(person("s1", extra={}))
    hall._preparer = replace(hall._preparer, details=lambda *_: {"query_code": "ABC234", "service_name": SERVICE})
    off = {name: Off() for name in CALLS}
    hall.clients.ses.meta.events.register(CALLS["mail"], off["mail"])
    hall.clients.sns.meta.events.register(CALLS["sms"], off["sms"])
    nobody: Any = None
    yield Whole(hall, aws, nobody, clock), off


@pytest.mark.req("R25", "R26", "C-19")
@pytest.mark.parametrize("down", ["mail", "sms"])
def test_what_was_off_for_a_while_takes_it_later_and_once(amazon: tuple[Whole, dict[str, Off]], down: str) -> None:
    whole, off = amazon
    off[down].times = 3
    whole.tell()
    whole.tell()
    whole.work()
    assert {name: one.taken for name, one in off.items()} == {"mail": 1, "sms": 1}


@pytest.mark.req("R26", "C-19")
@pytest.mark.parametrize(("down", "other"), [("mail", "sms"), ("sms", "mail")])
def test_what_stays_off_is_given_up_visibly_and_the_next_way_taken(
    amazon: tuple[Whole, dict[str, Off]], down: str, other: str
) -> None:
    whole, off = amazon
    whole.hall.people.set_choices("s1", {"channels": {"outcome": [down]}})
    off[down].times = 99
    whole.tell()
    whole.work()
    assert (off[down].taken, off[other].taken) == (0, 1)
    [item] = whole.hall.notices.ledger(whole.hall.people.get_person("s1"), "", None, 25)["items"]
    states = {way["channel"]: way["state"] for way in item["channels"]}
    assert states[down] == "failed" and states[other] in ("sent", "delivered")
    [line] = whole.hall.notices.list_notices(whole.hall.people.get_person("s1"), None, 25)["items"]
    assert line["message"] == "completed", "the bell depends on nobody"
