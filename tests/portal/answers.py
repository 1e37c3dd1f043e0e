"""What every part of the stand-in API answers with."""

from __future__ import annotations

from typing import Any


def refusal(status: int, code: str, zh: str, en: str, **extra: Any) -> tuple[int, Any]:
    told = {"status": status, "code": code, "title": zh, "title_i18n": {"zh": zh, "en": en}, "errors": []}
    return status, {**told, "trace_id": "0af7651916cd43dd", **extra}
