"""Right requests for the way ahead, the proof, versions and migration, and for packages of what has ended."""

from __future__ import annotations

from tests.web.fake_archive import ARCHIVE
from tests.web.fake_hall import ID
from tests.web.good import Good

API = "/api/v1"
SERVICE = f"{API}/services/{{code}}"

GOOD = [
    *ARCHIVE,
    Good(
        "GET",
        f"{API}/services/{{code}}/form",
        f"{API}/services/undergraduate-leave/form",
        200,
        f"{API}/services/no/form",
    ),
    Good(
        "POST",
        f"{API}/services/{{code}}/way",
        f"{API}/services/undergraduate-leave/way",
        200,
        f"{API}/services/no/way",
        {"form": {"kind": "sick"}},
    ),
    Good("GET", f"{API}/proofs", f"{API}/proofs", 200),
    Good("GET", f"{API}/sweeps/last", f"{API}/sweeps/last", 200),
    *(
        Good(
            "GET",
            f"{SERVICE}/{what}",
            f"{API}/services/undergraduate-leave/{what}{query}",
            200,
            f"{API}/services/no/{what}{query}",
        )
        for what, query in (
            ("proof", ""),
            ("versions", ""),
            ("differences", "?before=1&after=2"),
            ("migrations", "?to=2"),
        )
    ),
    Good(
        "POST",
        f"{SERVICE}/migrations",
        f"{API}/services/undergraduate-leave/migrations",
        200,
        f"{API}/services/no/migrations",
        {"to": 2, "applications": {ID: 7}, "reason": "新流程"},
    ),
]
