"""``make run`` from outside: up, an application through two people, a restart in the middle, down (PROMISES R23)."""

from __future__ import annotations

import contextlib
import http.cookiejar
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from local import emulator

ROOT = Path(__file__).resolve().parents[2]
LETTER = {
    "topic": "campus", "nature": "suggestion", "topic_title": "图书馆延长开放",
    "letter": "希望考试周图书馆延长开放到午夜。", "wants_call": False, "may_publish": True,
}  # fmt: skip


class Running:
    """One ``python -m local.run`` in a process of its own."""

    def __init__(self, folder: Path, backend: str, port: int, *options: str) -> None:
        environment = {key: value for key, value in os.environ.items() if not key.startswith(("AWS_", "HALL_"))}
        environment |= {"PORT": str(port), "BACKEND": backend, "STATE": str(folder)}
        self.url = f"http://127.0.0.1:{port}"
        self.log = folder / "run.log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "local.run", *options],
                cwd=ROOT,
                env=environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        wait_for(lambda: "is open" in self.log.read_text() or self.process.poll() is not None, 90)
        assert self.process.poll() is None, self.log.read_text()

    def stop(self, number: int = signal.SIGINT) -> int:
        self.process.send_signal(number)
        return self.process.wait(40)


class Browser:
    """Somebody signed in, as a browser would be."""

    def __init__(self, hall: Running, account: str) -> None:
        self.url = hall.url
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()), urllib.request.ProxyHandler({})
        )
        page = self.opener.open(f"{self.url}/api/v1/sign-in?return=/zh/inbox/")
        fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page.read().decode()))
        service = urllib.parse.parse_qs(urllib.parse.urlsplit(page.url).query)["service"][0]
        form = urllib.parse.urlencode(fields | {"username": account, "user": account, "service": service}).encode()
        self.landed = self.opener.open(f"{self.url}/cas/login?{urllib.parse.urlencode({'service': service})}", form).url
        self.csrf = self.call("GET", "/api/v1/me")["csrf"]

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, method=method, headers=headers)
        request.add_header("Content-Type", "application/json")
        if method != "GET":
            request.add_header("X-CSRF-Token", self.csrf)
        try:
            with self.opener.open(request, timeout=20) as answer:
                found = json.loads(answer.read() or b"null")
                self.etag = answer.headers.get("ETag", "")
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{method} {path}: {error.code} {error.read().decode()}") from error
        return found


def wait_for(condition: Callable[[], Any], seconds: float = 15) -> Any:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.05)
    raise AssertionError("did not happen in time")


@contextlib.contextmanager
def running(folder: Path, backend: str, port: int, *options: str) -> Iterator[Running]:
    hall = Running(folder, backend, port, *options)
    try:
        yield hall
    finally:
        if hall.process.poll() is None:
            hall.stop(signal.SIGTERM)


def submit(hall: Running) -> tuple[Browser, Any]:
    student = Browser(hall, "2023010101")
    assert student.landed == f"{hall.url}/zh/inbox/"
    body = {"service": "president-mailbox", "form": LETTER}
    return student, student.call("POST", "/api/v1/applications", body, **{"Idempotency-Key": "run-test-0001-abcdef"})


def task_of(person: Browser, application: str) -> Any:
    rows = person.call("GET", "/api/v1/tasks?box=todo")["items"]
    return next((row for row in rows if row["application_id"] == application), None)


def assign(hall: Running, application: str) -> None:
    officer = Browser(hall, "110102")
    row = wait_for(lambda: task_of(officer, application))
    officer.call("GET", f"/api/v1/tasks/{row['task_id']}")
    fields = {"assigned_unit": "library", "handling_note": "请图书馆研究"}
    body = {"decision": "approve", "opinion": "转图书馆办理", "fields": fields, "pins": {}}
    officer.call("POST", f"/api/v1/tasks/{row['task_id']}/decision", body, **{"If-Match": officer.etag})


def at_step(person: Browser, application: str, step: str) -> bool:
    steps = person.call("GET", f"/api/v1/applications/{application}")["steps"]
    return any(one["step"] == step and one["status"] == "now" for one in steps)


@pytest.mark.serial
def test_moto_from_start_to_the_second_step_and_clean_stop(tmp_path: Path) -> None:
    with running(tmp_path, "moto", emulator.free_port()) as hall:
        student, made = submit(hall)
        assign(hall, made["id"])
        wait_for(lambda: at_step(student, made["id"], "reply"))
        sent = wait_for(lambda: student.call("GET", "/local/mailbox.json")["letters"])
        assert all(letter["to"] for letter in sent)
        assert hall.stop() == 0
    assert "Stopped" in hall.log.read_text()
    assert "Traceback" not in hall.log.read_text()


@pytest.mark.conformance
@pytest.mark.serial
@pytest.mark.req("R23")
def test_ministack_goes_on_after_a_restart_with_the_application_in_the_middle(tmp_path: Path) -> None:
    port = emulator.free_port()
    with running(tmp_path, "ministack", port) as hall:
        _, made = submit(hall)
        officer = Browser(hall, "110102")
        wait_for(lambda: task_of(officer, made["id"]))
        assert hall.stop() == 0
    with running(tmp_path, "ministack", port) as hall:
        assert "kept" in hall.log.read_text()
        student = Browser(hall, "2023010101")
        assert student.call("GET", f"/api/v1/applications/{made['id']}")["number"] == made["number"]
        assign(hall, made["id"])
        wait_for(lambda: at_step(student, made["id"], "reply"))
        assert hall.stop(signal.SIGTERM) == 0
        assert "Traceback" not in hall.log.read_text()
    with running(tmp_path, "ministack", port, "--fresh") as hall:
        student = Browser(hall, "2023010101")
        mine = student.call("GET", "/api/v1/applications")["items"]  # of other systems there may be some, seeded
        assert made["number"] not in [one["number"] for one in mine]
        assert student.call("GET", "/local/mailbox.json")["letters"] == []


def start_with(folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "local.run"], cwd=ROOT, env=os.environ | {"STATE": str(folder)} | variables,
        capture_output=True, text=True, check=False, timeout=30,
    )  # fmt: skip


def test_a_taken_port_is_told_in_both_languages(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = start_with(tmp_path, PORT=str(taken.getsockname()[1]), BACKEND="moto")
    assert done.returncode == 1
    assert "已被占用" in done.stderr
    assert "is taken" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("variables", [{"PORT": "eighty"}, {"PORT": "70000"}, {"BACKEND": "paper"}])
def test_nonsense_is_told(tmp_path: Path, variables: dict[str, str]) -> None:
    done = start_with(tmp_path, **({"PORT": str(emulator.free_port())} | variables))
    assert done.returncode == 1
    assert "✗" in done.stderr
    assert "Traceback" not in done.stderr
