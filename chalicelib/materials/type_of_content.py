"""What a file is by its content; the name and the browser's word do not count (PROMISES R43)."""

from __future__ import annotations

OFFICE = {
    b"word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    b"xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def type_of_content(head: bytes) -> str | None:
    """The MIME type the first bytes (8 KB) speak of, or None.

    Office files are ZIP archives whose first entries name their kind; their order depends on who wrote them, so the
    entry names are looked for and not their position.
    """
    if head.startswith(b"PK\x03\x04"):
        return next((mime for mark, mime in OFFICE.items() if mark in head), "application/zip")
    import filetype  # fifteen modules, for uploads alone

    found: str | None = filetype.guess_mime(head)
    return found
