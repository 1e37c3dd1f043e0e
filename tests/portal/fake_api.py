"""A stand-in for the API on loopback: enough of it to drive the portal in a browser, nothing behind it.

Services, forms and diagrams are the real ones, so that the pages are tried on what they will really show; the rest is
a few applications in memory that move when somebody decides.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from chalicelib.approvals.flow_picture import draw_way
from chalicelib.approvals.service_form import _fill as fill
from chalicelib.flows import Labels, draw_flow, parse_flow
from chalicelib.forms import Option, describe, parse_form, prefill
from chalicelib.shared.text import Text
from chalicelib.web.plain import plain
from tests.portal import fake_admin, issuing, owning, standing, talking
from tests.portal.acting import act_on_task, colleagues, urge
from tests.portal.answers import refusal
from tests.portal.example import PERSON, SERVICES, UNITS, example_view, person
from tests.portal.messages import choose, ledger, messages, repair, usage

CAMPUS = (Option("campus-new", Text("新校区", "New Campus")),)
PAST = (Option("app-0", Text("病假申请（20261101-000001）", "Sick leave (20261101-000001)")),)
OFFERS = {"campus": CAMPUS, "where": CAMPUS, "earlier": PAST}
ASIDE = ("/way", "/seen")
"""What pages ask by themselves beside what a person does; a test makes the person's request fail."""
MISSING = {"zh": "没有找到您要的内容", "en": "What you asked for was not found"}


class FakeHall:
    """What the stand-in remembers, and every request it got."""

    services: Sequence[Any] = SERVICES
    units = UNITS

    def __init__(self, signed_in: bool = True) -> None:
        self.signed_in = signed_in
        self.scans: list[dict[str, Any]] = []
        self.shelf: list[dict[str, Any]] = []
        self.requests: list[tuple[str, str, Any]] = []
        self.keys: dict[str, dict[str, Any]] = {}
        self.view = example_view("returned")
        self.erased = False
        self.task = example_view("task")
        self.fail_next: list[tuple[int, dict[str, Any]]] = []
        self.preferences = {"sms": True, "lang": "zh"}
        self.drafts: dict[str, dict[str, Any]] = {}
        self.last: dict[str, Any] = {}
        self.reached = person()
        self.person: dict[str, Any] = {}
        self.standing: dict[str, Any] = {"gave": [], "stands_in": []}
        self.kept: set[str] = set()
        self.own = owning.Own()

    def diagrams(self) -> dict[str, dict[str, str]]:
        return {
            service.code: {
                lang: draw_flow(parse_flow(service.flow), lang, clickable=False, labels=Labels())
                for lang in ("zh", "en")
            }
            for service in self.services
            if not service.is_entry
        }

    def answer(self, method: str, path: str, query: dict[str, str], body: Any, headers: Any) -> tuple[int, Any]:
        self.requests.append((method, path, body))
        if self.fail_next and method == "POST" and not path.endswith(ASIDE):
            return self.fail_next.pop(0)
        if not self.signed_in and not path.startswith(("sign-in", "progress")):
            return refusal(401, "not_signed_in", "请先登录", "Please sign in first")
        if method != "GET" and not path.startswith("progress") and headers.get("X-CSRF-Token") != "csrf-of-the-fake":
            return refusal(403, "csrf_refused", "页面已过期", "The page is out of date")
        if self.erased and re.fullmatch(r"applications/[\w-]+", path):
            title = ("该办件已按保存期限清除", "It was kept for its time, and is erased")
            told = {"zh": "办件已于2027-11-23清除。", "en": "It was erased on 2027-11-23."}
            return refusal(410, "erased", *title, detail_i18n=told)
        for pattern, act in ROUTES:
            found = re.fullmatch(pattern, f"{method} {path}")
            if found:
                return act(self, query, body, headers, *found.groups())
        return refusal(404, "not_found", *MISSING.values())


def me(hall: FakeHall, *_: Any) -> tuple[int, Any]:
    told = {"counts": {"todo": 0, "notices": 0}, "favourites": sorted(hall.kept), "preferences": hall.preferences}
    return 200, {**PERSON, **told, **hall.person, "csrf": "csrf-of-the-fake"}


def favourites(hall: FakeHall, *_: Any) -> tuple[int, Any]:
    kept = sorted((one for one in hall.services if one.code in hall.kept), key=lambda one: one.code)
    rows = [{"code": one.code, "name": one.name, "unit": UNITS[one.owner_unit].name} for one in kept]
    return 200, {"items": plain(rows)}


def keep(hall: FakeHall, _query: Any, _body: Any, _headers: Any, method: str, code: str) -> tuple[int, Any]:
    (hall.kept.add if method == "PUT" else hall.kept.discard)(code)
    return 204, None


