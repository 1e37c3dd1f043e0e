"""材料复用: what was uploaded and judged clean can be used again by its owner, and by nobody else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.errors import NotFound, UploadRefused
from chalicelib.materials import Shelf
from chalicelib.shared.text import Text
from tests.materials.samples import PDF, png
from tests.materials.test_quarantine import FORM, ME, Desk
from tests.world import PEOPLE


@pytest.fixture
def desk(aws: Any) -> Desk:
    return Desk(aws)


def shelf_of(desk: Desk) -> Shelf:
    def form_of(code: str) -> Any:
        if code != "leave":
            raise NotFound()
        return FORM

    def name_of(code: str) -> Text:
        form_of(code)
        return Text("请假", "Leave")

    return Shelf(desk.store, desk.files, form_of, name_of, desk.clock)


def clean(desk: Desk, *args: Any) -> str:
    id = desk.bring(*args)
    desk.confirm(id)
    desk.scan(id)
    desk.confirm(id)
    return id


@pytest.mark.req("R43")
def test_only_what_was_judged_clean_is_offered_newest_first_each_once(desk: Desk) -> None:
    shelf = shelf_of(desk)
    desk.confirm(desk.bring())
    assert shelf.fitting(ME, "leave", "proof") == []
    clean(desk)
    desk.now += timedelta(minutes=1)
    clean(desk)
    desk.now += timedelta(minutes=1)
    clean(desk, png(), "b.png", "image/png")
    clean(desk, png(), "signature.png", "image/png", "ink")
    rows = shelf.fitting(ME, "leave", "proof")
    assert [row["name"] for row in rows] == ["b.png", "a.pdf"]
    assert rows[1]["at"] == "2026-11-23T02:01:00.000Z" and rows[1]["service"]["name"]["en"] == "Leave"
    assert shelf.fitting(PEOPLE["s2"], "leave", "proof") == []
    desk.now += timedelta(days=366)
    assert shelf.fitting(ME, "leave", "proof") == []


@pytest.mark.req("R43")
def test_using_one_again_copies_the_version_that_was_judged(desk: Desk) -> None:
    shelf, id = shelf_of(desk), clean(desk)
    desk.files.put(f"uploads/{id}", b"evil", "application/pdf")
    made = shelf.reuse(ME, id, "leave", "proof")
    assert made["id"] != id and made["state"] == "clean"
    upload = desk.store.get([made["id"]])[made["id"]]
    assert desk.files.read_range(upload.key, 1000, upload.version) == PDF
    assert (upload.owner, upload.application, upload.is_clean) == (ME.id, None, True)


@pytest.mark.req("R43")
def test_nobody_elses_and_nothing_that_does_not_fit(desk: Desk) -> None:
    shelf, id = shelf_of(desk), clean(desk)
    for person, upload in ((PEOPLE["s2"], id), (ME, "unknown")):
        with pytest.raises(NotFound):
            shelf.reuse(person, upload, "leave", "proof")
    with pytest.raises(UploadRefused):
        shelf.reuse(ME, id, "leave", "ink")
    with pytest.raises(UploadRefused):
        shelf.reuse(ME, id, "leave", "nothing")
    with pytest.raises(NotFound):
        shelf.reuse(ME, id, "gone", "proof")
