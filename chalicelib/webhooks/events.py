"""Which events of an application departments' systems can hear of, and the thin message they get: ids and a link.

Nothing personal is in it. Who needs more asks for it, signed in or with a key, and gets what they may see then.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from chalicelib.applications import Event, EventType, Head, StepStatus, outcome_of
from chalicelib.shared.clock import stamp
from chalicelib.shared.ids import derived_id
from chalicelib.shared.text import Text
from chalicelib.webhooks.model import Delivery

EVENTS: Mapping[str, Text] = {
    "application.submitted": Text("提交申请", "Submitted"),
    "application.step_opened": Text("环节送达（可推送统一待办）", "A step was opened (a to-do arrives)"),
    "application.step_decided": Text("环节办理完毕（可撤回统一待办）", "A step was decided (its to-do is done)"),
    "application.returned": Text("退回修改", "Returned for correction"),
    "application.resubmitted": Text("修改后重新提交", "Corrected and resubmitted"),
    "application.completed": Text("办结", "Completed"),
    "application.rejected": Text("不通过", "Not approved"),
    "application.withdrawn": Text("申请人撤回", "Withdrawn by the applicant"),
    "application.terminated": Text("终止", "Terminated"),
    "application.suspended": Text("挂起", "Suspended"),
    "application.resumed": Text("恢复办理", "Resumed"),
    "application.reopened": Text("重启", "Reopened"),
    "export.ready": Text("导出文件已生成", "An export is ready"),
    "task.opened": Text("全校待办：送达或换人", "Every to-do of the hall: it arrives, or goes to others"),
    "task.closed": Text("全校待办：撤回", "Every to-do of the hall: it is gone"),
}
"""What an endpoint may ask for; the last two are for the campus-wide list of to-dos (see `todos`)."""
PING = "ping"

_PLAIN = {
    EventType.SUBMITTED: "application.submitted",
    EventType.OPENED: "application.step_opened",
    EventType.RESUBMITTED: "application.resubmitted",
    EventType.COMPLETED: "application.completed",
    EventType.WITHDRAWN: "application.withdrawn",
    EventType.TERMINATED: "application.terminated",
    EventType.SUSPENDED: "application.suspended",
    EventType.RESUMED: "application.resumed",
    EventType.REOPENED: "application.reopened",
}
_ENDING = {StepStatus.REJECTED: "application.rejected", StepStatus.RETURNED: "application.returned"}


def types_of(event: Event) -> tuple[str, ...]:
    """The messages an event is worth; none for most events."""
    if plain := _PLAIN.get(event.type):
        return (plain,)
    outcome = outcome_of(event)
    if outcome is None:
        return ()
    more = (_ENDING[outcome],) if outcome in _ENDING else ()
    return ("application.step_decided", *more)


def content_of(head: Head, event: Event) -> dict[str, Any]:
    """What is kept of an event until it is delivered; step and entry say which to-do is meant."""
    known: dict[str, Any] = {"application": head.id, "number": head.number, "service": head.service, "seq": event.seq}
    if event.step:
        known["step"] = event.step
        if "entry" in event.data:
            known["entry"] = int(event.data["entry"])
    outcome = outcome_of(event)
    return known | ({"outcome": outcome.value} if outcome else {})


def message_id(secret: str, at: datetime, *parts: str, seq: int = 0) -> str:
    """The same for the same event, whoever asks and how often; sorts by time, then by place in the timeline."""
    return f"{moment_mark(at)}{seq:05d}_{derived_id(secret, 'webhook', *parts)}"


def moment_mark(at: datetime) -> str:
    """What the ids of this millisecond begin with."""
    return f"msg_{at.astimezone(UTC):%Y%m%d%H%M%S}{at.microsecond // 1000:03d}_"


def thin_body(delivery: Delivery, base_url: str, people: Callable[[str], list[str]]) -> dict[str, Any]:
    """``{type, timestamp, data}`` as Standard Webhooks proposes it; `people` gives who is a holder, by its key, now."""
    data = dict(delivery.content)
    if "task" in data:
        data["link"] = f"{base_url}/zh/task/?id={data['task']}"
        if holder := data.pop("holder", ""):
            data |= {"people": people(holder), "pool": holder.startswith("position:")}
    elif "application" in data:
        data["link"] = f"{base_url}/zh/application/?id={data['application']}"
    if "export" in data:
        data["link"] = f"{base_url}/zh/exports/"
    return {"type": delivery.type, "timestamp": stamp(delivery.at), "data": data}
