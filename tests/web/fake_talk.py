"""What is said in the hall of `fake_hall`: anything about the one application there is."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from chalicelib.people import Person


class Talk:
    """Every verb of `approvals.Talk`; refuses as the hall does what it does not know, notes down what was asked."""

    def __init__(self, hall: Any, *, id: str, number: str, seq: int) -> None:
        self._hall, self._head, self._seq = hall, {"id": id, "number": number}, seq

    def __getattr__(self, verb: str) -> Any:
        def say(_person: Person, place: str, *told: Any) -> Any:
            self._hall._known(place.split(".")[0])
            self._hall.calls.append((verb, place, *told))
            head = SimpleNamespace(**self._head, state=SimpleNamespace(value="in_progress"))
            return SimpleNamespace(head=head, seq=self._seq + 1)

        return say


def rank_tasks(_person: Person, service: str, step: str) -> dict[str, Any]:
    words = {"zh": "专业排名", "en": "Rank"}
    item = {"task_id": "a.b.1.1", "application_id": "a", "seq": 3, "number": "20261124-000001", "applicant_name": words}
    told = {"service": {"code": service, "name": words}, "step": {"code": step, "title": words}, "place": "rank"}
    lists = [{"title": words, "items": [item | {"values": [words], "place": 1}]}]
    return told | {"of": None, "columns": [words], "lists": lists, "until": None, "more": False}


def approve_many(_person: Person, items: list[Any], _opinion: str, _key: str) -> list[dict[str, Any]]:
    done = {"result": "done", "code": None, "detail": None, "again": False}
    return [{"task_id": item["task_id"], **done} for item in items]
