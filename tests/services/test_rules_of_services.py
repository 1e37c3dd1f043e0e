"""Rules of single services, on their executed flows: capacity, bookings, quotas, once a year, what is masked."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.applications import State
from chalicelib.catalogue import load_definitions
from chalicelib.errors import InvalidForm, NotEligible
from chalicelib.people import Person
from local.demo.registers import demo_rows
from tests.hall_world import HallWorld

STUDENT, ANOTHER, CADRE, DEPUTY = "2023010101", "2023010102", "110901", "110903"


def hall(aws: Any, code: str, *registers: str) -> HallWorld:
    world = HallWorld(aws, [code])
    assert world.refused == {}, world.refused
    world.load_rows(*registers)
    return world


def approve_all(world: HallWorld, id: str, **answers: Any) -> State:
    """Everybody approves until nobody is asked any more, or it is back with its applicant to be put right."""
    for _ in range(20):
        application = world.load(id)
        if not application.open_tasks or application.head.state is State.AWAITING_APPLICANT:
            return application.head.state
        task = application.open_tasks[0]
        fields = {name: value for name, value in answers.items() if name in fields_of(world, id, task.step)}
        world.decide(id, task.key, world.holder_of(task.holder), fields=fields)
    raise AssertionError("it never ends")


def fields_of(world: HallWorld, id: str, step: str) -> set[str]:
    head = world.load(id).head
    form = world.hall.definitions.version(head.service, head.version).form
    return {field.name for field in form.fields if field.at_step == step}


def value(world: HallWorld, register: str, row: str, column: str) -> Any:
    doc = world.hall.registers.store.read(f"R#{register}#{row}", "ROW")
    return doc.data["values"].get(column) if doc else None


def why(world: HallWorld, person: Person, id: str) -> str:
    view = world.hall.view_application(person, id, None)
    assert view
    return str(view["correction"]["remark"])


def rooms(gender: str) -> list[dict[str, Any]]:
    return [room for room in demo_rows()["dormitory-rooms"] if room["gender"] == gender]


def home(person: Person) -> dict[str, Any]:
    """The room the demo university's register has for this student."""
    mine = next(row["room"] for row in demo_rows()["dormitory-residents"] if row["student"] == person.id)
    return next(room for room in demo_rows()["dormitory-rooms"] if room["room"] == mine)


@pytest.mark.req("Z-F17")
def test_a_move_takes_a_bed_in_one_room_and_frees_one_in_the_other(aws: Any) -> None:
    world = hall(aws, "room-change", "dormitory-rooms", "dormitory-residents")
    person = world.person(STUDENT)
    here, mine = home(person), rooms(person.extra["gender"])
    to = next(room for room in mine if room["occupied"] < room["capacity"] and room["campus"] != here["campus"])
    id = world.submit(person, "room-change", to_room=to["room"])
    assert approve_all(world, id) is State.COMPLETED
    managers = [task.holder for task in world.load(id).tasks if "dormitory_manager" in task.holder]
    assert len(set(managers)) == 2, "both campuses look at it"
    assert value(world, "dormitory-rooms", to["room"], "occupied") == to["occupied"] + 1
    assert value(world, "dormitory-rooms", here["room"], "occupied") == here["occupied"] - 1
    assert value(world, "dormitory-residents", person.id, "room") == to["room"]
    assert value(world, "dormitory-residents", person.id, "place") == to["place"]


@pytest.mark.req("Z-F17")
@pytest.mark.parametrize("case", ["full", "other gender"])
def test_a_full_room_and_one_for_others_bring_the_request_back(aws: Any, case: str) -> None:
    world = hall(aws, "room-change", "dormitory-rooms", "dormitory-residents")
    person = world.person(STUDENT)
    here, gender = home(person), str(person.extra["gender"])
    wanted = gender if case == "full" else "male" if gender == "female" else "female"
    to = next(room for room in rooms(wanted) if room["room"] != here["room"])
    if case == "full":
        keeper = world.holder_of("position:officer@dormitory")
        world.hall.registers.disputes.correct_row(keeper, "dormitory-rooms", to["room"], 1, {"occupied": 6})
    before = [value(world, "dormitory-rooms", room["room"], "occupied") for room in (here, to)]
    id = world.submit(person, "room-change", to_room=to["room"])
    assert approve_all(world, id) is State.AWAITING_APPLICANT
    assert why(world, person, id)
    after = [value(world, "dormitory-rooms", room["room"], "occupied") for room in (here, to)]
    assert after == before and value(world, "dormitory-residents", person.id, "room") == here["room"], "nobody moved"


