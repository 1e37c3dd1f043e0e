"""The campus portal's stand-in shows what is open, whatever order it was told in."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from local.http import Request
from local.todo_centre import TodoCentre


def message(task: str, seq: int, *people: str) -> dict[str, Any]:
    data: dict[str, Any] = {"task": task, "seq": seq, "number": "20261123-000001", "link": f"http://x/?id={task}"}
    if not people:
        return {"type": "task.closed", "data": data}
    more = {"people": list(people), "pool": len(people) > 1, "due_at": None, "title": {"zh": "<请假>", "en": "Leave"}}
    return {"type": "task.opened", "data": data | more}


@pytest.mark.req("C-23")
def test_the_newest_word_about_each_task_is_shown() -> None:
    told = [message("a", 2, "1", "2"), message("a", 3, "2"), message("b", 2, "1"), message("b", 5)]
    for order in itertools.permutations(told):
        centre = TodoCentre()
        for one in (*order, *order[:2]):
            centre.take(one)
        assert [one["task"] for one in centre.open_for()] == [one["task"] for one in centre.open_for("2")] == ["a"]
        assert centre.open_for("1") == []
    page = centre(Request("GET", "/local/todos", "person=2", {}, b"")).body.decode()
    assert "&lt;请假&gt;" in page and 'href="http://x/?id=a"' in page
