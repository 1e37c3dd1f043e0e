"""The portal's QR codes, drawn by the browser's code, beside those of segno."""

from __future__ import annotations

from typing import Any

import pytest
import segno

from tests.browsers import CHROMIUM, page_of_modules

pytestmark = [pytest.mark.serial, pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine")]
ADDRESS = "https://hall.example.edu.cn/zh/apply/classroom-equipment/?place=A101&more=" * 4
FULL = (14, 26, 42, 62, 84, 106, 122, 152, 180, 213)
"""What versions 1 to 10 hold at level M: nothing is padded, which segno does in its own way."""
PAGE = """<!doctype html><script type="module">
import { qr } from "/qr.js";
window.asked = (text, mask) => {
  try { return qr(text, mask).map((row) => row.map(Number)); } catch (error) { return error.name; }
};
</script>"""


@pytest.mark.req("S-R5")
def test_every_version_and_mask_is_the_standards(browser: Any) -> None:
    with page_of_modules(browser, PAGE) as page:
        for version, length in enumerate(FULL, 1):
            for mask in range(8):
                made = segno.make(ADDRESS[:length], error="m", mask=mask, micro=False, boost_error=False, mode="byte")
                drawn = page.evaluate("([text, mask]) => window.asked(text, mask)", [ADDRESS[:length], mask])
                assert made.version == version and drawn == [list(row) for row in made.matrix], (version, mask)
        short = page.evaluate("window.asked('A101', null)")
        assert len(short) == 21 and page.evaluate("window.asked('x'.repeat(214), null)") == "RangeError"
