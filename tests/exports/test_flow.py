"""Exports through their machine, worker and storage, as they run in production."""

from __future__ import annotations

import io
import json
import time
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.errors import Conflict, InvalidForm
from chalicelib.exports.job import owner_of
from chalicelib.registers.read_cells import READERS
from chalicelib.shared.store import connection
from tests.exports.conftest import ID_NUMBER, WISH, ExportWorld, rows


@pytest.mark.req("H-07", "R33")
def test_a_department_gets_its_applications_with_every_opinion(world: ExportWorld) -> None:
    decided = world.apply("=补办", id_number=ID_NUMBER)
    officer = world.holder_of("position:officer@registry")
    world.decide(decided, "review.1.1", officer, opinion="情况属实")
    world.now += timedelta(minutes=5)
    waiting = world.apply("遗失")
    world.apply("发票", "invoice")
    job = world.ask(world.head)
    assert (job["state"], job["percent"], job["rows"]) == ("queued", 0, None)
    done = world.run(world.head, job)
    assert (done["state"], done["percent"], done["rows"]) == ("done", 100, 2)
    found = rows(world.file(done))
    assert found[0] == ["办件编号", "状态", "事由", "身份证号", "审核意见"]
    numbers = [world.load(id).head.number for id in (decided, waiting)]
    assert [row[0] for row in found[1:]] == numbers
    assert [row[1] for row in found[1:]] == ["已办结", "办理中"]
    assert [row[2] for row in found[1:]] == ["'=补办", "遗失"]
    assert found[1][3] != ID_NUMBER and "*" in found[1][3] and found[2][3] == ""
    assert found[1][4] == f"{officer.name.zh} 同意：情况属实"
    assert done["size"] == len(world.file(done))


@pytest.mark.req("R33", "C-19")
def test_whoever_asked_is_told_once(world: ExportWorld) -> None:
    world.apply("遗失")
    job = world.run(world.head, world.ask(world.head))
    world.settle()
    bell = world.hall.list_notices(world.head, None, 25)["items"]
    told = [one for one in bell if "导出" in one["text"]["zh"]]
    assert [one["link"] for one in told] == [{"zh": "/zh/exports/", "en": "/en/exports/"}]
    assert f"{job['id'][:8]}-{job['id'][-6:]}" in told[0]["text"]["zh"]
    world.settle()
    [mail] = [mail for mail in world.mails() if "导出" in mail.subject]
    assert mail.destinations["ToAddresses"] == [world.head.email] and "/zh/exports/" in mail.body


@pytest.mark.req("R33")
def test_the_same_request_on_the_same_day_is_one_job(world: ExportWorld) -> None:
    world.apply("遗失")
    first = world.ask(world.head)
    assert world.ask(world.head)["id"] == first["id"]
    done = world.run(world.head, first)
    world.now += timedelta(hours=1)
    world.apply("又一件")
    again = world.ask(world.head)
    assert (again["id"], again["state"], again["snapshot"]) == (first["id"], "done", first["snapshot"])
    assert len(rows(world.file(done))) == 2
    world.now += timedelta(days=1)
    tomorrow = world.ask(world.head)
    assert tomorrow["id"] != first["id"]
    assert world.run(world.head, tomorrow)["rows"] == 2
    listed = world.hall.exports.list_exports(world.head)["items"]
    assert [one["id"] for one in listed] == [tomorrow["id"], first["id"]]


@pytest.mark.req("R33")
def test_what_is_submitted_after_the_snapshot_is_not_in_it(world: ExportWorld) -> None:
    world.apply("之前")
    job = world.ask(world.head)
    world.now += timedelta(minutes=1)
    world.apply("之后")
    assert [row[2] for row in rows(world.file(world.run(world.head, job)))[1:]] == ["之前"]


@pytest.mark.req("R33")
def test_states_and_days_choose(world: ExportWorld) -> None:
    withdrawn = world.apply("撤回的")
    world.hall.withdraw_application(world.person("2023010101"), withdrawn, world.load(withdrawn).seq, "不办了")
    world.settle()
    world.now = datetime(2026, 11, 23, 15, 59, tzinfo=UTC)
    world.apply("当天")
    world.now = datetime(2026, 11, 23, 16, 1, tzinfo=UTC)  # the 24th in China
    world.apply("次日")
    for wish, expected in (
        ({"states": ["withdrawn"]}, ["撤回的"]),
        ({"to": "2026-11-23"}, ["撤回的", "当天"]),
        ({"from": "2026-11-24"}, ["次日"]),
    ):
        done = world.run(world.head, world.ask(world.head, **wish))
        assert [row[2] for row in rows(world.file(done))[1:]] == expected


@pytest.mark.req("R33")
def test_a_killed_worker_leaves_the_same_file(world: ExportWorld) -> None:
    """Killed before its n-th call to storage, table or machine, for every n; the message comes again."""
    world.apply("一")
    world.now += timedelta(seconds=1)
    world.apply("二")
    fault, written = Fault(), list[str]()
    s3, flows = world.hall.clients.s3.meta.events, world.hall.clients.flows.meta.events
    s3.register("before-call.s3.*", fault)
    connection().client.meta.events.register("before-call.dynamodb.UpdateItem", fault)
    flows.register("before-call.sfn.SendTaskSuccess", fault)
    s3.register_last("before-call.s3.PutObject", lambda params, **_: written.append(params["url_path"]))
    for call in range(1, CALLS + 1):
        job = world.ask(world.head, **{"from": f"2026-11-{call:02d}"})
        fault.at = call
        while world.hall.exports.view(world.head, job["id"])["state"] in ("queued", "running"):
            with suppress(Killed):
                world.work() or time.sleep(0.02)
        done = world.hall.exports.view(world.head, job["id"])
        assert (fault.at, done["state"], done["rows"]) == (0, "done", 2)
        assert [row[2] for row in rows(world.file(done))[1:]] == ["一", "二"]
        assert sum(job["id"] in path and "part-" in path for path in written) == 1


