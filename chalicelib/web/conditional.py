"""Headers that make a request depend on a state: If-Match, If-None-Match, Idempotency-Key (docs/api.md)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from chalicelib.errors import InvalidRequest, KeyRequired, StaleVersion, VersionRequired
from chalicelib.shared.text import Text

_TAG = re.compile(r'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')
_SEQ = re.compile(r'"([0-9]{1,9})"')
_KEY = re.compile(r"[A-Za-z0-9._~:-]{8,128}")


def seq_to_match(headers: Mapping[str, Any]) -> int:
    """The version If-Match names. Raises `VersionRequired` without it, `StaleVersion` for one the hall never gave.

    A weak mark is accepted as the strong one it came from: compressing proxies weaken tags on the way.
    """
    given = str(headers.get("if-match") or "").strip()
    if not given:
        raise VersionRequired()
    tag = _TAG.fullmatch(given)
    if tag is None:
        raise InvalidRequest(Text('If-Match 应为一个版本号，例如 "7"', 'If-Match must be one version, for example "7"'))
    seq = _SEQ.fullmatch(tag[1])
    if seq is None:
        raise StaleVersion()
    return int(seq[1])


def seen_tags(headers: Mapping[str, Any]) -> tuple[str, ...]:
    """The tags of If-None-Match without weak marks; a malformed header counts as none."""
    return tuple(_TAG.findall(str(headers.get("if-none-match") or "")[:2000]))


def known_seq(headers: Mapping[str, Any]) -> int | None:
    """The newest version the caller already holds."""
    seqs = [int(found[1]) for tag in seen_tags(headers) if (found := _SEQ.fullmatch(tag))]
    return max(seqs, default=None)


def idempotency_key(headers: Mapping[str, Any], *, needed: bool) -> str | None:
    """The key, with or without the quotes of a structured-field string. Raises `KeyRequired`, `InvalidRequest`."""
    given = str(headers.get("idempotency-key") or "").strip()
    if not given:
        if needed:
            raise KeyRequired()
        return None
    key = given[1:-1] if len(given) > 1 and given[0] == given[-1] == '"' else given
    if not _KEY.fullmatch(key):
        raise InvalidRequest(
            Text(
                "Idempotency-Key 应为 8 至 128 个字母、数字或 . _ ~ : -",
                "Idempotency-Key must be 8 to 128 letters, digits or . _ ~ : -",
            )
        )
    return key
