"""Approve many tasks at once (批量同意), each for itself: one that cannot be approved stops none of the others (R24).

Every item is decided as it would be alone, under the same rules and the request's own key, so a repeated request
finds done what was done. Steps that say `read_each`, and those that must fill something in, are refused, but for places
in an order (`ranking`), which come with each item.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.approvals.act import Acts, task_place
from chalicelib.approvals.decision import LONGEST_OPINION
from chalicelib.approvals.together import barred
from chalicelib.errors import FieldError, HallError, InvalidForm, ReadEach, StaleVersion, Temporary
from chalicelib.flows import find_step
from chalicelib.people import Person
from chalicelib.shared.text import Text


@dataclass(frozen=True)
class ApproveMany:
    """`report` is told of what was not foreseen, with the application's id."""

    acts: Acts
    report: Callable[[str, Exception], None]

    def __call__(
        self, person: Person, items: Sequence[Mapping[str, Any]], opinion: str, key: str
    ) -> list[dict[str, Any]]:
        """`{task_id, result: done|refused, code, detail, again}` for each `{task_id, seq, fields?}`, in their order.

        `again` says that the same may be tried once more as it is. Raises `InvalidForm` for the opinion alone.
        """
        if not opinion.strip() or len(opinion) > LONGEST_OPINION:
            text = Text(
                f"请填写审核意见，不超过{LONGEST_OPINION}字",
                f"Enter an opinion of at most {LONGEST_OPINION} characters",
            )
            raise InvalidForm(errors=(FieldError("/opinion", "required", text),))
        return [self._one(person, item, opinion, key) for item in items]

    def _one(self, person: Person, item: Mapping[str, Any], opinion: str, key: str) -> dict[str, Any]:
        task_id, fields = item["task_id"], dict(item.get("fields") or {})
        try:
            now = self._checked(task_id, item["seq"], frozenset(fields))
            self.acts.decide(person, task_id, now, "approve", opinion, fields, {}, key)
        except HallError as refused:
            detail = refused.errors[0].message if refused.errors else refused.detail or refused.title
            return _refused(task_id, refused.code, detail, again=refused.status >= 500)
        except Exception as error:  # nobody's fault but ours, and no reason to stop the others
            self.report(task_id, error)
            return _refused(task_id, Temporary.code, Temporary.title, again=True)
        return {"task_id": task_id, "result": "done", "code": None, "detail": None, "again": False}

    def _checked(self, task_id: str, seq: int, filled: frozenset[str]) -> int:
        """The last event: deciding then takes one read and one transaction. Raises `ReadEach` for steps that are
        decided one by one, `StaleVersion` where the form has changed since `seq`, `NotFound` for what is no step."""
        application_id, key = task_place(task_id)
        application = self.acts.store.load(application_id)
        head = application.head
        flow = self.acts.definitions.version(head.service, head.version).flow
        reason = barred(find_step(flow, key.split(".")[0]), filled)
        if reason:
            raise ReadEach(reason)
        if seq < head.form_seq:
            raise StaleVersion()
        return application.seq


def _refused(task_id: str, code: str, detail: Text, *, again: bool) -> dict[str, Any]:
    return {"task_id": task_id, "result": "refused", "code": code, "detail": detail.to_dict(), "again": again}
