"""How each route is asked: its address with what stands there, and a right body.

Bodies are those of the refusals' table (`tests/web/test_refusals.py`); those that name something stand here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from tests.matrix.objects import CASE, WISH
from tests.matrix.world import APPLICANT, OTHER, REGISTRY

Key = tuple[str, str]
V1 = "/api/v1"
ENTRY = f"{V1}/counters/{{counter}}/queue/tickets/{{ticket}}/entry"
ENDED = ("archive", "certificates", "answer", "rating")
"""Below an application: these ask about the one that has ended."""
CSV = f"岗位代码,单位代码,学工号\r\nteaching_secretary,college-cs,clerk-{REGISTRY}\r\n"


@dataclass(frozen=True)
class Asked:
    """One request that is right for who may. `unit`: the department the object belongs to."""

    url: str
    body: Any
    headers: dict[str, str] = field(default_factory=dict)
    unit: str = REGISTRY


BODIES: dict[Key, Any] = {
    ("POST", f"{V1}/exports"): {**WISH, "format": "jsonl"},
    ("POST", f"{V1}/export-plans"): {"name": "每周", "rhythm": "weekly", "services": ["card"]},
    ("POST", f"{V1}/notices"): {
        "unit": REGISTRY, "title_zh": "费用", "title_en": "Charges", "text_zh": "请缴", "text_en": "Pay", "to": "list",
        "file": "a.csv", "size": 12,
    },
    ("POST", f"{V1}/notices/{{notice}}/payments"): {"items": [{"person": APPLICANT, "reference": "CW-1"}]},
    ("PUT", f"{V1}/outside-cases/{{service}}/{{number}}"): CASE | {"updated": "2026-11-23T08:30:00+08:00"},
    ("PUT", f"{V1}/outside-cases/{{service}}"): {"cases": [{"number": "WX-2", **CASE}]},
    ("PUT", f"{V1}/rosters/{{role}}/{{unit}}"): {"members": [{"person": f"clerk-{REGISTRY}"}]},
    ("POST", f"{V1}/roster-previews"): {"csv": CSV},
    ("POST", f"{V1}/roster-imports"): {"csv": CSV},
    ("POST", f"{V1}/applications/{{application_id}}/copies"): {"to": "second", "reason": "供参考"},
    ("POST", f"{V1}/uploads"): {
        "service": "card", "field": "proof", "name": "a.pdf", "type": "application/pdf", "size": 12,
    },
    ("POST", f"{V1}/uploads/{{upload_id}}/copy"): {"service": "card", "field": "proof"},
    ("POST", f"{V1}/applications"): {"service": "card", "form": {"reason": "x", "may_publish": False}},
    ("POST", f"{V1}/applications/{{application_id}}/acts"): {"act": "suspend", "reason": "待查"},
    ("POST", f"{V1}/tasks/{{task_id}}/actions"): {"action": "transfer", "to": "second", "n": 1, "reason": "请代为办理"},
    ("POST", f"{V1}/tasks/{{task_id}}/consults"): {
        "to": "second", "question": "有无欠费？", "wants": "yes_no", "until": "2 workdays",
    },
    ("POST", f"{V1}/services/{{code}}/way"): {"form": {"reason": "x"}},
    ("POST", f"{V1}/drafts/{{code}}"): {"version": 1, "answers": {"reason": "x"}},
    ("PUT", f"{V1}/registers/{{register}}/rows/{{key}}"): {"values": {"credits": 4}},
    ("POST", f"{V1}/applications/{{application_id}}/resubmission"): {"form": {"reason": "x", "may_publish": False}},
    ("POST", f"{V1}/services/{{code}}/migrations"): {"to": 1, "applications": {"a" * 26: 7}, "reason": "新流程"},
    ("POST", f"{V1}/appointments"): {"service": "card", "counter": "desk", "at": "2026-12-01T01:30:00.000Z"},
    ("PUT", f"{V1}/appointments/{{appointment}}/time"): {"counter": "desk", "at": "2026-12-01T02:00:00.000Z"},
    ("POST", f"{V1}/tickets"): {"service": "card", "counter": "desk"},
    ("POST", f"{V1}/counters/{{counter}}/queue/calls"): {"window": "2"},
    ("PUT", f"{V1}/counters/{{counter}}/duty"): {"turns": [{"person": "second", "window": "1"}]},
    ("POST", f"{V1}/halls/{{hall}}/lines/tickets"): {"number": APPLICANT, "service": "card", "counter": "desk"},
    ("POST", f"{V1}/halls/{{hall}}/look-ups"): {"number": APPLICANT},
    ("POST", f"{V1}/halls/{{hall}}/tickets"): {"number": APPLICANT, "service": "card", "counter": "desk"},
    ("POST", f"{V1}/halls/{{hall}}/ratings"): {"counter": "desk", "window": "1", "number": "A001", "stars": 5},
    ("POST", ENTRY): {"form": {"reason": "x", "may_publish": False}},
    ("POST", f"{ENTRY}/uploads"): {
        "service": "visit", "field": "proof", "name": "a.pdf", "type": "application/pdf", "size": 12,
    },
    ("POST", f"{V1}/visits"): {"service": "card", "from": "wecom"},
}  # fmt: skip
QUERIES: dict[Key, str] = {
    ("GET", f"{V1}/counters"): "service=card",
    ("GET", f"{V1}/queues"): "service=card",
    ("GET", f"{V1}/halls/{{hall}}/board"): "",
    ("GET", f"{V1}/halls/{{hall}}/pad"): "counter=desk&window=1",
    ("GET", f"{V1}/cases"): "service=card&month=2026-11",
    ("GET", f"{V1}/uploads"): "service=card&field=proof",
    ("GET", f"{V1}/services/{{code}}/definition"): "",
    ("GET", f"{V1}/services/{{code}}/differences"): "before=1&after=1",
    ("GET", f"{V1}/services/{{code}}/migrations"): "to=1",
    ("GET", f"{V1}/statistics/ratings"): "service=card",
    ("GET", f"{V1}/statistics/ratings/file"): "service=card",
    ("GET", f"{V1}/services/{{code}}/fields/{{field}}/rows"): "",
    ("GET", f"{V1}/values"): "place=register:grades:g1:score",
    ("GET", f"{V1}/registers/{{register}}/rows"): "view=all",
    ("GET", f"{V1}/collections/{{code}}"): "",
    ("GET", f"{V1}/directory/units"): "",
    ("GET", f"{V1}/directory/people"): "unit=network-centre",
    ("GET", f"{V1}/directory-file"): "what=person&unit=network-centre",
}


VERSIONS = {
    "answers": "answer_seq", "registers": "row_seq", "appointments": "appointment_seq", "queue": "ticket_seq",
    "counters": "day_seq",
}  # fmt: skip
"""What If-Match names below these parts of an address; elsewhere it is the application's."""


