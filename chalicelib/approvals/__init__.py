"""Steps and tasks: who must act, deciding, what the flow is answered, what happens after an event, the boxes.

Public API. `answer_*` and `decision_of` are pure; `StepWorker`, `Reactions`, `Sweep` and `Acts` read, think, store.
"""

from typing import TYPE_CHECKING

from chalicelib.shared.door import open_lazily

if TYPE_CHECKING:
    from chalicelib.approvals.act import Acts, task_place
    from chalicelib.approvals.answer_consult import answer_form
    from chalicelib.approvals.approve_many import ApproveMany
    from chalicelib.approvals.archived_view import archive_part
    from chalicelib.approvals.box_filter import Filter
    from chalicelib.approvals.boxes import Boxes
    from chalicelib.approvals.case import CaseWish, administers, administers_unit, runs_hall, unit_administrators
    from chalicelib.approvals.case_filter import canonical, filter_fields, head_values, read_filter, record_values
    from chalicelib.approvals.case_time import case_due, time_used
    from chalicelib.approvals.colleagues import colleagues
    from chalicelib.approvals.effects import Done, Later, Refused, Runner, effect_done
    from chalicelib.approvals.find_cases import FindCases
    from chalicelib.approvals.hands import Hands
    from chalicelib.approvals.holders import Holders, position_name
    from chalicelib.approvals.labels import labels_of
    from chalicelib.approvals.last_sweep import LastSweep
    from chalicelib.approvals.linked import Linked
    from chalicelib.approvals.migrating import Migrating
    from chalicelib.approvals.notice_details import NoticeDetails
    from chalicelib.approvals.offices import describe_offices
    from chalicelib.approvals.on_change import on_change, on_messages
    from chalicelib.approvals.on_directory import DirectoryWatch
    from chalicelib.approvals.on_step import StepWorker
    from chalicelib.approvals.ports import FlowRunner, Notify, machine_name
    from chalicelib.approvals.proxy_desk import ProxyDesk
    from chalicelib.approvals.ranking import RankTasks
    from chalicelib.approvals.react import Reactions
    from chalicelib.approvals.repeat import repeat
    from chalicelib.approvals.service_form import service_form
    from chalicelib.approvals.service_names import ServiceNames
    from chalicelib.approvals.sweep import Sweep
    from chalicelib.approvals.talk import Talk
    from chalicelib.approvals.timeline_view import AMONG_HANDLERS, WORDLESS, timeline_of
    from chalicelib.approvals.urge import urged
    from chalicelib.approvals.view_application import Viewing
    from chalicelib.approvals.view_task import view_task
    from chalicelib.approvals.who_may import acting_task, is_holder, may_read
    from chalicelib.approvals.who_tried import who_tried
else:
    open_lazily(__name__)

__all__ = [
    "AMONG_HANDLERS",
    "WORDLESS",
    "Acts",
    "ApproveMany",
    "Boxes",
    "CaseWish",
    "DirectoryWatch",
    "Done",
    "Filter",
    "FindCases",
    "FlowRunner",
    "Hands",
    "Holders",
    "LastSweep",
    "Later",
    "Linked",
    "Migrating",
    "NoticeDetails",
    "Notify",
    "ProxyDesk",
    "RankTasks",
    "Reactions",
    "Refused",
    "Runner",
    "ServiceNames",
    "StepWorker",
    "Sweep",
    "Talk",
    "Viewing",
    "acting_task",
    "administers",
    "administers_unit",
    "answer_form",
    "archive_part",
    "canonical",
    "case_due",
    "colleagues",
    "describe_offices",
    "effect_done",
    "filter_fields",
    "head_values",
    "is_holder",
    "labels_of",
    "machine_name",
    "may_read",
    "on_change",
    "on_messages",
    "position_name",
    "read_filter",
    "record_values",
    "repeat",
    "runs_hall",
    "service_form",
    "task_place",
    "time_used",
    "timeline_of",
    "unit_administrators",
    "urged",
    "view_task",
    "who_tried",
]
