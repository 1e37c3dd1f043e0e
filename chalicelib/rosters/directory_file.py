"""A file of units or persons: first what it would change, then, confirmed unchanged, all of it; and the way out.

A file changes what it names and nothing else: units and persons it leaves out stay, and so do columns it leaves out.
Whoever leaves gets a last day; nothing is ever removed.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from chalicelib.errors import FieldError, InvalidForm, NotFound, StaleVersion
from chalicelib.people import DirectoryChange, Person, Unit, ids_at
from chalicelib.rosters.columns import COLUMNS, unit_of
from chalicelib.rosters.directory import Directory, change_of, mark_of, row_of
from chalicelib.rosters.read_file import Fault
from chalicelib.rosters.rights import check_look
from chalicelib.shared.inert import inert
from chalicelib.shared.text import Text

Json = dict[str, Any]
MOST = 2000
"""Lines of one file."""
SHOWN = 200
_MARKS = 10**9
_HEAD = Text(
    "第一行应为表头，至少有代码（学工号）一列", "The first line names the columns, the code or number among them"
)
_LONG = Text(f"最多 {MOST} 行，请分成几个文件", f"At most {MOST} lines; please split the file")
_TWICE = Text("此代码在文件中出现了两次", "This code stands twice in the file")
_FAULTY = Text("文件中有不能导入的行，请更正后重新预览", "Some lines cannot be imported; correct them and look again")


@dataclass(frozen=True)
class DirectoryFile:
    directory: Directory

    def export(self, person: Person, what: str, unit: str, lang: str) -> Json:
        """`{name, csv}`: every unit, or the persons of one unit; what an import takes without a change."""
        desk = self.directory
        check_look(person, desk.today)
        units = desk.units()
        if what == "person":
            if unit not in units:
                raise NotFound()
            found: list[Unit | Person] = list(desk.people.get_people(sorted(ids_at(unit))).values())
        else:
            found = [one for _, one in sorted(units.items())]
        made = io.StringIO()
        writer = csv.writer(made, lineterminator="\r\n")
        writer.writerow([title.get("en" if lang == "en" else "zh") for title in COLUMNS[what].values()])
        for one in found:
            writer.writerow([inert(cell) for cell in row_of(one).values()])
        name = f"{'units' if what == 'unit' else f'people-{unit}'}-{desk.today.isoformat()}.csv"
        return {"name": name, "csv": made.getvalue()}

    def preview(self, person: Person, what: str, text: str) -> tuple[Json, int]:
        """What the file would change, every line that cannot be taken, and the mark. Writes nothing."""
        check_look(person, self.directory.today)
        shown, _, mark = self._planned(person, what, text)
        return shown, mark

    def confirm(self, person: Person, what: str, text: str, mark: int, note: str) -> Json:
        """`{added, changed}`. Raises `InvalidForm` where any line cannot be taken, `StaleVersion` where something is
        no longer as the preview showed it."""
        desk = self.directory
        check_look(person, desk.today)
        shown, changes, now = self._planned(person, what, text)
        if shown["faults"]:
            told = [FieldError("/csv", one["code"], _placed(one)) for one in shown["faults"][:50]]
            raise InvalidForm(_FAULTY, errors=tuple(told))
        if changes:
            if now != mark:
                raise StaleVersion
            desk.book.write(changes, desk.author(person, note, by_file=True))
            desk.people.forget_units()
        return {"added": shown["added"], "changed": shown["changed"]}

    def _planned(self, person: Person, what: str, text: str) -> tuple[Json, list[DirectoryChange], int]:
        desk = self.directory
        if what not in COLUMNS:
            raise NotFound()
        rows, faults = _read(what, text)
        units = desk.units()
        ids = [row["id"] for _, row in rows]
        known: Mapping[str, Unit | Person] = units if what == "unit" else desk.people.get_people(ids)
        wholes = [(line, desk.whole(what, known.get(row["id"]), row)) for line, row in rows]
        if what == "unit":  # a file may add a department and what is part of it
            units = units | {row["id"]: _promised(row, units) for _, row in wholes}
        changes: list[DirectoryChange] = []
        seen: set[str] = set()
        for line, row in wholes:
            before = known.get(row["id"])
            if row["id"] in seen:
                faults.append(Fault(line, "twice", _TWICE, row["id"]))
            seen.add(row["id"])
            same = before is not None and row_of(before) == row
            wrong = [] if same else desk.faults(what, row, units)
            refused = None if same else desk.refusal(person, what, before, row)
            if refused:
                faults.append(Fault(line, "keeper", refused, row["id"]))
            for name, code, message in wrong:
                title = COLUMNS[what][name]
                said = Text(f"{title.zh}：{message.zh}", f"{title.en}: {message.en}")
                faults.append(Fault(line, code, said, row[name]))
            if not same and not wrong and not refused:
                changes.append(change_of(what, before, row))
        marks = sorted((id, mark_of(row_of(known[id])) if id in known else 0) for id in ids)
        digest = hashlib.sha256(repr((what, text, desk.today, marks)).encode()).digest()
        return _shown(what, changes, faults, len(rows)), changes, int.from_bytes(digest[:8], "big") % _MARKS


def _promised(row: Mapping[str, str], units: Mapping[str, Unit]) -> Unit:
    """The unit a line is to become, as far as it can be read, for the lines that refer to it."""
    try:
        return unit_of(row)
    except StopIteration:
        return units.get(row["id"]) or replace(next(iter(units.values())), id=row["id"])


def _read(what: str, text: str) -> tuple[list[tuple[int, dict[str, str]]], list[Fault]]:
    content = text.removeprefix("\ufeff")
    head = content.partition("\n")[0]
    lines = list(csv.reader(io.StringIO(content, newline=""), delimiter="\t" if "\t" in head else ","))
    known = {word.lower(): name for name, title in COLUMNS[what].items() for word in (*title, name)}
    columns = {
        known[cell.strip().lower()]: at
        for at, cell in enumerate(lines[0] if lines else ())
        if cell.strip().lower() in known
    }
    if "id" not in columns:
        return [], [Fault(0, "head", _HEAD)]
    if len(lines) - 1 > MOST:
        return [], [Fault(0, "length", _LONG)]
    rows = []
    for number, cells in enumerate(lines[1:], 2):
        row = {name: cells[at].strip().removeprefix("'") for name, at in columns.items() if at < len(cells)}
        if any(row.values()):
            rows.append((number, {"id": "", **row}))
    return rows, []


def _shown(what: str, changes: list[DirectoryChange], faults: list[Fault], rows: int) -> Json:
    def told(one: DirectoryChange) -> Json:
        lines = [
            {"column": name, "title": COLUMNS[what][name].to_dict(), "before": old, "after": new}
            for name, (old, new) in one.told.items()
        ]
        return {"id": one.after.id, "name": one.after.name.to_dict(), "new": one.before is None, "changes": lines}

    added = sum(one.before is None for one in changes)
    faults = sorted(faults, key=lambda one: one.line)
    return {
        "added": added,
        "changed": len(changes) - added,
        "unchanged": rows - len(changes) if not faults else 0,
        "changes": [told(one) for one in changes[:SHOWN]],
        "more": max(0, len(changes) - SHOWN),
        "faults": [
            {"line": one.line, "code": one.code, "message": one.message.to_dict(), "shown": one.shown}
            for one in faults[:SHOWN]
        ],
    }


def _placed(fault: Mapping[str, Any]) -> Text:
    line, message = fault["line"], fault["message"]
    if not line:
        return Text.of(message)
    return Text(f"第 {line} 行：{message['zh']}", f"Line {line}: {message['en']}")
