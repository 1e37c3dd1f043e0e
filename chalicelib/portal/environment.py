"""The Jinja environment of all pages: autoescaping, strict about unknown names, and the few filters pages need."""

from __future__ import annotations

import re
from datetime import datetime
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from chalicelib.portal.assets import APART, ROOT, icon, picture, style_apart, stylesheet
from chalicelib.portal.icons import ICONS
from chalicelib.portal.look import look
from chalicelib.portal.texts import ui
from chalicelib.settings import Settings
from chalicelib.shared.clock import CHINA
from chalicelib.shared.text import Text

_YES, _NO = {"zh": "是", "en": "Yes"}, {"zh": "否", "en": "No"}
_NUMBERED = re.compile(r"^\s*(?:\d+[.、)）]|[-•·])\s*")


@cache
def environment() -> Environment:
    """One environment per process; templates are read from ``templates/``."""
    env = Environment(
        loader=FileSystemLoader(ROOT / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters.update(suffix=lambda name: name.rpartition(".")[2].upper(), spoken=spoken)
    env.filters.update(prose=prose, moment=moment, link_phone=link_phone, plain_option=plain_option)
    env.globals.update(plain_answers=(("true", _YES), ("false", _NO)))
    return env


def render(template: str, lang: str, settings: Settings, **values: Any) -> str:
    """One page in one language, with the frame's own values added; blank lines and indentation are dropped."""
    site_name = Text(settings.site_name_zh, settings.site_name_en).get(lang)
    html = (
        environment()
        .get_template(f"pages/{template}")
        .render(
            lang=lang,
            other_lang="en" if lang == "zh" else "zh",
            site_name=site_name,
            css_url=stylesheet().url,
            css_apart={part: style_apart(part).url for part in APART},
            icon_url=icon(),
            look=look(),
            phone_icon=picture("192").url,
            icons=ICONS,
            help_mail=settings.mail_from,
            help_phone=settings.help_phone,
            field_controls=field_controls(),
            t=lambda key, **places: ui(key, lang, **places),
            pick=lambda text: text.get(lang) if isinstance(text, Text) else (text or {}).get(lang, ""),
            **values,
        )
    )
    return re.sub(r"\n\s*", "\n", html).strip() + "\n"


@cache
def field_controls() -> tuple[str, ...]:
    """The controls a form can have: one template each in ``templates/fields``, found by its name."""
    files = (ROOT / "templates" / "fields").glob("[a-z]*.html")
    return tuple(sorted(file.stem for file in files))


def prose(text: str) -> Markup:
    """Guide text as paragraphs; runs of numbered or dashed lines become lists. Everything is escaped."""
    parts: list[str] = []
    items: list[str] = []
    numbered = False
    for line in (*filter(None, (line.strip() for line in text.splitlines())), ""):
        if line and _NUMBERED.match(line):
            numbered = numbered or line[0].isdigit()
            items.append(f"<li>{escape(_NUMBERED.sub('', line))}</li>")
            continue
        if items:
            parts.append(f"<{'ol' if numbered else 'ul'}>{''.join(items)}</{'ol' if numbered else 'ul'}>")
            items, numbered = [], False
        if line:
            parts.append(f"<p>{escape(line)}</p>")
    return Markup("".join(parts))


def moment(value: datetime | str | None) -> str:
    """A time on screen, in China's time: ``2026-03-02 09:30``; nothing for nothing."""
    if not value:
        return ""
    at = datetime.fromisoformat(value) if isinstance(value, str) else value
    return at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")


def spoken(text: str) -> str:
    """The language of what one person wrote, which is in no other."""
    return "zh" if re.search(r"[\u3400-\u9fff]", text) else "en"


def plain_option(option: dict[str, Any]) -> tuple[str, dict[str, str]]:
    """An option of a described field as a radio button's value and its label."""
    return option["value"], option["label"]


def link_phone(number: str) -> str:
    """A phone number as a ``tel:`` target: digits and plus only."""
    return re.sub(r"[^\d+]", "", number)
