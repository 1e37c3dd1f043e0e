"""A small package made by hand, whole or changed, for those who check packages."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import zipfile
from collections.abc import Mapping

ID, NUMBER = "mfzwizltoq3gk5dcnrqwg2lomu", "20261123-004217"


def chain() -> dict[str, bytes]:
    """The members but the manifest: three events, each with the hash of its text."""
    before, lines = "", b""
    for seq, kind in enumerate(("application:submitted", "step:approved", "application:completed"), start=1):
        text = json.dumps([ID, seq, kind, "2026-11-23T01:00:00.000Z", {"id": "1"}, {"opinion": "同意"}, before],
                          ensure_ascii=False, sort_keys=True, separators=(",", ":"))  # fmt: skip
        before = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")
        lines += json.dumps({"seq": seq, "hash": before, "content": text}, ensure_ascii=False).encode() + b"\n"
    about = json.dumps({"id": ID, "number": NUMBER}).encode()
    return {"application.json": about, "timeline.jsonl": lines, "attachments/01-证明.pdf": b"%PDF" * 5000}


def packed(members: Mapping[str, bytes], *, fresh: bool = True, of: Mapping[str, bytes] | None = None) -> bytes:
    """As a ZIP, with a manifest unless it has its own; `fresh`: of these members, else of those in `of`."""
    out, told = io.BytesIO(), dict(members)
    listed = members if fresh or of is None else of
    events = [json.loads(line) for line in (of or members)["timeline.jsonl"].splitlines()]
    manifest = {
        "format": "yizhan-archive",
        "version": 1,
        "copy": "own",
        "application": ID,
        "number": NUMBER,
        "chain": {"events": len(events), "head": events[-1]["hash"]},
        "members": [
            {"name": name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            for name, data in listed.items()
        ],
        "left_out": [],
    }
    told.setdefault("manifest.json", json.dumps(manifest).encode())
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as file:
        for name, data in told.items():
            file.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data)
    return out.getvalue()
