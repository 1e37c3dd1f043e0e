"""A hall whose objects belong to two departments, and one person or key for each way of having to do with them.

`objects.make` names what stands in each address. Everybody is `own` or `other` to the department it belongs to: the
head of the Registry is the own head to a certificate of the Registry, and another's head to a collection of the
publicity department.
"""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from moto.backends import get_backend
from moto.core import DEFAULT_ACCOUNT_ID

import app as switchboard
from chalicelib import bootstrap
from chalicelib.bootstrap import build_hall
from chalicelib.catalogue import CATALOGUE_ROOT, load_definition, read_pinyin, summary_of
from chalicelib.people import Member, Person, Position, Roster, Unit, University
from chalicelib.publishing import make_export_machine
from chalicelib.registers import define_registers, load_rows
from chalicelib.shared.parcel import Answered
from chalicelib.shared.text import Text
from tests.certificates.conftest import EFFECT, PlainPrinter
from tests.hall_world import MORNING, HallWorld
from tests.service_shape import bare_service
from tests.web.events import Answer, Context, event, read

REGISTRY, OTHER = "registry", "publicity"
APPLICANT, STUDENT = "2023010101", "2023010102"
MARK = "zq-7431-private"
"""Stands in everything a stranger must not read."""

FORM: list[dict[str, Any]] = [
    {"field": "reason", "type": "text", "label": {"zh": "事由", "en": "Reason"}, "required": True},
    {"field": "proof", "type": "file", "label": {"zh": "证明", "en": "Proof"}, "accept": ["pdf"], "max_count": 2},
    {"field": "may_publish", "type": "yes_no", "label": {"zh": "可公开", "en": "May be published"}},
    {"field": "answer", "type": "text", "label": {"zh": "答复", "en": "Answer"}, "at_step": "review"},
    {"field": "grade", "type": "register_row", "label": {"zh": "成绩", "en": "Grade"},
     "register": {"code": "grades", "view": "own", "show": "course"}},
]  # fmt: skip
HALL: dict[str, Any] = {
    "hall": "centre", "name": {"zh": "服务中心", "en": "Service Centre"}, "owner_unit": REGISTRY,
    "counters": [
        {"counter": "desk", "name": {"zh": "窗口", "en": "Counter"}, "unit": REGISTRY, "campus": REGISTRY, "floor": 1,
         "sign": 1, "services": ["card", "repair", "visit"], "hours": {"tuesday": ["09:00-12:00"]},
         "booking": {"slot": 30, "places": 50, "ahead": 14, "cancel": 60},
         "queue": {"letter": "A", "windows": [1, 2, 3]},
         "days": [{"from": "2026-11-23", "hours": ["09:00-18:00"], "why": {"zh": "开放日", "en": "Open day"}}]},
    ],
}  # fmt: skip
ANSWER = {"consent": "may_publish", "title": "reason", "question": "reason", "answer": "answer"}
FLOW: list[dict[str, Any]] = [
    {"step": "review", "title": {"zh": "审核", "en": "Review"}, "within": "1 workday",
     "by": {"role": "teaching_secretary", "unit": REGISTRY}, "fields": {"answer": "edit"}},
    {"step": "second", "title": {"zh": "复核", "en": "Second look"}, "within": "1 workday",
     "by": {"role": "league_secretary", "unit": "network-centre"}},
    EFFECT,
    {"effect": "answer", "settings": ANSWER},
]  # fmt: skip
ROLES = {"head": "department_head", "deputy": "department_leader", "officer": "officer", "clerk": "teaching_secretary"}
GRADE = {
    "entry": "g1", "term": "2026-1", "course": {"zh": MARK, "en": MARK}, "credits": 3, "score": 91,
    "student": APPLICANT, "class": "class-cs2301",
}  # fmt: skip


def university() -> University:
    """Each department's head, deputy, officer and clerk; who was head until yesterday; who runs the hall; students."""
    held = {f"{who}-{unit}": (role, unit) for unit in (REGISTRY, OTHER) for who, role in ROLES.items()}
    held |= {"second": ("league_secretary", "network-centre"), "counsellor": ("counsellor", "class-cs2301")}
    held |= {"coordinator": ("business_coordinator", "presidents-office")}
    held |= {"technician": ("technical_administrator", "network-centre")}
    held |= {f"helper-{unit}": ("hall_helper", unit) for unit in (REGISTRY, OTHER)}
    staff = [_member(id, Position(*at)) for id, at in held.items()]
    yesterday = MORNING.date() - timedelta(days=1)
    staff += [
        _member(f"former-{unit}", Position("department_head", unit, date(2020, 1, 1), yesterday))
        for unit in (REGISTRY, OTHER)
    ]
    where = {"class": "class-cs2301", "department": "network-centre"}
    students = [
        Person(APPLICANT, Text(f"李明{MARK}", MARK), "undergraduate", where, email=f"{MARK}@yizhan.example"),
        Person(STUDENT, Text("王芳", "Wang Fang"), "undergraduate", {"department": "network-centre"}),
    ]
    names = {REGISTRY: "教务处", OTHER: "宣传部", "presidents-office": "校办", "network-centre": "网络管理中心"}
    units = [Unit(id, Text(name, id), "department") for id, name in names.items()]
    units += [Unit("college-cs", Text("计算机学院", "Computing"), "college")]
    units += [Unit("class-cs2301", Text("计算机2301", "CS 2301"), "class", parent="college-cs")]
    rosters = [Roster(role, unit, (Member(id),), "personnel") for id, (role, unit) in held.items()]
    rosters += [Roster("teaching_secretary", "college-cs", (Member(f"clerk-{REGISTRY}"),), REGISTRY)]
    return University(tuple(units), (*students, *staff), tuple(rosters), {})


