"""Pages the API draws itself, for people without sign-in or without JavaScript: progress, and refusals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chalicelib.portal.environment import render
from chalicelib.portal.texts import ui
from chalicelib.settings import Settings, current
from chalicelib.shared.text import Text

_TONES = {
    "completed": "good",
    "approved": "good",
    "rejected": "bad",
    "awaiting_applicant": "warn",
    "withdrawn": "quiet",
}


def render_progress(view: Mapping[str, Any], lang: str, settings: Settings | None = None) -> str:
    """The progress page behind a link or a query code (PROMISES R35): number, service, state, steps; no person.

    `view`: ``{number, service {name} or {zh, en}, state, state_text, submitted_at, steps: [{title, status,
    decided_at, due_at}]}`` with times as RFC 3339 text or aware datetimes.
    """
    service = view["service"]
    shown = {**view, "service": service.get("name", service)}
    tone = _TONES.get(str(view.get("state")), "now")
    return _page("progress.html", lang, settings, ui("progress.title", lang), view=shown, tone=tone)


def render_refusal(title: Text, detail: Text | None, trace_id: str, lang: str, settings: Settings | None = None) -> str:
    """A refusal as a page, for a browser that was sent to the API: what happened, what to do, the trace id."""
    return _page("refusal.html", lang, settings, title.get(lang), detail=detail, trace_id=trace_id)


def _page(template: str, lang: str, settings: Settings | None, title: str, **values: Any) -> str:
    known = "en" if lang == "en" else "zh"
    return render(template, known, settings or current(), title=title, path="", bare=True, private=True, **values)
