"""The stand-in API of departments' pages, with the answers that the tests of HTTP have for them: something on each."""

from __future__ import annotations

import json
import re
from typing import Any

from chalicelib.forms import describe, parse_form
from chalicelib.web.plain import dumps
from tests.portal.example import SERVICES
from tests.portal.fake_api import FakeHall
from tests.web.fake_answers import BRIEF, UNIT
from tests.web.fake_bills import BILL, CHARGE, ID, FakeBills
from tests.web.fake_bills import ROW as TOLD
from tests.web.fake_coverage import AUDIT, REPORT
from tests.web.fake_entering import ENTRY_FORM
from tests.web.fake_exports import CASE, EXPORT, FILTERS, MADE, PLAN, THE_KEY, FakeExports
from tests.web.fake_insight import FIGURES, LEAGUE, SAID, STATISTICS
from tests.web.fake_registers import COLLECTED, COLLECTION, REGISTER, ROW, FakeRegisters
from tests.web.fake_rosters import ENTRY, ROSTER, FakeRosters
from tests.web.fake_tickets import BOARD, HALL, KIOSK, NUMBERS, PAD, QUEUE, SHUT, TICKET, UP
from tests.web.fake_tickets import ONE as STANDS
from tests.web.fake_webhooks import DELIVERY, FAILED, HOOK, FakeWebhooks, view
from tests.web.fake_windows import AHEAD, APPOINTMENT, CHANGES, DAY, DUTY, ONE, STRANGE, WHOLE, FakeWindows

GRADES = FakeRegisters(7).describe(None, "grades")
SENT = BILL | {"state": "sent", "state_text": {"zh": "已发送", "en": "Sent"}, "told": 3, "bad": 1}
SENT |= {"sent_at": "2026-11-23T02:00:00.000Z"}
AT_COUNTER = next(one for one in SERVICES if one.begins_at_counter)
DONE = EXPORT | {"state": "done", "percent": 100, "rows": 3, "size": 4096}


def page_of(*items: Any) -> dict[str, Any]:
    return {"items": list(items), "next": None}


ANSWERS: dict[str, Any] = {
    r"services/[\w-]+/figures": FIGURES,
    r"services/[\w-]+/filters": {"items": FILTERS},
    r"services/[\w-]+/step-audit": AUDIT,
    r"registers": {"items": [REGISTER]},
    r"registers/grades": GRADES,
    r"registers/grades/rows": page_of(ROW),
    r"registers/grades/imports": {"items": []},
    r"registers/places": GRADES | {"code": "places", "keeper": True, "codes": {"service": "leave", "address": "place"}},
    r"registers/places/rows": page_of(ROW, ROW | {"key": "g2"}),
    r"services/leave": {"code": "leave", "name": {"zh": "学生请假", "en": "Student leave"}},
    r"answer-choices": {"units": [UNIT]},
    r"units/[\w-]+/answers": page_of(BRIEF),
    r"collections": {"items": [COLLECTION]},
    r"collections/theory-study": COLLECTED,
    r"notice-choices": FakeBills([]).choices(None),
    r"units/assets/notices": page_of(SENT),
    rf"notices/{ID}": SENT,
    rf"notices/{ID}/people": page_of(TOLD),
    rf"notices/{ID}/refused": FakeBills([]).refused(None, ID),
    r"me/charges": page_of(CHARGE),
    r"appointments": page_of(ONE, ONE | {"id": STRANGE, "state": "displaced"}),
    rf"appointments/{APPOINTMENT}": WHOLE,
    r"counters": FakeWindows([]).counters(None, ONE["service"]["code"]),
    r"counters/registry/slots": FakeWindows([]).slots("registry"),
    r"counter-choices": FakeWindows([]).choices(None),
    r"counters/registry/days/[0-9-]+": DAY | {"queue": True, "day": "2026-11-23"},
    r"counters/registry/queue": UP,
    r"counters/registry/duty": DUTY,
    r"counters/registry/duty/history": CHANGES,
    r"counters/registry/forecast": AHEAD,
    r"helper-halls": {"halls": [HALL]},
    r"halls/service-centre/lines": NUMBERS,
    rf"counters/registry/queue/tickets/{re.escape(TICKET)}/entry": ENTRY_FORM
    | {"fields": describe(parse_form(AT_COUNTER.form))},
    r"queues": {"counters": [QUEUE, SHUT], "mine": [STANDS]},
    rf"tickets/{TICKET}": STANDS,
    r"halls/service-centre/kiosk": KIOSK,
    r"halls/service-centre/board": BOARD,
    r"halls/service-centre/pad": PAD,
    r"webhook-choices": FakeWebhooks([]).choices(None),
    r"units/[\w-]+/webhooks": {"items": [view(HOOK)]},
    r"units/[\w-]+/webhooks/\w+/deliveries": page_of(FAILED, DELIVERY.view()),
    r"coverage": REPORT,
    r"statistics": STATISTICS,
    r"statistics/league": LEAGUE,
    r"statistics/ratings": page_of(SAID),
    r"rosters": FakeRosters([]).roles(None),
    r"rosters/counsellor": page_of(ROSTER),
    r"rosters/counsellor/[\w-]+": ROSTER,
    r"rosters/counsellor/[\w-]+/history": {"items": [ENTRY]},
    r"roster-vacancies": FakeRosters([]).vacancies(None),
    r"export-choices": FakeExports([]).choices(None),
    r"export-choices/[\w-]+": FakeExports([]).columns(None, "undergraduate-leave"),
    r"exports": page_of(EXPORT, DONE),
    r"export-plans": {"items": [PLAN]},
    r"units/[\w-]+/keys": {"items": [THE_KEY.view(MADE)]},
    r"cases": {"items": [CASE], "looked": 1, "all": True, "next": None},
}
"""What a GET of this address is told; addresses as patterns."""


class DeskHall(FakeHall):
    """The stand-in with departments' pages too."""

    def answer(self, method: str, path: str, query: dict[str, str], body: Any, headers: Any) -> tuple[int, Any]:
        status, told = super().answer(method, path, query, body, headers)
        if status == 404 and method == "GET":
            for pattern, answer in ANSWERS.items():
                if re.fullmatch(pattern, path):
                    return 200, json.loads(dumps(answer))
        return status, told
