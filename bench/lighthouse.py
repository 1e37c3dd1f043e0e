"""``python -m bench.lighthouse [page …]``: the portal's pages as Lighthouse's phone sees them, median of three.

A hall of its own is started on a free port with the demo university; a student hands in a letter, so that following it
and the office's task have something to show. Slow (about four minutes) and dependent on the machine, so it is printed
and compared with the budgets, and no part of `make check`. Needs Chromium and `make lighthouse`'s packages.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from bench.finding import node
from bench.visit import Visit

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = ROOT / "tools" / "lighthouse" / "node_modules" / "lighthouse" / "cli" / "index.js"
FLAGS = "--headless=new --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-sync"
TIMES = 3
STUDENT, OFFICE = "2023010101", "110102"
LETTER = {
    "topic": "campus", "nature": "suggestion", "topic_title": "图书馆延长开放",
    "letter": "希望考试周图书馆延长开放到午夜。", "wants_call": False, "may_publish": True,
}  # fmt: skip
BUDGETS: Mapping[str, tuple[str, float]] = {
    "performance": ("≥", 98), "accessibility": ("≥", 100), "LCP s": ("≤", 1.7), "TBT ms": ("≤", 50), "CLS": ("≤", 0.02),
}  # fmt: skip
SOONER = {"home": 1.5, "guide": 1.2}
"""The largest paint of pages that do not wait for one's own data (decision 73)."""


@contextmanager
def hall() -> Iterator[str]:
    """The address of a hall that runs while this does."""
    with socket.socket() as one, tempfile.TemporaryDirectory() as state:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
        one.close()
        told = Path(state) / "run.log"
        given = {**os.environ, "PORT": str(port), "STATE": state, "HALL_SMS_NIGHT": ""}
        with told.open("w") as log:
            process = subprocess.Popen([sys.executable, "-m", "local.run"], cwd=ROOT, env=given, stdout=log, stderr=log)
        try:
            until = time.monotonic() + 120
            while "is open" not in told.read_text() and process.poll() is None and time.monotonic() < until:
                time.sleep(0.2)
            if "is open" not in told.read_text():
                raise SystemExit(told.read_text())
            yield f"http://127.0.0.1:{port}"
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(60)


def pages(url: str) -> dict[str, tuple[str, str]]:
    """Kind of page → address and whose cookies it is asked for with; signed out where there are none."""
    student = Visit(url, STUDENT)
    sent = student.call("POST", "/applications", {"service": "president-mailbox", "form": LETTER}, key="lighthouse-1")
    number = sent["id"]
    office, task = _office(url, number)
    return {
        "home": ("/zh/", ""),
        "guide": ("/zh/services/student-leave/", ""),
        "apply": ("/zh/apply/student-leave/", student.cookies),
        "track": (f"/zh/application/?id={number}", student.cookies),
        "inbox": ("/zh/inbox/", office.cookies),
        "task": (f"/zh/task/?id={task}", office.cookies),
    }


def _office(url: str, application: str) -> tuple[Visit, str]:
    """The officer whose inbox has the letter, once the flow has brought it there."""
    office = Visit(url, OFFICE)
    until = time.monotonic() + 60
    while time.monotonic() < until:
        waiting = office.call("GET", "/tasks?box=todo")["items"]
        found = [row["task_id"] for row in waiting if application in row["task_id"]]
        if found:
            return office, str(found[0])
        time.sleep(0.5)
    raise SystemExit("the letter reached nobody")


def look(address: str, cookies: str) -> dict[str, float] | None:
    """What Lighthouse says of one page, once: scores in per cent, times in the units of `BUDGETS`. None when it gave
    up, as it does on a machine that is too busy."""
    headers = ["--extra-headers", json.dumps({"Cookie": cookies})] if cookies else []
    wanted = ["--output=json", "--quiet", "--only-categories=performance,accessibility", f"--chrome-flags={FLAGS}"]
    given = {**os.environ, "CHROME_PATH": shutil.which("chromium") or ""}
    command = [node(), str(PROGRAM), address, *wanted, *headers]
    ran = subprocess.run(command, env=given, capture_output=True, text=True, check=False)
    if ran.returncode:
        return None
    told: dict[str, Any] = json.loads(ran.stdout)
    audits = {name: one.get("numericValue", 0) for name, one in told["audits"].items()}
    return {
        "performance": round(100 * told["categories"]["performance"]["score"]),
        "accessibility": round(100 * told["categories"]["accessibility"]["score"]),
        "LCP s": audits["largest-contentful-paint"] / 1000,
        "TBT ms": audits["total-blocking-time"],
        "CLS": audits["cumulative-layout-shift"],
    }


def kept(kind: str, name: str, value: float) -> bool:
    way, budget = BUDGETS[name]
    if name == "LCP s":
        budget = SOONER.get(kind, budget)
    return value >= budget if way == "≥" else value <= budget


def main() -> int:
    if not PROGRAM.exists() or not shutil.which("chromium"):
        raise SystemExit("Lighthouse or Chromium is missing: run `make lighthouse`")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the hall of this run ends with it
    chosen, faults = sys.argv[1:], 0
    print("| page | " + " | ".join(f"{name} {way} {budget:g}" for name, (way, budget) in BUDGETS.items()) + " |")
    print("| --- " * (len(BUDGETS) + 1) + "|")
    with hall() as url:
        for kind, (path, cookies) in pages(url).items():
            if chosen and kind not in chosen:
                continue
            seen = [one for _ in range(TIMES) if (one := look(url + path, cookies))]
            if not seen:
                faults += 1
                print(f"| {kind} | not seen |", flush=True)
                continue
            middle = {name: median(one[name] for one in seen) for name in BUDGETS}
            faults += sum(not kept(kind, name, value) for name, value in middle.items())
            cells = [f"{value:.3g}{'' if kept(kind, name, value) else ' ✗'}" for name, value in middle.items()]
            print(f"| {kind} | " + " | ".join(cells) + " |", flush=True)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
