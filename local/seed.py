"""What a hall needs before the first person comes: people, published services, rendered pages.

Doing it again changes only what changed: the demo university is loaded once for each edition, a service gets a new
version when its definition differs, pages are written anew.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from chalicelib.catalogue import CATALOGUE_ROOT
from chalicelib.errors import NotFound
from chalicelib.people import PeopleStore, Person
from chalicelib.publishing import define_all, publishing_of, render_into
from chalicelib.reminding import remind_seasons
from chalicelib.shared.clock import stamp
from local.demo import load_demo, load_demo_bill, load_demo_cases, load_demo_figures, load_demo_hall, load_demo_rows
from local.demo.campus import campus_university, reconciled, told_of, write_catalogue

Say = Callable[[str], None]


def seed(hall: Any, portal: Path, say: Say, campus: str = "", folder: Path | None = None) -> dict[str, int]:
    """Load, publish, render; the published versions by service code. With a `campus`, its departments and services,
    written below `folder`."""
    university, root = (
        (campus_university(campus), write_catalogue(campus, folder)) if campus and folder else (None, CATALOGUE_ROOT)
    )
    if load_demo(hall.people, university, as_of=stamp(hall.clock())):
        say("示例大学已载入 · demo university loaded")
    for path, problems in define_all(hall).items():
        for problem in problems:
            print(f"  ✗ {path}: {problem}", file=sys.stderr)
    if load_demo_rows(hall):
        say("示例数据集已载入 · demo registers loaded")
    if load_demo_bill(hall):
        say("示例缴费通知已载入 · demo charges loaded")
    published: dict[str, int] = {}
    for outcome in publishing_of(hall, root):
        for problem in outcome.problems:
            print(f"  ✗ {outcome.definition.path}: {problem}", file=sys.stderr)
        for warning in outcome.warnings:
            say(f"! {warning}")
        if outcome.service:
            for change in outcome.changes:
                say(f"{outcome.service.name.zh} v{outcome.service.version}: {change}")
            published[outcome.service.code] = outcome.service.version
    for line in reconciled(campus) if campus else ():
        say(f"! {line.zh} · {line.en}")
    if month := told_of(campus):
        say(f"来源的统计在 · the source's table: /zh/catalogue/?month={month}")
    if not campus and (told := load_demo_cases(hall)):
        say(f"业务系统报送了 {told} 个办件 · {told} cases told by departments' systems")
    if not campus and load_demo_figures(hall):
        say("示例统计已载入（虚构） · demo figures loaded (invented)")
    if not campus and (waiting := load_demo_hall(hall)):
        say(f"大厅里有 {waiting} 人在等候 · {waiting} people wait in the hall")
    pages = render_into(hall, portal)
    remind_seasons(hall)
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
