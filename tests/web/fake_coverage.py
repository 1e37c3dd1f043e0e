"""One department, one candidate, one step that only signs, for where only HTTP and pages are tested."""

from __future__ import annotations

from typing import Any

from chalicelib.errors import NotFound
from chalicelib.shared.text import Text
from tests.web.good import Good

API = "/api/v1"
AT = "2026-11-23T02:00:00.000Z"
UNIT = {"id": "registry", "name": Text("教务处", "Registrar's Office")}
EMPTY = {"id": "archives", "name": Text("档案馆", "Archives")}
LEAVE = {"code": "undergraduate-leave", "name": Text("本科生请假", "Undergraduate leave")}
SEAL = {"code": "seal", "name": Text("用印登记", "Use of the seal")}
WHY = ["no_fields", "same_holder"]
SIGN = {"step": "countersign", "title": Text("会签", "Countersign"), "why": WHY, "doubtful": True}
COUNTS = {"online": 1, "window": 1, "guide": 0, "link": 0, "open": 0}
REPORT: dict[str, Any] = {
    "at": AT,
    "all": True,
    "departments": [
        {
            "unit": UNIT,
            "total": 2,
            "counts": COUNTS,
            "services": [
                LEAVE | {"kind": "online", "state": "online", "open": False},
                SEAL | {"kind": "window", "state": "online", "open": False},
            ],
        },
        {"unit": EMPTY, "total": 0, "counts": dict.fromkeys(COUNTS, 0), "services": []},
    ],
    "candidates": [SEAL | {"unit": UNIT, "yearly": 1200, "people": 3000, "visits": 2, "saved": 2400}],
    "signs": [{"service": LEAVE, "unit": UNIT, "of": 3, "doubtful": 1, "steps": [SIGN]}],
    "why": {"no_fields": Text("只表态", "Fills in nothing"), "same_holder": Text("同一岗位", "The same holder")},
}
DID = {"decided": 40, "approved": 40, "rejected": 0, "returned": 0, "changed": 0, "asked": 0, "opinions": 3}
AUDIT: dict[str, Any] = {
    "service": LEAVE,
    "read": 40,
    "since": AT,
    "median_hours": 12.5,
    "steps": [{**SIGN, **DID, "only_signs": True}],
}


class FakeCoverage:
    @property
    def audit(self) -> Any:
        return FakeAudit()

    def report(self, person: Any) -> dict[str, Any]:
        return REPORT


class FakeAudit:
    def audit(self, person: Any, code: str) -> dict[str, Any]:
        if code != LEAVE["code"]:
            raise NotFound()
        return AUDIT


_AUDIT = f"{API}/services/{{code}}/step-audit"
COVERAGE = [
    Good("GET", f"{API}/coverage", f"{API}/coverage", 200),
    Good("GET", _AUDIT, f"{API}/services/undergraduate-leave/step-audit", 200, f"{API}/services/no/step-audit"),
]
