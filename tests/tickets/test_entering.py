"""A case begun and ended at a counter that three offices keep together (W-06, W-08, N8, X6)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from chalicelib.applications import State, first_broken
from chalicelib.errors import Conflict, InvalidForm, NotFound, ServiceClosed, Temporary, UploadRefused
from chalicelib.people import Person
from chalicelib.shared.ids import new_id
from chalicelib.tickets import Ticket, TicketStore, left_here
from local.malware import scan
from tests.answers import answers
from tests.hall_world import PDF, HallWorld
from tests.services import rows

CODE, COUNTER, WINDOW = "research-money-crediting", "research", "8"
TEACHER, OTHER = "120111", "120112"
SCIENCE, HUMANITIES, FINANCE, REGISTRY, COORDINATOR = "110902", "111002", "111102", "110402", "110102"


class CounterWorld(HallWorld):
    def __init__(self, aws: Any) -> None:
        super().__init__(aws, [CODE])
        rows.load(self)
        self.clerk = self.person(HUMANITIES)

    @property
    def room(self) -> Any:
        return self.hall.tickets

    def take(self, who: str = TEACHER) -> Any:
        return self.room.own.take(self.person(who) if who else None, COUNTER, CODE, new_id(), remote=False)

    def called(self, who: str = TEACHER) -> Any:
        """A ticket of theirs, at the window."""
        return self.room.desk.call(self.clerk, COUNTER, WINDOW, self.take(who)["id"])

    def filled(self, one: Any, **chosen: Any) -> dict[str, Any]:
        """The form as the clerk's page gets it, filled in."""
        shown = self.room.entering.form(self.clerk, COUNTER, one["id"])
        fields = [field for field in shown["fields"] if field["name"] != "papers"]
        for field in fields:
            if field["type"] == "register_row":
                found = self.room.entering.rows(self.clerk, COUNTER, one["id"], field["name"], "")["items"]
                field["value"] = found[0]["value"]
            field["value"] = chosen.get(field["name"], field.get("value"))
        made = answers(fields, shown["applicant"], self._today(), lambda field: "")
        return {**made, **{name: value for name, value in chosen.items() if value is not None}}

    def enter(self, one: Any, form: dict[str, Any], clerk: Person | None = None) -> dict[str, str]:
        made = self.room.entering.enter(clerk or self.clerk, COUNTER, one["id"], form)
        self.seen.setdefault(made["id"], 0)
        self.settle()
        return dict(made)

    def row(self, clerk: str = HUMANITIES) -> Any:
        return self.room.desk.line(self.person(clerk), COUNTER)["here"][0]

    def acts(self, act: str, result: str = "") -> Any:
        one = self.row()
        return self.room.desk.act(self.clerk, COUNTER, one["id"], one["version"], act, "", result)[0]


@pytest.fixture
def world(aws: Any) -> CounterWorld:
    return CounterWorld(aws)


@pytest.mark.req("W-06", "W-08", "N8", "X6")
def test_three_offices_end_at_one_window_what_a_clerk_began_there(world: CounterWorld) -> None:
    one = world.called()
    assert world.row()["may_enter"] and world.row()["case"] is None
    world.acts("begin")
    made = world.enter(one, world.filled(one, kind="cross", brought_by=None))
    application = world.load(made["id"])
    assert application.head.applicant.id == TEACHER and application.head.number == made["number"]
    here = world.row()
    assert here["application"] == made["id"] and not here["may_enter"]
    open_now = {office["unit"]: (office["open"], office["here"]) for office in here["case"]["offices"]}
    assert open_now == dict.fromkeys(("science", "humanities", "finance"), (True, True))
    with pytest.raises(InvalidForm) as refused:
        world.acts("done")
    assert "财务处核对到账" in refused.value.errors[0].message.zh and refused.value.errors[0].pointer == "/result"
    for officer in (FINANCE, SCIENCE, HUMANITIES):
        mine = [office["task"] for office in world.row(officer)["case"]["offices"] if office["task"]]
        assert len(mine) == 1  # each sees the way to their own task alone
        world.decide(made["id"], mine[0].partition(".")[2], world.person(officer))
    [credit] = [office for office in world.row(FINANCE)["case"]["offices"] if office["open"]]
    assert credit["step"] == "credit"
    world.decide(made["id"], credit["task"].partition(".")[2], world.person(FINANCE))
    assert world.load(made["id"]).head.state is State.COMPLETED
    done = world.row()["case"]
    assert done["state"] == "completed" and not any(office["open"] for office in done["offices"])
    [checked] = [office for office in done["offices"] if office["unit"] == "humanities"]
    assert checked["by"] == world.clerk.name.to_dict()
    assert world.acts("done")["state"] == "served"
    key = application.form["receipt"]["key"]
    assert rows.value(world, "incoming-receipts", key, "state") == "claimed"


