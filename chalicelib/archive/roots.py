"""The daily root of the audit trail: the hashes of a day's events in one tree, signed, locked in the archive's bucket.

Each day's root names the SHA-256 of the root before it, so a day cannot be taken away either. What was noted of an
event is what the stream said when it happened: whatever is changed in the table later does not fit any more.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import IO, Any, Protocol

from chalicelib.archive.merkle import path_of, root_of
from chalicelib.errors import NotFound

ALGORITHM = "RSASSA_PKCS1_V1_5_SHA_256"
FORMAT = "yizhan-root"
CATCH_UP = 7
"""Days that are looked at again whether their root is there: a schedule may have failed."""
BEFORE = 32
"""Days that are looked back for the root before."""
LATER = 3
"""An event that was heard of late is in the root of one of the next days."""


class Bucket(Protocol):
    def head(self, key: str, /) -> Mapping[str, Any] | None: ...
    def save_to(self, key: str, file: IO[bytes], /) -> None: ...
    def put(self, key: str, data: bytes, content_type: str, /) -> None: ...


@dataclass(frozen=True)
class Roots:
    """`lines` gives a day's events; `sign` and `public_key` are asked with `key`, an RSA key for signing."""

    archive: Bucket
    lines: Callable[[date], list[str]]
    sign: Callable[[str, bytes, str], bytes]
    public_key: Callable[[str], bytes]
    key: str

    def write(self, today: date) -> list[date]:
        """Sign the days before `today` that come after the last root of a week; gives them. Without one, yesterday.

        Nothing is written over: who comes second finds the root. Raises `Temporary` when KMS does not answer.
        """
        back = next((back for back in range(1, CATCH_UP + 1) if self.archive.head(_place(today - _days(back)))), 2)
        missing = [today - _days(one) for one in range(back - 1, 0, -1)]
        for day in missing:
            self._write(day)
        return missing

    def _write(self, day: date) -> None:
        lines = self.lines(day)
        told = {"format": FORMAT, "day": day.isoformat(), "count": len(lines), "root": root_of(lines)}
        told |= {"before": self._before(day)}
        signature = base64.b64encode(self.sign(self.key, signed_text(told), ALGORITHM)).decode()
        public = base64.b64encode(self.public_key(self.key)).decode()
        told |= {"algorithm": ALGORITHM, "public_key": public, "signature": signature}
        # The lines first: a root whose lines are lost proves nothing.
        self.archive.put(_place(day, "lines.txt"), "\n".join(lines).encode(), "text/plain")
        self.archive.put(_place(day), json.dumps(told, indent=1).encode(), "application/json")

    def _before(self, day: date) -> str:
        """``2026-11-22 <sha256 of its root's file>``; "" for the first one, and after a pause of a month."""
        for back in range(1, BEFORE):
            earlier = day - _days(back)
            if self.archive.head(_place(earlier)):
                return f"{earlier.isoformat()} {hashlib.sha256(self.read(_place(earlier))).hexdigest()}"
        return ""

    def proof(self, application: str, seq: int, hash: str, day: date) -> dict[str, Any] | None:
        """`{line, path}` with what is said of the day's root: that this event is in it. None while it is in none."""
        line = line_of(application, seq, hash)
        for later in range(LATER):
            found = self.day(day + _days(later))
            if found and line in found[1]:
                return {**found[0], "line": line, "path": path_of(found[1], found[1].index(line))}
        return None

    def root_file(self, day: date) -> bytes:
        """The bytes the next root names. Raises `NotFound`."""
        return self.read(_place(day))

    def day(self, day: date) -> tuple[dict[str, Any], list[str]] | None:
        """The root's file and its lines; None where there is none."""
        try:
            told: dict[str, Any] = json.loads(self.read(_place(day)))
            lines = self.read(_place(day, "lines.txt")).decode().split("\n")
        except NotFound:
            return None
        return told, [line for line in lines if line]

    def read(self, key: str) -> bytes:
        file = io.BytesIO()
        self.archive.save_to(key, file)
        return file.getvalue()


def _days(count: int) -> timedelta:
    return timedelta(days=count)


def line_of(application: str, seq: int, hash: str) -> str:
    """One event in a day's tree."""
    return f"{application} {seq} {hash}"


def signed_text(told: Mapping[str, Any]) -> bytes:
    """What the signature of a root is of."""
    return "\n".join(str(told[name]) for name in ("format", "day", "count", "root", "before")).encode()


def _place(day: date, file: str = "root.json") -> str:
    return f"roots/{day.year}/{day.isoformat()}.{file}"
