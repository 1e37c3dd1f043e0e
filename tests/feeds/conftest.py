"""The demo university with an entry that leads to the repair system, and a service of the hall."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.keys import ApiKey
from tests.hall_world import HallWorld

STUDENT, OTHER = "2023010101", "2022010101"
REPAIR = "facility-repair"
SITE = "https://repair.yizhan.example/facilities"


class FeedWorld(HallWorld):
    """`head` leads the department whose system tells of cases, `coordinator` runs the hall."""

    def __init__(self, aws: Any) -> None:
        super().__init__(aws, services=[REPAIR, "student-leave"])
        self.head = self.holder_of("position:department_head@logistics")
        self.coordinator = self.holder_of("position:business_coordinator@presidents-office")
        self.room, self.feed = self.hall.outside, self.hall.campus_feed

    def key(self, action: str, unit: str = "logistics", who: Any = None, **more: Any) -> ApiKey:
        wish = {"name": "系统", "actions": [action], "services": [], "networks": [], "until": "2026-12-31", **more}
        made = self.hall.api_keys.desk.make_key(who or self.head, unit, wish)
        found: ApiKey = self.hall.api_keys.admit(made["secret"], action, "10.0.0.1")
        return found

    def told(self, minutes: int = 0, **changes: Any) -> dict[str, Any]:
        """What the system says, so many minutes from now."""
        case = {
            "person": STUDENT,
            "title": {"zh": "三教 204 照明不亮", "en": "No light in room 204"},
            "state": "in_progress",
            "state_text": {"zh": "已派单", "en": "Assigned"},
            "link": f"{SITE}/WX-1",
            "holder": "物业服务中心",
            "updated": (self.now + timedelta(minutes=minutes)).isoformat(),
            "submitted": "",
        }
        return case | changes

    def mine(self, who: str = STUDENT, **wanted: str) -> list[dict[str, Any]]:
        asked = {"state": "", "service": "", "words": "", **wanted} if wanted else None
        items: list[dict[str, Any]] = self.hall.list_applications(self.person(who), None, 25, asked)["items"]
        return items


@pytest.fixture
def world(aws: Any) -> FeedWorld:
    return FeedWorld(aws)
