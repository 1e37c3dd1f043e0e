"""What the platform brings to the hall: a stream's records, a queue's messages, the clock, a wish to publish.

Each is a few lines over the rooms; those of imports, exports, bills and webhooks stand with their parts.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from chalicelib.approvals import DirectoryWatch, Reactions, StepWorker, Sweep
    from chalicelib.notices import Notices

Json = dict[str, Any]


class Arrivals:
    """The side of the hall that `app.py` hands events to."""

    worker: StepWorker
    watch: DirectoryWatch
    reactions: Reactions
    sweeper: Sweep
    notices: Notices
    bill_worker: Any
    export_plans: Any
    webhooks: Any
    insight: Any
    windows: Any
    tickets: Any
    keep_watch: Any
    report: Callable[[str, Exception], None]

    def on_change(self, batch: Json) -> Json:
        from chalicelib.approvals import on_change

        return on_change(batch, react=self.reactions, report=self.report)

    def on_directory(self, batch: Json) -> Json:
        return self.watch(batch)

    def on_step(self, batch: Json) -> Json:
        from chalicelib.approvals import on_messages

        return on_messages(batch, handle=self.worker, read=json.loads, report=self.report)

    def on_notice(self, batch: Json) -> Json:
        return self.notices.handle(batch)

    def sweep(self) -> dict[str, int]:
        done = self.sweeper() | {"brought": self.notices.bring_due(), "folded": self.insight.fold()}
        return done | {
            "bills": self.bill_worker.sweep(),
            "woken": self.webhooks.worker.bring_due(),
            "exported": self.export_plans.run_due(),
            "visits": self.windows.teller.sweep(),
            "tallied": self.tickets.tallying.sweep(),
            **{f"kept_{what}": count for what, count in self.keep_watch().items()},
        }

    def reconcile(self) -> dict[str, int]:
        return self.sweeper.reconcile()

    def publish(self, event: Json) -> Json:
        # Only the publish function pays for compiler, drawing and pinyin.
        if "Records" in event:
            from chalicelib.publishing_requests import publish_requested

            return publish_requested(self, event)  # type: ignore[arg-type]
        from chalicelib.publishing import publish

        return publish(self, event)  # type: ignore[arg-type]
