"""Bringing a file that is done to a department's bucket: one try at a time, again later, and visible until it is there.

The file stays where it is and can be fetched as ever. A try that comes twice copies the same object to the same key.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from chalicelib.errors import DeliveryRefused, Temporary, Unconfirmed
from chalicelib.exports.job import FORMATS, Job
from chalicelib.exports.store import ExportStore, Overtaken
from chalicelib.exports.target import Target
from chalicelib.shared.clock import Clock, stamp

WAITS = (60, 300, 900, 900, 900, 900)
"""Seconds between tries, seven in about an hour: a bucket's policy is mended by then, or somebody must look at it. SQS
waits fifteen minutes at most."""
GONE = "not_registered"


class Files(Protocol):
    def copy_out(self, key: str, bucket: str, target: str, content_type: str, /) -> None: ...


Later = Callable[[Mapping[str, Any], int], None]
"""A message for the exports queue, and in how many seconds."""


@dataclass(frozen=True)
class Delivering:
    """`targets` are those registered at this moment; one that was taken away gets nothing any more."""

    store: ExportStore
    files: Files
    targets: Mapping[str, Target]
    later: Later
    clock: Clock

    def __call__(self, job: Job) -> None:
        """One try, for a job that is done and waits for it; nothing for any other."""
        before = job.delivery
        if job.state != "done" or not before or before["state"] != "waiting":
            return
        target, tries = self.targets.get(job.asked.deliver), int(before["tries"]) + 1
        problem = GONE if target is None else self._copied(job, target)
        ended = not problem or problem == GONE or tries > len(WAITS)
        state = "waiting" if not ended else "failed" if problem else "done"
        key = target.prefix + job.delivered_name if target and not problem else ""
        after = {"state": state, "tries": tries, "problem": problem, "key": key, "at": stamp(self.clock())}
        if self._noted(job, after) and not ended:
            self.later(message(job), WAITS[tries - 1])

    def _copied(self, job: Job, target: Target) -> str:
        """ "" when it is there, else why not in a word."""
        try:
            key = target.prefix + job.delivered_name
            self.files.copy_out(job.file, target.bucket, key, FORMATS[job.asked.format])
        except DeliveryRefused as refused:
            return str(refused.extra["reason"])
        except (Temporary, Unconfirmed) as fault:
            return str(fault.extra.get("cause", "unreachable"))
        return ""

    def _noted(self, job: Job, after: Mapping[str, Any]) -> bool:
        """Whether this was the job's own try: False when somebody else has done it meanwhile."""
        try:
            self.store.write(job.going(delivery=dict(after)))
        except Overtaken:
            return False
        return True


def message(job: Job) -> dict[str, Any]:
    """What the exports queue brings the worker for another try."""
    return {"kind": "deliver", "owner": job.owner, "job": job.id, "take": job.take}
