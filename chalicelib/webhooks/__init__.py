"""Webhooks: departments' own systems hear what happened, and get what was approved, by Standard Webhooks.

The door of the room. `Outbox` turns an application's events and the calls of its flow into deliveries; `HookWorker`
brings them, one lane for each endpoint; `HookDesk` and `HookLog` are for the people who look after their department's
endpoints, and a `Target` is a system the catalogue declares.
"""

from typing import TYPE_CHECKING

from chalicelib.shared.door import open_lazily

if TYPE_CHECKING:
    from chalicelib.webhooks.calls import Calls
    from chalicelib.webhooks.desk import HookDesk
    from chalicelib.webhooks.events import EVENTS
    from chalicelib.webhooks.log import HookLog
    from chalicelib.webhooks.model import WAITS, Delivery, Hook, Outcome
    from chalicelib.webhooks.outbox import Outbox
    from chalicelib.webhooks.signing import is_signed, secret_of
    from chalicelib.webhooks.store import HookStore
    from chalicelib.webhooks.target import Target, bundled_targets, call_problems, check_target, define_targets
    from chalicelib.webhooks.worker import HookWorker
else:
    open_lazily(__name__)

__all__ = [
    "EVENTS",
    "WAITS",
    "Calls",
    "Delivery",
    "Hook",
    "HookDesk",
    "HookLog",
    "HookStore",
    "HookWorker",
    "Outbox",
    "Outcome",
    "Target",
    "bundled_targets",
    "call_problems",
    "check_target",
    "define_targets",
    "is_signed",
    "secret_of",
]