def _member(id: str, position: Position) -> Person:
    return Person(id, Text(id, id), "staff", {"department": position.unit}, (position,))


class MatrixWorld(HallWorld):
    """The hall with its objects made, through the addresses that people use where there is one."""

    def __init__(self, aws: Any) -> None:
        self.aws, self.now, self.seen = aws, MORNING, {}
        settings = replace(aws.settings(), secret="a-secret-of-this-test")
        self.hall: Any = build_hall(
            settings, clock=self.clock, printer=PlainPrinter(), send_hook=lambda _parcel: Answered(200, "{}", ms=1)
        )
        self.patterns = list(switchboard.app.routes)
        self.cookies: dict[str, tuple[str, str]] = {}
        self.addresses = (f"10.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255}" for n in range(1, 10**7))
        self.hall.people.load_seed("matrix", "1", university())
        self._services()

    def _services(self) -> None:
        make_export_machine(self.hall)
        room = self.hall.registers
        define_registers(room.definitions, [unit.id for unit in self.hall.people.all_units()])
        load_rows(room.store, room.definitions, {"grades": [GRADE]}, "matrix", self.now)
        leads = {"archetype": "LINK", "address": "https://repair.yizhan.example"}
        collects = load_definition(CATALOGUE_ROOT / "publicity" / "theory-study-2026.yaml").service
        self.publish(
            bare_service("card", 1, FORM, FLOW, owner_unit=REGISTRY, area="finance_research"),
            bare_service("visit", 1, FORM, FLOW[:2], owner_unit=REGISTRY, archetype="WINDOW"),
            replace(collects, version=1),
        )
        repair = bare_service("repair", 1, [], [], owner_unit=REGISTRY, **leads)
        summary = summary_of(repair, read_pinyin(repair.name.zh), self.now)
        self.hall.catalogue.put_version(repair, digest="1", summary=summary)
        self.hall.windows.store.put_hall("centre", HALL)

    def call(self, who: str, method: str, url: str, body: Any = None, headers: dict[str, str] | None = None) -> Answer:
        """One request, by a person who is signed in, by the holder of a key (``key:``), or by nobody (empty)."""
        sent = dict(headers or {})
        if who.startswith("key:"):
            sent["Authorization"] = f"Bearer {self.secrets[who]}"
        elif who:
            cookie, csrf = self.cookies.get(who) or self._sign_in(who)
            sent |= {"Cookie": f"hall={cookie}"} | ({} if method == "GET" else {"X-CSRF-Token": csrf})
        if isinstance(body, dict):
            body = json.dumps(body)
            sent.setdefault("Content-Type", "application/json")
        made = event(method, url, self.patterns, headers=sent, body=body, ip=next(self.addresses))
        with bootstrap.use(self.hall):
            return read(switchboard.app(made, Context()))

    def did(self, who: str, method: str, url: str, body: Any = None, **headers: str) -> Any:
        """The answer of a request that must succeed."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = self.call(who, method, f"/api/v1{url}", body, named)
        assert answer.status < 300, (method, url, answer.status, answer.body)
        return answer.json if answer.body else {}

    def _sign_in(self, who: str) -> tuple[str, str]:
        session, cookie = self.hall.access.sessions.open(who)
        self.cookies[who] = cookie, session.csrf
        return self.cookies[who]

    secrets: dict[str, str] = {}

    def make_key(self, name: str, unit: str, *actions: str, **more: Any) -> str:
        """Its id; who shows it is called ``key:<name>``."""
        wish = {"name": "系统", "actions": list(actions), "until": "2026-12-31", **more}
        maker = "coordinator" if "feeds" in actions else f"head-{unit}"
        made = self.did(maker, "POST", f"/units/{unit}/keys", wish)
        self.secrets[f"key:{name}"] = made["secret"]
        return str(made["id"])

    @property
    def tables(self) -> Any:
        return get_backend("dynamodb")[DEFAULT_ACCOUNT_ID][self.aws.session.region_name]


def kept(world: MatrixWorld) -> Any:
    """All that is stored, to be put `back` after a request that changed something."""
    return copy.deepcopy(world.tables.tables, {id(world.tables): world.tables})


def back(world: MatrixWorld, before: Any) -> None:
    world.tables.tables = copy.deepcopy(before, {id(world.tables): world.tables})
    for cache in (world.hall.catalogue, world.hall.people):
        cache.forget() if hasattr(cache, "forget") else cache.forget_units()


def rows(world: MatrixWorld) -> dict[tuple[str, str, str], Any]:
    """Every stored row but those of sessions and rate limits, and a key's last use: what a request may have changed."""
    found = {}
    for name, table in world.tables.tables.items():
        for pk, under in table.items.items() if not name.endswith("-access") else ():
            for sk, item in under.items():
                found[name, str(pk), str(sk)] = item.to_json()["Attributes"]
    return found
