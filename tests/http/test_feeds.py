"""The portal's script of docs/feeds.md, as it stands there, and a system's cases, against a whole hall."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest

from chalicelib.shared.clock import CHINA
from tests.http.conftest import COUNSELLOR, STUDENT, filled, submit
from tests.visitor import Visitor
from tests.whole_hall import WholeHall, wait_for

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "feeds.md"
COORDINATOR = "110102"


def a_key(visit: Callable[[str], Visitor], action: str, unit: str) -> str:
    until = (datetime.now(CHINA).date() + timedelta(days=30)).isoformat()
    wish = {"name": "系统", "actions": [action], "until": until}
    made = visit(COORDINATOR).call("POST", f"/units/{unit}/keys", wish)
    assert made.status == 201, made.text
    return str(made.json["secret"])


def ask(hall: WholeHall, key: str, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any, str]:
    head = {"Authorization": f"Bearer {key}", "Content-Type": "application/json", **headers}
    data = json.dumps(body).encode() if body else None
    try:
        with urllib.request.urlopen(
            urllib.request.Request(f"{hall.url}/api/v1/{path}", data, head, method=method)
        ) as at:
            text = at.read()
            return at.status, json.loads(text) if text else None, at.headers.get("ETag") or ""
    except HTTPError as error:
        text = error.read()
        return error.code, json.loads(text) if text else None, ""


@pytest.mark.req("C-23", "Z-04")
def test_the_script_of_the_document(
    hall: WholeHall, student: Visitor, visit: Callable[[str], Visitor], tmp_path: Path
) -> None:
    submit(student, "student-leave", filled(student, "student-leave"))
    key = a_key(visit, "feeds", "presidents-office")
    tasks = f"feeds/people/{COUNSELLOR}/tasks"
    wait_for(lambda: bool(ask(hall, key, "GET", tasks)[1]["items"]))
    [text] = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    script = tmp_path / "portal.py"
    script.write_text(text, encoding="utf-8")
    given = {"HALL_URL": hall.url, "HALL_KEY": key, "PERSON": COUNSELLOR, "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, str(script)], env=os.environ | given, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    items = ask(hall, key, "GET", f"{tasks}?limit=100")[1]["items"]
    assert [line.rsplit(" ", 1)[1] for line in done.stdout.splitlines()][: len(items)] == [
        item["link"]["zh"] for item in items
    ]
    status, _, tag = ask(hall, key, "GET", f"feeds/people/{STUDENT}/cases")
    assert status == 200 and ask(hall, key, "GET", f"feeds/people/{STUDENT}/cases", If_None_Match=tag)[0] == 200
    assert ask(hall, key, "GET", f"feeds/people/{STUDENT}/cases", **{"If-None-Match": tag})[0] == 304


@pytest.mark.req("H-16", "S-R2")
def test_a_system_tells_and_the_person_sees(hall: WholeHall, student: Visitor, visit: Callable[[str], Visitor]) -> None:
    key, one = a_key(visit, "cases", "logistics"), "outside-cases/facility-repair/WX-http"
    told = {
        "person": STUDENT,
        "title": {"zh": "路灯不亮", "en": "A street light is out"},
        "state": "completed",
        "updated": datetime.now(CHINA).isoformat(timespec="seconds"),
    }
    assert ask(hall, key, "PUT", one, told)[:2] == (200, {"number": "WX-http", "outcome": "taken"})
    status, refused, _ = ask(hall, key, "PUT", one, told | {"person": "nobody", "link": "https://elsewhere.example/"})
    assert status == 422 and [fault["pointer"] for fault in refused["errors"]] == ["/person", "/link"]
    assert (
        ask(hall, key, "PUT", "outside-cases/facility-repair", {"cases": [told | {"number": "WX-http"}]})[1]["kept"]
        == 1
    )
    assert "WX-http" in {row["number"] for row in student.call("GET", "/applications?limit=100").json["items"]}
    assert "WX-http" not in {
        row["number"] for row in visit(COUNSELLOR).call("GET", "/applications?limit=100").json["items"]
    }
    assert ask(hall, key, "DELETE", one)[0] == 204
    assert "WX-http" not in {row["number"] for row in student.call("GET", "/applications?limit=100").json["items"]}
    assert ask(hall, key, "PUT", "outside-cases/student-leave/1", told)[0] == 404
