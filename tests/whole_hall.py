"""The whole hall as `make run` starts it, in a process of its own: for browsers and for HTTP clients.

Run as a program it is that process: it starts the hall, then obeys one JSON command per line until its input ends, so
that it never outlives the tests. `WholeHall` is its handle in the test process.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
READY = "ready"
START_SECONDS = 90
STOP_SECONDS = 30


def backend() -> str:
    """MiniStack where it is installed, as `make run` does; else moto. ``BACKEND`` chooses."""
    return os.environ.get("BACKEND") or ("ministack" if (ROOT / ".emulator").exists() else "moto")


class WholeHall:
    """A running hall; `url` is its front door, `letters` what it sent, the rest changes things behind its back."""

    def __init__(self, folder: Path, campus: str = "") -> None:
        from local.emulator import free_port

        self.folder, port = folder, free_port()
        self.url = f"http://127.0.0.1:{port}"
        clean = {key: value for key, value in os.environ.items() if not key.startswith(("AWS_", "HALL_"))}
        folder.mkdir(parents=True, exist_ok=True)
        self.log = folder / "hall.log"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.whole_hall"],
            cwd=ROOT,
            env=clean
            | {"PORT": str(port), "BACKEND": backend(), "STATE": str(folder), "HALL_SMS_NIGHT": "", "CAMPUS": campus},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.log.open("w"),
            text=True,
        )
        if self._answer() != READY:
            raise AssertionError(self.log.read_text())

    def tell(self, command: str, **arguments: Any) -> Any:
        """Have the hall's process do something no visitor may; see `Commands`."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"command": command, **arguments}) + "\n")
        self.process.stdin.flush()
        answer = self._answer()
        assert "failed" not in answer, answer["failed"]
        return answer["done"]

    def _answer(self) -> Any:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, f"the hall's process ended:\n{self.log.read_text()}"
        return json.loads(line)

    def stop(self) -> None:
        """Let the process end by itself, then see that it did."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise
        finally:
            shutil.rmtree(self.folder / backend(), ignore_errors=True)


def wait_for(condition: Callable[[], Any], seconds: float = 20, *, what: str = "it") -> Any:
    """The first true value of `condition`, asked ten times a second."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.1)
    raise AssertionError(f"{what} did not happen in {seconds} s")


class Commands:
    """What tests may ask the hall's process to do; arguments and results are JSON, a failure is its traceback."""

    def __init__(self, hall: Any) -> None:
        self.hall = hall

    def obey(self, asked: dict[str, Any]) -> dict[str, Any]:
        try:
            return {"done": getattr(self, asked.pop("command"))(**asked)}
        except Exception:
            return {"failed": traceback.format_exc()}

    def channel(self, service: str, state: str) -> None:
        """Publish the service with another channel, as its department would: a version of its own."""
        self._publish(service, lambda raw: {**raw, "channel": {**raw["channel"], "state": state}})

    def without(self, service: str, fields: list[str]) -> None:
        """Publish the service without these questions of its form: the next version."""
        self._publish(service, lambda raw: {**raw, "form": [one for one in raw["form"] if one["field"] not in fields]})

    def _publish(self, service: str, change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
        from dataclasses import replace

        from chalicelib.catalogue import load_definitions
        from chalicelib.publishing import publish_one

        units = [unit.id for unit in self.hall.people.all_units()]
        definition = next(one for one in load_definitions() if one.service.code == service)
        publish_one(self.hall, replace(definition, raw=change(dict(definition.raw))), units)

    def roster(self, role: str, unit: str, members: list[str]) -> list[str]:
        """Make these the members; tells who was before."""
        from chalicelib.people import Member

        before = self.hall.people.get_roster(role, unit)
        self.hall.people.set_roster(role, unit, [Member(id) for id in members], before.owner_unit)
        return [member.person_id for member in before.members]

    def mobile(self, person: str) -> str:
        return str(self.hall.people.get_person(person).mobile)

    def letter(self, account: str) -> bool:
        """A letter of introduction for this student, applied for and approved."""
        from local.demo import issue_demo_letter

        return issue_demo_letter(self.hall, account)

    def events(self, application: str) -> int:
        """How many events the record has: nothing else may change an application."""
        return len(self.hall.store.load(application).events)


def main() -> None:
    """Standard output carries answers only; everything else that is printed goes to the log."""
    from dataclasses import replace

    from local.run import from_environment

    answers, sys.stdout = sys.stdout, sys.stderr
    asked = from_environment()
    running = replace(asked, quiet=True, fresh=bool(asked.campus))
    running.start()
    try:
        commands = Commands(running.hall)
        print(json.dumps(READY), file=answers, flush=True)
        for line in sys.stdin:
            print(json.dumps(commands.obey(json.loads(line))), file=answers, flush=True)
    finally:
        running.stop()


if __name__ == "__main__":
    main()
