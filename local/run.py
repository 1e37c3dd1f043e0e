"""``make run``: the whole hall on this machine until Ctrl-C.

    PORT=8000 BACKEND=ministack|moto STATE=.state python -m local.run [--fresh]

Order matters: the emulator first, the environment next (the hall's settings are read once), then everything that reads
them. Stopping goes the other way round, and waits for what is under way: MiniStack forgets its streams.
"""

from __future__ import annotations

import fcntl
import logging
import os
import shutil
import signal
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from local import emulator
from local.campus_choice import UnknownCampus, begun_with, known_campus, site_name
from local.deploy import Deployment, deploy
from local.folder import Folder
from local.gateway import Gateway, PortTaken, port_is_free
from local.lambda_shape import Handler
from local.providers import Providers
from local.template import ROOT
from local.welcome import greet

STATE = ROOT / ".state"
PORTAL = ROOT / "build" / "portal"
STAGE = "local"
MAIL_FROM = "hall@yizhan.example"
SWEEP_EVERY = 20.0
DRAIN = 8.0
KEPT = {"HALL_TIME_SCALE", "HALL_MAIL_BY", "HALL_SMS_BY", "HALL_DIGEST", "HALL_SMS_NIGHT"}
"""What may be chosen for the local hall; all other settings follow from what was made."""


class CannotStart(Exception):
    """Said to the person in both languages; no traceback."""


@dataclass
class Hall:
    """Everything that runs. Use `start` once, then `stop` once."""

    port: int = 8000
    backend: str = "ministack"
    state: Path = STATE
    portal: Path = PORTAL
    quiet: bool = False
    fresh: bool = False
    campus: str = ""
    """A file of ``local/demo/campuses``, or "" for the demo university as it is."""
    emulator: emulator.Emulator | None = None
    gateway: Gateway | None = None
    pump: Any = None
    hall: Any = None
    mailbox: Any = None
    providers: Providers | None = None
    _began: float = field(default_factory=time.monotonic)
    _lock: Any = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def say(self, text: str) -> None:
        if not self.quiet:
            print(f"  {time.monotonic() - self._began:4.1f} s  {text}", flush=True)

    def start(self) -> None:
        """Bring everything up. Raises `CannotStart`; what was started by then is stopped."""
        self._claim()
        try:
            self.emulator = emulator.start(self.backend, port=self._emulator_port(), state=self.state / self.backend)
            self.say(f"{self.backend} · {self.emulator.url}")
            deployment = self._deploy()
            self._open(deployment)
        except (emulator.EmulatorError, PortTaken) as error:
            self.stop()
            raise CannotStart(str(error)) from error
        except BaseException:
            self.stop()
            raise

    def _claim(self) -> None:
        """One hall per folder and port."""
        if not port_is_free(self.port):
            raise CannotStart(
                f"端口 {self.port} 已被占用，请换一个：make run PORT={self.port + 1}\n"
                f"  Port {self.port} is taken; try another: make run PORT={self.port + 1}"
            )
        self.state.mkdir(parents=True, exist_ok=True)
        self._lock = (self.state / "lock").open("w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise CannotStart(
                "另一个大厅正在使用这个数据目录（.state）\n  Another hall is using the data here (.state)"
            ) from error

        if self.fresh:
            for kept in (self.state / self.backend, self.portal):
                shutil.rmtree(kept, ignore_errors=True)
            self.say("从头开始 · begun anew")
        try:
            self.campus = begun_with(self.state / f"{self.backend}.campus", self.campus, fresh=self.fresh)
        except UnknownCampus as error:
            raise CannotStart(str(error)) from error

    def _emulator_port(self) -> int:
        """The port of last time where it is free: queue addresses that are stored keep their form."""
        note = self.state / f"{self.backend}.port"
        known = int(note.read_text()) if note.exists() else 0
        port = known if known and port_is_free(known) else emulator.free_port()
        note.write_text(str(port))
        return port

    def _deploy(self) -> Deployment:
        """Point this process at the emulator and make the resources; must come before the hall is imported."""
        import boto3

        from local.seals import make_seals

        assert self.emulator is not None
        os.environ.update(emulator.environment(self.emulator.url))
        session = boto3.session.Session(region_name=emulator.REGION)
        made = deploy(session, stage=STAGE, base_url=self.url, mail_from=MAIL_FROM)
        for name in [name for name in os.environ if name.startswith("HALL_") and name not in KEPT]:
            del os.environ[name]
        self.providers = Providers()
        self.providers.start()
        seals = make_seals(session, STAGE, made.outputs["FilesBucketName"], self.campus)
        os.environ.update(made.variables() | seals | self.providers.variables() | {
            "HALL_STAGE": STAGE, "HALL_REGION": emulator.REGION, "HALL_BASE_URL": self.url, "HALL_MAIL_FROM": MAIL_FROM,
            "HALL_CAS_URL": f"{self.url}/cas", "HALL_FILES_URL": f"{self.url}/_files",
            "POWERTOOLS_TRACE_DISABLED": "true", "POWERTOOLS_METRICS_DISABLED": "true",
            "POWERTOOLS_LOG_LEVEL": os.environ.get("POWERTOOLS_LOG_LEVEL", "WARNING"),
        } | site_name(self.campus))  # fmt: skip
        self.say("表、队列、存储已就绪 · tables, queues, buckets" + ("" if made.fresh else "（沿用 · kept）"))
        return made

    def _open(self, deployment: Deployment) -> None:
        """Seed the hall, start what stands for Lambda's event sources, open the door."""
        import app
        from chalicelib.bootstrap import hall
        from local.demo.webhooks import load_demo_hooks
        from local.mailbox import Mailbox
        from local.seed import seed

        assert self.emulator is not None and self.providers is not None
        self.hall = hall()
        self.hall.pages = Folder(self.portal)  # what is published later, too, is served from there
        kept = self.state / self.backend
        if deployment.fresh:
            for note in ("position.json", "mailbox.json"):
                (kept / note).unlink(missing_ok=True)
        persists = self.backend == "ministack"
        seen = kept / "mailbox.json" if persists else None
        self.mailbox = Mailbox(self.emulator.url, self.backend, seen, self.providers.received)
        seed(self.hall, self.portal, self.say, self.campus, kept / "catalogue")
        self.providers.secrets[:] = load_demo_hooks(self.hall, self.providers.receiver.url)
        self.pump = self._make_pump(app, deployment.outputs, kept / "position.json" if persists else None)
        self.pump.start()
        if not deployment.fresh:
            self.hall.reconcile()  # executions do not outlive MiniStack; their applications do
        self.gateway = self._make_gateway(app.app, deployment.outputs)
        self.gateway.start()

    def _make_pump(self, app: Any, outputs: Mapping[str, str], position: Path | None) -> Any:
        import boto3

        from chalicelib.shared.clock import CHINA
        from local.pump import QUEUES, Pump

        names = ("on_change", "on_directory", *QUEUES, "sweep")
        handlers: dict[str, Handler] = {name: getattr(app, name) for name in names}
        deliver = handlers["on_notice"]

        def on_notice(event: dict[str, Any], context: Any) -> Any:
            try:
                return deliver(event, context)
            finally:
                self.mailbox.letters()  # an SMS gets the time at which it is first seen

        return Pump(
            boto3.session.Session(region_name=emulator.REGION),
            handlers=handlers | {"on_notice": on_notice},
            table=f"hall-{STAGE}-applications",
            people=f"hall-{STAGE}-people",
            outputs=outputs,
            position=position,
            wait=1 if self.backend == "ministack" else 0,
            sweep_every=SWEEP_EVERY,
            today=lambda: self.hall.clock().astimezone(CHINA).date(),
        )

    def _make_gateway(self, app: Any, outputs: Mapping[str, str]) -> Gateway:
        import boto3

        from local.api_gateway import ApiGateway
        from local.cas import make_cas_app
        from local.demo import demo_accounts
        from local.files_proxy import MOUNT as FILES
        from local.files_proxy import FilesProxy
        from local.http import from_wsgi
        from local.mailbox import MOUNT as MAILBOX
        from local.malware import MOUNT as SCANNER
        from local.malware import Scanner
        from local.network_centre import MOUNT as NETWORK
        from local.seed import cas_attributes
        from local.static_files import StaticFiles
        from local.todo_centre import MOUNT as TODOS

        assert self.emulator is not None
        bucket = outputs["FilesBucketName"]
        scanner = Scanner(boto3.client("s3"), bucket, os.environ.get("SCANNER") or "on")
        api = ApiGateway(app, domain=f"127.0.0.1:{self.port}")
        cas = make_cas_app(demo_accounts(), cas_attributes(self.hall.people), self.url)
        return Gateway(
            port=self.port,
            parts={
                "/api": api,
                "/p": api,
                "/cas": from_wsgi(cas, "/cas", self.url),
                FILES: FilesProxy(self.emulator.url, bucket, outputs["ArchiveBucketName"], uploaded=scanner.uploaded),
                SCANNER: scanner,
                MAILBOX: self.mailbox,
                f"{MAILBOX}.json": self.mailbox,
                TODOS: self.providers.receiver.todos,
                NETWORK: self.providers.receiver.network,
            },
            rest=StaticFiles(self.portal),
        )

    def stop(self) -> None:
        """Close the door, finish what is under way, save the data."""
        if self.gateway:
            self.gateway.stop()
        if self.pump:
            self.pump.drain(DRAIN)
            self.pump.stop()
        if self.emulator:
            self.emulator.stop()
        if self.providers:
            self.providers.stop()
        if self._lock:
            self._lock.close()
        self.gateway = self.pump = self.emulator = self.providers = self._lock = None


