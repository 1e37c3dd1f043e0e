"""The words of an application: its states, what can happen to it, what its tasks can be (VOCABULARY D2, D3)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from chalicelib.shared.text import Text


class State(StrEnum):
    """Where an application stands as a whole."""

    IN_PROGRESS = "in_progress"
    AWAITING_APPLICANT = "awaiting_applicant"
    SUSPENDED = "suspended"
    COMPLETED = "completed"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    TERMINATED = "terminated"


OPEN = frozenset({State.IN_PROGRESS, State.AWAITING_APPLICANT, State.SUSPENDED})

STATE_TEXTS: Mapping[State, Text] = {
    State.IN_PROGRESS: Text("办理中", "In progress"),
    State.AWAITING_APPLICANT: Text("待补正", "Waiting for correction"),
    State.SUSPENDED: Text("已挂起", "Suspended"),
    State.COMPLETED: Text("已办结", "Completed"),
    State.REJECTED: Text("未通过", "Not approved"),
    State.WITHDRAWN: Text("已撤回", "Withdrawn"),
    State.TERMINATED: Text("已终止", "Terminated"),
}


class EventType(StrEnum):
    """What can happen to an application; grammar `<thing>:<past participle>`."""

    SUBMITTED = "application:submitted"
    RESUBMITTED = "application:resubmitted"
    WITHDRAWN = "application:withdrawn"
    COMPLETED = "application:completed"
    RESTARTED = "application:restarted"
    SUSPENDED = "application:suspended"
    RESUMED = "application:resumed"
    TERMINATED = "application:terminated"
    MOVED = "application:moved"
    REOPENED = "application:reopened"
    MIGRATED = "application:migrated"
    PROPOSED = "application:proposed"
    """An administrator asks for a second person's consent; `act` and `wish` say to what."""
    DECLINED = "application:proposal_declined"
    URGED = "application:urged"
    URGENT = "application:marked_urgent"
    SUPERVISED = "application:supervised"
    NOTED = "application:noted"
    """An internal note; the applicant does not see it."""
    MESSAGED = "application:messaged"
    READ = "application:read"
    """Somebody a copy went to has read it (传阅)."""
    COPIED = "application:copied"
    """A handler has copied it to somebody for information; a step's own rule does so in its approval."""
    LATE = "application:overdue"
    """The whole case is past the promised time."""
    VERIFIED = "value:verified"
    """What was typed while its source was down was held against the source."""
    OPENED = "step:opened"
    APPROVED = "step:approved"
    REJECTED = "step:rejected"
    RETURNED = "step:returned"
    RETRACTED = "step:retracted"
    REMINDED = "step:reminded"
    OVERDUE = "step:overdue"
    CLAIMED = "step:claimed"
    RELEASED = "step:released"
    TRANSFERRED = "step:transferred"
    REASSIGNED = "step:reassigned"
    """The hall moved shares to others, because nobody could act on them."""
    SIGNER_ADDED = "step:signer_added"
    SIGNER_REMOVED = "step:signer_removed"
    DELEGATED = "step:delegated"
    CONSULTED = "step:consulted"
    ANSWERED = "step:consult_answered"
    CONSULT_WITHDRAWN = "step:consult_withdrawn"
    EFFECT_DONE = "effect:done"
    CALLED = "effect:called"
    """A target system has taken what an effect passes on; an effect that was waited for is done with it."""
    CALL_FAILED = "effect:call_failed"
    CERTIFICATE_REISSUED = "certificate:reissued"
    """Another document takes the place of one an effect issued."""
    CERTIFICATE_REVOKED = "certificate:revoked"
    CERTIFICATE_PRINTED = "certificate:printed"
    """A kiosk was given the file for a print code; `hall` and `place` say where it stands."""
    ARCHIVED = "application:archived"
    """The package of an end lies in the archive; `of` is the end's position, `head` the chain's hash there."""

    ERASURE_AHEAD = "application:erasure_ahead"
    """People were warned that it will be erased; `of` is the end's position, `on` the first day that happens."""
    HELD = "application:held"
    """Its erasure is stopped for a reason, until it is lifted."""
    LIFTED = "application:hold_lifted"
    ERASED = "application:erased"
    """It has been kept long enough; `data` is all that is left of it (`erased.Proof`)."""


class TaskState(StrEnum):
    PENDING = "pending"
    WAITING = "waiting"
    """Not its turn yet: a share before it in the order, or an added signer, comes first."""
    APPROVED = "approved"
    REJECTED = "rejected"
    RETURNED = "returned"
    SUPERSEDED = "superseded"
    SKIPPED = "skipped"
    ADVISED = "advised"
    TRANSFERRED = "transferred"
    REMOVED = "removed"


class ShareKind(StrEnum):
    """Why a step has this share: its own holder, a signer added around one, advice or an opinion asked for by one."""

    BASE = "base"
    ADDED = "added"
    ADVICE = "advice"
    CONSULT = "consult"


REVISE = "revise"
"""The reserved step an application waits at while its applicant corrects it."""