@pytest.mark.req("W-06", "X6")
def test_the_person_applies_and_the_clerk_only_enters(world: CounterWorld) -> None:
    one = world.called()
    shown = {field["name"]: field for field in world.room.entering.form(world.clerk, COUNTER, one["id"])["fields"]}
    teacher = world.person(TEACHER)
    assert shown["applicant_name"]["value"] in (teacher.name, teacher.name.zh, teacher.name.to_dict())
    made = world.enter(one, world.filled(one, kind="social"))
    application = world.load(made["id"])
    first = application.events[0]
    assert (first.by.id, first.by.principal[0] if first.by.principal else "") == (HUMANITIES, TEACHER)
    assert first_broken(application.id, application.events) is None
    altered = replace(first, by=replace(first.by, id=SCIENCE))
    assert first_broken(application.id, (altered, *application.events[1:])) is not None
    view = world.hall.view_application(teacher, made["id"], None)
    assert view["timeline"][0]["text"]["zh"] == f"在窗口当面录入并提交（科研事务窗口，{one['number']} 号）"
    assert view["timeline"][0]["text"]["en"] == f"Entered at the counter (Research, ticket {one['number']})"
    assert view["timeline"][0]["by"]["name"] == world.clerk.name.to_dict()
    assert view["applicant"]["entered"]["by"] == world.clerk.name.to_dict()
    [told] = [mail for mail in world.mails() if made["number"] in mail.subject and "窗口录入" in mail.subject]
    assert world.clerk.name.zh in told.body
    task = next(task for task in application.tasks if task.step == "humanities_check")
    world.decide(made["id"], task.key, world.person(HUMANITIES), "return")
    returned = world.load(made["id"])
    assert returned.head.state is State.AWAITING_APPLICANT
    world.hall.withdraw_application(teacher, made["id"], returned.seq, "不是我要办的")
    assert world.load(made["id"]).head.state is State.WITHDRAWN


@pytest.mark.req("W-06")
def test_one_application_comes_of_a_ticket_however_often_it_is_sent(world: CounterWorld) -> None:
    one = world.called()
    form = world.filled(one, kind="social")
    made = world.enter(one, form)
    assert world.enter(one, form, world.person(SCIENCE)) == made
    with pytest.raises(Conflict) as other:
        world.enter(one, {**form, "reference": "另一个"})
    assert made["number"] in other.value.detail.zh
    with pytest.raises(Conflict):
        world.room.entering.form(world.clerk, COUNTER, one["id"])
    assert len(world.hall.boxes.mine(world.person(TEACHER), None, 10, None)["items"]) == 1


class LosesTheTicket(TicketStore):
    def change(self, made: Ticket, was: Ticket) -> None:
        raise Temporary()


@pytest.mark.req("W-06")
def test_a_crash_before_the_ticket_is_linked_leaves_one_application(world: CounterWorld) -> None:
    one = world.called()
    form = world.filled(one, kind="social")
    room = world.room.entering
    dying = replace(room, lines=replace(world.room.lines, store=LosesTheTicket()))
    with pytest.raises(Temporary):
        dying.enter(world.clerk, COUNTER, one["id"], form)
    assert world.row()["application"] is None
    with pytest.raises(Conflict) as found:  # opening the form again finds it, and links it
        room.form(world.clerk, COUNTER, one["id"])
    [only] = world.hall.boxes.mine(world.person(TEACHER), None, 10, None)["items"]
    assert only["number"] in found.value.detail.zh
    assert world.row()["application"] == only["id"] == world.enter(one, form)["id"]


