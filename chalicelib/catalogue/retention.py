"""How long a service's finished applications are kept: ``3 years``, ``18 months``, ``permanent``. Pure."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from chalicelib.catalogue.findings import Finding
from chalicelib.shared.text import Text

DEFAULT = "10 years"
"""Where neither the service nor the hall (`Settings.retention`) says anything."""
PERMANENT = "permanent"
SHORTEST, LONGEST = 6, 1200
"""Months: a rating may be given and an end be looked into for a quarter."""
PACKAGES = ("keep", "erase")
_TIME = re.compile(r"([1-9][0-9]{0,3}) (month|year)s?")


@dataclass(frozen=True)
class Retention:
    """`months` after its end an application is erased, None for never. `package` says whether the archived package then
    stays for the years it is locked (``keep``) or goes with it (``erase``)."""

    months: int | None
    package: str = "keep"

    def until(self, ended: date) -> date | None:
        """The first day it need not be kept any more; None for never."""
        if self.months is None:
            return None
        year, month = divmod(ended.year * 12 + ended.month - 1 + self.months, 12)
        return date(year, month + 1, min(ended.day, monthrange(year, month + 1)[1]))

    @property
    def text(self) -> Text:
        """As a guide says it."""
        if self.months is None:
            return Text("永久", "Permanently")
        count, odd = divmod(self.months, 12)
        if odd:
            return Text(f"办结后{self.months}个月", f"{self.months} months after its end")
        return Text(f"办结后{count}年", f"{count} year{'s' if count > 1 else ''} after its end")


def retention_of(raw: Any) -> Retention:
    """A time, or ``{keep: <time>, package: keep | erase}``; `DEFAULT` for nothing. Raises `ValueError`."""
    if isinstance(raw, Mapping):
        package = raw.get("package", "keep")
        if set(raw) - {"keep", "package"} or package not in PACKAGES:
            raise ValueError(raw)
        return Retention(_months(raw.get("keep") or DEFAULT), package)
    return Retention(_months(raw or DEFAULT))


def _months(raw: Any) -> int | None:
    if raw == PERMANENT:
        return None
    found = _TIME.fullmatch(raw) if isinstance(raw, str) else None
    months = int(found[1]) * (12 if found[2] == "year" else 1) if found else 0
    if not SHORTEST <= months <= LONGEST:
        raise ValueError(raw)
    return months


def check_retention(raw: Mapping[str, Any]) -> Iterator[Finding]:
    """What is wrong with a definition's `retention`."""
    try:
        retention_of(raw.get("retention"))
    except ValueError:
        zh = (
            "retention（保存期限）应写成 3 years、18 months 或 permanent，"
            "或 {keep: 3 years, package: erase}，6个月至100年"
        )
        en = (
            "retention must read 3 years, 18 months or permanent, or {keep: 3 years, package: erase}; "
            "6 months to 100 years"
        )
        yield Finding(("retention",), Text(zh, en))
