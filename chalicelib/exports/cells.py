"""One application as the cells of its row: texts in one language, masked unless the asker may see them whole. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from chalicelib.applications import OPEN, STATE_TEXTS, Application, Definition, EventType, replay
from chalicelib.exports.columns import TOTAL, Column
from chalicelib.forms import display_of
from chalicelib.people import CATEGORY_NAMES
from chalicelib.shared.clock import CHINA
from chalicelib.shared.text import Lang, Text

_VERDICTS: Mapping[EventType, Text] = {
    EventType.APPROVED: Text("同意", "approved"),
    EventType.REJECTED: Text("不同意", "rejected"),
    EventType.RETURNED: Text("退回", "returned"),
}
_ENDS = frozenset({EventType.COMPLETED, EventType.REJECTED, EventType.WITHDRAWN, EventType.TERMINATED})
_YES = Text("是", "yes")


def cells_of(
    application: Application, definition: Definition, columns: Sequence[Column], lang: Lang, *, sensitive: bool
) -> list[str]:
    """The row's texts, one for each column, "" where the application has nothing there."""
    known = {
        **_head(application, lang),
        **_form(application, definition, lang, sensitive),
        **_opinions(application, lang),
        **_hours(application),
    }
    return [known.get(column.name, "") for column in columns]


def _head(application: Application, lang: Lang) -> dict[str, str]:
    head, ended = application.head, _ended_at(application)
    category = CATEGORY_NAMES.get(head.applicant.category)
    return {
        "number": head.number,
        "service": head.service_name.get(lang),
        "title": head.title.get(lang),
        "state": STATE_TEXTS[head.state].get(lang),
        "urgent": _YES.get(lang) if head.urgent else "",
        "submitted_at": _moment(head.submitted_at),
        "ended_at": _moment(ended) if ended else "",
        "applicant_id": head.applicant.id,
        "applicant_name": head.applicant.name.get(lang),
        "applicant_category": category.get(lang) if category else head.applicant.category,
    }


def _form(application: Application, definition: Definition, lang: Lang, sensitive: bool) -> dict[str, str]:
    """What a masked kind hides stays hidden, as on every page, unless `sensitive`."""
    values = application.form
    shown = {}
    for item in display_of(definition.form, values):
        raw, text = values[item["name"]], item["display"][lang]
        masked = item["value"] != raw
        shown[f"form.{item['name']}"] = str(raw) if masked and sensitive else text
    return shown


def _opinions(application: Application, lang: Lang) -> dict[str, str]:
    """Every decision of a step in order, several on lines of their own (H-07: opinions at every level)."""
    said: dict[str, list[str]] = {}
    for event in application.events:
        if event.type in _VERDICTS and event.step:
            opinion = str(event.data.get("opinion") or "")
            words = f"{event.by.name.get(lang)} {_VERDICTS[event.type].get(lang)}"
            line = f"{words}{Text('：', ': ').get(lang)}{opinion}" if opinion else words
            said.setdefault(event.step, []).append(line)
    return {f"opinion.{step}": "\n".join(lines) for step, lines in said.items()}


def _hours(application: Application) -> dict[str, str]:
    """From the last opening of a step to its decision, and from submitting to the end; hours by the clock."""
    found = {}
    for step, state in replay(application).items():
        if state.decided_at:
            found[f"hours.{step}"] = _span(state.decided_at - state.opened_at)
    if ended := _ended_at(application):
        found[TOTAL] = _span(ended - application.head.submitted_at)
    return found


def _ended_at(application: Application) -> datetime | None:
    if application.head.state in OPEN:
        return None
    return max((event.at for event in application.events if event.type in _ENDS), default=None)


def _span(span: timedelta) -> str:
    return f"{span / timedelta(hours=1):.1f}"


def _moment(at: datetime) -> str:
    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M:%S}"
