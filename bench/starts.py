"""Cold starts of the API's reading and writing handlers and of the other functions, each on an event of its own."""

from __future__ import annotations

import json
from typing import Any

import app as switchboard
from bench import cold
from bench.rig import Rig
from bench.work import SMALL, STUDENT, form_of
from chalicelib.settings import current
from chalicelib.shared.ids import new_id
from tests.web.events import event

READING = {
    "GET services": "/api/v1/services",
    "GET applications": "/api/v1/applications",
    "GET tasks": "/api/v1/tasks?box=todo",
    "GET notices": "/api/v1/notices",
    "GET application": "/api/v1/applications/{id}",
}


def measure_starts(rig: Rig, times: int) -> dict[str, cold.Cold]:
    """One application is submitted, opened and decided by processes that did nothing before."""
    sent = rig.request(STUDENT, "POST", "/api/v1/applications", _submission(), idempotency_key=new_id())
    id = sent.json["id"]
    rig.seen[id] = 0
    rig.settle()
    found = {
        name: cold.measure("app", _request(rig, STUDENT, "GET", path.format(id=id)), times)
        for name, path in READING.items()
    }
    submitting = _request(rig, STUDENT, "POST", "/api/v1/applications", _submission(), idempotency_key=new_id())
    found["POST application"] = cold.measure("app", submitting, times)  # repeated, it answers the same
    found["POST decision"] = cold.measure("app", _deciding(rig, id))
    rig.settle()
    found["on_change"] = cold.measure("on_change", _last_change(rig, id), times)
    message = {"kind": "step", "step": "counsellor_review", "application": id, "round": 1, "token": "gone"}
    found["on_step"] = cold.measure("on_step", _messages({**message, "application": "nobody", "kind": "finish"}), times)
    return found


def _submission() -> dict[str, Any]:
    return {"service": "standard", "form": form_of(SMALL)}


def _request(rig: Rig, person: str, method: str, path: str, body: Any = None, **headers: str) -> dict[str, Any]:
    cookie, csrf = rig.signed_in(person)
    sent = {"cookie": f"hall={cookie}", "x-csrf-token": csrf, "content-type": "application/json"}
    sent |= {name.replace("_", "-"): value for name, value in headers.items()}
    return event(method, path, list(switchboard.app.routes), headers=sent, body=json.dumps(body) if body else None)


def _deciding(rig: Rig, id: str) -> dict[str, Any]:
    application = rig.load(id)
    (task,) = application.open_tasks
    path = f"/api/v1/tasks/{id}.{task.key}/decision"
    decision = {"decision": "approve", "opinion": "同意", "fields": {}, "pins": {}}
    return _request(rig, rig.holder_of(task.holder).id, "POST", path, decision, if_match=f'"{application.seq}"')


def _last_change(rig: Rig, id: str) -> dict[str, Any]:
    table = current().table("applications")
    key = {"pk": {"S": f"A#{id}"}, "sk": {"S": "E#000001"}}
    row = rig.aws.client("dynamodb").get_item(TableName=table, Key=key)["Item"]
    return {"Records": [{"eventName": "INSERT", "dynamodb": {"NewImage": row, "SequenceNumber": "1"}}]}


def _messages(body: dict[str, Any]) -> dict[str, Any]:
    return {"Records": [{"messageId": "1", "body": json.dumps(body), "attributes": {}}]}
