"""A case of a department's system among my applications, in a real browser, on a phone and on a desk."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browsers import CHROMIUM
from tests.portal.test_registers import Api, api  # noqa: F401  (the fixture)

pytestmark = [pytest.mark.journey, pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine")]

AT = "2026-11-23T02:00:00.000Z"
LINK = "https://repair.yizhan.example/facilities/WX-1"
CASE: dict[str, Any] = {
    "id": "X#facility-repair#WX-1",
    "number": "WX-1",
    "service": {
        "code": "facility-repair", "name": {"zh": "物业设施故障报修服务", "en": "Repairs of buildings and grounds"},
    },
    "title": {
        "zh": "三教 204 照明不亮，整排灯管都在闪", "en": "No light in room 204 of Building 3, a whole row flickers",
    },
    "state": "in_progress",
    "state_text": {"zh": "办理中", "en": "In progress"},
    "submitted_at": AT,
    "urgent": False,
    "outside": {"link": LINK, "text": {"zh": "已派单", "en": "Assigned"}, "holder": "物业服务中心", "updated_at": AT},
}


@pytest.mark.req("H-16")
@pytest.mark.parametrize(("lang", "said"), [("zh", "在“物业设施故障报修服务”办理"), ("en", "Handled in “Repairs of")])
def test_it_is_marked_with_its_system_and_opens_there(api: Api, lang: str, said: str) -> None:  # noqa: F811
    without = CASE | {"number": "WX-2", "outside": CASE["outside"] | {"link": "", "text": None, "holder": ""}}
    api.says("/applications[?]", {"items": [CASE, without], "drafts": [], "next": None})
    api.page.goto(f"/{lang}/applications/")
    row = api.page.locator("#sent a.cell", has_text="WX-1")
    row.wait_for()
    assert said in row.inner_text() and CASE["outside"]["text"][lang] in row.inner_text()
    assert row.get_attribute("href") == LINK and row.get_attribute("target") == "_blank"
    assert "noopener" in str(row.get_attribute("rel"))
    guide = api.page.locator("#sent a.cell", has_text="WX-2")
    assert guide.get_attribute("href") == f"/{lang}/services/facility-repair/" and not guide.get_attribute("target")
