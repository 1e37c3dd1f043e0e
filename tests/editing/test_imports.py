"""The whole catalogue from a file: shown first, refused when stale or wrong, published by the one publisher."""

from __future__ import annotations

import io
import zipfile
from base64 import b64encode
from dataclasses import replace
from typing import Any

import pytest

from chalicelib.catalogue import Note, Service, parse_definition
from chalicelib.editing import write_csv, write_definition, write_zip
from chalicelib.errors import InvalidForm, InvalidRequest, NotAllowed, NotFound, StaleVersion
from chalicelib.publishing import publish_one
from chalicelib.shared.text import Text
from tests.editing.samples import GUIDE
from tests.editing.test_files import DAY, zipped
from tests.hall_world import HallWorld

COORDINATOR, TECHNICAL, OFFICER = "110102", "111402", "111102"
HALL = ["student-leave", "ip-address", "exams"]


@pytest.fixture
def world(aws: Any) -> HallWorld:
    made = HallWorld(aws, HALL)
    assert set(made.published) == set(HALL), made.refused
    return made


def services(world: HallWorld) -> list[Service]:
    world.hall.catalogue.forget()
    return [world.hall.catalogue.current(code) for code in HALL]


def file(content: bytes) -> str:
    return b64encode(content).decode()


def changed(world: HallWorld) -> str:
    """One changed, one new, one as it is; the third is not in the file."""
    leave, address, _ = services(world)
    guide = replace(leave.guide, fee=Text("工本费 1 元", "CNY 1"))
    entries = write_zip([replace(leave, guide=guide), address])
    return file(_with(entries, ("finance/invoice-titles.yaml", GUIDE)))


def _with(content: bytes, *more: tuple[str, str]) -> bytes:
    made = io.BytesIO(content)
    with zipfile.ZipFile(made, "a") as bundle:
        for name, text in more:
            bundle.writestr(name, text)
    return made.getvalue()


@pytest.mark.req("C-02", "Z-18", "W-11")
@pytest.mark.parametrize("who", [COORDINATOR, TECHNICAL])
def test_what_was_shown_is_published_and_the_rest_stays(world: HallWorld, who: str) -> None:
    imports, person, content = world.hall.catalogue_imports, world.person(who), changed(world)
    shown, mark = imports.preview(person, content)
    assert (shown["services"], shown["unchanged"], shown["kept"], shown["count"]) == (3, 1, 1, 0)
    found = {one["code"]: one for one in shown["changes"]}
    assert found["invoice-titles"]["before"] is None and found["student-leave"]["before"] == 1
    (difference,) = found["student-leave"]["differences"]
    assert difference["part"] == "guide" and difference["after"]["en"] == "CNY 1"
    assert [one.version for one in services(world)] == [1, 1, 1], "a look changes nothing"

    job = imports.confirm(person, content, mark, "学期初调整")
    assert (job["total"], job["ended"]) == (2, False)
    world.settle()
    job = imports.view(person, job["id"])
    assert job["ended"] and not job["refused"]
    assert {one["code"]: one["version"] for one in job["published"]} == {"invoice-titles": 1, "student-leave": 2}
    assert [one.version for one in services(world)] == [2, 1, 1]
    note = world.hall.catalogue.notes("student-leave")[2]
    assert (note["by"], note["text"]) == (who, "学期初调整")
    page = world.aws.client("s3").get_object(
        Bucket=world.hall.settings.portal_bucket, Key="zh/services/student-leave/index.html"
    )
    assert "工本费 1 元" in page["Body"].read().decode()
    again, _ = imports.preview(person, content)
    assert not again["changes"] and again["unchanged"] == 3


@pytest.mark.parametrize("kind", ["zip", "csv"])
def test_an_export_comes_back_without_a_change(world: HallWorld, kind: str) -> None:
    own = services(world)
    content = write_zip(own) if kind == "zip" else write_csv(own, DAY)
    shown, mark = world.hall.catalogue_imports.preview(world.person(COORDINATOR), file(content))
    assert (shown["unchanged"], shown["changes"], shown["count"]) == (3, [], 0)
    done = world.hall.catalogue_imports.confirm(world.person(COORDINATOR), file(content), mark, "")
    assert done["ended"] and done["total"] == 0