@pytest.mark.req("Z-F5", "H-12", "H-13")
def test_a_venue_is_booked_once_and_a_whole_day_meets_its_parts(aws: Any) -> None:
    world = hall(aws, "student-centre-booking", "venues")
    day = {"venue": "room-305", "day": "2026-12-10"}

    def ask(who: str, session: str) -> str:
        return world.submit(world.person(who), "student-centre-booking", session=session, **day)

    morning, evening = ask(STUDENT, "morning"), ask(ANOTHER, "evening")
    for session, number in (("day", morning), ("morning", morning), ("evening", evening)):
        with pytest.raises(InvalidForm) as refused:
            ask(ANOTHER, session)
        (error,) = refused.value.errors
        assert (error.pointer, error.code) == ("/form/day", "taken")
        assert world.load(number).head.number in error.message.zh, "the time is held while the request is on its way"
    assert [approve_all(world, id) for id in (morning, evening)] == [State.COMPLETED, State.COMPLETED]
    slots = value(world, "venue-days", "room-305:2026-12-10", "slots")
    assert [(slot["from"], slot["to"]) for slot in slots] == [("08:00", "12:00"), ("18:00", "22:00")]
    with pytest.raises(InvalidForm):
        ask(ANOTHER, "day")


@pytest.mark.req("Z-F5")
def test_a_time_is_free_again_when_the_request_ends_or_names_another(aws: Any) -> None:
    world = hall(aws, "student-centre-booking", "venues")
    chosen = {"venue": "room-305", "day": "2026-12-10"}
    person, code = world.person(STUDENT), "student-centre-booking"
    form = world.answers(person, code, session="morning", **chosen)
    first = world.submit(person, code, form)
    task = world.load(first).open_tasks[0]
    world.decide(first, task.key, world.holder_of(task.holder), "return")
    world.hall.resubmit_application(person, first, world.load(first).seq, {**form, "session": "evening"})
    world.settle()
    other = world.submit(world.person(ANOTHER), code, session="morning", **chosen)
    with pytest.raises(InvalidForm):
        world.submit(world.person(ANOTHER), code, session="evening", **chosen)
    world.hall.withdraw_application(world.person(ANOTHER), other, world.load(other).seq, "")
    world.settle()
    assert [slot["from"] for slot in value(world, "venue-days", "room-305:2026-12-10", "slots")] == ["18:00"]


@pytest.mark.req("Z-F6")
def test_a_job_is_given_as_often_as_there_are_posts(aws: Any) -> None:
    world = hall(aws, "student-jobs", "student-posts")
    ids = [world.submit(world.person(who), "student-jobs", post="archives-index") for who in (STUDENT, ANOTHER)]
    assert [approve_all(world, id) for id in ids] == [State.COMPLETED, State.AWAITING_APPLICANT]
    assert value(world, "student-posts", "archives-index", "taken") == 1
    held = {task.holder for task in world.load(ids[0]).tasks}
    assert "position:officer@archives" in held, "the unit of the post meets the student"


@pytest.mark.req("Z-F10")
def test_a_scholarship_takes_a_place_of_the_school_and_comes_once_a_year(aws: Any) -> None:
    world = hall(aws, "scholarship", "scholarship-quotas")
    person, other = world.person(STUDENT), world.person(ANOTHER)
    first, second, third = (
        world.submit(who, "scholarship", scholarship=kind)
        for who, kind in ((person, "first"), (person, "third"), (other, "first"))
    )
    assert approve_all(world, first, objection=False) is State.COMPLETED
    assert value(world, "scholarship-awards", f"2025-2026:{STUDENT}", "scholarship") == "first"
    assert approve_all(world, second) is State.AWAITING_APPLICANT, "one a year"
    assert value(world, "scholarship-quotas", "third:college-cs", "given") == 0, "its place stays free"
    assert approve_all(world, third) is State.AWAITING_APPLICANT, "the school has one place of the first class"


@pytest.mark.req("Z-F16")
def test_a_card_number_is_masked_in_the_application_and_whole_for_its_keepers_only(aws: Any) -> None:
    world = hall(aws, "fee-bank-card")
    person = world.person(STUDENT)
    id = world.submit(person, "fee-bank-card")
    (task,) = world.load(id).open_tasks
    officer = world.holder_of(task.holder)
    seen = world.hall.view_task(officer, f"{id}.{task.key}", None)
    own = world.hall.view_application(person, id, None)
    assert seen and own
    assert "6222020000001234566" not in str(seen) and "4566" in str(seen)
    assert "6222020000001234566" in str(own["form"]), "the applicant may have to correct it"
    assert approve_all(world, id) is State.COMPLETED
    assert value(world, "fee-cards", STUDENT, "card") == "6222020000001234566"
    reading = world.hall.registers.reading
    assert reading.look(officer, "fee-cards", STUDENT)[2].plain
    with pytest.raises(Exception, match="not_found"):
        reading.look(world.person("110602"), "fee-cards", STUDENT)


