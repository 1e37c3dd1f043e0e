"""The clerk's script of docs/exports.md, as it stands there, against a whole hall."""

from __future__ import annotations

import csv
import io
import os
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from chalicelib.shared.clock import CHINA
from tests.http.conftest import filled, submit
from tests.visitor import Visitor
from tests.whole_hall import WholeHall

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "exports.md"
HEAD = "110601"
"""Who leads the department that owns student leave."""


@pytest.mark.req("H-07", "R33")
def test_the_script_of_the_document(
    hall: WholeHall, student: Visitor, visit: Callable[[str], Visitor], tmp_path: Path
) -> None:
    made = submit(student, "student-leave", filled(student, "student-leave"))
    today = datetime.now(CHINA).date()
    wish = {"name": "学工数据平台", "services": ["student-leave"], "until": (today + timedelta(days=30)).isoformat()}
    key = visit(HEAD).call("POST", "/units/student-affairs/keys", wish)
    assert key.status == 201, key.text
    export, league = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    # The document names months; the hall under test has today.
    export = export.replace("2026-11-01", f"{today:%Y-%m}-01").replace("2026-11-30", today.isoformat())
    league = league.replace("2026-09", f"{today:%Y-%m}").replace("2026-11", f"{today:%Y-%m}")
    secrets = {"HALL_URL": hall.url, "HALL_KEY": key.json["secret"], "PYTHONIOENCODING": "utf-8"}
    rows = list(csv.DictReader(io.StringIO(_printed(tmp_path / "export.py", export, secrets))))
    assert made.json["number"] in {row["办件编号"] for row in rows}
    assert all(row["申请人"] for row in rows)
    asking = export.partition("job =")[0]
    assert _printed(tmp_path / "league.py", asking + league, secrets) == "", "nobody was rated at its counters yet"


def _printed(script: Path, text: str, secrets: dict[str, str]) -> str:
    """What a program of these lines prints."""
    script.write_text(text)
    done = subprocess.run(
        [sys.executable, str(script)], env=os.environ | secrets, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
