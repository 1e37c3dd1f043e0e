"""The AWS of one machine: MiniStack (the default; keeps its data across restarts) or moto behind one lock.

Both listen on loopback only. The hall's code is told by ``AWS_ENDPOINT_URL`` alone (`environment`).
"""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from local.template import ROOT

REGION = "ap-southeast-1"
MINISTACK = ROOT / ".emulator" / "bin" / "python"
SERVICES = "dynamodb,dynamodbstreams,sqs,s3,ses,sns,stepfunctions,iam,sts,cloudformation,kms"
ACCOUNT = "123456789012"  # moto's; MiniStack is given the same
HEALTH = {"ministack": "/_ministack/health", "moto": "/moto-api/data.json"}
PR_SET_PDEATHSIG = 1


class EmulatorError(Exception):
    """The emulator is not installed, did not come up, or went away."""


@dataclass
class Emulator:
    """A running emulator; `stop` ends it in order, so that MiniStack saves its data."""

    backend: str
    port: int
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def running(self) -> bool:
        return self.process.poll() is None

    def stop(self, patience: float = 20) -> None:
        """SIGTERM (MiniStack saves on it), and SIGKILL only when that does not help within `patience` seconds."""
        if not self.running():
            return
        self.process.terminate()
        try:
            self.process.wait(patience)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def reset(self) -> None:
        """Forget everything: tests share one server."""
        path = "/_ministack/reset" if self.backend == "ministack" else "/moto-api/reset"
        urllib.request.urlopen(urllib.request.Request(self.url + path, method="POST"), timeout=30).close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(url: str) -> dict[str, str]:
    """What points every AWS client of a process at the emulator, and away from any real account."""
    return {
        "AWS_ENDPOINT_URL": url,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": REGION,
        "AWS_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "NO_PROXY": "127.0.0.1,localhost",
        "no_proxy": "127.0.0.1,localhost",
    }


def start(backend: str = "ministack", *, port: int = 0, state: Path, wait: float = 60) -> Emulator:
    """Start one and wait until it answers. `state` holds its data (MiniStack) and its log.

    Raises `EmulatorError` with the end of its log when it does not come up within `wait` seconds.
    """
    if backend not in HEALTH:
        raise EmulatorError(f"BACKEND={backend}: know only {' and '.join(HEALTH)}")
    if backend == "ministack" and not MINISTACK.exists():
        raise EmulatorError("MiniStack is not installed: run `make setup`")
    port = port or free_port()
    state.mkdir(parents=True, exist_ok=True)
    log = state / f"{backend}.log"
    command, variables = _command(backend, port, state)
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            env=os.environ | environment(f"http://127.0.0.1:{port}") | variables,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            process_group=0,  # Ctrl-C reaches the hall alone, which stops everything in order
            preexec_fn=_end_with_parent,  # noqa: PLW1509 - no threads run yet
        )
    emulator = Emulator(backend, port, process, log)
    _await(emulator, wait)
    return emulator


def _command(backend: str, port: int, state: Path) -> tuple[list[str], Mapping[str, str]]:
    if backend == "moto":
        return [sys.executable, "-m", "local.moto_server", str(port)], {}
    folder = state.resolve()
    (folder / "tmp").mkdir(exist_ok=True)
    return [str(MINISTACK), "-m", "ministack"], {
        "GATEWAY_PORT": str(port),
        "BIND_HOST": "127.0.0.1",
        "MINISTACK_HOST": "127.0.0.1",
        "MINISTACK_REGION": REGION,
        "MINISTACK_ACCOUNT_ID": ACCOUNT,
        "SERVICES": SERVICES,
        "LOG_LEVEL": "WARNING",
        "PERSIST_STATE": "1",
        "STATE_DIR": str(folder / "state"),
        "S3_PERSIST": "1",
        "S3_DATA_DIR": str(folder / "s3"),
        "TMPDIR": str(folder / "tmp"),
        "AWS_ENDPOINT_URL": "",
    }


def _end_with_parent() -> None:
    """Where Linux offers it: the emulator gets SIGTERM should the hall be killed outright, and still saves."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _await(emulator: Emulator, wait: float) -> None:
    deadline = time.monotonic() + wait
    while time.monotonic() < deadline:
        if not emulator.running():
            raise EmulatorError(f"{emulator.backend} ended at once:\n{_tail(emulator.log)}")
        try:
            with urllib.request.urlopen(emulator.url + HEALTH[emulator.backend], timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    emulator.stop()
    raise EmulatorError(f"{emulator.backend} did not answer within {wait:.0f} s:\n{_tail(emulator.log)}")


def _tail(log: Path, lines: int = 15) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
