"""A package that was changed says where: the file on its own, in `tools.verify_archive`."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.archive.packages import chain, packed
from tools.verify_archive import faults_of, main

pytestmark = pytest.mark.req("C-26", "R46")
Members = dict[str, bytes]


def lines(members: Members) -> list[dict[str, object]]:
    return [json.loads(line) for line in members["timeline.jsonl"].splitlines()]


def put(members: Members, events: list[dict[str, object]]) -> Members:
    data = b"".join(json.dumps(one).encode() + b"\n" for one in events)
    return members | {"timeline.jsonl": data}


def without(members: Members, name: str) -> Members:
    return {key: value for key, value in members.items() if key != name}


def reworded(members: Members) -> Members:
    events = lines(members)
    events[1]["content"] = str(events[1]["content"]).replace("approved", "rejected")
    return put(members, events)


def shortened(members: Members) -> Members:
    return put(members, lines(members)[:-1])


def reordered(members: Members) -> Members:
    first, second, third = lines(members)
    return put(members, [first, third, second])


def hidden(members: Members) -> Members:
    """An event taken out of sight does not hide that the next one rests on another."""
    events = lines(members)
    events[1] = {"seq": 2, "hash": "x" * 43, "withheld": True}
    return put(members, events)


@pytest.mark.parametrize(
    ("change", "fresh", "said"),
    [
        (lambda m: m | {"application.json": b"{}"}, False, "application.json：内容已被改动"),
        (lambda m: without(m, "application.json"), False, "application.json：缺失"),
        (lambda m: m | {"more.txt": b"x"}, False, "more.txt：清单中没有"),
        (lambda m: m | {"manifest.json": b""}, False, "缺少清单"),
        (lambda m: m | {"manifest.json": b"[]"}, False, "缺少清单"),
        (reworded, True, "第2条"),
        (reordered, True, "第2条"),
        (hidden, True, "第3条"),
        (shortened, True, "末尾与清单不符"),
    ],
)
def test_what_was_changed_is_found_and_named(change: Callable[[Members], Members], fresh: bool, said: str) -> None:
    """`fresh`: whoever changed it made the manifest's checksums anew; the chain still tells."""
    members = chain()
    assert faults_of(io.BytesIO(packed(members))) == []
    found = faults_of(io.BytesIO(packed(change(members), fresh=fresh, of=members)))
    assert any(said in fault for fault in found), found


@pytest.mark.parametrize("data", [b"", b"not a zip", b"PK\x03\x04" + b"\x00" * 40])
def test_what_is_no_package_is_said_to_be_none(data: bytes) -> None:
    assert "不是可读的归档包" in faults_of(io.BytesIO(data))[0]


def test_every_cut_and_every_flipped_byte_is_found() -> None:
    whole = packed(chain())
    for cut in range(0, len(whole) - 1, 97):
        assert faults_of(io.BytesIO(whole[:cut])), cut
    start = whole.index(b'"number"')
    for place in range(start, start + 30):
        assert faults_of(io.BytesIO(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])), place


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good, bad = tmp_path / "good.zip", tmp_path / "bad.zip"
    good.write_bytes(packed(chain()))
    with zipfile.ZipFile(bad, "w") as file:
        file.writestr("x", b"y")
    assert main([str(good)]) == 0
    assert "The package is whole" in capsys.readouterr().out
    assert main([str(bad)]) == 1
    assert "清单" in capsys.readouterr().out
    assert main([]) == main([str(tmp_path / "none.zip")]) == 2
