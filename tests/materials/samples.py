"""Files made on the spot: small pictures, documents, and every kind of trouble; none is kept in the repository."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

PDF = b"%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def png(width: int = 4, height: int = 3) -> bytes:
    """A PNG whose header says this size; the pixels of a large one are left out, as an attacker would."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"\0" * (width + 1) * height) if width * height < 10_000 else b""
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def jpeg(width: int = 4, height: int = 3, metadata: int = 0) -> bytes:
    """A JPEG down to its frame header; `metadata` bytes stand before it, as phones write them."""
    app = b"".join(b"\xff\xe1" + struct.pack(">H", size + 2) + b"\0" * size for size in _pieces(metadata))
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 17, 8, height, width, 3) + b"\x01\x11\x00" * 3
    return b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00" + app + frame + b"\xff\xd9"


def _pieces(total: int) -> list[int]:
    return [min(60_000, total - done) for done in range(0, total, 60_000)]


def docx(members: dict[str, bytes] | None = None, zeros: int = 0) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b"\0" * zeros or b"<w:document/>")
        for name, content in (members or {}).items():
            archive.writestr(name, content)
    return made.getvalue()
