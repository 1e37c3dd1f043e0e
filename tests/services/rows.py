"""A few rows for services that read registers or write to them: one teacher's projects, and money that has arrived."""

from __future__ import annotations

from typing import Any

from chalicelib.registers import load_rows
from tests.hall_world import HallWorld

TEACHER = "120111"
VERTICAL, HORIZONTAL = "P1", "P2"
AMOUNT = 1_000_000
"""What `tests.answers` fills in where an amount is asked, in fen."""
_BOTH = {"zh": "图像识别", "en": "Image recognition"}


REGISTERS = frozenset({
    "research-projects", "incoming-receipts", "project-budgets", "server-quotas", "invoice-debts", "virtual-servers",
    "project-grants", "project-entries", "ip-addresses", "domain-names", "unit-websites", "mailboxes",
})  # fmt: skip
"""Those whose rows are made here; the others have the demo university's."""


def projects(**balances: int) -> list[dict[str, Any]]:
    return [
        {
            "number": number, "title": _BOTH, "leader": leader, "leader_name": _BOTH, "source": source,
            "fund_code": f"6212345{number[-1]}", "balance": balances.get(number, 10 * AMOUNT), "unit": "college-cs",
            "ends": "2027-12-31",
        }
        for number, leader, source in (
            (VERTICAL, TEACHER, "vertical"), (HORIZONTAL, TEACHER, "horizontal"), ("P3", "120112", "vertical"),
        )
    ]  # fmt: skip


def receipts(count: int = 3, amount: int = AMOUNT) -> list[dict[str, Any]]:
    return [
        {"number": f"R{number}", "day": f"2026-11-0{number}", "payer": {"zh": "某研究院", "en": "An institute"},
         "amount": amount, "account": "99991234", "state": "open"}
        for number in range(1, count + 1)
    ]  # fmt: skip


def budget(project: str, **lines: tuple[int, int]) -> list[dict[str, Any]]:
    """`lines`: budget and what of it is spent."""
    return [
        {"line": f"{project}:{subject}", "project": project, "subject": subject, "amount": amount, "spent": spent}
        for subject, (amount, spent) in lines.items()
    ]


QUOTA = {"unit": "college-cs", "cores": 8, "cores_used": 2, "memory": 64, "memory_used": 4, "disk": 1000,
         "disk_used": 100}  # fmt: skip


SERVER = {"server": "20251123-000001", "hostname": "lab", "keeper": TEACHER, "unit": "college-cs", "cores": 2,
          "memory": 4, "disk": 100, "until": "2026-12-20"}  # fmt: skip


def load(world: HallWorld, **rows: list[dict[str, Any]]) -> None:
    """The rows given, by register with underscores; of the others what every service can work with."""
    usual = {
        "research_projects": projects(),
        "incoming_receipts": receipts(),
        "project_budgets": budget(VERTICAL, equipment=(5 * AMOUNT, AMOUNT), travel=(AMOUNT, 0)),
        "server_quotas": [QUOTA],
        "ip_addresses": [{"address": "10.9.8.7", "device": "node", "keeper": TEACHER, "until": "2026-12-20"}],
        "virtual_servers": [SERVER],
        "domain_names": [{"domain": "lab", "system": "实验平台", "keeper": TEACHER, "until": "2026-12-20"}],
        "unit_websites": [{"site": "https://lab.example", "name": "实验室", "keeper": TEACHER, "until": "2026-12-20"}],
        "mailboxes": [{"address": "lab@mail.example", "kind": "shared", "name": "实验室", "keeper": TEACHER}],
    }
    room = world.hall.registers
    named = {code.replace("_", "-"): found for code, found in {**usual, **rows}.items()}
    assert load_rows(room.store, room.definitions, named, repr(named), world.now)


def value(world: HallWorld, register: str, key: str, column: str) -> Any:
    """What the register says now; None where there is no such row."""
    doc = world.hall.registers.store.read(f"R#{register}#{key}", "ROW")
    return None if doc is None else doc.data["values"].get(column)


def held_by(world: HallWorld, register: str, key: str) -> str | None:
    """The application that has the row for itself."""
    doc = world.hall.registers.store.read(f"R#{register}#{key}", "ROW")
    return doc.data["hold"]["application"] if doc and doc.data.get("hold") else None
