"""What the random histories of `test_model` share: looking at the one application, and letting things arrive."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Any

from hypothesis.stateful import RuleBasedStateMachine

from chalicelib.applications import OPEN, Application, ShareKind, StepStatus, TaskState, replay
from tests.approvals.memory_hall import MemoryHall
from tests.approvals.reference import Reference
from tests.faults.injection import Killed


class OneHistory(RuleBasedStateMachine):
    """`seen`: how many stream records were taken; `delivered`: messages brought before; `acts`: what people did."""

    hall: MemoryHall
    id: str
    seen: int
    model: Reference
    delivered: list[dict[str, Any]]
    acts: list[Callable[[], Any]]
    stream: Any
    queue: Any
    ran: Counter[str] = Counter()

    @property
    def now(self) -> Application:
        found: Application = self.hall.store.load(self.id)
        return found

    def _tasks_agree(self, now: Application) -> None:
        """What replaying the timeline says of each step is what its tasks say."""
        steps = replay(now)
        assert {task.step for task in now.tasks} <= set(steps)
        for step in steps.values():
            shares = [task for task in now.tasks if (task.step, task.entry) == (step.step, step.entry)]
            states = {task.state for task in shares}
            assert (step.status is StepStatus.OPEN) is (TaskState.PENDING in states), self._story()
            assert shares or step.entry == 0, "only a step that was gone round was never opened"
        older = [task for task in now.tasks if task.entry < steps[task.step].entry]
        assert not any(task.is_live for task in older), "an earlier entry never stays open"

    def deciding(self, now: Application) -> Counter[tuple[str, str]]:
        """(step, holder) of everybody whose decision is awaited; who is only asked for an opinion is not among them."""
        return Counter((task.step, task.holder) for task in now.open_tasks if task.kind is not ShareKind.CONSULT)

    def _stands(self) -> bool:
        """Whether the hall is where the reference is, with one live execution waiting for just the steps it is at."""
        now, wanted, at = self.now, self.model.tasks(), self.model.frontier()
        waiting = self.hall.waiting(now.head)
        if not wanted:
            ended = "completed" if self.model.is_open else self.model.state
            return now.head.state == ended and not waiting and not now.open_tasks
        assert now.head.state in OPEN, self._story()
        assert (now.head.state == "suspended") is self.model.suspended
        opened = self.deciding(now)
        assert opened <= wanted, f"{opened} instead of {wanted}: {self._story()}"
        return (
            opened == wanted
            and set(waiting.values()) == at
            and all(any(token in waiting for token in self._tokens(now, step)) for step in at)
        )

    def _tokens(self, now: Application, step: str) -> list[str]:
        entry = max(task.entry for task in now.tasks if task.step == step)
        return list(now.tokens_of(step, entry))

    def _settle(self) -> None:
        """Everything under way arrives."""
        for _ in range(1000):
            if self.seen < self.now.seq:
                self.stream(False)
            elif self.hall.flow.asked:
                self.queue(0, False)
            else:
                return self._list_of_todos()
        raise AssertionError(f"it never comes to rest: {self._story()}")

    def _list_of_todos(self) -> None:
        """Told in any order, each message once or more, a campus-wide list shows just the open tasks (C-23)."""
        wanted = {task.key: f"person:{task.claimed}" if task.claimed else task.holder for task in self.now.open_tasks}
        messages = list(self.hall.stated)
        for n in range(3):
            Random(f"{self.id} {len(messages)} {n}").shuffle(messages)
            newest: dict[str, tuple[int, str]] = {}
            for seq, task, holder in messages:
                if task not in newest or newest[task][0] < seq:
                    newest[task] = (seq, holder)
            assert {task: holder for task, (_, holder) in newest.items() if holder} == wanted, self._story()
        assert len(set(messages)) == len({(seq, task) for seq, task, _ in messages}), "one event says one thing"

    def _day(self) -> None:
        self.hall.tick(days=1)
        for token in list(self.hall.flow.waiting):
            self.hall.flow.time_out(token)
        self.hall.sweep()

    def _dying(self, dies: bool, work: Callable[[], Any]) -> bool:
        """Do it; True when the process died after its first write."""
        self._tick()
        self.hall.store.die = dies
        try:
            work()
        except Killed:
            return True
        finally:
            self.hall.store.die = False
        return False

    def _acted(self, act: Callable[[], Any]) -> None:
        self._tick()
        act()
        self.acts.append(act)

    def _tick(self) -> None:
        self.hall.tick(seconds=1)
        self.ran["steps"] += 1

    def _decidable(self) -> list[Any]:
        """Open tasks on which nobody is only asked for an opinion; in the hall's order."""
        tasks = [task for task in self.now.open_tasks if task.kind is not ShareKind.CONSULT]
        return [task for task in tasks if task.step != "revise" and not self.model.suspended]

    def _open(self, step: str) -> bool:
        return any(task.step == step for task in self.now.open_tasks)

    def _story(self) -> str:
        lines = [f"{e.seq} {e.type.value} {dict(e.data)}" for e in self.now.events]
        waiting = self.hall.waiting(self.now.head)
        return "\n".join(["", *lines, f"tokens {self.now.tokens}, waiting {waiting}, asked {self.hall.flow.asked}"])
