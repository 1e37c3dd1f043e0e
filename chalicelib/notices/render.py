"""Words: messages rendered from ``templates/messages/`` in one person's language, when they are sent."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import chalicelib
from chalicelib.errors import DeliveryRefused
from chalicelib.notices.messages import MESSAGES
from chalicelib.notices.states import Channel
from chalicelib.shared.clock import CHINA, unstamp
from chalicelib.shared.days import in_full, in_short
from chalicelib.shared.letter import Letter
from chalicelib.shared.text import LANGS, Lang, Text

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATE_ROOT = Path(chalicelib.__file__).resolve().parents[1] / "templates"
"""The same in the checkout and in the unpacked deployment zip (``vendor/templates`` links here)."""

SMS_UNITS = 70
"""UTF-16 units of one short message with Chinese in it (PROMISES R28)."""
LONGEST_SIGN = 12
"""What carriers register [provider rules]; the templates leave room for it."""

OPTIONAL = ("task_id", "step", "step_title", "due_at", "title", "applicant_name", "opinion", "query_code",
            "progress_link", "contact", "items", "text", "charge", "note", "unit_name",
            "code", "minutes", "what", "masked", "document", "document_number", "last_day", "starts_at",
            "was_at", "counter_name", "counter_place", "counter_sign", "reason", "by_counter", "bring",
            "free_at", "entered_by")  # fmt: skip
"""Values a template may ask for without knowing whether they are there: empty text when they are not."""

_LINK_OR_PHONE = re.compile(r"://|www\.|(?<!\d)(1[3-9]\d{9}|0\d{2,3}-?\d{7,8}|[48]00-?\d{3}-?\d{4})(?!\d)")


TITLE_BYTES, CARD_BYTES = 128, 512
"""Of a WeCom textcard's title and description, in UTF-8 [developer.work.weixin.qq.com, message/send]."""

_told: ContextVar[list[str] | None] = ContextVar("told", default=None)
"""The values a template writes, in order, while somebody wants to know them."""


