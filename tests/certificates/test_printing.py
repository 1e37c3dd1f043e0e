"""A kiosk prints a certificate for a print code: once, for ten minutes, and the person sees it (W-16)."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from chalicelib.certificates import Spot, State
from chalicelib.certificates.print_code import MOST_PRINTED, PrintCode, digits_in, not_printable, place_of, printed
from chalicelib.certificates.printing import PER_DEVICE
from chalicelib.errors import Conflict, NotFound, TooManyRequests
from chalicelib.shared.ids import new_id
from chalicelib.shared.text import Text
from tests.certificates.conftest import CertificateWorld
from tests.hall_world import MORNING
from tests.tickets.conftest import QUEUES

SPOT = Spot(Text("服务中心", "Service Centre"), "1号自助机")


@pytest.fixture
def hall(world: CertificateWorld) -> CertificateWorld:
    world.hall.windows.store.put_hall("centre", QUEUES)
    return world


def code_for(world: CertificateWorld, id: str, n: int = 1) -> str:
    return str(world.hall.printing.make(world.student, id, f"paper.{n}")["code"])


def redeem(world: CertificateWorld, code: str, key: str = "", device: str = "kiosk") -> Any:
    return world.hall.printing.redeem(SPOT, device, code, key or new_id())


def refusal(world: CertificateWorld, code: str) -> Text:
    with pytest.raises((Conflict, NotFound)) as refused:
        redeem(world, code)
    assert refused.value.detail is not None
    return refused.value.detail


@pytest.mark.req("W-16")
def test_the_very_file_is_printed_once_and_said_with_place_and_time(hall: CertificateWorld) -> None:
    id = hall.issued()
    made = hall.hall.printing.make(hall.student, id, "paper.1")
    assert made["ends_at"] == "2026-11-23T01:10:00.000Z" and made["halls"] == [QUEUES["name"]]
    told = redeem(hall, f"{made['code'][:4]} {made['code'][4:]}")
    one = hall.one(id)
    assert told == {"title": one.title.to_dict(), "number": one.number, "url": told["url"]}
    assert one.key in told["url"] and "X-Amz-Expires=60" in told["url"]
    [row] = hall.hall.certificates.mine(hall.student, None, 10)["items"]
    assert row["printed"] == [
        {"at": "2026-11-23T01:00:00.000Z", "hall": SPOT.hall.to_dict(), "place": "1号自助机"}
    ]
    [said] = [event for event in hall.load(id).events if event.type == "certificate:printed"]
    assert said.data["certificate"]["number"] == one.number
    for person in (hall.student, hall.officer):
        lines = [line["text"]["zh"] for line in hall.hall.view_application(person, id, None)["timeline"]]
        assert f"自助打印在读证明（{one.number}），地点：服务中心 1号自助机" in lines
    assert "重新生成" in refusal(hall, made["code"]).zh and "was used" in refusal(hall, made["code"]).en


@pytest.mark.req("W-16", "R44")
def test_neither_code_nor_person_is_stored_or_told_beside_it(hall: CertificateWorld) -> None:
    id = hall.issued()
    code = code_for(hall, id)
    stored = hall.aws.client("dynamodb").scan(TableName=hall.hall.settings.table("certificates"))["Items"]
    [row] = [item for item in stored if item["sk"]["S"] == "PRINT"]
    assert code not in json.dumps(row) and int(row["expires_at"]["N"]) > 0
    told = json.dumps([redeem(hall, code), str(row)], ensure_ascii=False)
    assert hall.student.id not in told and hall.student.name.zh not in told


@pytest.mark.req("W-16")
def test_each_thing_that_is_wrong_says_what_and_nothing_of_people(hall: CertificateWorld) -> None:
    id = hall.issued()
    wrong, over, gone, new = "00000000", code_for(hall, id), code_for(hall, id), code_for(hall, id)
    said = {"wrong": refusal(hall, wrong), "short": refusal(hall, "1234")}
    assert said["wrong"] == said["short"] and "不正确" in said["wrong"].zh
    hall.now += timedelta(minutes=10)
    said["over"] = refusal(hall, over)
    hall.now -= timedelta(minutes=1)
    hall.store.write(hall.one(id).going(state=State.SEALING))
    said["sealing"] = refusal(hall, gone)
    hall.store.write(hall.one(id).going(state=State.VALID, valid_until="2026-11-22"))
    said["ended"] = refusal(hall, gone)
    hall.store.write(hall.one(id).going(valid_until=""))
    hall.act(id, "reissue")
    said["replaced"] = refusal(hall, new)
    hall.act(id, "revoke", n=2)
    hall.store.write(hall.one(id).going(state=State.REVOKED))
    said["revoked"] = refusal(hall, gone)
    assert ["过期" in said["over"].zh, "印章" in said["sealing"].zh, "有效期" in said["ended"].zh] == [True] * 3
    assert "新证明" in said["replaced"].zh and "撤销" in said["revoked"].zh
    assert len({text.zh for text in said.values()}) == len({text.en for text in said.values()}) == len(said) - 1
    for text in said.values():
        assert hall.student.id not in f"{text.zh}{text.en}" and hall.student.name.zh not in text.zh
    assert hall.one(id).printed == []


@pytest.mark.req("W-16", "R40")
def test_only_its_person_makes_a_code_and_only_of_what_can_be_printed(hall: CertificateWorld) -> None:
    id = hall.apply()
    with pytest.raises(NotFound):
        code_for(hall, id)
    hall.approve(id)
    for person in (hall.officer, hall.person("department_head-registry")):
        with pytest.raises(NotFound):
            hall.hall.printing.make(person, id, "paper.1")
    [own] = hall.hall.certificates.of_application(hall.student, id)["items"]
    [others] = hall.hall.certificates.of_application(hall.officer, id)["items"]
    assert own["may_print"] and not others["may_print"]
    hall.act(id, "revoke")
    with pytest.raises(Conflict):
        code_for(hall, id)
    assert not hall.hall.certificates.mine(hall.student, None, 10)["items"][0]["may_print"]


@pytest.mark.req("W-16")
def test_without_a_kiosk_nobody_is_offered_a_code(world: CertificateWorld) -> None:
    id = world.issued()
    assert not world.hall.certificates.mine(world.student, None, 10)["items"][0]["may_print"]
    with pytest.raises(Conflict):
        code_for(world, id)


@pytest.mark.req("W-16", "R41")
def test_a_kiosk_may_not_try_codes_through(hall: CertificateWorld) -> None:
    code = code_for(hall, hall.issued())
    for n in range(PER_DEVICE[0]):
        with pytest.raises(NotFound):
            redeem(hall, f"{n:08d}")
    with pytest.raises(TooManyRequests):
        redeem(hall, code)  # the right one counts as well: else trying would pay
    assert redeem(hall, code, device="another")["number"]


@pytest.mark.req("W-16", "R2")
def test_a_request_whose_answer_was_lost_prints_and_says_it_once(hall: CertificateWorld) -> None:
    id = hall.issued()
    code = code_for(hall, id)
    first = redeem(hall, code, "key-00000001")
    again = redeem(hall, code, "key-00000001")
    assert (first["number"], len(hall.one(id).printed)) == (again["number"], 1)
    assert [event.type for event in hall.load(id).events].count("certificate:printed") == 1  # type: ignore[arg-type]
    with pytest.raises(Conflict):
        redeem(hall, code, "key-00000001", device="another")
    hall.now += timedelta(minutes=10)
    with pytest.raises(Conflict):
        redeem(hall, code, "key-00000001")


@pytest.mark.req("W-16", "R2")
def test_what_a_crash_left_unsaid_is_said_before_the_file_is_given(hall: CertificateWorld) -> None:
    id = hall.issued()
    code = code_for(hall, id)

    class Failing:
        load = staticmethod(hall.hall.store.load)

        def commit(self, _change: Any, _uploads: Any = ()) -> None:
            raise TimeoutError("the table was away")

    broken = replace(hall.hall.printing, applications=Failing())
    with pytest.raises(TimeoutError):
        broken.redeem(SPOT, "kiosk", code, "key-00000002")
    assert len(hall.one(id).printed) == 1 and "certificate:printed" not in [one.type for one in hall.load(id).events]
    assert redeem(hall, code, "key-00000002")["url"]
    assert [one.type for one in hall.load(id).events][-1] == "certificate:printed"
    assert len(hall.one(id).printed) == 1


@pytest.mark.req("W-16")
def test_of_two_kiosks_at_once_one_prints(hall: CertificateWorld) -> None:
    id = hall.issued()
    code = code_for(hall, id)

    def one(n: int) -> str:
        try:
            redeem(hall, code, device=f"kiosk-{n}")
        except Conflict:
            return "refused"
        return "printed"

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(one, range(4)))
    assert sorted(done) == ["printed", "refused", "refused", "refused"]
    assert len(hall.one(id).printed) == 1


@pytest.mark.req("W-16")
def test_a_code_as_a_value(world: CertificateWorld) -> None:
    one = PrintCode("01", "a", "paper", 1, MORNING)
    digits = one.digits("secret")
    assert len(digits) == 8 and digits.isdecimal() and digits != one.digits("other")
    assert len({replace(one, id=f"{n}").digits("secret") for n in range(50)}) == 50
    assert PrintCode.of(one.to_data(), "x") == replace(one, used="x")
    assert place_of("secret", digits) != place_of("other", digits) and digits not in place_of("secret", digits)
    assert {digits_in(text) for text in (" 1234 5678", "１２３４-５６７８", "1234–5678")} == {"12345678"}
    assert {digits_in(text) for text in ("", "12345678９", "1234567a", "٣2345678")} == {""}
    made = world.one(world.issued())
    today = date(2026, 11, 23)
    assert not_printable(made, today) is None and not_printable(made, date(2026, 12, 24)) is not None
    for state in State:
        assert (not_printable(replace(made, state=state), today) is None) == (state is State.VALID)
    for n in range(MOST_PRINTED + 1):
        made = printed(made, replace(one, id=f"{n}"), SPOT, MORNING)
    assert [made.printed[0]["id"], len(made.printed), made.rev] == ["1", MOST_PRINTED, made.rev]
