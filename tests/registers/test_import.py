"""Bringing files into registers: row by row, all or what is good, resumed exactly where it stopped."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any
from xml.sax.saxutils import escape

import pytest

from chalicelib.errors import NotFound, Temporary, UploadRefused
from chalicelib.registers.run_import import CHUNK
from chalicelib.registers.store import Put, Take
from tests.registers.conftest import FINANCE, LIN, REGISTRAR, World, grade

HEADER = "成绩编号,学期,course_zh,course_en,学分,成绩,Student number,class\n"


def line(number: int, **more: Any) -> str:
    row = {"entry": f"g{number}", "term": "2026-1", "zh": "高等数学", "en": "Calculus", "credits": "3", "score": "90",
           "student": "lin", "class": "class-cs2301", **more}  # fmt: skip
    return ",".join(map(str, row.values())) + "\n"


def bring(world: World, content: bytes, name: str = "grades.csv", mode: str = "all", work: bool = True) -> str:
    job = world.room.imports.request_import(REGISTRAR, "grades", name, len(content), mode)["id"]
    world.storage.kept[f"imports/{job}"] = content
    world.room.imports.start_import(REGISTRAR, "grades", job)
    if work:
        run(world)
    return str(job)


def run(world: World) -> None:
    while world.queued:
        world.room.worker(world.queued.pop(0))


def seen(world: World, job: str) -> dict[str, Any]:
    return world.room.imports.view_import(REGISTRAR, "grades", job)


def refusals(world: World, job: str) -> list[tuple[int, str, str]]:
    rows = world.room.imports.list_refused(REGISTRAR, "grades", job, None, 100)["items"]
    return [(row["row"], fault["column"], fault["code"]) for row in rows for fault in row["faults"]]


def counts(view: dict[str, Any]) -> tuple[Any, ...]:
    return view["state"], view["written"], view["unchanged"], view["refused"]


def test_csv_as_a_spreadsheet_saves_it(world: World) -> None:
    text = HEADER + line(1, score="92.5") + "\n" + line(2)
    for content in (text.encode("utf-8-sig"), text.encode("gb18030"), text.replace(",", ";").encode()):
        job = bring(world, content)
        assert seen(world, job)["state"] == "done"
    assert world.value("grades", "g1", "score") == 92.5
    assert world.value("grades", "g2", "course") == {"zh": "高等数学", "en": "Calculus"}
    assert counts(seen(world, job)) == ("done", 0, 2, 0), "nothing changed the third time"
    assert world.room.reading.describe(LIN, "grades")["fresh_at"] is not None


def test_json_lines(world: World) -> None:
    rows = [grade("g1"), grade("g2", score=None), grade("g3", colour="red")]
    job = bring(world, "\n".join(map(json.dumps, rows)).encode(), "grades.jsonl", "best")
    assert counts(seen(world, job)) == ("done", 1, 0, 2)
    assert refusals(world, job) == [(2, "score", "required"), (3, "colour", "unknown_column")]


def test_excel(world: World) -> None:
    cells = [["entry", "term", "course", "credits", "score", "student", "class"],
             ["g1", "2026-1", "高等数学 | Calculus", 3, 88.5, "lin", "class-cs2301"],
             ["g2", "2026-1", "A & B | <C>", 2, 0.1 + 0.2, "lin", "class-cs2301"]]  # fmt: skip
    job = bring(world, workbook(cells), "grades.xlsx")
    assert counts(seen(world, job)) == ("done", 2, 0, 0)
    assert world.value("grades", "g1", "score") == 88.5
    assert world.value("grades", "g2", "course") == {"zh": "A & B", "en": "<C>"}
    assert world.value("grades", "g2", "score") == 0.3


def workbook(rows: list[list[Any]]) -> bytes:
    """The least a spreadsheet program writes: texts in a table of their own, figures in place, an empty row between."""
    texts: list[str] = []
    body = ""
    for number, row in enumerate(rows, 1):
        body += f'<row r="{number * 2 - 1}">'
        for place, value in enumerate(row):
            at = f"{chr(65 + place)}{number * 2 - 1}"
            if isinstance(value, str):
                texts.append(value)
                body += f'<c r="{at}" t="s"><v>{len(texts) - 1}</v></c>'
            else:
                body += f'<c r="{at}"><v>{value!r}</v></c>'
        body += f'</row><row r="{number * 2}"/>'
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    shared = "".join(f"<si><r><t>{escape(text)}</t></r><rPh><t>x</t></rPh></si>" for text in texts)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        book.writestr("xl/sharedStrings.xml", f"<sst {space}>{shared}</sst>")
        book.writestr("xl/worksheets/sheet1.xml", f"<worksheet {space}><sheetData>{body}</sheetData></worksheet>")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "a.csv", "first row"),
        ("编号,颜色\n1,2\n".encode(), "a.csv", "颜色 is not a column"),
        (b"entry,term\n1,2\n", "a.csv", "score is missing"),
        (b'entry,"te\n', "a.csv", "not CSV"),
        (b"PK\x03\x04nothing", "a.xlsx", "not a readable Excel"),
        (b"{}\nnot json\n", "a.jsonl", "Line 2"),
        (b"[1]\n", "a.jsonl", "Line 1"),
        ((HEADER + line(1)).encode() + b"\xff\xff\xff\n", "a.csv", "UTF-8"),
    ],
)
def test_a_file_nobody_can_read_is_said_and_changes_nothing(
    world: World, content: bytes, name: str, words: str
) -> None:
    job = bring(world, content or b"\n", name)
    view = seen(world, job)
    assert view["state"] == "failed" and words in view["problem"]["en"] and view["problem"]["zh"]
    assert view["written"] == 0


def test_a_hostile_workbook_is_refused(world: World) -> None:
    """Entities that grow, and a workbook without a sheet."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        book.writestr("xl/worksheets/sheet1.xml", '<!DOCTYPE a [<!ENTITY b "bbbb">]><a>&b;</a>')
    without = io.BytesIO()
    with zipfile.ZipFile(without, "w") as book:
        book.writestr("xl/workbook.xml", "<workbook/>")
    for content in (out.getvalue(), without.getvalue()):
        assert seen(world, bring(world, content, "a.xlsx"))["state"] == "failed"


