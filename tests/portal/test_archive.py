"""Packages in a real browser: taken away from the application's page, and checked on a page that keeps them there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.archive.packages import NUMBER, chain, packed
from tests.browsers import CHROMIUM
from tests.portal.fake_api import FakeHall
from tests.portal.talking import KEPT
from tests.portal.test_registers import Api, api  # noqa: F401  (the fixture)

pytestmark = [
    pytest.mark.req("C-26", "W-10"),
    pytest.mark.journey,
    pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine"),
]
AT = "2026-11-20T02:00:00.000Z"


def give(page: Any, data: bytes) -> Any:
    page.locator("#package").set_input_files({"name": "p.zip", "mimeType": "application/zip", "buffer": data})
    page.locator("#answer h2").wait_for()
    return page.locator("#answer")


@pytest.mark.parametrize(
    ("lang", "whole", "known"),
    [("zh", "归档包完整", "归档记录一致"), ("en", "The package is whole", "The hall wrote just this file")],
)
def test_a_whole_package_is_said_to_be_whole_and_the_halls(api: Api, lang: str, whole: str, known: str) -> None:  # noqa: F811
    asked: list[str] = []
    api.says(r"/archives/", lambda: asked.append(api.sent[-1][1]) or {"recorded": True, "archived_at": AT})
    api.page.goto(f"/{lang}/archive-check/")
    answer = give(api.page, packed(chain()))
    for words in (whole, known, NUMBER):
        assert words in answer.inner_text()
    assert len(asked) == 1
    assert not [body for _, _, body in api.sent if body], "nothing of the file is sent"


def event_changed(members: dict[str, bytes]) -> dict[str, bytes]:
    return members | {"timeline.jsonl": members["timeline.jsonl"].replace(b"step:approved", b"step:rejected")}


@pytest.mark.parametrize(
    ("change", "fresh", "said"),
    [
        (lambda m: m | {"attachments/01-证明.pdf": b"%PDF other"}, False, "attachments/01-证明.pdf：内容已被改动"),
        (lambda m: {k: v for k, v in m.items() if k != "application.json"}, False, "application.json：缺失"),
        (lambda m: m | {"more.txt": b"x"}, False, "more.txt：清单中没有此文件"),
        (event_changed, True, "第 2 条流转记录与校验链不符"),
    ],
)
def test_a_changed_package_says_which_member(
    api: Api, change: Callable[[dict[str, bytes]], dict[str, bytes]], fresh: bool, said: str  # noqa: F811
) -> None:  # fmt: skip
    api.says(r"/archives/", {"recorded": False, "archived_at": None})
    api.page.goto("/zh/archive-check/")
    members = chain()
    answer = give(api.page, packed(change(members), fresh=fresh, of=members)).inner_text()
    for words in ("归档包不完整或已被改动", "大厅没有与此文件一致的归档记录", said):
        assert words in answer


def test_what_is_no_package_is_said_to_be_none(api: Api) -> None:  # noqa: F811
    api.page.goto("/zh/archive-check/")
    assert "不是可读取的归档包" in give(api.page, b"PK no").inner_text()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_package_is_taken_away_from_the_applications_page(page: Any, site: tuple[FakeHall, str], lang: str) -> None:
    page.goto(f"/{lang}/application/?id=app-1")
    page.locator("[data-part=timeline]").wait_for()
    assert page.locator("[data-part=archive]").is_hidden(), "nothing is there before the end"
    site[0].view["archive"] = {"at": AT, "digest": "5a" * 32}
    page.reload()
    links = page.locator("[data-part=archive] .button")
    links.first.wait_for()
    assert [link.get_attribute("href") for link in links.all()] == [
        f"/api/v1/applications/app-1/archive?file={file}&lang={lang}" for file in ("package", "pdf")
    ]


@pytest.mark.req("R45")
@pytest.mark.parametrize(("lang", "width"), [("zh", 390), ("en", 1280)])
def test_an_erasure_is_told_stopped_and_allowed_again(
    page: Any, site: tuple[FakeHall, str], lang: str, width: int
) -> None:
    zh, hall = lang == "zh", site[0]
    hall.view |= {"archive": {"at": AT, "digest": "5a" * 32}, "keeping": KEPT, "acts": ["hold", "reopen"]}
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(f"/{lang}/application/?id=app-1")
    kept = page.locator("[data-part=archive]")
    kept.get_by_text("将于 2027-11-23 清除" if zh else "are erased on 2027-11-23").wait_for()
    stop, sheet = "暂停清除" if zh else "Stop the erasure", page.get_by_role("dialog")
    page.locator("[data-part=acts]").get_by_role("button", name=stop).click()
    sheet.get_by_role("button", name=stop).click()
    sheet.locator(".field__error:visible").wait_for()
    sheet.locator("textarea").fill("正在审计")
    sheet.get_by_role("button", name=stop).click()
    kept.get_by_text("正在审计").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.locator("[data-part=acts]").get_by_role("button", name="解除" if zh else "Lift").click()
    sheet.locator("textarea").fill("审计已结束")
    sheet.get_by_role("button", name="解除" if zh else "Lift").click()
    kept.get_by_text("将于 2027-11-23 清除" if zh else "are erased on 2027-11-23").wait_for()


@pytest.mark.req("R45")
@pytest.mark.parametrize(("lang", "said"), [("zh", "已按保存期限清除"), ("en", "is erased")])
def test_a_page_that_is_open_says_that_it_was_erased(
    page: Any, site: tuple[FakeHall, str], lang: str, said: str
) -> None:
    page.goto(f"/{lang}/application/?id=app-1")
    page.locator("[data-part=timeline]").wait_for()
    site[0].erased = True
    page.locator("#application h1, #application h2").filter(has_text=said).wait_for()
    assert "2027-11-23" in page.locator("#application").inner_text()
    assert page.locator("#application button").count() == 0