def from_environment() -> Hall:
    """The hall that ``PORT``, ``BACKEND``, ``STATE`` and ``CAMPUS`` ask for; the portal is beside the data."""
    port, backend = os.environ.get("PORT") or "8000", os.environ.get("BACKEND") or "ministack"
    if not port.isdigit() or not 0 < int(port) < 65536:
        raise CannotStart(f"PORT={port} 不是端口号\n  PORT={port} is not a port number")
    try:
        campus = known_campus(os.environ.get("CAMPUS") or "")
    except UnknownCampus as error:
        raise CannotStart(str(error)) from error
    if not (state := os.environ.get("STATE")):
        return Hall(int(port), backend, campus=campus)
    folder = Path(state).resolve()
    return Hall(int(port), backend, folder, folder / "portal", campus=campus)


def main() -> int:
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    try:
        hall = from_environment()
        hall.fresh = "--fresh" in sys.argv[1:]
        hall.start()
    except CannotStart as error:
        print(f"\n  ✗ {error}\n", file=sys.stderr)
        return 1
    assert hall.emulator is not None
    greet(hall, ended.is_set)
    while not ended.wait(0.5) and hall.emulator.running():
        pass
    failed = not ended.is_set()
    if failed:
        print(f"\n  ✗ {hall.backend} 意外退出 · has gone away; see {hall.emulator.log}\n", file=sys.stderr)
    print("\n  正在停止并保存…  Stopping and saving …", flush=True)
    hall.stop()
    print("  已停止 Stopped.", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
