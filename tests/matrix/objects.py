"""Everything an address of the hall can name, made once; of the Registry but for one collection."""

from __future__ import annotations

from chalicelib.shared.ids import new_id, query_code
from tests.hall_world import PDF
from tests.matrix.world import APPLICANT, MARK, OTHER, REGISTRY, MatrixWorld

KEYS = {
    "exports": ("exports",), "sensitive": ("exports", "sensitive"), "attachments": ("exports", "attachments"),
    "packages": ("exports", "packages"), "notices": ("notices",), "webhooks": ("webhooks",), "cases": ("cases",),
    "feeds": ("feeds",), "devices": ("devices",), "prints": ("devices", "prints"),
}  # fmt: skip
"""Scope to the actions of a key that has it; four mean something beside another only."""
WISH = {"services": ["card"], "from": "2026-11-01", "to": "2026-11-23"}
CASE = {
    "person": APPLICANT, "title": {"zh": MARK, "en": MARK}, "state": "in_progress",
    "updated": "2026-11-23T08:00:00+08:00", "link": "https://repair.yizhan.example/WX-1",
}  # fmt: skip
LIST = f"工号,金额,截止日期,备注\n{APPLICANT},923.50,2026-12-15,{MARK}\n"


def make(world: MatrixWorld) -> dict[str, str]:
    """Word of an address to what stands there; ``word@part`` for addresses with this part."""
    of = _applications(world)
    of |= _of_the_department(world) | _of_one_person(world, of)
    of |= {
        "code": "card",
        "field": "grade",
        "register": "grades",
        "service": "repair",
        "number": "WX-1",
        "role": "teaching_secretary",
        "unit": REGISTRY,
        "unit@rosters": "college-cs",
        "person": APPLICANT,
        "what": "person",
        "id": APPLICANT,
        "code@collections": "theory-study-2026",
        "key@rows": "g1",
        "row_seq": "1",
        "id@imports": "0" * 26,
        "proxy_id": "0" * 26,
    }
    return of


def keys(world: MatrixWorld) -> None:
    """A key of each scope for both departments, and three that are good for nothing any more."""
    for unit in (REGISTRY, OTHER):
        for scope, actions in KEYS.items():
            world.make_key(f"{scope}-{unit}", unit, *actions)  # who runs the hall makes those for feeds
    id = world.make_key("revoked", REGISTRY, *sorted({one for some in KEYS.values() for one in some}))
    world.did("coordinator", "DELETE", f"/units/{REGISTRY}/keys/{id}")
    actions = ("exports", "notices", "webhooks", "cases", "feeds", "devices")
    world.make_key("elsewhere", REGISTRY, *actions, networks=["192.0.2.0/24"])
    world.make_key("narrow", REGISTRY, "exports", "cases", services=["repair"])


def _applications(world: MatrixWorld) -> dict[str, str]:
    proof = world.upload(world.person(APPLICANT), "card", "proof", PDF, f"{MARK}.pdf")
    form = {"reason": MARK, "proof": [proof], "may_publish": True, "grade": None}
    done, again = (world.submit(world.person(APPLICANT), "card", one) for one in (dict(form, proof=[]), form))
    for person, step in ((f"clerk-{REGISTRY}", "review"), ("second", "second")):
        more = {"fields": {"answer": MARK}} if step == "review" else {}
        world.decide(done, f"{step}.1.1", world.person(person), **more)
    _archive(world)
    head = world.load(again).head
    link = world.did(APPLICANT, "POST", f"/applications/{again}/progress-link", {"days": 7})
    answers = world.did(f"head-{REGISTRY}", "GET", f"/units/{REGISTRY}/answers")["items"]
    rev = world.call(f"head-{REGISTRY}", "GET", f"/api/v1/units/{REGISTRY}/answers/{answers[0]['id']}").headers["etag"]
    spare = world.upload(world.person(APPLICANT), "card", "proof", PDF, f"{MARK}.pdf")
    return {
        "application_id": again,
        "application_id@ended": done,
        "task_id": f"{again}.review.1.1",
        "upload_id@files": proof,
        "upload_id": spare,
        "token": link["url"].rpartition("/")[2],
        "number@query": head.number,
        "query": query_code(world.hall.settings.secret, again),
        "certificate": "paper.1",
        "print_code": world.hall.printing.make(world.person(APPLICANT), done, "paper.1")["code"],
        "answer": answers[0]["id"],
        "answer_seq": rev.strip('"'),
        "seq": str(world.load(again).seq),
    }


