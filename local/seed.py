"""What a hall needs before the first person comes: people, published services, rendered pages.

Doing it again changes only what changed: the demo university is loaded once for each edition, a service gets a new
version when its definition differs, pages are written anew.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from chalicelib.errors import NotFound
from chalicelib.people import PeopleStore, Person
from chalicelib.publishing import define_all, publishing_of, render_into
from local.demo import load_demo, load_demo_figures, load_demo_rows

Say = Callable[[str], None]


def seed(hall: Any, portal: Path, say: Say) -> dict[str, int]:
    """Load, publish, render; the published versions by service code."""
    if load_demo(hall.people):
        say("示例大学已载入 · demo university loaded")
    for path, problems in define_all(hall).items():
        for problem in problems:
            print(f"  ✗ {path}: {problem}", file=sys.stderr)
    if load_demo_rows(hall):
        say("示例数据集已载入 · demo registers loaded")
    published: dict[str, int] = {}
    for outcome in publishing_of(hall):
        for problem in outcome.problems:
            print(f"  ✗ {outcome.definition.path}: {problem}", file=sys.stderr)
        for warning in outcome.warnings:
            say(f"! {warning}")
        if outcome.service:
            for change in outcome.changes:
                say(f"{outcome.service.name.zh} v{outcome.service.version}: {change}")
            published[outcome.service.code] = outcome.service.version
    if load_demo_figures(hall):
        say("示例统计已载入（虚构） · demo figures loaded (invented)")
    pages = render_into(hall, portal)
    say(f"已发布 {len(published)} 个事项，{len(pages)} 个页面 · {len(published)} services, {len(pages)} files")
    return published


def cas_attributes(people: PeopleStore) -> Callable[[str], Mapping[str, Any] | None]:
    """What the local CAS server says of an account, or None where there is nobody of that name."""

    def look_up(account: str) -> Mapping[str, Any] | None:
        try:
            person: Person = people.person_of_account(account)
        except NotFound:
            return None
        return {"cn": person.name.zh, "mail": person.email, "eduPersonAffiliation": person.category}

    return look_up
