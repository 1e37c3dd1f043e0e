"""``python -m tools.verify_archive FILE [PROOF]``: whether an archive package is whole, without hall and network.

Needs Python alone, so it can be kept with the packages. Checked: the ZIP itself, that each member is what the manifest
says and that there is no other, that each event of the timeline has the hash of its text, and that the chain goes from
the first event to the end the manifest names. `PROOF` is what the hall answers about the package (docs/archive.md), as
JSON: then also that this end is in the signed root of its day. What is wrong is said in both languages; exit code 1.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

PIECE = 256 * 1024
MANIFEST, CHAIN = "manifest.json", "timeline.jsonl"
MOST_JSON = 50_000_000
"""Of a manifest or a timeline, in bytes; a larger one was not written by a hall."""


def faults_of(file: IO[bytes]) -> list[str]:
    """What is wrong, one sentence each; [] for a package that is whole."""
    try:
        with zipfile.ZipFile(file) as package:
            return list(_faults(package))
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError) as error:
        return [f"不是可读的归档包 · This is not a package that can be read ({error})"]


def _faults(package: zipfile.ZipFile) -> Iterator[str]:
    names = package.namelist()
    told = _manifest(package)
    if told is None:
        yield "缺少清单或清单无法读取 · The manifest is missing or cannot be read"
        return
    listed = {str(one["name"]): one for one in told["members"]}
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"{name}：重复出现 · is there more than once"
    for name in sorted(set(names) - set(listed) - {MANIFEST}):
        yield f"{name}：清单中没有 · is not in the manifest"
    for name, one in listed.items():
        if name not in names:
            yield f"{name}：缺失 · is missing"
        elif _digest(package, name) != (one["sha256"], one["bytes"]):
            yield f"{name}：内容已被改动 · has been changed"
    if CHAIN in names:
        yield from _broken(package, told)


def _manifest(package: zipfile.ZipFile) -> dict[str, Any] | None:
    if MANIFEST not in package.namelist() or package.getinfo(MANIFEST).file_size > MOST_JSON:
        return None
    try:
        told = json.loads(package.read(MANIFEST))
        whole = told["format"] == "yizhan-archive" and all(
            {"name", "sha256", "bytes"} <= set(one) for one in told["members"]
        )
        return told if whole and {"events", "head"} <= set(told["chain"]) else None
    except (ValueError, KeyError, TypeError, zipfile.BadZipFile):
        return None


def _digest(package: zipfile.ZipFile, name: str) -> tuple[str, int]:
    """SHA-256 and size; a member whose own checksum is wrong already has neither."""
    digest, size = hashlib.sha256(), 0
    try:
        with package.open(name) as member:
            while piece := member.read(PIECE):
                digest.update(piece)
                size += len(piece)
    except (zipfile.BadZipFile, EOFError, OSError):
        return "", -1
    return digest.hexdigest(), size


def _broken(package: zipfile.ZipFile, told: dict[str, Any]) -> Iterator[str]:
    """The first event that does not fit; what comes after it rests on it."""
    before, seq = "", 0
    try:
        for line in package.read(CHAIN).splitlines():
            event = json.loads(line)
            seq += 1
            if not _fits(event, seq, before, str(told["application"])):
                yield f"{CHAIN}：第{seq}条流转记录与校验链不符 · event {seq} does not fit the chain"
                return
            before = event["hash"]
    except (ValueError, KeyError, TypeError, zipfile.BadZipFile, EOFError):
        yield f"{CHAIN}：无法读取 · cannot be read"
        return
    if (seq, before) != (told["chain"]["events"], told["chain"]["head"]):
        yield f"{CHAIN}：末尾与清单不符 · does not end as the manifest says"


def _fits(event: dict[str, Any], seq: int, before: str, application: str) -> bool:
    if event["seq"] != seq:
        return False
    if event.get("withheld"):  # the next event holds its hash
        return "content" not in event
    content = event["content"]
    said = json.loads(content)
    digest = base64.urlsafe_b64encode(hashlib.sha256(content.encode()).digest()).decode().rstrip("=")
    return digest == event["hash"] and said[0] == application and said[1] == seq and said[-1] == before


def faults_of_proof(package: bytes, proof: dict[str, Any]) -> list[str]:
    """Whether the end of the chain in `package` is in the root `proof` tells of, and that root is signed as it says."""
    try:
        with zipfile.ZipFile(io.BytesIO(package)) as file:
            told = _manifest(file) or {}
        line = f"{told['application']} {told['chain']['events']} {told['chain']['head']}"
        found = [] if proof["line"] == line else ["证明不是此归档包的 · The proof is of another package"]
        if _climbed(line, proof["path"]) != proof["root"]:
            found.append("归档包不在签名根中 · The package is not in the signed root")
        if not _signed(proof):
            found.append("签名根的签名无效 · The root's signature is not good")
    except (KeyError, ValueError, TypeError, zipfile.BadZipFile) as error:
        return [f"证明无法读取 · The proof cannot be read ({error})"]
    return found


def _climbed(line: str, path: list[list[str]]) -> str:
    """The root that a line leads to (RFC 6962, 2.1)."""
    at = hashlib.sha256(b"\0" + line.encode()).digest()
    for side, beside in path:
        other = bytes.fromhex(beside)
        at = hashlib.sha256(b"\1" + (other + at if side == "left" else at + other)).digest()
    return at.hex()


def _signed(proof: dict[str, Any]) -> bool:
    """RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017, 8.2.2), with arithmetic alone."""
    text = "\n".join(str(proof[name]) for name in ("format", "day", "count", "root", "before")).encode()
    modulus, exponent = _rsa(base64.b64decode(proof["public_key"]))
    size = (modulus.bit_length() + 7) // 8
    digest = bytes.fromhex("3031300d060960864801650304020105000420") + hashlib.sha256(text).digest()
    wanted = b"\0\1" + b"\xff" * (size - len(digest) - 3) + b"\0" + digest
    given = int.from_bytes(base64.b64decode(proof["signature"]), "big")
    return pow(given, exponent, modulus) == int.from_bytes(wanted, "big")


def _rsa(key: bytes) -> tuple[int, int]:
    """Modulus and exponent of a public RSA key (DER, SubjectPublicKeyInfo)."""
    whole = _inside(key)[0]
    bits = _inside(_after(whole))[0]
    numbers = _inside(bits[1:])[0]
    return int.from_bytes(_inside(numbers)[0], "big"), int.from_bytes(_inside(_after(numbers))[0], "big")


def _inside(der: bytes) -> tuple[bytes, int]:
    """What the first value of `der` holds, and where it ends."""
    size, at = der[1], 2
    if size > 127:
        at, size = 2 + size - 128, int.from_bytes(der[2 : 2 + size - 128], "big")
    if at + size > len(der):
        raise ValueError("not a key")
    return der[at : at + size], at + size


def _after(der: bytes) -> bytes:
    return der[_inside(der)[1] :]


def main(arguments: list[str]) -> int:
    if len(arguments) not in (1, 2):
        print(__doc__, file=sys.stderr)
        return 2
    path = Path(arguments[0])
    if not path.is_file():
        print(f"没有此文件 · There is no such file: {path}", file=sys.stderr)
        return 2
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        found = faults_of(file)
    if len(arguments) == 2:
        proof = json.loads(Path(arguments[1]).read_text(encoding="utf-8"))
        found += faults_of_proof(path.read_bytes(), proof.get("proof") or proof)
    for fault in found:
        print(f"  ✗ {fault}")
    print(f"SHA-256 {digest}")
    print("归档包不完整 · The package is not whole" if found else "归档包完整 · The package is whole")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