def test_all_or_nothing_writes_nothing_when_one_row_is_bad(world: World) -> None:
    rows = [line(n) for n in range(1, 5)]
    content = HEADER + rows[0] + line(2, score="ninety", student="") + rows[2] + line(1) + rows[3]
    job = bring(world, content.encode())
    assert counts(seen(world, job)) == ("refused", 0, 0, 2)
    assert refusals(world, job) == [(3, "score", "not_a_number"), (3, "student", "required"), (5, "entry", "repeated")]
    assert world.value("grades", "g1", "score") is None


def test_best_effort_writes_what_is_good(world: World) -> None:
    content = HEADER + line(1) + line(2, score="ninety") + line(3)
    job = bring(world, content.encode(), mode="best")
    assert counts(seen(world, job)) == ("done", 2, 0, 1)
    assert seen(world, job)["checked"] == 3
    assert [world.value("grades", f"g{n}", "score") for n in (1, 2, 3)] == [90, None, 90]


def test_columns_the_file_lacks_stay_and_empty_cells_take_away(world: World) -> None:
    world.load(grades=[grade("g1", points=4.1)])
    bring(world, (HEADER + line(1, score=60, **{"class": ""})).encode())
    assert world.value("grades", "g1", "points") == 4.1
    assert world.value("grades", "g1", "class") is None
    assert world.room.reading.history(REGISTRAR, "grades", "g1")["items"][0]["by"]["id"] == "registrar"


class Crash(BaseException):
    """The process dies."""