def test_everything_wrong_is_listed_with_file_and_line_and_stops_all(world: HallWorld) -> None:
    broken = GUIDE.replace("owner_unit: finance", "owner_unit: nowhere")
    content = file(zipped(("finance/a.yaml", broken), ("finance/b.yaml", GUIDE), ("finance/c.yaml", GUIDE)))
    imports, person = world.hall.catalogue_imports, world.person(COORDINATOR)
    shown, mark = imports.preview(person, content)
    told = [one["message"]["zh"] for one in shown["problems"]]
    assert shown["count"] == len(told) >= 3 and not shown["changes"]
    assert any(text.startswith("finance/a.yaml · ") and "nowhere" in text for text in told)
    assert any(text.startswith("finance/c.yaml · ") and "已有" in text for text in told)
    with pytest.raises(InvalidForm) as refused:
        imports.confirm(person, content, mark, "")
    assert {one.pointer for one in refused.value.errors} == {"/file"}


def test_a_stale_look_an_old_version_and_another_file_are_refused(world: HallWorld) -> None:
    imports, person, content = world.hall.catalogue_imports, world.person(COORDINATOR), changed(world)
    _, mark = imports.preview(person, content)
    other = file(write_zip(services(world)[:1]))
    with pytest.raises(StaleVersion):
        imports.confirm(person, file(zipped(("finance/b.yaml", GUIDE))), mark, "")
    imports.confirm(person, content, mark, "")
    world.settle()
    moved = file(write_zip([replace(services(world)[1], limit="9 workdays"), *services(world)[2:]]))
    with pytest.raises(StaleVersion):
        imports.confirm(person, moved, mark, "")
    old, _ = imports.preview(person, other)
    assert [one["code"] for one in old["changes"]] == ["student-leave"], "taking back is a change as well"
    written_on = file(zipped(("student-affairs/x.yaml", "version: 1\nservice: student-leave\n")))
    shown, _ = imports.preview(person, written_on)
    assert any("第 2 版" in one["message"]["zh"] for one in shown["problems"])


def test_what_somebody_changed_in_between_is_left_and_said(world: HallWorld) -> None:
    imports, person, content = world.hall.catalogue_imports, world.person(COORDINATOR), changed(world)
    _, mark = imports.preview(person, content)
    job = imports.confirm(person, content, mark, "")
    leave = services(world)[0]
    faster = write_definition(replace(leave, summary=Text("另一人改的", "By somebody else")))
    units = [unit.id for unit in world.hall.people.all_units()]
    publish_one(world.hall, parse_definition(faster, "x"), units, note=Note("2026-11-23T02:00:00.000Z", by=TECHNICAL))
    world.settle()
    told = imports.view(person, job["id"])
    (refused,) = told["refused"]
    assert refused["code"] == "student-leave" and "未覆盖" in refused["message"]["zh"]
    assert [one["code"] for one in told["published"]] == ["invoice-titles"]
    assert services(world)[0].summary.zh == "另一人改的"


def test_departments_do_not_and_what_is_no_file_is_refused(world: HallWorld) -> None:
    imports, content = world.hall.catalogue_imports, changed(world)
    for act in (
        lambda: imports.preview(world.person(OFFICER), content),
        lambda: imports.view(world.person(OFFICER), "x"),
    ):
        with pytest.raises(NotAllowed):
            act()
    person = world.person(COORDINATOR)
    for wrong in ("***", file(b"not a table"), file(b"PK\x03\x04broken")):
        with pytest.raises(InvalidRequest):
            imports.preview(person, wrong)
    with pytest.raises(NotFound):
        imports.view(person, "01J0000000000000000000000A")
