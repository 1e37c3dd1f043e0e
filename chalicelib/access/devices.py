"""What a browser says of itself, as people know it: ``Chrome · Windows``. For the list of one's sessions alone."""

from __future__ import annotations

import re

_BROWSERS = (
    ("wxwork", "WeCom"),
    ("micromessenger", "WeChat"),
    ("edg", "Edge"),
    ("opr/", "Opera"),
    ("firefox", "Firefox"),
    ("chrome", "Chrome"),
    ("crios", "Chrome"),
    ("safari", "Safari"),
)
_SYSTEMS = (
    ("openharmony", "HarmonyOS"),
    ("harmonyos", "HarmonyOS"),
    ("iphone", "iPhone"),
    ("ipad", "iPad"),
    ("android", "Android"),
    ("windows", "Windows"),
    ("mac os", "macOS"),
    ("linux", "Linux"),
)


def device_of(agent: str) -> str:
    """At most two known words, or "": nothing a caller wrote is kept."""
    told = re.sub(r"\s+", " ", agent[:400]).lower()
    found = [next((name for mark, name in known if mark in told), "") for known in (_BROWSERS, _SYSTEMS)]
    return " · ".join(filter(None, found))
