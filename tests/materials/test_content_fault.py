"""What a file is by its content, and what is refused for it (PROMISES R43); nothing is decoded, nothing unpacked."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.materials import FAULTS, content_fault
from tests.materials.samples import DOCX, PDF, docx, jpeg, png

ENCRYPTED = bytearray(docx())
ENCRYPTED[ENCRYPTED.rindex(b"PK\x01\x02") + 8] |= 1
LONG = docx({f"word/{n}.xml": b"" for n in range(5001)})
CASES = [
    ("application/pdf", PDF, None),
    ("application/pdf", b"", "content"),
    ("application/pdf", png(), "content"),
    ("application/pdf", b"MZ" + PDF, "content"),
    ("application/pdf", b"<html><script>alert(1)</script>%PDF-1.7", "content"),
    ("image/png", png(), None),
    ("image/png", png(12_000, 9_000), None),
    ("image/png", png(50_000, 50_000), "too_many_pixels"),
    ("image/png", png(20_001, 1), "too_many_pixels"),
    ("image/png", png()[:20], "unreadable"),
    ("image/png", png(0, 5), "unreadable"),
    ("image/png", b"GIF89a/*<script>*/=1;", "content"),
    ("image/jpeg", jpeg(), None),
    ("image/jpeg", jpeg(metadata=200_000), None),
    ("image/jpeg", jpeg(50_000, 50_000, metadata=70_000), "too_many_pixels"),
    ("image/jpeg", jpeg()[:22], "unreadable"),
    (DOCX, docx(), None),
    (DOCX, docx(zeros=100_000), None),
    (DOCX, docx(zeros=30 * 1024 * 1024), "zip_bomb"),
    (DOCX, LONG, "zip_bomb"),
    (DOCX, docx({"../../etc/passwd": b"x"}), "unreadable"),
    (DOCX, docx({"/etc/passwd": b"x"}), "unreadable"),
    (DOCX, bytes(ENCRYPTED), "unreadable"),
    (DOCX, docx()[:-30], "unreadable"),
    (DOCX, b"PK\x03\x04 word/ and nothing more", "unreadable"),
]


def judge(declared: str, content: bytes) -> str | None:
    return content_fault(declared, len(content), lambda n: content[:n], lambda n: content[-n:])


@pytest.mark.req("R43")
@pytest.mark.parametrize(("declared", "content", "fault"), CASES, ids=range(len(CASES)))
def test_by_content(declared: str, content: bytes, fault: str | None) -> None:
    assert judge(declared, content) == fault


@pytest.mark.req("R43")
def test_an_archive_that_lies_about_its_offsets_is_read_by_its_directory_alone() -> None:
    whole = docx(zeros=10_000)
    prefixed = whole[:4] + b"word/" + b"\0" * 2_000_000 + whole
    assert judge(DOCX, prefixed) is None, "a self-extracting prefix is inert; readers start at the end"


@given(st.binary(max_size=200), st.sampled_from([png(), jpeg(metadata=100), docx(), PDF]), st.integers(0, 300))
@settings(max_examples=200)
def test_whatever_bytes_arrive_there_is_a_verdict(noise: bytes, whole: bytes, at: int) -> None:
    content = whole[:at] + noise + whole[at + len(noise) :]
    for declared in ("image/png", "image/jpeg", "application/pdf", DOCX):
        assert judge(declared, content) in {None, *FAULTS}


def test_a_jpeg_of_segments_without_end_is_no_loop() -> None:
    start = jpeg()[:20]
    assert judge("image/jpeg", start + b"\xff" * 600_000) == "unreadable"
    assert judge("image/jpeg", start + b"\xff\xe1" + struct.pack(">H", 0) * 9) == "unreadable"
