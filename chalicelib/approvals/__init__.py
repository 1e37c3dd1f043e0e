"""Steps and tasks: who must act, deciding, what the flow is answered, what happens after an event, the boxes.

Public API. `answer_*` and `decision_of` are pure; `StepWorker`, `Reactions`, `Sweep` and `Acts` read, think, store.
"""

from typing import TYPE_CHECKING

from chalicelib.shared.door import open_lazily

if TYPE_CHECKING:
    from chalicelib.approvals.act import Acts, task_place
    from chalicelib.approvals.answer_consult import answer_form
    from chalicelib.approvals.approve_many import ApproveMany
    from chalicelib.approvals.box_filter import Filter
    from chalicelib.approvals.boxes import Boxes
    from chalicelib.approvals.case import CaseWish, administers, administers_unit, runs_hall, unit_administrators
    from chalicelib.approvals.case_time import case_due, time_used
    from chalicelib.approvals.colleagues import colleagues
    from chalicelib.approvals.effects import Done, Later, Refused, Runner
    from chalicelib.approvals.hands import Hands
    from chalicelib.approvals.holders import Holders, position_name
    from chalicelib.approvals.labels import labels_of
    from chalicelib.approvals.last_sweep import LastSweep
    from chalicelib.approvals.linked import Linked
    from chalicelib.approvals.migrating import Migrating
    from chalicelib.approvals.notice_details import NoticeDetails
    from chalicelib.approvals.on_change import on_change, on_messages
    from chalicelib.approvals.on_directory import DirectoryWatch
    from chalicelib.approvals.on_step import StepWorker
    from chalicelib.approvals.ports import FlowRunner, Notify, machine_name
    from chalicelib.approvals.proxy_desk import ProxyDesk
    from chalicelib.approvals.react import Reactions
    from chalicelib.approvals.service_form import service_form
    from chalicelib.approvals.service_names import ServiceNames
    from chalicelib.approvals.sweep import Sweep
    from chalicelib.approvals.talk import Talk
    from chalicelib.approvals.urge import urged
    from chalicelib.approvals.view_application import Viewing
    from chalicelib.approvals.view_task import view_task
    from chalicelib.approvals.who_may import acting_task, may_read
else:
    open_lazily(__name__)

__all__ = [
    "Acts",
    "ApproveMany",
    "Boxes",
    "CaseWish",
    "DirectoryWatch",
    "Done",
    "Filter",
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
    "case_due",
    "colleagues",
    "labels_of",
    "machine_name",
    "may_read",
    "on_change",
    "on_messages",
    "position_name",
    "runs_hall",
    "service_form",
    "task_place",
    "time_used",
    "unit_administrators",
    "urged",
    "view_task",
]
