"""What a holder may do with a task short of deciding it: claim, release, hand on, add signers, ask for advice. Pure.

Each is one event and the shares it alters; the flow does not notice, because a step stays one step however many
shares it has (`shares` says when it has its outcome).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from chalicelib.applications import (
    REVISE,
    Actor,
    Application,
    Change,
    Definition,
    EventType,
    ShareKind,
    Task,
    TaskState,
    change,
)
from chalicelib.approvals.shares import moved_up
from chalicelib.approvals.who_may import Capacity, judge
from chalicelib.errors import FieldError, InvalidForm, NotYourTurn
from chalicelib.flows import find_step
from chalicelib.people import STUDENTS, Person
from chalicelib.shared.clock import CHINA
from chalicelib.shared.text import Text

LONGEST_REASON = 500


class ShareAction(StrEnum):
    CLAIM = "claim"
    RELEASE = "release"
    TRANSFER = "transfer"
    ADD_SIGNER = "add_signer"
    REMOVE_SIGNER = "remove_signer"
    DELEGATE = "delegate"
    RETRACT = "retract"
    """Of a decided task; see `retract`."""


@dataclass(frozen=True)
class Wish:
    """What the holder asks for; `to` is the receiver, `n` the share to remove, `before` where a signer is added."""

    action: ShareAction
    to: Person | None = None
    before: bool = True
    n: int = 0
    reason: str = ""


@dataclass(frozen=True)
class Act:
    """One action under way: the application, the holder's task, who acts, when."""

    application: Application
    task: Task
    actor: Actor
    now: datetime

    @property
    def next_n(self) -> int:
        return max(share.n for share in self.application.shares(self.task)) + 1

    def change(self, type: EventType, tasks: Sequence[Task], **data: Any) -> Change:
        said = {"step": self.task.step, "entry": self.task.entry, "n": self.task.n, **data}
        said = {name: value for name, value in said.items() if value not in ("", None)}
        return change(self.application, type, by=self.actor, at=self.now, data=said, tasks=tasks)


def allowed(task: Task, definition: Definition, held: Capacity) -> list[ShareAction]:
    """What somebody who holds the open task may do with it now."""
    if not task.is_open or task.step == REVISE or find_step(definition.flow, task.step).is_own:
        return []
    pool = task.holder.startswith("position:")
    found = [ShareAction.RELEASE] if task.claimed in held.ids else []
    if pool and task.claimed is None:
        found = [ShareAction.CLAIM]
    if task.kind is ShareKind.CONSULT:
        return []
    if task.kind is ShareKind.ADVICE:
        return found
    return [*found, ShareAction.TRANSFER, ShareAction.ADD_SIGNER, ShareAction.DELEGATE]


def share_change(
    application: Application, definition: Definition, task: Task, person: Person, wish: Wish, now: datetime
) -> Change:
    """The change this action makes. Raises `NotYourTurn`, `InvalidForm`."""
    spec = None if task.step == REVISE else find_step(definition.flow, task.step)
    held = judge(application.head, spec, task, person, now)
    if wish.action is not ShareAction.REMOVE_SIGNER and wish.action not in allowed(task, definition, held):
        raise NotYourTurn()
    _check(application, wish, person, now)
    return _DO[wish.action](Act(application, task, held.actor(task), now), wish)


def _claim(act: Act, _wish: Wish) -> Change:
    return act.change(EventType.CLAIMED, [replace(act.task, claimed=act.actor.id)])


def _release(act: Act, _wish: Wish) -> Change:
    return act.change(EventType.RELEASED, [replace(act.task, claimed=None)])


def _transfer(act: Act, wish: Wish) -> Change:
    """The receiver takes the share's place, in its chain and in everybody's order."""
    old, n = act.task, act.next_n
    new = replace(old, n=n, holder=_holder(wish), claimed=None)
    mine = replace(old, state=TaskState.TRANSFERRED, by=act.actor, decided_at=act.now, claimed=None)
    followers = [
        replace(
            share,
            origin=n if share.origin == old.n else share.origin,
            waits=tuple(n if before == old.n else before for before in share.waits),
        )
        for share in act.application.shares(old)
        if share.n != old.n and (share.origin == old.n or old.n in share.waits)
    ]
    return act.change(EventType.TRANSFERRED, _counted([mine, new, *followers], n), **_told(wish, n))