@dataclass(frozen=True)
class Renderer:
    """Renders messages for one hall. `base_url` is where its pages are; `sms_sign` the registered signature."""

    site_name: Text
    base_url: str
    sms_sign: str
    root: Path = TEMPLATE_ROOT

    def __post_init__(self) -> None:
        if not 0 < units(self.sms_sign) <= LONGEST_SIGN:
            raise ValueError(f"the SMS signature must have 1 to {LONGEST_SIGN} characters")

    def line(self, message: str, values: Mapping[str, Any]) -> Text:
        """The message in one line and both languages: the mail's subject, and what the bell shows."""
        return Text(*(self._one_line(f"{message}/subject.{lang}.txt", message, lang, values) for lang in LANGS))

    def letter(self, channel: Channel, message: str, lang: Lang, values: Mapping[str, Any]) -> Letter:
        """What goes out by `channel`, without address. A value a template needs and nobody gave is an `UndefinedError`.

        Raises `DeliveryRefused` for what the channel would not take.
        """
        make = {Channel.MAIL: self.mail, Channel.SMS: self.sms, Channel.WECOM: self.card}[channel]
        return make(message, lang, values)

    def mail(self, message: str, lang: Lang, values: Mapping[str, Any]) -> Letter:
        """Subject, plain text and HTML."""
        return Letter(
            to="",
            message=message,
            lang=lang,
            subject=self._one_line(f"{message}/subject.{lang}.txt", message, lang, values),
            text=self._render(f"{message}/body.{lang}.txt", message, lang, values),
            html=self._render(f"{message}/body.{lang}.html", message, lang, values),
        )

    def card(self, message: str, lang: Lang, values: Mapping[str, Any]) -> Letter:
        """A WeCom textcard: a title, a few lines of the small HTML it takes, and where a touch leads."""
        title = self._one_line(f"{message}/subject.{lang}.txt", message, lang, values)
        text = self._one_line(f"{message}/wecom.{lang}.html", message, lang, values)
        if len(text.encode()) > CARD_BYTES:
            raise DeliveryRefused(extra={"reason": "bad_card"})
        return Letter("", message, lang, _fit_bytes(title, TITLE_BYTES), text, link=self._link(lang, values))

    def sms(self, message: str, lang: Lang, values: Mapping[str, Any]) -> Letter:
        """One short message. Raises `DeliveryRefused` for a text no carrier would take (too long, link, telephone)."""
        with _telling() as told:
            text = self._one_line(f"{message}/sms.{lang}.txt", message, lang, values)
        if not text.startswith(f"【{self.sms_sign}】") or units(text) > SMS_UNITS or _LINK_OR_PHONE.search(text):
            raise DeliveryRefused(extra={"reason": "bad_sms"})
        return Letter("", message, lang, text=text, params=tuple(told[1:]))  # the signature is registered apart

    def _one_line(self, template: str, message: str, lang: Lang, values: Mapping[str, Any]) -> str:
        return " ".join(self._render(template, message, lang, values).split())

    def _render(self, template: str, message: str, lang: Lang, values: Mapping[str, Any]) -> str:
        given = {
            **dict.fromkeys(OPTIONAL, ""),
            **{name: _in(lang, value) for name, value in values.items()},
            "lang": lang,
            "message": message,
            "audience": MESSAGES[message].audience,
            "site_name": self.site_name.get(lang),
            "sign": f"【{self.sms_sign}】",
            "link": self._link(lang, values),
            "home": f"{self.base_url}/{lang}/",
        }
        return self._environment.get_template(template).render(given).strip() + "\n"

    def _link(self, lang: Lang, values: Mapping[str, Any]) -> str:
        return f"{self.base_url}/{lang}/{values['place']}"

    @cached_property
    def _environment(self) -> Environment:
        # Not at the top: functions that only list notices never pay for Jinja2.
        from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

        environment = Environment(
            loader=FileSystemLoader(self.root / "messages"),
            undefined=StrictUndefined,
            autoescape=select_autoescape(["html"]),
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            finalize=_note,
        )
        environment.filters |= {"fit": fit, "moment": moment, "day": day}
        return environment


@contextmanager
def _telling() -> Iterator[list[str]]:
    told: list[str] = []
    token = _told.set(told)
    try:
        yield told
    finally:
        _told.reset(token)


def _note(value: Any) -> Any:
    told = _told.get()
    if told is not None:
        told.append(str(value))
    return value


def units(text: str) -> int:
    """Its length as carriers count it: UTF-16 units, so a rare character counts two."""
    return len(text.encode("utf-16-be", "surrogatepass")) // 2


def fit(text: str, most: int) -> str:
    """`text` in at most `most` UTF-16 units; what does not fit ends in an ellipsis."""
    if units(text) <= most:
        return text
    kept = text
    while units(kept) > most - 1:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"


def _fit_bytes(text: str, most: int) -> str:
    if len(text.encode()) <= most:
        return text
    return f"{text.encode()[: most - 3].decode(errors='ignore').rstrip()}…"


def moment(at: datetime | str, lang: str) -> str:
    """A point in time as a person in China reads it, to the minute."""
    local = (unstamp(at) if isinstance(at, str) else at).astimezone(CHINA)
    return f"{in_full(local).get(lang)}{', ' if lang == 'en' else ' '}{local:%H:%M}"


def day(at: datetime | str, lang: str) -> str:
    """The same, short enough for an SMS."""
    local = (unstamp(at) if isinstance(at, str) else at).astimezone(CHINA)
    return f"{in_short(local).get(lang)}{' ' if lang == 'en' else ''}{local:%H:%M}"


def _in(lang: Lang, value: Any) -> Any:
    if isinstance(value, Text):
        return value.get(lang)
    if isinstance(value, list):
        return [{name: _in(lang, part) for name, part in item.items()} for item in value]
    return value.get(lang, value) if isinstance(value, Mapping) else value
