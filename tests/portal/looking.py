"""What can be measured of a page as it stands: controls too small to touch, text that is cut off, boxes that overlap.

Every measure answers a list of what is wrong, so that a test says all of it at once.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

TOUCH = 44
"""CSS pixels a finger needs."""


@cache
def source() -> str:
    return Path(__file__).with_name("looking.js").read_text(encoding="utf-8")


def measure(page: Any, what: str, *given: Any) -> Any:
    """`what` is a function of looking.js."""
    return page.evaluate(f"(given) => {source()}.{what}(...given)", list(given))


def at_widths(page: Any, *widths: int) -> list[str]:
    """What does not fit where the window is so wide; the page is left at the last of them."""
    found = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 844})
        if (over := measure(page, "wide")) > 0:
            found.append(f"{width}: {over} px too wide")
        found += [f"{width}: {one}" for what in ("cut", "over") for one in measure(page, what)]
    return found
