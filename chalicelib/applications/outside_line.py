"""A case that a department's system handles, as a line of the lists it stands in (H-16); `rows.listed` reads it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chalicelib.shared.text import Text


def outside_line(number: str, service: str, title: Text, person: str, outside: Mapping[str, Any]) -> list[Any]:
    """It stands among the person's own applications; `outside` is what no application has."""
    return [number, service, *title, "", "", 0, None, None, person, 0, dict(outside)]