CALLS = 9
"""Of an export of one month: it runs; is the part there, write it, note it, say so; read it, write the file, end the
job, say so."""


class Killed(BaseException):
    """The worker's process ended: nothing it had in mind is done."""


class Fault:
    """Ends the process once, before its `at`-th call."""

    at = 0

    def __call__(self, **_call: Any) -> None:
        if self.at:
            self.at -= 1
            if not self.at:
                raise Killed()


@pytest.mark.req("R33")
def test_a_slice_that_is_written_is_not_written_again(world: ExportWorld) -> None:
    world.apply("一")
    job = world.ask(world.head, **{"from": "2026-11-01"})
    record = world.hall.exports.store.listed(_owner(world))[0]
    told = json.dumps(["已写好"], ensure_ascii=False)
    world.hall.files.put(record.part(0), f"{told}\n".encode())
    done = world.run(world.head, job)
    assert rows(world.file(done))[1:] == [["已写好"]]


def _owner(world: ExportWorld) -> str:
    return owner_of(world.hall.settings.secret, f"person#{world.head.id}")


@pytest.mark.req("R33")
def test_a_cancelled_export_stops_and_may_begin_again(world: ExportWorld) -> None:
    world.apply("一")
    job = world.ask(world.head)
    assert world.hall.exports.cancel(world.head, job["id"])["state"] == "cancelled"
    assert world.hall.exports.cancel(world.head, job["id"])["state"] == "cancelled"
    world.rest(job)
    with pytest.raises(Conflict):
        world.hall.exports.file_link(world.head, job["id"])
    again = world.ask(world.head)
    assert (again["id"], again["state"]) == (job["id"], "queued")
    done = world.run(world.head, again)
    assert done["rows"] == 1 and len(rows(world.file(done, take=2))) == 2
    with pytest.raises(Conflict):
        world.hall.exports.cancel(world.head, job["id"])


@pytest.mark.req("R33")
def test_an_export_that_nobody_can_finish_says_so_and_may_begin_again(world: ExportWorld) -> None:
    world.apply("一")
    job = world.ask(world.head)
    sqs, url = world.aws.client("sqs"), world.hall.settings.exports_queue_url
    while not (found := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=1).get("Messages")):
        time.sleep(0.02)
    world.hall.flow.fail(json.loads(found[0]["Body"])["token"], "Exhausted")
    failed = world.run(world.head, job)
    assert failed["state"] == "failed" and set(failed["problem"]) == {"zh", "en"}
    world.rest(job)
    again = world.run(world.head, world.ask(world.head))
    assert (again["id"], again["state"], again["rows"]) == (job["id"], "done", 1)


class Forgetful:
    """A flow runner whose executions are all lost once they have begun."""

    def __init__(self, flow: Any) -> None:
        self.start = flow.start

    def status(self, _machine: str, _execution: str) -> str:
        return "ABORTED"


@pytest.mark.req("R33")
def test_a_lost_execution_is_followed_by_another(world: ExportWorld) -> None:
    world.apply("一")
    job = world.ask(world.head)
    exports = replace(world.hall.exports, flow=Forgetful(world.hall.flow))
    assert exports.ask(world.head, WISH, "zh")["id"] == job["id"]
    assert world.run(world.head, job)["rows"] == 1
    for run in (1, 2):
        world.rest(job, run=run)


@pytest.mark.req("R33", "R34")
def test_other_formats(world: ExportWorld) -> None:
    world.apply("=1")
    lines = world.run(world.head, world.ask(world.head, format="jsonl", lang="en"))
    assert json.loads(world.file(lines))["form.reason"] == "=1"
    sheet = world.run(world.head, world.ask(world.head, format="xlsx", lang="en"))
    assert [row["Reason"] for _, row in READERS["xlsx"](io.BytesIO(world.file(sheet)))] == ["=1"]


@pytest.mark.req("R33")
def test_what_is_wrong_is_named(world: ExportWorld) -> None:
    for wish, pointers in WRONG:
        with pytest.raises(InvalidForm) as refused:
            world.ask(world.head, **wish)
        assert [fault.pointer for fault in refused.value.errors] == pointers
        assert all(fault.message.zh and fault.message.en for fault in refused.value.errors)


WRONG: list[tuple[dict[str, Any], list[str]]] = [
    ({"from": "2026-11-31"}, ["/from"]),
    ({"from": "2026-11-02", "to": "2026-11-01"}, ["/to"]),
    ({"from": "2020-01-01"}, ["/from"]),
    ({"states": ["completed", "lost"]}, ["/states/1"]),
    ({"columns": ["number", "form.nothing"]}, ["/columns/1"]),
    ({"services": ["card", "x"], "states": ["?"], "to": "x"}, ["/services/1", "/to", "/states/0"]),
]