@pytest.mark.req("C-S2", "C-S3", "S-F6")
@pytest.mark.parametrize(
    ("code", "first", "again", "row"),
    [
        ("team-summary", DEPUTY, CADRE, "team-summaries 2026:science"),
        ("cadre-report", DEPUTY, DEPUTY, f"cadre-reports 2026:{DEPUTY}"),
        ("insurance-opt-out", STUDENT, STUDENT, f"insurance-opt-outs 2027:{STUDENT}"),
    ],
)
def test_it_is_entered_once_for_the_year(aws: Any, code: str, first: str, again: str, row: str) -> None:
    world = hall(aws, code)
    early = world.submit(world.person(first), code)

    def told() -> str:
        with pytest.raises(InvalidForm) as refused:
            world.submit(world.person(again), code)
        (error,) = refused.value.errors
        assert error.pointer == "/form/year"
        return error.message.zh

    register, key = row.split()
    assert world.load(early).head.number in told(), "refused when it is sent, while the first is on its way"
    assert value(world, register, key, "year") is None
    reading = world.hall.registers.reading
    with pytest.raises(Exception, match="not_found"):
        reading.look(world.person(first), register, key)
    assert approve_all(world, early) is State.COMPLETED
    assert world.load(early).head.number in told(), "and when the first is entered"
    assert value(world, register, key, "year") in ("2026", "2027")


@pytest.mark.req("C-S3")
def test_who_withdraws_may_send_another(aws: Any) -> None:
    world, person = hall(aws, "cadre-report"), DEPUTY
    early = world.submit(world.person(person), "cadre-report")
    world.hall.withdraw_application(world.person(person), early, world.load(early).seq, "")
    world.settle()
    late = world.submit(world.person(person), "cadre-report")
    assert approve_all(world, late) is State.COMPLETED
    assert value(world, "cadre-reports", f"2026:{person}", "number") == world.load(late).head.number


@pytest.mark.req("S-F6", "S-08")
def test_nobody_opts_out_without_the_certificate(aws: Any) -> None:
    world = hall(aws, "insurance-opt-out")
    person = world.person(STUDENT)
    form = world.answers(person, "insurance-opt-out")
    del form["insurance_proof"]
    with pytest.raises(InvalidForm):
        world.submit(person, "insurance-opt-out", form)


@pytest.mark.req("C-S1", "C-S8", "C-03")
def test_study_is_added_to_the_register_and_only_senior_staff_enter_it(aws: Any) -> None:
    world = hall(aws, "theory-study")
    with pytest.raises(NotEligible):
        world.answers(world.person("120111"), "theory-study")
    person = world.person(DEPUTY)
    ids = [world.submit(person, "theory-study", hours=hours) for hours in (2, 3)]
    assert [approve_all(world, id) for id in ids] == [State.COMPLETED] * 2
    numbers = [world.load(id).head.number for id in ids]
    assert [value(world, "theory-study", number, "hours") for number in numbers] == [2, 3]


@pytest.mark.req("Z-F2", "C-S6")
def test_a_document_is_out_until_it_is_returned(aws: Any) -> None:
    world = hall(aws, "cadre-visa")
    id = world.submit(world.person(DEPUTY), "cadre-visa")
    states = []
    while world.load(id).open_tasks:
        (task,) = world.load(id).open_tasks
        states.append((task.step, value(world, "travel-documents", f"{DEPUTY}:passport", "state")))
        world.decide(id, task.key, world.holder_of(task.holder))
    assert ("give_back", "out") in states and ("hand_out", None) in states
    assert value(world, "travel-documents", f"{DEPUTY}:passport", "state") == "kept"


@pytest.mark.req("S-R1", "S-R4", "S-R6")
@pytest.mark.parametrize(("fixed", "again"), [(True, False), (False, True)])
def test_what_is_not_fixed_is_repaired_again(aws: Any, fixed: bool, again: bool) -> None:
    world = hall(aws, "dormitory-repair", "dormitory-rooms")
    id = world.submit(world.person(STUDENT), "dormitory-repair")
    assert approve_all(world, id, fixed=fixed) is State.COMPLETED
    steps = [task.step for task in world.load(id).tasks]
    assert ("second_visit" in steps) is again
    assert "position:dormitory_manager@campus-new" in {task.holder for task in world.load(id).tasks}


@pytest.mark.req("C-S4")
def test_private_leave_is_decided_and_a_private_trip_only_put_on_record(aws: Any) -> None:
    world = hall(aws, "cadre-private-absence")
    trip, leave = (world.submit(world.person(DEPUTY), "cadre-private-absence", variant=v) for v in ("trip", "leave"))
    assert [world.load(id).open_tasks[0].step for id in (trip, leave)] == ["put_on_record", "head_approval"]


@pytest.mark.req("Z-F18", "S-F4", "S-08")
def test_consents_and_evidence_are_asked_for() -> None:
    asked = {
        one.raw["service"]: {field["field"] for field in one.raw["form"] if field["type"] == "file"}
        for one in load_definitions()
        if not one.service.is_entry
    }
    assert {"guardian_consent", "guardian_identity"} <= asked["living-off-campus"]
    assert {"medical", "disability"} <= asked["fitness-exemption"]