@pytest.mark.req("W-06", "R40")
def test_it_is_entered_for_nobody_who_does_not_stand_at_this_counter_now(world: CounterWorld) -> None:
    room, waiting = world.room.entering, world.take(OTHER)
    one = world.called()
    form = world.filled(one, kind="social")

    def refused(clerk: str, id: str, counter: str = COUNTER) -> None:
        who = world.person(clerk)
        for ask in (
            lambda: room.form(who, counter, id),
            lambda: room.rows(who, counter, id, "project", ""),
            lambda: room.enter(who, counter, id, form),
            lambda: room.confirm_upload(who, counter, id, "x" * 26),
            lambda: room.request_upload(who, counter, id, {"service": CODE, "field": "papers"}),
        ):
            with pytest.raises(NotFound):
                ask()

    refused(HUMANITIES, waiting["id"])  # waits still
    for stranger in (REGISTRY, COORDINATOR, TEACHER):
        refused(stranger, one["id"])
    refused(REGISTRY, one["id"], "registry")  # another counter's clerk, for a ticket that is not there
    world.acts("done", "改天再来")
    refused(HUMANITIES, one["id"])
    nobody = world.called("")
    refused(HUMANITIES, nobody["id"])
    assert not world.row()["may_enter"]
    world.acts("done")
    late = world.called("120113")
    world.now = world.now.replace(day=24)
    refused(HUMANITIES, late["id"])
    assert world.hall.boxes.mine(world.person(TEACHER), None, 10, None)["items"] == []


@pytest.mark.req("W-06", "W-08")
def test_it_begins_at_the_counter_only_and_leaves_drafts_alone(world: CounterWorld) -> None:
    teacher = world.person(TEACHER)
    with pytest.raises(ServiceClosed) as closed:
        world.hall.service_form(teacher, CODE)
    assert "窗口" in closed.value.detail.zh and "counter" in closed.value.detail.en
    one = world.called()
    form = world.filled(one, kind="natural")
    with pytest.raises(ServiceClosed):
        world.hall.submit_application(teacher, CODE, form, new_id())
    world.hall.drafts.save(teacher, CODE, 0, 1, {"reference": "我自己写的"})
    made = world.enter(one, form)
    assert world.hall.drafts.get(teacher, CODE)["answers"] == {"reference": "我自己写的"}
    assert {task.step for task in world.load(made["id"]).open_tasks} == {"science_check", "finance_check"}
    steps = world.hall.viewing.service_way(teacher, CODE, {"kind": "cross"}, "")["steps"]
    assert {"science_check", "humanities_check", "finance_check", "credit"} <= {step["step"] for step in steps}


@pytest.mark.req("W-06")
def test_a_paper_scanned_at_the_window_is_the_persons(world: CounterWorld) -> None:
    room, one, teacher = world.room.entering, world.called(), world.person(TEACHER)
    asked = {"service": CODE, "field": "papers", "name": "任务书.pdf", "type": "application/pdf", "size": len(PDF)}
    with pytest.raises(NotFound):
        room.request_upload(world.clerk, COUNTER, one["id"], asked | {"service": "student-leave"})
    with pytest.raises(UploadRefused):
        room.request_upload(world.clerk, COUNTER, one["id"], asked | {"field": "reference"})
    id = room.request_upload(world.clerk, COUNTER, one["id"], asked)["id"]
    world.hall.files.put(f"uploads/{id}", PDF, "application/pdf")
    room.confirm_upload(world.clerk, COUNTER, one["id"], id)
    scan(world.aws.client("s3"), world.hall.settings.files_bucket, f"uploads/{id}")
    assert room.confirm_upload(world.clerk, COUNTER, one["id"], id)["state"] == "clean"
    form = world.filled(one, kind="social", account="new", papers=[id])
    made = world.enter(one, form)
    assert world.hall.file_link(teacher, made["id"], id)
    assert world.hall.shelf.fitting(world.clerk, CODE, "papers") == []


def test_what_is_left_is_open_and_of_this_counter() -> None:
    offices = [{"open": True, "unit": "finance"}, {"open": False, "unit": "science"}, {"open": True, "unit": "library"}]
    assert left_here({"offices": offices}, ("science", "finance")) == offices[:1]
    assert left_here(None, ("finance",)) == left_here({"offices": []}, ("finance",)) == []