def _archive(world: MatrixWorld) -> None:
    sqs, url = world.aws.client("sqs"), world.hall.settings.archive_queue_url
    found = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
    assert (
        found
        and not world.hall.on_archive({"Records": [{"messageId": m["MessageId"], "body": m["Body"]} for m in found]})[
            "batchItemFailures"
        ]
    )


def _of_the_department(world: MatrixWorld) -> dict[str, str]:
    head, own = f"head-{REGISTRY}", f"/units/{REGISTRY}"
    export = world.did(head, "POST", "/exports", WISH)["id"]
    plan = world.did(head, "POST", "/export-plans", {"name": MARK, "rhythm": "weekly", "services": ["card"]})["id"]
    key = world.make_key("kept", REGISTRY, "exports")
    hook = world.did(head, "POST", f"{own}/webhooks", {"name": MARK, "url": "https://system.example.edu/hook"})["id"]
    delivery = world.did(head, "POST", f"{own}/webhooks/{hook}/test")["delivery"]
    while world._work("hooks_queue_url", world.hall.on_hook):
        pass
    told = {"unit": REGISTRY, "to": "list", "title_zh": MARK, "title_en": MARK, "text_zh": "请缴", "text_en": "Pay"}
    told |= {"file": "a.csv", "size": len(LIST.encode())}
    notice = world.did(head, "POST", "/notices", told, Idempotency_Key=new_id())["id"]
    world.hall.files.put(f"bills/{notice}", LIST.encode(), "text/csv")
    world.did(head, "POST", f"/notices/{notice}/check")
    while world._work("bills_queue_url", world.hall.on_bill):
        pass
    job = world.did(
        f"officer-{REGISTRY}", "POST", "/registers/grades/imports", {"name": "a.csv", "size": 3, "mode": "best"}
    )
    world.hall.files.put(f"imports/{job['id']}", b"a,b", "text/csv")
    world.did(head, "PUT", "/outside-cases/repair/WX-1", CASE)
    return {
        "export": export,
        "plan": plan,
        "key": key,
        "webhook": hook,
        "delivery": delivery,
        "notice": notice,
        "job": job["id"],
    }


def _of_one_person(world: MatrixWorld, of: dict[str, str]) -> dict[str, str]:
    """What the applicant keeps; others who name it change nothing of theirs."""
    calendar = world.did(APPLICANT, "POST", "/me/calendar")
    phrase = world.did(APPLICANT, "POST", "/me/phrases", {"text": MARK})["items"][0]["id"]
    world.did(APPLICANT, "POST", "/drafts/card", {"version": 1, "answers": {"reason": MARK}}, If_Match='"0"')
    contact = world.did(APPLICANT, "POST", "/me/contacts", {"kind": "email", "address": "zq7431@example.org"})
    session = world.did(APPLICANT, "GET", "/me/sessions")["items"][0]["id"]
    wish = {"service": "repair", "counter": "desk", "at": "2026-12-01T01:00:00.000Z"}
    visit = world.did(APPLICANT, "POST", "/appointments", wish, Idempotency_Key=new_id())["id"]
    return {
        "appointment": visit,
        "appointment_seq": "1",
        "counter": "desk",
        "day": "2026-12-01",
        "day_seq": "0",
        **_tickets(world),
        "file": calendar["url"].rpartition("/")[2],
        "phrase": phrase,
        "session": session,
        "contact": contact["waiting"][0]["id"] if contact.get("waiting") else "email",
    }


def _tickets(world: MatrixWorld) -> dict[str, str]:
    """The applicant's at a window; of nobody in particular one that is served, one that is called, one that waits."""
    own, desk, clerk = world.hall.tickets.own, world.hall.tickets.desk, world.person(f"officer-{REGISTRY}")
    made = [own.take(None, "desk", "repair", new_id(), remote=False) for _ in range(3)]
    served = desk.call(clerk, "desk", "1", "")
    desk.act(clerk, "desk", served["id"], served["version"], "done", "", MARK)
    called = desk.call(clerk, "desk", "1", "")
    mine = own.take(world.person(APPLICANT), "desk", "visit", new_id(), remote=False)
    desk.call(clerk, "desk", "3", mine["id"])
    return {
        "hall": "centre",
        "ticket@rating": made[0]["id"],
        "ticket@queue": made[1]["id"],
        "ticket@entry": mine["id"],
        "ticket": made[2]["id"],
        "ticket_seq": str(called["version"]),
    }
