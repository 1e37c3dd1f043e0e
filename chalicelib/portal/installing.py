"""What makes the hall an app on a phone: a manifest per language, icons, and a page for when there is no network."""

from __future__ import annotations

import json
from collections.abc import Iterator

from chalicelib.portal.assets import ROOT, picture, stylesheet
from chalicelib.portal.environment import render
from chalicelib.portal.look import look
from chalicelib.portal.texts import ui
from chalicelib.settings import Settings
from chalicelib.shared.text import LANGS, Text

SIZES = (192, 512)
_GROUND = "#ededed"


def app_files(settings: Settings) -> Iterator[tuple[str, bytes]]:
    """(path, bytes) of all of it; the worker lies at the root, because it answers for the pages below its place."""
    for size in SIZES:
        yield f"assets/{picture(str(size)).name}", picture(str(size)).content
    for lang in LANGS:
        yield f"{lang}/hall.webmanifest", json.dumps(_manifest(settings, lang), ensure_ascii=False).encode()
        title = ui("offline.title", lang)
        page = render("offline.html", lang, settings, title=title, path="offline/", here="", bare=True, private=True)
        yield f"{lang}/offline/index.html", page.encode()
    worker = (ROOT / "portal" / "sw.js").read_text(encoding="utf-8")
    yield "sw.js", worker.replace('"/style"', json.dumps(stylesheet().url)).encode()


def _manifest(settings: Settings, lang: str) -> dict[str, object]:
    """As the W3C's Web Application Manifest wants it."""
    icons = [
        {"src": picture(str(size)).url, "sizes": f"{size}x{size}", "type": "image/png", "purpose": "any maskable"}
        for size in SIZES
    ]
    colours = {"background_color": _GROUND, "theme_color": look().brand}
    name = Text(settings.site_name_zh, settings.site_name_en).get(lang)
    told = {"id": "/", "name": name, "short_name": ui("offline.short", lang), "lang": "zh-CN" if lang == "zh" else "en"}
    return {**told, "start_url": f"/{lang}/", "scope": "/", "display": "standalone", **colours, "icons": icons}
