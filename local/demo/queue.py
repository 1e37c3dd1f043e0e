"""A morning in the demo hall: its counters open around the clock for these days, some tickets taken, a key for devices.

Whoever tries the hall does so at any hour, and finds people waiting. The key is no secret: it is made from a word, so
that every start prints the same addresses.
"""

from __future__ import annotations

import base64
import hashlib
from datetime import timedelta
from typing import Any

from chalicelib.errors import HallError
from chalicelib.keys import ApiKey, KeyStore
from chalicelib.keys.model import digest_of
from chalicelib.shared.clock import CHINA
from chalicelib.windows import bundled_halls

HALL, OWNER = "service-centre", "presidents-office"
WAITING = (
    ("registry", "student-card-replacement", ("2023010102", "2023010103", "2023010104", "")),
    ("student-affairs", "badge-replacement", ("2023010105", "")),
    ("seal", "introduction-letter", ("",)),
    ("research", "research-money-crediting", ("120111", "120112")),
)
"""Counter, service, and who waits there; nobody in particular where there is no number."""
ALWAYS = {"zh": "示例大厅，全天开放", "en": "The demo hall is open around the clock"}
DAYS = 3
ACTIONS = ("devices", "prints")


def device_key() -> str:
    """The key that kiosks, boards and pads of the demo hall show."""
    digest = hashlib.sha256(b"the demo hall's devices").digest()
    return f"yz_{digest.hex()[:12]}_{base64.urlsafe_b64encode(digest).decode().rstrip('=')[:43]}"


def load_demo_queue(hall: Any) -> int:
    """Open the counters, keep the key, and have a few people wait; how many do."""
    _open(hall)
    _keep_key(hall)
    day, waiting = hall.tickets.lines.today, 0
    for counter, service, people in WAITING:
        for n, id in enumerate(people):
            person = hall.people.get_people([id]).get(id) if id else None
            try:
                hall.tickets.own.take(person, counter, service, f"demo-{day}-{n}", remote=bool(id))
                waiting += 1
            except HallError:
                continue  # another campus has not the person, the counter or the service
    return waiting


def _open(hall: Any) -> None:
    """As the file says, and with these days named: those go before hours and calendar."""
    today = hall.clock().astimezone(CHINA).date()
    always = {"from": today.isoformat(), "to": (today + timedelta(days=DAYS)).isoformat(), "hours": ["00:00-23:59"]}
    known = {one.id for one in bundled_halls()}
    for raw in hall.windows.store.halls():
        if raw["hall"] == HALL and HALL in known:
            for counter in raw["counters"]:
                if "queue" in counter:
                    counter["days"] = [always | {"why": ALWAYS}]
            hall.windows.store.put_hall(HALL, raw)


def _keep_key(hall: Any) -> None:
    secret = device_key()
    digest, now = digest_of(secret), hall.clock()
    assert digest
    store = KeyStore()
    known = store.by_digest(digest)
    if known and known.actions != ACTIONS:
        store.write(known.going(actions=ACTIONS))
    elif known is None:
        made = {"unit": OWNER, "name": "大厅设备（示例）", "actions": ACTIONS, "services": (), "networks": ()}
        ends = now + timedelta(days=365)
        store.write(ApiKey(secret[3:15], digest, **made, made_by="demo", made_at=now, ends_at=ends))  # type: ignore[arg-type]
