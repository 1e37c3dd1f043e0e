"""Proving an address by a code, in the whole hall: who is written to, what counts, and what a stranger cannot do."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.bootstrap import build_hall
from chalicelib.errors import InvalidForm, NotFound, TooManyRequests
from chalicelib.people import Person
from chalicelib.shared.letter import Letter
from local.demo import demo_university
from tests.hall_world import MORNING, HallWorld

LIN, HE = "2023010101", "2022010101"
STUDENTS = (LIN, HE, "2023010102", "2023010103", "2023010104", "2025510101")
SOME = {*STUDENTS, "120110", "120102"}
NEW = "xiaoyu@mail.example"


class Box(list[Letter]):
    """Takes what is sent by one channel."""

    def __bool__(self) -> bool:
        return True

    def send(self, letter: Letter) -> str:
        self.append(letter)
        return str(len(self))


@pytest.fixture
def mail() -> Box:
    return Box()


@pytest.fixture
def sms() -> Box:
    return Box()


class World(HallWorld):
    """The hall without services, and of the demo university only those whom these tests need."""

    def __init__(self, aws: Any, **replaced: Any) -> None:
        self.aws, self.now, self.seen = aws, MORNING, {}
        self.hall = build_hall(replace(aws.settings(), secret="a-secret-of-this-test"), clock=self.clock, **replaced)
        known = demo_university()
        few = tuple(one for one in known.people if one.id in SOME)
        self.hall.people.load_seed("few", "1", replace(known, people=few, rosters=(), accounts={}))


@pytest.fixture
def world(aws: Any, mail: Box, sms: Box) -> World:
    return World(aws, mail=mail, sms=sms)


def begin(world: HallWorld, kind: str = "email", address: str = NEW, who: str = LIN) -> dict[str, Any]:
    made = world.hall.contacts.begin(world.person(who), kind, address)
    world.settle()
    return made


def confirm(world: HallWorld, made: dict[str, Any], code: str, who: str = LIN) -> dict[str, Any]:
    found = world.hall.contacts.confirm(world.person(who), made["id"], code)
    world.settle()
    return found


def code_in(letter: Letter) -> str:
    found = re.search(r"(?<!\d)\d{6}(?!\d)", letter.text)
    assert found
    return found[0]


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def reason(refused: pytest.ExceptionInfo[InvalidForm]) -> str:
    return refused.value.errors[0].code


@pytest.mark.req("H-09", "N19", "X2")
def test_a_mailbox_counts_once_its_code_came_back_and_the_old_one_is_told(world: HallWorld, mail: Box) -> None:
    campus = world.person(LIN).email
    made = begin(world)
    [letter] = mail
    assert letter.to == NEW and world.person(LIN).name.zh not in letter.text, "whose it is, is not known yet"
    assert world.person(LIN).reach("email") == campus, "nothing counts before the code"
    view = confirm(world, made, code_in(letter))
    assert view["email"]["address"] == NEW and view["email"]["directory"] == campus and view["outside"]
    assert world.person(LIN).reach("email") == NEW
    assert [one.to for one in mail] == [NEW, campus]
    assert "x***u@mail.example" in mail[1].text and NEW not in mail[1].text
    assert view["log"][0]["address"] == "x***u@mail.example"


@pytest.mark.req("H-09")
def test_notices_go_where_it_was_proven(world: HallWorld, mail: Box) -> None:
    confirm(world, begin(world), code_in(mail[-1]))
    world.hall.notices.tell_self("proxy_given", LIN, "p1", world.now)
    world.settle()
    assert mail[-1].to == NEW


@pytest.mark.req("H-09", "X2")
def test_a_mobile_number_is_proven_by_text_message_and_the_mailbox_hears_of_it(
    world: HallWorld, mail: Box, sms: Box
) -> None:
    before = world.person(LIN).mobile
    made = begin(world, "mobile", "+86 138 0013-8000")
    assert made["address"] == sms[-1].to == "13800138000"
    confirm(world, made, code_in(sms[-1]))
    assert world.person(LIN).reach("mobile") == "13800138000"
    assert (sms[-1].to, mail) == (before, [])
    world.hall.people.put_person(replace(world.person(HE), mobile=""))
    confirm(world, begin(world, "mobile", "13800138001", HE), code_in(sms[-1]), HE)
    assert [one.to for one in mail] == [world.person(HE).email], "there was no number before"


@pytest.mark.req("N19", "W-19")
def test_five_tries_ten_minutes_and_a_code_of_ones_own(world: HallWorld, mail: Box) -> None:
    made = begin(world)
    code = code_in(mail[-1])
    with pytest.raises(NotFound):
        confirm(world, made, code, HE)
    for left in (4, 3, 2, 1):
        with pytest.raises(InvalidForm) as refused:
            confirm(world, made, wrong(code))
        assert reason(refused) == "wrong" and str(left) in refused.value.errors[0].message.en
    for given in (wrong(code), code):
        with pytest.raises(InvalidForm) as refused:
            confirm(world, made, given)
        assert reason(refused) == "worn"
    world.now += timedelta(seconds=61)
    later = begin(world)
    assert later["id"] != made["id"]
    world.now += timedelta(minutes=10)
    with pytest.raises(InvalidForm) as refused:
        confirm(world, later, code_in(mail[-1]))
    assert reason(refused) == "expired"
    assert world.person(LIN).contacts == {}


def test_asking_twice_is_one_code_and_another_has_to_wait(world: HallWorld, mail: Box) -> None:
    made = begin(world)
    assert begin(world) == made and len(mail) == 1
    with pytest.raises(TooManyRequests) as waits:
        begin(world, address="other@mail.example")
    assert 0 < waits.value.extra["retry_after"] <= 60
    world.now += timedelta(seconds=61)
    assert begin(world)["id"] != made["id"]
    assert code_in(mail[0]) != code_in(mail[1])


def test_nobodys_mailbox_is_flooded(world: HallWorld, mail: Box) -> None:
    for who in STUDENTS[:5]:
        begin(world, who=who)
    with pytest.raises(TooManyRequests):
        begin(world, who=STUDENTS[5])
    assert len(mail) == 5


def test_a_right_code_again_changes_nothing_and_never_goes_back(world: HallWorld, mail: Box) -> None:
    made = begin(world)
    code = code_in(mail[-1])
    confirm(world, made, code)
    told = len(mail)
    confirm(world, made, code)
    assert len(mail) == told, "the change is told once"
    world.now += timedelta(minutes=2)
    other = begin(world, address="newer@mail.example")
    confirm(world, other, code_in(mail[-1]))
    confirm(world, made, code)
    assert world.person(LIN).reach("email") == "newer@mail.example", "a late repetition brings nothing back"


@pytest.mark.req("X2")
def test_taken_back_the_directory_counts_again_and_the_address_is_told(world: HallWorld, mail: Box) -> None:
    confirm(world, begin(world), code_in(mail[-1]))
    world.now += timedelta(minutes=1)
    view = world.hall.contacts.remove(world.person(LIN), "email")
    world.settle()
    assert view["email"]["verified_at"] is None
    assert world.person(LIN).reach("email") == world.person(LIN).email
    assert mail[-1].to == NEW
    told = len(mail)
    world.hall.contacts.remove(world.person(LIN), "email")
    world.settle()
    assert len(mail) == told


def test_a_dead_mailbox_is_no_reason_not_to_prove_another(world: HallWorld, mail: Box) -> None:
    from chalicelib.notices.plan import address_mark

    person = world.person(LIN)
    world.hall.people.set_unreachable(LIN, {"mail": f"{address_mark(person.email)} Permanent/General"})
    confirm(world, begin(world), code_in(mail[0]))
    channels = {one["id"]: one for one in world.hall.notices.preferences(world.person(LIN))["channels"]}
    assert channels["mail"]["reached"] == "yes" and channels["mail"]["address"] == NEW


@pytest.mark.req("H-09")
@pytest.mark.parametrize(("address", "outside"), [("a@mail.example", True), ("a@lib.stu.yizhan.example", False)])
def test_a_mailbox_on_campus_is_no_way_outside(world: HallWorld, mail: Box, address: str, outside: bool) -> None:
    assert confirm(world, begin(world, address=address), code_in(mail[-1]))["outside"] is outside


@pytest.mark.parametrize("address", ["", "no address", "a@b", "a@b.example, c@d.example", "x" * 250 + "@b.example"])
def test_what_is_no_address_is_refused_by_name(world: HallWorld, address: str) -> None:
    for kind in ("email", "mobile"):
        with pytest.raises(InvalidForm) as refused:
            begin(world, kind, address)
        assert refused.value.errors[0].pointer == "/address"


def test_a_hall_without_text_messages_proves_no_numbers(world: HallWorld) -> None:
    contacts = replace(world.hall.contacts, kinds=("email",))
    with pytest.raises(NotFound):
        contacts.begin(world.person(LIN), "mobile", "13800138000")
    assert not contacts.view(world.person(LIN))["mobile"]["offered"]


@pytest.mark.req("Z-16", "X4", "Z-19")
def test_every_value_says_where_it_is_from_and_whom_to_call(world: HallWorld) -> None:
    records = {one["name"]["zh"]: one for one in world.hall.profile(world.person(LIN))}
    assert set(records) == {"学籍信息", "住宿信息"}
    facts = {fact["label"]["zh"]: fact["value"]["zh"] for fact in records["学籍信息"]["facts"]}
    assert facts["姓名"] == "林晓雨" and facts["学号"] == LIN and facts["性别"] in ("女", "男")
    for one in records.values():
        assert one["unit"]["name"]["zh"] and one["unit"]["phone"]
    for other in ("120110", "120102", "2025510101"):
        assert world.hall.profile(world.person(other))


def test_what_was_proven_fills_forms_too(world: HallWorld, mail: Box) -> None:
    from chalicelib.forms.sources import known_value

    confirm(world, begin(world), code_in(mail[-1]))
    person: Person = world.person(LIN)
    assert known_value("applicant.email", person, {}) == NEW
