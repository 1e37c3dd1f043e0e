"""Refusals as ``application/problem+json`` (RFC 9457), bilingual, the same shape for every error of the API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chalicelib.errors import HallError, KeyRefused, Temporary, TooManyRequests
from chalicelib.shared.text import Lang
from chalicelib.web.plain import dumps, plain
from chalicelib.web.reply import HTML, Reply

PROBLEM = "application/problem+json"
_OUTSIDE = frozenset({"retry_after", "allow"})
"""Extras that travel as headers."""


def problem_of(error: HallError, lang: Lang, trace_id: str) -> dict[str, Any]:
    """``{type, title, status, code, detail, errors, title_i18n, trace_id}`` and, where there is more to say,
    ``detail_i18n`` and the refusal's own extras (who decided, for instance)."""
    told: dict[str, Any] = {
        "type": f"urn:problem-type:hall:{error.code}",
        "title": error.title.get(lang),
        "status": error.status,
        "code": error.code,
        "detail": error.detail.get(lang) if error.detail else None,
        "errors": [
            {"pointer": fault.pointer, "code": fault.code, "message": fault.message.to_dict()} for fault in error.errors
        ],
        "title_i18n": error.title.to_dict(),
        "trace_id": trace_id,
    }
    if error.detail:
        told["detail_i18n"] = error.detail.to_dict()
    extras = {name: plain(value) for name, value in error.extra.items() if name not in _OUTSIDE and name not in told}
    return told | extras


def refuse(error: HallError, lang: Lang, trace_id: str, *, html: bool = False) -> Reply:
    """The response for a refusal; `html` for people whose browser went there."""
    headers = {"Vary": "Accept-Language", **_headers_of(error)}
    if html:
        from chalicelib.portal import render_refusal

        shown = render_refusal(error.title, error.detail, trace_id, lang)
        return Reply(shown, error.status, {"Content-Type": HTML, **headers})
    return Reply(dumps(problem_of(error, lang, trace_id)), error.status, {"Content-Type": PROBLEM, **headers})


def _headers_of(error: HallError) -> dict[str, str]:
    if isinstance(error, (TooManyRequests, Temporary)):
        return {"Retry-After": str(max(1, int(error.extra.get("retry_after", 5))))}
    if error.status == 401:
        return {"WWW-Authenticate": 'Bearer realm="hall"' if error.code == KeyRefused.code else 'Session realm="hall"'}
    if "allow" in error.extra:
        return {"Allow": str(error.extra["allow"])}
    return {}


def language(headers: Mapping[str, Any], asked: str = "") -> Lang:
    """English when asked for, or when Accept-Language ranks it above Chinese; otherwise Chinese."""
    if asked in ("zh", "en"):
        return "en" if asked == "en" else "zh"
    weights = {"zh": 0.0, "en": 0.0}
    for place, choice in enumerate(str(headers.get("accept-language") or "")[:500].split(",")):
        tag, _, rest = choice.partition(";")
        name = tag.strip().lower().split("-")[0]
        if name in weights:
            weights[name] = max(weights[name], _weight(rest) - place / 1000)
    return "en" if weights["en"] > weights["zh"] else "zh"


def _weight(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    try:
        return min(1.0, max(0.0, float(value))) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0
