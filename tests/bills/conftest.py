"""The whole hall with a few people, whose notices to many run through the queue; messages go to scripted senders."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from chalicelib.bootstrap import build_hall
from chalicelib.keys import ApiKey
from chalicelib.people import Member, Person, Position, Roster, Unit, University, position_key
from chalicelib.shared.ids import new_id
from chalicelib.shared.letter import Letter
from chalicelib.shared.text import Text
from tests.hall_world import MORNING, HallWorld

TENANTS = ("110101", "110102", "110103")
CSV = "工号,金额,截止日期,备注\n110101,923.50,2026-12-15,3-201\n110102,800,2026-12-15,\n110103,1200.05,2026-12-31,\n"
WISH = {
    "unit": "assets",
    "title_zh": "周转房十二月费用",
    "title_en": "Flats: charges for December",
    "text_zh": "请在截止日期前缴纳。",
    "text_en": "Please pay by the day given.",
    "to": "list",
    "file": "december.csv",
    "size": 0,
    "group": "",
    "role": "",
    "grade": "",
    "category": "",
    "mode": "all",
    "amount": "",
    "due": "",
}


class Sent:
    """A channel's provider that keeps what it was given; `fault` is raised instead while there is one."""

    def __init__(self) -> None:
        self.letters: list[Letter] = []
        self.fault: Exception | None = None

    def send(self, letter: Letter) -> str:
        if self.fault:
            raise self.fault
        self.letters.append(letter)
        return "id"

    def to(self) -> list[str]:
        return sorted(letter.to for letter in self.letters)


def _person(id: str, category: str, units: dict[str, str], *positions: Position, grade: str = "") -> Person:
    name, extra = Text(f"人{id}", f"P {id}"), {"grade": grade} if grade else {}
    return Person(id, name, category, units, positions, f"{id}@yizhan.example", "13800138000", extra=extra)


def university() -> University:
    units = [
        Unit("assets", Text("资产处", "Assets Office"), "department"),
        Unit("finance", Text("财务处", "Finance Office"), "department"),
        Unit("college-cs", Text("计算机学院", "Computing"), "college"),
        Unit("class-cs2301", Text("计算机2301", "CS 2301"), "class", parent="college-cs"),
        Unit("class-cs2401", Text("计算机2401", "CS 2401"), "class", parent="college-cs"),
    ]
    held = {"assets": "officer", "finance": "department_head", "college-cs": "officer"}
    staff = [_person(f"of-{unit}", "staff", {"department": unit}, Position(role, unit)) for unit, role in held.items()]
    tenants = [_person(id, "staff", {"department": "college-cs", "college": "college-cs"}) for id in TENANTS]
    students = [
        _person(f"20{n}010{i}", "undergraduate",
                {"department": "college-cs", "college": "college-cs", "class": f"class-cs{n}01"}, grade=f"20{n}")
        for n in (23, 24) for i in (1, 2)
    ]  # fmt: skip
    rosters = [Roster(role, unit, (Member(f"of-{unit}"),)) for unit, role in held.items()]
    assert all(position_key(one.role, one.unit) == one.key for one in rosters)
    return University(tuple(units), (*staff, *tenants, *students), tuple(rosters), {})


class BillWorld(HallWorld):
    def __init__(self, aws: Any) -> None:
        self.aws, self.now, self.seen = aws, MORNING, {}
        self.mail, self.sms, self.wecom = Sent(), Sent(), Sent()
        settings = replace(aws.settings(), secret="a-secret-of-this-test", wecom_corp="ww-1", wecom_agent=1)
        senders = {"mail": self.mail, "sms": self.sms, "wecom": self.wecom}
        self.hall: Any = build_hall(settings, clock=self.clock, **senders)
        self.hall.people.load_seed("few", "1", university())
        self.officer = self.person("of-assets")

    def make(self, csv: str | bytes = CSV, who: Any = None, **more: Any) -> dict[str, Any]:
        """A notice to a list, uploaded and put before the worker."""
        content = csv.encode() if isinstance(csv, str) else csv
        who = who or self.officer
        made = self.hall.bills.make(who, WISH | {"size": len(content)} | more, more.pop("key", new_id()))
        assert made["state"] == "waiting" and made["post"]["url"]
        self.hall.files.put(f"bills/{made['id']}", content, "text/csv")
        found: dict[str, Any] = self.hall.bills.check(who, made["id"])
        return found

    def ready(self, csv: str | bytes = CSV, **more: Any) -> dict[str, Any]:
        made = self.make(csv, **more)
        self.work()
        return self.view(made)

    def sent(self, csv: str = CSV) -> dict[str, Any]:
        bill = self.ready(csv)
        self.hall.bills.send(self.officer, bill["id"], "")
        self.work()
        self.deliver()
        return self.view(bill)

    def view(self, bill: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = self.hall.bills.view(self.officer, bill["id"])
        return found

    def work(self) -> int:
        return self._drain("bills_queue_url", self.hall.on_bill)

    def deliver(self) -> int:
        return self._drain("notices_queue_url", self.hall.on_notice)

    def _drain(self, queue: str, handler: Any) -> int:
        count = 0
        while done := self._work(queue, handler):
            count += done
        return count

    def key(self, *actions: str, unit: str = "assets", asked: str = "") -> ApiKey:
        from chalicelib.keys.model import digest_of, new_secret
        from chalicelib.keys.store import KeyStore

        id, secret = new_secret()
        now = self.clock()
        made = ApiKey(id, digest_of(secret) or "", unit, "平台", actions, (), (), "110101", now, now.replace(year=2027))
        KeyStore().write(made)
        found: ApiKey = self.hall.api_keys.admit(secret, asked or actions[0], "10.0.0.1")
        return found


@pytest.fixture
def world(aws: Any) -> BillWorld:
    return BillWorld(aws)
