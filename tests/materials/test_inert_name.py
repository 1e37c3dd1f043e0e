"""Names of files are only names (PROMISES R43)."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.materials import inert_name

NAMES = [
    ("诊断证明.pdf", "诊断证明.pdf"),
    ("../../etc/passwd.pdf", "passwd.pdf"),
    ("..\\..\\windows\\a.pdf", "a.pdf"),
    ("C:\\fakepath\\note.pdf", "note.pdf"),
    ("a\u202efdp.exe", "afdp.exe"),
    ("a\u200b\ufeff.pdf", "a.pdf"),
    ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie_ x.pdf"),
    ("a\0.pdf", "a.pdf"),
    ("  . .pdf", "pdf"),
    ("...", "file"),
    ("", "file"),
    ("<img src=x onerror=1>.png", "_img src=x onerror=1_.png"),
    ("e\u0301.pdf", "\u00e9.pdf"),
    ("a" * 300 + ".pdf", "a" * 116 + ".pdf"),
    ("𠮷野家.jpg", "𠮷野家.jpg"),
]


@pytest.mark.req("R43")
@pytest.mark.parametrize(("given_name", "name"), NAMES)
def test_names(given_name: str, name: str) -> None:
    assert inert_name(given_name) == name


@given(st.text(max_size=300))
def test_every_name_is_inert(text: str) -> None:
    name = inert_name(text)
    assert 0 < len(name) <= 130 and not set(name) & set('/\\<>:"|?*')
    assert all(unicodedata.category(char)[0] != "C" for char in name)
    assert inert_name(name) == name