def form(hall: FakeHall, _query: Any, _body: Any, _headers: Any, code: str) -> tuple[int, Any]:
    service = next(service for service in hall.services if service.code == code)
    parsed = parse_form(service.form)
    known = prefill(parsed, person(), UNITS)
    fields = []
    for field in describe(parsed, offers=OFFERS):
        item = known.get(field["name"])
        if item:
            fill(field, item, UNITS)
        fields.append(field)
    shown = {"code": code, "version": 1, "name": service.name.to_dict()}
    return 200, {"service": shown, "fields": fields, "draft": hall.drafts.get(code), "last": hall.last}


def way(hall: FakeHall, _query: Any, body: Any, _headers: Any, code: str) -> tuple[int, Any]:
    from tests.web.samples import WAY

    days = body["form"].get("period")
    told = WAY | {"questions": [] if days else WAY["questions"]}
    if lang := body.get("picture"):
        flow = parse_flow(next(service for service in hall.services if service.code == code).flow)
        told["diagram"] = draw_way(flow, told["steps"], lang, Labels())
    return 200, told


def upload(_hall: FakeHall, _query: Any, body: Any, *_: Any) -> tuple[int, Any]:
    if body["name"].startswith("bad"):
        wrong = {
            "zh": "证明材料须为以下格式的文件：PDF、JPG、PNG",
            "en": "Evidence must be a file of the kind PDF, JPG, PNG",
        }
        error = {"pointer": "/type", "code": "wrong_type", "message": wrong}
        return refusal(422, "upload_refused", "文件不符合要求", "The file was refused", errors=[error])
    return 201, {"id": f"up-{abs(hash(body['name'])) % 9999}", "post": {"url": "/_files/here", "fields": {"key": "k"}}}


def confirm(hall: FakeHall, _query: Any, _body: Any, _headers: Any, upload_id: str) -> tuple[int, Any]:
    said = hall.scans.pop(0) if hall.scans else {"state": "clean", "late": False}
    return 200, {"id": upload_id, "name": "x", "size": 1, "type": "application/pdf", **said}


def reuse(hall: FakeHall, _query: Any, _body: Any, _headers: Any, upload_id: str) -> tuple[int, Any]:
    return 201, {**next(row for row in hall.shelf if row["id"] == upload_id), "id": "up-copy"}


def submit(hall: FakeHall, _query: Any, body: Any, headers: Any) -> tuple[int, Any]:
    key = headers.get("Idempotency-Key")
    made = {"id": "app-1", "number": "20261123-004217", "query_code": "7KD3FM"}
    if body["form"].get("emergency_phone") == "00000":
        said = {"zh": "紧急联系人电话不正确", "en": "Emergency contact's telephone number is wrong"}
        error = {"pointer": "/form/emergency_phone", "code": "bad", "message": said}
        return refusal(422, "invalid_form", "表单填写有误", "Some answers need attention", errors=[error])
    if key in hall.keys and hall.keys[key] != body:
        return refusal(422, "idempotency_key_reused", "同一提交编号不能用于不同内容", "Key reused")
    hall.keys[key] = body
    return 201, made


def mine(hall: FakeHall, query: dict[str, str], *_: Any) -> tuple[int, Any]:
    if {"q", "state", "service"} & set(query):
        return owning.search(query, row(example_view("done"), "20260301-000007"))
    if query.get("cursor"):
        return 200, {"items": [row(example_view("done"), "20260301-000007")], "next": None}
    states = ["returned", "task", "done", "rejected", "withdrawn"]
    rows = [row(example_view(state), f"2026{index + 3:02d}12-0042{index}7") for index, state in enumerate(states)]
    return 200, {"items": rows, "next": "more", "drafts": drafts_of(hall)}


def row(view: dict[str, Any], number: str) -> dict[str, Any]:
    keys = ("id", "service", "title", "state", "state_text", "submitted_at")
    return {**{key: view[key] for key in keys}, "number": number}


def tracked(hall: FakeHall, query: Any, _body: Any, headers: Any, name: str, id_: str) -> tuple[int, Any]:
    view = hall.task if name == "tasks" else hall.view
    view = view | {"diagram": {lang: view["diagram"][lang] for lang in [query["lang"]] if lang in view["diagram"]}}
    if not id_.startswith("app-1"):
        return refusal(404, "not_found", *MISSING.values())
    return (304, None) if headers.get("If-None-Match") == f'"{view["seq"]}"' else (200, view)


def changed(state: str, attribute: str) -> Any:
    def act(hall: FakeHall, _query: Any, body: Any, headers: Any, *_: Any) -> tuple[int, Any]:
        view = getattr(hall, attribute)
        if headers.get("If-Match") != f'"{view["seq"]}"':
            return refusal(412, "stale_version", "内容已被更新，请刷新后再试", "It has changed since you opened it")
        setattr(hall, attribute, example_view(state, seq=view["seq"] + 1))
        return 200, {"id": "app-1"}

    return act


