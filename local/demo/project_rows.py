"""Research projects of the demo university's teachers, and what was paid into and out of them. All invented."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from chalicelib.people import Person

_TOPICS = (
    ("复杂环境下的图像识别", "Image recognition in complex surroundings"),
    ("低碳能源系统优化", "Optimising low-carbon energy systems"),
    ("新型催化材料", "New catalytic materials"),
    ("乡村治理与数字化", "Rural governance and digitisation"),
)
_SUBJECTS = (
    ("设备费", "Equipment"), ("材料费", "Materials"), ("差旅费", "Travel"), ("劳务费", "Labour"), ("到账", "Received"),
)  # fmt: skip


def projects(random: Random, teachers: list[Person]) -> list[dict[str, Any]]:
    """One project for each teacher, two for the first of each school."""
    found = []
    for place, person in enumerate(teachers):
        for number in range(1 + (person.id[-2:] == "11")):
            zh, en = _TOPICS[(place + number) % len(_TOPICS)]
            found.append({
                "number": f"P2025{person.id[2:4]}{person.id[-2:]}{number + 1}",
                "title": {"zh": zh, "en": en},
                "leader": person.id,
                "leader_name": person.name.to_dict(),
                "source": "vertical" if number == 0 else "horizontal",
                "fund_code": f"62{random.randint(10**5, 10**6 - 1)}",
                "balance": random.randint(20, 900) * 100_000,
                "ends": date(2027 + place % 2, 12, 31).isoformat(),
                "unit": person.units["college"],
            })  # fmt: skip
    return found


def entries(random: Random, of: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Six vouchers for each project."""
    for project in of:
        for number in range(6):
            zh, en = _SUBJECTS[number % len(_SUBJECTS)]
            amount = random.randint(1, 80) * 10_000
            yield {
                "entry": f"{project['number']}-{number + 1:03d}",
                "day": (date(2026, 3, 1) + timedelta(days=37 * number)).isoformat(),
                "project": project["number"],
                "subject": {"zh": zh, "en": en},
                "amount": amount if zh == "到账" else -amount,
                "note": "示例凭证 · sample voucher",
            }


_SHARES = (("equipment", 35), ("materials", 20), ("travel", 15), ("labour", 20), ("other", 10))
"""Budget lines and their part of a project's budget, in hundredths."""


def budgets(random: Random, of: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Five lines for each project, some of each spent."""
    for project in of:
        total = project["balance"] + random.randint(10, 200) * 100_000
        for subject, share in _SHARES:
            amount = total * share // 100
            yield {
                "line": f"{project['number']}:{subject}",
                "project": project["number"],
                "subject": subject,
                "amount": amount,
                "spent": amount * random.randint(0, 6) // 10,
            }
