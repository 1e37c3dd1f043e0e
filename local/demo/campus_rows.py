"""Rows for the services of campus life: student jobs and scholarship places. All invented."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from chalicelib.shared.text import Text
from local.demo.units import COLLEGES

Rows = Iterator[dict[str, Any]]
_POSTS = (
    ("library-shelves", "library", 6, ("图书整架", "Shelving books"), ("上架、引导", "Shelves, readers")),
    ("network-desk", "network-centre", 4, ("网络服务台值班", "Network help desk"), ("接听、登记", "Calls, tickets")),
    ("registry-files", "registry", 3, ("学籍档案整理", "Student files"), ("整理、扫描", "Sorting, scanning")),
    ("college-cs-lab", "college-cs", 2, ("实验室助理", "Laboratory assistant"), ("值班", "Keeping it open")),
    ("archives-index", "archives", 1, ("档案编目", "Archive index"), ("档案条目录入", "Typing entries")),
)  # fmt: skip
_SCHOLARSHIPS = (("first", 200_000, 1), ("second", 100_000, 2), ("third", 50_000, 3))


def posts() -> Rows:
    for code, unit, number, title, work in _POSTS:
        yield {
            "post": code,
            "title": Text(*title).to_dict(),
            "unit": unit,
            "work": Text(*work).to_dict(),
            "hours": 8,
            "pay": 1_800,
            "posts": number,
            "taken": 0,
        }


def scholarship_places() -> Rows:
    """Every school has places of each class of scholarship."""
    for college in COLLEGES:
        for scholarship, amount, places in _SCHOLARSHIPS:
            yield {
                "entry": f"{scholarship}:{college.id}",
                "college": college.id,
                "scholarship": scholarship,
                "amount": amount,
                "places": places,
                "given": 0,
            }


def lecture_rooms() -> Rows:
    """Shared lecture rooms: buildings, floors and what stands on the lectern."""
    buildings = (("A", "campus-new", "新校区教学楼 A 座", "New Campus, Building A"),
                 ("S", "campus-south", "南校区教学楼", "South Campus, Teaching Building"))  # fmt: skip
    usual = {"zh": "投影、话筒、讲台电脑、中控", "en": "Projector, microphone, computer, controls"}
    for letter, campus, zh, en in buildings:
        for number in (101, 102, 201, 202, 301, 302):
            place = {"zh": f"{zh} {number} 室", "en": f"{en}, room {number}"}
            yield {"room": f"{letter}{number}", "place": place, "campus": campus, "equipment": usual}
