"""Writes the whole portal into a folder, so that it can be served as static files."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from chalicelib.answers import PublicAnswer
from chalicelib.catalogue import Pinyin, Release, Service, read_pinyin
from chalicelib.people import Unit
from chalicelib.portal.pages import Diagrams, portal_files
from chalicelib.settings import Settings


def render_portal(
    services: Iterable[Service],
    units: Mapping[str, Unit],
    diagrams: Diagrams,
    out_dir: Path,
    settings: Settings,
    pinyin: Callable[[str], Pinyin] = read_pinyin,
    *,
    today: date | None = None,
    releases: Mapping[str, Sequence[Release]] | None = None,
    answers: Sequence[PublicAnswer] = (),
    bookable: Collection[str] = (),
    queued: Collection[str] = (),
) -> list[str]:
    """Write every file below `out_dir` (made when missing) and return their paths.

    Pages of services that are gone are removed; assets of earlier renderings stay, because pages that are open in
    somebody's browser still ask for them. Pages are written last and each at once, never half.
    """
    written = []
    more: dict[str, Any] = {"today": today, "releases": releases, "answers": answers}
    more |= {"bookable": bookable, "queued": queued}
    for path, content in portal_files(services, units, diagrams, settings, pinyin, **more):
        target = out_dir / path
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = target.with_name(f".{target.name}.new")
        beside.write_bytes(content)
        beside.replace(target)
        written.append(path)
    _remove_gone(out_dir, set(written))
    return written


def _remove_gone(out_dir: Path, written: set[str]) -> None:
    for page in out_dir.glob("*/*/*/index.html"):
        if page.relative_to(out_dir).as_posix() not in written:
            page.unlink()
