"""One application from draft to archive: states, events, timeline, corrections.

Public API. Everything that changes an application is a pure function giving a `Change`, or a verb that stores one;
who must act at a step is decided one room up, in `chalicelib.approvals`.
"""

from typing import TYPE_CHECKING

from chalicelib.shared.door import open_lazily

if TYPE_CHECKING:
    from chalicelib.applications.change import Change, change, superseded
    from chalicelib.applications.claims import FIRST, NO_CLAIMS, Claims, claimed_by, claims_something, disputed_by
    from chalicelib.applications.clock_rows import keep_row, kept_shards
    from chalicelib.applications.definition import Definition, Definitions, read_definition
    from chalicelib.applications.earlier import EarlierApplications
    from chalicelib.applications.entered import Entered, entered_in, place_in
    from chalicelib.applications.erased import Erased, Proof, erased_event, proof_in, reader_mark
    from chalicelib.applications.keeping import AHEAD, Keeping, keeping_of, morning
    from chalicelib.applications.model import HALL, Actor, Applicant, Application, Copy, Event, Head, Task, form_after
    from chalicelib.applications.outside_line import outside_line
    from chalicelib.applications.resubmit_application import resubmit, resubmitted, returned_by
    from chalicelib.applications.rows import (
        cc_box,
        done_box,
        event_key,
        event_of,
        event_row,
        mine_box,
        partition,
        todo_box,
    )
    from chalicelib.applications.store import ApplicationStore, Overtaken, event_from_image
    from chalicelib.applications.submit_application import (
        Inspect,
        applicant_of,
        checked_form,
        entered_id,
        submit_application,
    )
    from chalicelib.applications.timeline import (
        PASSED,
        StepState,
        StepStatus,
        archived_of,
        done_effects,
        ending_of,
        first_broken,
        outcome_of,
        replay,
        sealed_content,
    )
    from chalicelib.applications.withdraw_application import withdraw
    from chalicelib.applications.words import OPEN, REVISE, STATE_TEXTS, EventType, ShareKind, State, TaskState
else:
    open_lazily(__name__)

__all__ = [
    "AHEAD",
    "FIRST",
    "HALL",
    "NO_CLAIMS",
    "OPEN",
    "PASSED",
    "REVISE",
    "STATE_TEXTS",
    "Actor",
    "Applicant",
    "Application",
    "ApplicationStore",
    "Change",
    "Claims",
    "Copy",
    "Definition",
    "Definitions",
    "EarlierApplications",
    "Entered",
    "Erased",
    "Event",
    "EventType",
    "Head",
    "Inspect",
    "Keeping",
    "Overtaken",
    "Proof",
    "ShareKind",
    "State",
    "StepState",
    "StepStatus",
    "Task",
    "TaskState",
    "applicant_of",
    "archived_of",
    "cc_box",
    "change",
    "checked_form",
    "claimed_by",
    "claims_something",
    "disputed_by",
    "done_box",
    "done_effects",
    "ending_of",
    "entered_id",
    "entered_in",
    "erased_event",
    "event_from_image",
    "event_key",
    "event_of",
    "event_row",
    "first_broken",
    "form_after",
    "keep_row",
    "keeping_of",
    "kept_shards",
    "mine_box",
    "morning",
    "outcome_of",
    "outside_line",
    "partition",
    "place_in",
    "proof_in",
    "read_definition",
    "reader_mark",
    "replay",
    "resubmit",
    "resubmitted",
    "returned_by",
    "sealed_content",
    "submit_application",
    "superseded",
    "todo_box",
    "withdraw",
]
