"""Whether a connector's definition is good: everything that is wrong, in its owner's words, with its place."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from chalicelib.catalogue import Finding
from chalicelib.registers.check_register import check_register
from chalicelib.registers.connector import LONGEST, SENT, SIGNS, as_register
from chalicelib.shared.text import Text

_KEYS = frozenset({"connector", "name", "about", "owner_unit", "key", "columns", "url", "send", "sign", "secret",
                   "timeout", "fresh_days", "answer", "requirements"})  # fmt: skip
_SECRET = re.compile(r"[a-z][a-z0-9-]{0,39}")
_RESERVED = frozenset({"applicant", "row"})


def check_connector(raw: Mapping[str, Any], *, units: Collection[str], registers: Collection[str]) -> list[Finding]:
    """`units` and `registers` are the ids and codes that exist; an empty list means the definition may be used."""
    told = [_renamed(found) for found in check_register(as_register(raw), units=units, registers=())]
    return [*told, *_findings(raw, frozenset(registers))]


def _renamed(found: Finding) -> Finding:
    path = ("connector", *found.path[1:]) if found.path[:1] == ("register",) else found.path
    zh, en = (text.replace("register must", "connector must").replace("register 须", "connector 须")
              for text in found.message)  # fmt: skip
    return Finding(path, Text(zh, en))


def _findings(raw: Mapping[str, Any], registers: frozenset[str]) -> Iterator[Finding]:
    for key in raw.keys() - _KEYS:
        yield _found((key,), f"没有 {key} 这一项", f"there is no key {key}")
    if raw.get("connector") in registers | _RESERVED:
        yield _found(("connector",), "代码已被数据集使用", "this code is a register's, or has another meaning")
    yield from _address(raw.get("url"))
    if str(raw.get("send", "")).removeprefix("applicant.") not in SENT or "applicant." not in str(raw.get("send")):
        known = ", ".join(f"applicant.{name}" for name in SENT)
        yield _found(("send",), f"send 须为 {known} 之一", f"send is one of {known}")
    if raw.get("sign") not in SIGNS:
        yield _found(("sign",), "sign 须为 hmac 或 bearer", "sign is hmac or bearer")
    if not _SECRET.fullmatch(str(raw.get("secret", ""))):
        zh = "secret 须为密钥的名称（小写字母），密钥本身写在设置中"
        yield _found(("secret",), zh, "secret is the name of a secret, small letters; the secret itself is a setting")
    timeout = raw.get("timeout", 3)
    if isinstance(timeout, bool) or not isinstance(timeout, int | float) or not 0 < timeout <= LONGEST:
        yield _found(("timeout",), f"timeout 须大于 0、不超过 {LONGEST:g} 秒", f"timeout is up to {LONGEST:g} seconds")
    days = raw.get("fresh_days", 1)
    if isinstance(days, bool) or not isinstance(days, int) or not 1 <= days <= 3660:
        yield _found(("fresh_days",), "fresh_days 须为天数", "fresh_days is a number of days")
    answer = raw.get("answer", {})
    if not isinstance(answer, Mapping) or answer.keys() - {"rows", "as_of"}:
        yield _found(("answer",), "answer 只有 rows 和 as_of", "answer has rows and as_of")


def _address(url: Any) -> Iterator[Finding]:
    try:
        parts = urlsplit(url if isinstance(url, str) else "")
        good = parts.scheme == "https" and parts.hostname and not (parts.username or parts.fragment or parts.port == 0)
    except ValueError:
        good = False
    if not good:
        zh, en = "url 须为 https 地址，不含用户名", "url is an https address without a user in it"
        yield _found(("url",), zh, en)


def _found(path: tuple[str | int, ...], zh: str, en: str) -> Finding:
    return Finding(path, Text(zh, en))