@pytest.mark.req("R4")
@pytest.mark.parametrize("mode", ["all", "best"])
def test_after_a_crash_anywhere_it_goes_on_where_it_stopped(world: World, mode: str) -> None:
    """Killed before or after each write in turn: in the end every row is there once, and the counts are right."""
    many = CHUNK + 20
    bad = mode == "best"
    lines = [line(n, score="?" if bad and n % 50 == 0 else 90) for n in range(1, many + 1)]
    content = (HEADER + "".join(lines)).encode()
    job = bring(world, content, mode=mode, work=False)
    world.queued.clear()
    store, real = world.room.store, world.room.store.write
    deaths = 0
    for turn in range(40):
        left = [turn // 2]

        def write(writes: list[Put | Take], left: list[int] = left, after: bool = bool(turn % 2)) -> None:
            if left[0] == 0 and not after:
                raise Crash
            real(writes)
            if left[0] == 0:
                raise Crash
            left[0] -= 1

        vars(world.room.worker.store)["write"] = write
        try:
            world.room.worker(job)
        except Crash:
            deaths += 1
        if seen(world, job)["state"] == "done":
            break
    del vars(store)["write"]
    assert deaths >= 4
    refused = sum("?" in each for each in lines)
    assert counts(seen(world, job)) == ("done", many - refused, 0, refused)
    assert len(refusals(world, job)) == refused
    history = world.room.reading.history(REGISTRAR, "grades", "g1")["items"]
    assert [step["rev"] for step in history] == [1], "written once"


def test_what_does_not_fit_into_one_run_goes_on_in_the_next(world: World) -> None:
    world.room.worker.seconds = 0.0
    content = (HEADER + "".join(line(n) for n in range(1, CHUNK * 2 + 2))).encode()
    job = bring(world, content, work=False)
    runs = 0
    while world.queued:
        world.room.worker(world.queued.pop(0))
        runs += 1
    assert runs == 3
    assert counts(seen(world, job)) == ("done", CHUNK * 2 + 1, 0, 0)


def test_a_message_that_comes_twice_or_late_does_nothing(world: World) -> None:
    job = bring(world, (HEADER + line(1)).encode())
    before = seen(world, job)
    for id in (job, "0" * 26):
        world.room.worker(id)
    assert seen(world, job) == before
    world.room.imports.start_import(REGISTRAR, "grades", job)
    assert world.queued == []


def test_storage_that_cannot_be_reached_brings_the_message_again(world: World) -> None:
    job = bring(world, (HEADER + line(1)).encode(), work=False)

    def gone(key: str, file: Any) -> None:
        raise Temporary()

    vars(world.storage)["save_to"] = gone
    batch = {"Records": [{"messageId": "m1", "body": json.dumps({"job": job})}]}
    answer = world.room.on_import(batch)
    assert answer == {"batchItemFailures": [{"itemIdentifier": "m1"}]} and len(world.reported) == 1
    del vars(world.storage)["save_to"]
    assert world.room.on_import(batch) == {"batchItemFailures": []}
    assert seen(world, job)["state"] == "done"


@pytest.mark.req("R41")
def test_only_keepers_import(world: World) -> None:
    job = bring(world, (HEADER + line(1)).encode())
    imports = world.room.imports
    for other in (LIN, FINANCE):
        for ask in (
            lambda who: imports.request_import(who, "grades", "a.csv", 1, "all"),
            lambda who: imports.view_import(who, "grades", job),
            lambda who: imports.start_import(who, "grades", job),
            lambda who: imports.list_refused(who, "grades", job, None, 5),
            lambda who: imports.list_imports(who, "grades"),
        ):
            with pytest.raises(NotFound):
                ask(other)
    with pytest.raises(NotFound):
        imports.view_import(REGISTRAR, "exams", job)
    assert [item["id"] for item in imports.list_imports(REGISTRAR, "grades")["items"]] == [job]


def test_a_file_of_another_kind_or_not_there_yet(world: World) -> None:
    imports = world.room.imports
    with pytest.raises(UploadRefused):
        imports.request_import(REGISTRAR, "grades", "grades.pdf", 10, "all")
    place = imports.request_import(REGISTRAR, "grades", "grades.CSV", 10, "all")
    assert place["post"]["fields"]["Content-Type"] == "text/csv"
    with pytest.raises(UploadRefused):
        imports.start_import(REGISTRAR, "grades", place["id"])
