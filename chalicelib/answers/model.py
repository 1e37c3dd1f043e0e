"""An answer and what it says in public. Values without I/O."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from chalicelib.shared.text import Text

PROPOSED, PUBLISHED, DECLINED, TAKEN_DOWN, WITHDRAWN = "proposed", "published", "declined", "taken_down", "withdrawn"
STATES: Mapping[str, Text] = {
    PROPOSED: Text("待处理", "To be looked at"),
    PUBLISHED: Text("已公开", "Published"),
    DECLINED: Text("不公开", "Not published"),
    TAKEN_DOWN: Text("已撤下", "Taken down"),
    WITHDRAWN: Text("来信人已撤回同意", "Consent taken back"),
}


@dataclass(frozen=True)
class Wording:
    """Question and answer in one language."""

    title: str
    question: str
    answer: str


@dataclass(frozen=True)
class Answer:
    """`keeper` is the unit whose editors look after it, `answered_by` the one that answered. `writer` is a person's id
    and `draft` what the form said, with what names the writer struck out; neither is ever shown in public. `at` is when
    it last changed and `by` who changed it, `first_at` when it was first published (RFC 3339)."""

    id: str
    keeper: str
    answered_by: str
    service: str
    service_name: Text
    application: str
    number: str
    writer: str
    proposed_at: str
    state: str
    draft: Wording
    rev: int = 1
    at: str = ""
    by: str = ""
    reason: str = ""
    first_at: str = ""
    zh: Wording | None = None
    en: Wording | None = None

    def next(self, **changes: Any) -> Answer:
        return replace(self, rev=self.rev + 1, **changes)

    def to_data(self) -> dict[str, Any]:
        data = {name: value for name, value in vars(self).items() if value not in ("", None)}
        for name in ("draft", "zh", "en"):
            if name in data:
                data[name] = vars(data[name])
        return {**data, "service_name": self.service_name.to_dict()}

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Answer:
        kept = dict.fromkeys(("application", "number", "writer"), "")  # of a letter that was erased
        found = {**kept, **data, "service_name": Text.of(data["service_name"])}
        for name in ("draft", "zh", "en"):
            if name in found:
                found[name] = Wording(**found[name])
        return cls(**found)

    @property
    def public(self) -> PublicAnswer | None:
        """What the portal shows of it; of one that was public once, that it is no more."""
        if not self.first_at:
            return None
        told = self.state == PUBLISHED
        return PublicAnswer(
            self.id,
            self.service,
            self.answered_by,
            self.first_at,
            self.at,
            self.zh if told else None,
            self.en if told else None,
        )


@dataclass(frozen=True)
class PublicAnswer:
    """What everybody may read; without a wording it was public once and is no more."""

    id: str
    service: str
    answered_by: str
    published_at: str
    changed_at: str
    zh: Wording | None
    en: Wording | None

    @property
    def gone(self) -> bool:
        return self.zh is None

    def wording(self, lang: str) -> Wording | None:
        """In that language where it is there, else in Chinese."""
        return (self.en if lang == "en" else None) or self.zh

    def to_data(self) -> dict[str, Any]:
        data = {name: value for name, value in vars(self).items() if value is not None}
        return {name: vars(value) if isinstance(value, Wording) else value for name, value in data.items()}

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> PublicAnswer:
        words = {lang: Wording(**data[lang]) if data.get(lang) else None for lang in ("zh", "en")}
        return cls(**{**data, **words})