def notices(_hall: FakeHall, *_: Any) -> tuple[int, Any]:
    at = datetime.now(UTC).isoformat()
    text = {"zh": "您的申请被退回修改：本科生请销假", "en": "Please correct your application: Student leave"}
    return 200, {
        "items": [
            {
                "id": "n1",
                "at": at,
                "text": text,
                "link": {"zh": "/zh/application/?id=app-1", "en": "/en/application/?id=app-1"},
                "unread": True,
            }
        ],
        "next": None,
    }


def query_progress(hall: FakeHall, _query: Any, body: Any, *_: Any) -> tuple[int, Any]:
    if body["code"] != "7KD3FM":
        return refusal(404, "not_found", *MISSING.values())
    return 200, hall.view


def drafts_of(hall: FakeHall) -> list[dict[str, Any]]:
    at = datetime.now(UTC).isoformat()
    return [
        {"service": {"code": code, "name": service.name.to_dict()}, "answers": 1, "saved_at": at, "expires_at": at}
        for code in hall.drafts
        for service in hall.services
        if service.code == code
    ]


def save_draft(hall: FakeHall, _query: Any, body: Any, headers: Any, code: str) -> tuple[int, Any]:
    at = datetime.now(UTC).isoformat()
    kept = hall.drafts.setdefault(code, {"seq": 0, "answers": {}, "left_over": [], "saved_at": at})
    if headers.get("If-Match") != f'"{kept["seq"]}"':
        wrong = [{"pointer": f"/answers/{name}", "message": MISSING} for name in body["answers"]]
        status, told = refusal(412, "stale_version", "内容已被更新", "It has changed")
        return status, told | {"errors": wrong}
    kept["seq"] += 1
    kept["answers"] |= body["answers"]
    return 200, {"seq": kept["seq"], "others": {}, "saved_at": at, "expires_at": at}


def drop_draft(hall: FakeHall, _query: Any, _body: Any, _headers: Any, code: str) -> tuple[int, Any]:
    hall.drafts.pop(code, None)
    return 204, None


ROUTES: list[tuple[str, Any]] = [
    (r"GET me", me),
    (r"GET me/messages", messages),
    (r"PUT me/messages", choose),
    (r"GET notices/ledger", ledger),
    (r"GET notices/usage", usage),
    (r"POST notices/(resume|redrive)", repair),
    (r"GET me/favourites", favourites),
    (r"(PUT|DELETE) me/favourites/([\w-]+)", keep),
    *standing.ROUTES,
    *owning.ROUTES,
    *issuing.ROUTES,
    (r"GET me/colleagues", colleagues),
    (r"POST sign-out", lambda *_: (200, {"location": "/zh/"})),
    (r"GET services/([\w-]+)/form", form),
    (r"POST services/([\w-]+)/way", way),
    *fake_admin.ROUTES,
    (r"GET drafts/([\w-]+)", lambda hall, _q, _b, _h, code: (200, hall.drafts[code])),
    (r"POST drafts/([\w-]+)", save_draft),
    (r"DELETE drafts/([\w-]+)", drop_draft),
    (r"POST uploads", upload),
    (r"GET uploads", lambda hall, *_: (200, {"items": hall.shelf, "next": None})),
    (r"POST uploads/([\w-]+)/copy", reuse),
    (r"POST uploads/([\w-]+)/confirmation", confirm),
    (r"POST applications", submit),
    (r"GET applications", mine),
    (r"GET tasks", talking.tasks),
    (r"GET tasks/ranking", talking.ranking),
    (r"GET (applications|tasks)/([\w.-]+)", tracked),
    (r"POST applications/([\w-]+)/withdrawal", changed("withdrawn", "view")),
    (r"POST applications/([\w-]+)/resubmission", changed("again", "view")),
    (r"POST tasks/([\w.-]+)/decision", changed("decided", "task")),
    (r"POST tasks/([\w.-]+)/actions", act_on_task),
    (r"GET tasks/([\w.-]+)/colleagues", colleagues),
    (r"POST applications/([\w-]+)/urge", urge),
    (r"POST applications/[\w-]+/(notes|messages|copies|urgency|supervision|reading)", talking.say),
    (r"POST applications/[\w-]+/acts", talking.administer),
    (r"POST tasks/[\w.-]+/consults", talking.consult),
    (r"DELETE tasks/[\w.-]+/consults", talking.take_back),
    (r"POST tasks/[\w.-]+/answer", talking.answer),
    (r"POST tasks/[\w.-]+/seen", talking.seen),
    (r"POST tasks/decisions", talking.decisions),
    (r"GET notices", notices),
    (r"POST progress-queries", query_progress),
]
