"""Rows, attachments and archive packages as one ZIP file, member by member into whatever takes bytes: nothing is kept
on disk.

``rows.csv`` is the file a CSV export has; each application with files has a folder by its number; ``files.csv`` says
of every file whether it is there, and its SHA-256. Its moments are the snapshot's, so that the same export is the same
file.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from chalicelib.errors import NotFound
from chalicelib.exports.columns import Column
from chalicelib.exports.write_file import Rows, write_csv
from chalicelib.materials import inert_name
from chalicelib.shared.clock import CHINA
from chalicelib.shared.text import Lang, Text

_LABELS = {
    "number": Text("办件编号", "Application number"),
    "field": Text("表单项", "Field"),
    "file": Text("文件", "File"),
    "state": Text("状态", "State"),
    "sum": Text("SHA-256", "SHA-256"),
}
PACKAGE = Text("归档包", "Archive package")
_STATES = {
    "there": Text("已包含", "included"),
    "altered": Text("已包含，但与大厅归档时的记录不符", "included, but not as the hall recorded it"),
    "unarchived": Text("未包含：尚未办结或尚未归档", "left out: still open, or not archived yet"),
    "unclean": Text("未包含：未通过安全检查", "left out: not found clean"),
    "gone": Text("未包含：文件已不存在", "left out: no longer stored"),
}


@dataclass(frozen=True)
class Attached:
    """A file of an application: `key` "" for one that was not found clean, which is named and left out.

    A `package` is one the archive holds: `key` "" while it does not, `digest` the SHA-256 the hall recorded of it.
    """

    number: str
    field: str
    name: str
    size: int
    key: str
    version: str
    package: bool = False
    digest: str = ""

    def to_data(self) -> list[Any]:
        told = [self.number, self.field, self.name, self.size, self.key, self.version]
        return [*told, True, self.digest] if self.package else told

    def left_out(self) -> str:
        return "unarchived" if self.package else "unclean"


Pieces = Callable[[Attached], Iterator[bytes]]
"""What is stored of a file, in pieces. Raises `NotFound` before the first one."""


def write_zip(
    out: Any, columns: Sequence[Column], rows: Rows, files: Iterable[Attached], lang: Lang, at: datetime, read: Pieces
) -> int:
    """How many rows. `rows` is read first, then `files`, application by application."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        with book.open(_entry("rows.csv", at), "w", force_zip64=True) as member:
            count = write_csv(member, columns, rows, lang)
        told = list(_write_files(book, files, lang, at, read))
        with book.open(_entry("files.csv", at), "w") as member:
            labels = [Column(name, label) for name, label in _LABELS.items()]
            write_csv(member, labels, told, lang)
    return count


def _write_files(
    book: zipfile.ZipFile, files: Iterable[Attached], lang: Lang, at: datetime, read: Pieces
) -> Iterator[list[str]]:
    taken: set[str] = set()
    folder = ""
    for file in files:
        if file.number != folder:
            folder, taken = file.number, set()
        name = _free(inert_name(file.name), taken)
        state, digest = file.left_out(), ""
        if file.key:
            state, digest = _write_one(book, file, f"{inert_name(folder)}/{name}", at, read)
        yield [file.number, file.field, name, _STATES[state].get(lang), digest]


def _write_one(book: zipfile.ZipFile, file: Attached, path: str, at: datetime, read: Pieces) -> tuple[str, str]:
    """What became of it, and its SHA-256."""
    pieces, digest = read(file), hashlib.sha256()
    try:
        first = next(pieces, b"")
    except NotFound:
        return "gone", ""
    # What people attach (PDF, pictures) is compressed already, and so is what a package prints.
    with book.open(_entry(path, at, zipfile.ZIP_STORED), "w", force_zip64=True) as member:
        for piece in chain([first], pieces):
            member.write(piece)
            digest.update(piece)
    found = digest.hexdigest()
    return "altered" if file.digest and file.digest != found else "there", found


def _free(name: str, taken: set[str]) -> str:
    """The name, or ``name (2).pdf`` where it is taken; case does not tell names apart on every system."""
    stem, dot, ending = name.rpartition(".")
    stem, ending = (stem, f".{ending}") if dot else (name, "")
    found, count = name, 1
    while found.casefold() in taken:
        count += 1
        found = f"{stem} ({count}){ending}"
    taken.add(found.casefold())
    return found


def _entry(path: str, at: datetime, method: int = zipfile.ZIP_DEFLATED) -> zipfile.ZipInfo:
    """Its moment is in China, to two seconds; it is a plain file that its owner may read and write."""
    entry = zipfile.ZipInfo(path, at.astimezone(CHINA).timetuple()[:6])
    entry.compress_type, entry.external_attr = method, 0o100600 << 16
    return entry
