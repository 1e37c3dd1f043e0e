"""Certificates in a real browser, on a phone and on a desk: one's own, the office's, and checked by a stranger."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from tests.browsers import CHROMIUM
from tests.portal import axe
from tests.portal.test_registers import Api, api  # noqa: F401  (the fixture)
from tests.web.fake_certificates import CHECK, ID, KEPT, SHOWN

pytestmark = [pytest.mark.journey, pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine")]

PDF = b"%PDF-1.7 the very file"
GENUINE = CHECK | {"digest": hashlib.sha256(PDF).hexdigest()}
CODE = str(SHOWN["code"])
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def told(**changed: Any) -> dict[str, Any]:
    return {**GENUINE, **changed}


@pytest.mark.req("W-10", "H-17")
@pytest.mark.parametrize(("lang", "check"), [("zh", "核验信息"), ("en", "How to check it")])
def test_ones_own_are_downloaded_and_shown_to_others(api: Api, lang: str, check: str) -> None:  # noqa: F811
    page = api.page
    gone = SHOWN | {"id": "paper.2", "state": "revoked", "state_text": {"zh": "已撤销", "en": "Revoked"},
                    "reason": {"zh": "姓名有误", "en": "姓名有误"}}  # fmt: skip
    api.says("/me/certificates$", {"items": [gone, SHOWN], "next": None})
    api.says("/certificate-choices$", {"units": []})
    page.goto(f"/{lang}/certificates/")
    row = page.locator("[data-certificate='paper.1']")
    file = row.locator("a[download]")
    assert file.get_attribute("href") == f"/api/v1/applications/{ID}/certificates/paper.1/file"
    page.locator("[data-certificate='paper.2']", has_text="姓名有误").wait_for()
    row.get_by_role("button", name=check).click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_text(CODE, exact=True).wait_for()
    link = sheet.locator("a").get_attribute("href")
    assert link is not None and link.endswith(f"/{lang}/certificate/?c={CODE}")
    assert sheet.locator(".qr svg path").get_attribute("d") == str(SHOWN["qr"]).partition(" ")[2]
    assert page.evaluate(OVERFLOW) <= 0


@pytest.mark.req("R47")
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_stranger_checks_code_and_file(api: Api, lang: str) -> None:  # noqa: F811
    page = api.page
    api.says("/certificate-checks$", lambda: GENUINE)
    page.goto(f"/{lang}/certificate/?c={CODE}")
    answer = page.locator("#answer")
    answer.locator(".state--good").wait_for()
    assert ("POST", "certificate-checks", {"code": CODE}) in api.sent
    words = answer.inner_text()
    assert str(SHOWN["number"]) in words and ("李*" if lang == "zh" else "L***") in words
    assert GENUINE["seal"]["fingerprint"] in words and GENUINE["seal"]["name"].get(lang) in words
    given = answer.locator("input[type=file]")
    given.set_input_files({"name": "letter.pdf", "mimeType": "application/pdf", "buffer": PDF})
    answer.locator(".banner--good", has_text="letter.pdf").wait_for()
    given.set_input_files({"name": "other.pdf", "mimeType": "application/pdf", "buffer": PDF.replace(b"very", b"Very")})
    answer.locator(".banner--error", has_text="other.pdf").wait_for()
    assert not [path for method, path, _ in api.sent if "file" in path], "nothing is uploaded"
    assert page.locator("meta[name=referrer]").get_attribute("content") == "no-referrer"
    assert page.locator("meta[name=robots]").get_attribute("content") == "noindex"
    assert page.evaluate(OVERFLOW) <= 0


@pytest.mark.req("R47")
@pytest.mark.parametrize(("state", "kind", "words"), [
    ("revoked", "bad", "不再有效"), ("superseded", "warn", "不再有效"), ("expired", "warn", "已过有效期"),
])  # fmt: skip
def test_what_is_good_no_longer_says_so(api: Api, state: str, kind: str, words: str) -> None:  # noqa: F811
    page = api.page
    api.says("/certificate-checks$", told(state=state, changed_on="2026-11-23"))
    page.goto("/zh/certificate/")
    page.locator("#check-code").fill(CODE.lower())
    page.locator("#check button").click()
    page.locator(f"#answer .state--{kind}").wait_for()
    assert words in page.locator("#answer").inner_text()


def test_a_wrong_code_and_too_many_of_them(api: Api) -> None:  # noqa: F811
    page = api.page
    nothing = dict.fromkeys(GENUINE) | {"state": "unknown", "state_text": {"zh": "查无此证明", "en": "None"}}
    api.says("/certificate-checks$", nothing)
    page.goto("/zh/certificate/")
    page.locator("#check button").click()
    page.locator("#check-error").wait_for()
    page.locator("#check-code").fill("AAAAA")
    page.locator("#check button").click()
    page.locator("#answer", has_text="查无此证明").wait_for()
    assert page.locator("#answer input").is_hidden()
    api.says("/certificate-checks$", {"code": "too_many_requests"}, 429)
    page.locator("#check button").click()
    page.locator("#answer [role=alert]", has_text="核验次数过多").wait_for()


@pytest.mark.req("H-17")
def test_the_office_finds_and_revokes(api: Api, site: Any) -> None:  # noqa: F811
    site[0].person = {"positions": axe.seats(), "category": "staff"}
    page, rows = api.page, [KEPT]
    api.says("/me/certificates$", {"items": [], "next": None})
    api.says("/certificate-choices$", {"units": [{"id": "registry", "name": SHOWN["issuer"]}]})
    api.says("/units/registry/certificates", lambda: {"items": rows, "next": None})
    page.goto("/zh/certificates/")
    row = page.locator("#issued [data-certificate='paper.1']")
    row.wait_for()
    assert "李*" in row.inner_text()
    page.get_by_label("按证明编号查找").fill(str(SHOWN["number"]))
    page.get_by_role("button", name="查找").click()
    row.get_by_role("button", name="撤销").click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_role("button", name="撤销").click()
    sheet.get_by_text("请填写原因").wait_for()
    sheet.locator("#certificate-reason").fill("姓名有误")
    gone = KEPT | {"state": "revoked", "state_text": {"zh": "已撤销", "en": "Revoked"}, "acts": []}
    api.says(f"/applications/{ID}/certificates/paper.1/acts$", lambda: rows.__setitem__(0, gone) or gone)
    sheet.get_by_role("button", name="撤销").click()
    page.locator("#issued .banner--good").wait_for()
    row.locator(".state--bad").wait_for()
    acts = [body for method, path, body in api.sent if path == f"applications/{ID}/certificates/paper.1/acts"]
    assert acts == [{"act": "revoke", "reason": "姓名有误"}]
