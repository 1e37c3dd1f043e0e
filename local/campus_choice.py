"""Which university ``make fresh CAMPUS=…`` begins with; read before the hall is, so nothing of it is imported here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "demo" / "campuses"


class UnknownCampus(ValueError):
    """Its text lists those there are, in both languages."""


def known_campus(code: str) -> str:
    """The code, or "" for none. Raises `UnknownCampus`; ``?`` is unknown, which is how one asks for the list."""
    if not code or (FOLDER / f"{code}.yaml") in FOLDER.glob("*.yaml"):
        return code
    lines = [f"    {path.stem:<8}{_told(path.stem, 'zh')}\n            {_told(path.stem, 'en')}" for path in _files()]
    zh, en = "请选择一所学校，例如 make fresh CAMPUS=scau", "Choose a university, for example make fresh CAMPUS=scau"
    raise UnknownCampus("\n".join([zh, f"  {en}", "", *lines]))


def begun_with(note: Path, code: str, *, fresh: bool) -> str:
    """The campus of this hall: the one asked for when it begins anew, else the one it began with. Raises
    `UnknownCampus` where another one is asked for."""
    if fresh:
        note.write_text(code)
        return code
    before = note.read_text() if note.exists() else ""
    if code and code != before:
        raise UnknownCampus(
            f"换学校要从头开始：make fresh CAMPUS={code}\n  Another one begins anew: make fresh CAMPUS={code}"
        )
    return before


def site_name(code: str) -> dict[str, str]:
    """What the hall is called, as settings: a campus has a name of its own (S-10)."""
    if not code:
        return {}
    site = _read(code)["site"]
    return {"HALL_SITE_NAME_ZH": site["zh"], "HALL_SITE_NAME_EN": site["en"]}


def _files() -> list[Path]:
    return sorted(FOLDER.glob("*.yaml"))


def _told(code: str, lang: str) -> str:
    raw = _read(code)
    return f"{raw['university'][lang]} · {raw['about'][lang]}"


def _read(code: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((FOLDER / f"{code}.yaml").read_text("utf-8"))
    return found
