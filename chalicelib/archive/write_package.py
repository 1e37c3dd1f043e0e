"""Writing a package: a ZIP whose members are stored as they are, with fixed times, so that the same content is the same
bytes and a browser can read it without unpacking. Memory holds a piece of a member, whatever its size."""

from __future__ import annotations

import hashlib
import zipfile
from typing import IO, Any

PIECE = 256 * 1024


class PackageWriter:
    """Members in the order they are added; `members` says of each its name, size in bytes and SHA-256."""

    def __init__(self, file: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_STORED)
        self.members: list[dict[str, Any]] = []

    def add(self, name: str, data: bytes) -> None:
        with self._open(name) as member:
            member.write(data)
        self._note(name, len(data), hashlib.sha256(data).hexdigest())

    def add_file(self, name: str, source: IO[bytes]) -> None:
        """What `source` holds from its place on."""
        digest, size = hashlib.sha256(), 0
        with self._open(name) as member:
            while piece := source.read(PIECE):
                digest.update(piece)
                size += len(piece)
                member.write(piece)
        self._note(name, size, digest.hexdigest())

    def close(self) -> None:
        self._zip.close()

    def _open(self, name: str) -> IO[bytes]:
        entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
        entry.create_system = 3
        entry.external_attr = 0o644 << 16
        return self._zip.open(entry, "w")

    def _note(self, name: str, size: int, digest: str) -> None:
        self.members.append({"name": name, "bytes": size, "sha256": digest})


def digest_of(file: IO[bytes]) -> str:
    """SHA-256 of the whole file, hexadecimal; it is at its beginning afterwards."""
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    file.seek(0)
    return digest
