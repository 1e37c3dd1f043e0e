"""What is wrong with a file by its content: its type, a picture's pixels, what an Office file would unpack to.

Nothing is decoded and nothing is unpacked: the type and the pixels stand in the first bytes, the sizes of an archive's
members in its directory at the end (PROMISES R43).
"""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable

from chalicelib.materials.type_of_content import OFFICE, type_of_content

HEAD_BYTES = 8192
"""How much of a file is read to tell its type."""
PICTURE_BYTES = 512 * 1024
"""A JPEG's frame header comes after its metadata: thumbnails, profiles, maker's notes."""
TAIL_BYTES = 1024 * 1024
MOST_PIXELS = 120_000_000
LONGEST_SIDE = 20_000
MOST_MEMBERS = 5_000
MOST_UNPACKED = 200 * 1024 * 1024
HIGHEST_RATIO = 200
"""Text in Office files shrinks to a tenth; a bomb's zeros to a thousandth."""

Read = Callable[[int], bytes]


def content_fault(declared: str, size: int, head: Read, tail: Read) -> str | None:
    """A code of `faults`, or None. `head(n)` and `tail(n)` give the first and last `n` bytes, or all there are."""
    if not size or type_of_content(head(HEAD_BYTES)) != declared:
        return "content"
    if declared.startswith("image/"):
        return _picture_fault(head(PICTURE_BYTES), declared)
    return _archive_fault(tail(TAIL_BYTES), size) if declared in OFFICE.values() else None


def _picture_fault(data: bytes, declared: str) -> str | None:
    found = _png_size(data) if declared == "image/png" else _jpeg_size(data)
    if found is None:
        return "unreadable"
    width, height = found
    fits = max(width, height) <= LONGEST_SIDE and width * height <= MOST_PIXELS
    return None if fits else "too_many_pixels"


def _png_size(data: bytes) -> tuple[int, int] | None:
    if data[12:16] != b"IHDR" or len(data) < 24:
        return None
    width, height = struct.unpack(">II", data[16:24])
    return (width, height) if width and height else None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    """From the frame header; None where the segments do not lead to one."""
    at = 2
    while at + 9 < len(data):
        if data[at] != 0xFF:
            return None
        marker = data[at + 1]
        if marker == 0xFF:  # padding
            at += 1
            continue
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return (width, height) if width and height else None
        if marker in (0xD9, 0xDA):
            return None
        at += 2 + (0 if 0xD0 <= marker <= 0xD8 or marker == 0x01 else struct.unpack(">H", data[at + 2 : at + 4])[0])
    return None


def _archive_fault(data: bytes, size: int) -> str | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, struct.error, NotImplementedError, OverflowError):
        return "unreadable"
    unpacked = sum(member.file_size for member in members)
    bomb = len(members) > MOST_MEMBERS or unpacked > MOST_UNPACKED or unpacked > HIGHEST_RATIO * max(size, 4096)
    if bomb:
        return "zip_bomb"
    climbs = any(member.filename.startswith(("/", "\\")) or ".." in member.filename.split("/") for member in members)
    return "unreadable" if climbs or any(member.flag_bits & 1 for member in members) else None
