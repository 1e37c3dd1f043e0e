"""The pages of published answers: a list in pages, one page for each answer, and the index its search reads.

An answer that is public no more keeps its address, which says so.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.answers import PublicAnswer, Wording
from chalicelib.catalogue import THEMES
from chalicelib.people import Unit
from chalicelib.portal.service_view import ServiceView
from chalicelib.shared.text import Text

MOST, LATEST, EXCERPT = 20, 5, 90
"""Answers of one page of the list; of a service's guide; characters of a question in the list."""


@dataclass(frozen=True)
class AnswerView:
    """One answer in one language; `lang` is that of its words. `view` is its service, where it still has a page."""

    answer: PublicAnswer
    lang: str
    wording: Wording
    unit: Text
    service: Text
    view: ServiceView | None

    @property
    def path(self) -> str:
        return f"answers/{self.answer.id}/"

    @property
    def day(self) -> str:
        return self.answer.published_at[:10]

    @property
    def excerpt(self) -> str:
        text = " ".join(self.wording.question.split())
        return text if len(text) <= EXCERPT else f"{text[:EXCERPT]}…"


@dataclass(frozen=True)
class Answers:
    """What is public, the newest first, in one language."""

    views: Sequence[AnswerView]

    def of_service(self, code: str) -> list[AnswerView]:
        """The newest of one service."""
        return [one for one in self.views if one.answer.service == code][:LATEST]

    def index(self, lang: str) -> str:
        """What the search of the list reads: id, title, excerpt, service, unit, themes, day."""
        rows = [
            [one.answer.id, one.wording.title, one.excerpt, one.answer.service, one.answer.answered_by,
             list(one.view.service.themes) if one.view else [], one.day]
            for one in self.views
        ]  # fmt: skip
        names = {"services": self._services(lang), "units": self._units(lang), "themes": self._themes(lang)}
        return json.dumps({"rows": rows, **names}, ensure_ascii=False, separators=(",", ":"))

    def choices(self, lang: str) -> Mapping[str, Mapping[str, str]]:
        """By what the list can be narrowed: unit, theme, service."""
        return {"unit": self._units(lang), "theme": self._themes(lang), "service": self._services(lang)}

    def _services(self, lang: str) -> dict[str, str]:
        return {one.answer.service: one.service.get(lang) for one in self.views}

    def _units(self, lang: str) -> dict[str, str]:
        return {one.answer.answered_by: one.unit.get(lang) for one in self.views}

    def _themes(self, lang: str) -> dict[str, str]:
        used = {theme for one in self.views if one.view for theme in one.view.service.themes}
        return {code: name.get(lang) for code, name in THEMES.items() if code in used}


def answers_in(
    lang: str, answers: Sequence[PublicAnswer], views: Mapping[str, ServiceView], units: Mapping[str, Unit]
) -> Answers:
    return Answers([made for one in answers if (made := _view(one, lang, views, units))])


def _view(
    answer: PublicAnswer, lang: str, views: Mapping[str, ServiceView], units: Mapping[str, Unit]
) -> AnswerView | None:
    wording = answer.wording(lang)
    if wording is None:
        return None
    unit, view = units.get(answer.answered_by), views.get(answer.service)
    said_in = lang if lang == "zh" or answer.en else "zh"
    known = Text(answer.answered_by, answer.answered_by)
    service = view.service.name if view else Text(answer.service, answer.service)
    return AnswerView(answer, said_in, wording, unit.name if unit else known, service, view)


def answer_pages(
    answers: Answers, gone: Sequence[PublicAnswer], lang: str
) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """(template, path, values) of each page: the list, every answer, and those that are public no more."""
    count = max(1, -(-len(answers.views) // MOST))
    for n in range(1, count + 1):
        shown = answers.views[(n - 1) * MOST : n * MOST]
        values = {"answers": shown, "page": n, "pages": count, "total": len(answers.views), "single": False}
        yield "answers.html", list_path(n), values | {"choices": answers.choices(lang)}
    for one in answers.views:
        yield "answers.html", one.path, {"single": True, "shown": one}
    for answer in gone:
        yield "answers.html", f"answers/{answer.id}/", {"single": True, "shown": None}


def list_path(n: int) -> str:
    return "answers/" if n == 1 else f"answers/page-{n}/"