def asked(key: Key, of: dict[str, str], good: Any) -> Asked:
    """`good` is the row of the refusals' table."""
    _, path = key

    def stand(match: re.Match[str]) -> str:
        name, parts = match[1], path.replace("-", "/").split("/")
        if name == "application_id" and any(part in ENDED for part in parts):
            return of["application_id@ended"]
        return next((of[f"{name}@{part}"] for part in reversed(parts) if f"{name}@{part}" in of), "") or of[name]

    url = re.sub(r"{(\w+)}", stand, path)
    query = QUERIES.get(key, good.url.partition("?")[2])
    headers = {name: value for name, value in good.headers.items() if name not in ("If-Match", "X-Signature")}
    if "If-Match" in good.headers:
        named = next((word for part, word in VERSIONS.items() if f"/{part}/" in path), "seq")
        headers["If-Match"] = f'"{of[named]}"'
    body = BODIES.get(key, good.body)
    if path.endswith("/progress-queries"):
        body = {"number": of["number@query"], "code": of["query"]}
    elif path.endswith("/prints"):
        body = {"code": of["print_code"], "place": "1号自助机"}
    elif path == "/p/query":
        body = f"number={of['number@query']}&code={of['query']}" if good.body else good.body
    unit = OTHER if "collections" in path else REGISTRY
    return Asked(f"{url}?{query}" if query else url, body, headers, unit)
