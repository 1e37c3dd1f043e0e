"""A catalogue made to be searched: services with one thing different, and the front page's definition."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from chalicelib.catalogue import AREAS, THEMES, Service
from chalicelib.shared.text import Text
from tests.portal.example import SERVICE, SERVICES

THINGS = ("宿舍", "教室", "实验室", "班车", "食堂", "图书", "奖学金", "护照", "公章", "讲座", "停车位", "仪器")
ACTS = ("申请", "预约", "变更", "注销", "补办", "查询", "报修", "登记", "审核", "延期")
IN_ENGLISH = ("room", "classroom", "laboratory", "shuttle", "canteen", "library", "scholarship", "passport", "seal",
              "lecture", "parking", "instrument")  # fmt: skip
DONE = ("application", "booking", "change", "cancellation", "replacement", "enquiry", "repair", "registration",
        "review", "extension")  # fmt: skip


def named(zh: str, en: str, **changes: Any) -> Service:
    """A service called so, with nothing else that could be found."""
    bare = {"aliases": (), "keywords": (), "summary": Text("说明", "About"), "code": en.lower().replace(" ", "-")}
    guide = replace(SERVICE.guide, instruction=Text("须知", "Read"), materials=(), result=None)
    return replace(SERVICE, name=Text(zh, en), **{**bare, "guide": guide, **changes})


def thousand(count: int = 1000) -> Iterator[Service]:
    """Services as a large university has them: names of their own, the guides of the real ones."""
    areas, themes = list(AREAS), list(THEMES)
    for n in range(count):
        thing, act, model = n % len(THINGS), n // len(THINGS) % len(ACTS), SERVICES[n % len(SERVICES)]
        name = Text(f"{THINGS[thing]}{ACTS[act]}（{n}）", f"{IN_ENGLISH[thing]} {DONE[act]} {n}".capitalize())
        own = {"area": areas[n % len(areas)], "themes": (themes[n % len(themes)], themes[n * 7 % len(themes)])}
        yield replace(model, code=f"service-{n}", name=name, **own)


def shown(page: Any) -> list[str]:
    """Codes of the services the list shows, from its top."""
    return [one.get_attribute("data-code") for one in page.locator("#list a.service:visible").all()]
