"""``python -m tools.verify_roots [DAY]``: whether the audit trail is as the signed roots say, up to a day.

Of the hall this environment names, as its functions have it (``HALL_ARCHIVE_BUCKET`` …). Each root is compared with its
lines, its signature and the root before it; each line with the application as it stands in the table today. What was
changed, removed or put in another place since is named by application and position; exit code 1. Only reads.
"""

from __future__ import annotations

import base64
import hashlib
import sys
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from chalicelib.applications import Application, ApplicationStore, Erased, Proof, first_broken
from chalicelib.archive import Roots, root_of, signed_text
from chalicelib.errors import NotFound


def faults_of(roots: Roots, applications: ApplicationStore, last: date) -> Iterator[str]:
    """What is wrong, one sentence each, from the first root to that of `last`."""
    day, before = last, None
    while found := roots.day(day):
        told, lines = found
        if before is not None and before != f"{day} {hashlib.sha256(roots.root_file(day)).hexdigest()}":
            yield f"{day}: 签名根已被替换 · is not the root the next one names"
        yield from _of_root(told, lines)
        yield from _of_lines(lines, applications)
        before = str(told["before"])
        if not before:
            return
        day = date.fromisoformat(before.split(" ")[0])
    yield f"{day}: 没有签名根 · there is no root"


def _of_root(told: dict[str, Any], lines: Sequence[str]) -> Iterator[str]:
    if (len(lines), root_of(lines)) != (told["count"], told["root"]):
        yield f"{told['day']}: 清单与签名根不符 · its lines are not those of its root"
    key: Any = load_der_public_key(base64.b64decode(told["public_key"]))
    try:
        key.verify(base64.b64decode(told["signature"]), signed_text(told), padding.PKCS1v15(), SHA256())
    except InvalidSignature:
        yield f"{told['day']}: 签名无效 · its signature is not good"


def _of_lines(lines: Sequence[str], applications: ApplicationStore) -> Iterator[str]:
    known: dict[str, Application | Proof | None] = {}
    for line in lines:
        id, seq, hash = line.split(" ")
        if id not in known:
            known[id] = _load(applications, id)
            yield from _of_whole(id, known[id])
        application = known[id]
        if application is None:
            continue
        found = _hash_of(application, int(seq))
        if not found:
            yield f"{id}: 第{seq}条流转记录缺失 · event {seq} is missing"
        elif found != hash:
            yield f"{id}: 第{seq}条流转记录已被改动 · event {seq} has been changed"


def _of_whole(id: str, application: Application | Proof | None) -> Iterator[str]:
    """Of one that is erased the hashes are left, sealed by its last event."""
    if application is None:
        yield f"{id}: 整个办件已不存在 · the whole application is gone"
    elif isinstance(application, Proof):
        if not application.is_sealed:
            yield f"{id}: 清除凭证与校验链不符 · the proof that is left does not fit its hash"
    elif (at := first_broken(id, application.events)) is not None:
        yield f"{id}: 第{at}条起流转记录与校验链不符 · from event {at} on the chain does not fit"


def _hash_of(application: Application | Proof, seq: int) -> str:
    if isinstance(application, Proof):
        return application.hash_of(seq)
    return next((one.hash for one in application.events if one.seq == seq), "")


def _load(applications: ApplicationStore, id: str) -> Application | Proof | None:
    try:
        return applications.load(id)
    except Erased as gone:
        return gone.proof
    except NotFound:
        return None


def main(asked: Sequence[str]) -> int:
    from chalicelib.archive import day_of
    from chalicelib.bootstrap import hall

    here: Any = hall()
    last = date.fromisoformat(asked[0]) if asked else day_of(here.clock()) - timedelta(days=1)
    found = list(faults_of(here.roots, here.store, last))
    for fault in found:
        print(f"  ✗ {fault}")
    good = f"流转记录与签名根一致，至 {last} · as signed, up to {last}"
    print("流转记录与签名根不符 · not as signed" if found else good)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
