"""What a run of the hall left behind, in a shape that two runs can be compared by."""

from __future__ import annotations

import json
import time
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from moto.ses import ses_backends
from moto.sns import sns_backends

from chalicelib.applications import first_broken
from chalicelib.shared.ids import query_code
from tests.conftest import ACCOUNT

if TYPE_CHECKING:
    from tests.faults.rig import Rig

PATIENCE = 10.0
"""Seconds until a flow that does not move counts as stuck; it moves in milliseconds."""

Place = tuple[str, str, str, int]
"""Person, message, its line, and the how-manieth of its kind: one notice each."""


@dataclass
class Outcome:
    """What a run left behind, in a shape that two runs can be compared by."""

    state: str
    timeline: list[tuple[Any, ...]]
    broken: int | None
    open_tasks: list[str]
    numbers: int
    applications: int
    executions: list[tuple[str, str]]
    notices: dict[Place, dict[str, str]]
    mails: Counter[tuple[str, str]]
    texts: Counter[tuple[str, str]]


def outcome_of(rig: Rig, id: str) -> Outcome:
    """What the run left; numbers and query codes replaced by words, so that runs compare."""
    application = rig.hall.store.load(id)
    hide = {application.head.number: "<number>", query_code(rig.settings.secret, id): "<code>"}
    region = rig.settings.region
    mails = ses_backends[ACCOUNT][region].sent_messages
    texts = sns_backends[ACCOUNT][region].sms_messages.values()
    return Outcome(
        state=application.head.state.value,
        timeline=sorted(
            (event.type.value, str(event.step), event.data.get("entry", 0), event.by.id) for event in application.events
        ),
        broken=first_broken(id, application.events),
        open_tasks=[task.key for task in application.open_tasks],
        numbers=sum(pk.startswith("N#") for pk in rig.partitions("applications")),
        applications=sum(pk.startswith("A#") for pk in rig.partitions("applications")),
        executions=_executions(rig, id),
        notices=_notices(rig, hide),
        mails=Counter((mail.destinations["ToAddresses"][0], _hidden(mail.subject, hide)) for mail in mails),
        texts=Counter((to, _hidden(text, hide)) for to, text in texts),
    )


def _executions(rig: Rig, id: str) -> list[tuple[str, str]]:
    """Round and status of each execution this application ever had, once they have come to rest."""
    if rig.machine_room:
        return [
            (one.name.removeprefix(id), one.status)
            for one in rig.machine_room.executions.values()
            if one.name.startswith(id)
        ]
    arn = rig.flow.machine_arn(rig.machine)
    patience = time.monotonic() + PATIENCE
    while True:
        answer = rig.aws.client("stepfunctions").list_executions(stateMachineArn=arn, maxResults=1000)
        listed = answer["executions"]
        found = [(one["name"].removeprefix(id), one["status"]) for one in listed if one["name"].startswith(id)]
        if all(status != "RUNNING" for _, status in found) or time.monotonic() > patience:
            return sorted(found)
        time.sleep(0.005)


def _notices(rig: Rig, hide: dict[str, str]) -> dict[Place, dict[str, str]]:
    found: dict[Place, dict[str, str]] = {}
    for pk, rows in rig.partitions("notices").items():
        lines = sorted((sk, item) for sk, item in rows.items() if pk.startswith("P#") and sk.startswith("N#"))
        for _, item in lines:
            told = (pk[2:], item["message"]["S"], _hidden(json.loads(item["text"]["S"])[0], hide))
            nth = sum(place[:3] == told for place in found)
            deliveries = json.loads(item["deliveries"]["S"])
            found[*told, nth] = {channel: state for channel, (state, _, _) in deliveries.items()}
    return found


def _hidden(text: str, hide: dict[str, str]) -> str:
    for private, word in hide.items():
        text = text.replace(private, word)
    return text