def _add_signer(act: Act, wish: Wish) -> Change:
    """Before me: I wait for them. After me: they wait for me. Either way the chain is complete only with them."""
    mine, n = act.task, act.next_n
    root = mine.n if mine.kind is ShareKind.BASE else mine.origin
    new = replace(mine, n=n, holder=_holder(wish), kind=ShareKind.ADDED, origin=root, waits=(), claimed=None)
    if wish.before:
        held = replace(mine, state=TaskState.WAITING, waits=(*mine.waits, n))
        said = _told(wish, n) | {"where": "before"}
        return act.change(EventType.SIGNER_ADDED, _counted([held, new], n), **said)
    new = replace(new, state=TaskState.WAITING, waits=(mine.n,))
    said = _told(wish, n) | {"where": "after", "next": []}
    return act.change(EventType.SIGNER_ADDED, _counted([mine, new], n), **said)


def _delegate(act: Act, wish: Wish) -> Change:
    """They advise, I decide: my share waits until the advice is in."""
    mine, n = act.task, act.next_n
    new = replace(mine, n=n, holder=_holder(wish), kind=ShareKind.ADVICE, origin=mine.n, waits=(), claimed=None)
    held = replace(mine, state=TaskState.WAITING, waits=(*mine.waits, n))
    return act.change(EventType.DELEGATED, _counted([held, new], n), **_told(wish, n))


def _remove_signer(act: Act, wish: Wish) -> Change:
    """Whoever added a signer may take them out again while they have not decided."""
    shares = act.application.shares(act.task)
    share = next((share for share in shares if share.n == wish.n and share.is_live), None)
    if share is None or share.n not in removable(act.application, act.task, act.actor.id):
        raise NotYourTurn(
            Text("只能撤下自己加签且尚未办理的人员", "You can take out only signers you added who have not decided")
        )
    gone = replace(share, state=TaskState.REMOVED, decided_at=act.now)
    after = [gone if other.n == gone.n else other for other in shares]
    up = moved_up(after)
    return act.change(
        EventType.SIGNER_REMOVED,
        [gone, *up],
        removed=gone.n,
        opinion=wish.reason.strip(),
        next=[other.n for other in up],
    )


def removable(application: Application, task: Task, person_id: str) -> set[int]:
    """The shares of this step entry that the person added and that have not been decided."""
    added = {
        int(event.data["new"])
        for event in application.events
        if event.type in (EventType.SIGNER_ADDED, EventType.DELEGATED)
        and (event.step, event.data["entry"]) == (task.step, task.entry)
        and event.by.id == person_id
    }
    return {share.n for share in application.shares(task) if share.n in added and share.is_live}


def _counted(shares: list[Task], of: int) -> list[Task]:
    """A step with several shares is never decided from one of them alone (`ApplicationStore.load_share`)."""
    return [replace(share, of=of) for share in shares]


def _holder(wish: Wish) -> str:
    assert wish.to is not None
    return f"person:{wish.to.id}"


def _told(wish: Wish, n: int) -> dict[str, Any]:
    assert wish.to is not None
    return {"to": wish.to.id, "to_name": list(wish.to.name), "new": n, "opinion": wish.reason.strip(), "next": [n]}


def _check(application: Application, wish: Wish, person: Person, now: datetime) -> None:
    if wish.action not in (ShareAction.TRANSFER, ShareAction.ADD_SIGNER, ShareAction.DELEGATE):
        return
    errors = []
    to = wish.to
    if to is None or to.category in STUDENTS or to.left_on(now.astimezone(CHINA).date()):
        errors.append(FieldError("/to", "unknown", Text("请选择一位教职工", "Choose a member of staff")))
    elif to.id == person.id:
        errors.append(FieldError("/to", "self", Text("不能选择自己", "You cannot choose yourself")))
    elif to.id == application.head.applicant.id:
        errors.append(FieldError("/to", "applicant", Text("不能选择申请人", "You cannot choose the applicant")))
    if not wish.reason.strip():
        errors.append(FieldError("/reason", "required", Text("请填写说明", "Say why")))
    elif len(wish.reason) > LONGEST_REASON:
        text = Text(f"说明不能超过{LONGEST_REASON}个字", f"The reason must be at most {LONGEST_REASON} characters")
        errors.append(FieldError("/reason", "too_long", text))
    if errors:
        raise InvalidForm(errors=tuple(errors))


_DO: Mapping[ShareAction, Callable[[Act, Wish], Change]] = {
    ShareAction.CLAIM: _claim,
    ShareAction.RELEASE: _release,
    ShareAction.TRANSFER: _transfer,
    ShareAction.ADD_SIGNER: _add_signer,
    ShareAction.REMOVE_SIGNER: _remove_signer,
    ShareAction.DELEGATE: _delegate,
}
