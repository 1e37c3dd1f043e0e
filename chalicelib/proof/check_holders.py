"""Whether somebody can act at every step, for everybody the service is for (Z-14)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from chalicelib.flows import By, Step, Way
from chalicelib.people import CATEGORY_NAMES, ROLES, STUDENTS
from chalicelib.proof.model import ERROR, WARNING, Level, Remark, Subject
from chalicelib.proof.positions import Place, place_of, told_by
from chalicelib.proof.staff import Staff
from chalicelib.shared.conditions import look_up
from chalicelib.shared.text import Text

LISTED = 8
"""So many units are named in a sentence; all of them are in the remark."""
ONLY_STUDENTS = frozenset({"class"})
NOT_EVERYBODY = frozenset({"college"})


@dataclass(frozen=True)
class Holders:
    """Looks at who must act or be told, with the directory of today; `ways` are those of all facts tried."""

    subject: Subject
    staff: Staff
    ways: Collection[Way]

    def remarks(self) -> Iterator[Remark]:
        for step, categories in self._reaching():
            yield from self._step(step, categories)
            for index, late in enumerate(step.overdue):
                for by in late.to:
                    at = f"{step.at}/overdue/{index}"
                    what = Text(f"环节“{step.title.zh}”超时后", f"when “{step.title.en}” is late")
                    yield from self._vacant(by, categories, at, what, step.name, told=True)
        for effect, named in told_by(self.subject):
            for by in named:
                what = Text(f"“{effect.title.zh}”", f"“{effect.title.en}”")
                yield from self._vacant(by, self.subject.audience, f"{effect.at}/settings/to", what, None, told=True)

    def _reaching(self) -> list[tuple[Step, tuple[str, ...]]]:
        """Each step some way leads to, with the categories of applicants who come there."""
        found: dict[str, tuple[Step, dict[str, None]]] = {}
        for way in self.ways:
            category = look_up(way.facts, "applicant.category")
            for step in way.steps:
                found.setdefault(step.name, (step, {}))[1][category] = None
        return [(step, tuple(categories)) for step, categories in found.values()]

    def _step(self, step: Step, categories: tuple[str, ...]) -> Iterator[Remark]:
        at = f"{step.at}/by"
        what = Text(f"环节“{step.title.zh}”", f"“{step.title.en}”")
        several = len(step.by) > 1 and step.mode in ("any", "vote")
        if several and any(self._always(by, categories) for by in step.by):
            return
        for by in step.by:
            yield from self._lacking(by, categories, at, what, step.name, others=several)
            yield from self._vacant(by, categories, at, what, step.name, others=several)

    def _always(self, by: By, categories: tuple[str, ...]) -> bool:
        """Whether this holder is there for every applicant."""
        none = Text("", "")
        return not [*self._lacking(by, categories, "", none, ""), *self._vacant(by, categories, "", none, "")]

    def _vacant(
        self,
        by: By,
        categories: Collection[str],
        at: str,
        what: Text,
        step: str | None,
        *,
        others: bool = False,
        told: bool = False,
    ) -> Iterator[Remark]:
        place = place_of(by, self.subject, categories, self.staff.units)
        if place is None:
            return
        vacant = [unit for unit in place.units if not any(self.staff.held(key) for key in place.keys(unit))]
        if not vacant and place.units:
            return
        level: Level = ERROR if len(vacant) == len(place.units) and not others and not told else WARNING
        code = "nobody_to_tell" if told else "nobody"
        yield Remark(level, code, at, self._said(place, vacant, what, told), step, tuple(vacant))

    def _said(self, place: Place, vacant: list[str], what: Text, told: bool) -> Text:
        titles = [ROLES[role].title if role in ROLES else Text(role, role) for role in place.roles]
        role = Text("或".join(t.zh for t in titles), " or ".join(t.en for t in titles))
        does = Text("没有人可以通知", "there is nobody to tell") if told else Text("没有人可以办理", "nobody can act")
        if not place.units:
            zh = f"{what.zh}{does.zh}：没有任何{place.kind.zh}"
            return Text(zh, f"{what.en}: {does.en}, because there are no {place.kind.en}")
        names = [self.staff.units[unit].name if unit in self.staff.units else Text(unit, unit) for unit in vacant]
        if place.named:
            zh = f"{what.zh}{does.zh}：{names[0].zh}的{role.zh}岗位无人"
            return Text(zh, f"{what.en}: {does.en}, the position {role.en} of {names[0].en} is vacant")
        zh, en = Text.listed(names[:LISTED])
        if len(names) > LISTED:
            zh, en = f"{zh} 等", f"{en} and others"
        count = f"{len(place.units)} 个{place.kind.zh}中有 {len(vacant)} 个"
        return Text(
            f"{what.zh}{does.zh}：{count}{role.zh}岗位无人（{zh}）",
            f"{what.en}: {does.en} in {len(vacant)} of {len(place.units)} {place.kind.en}, "
            f"where the position {role.en} is vacant ({en})",
        )

    def _lacking(
        self, by: By, categories: tuple[str, ...], at: str, what: Text, step: str, *, others: bool = False
    ) -> Iterator[Remark]:
        """Applicants who have no such unit: staff are in no class, and those of an office in no college."""
        kind = (by.of or by.chain or "").removeprefix("applicant.")
        lacking = [one for one in categories if one not in STUDENTS] if kind in ONLY_STUDENTS | NOT_EVERYBODY else []
        if not lacking:
            return
        sure = kind in ONLY_STUDENTS and not others
        names = [CATEGORY_NAMES[one] for one in lacking if one in CATEGORY_NAMES]
        zh, en = Text.listed(names)
        unit = Text("班级", "class") if kind in ONLY_STUDENTS else Text("学院", "college")
        some = Text("", "have no") if kind in ONLY_STUDENTS else Text("可能", "may have no")
        yield Remark(
            ERROR if sure else WARNING,
            "no_unit",
            at,
            Text(
                f"{what.zh}没有人可以办理：{zh}{some.zh}没有所在{unit.zh}",
                f"{what.en}: nobody can act, because {en} {some.en} {unit.en}",
            ),
            step,
        )
