"""What the repair systems of the demo university tell of their cases, so that a newcomer sees some. All invented."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from chalicelib.errors import NotFound
from chalicelib.feeds import OutsideCase, OutsideStore
from chalicelib.shared.text import Text

_CASES = (
    ("facility-repair", "WX-0417", "2023010101", ("三教 204 照明不亮", "No light in room 204, Building 3"),
     "in_progress", ("已派单，今日上门", "Assigned, coming today"), "物业服务中心", 1),
    ("instrument-repair", "YQ-0093", "120110", ("离心机异响", "A centrifuge makes noise"), "awaiting_applicant",
     ("请补充设备编号", "Please add the number of the device"), "资产处设备科", 4),
    ("facility-repair", "WX-0388", "120110", ("二教 101 门锁松动", "A loose lock in room 101, Building 2"),
     "completed", ("已修复", "Mended"), "物业服务中心", 6),
)  # fmt: skip


def load_demo_cases(hall: Any) -> int:
    """Told anew at every start, as a system would; how many the hall did not know yet."""
    store, now = OutsideStore(), hall.clock().replace(microsecond=0)
    known, taken = hall.people.get_people(case[2] for case in _CASES), 0
    for service, number, person, title, state, text, holder, days in _CASES:
        try:
            address = hall.catalogue.current(service).address
        except NotFound:
            continue  # another campus has other entries
        if person in known:
            at = now - timedelta(days=days)
            told = (Text(*title), state, Text(*text), f"{address}/{number}", holder)
            taken += store.put(OutsideCase(service, number, person, *told, at, at + timedelta(hours=3)))
    return taken
