from datetime import date

import pytest
from botocore.exceptions import ConnectTimeoutError

from chalicelib.errors import NoRoom, NotFound, Temporary
from chalicelib.people import MOST_FAVOURITES, Member, PeopleStore, Position, University, person_key
from chalicelib.shared.read_ahead import holding
from chalicelib.shared.store import read_ahead
from tests.people.samples import DAY, person, unit


def test_a_person_comes_back_as_written(store):
    somebody = person(
        "100", lang="en", sms=True, extra={"major": {"zh": "翻译", "en": "Translation"}, "graduating": True}
    )
    store.put_person(somebody)
    assert store.get_person("100") == somebody
    for unknown in ("101", "", "x" * 5000, "\ud800", "1\n"):
        with pytest.raises(NotFound):
            store.get_person(unknown)


def test_people_are_read_in_batches_and_the_unknown_are_left_out(store, asked):
    for id in ("1", "2", "3"):
        store.put_person(person(id))
    asked.clear()
    assert list(store.get_people(["3", "9", "1", "3", "y" * 3000])) == ["3", "1"]
    assert asked == {"BatchGetItem": 1}
    assert store.get_people([]) == {}


def test_a_person_is_read_together_with_other_items(store, asked):
    somebody = person("1", positions=(Position("officer", "registry", date(2026, 1, 1)),))
    store.load_seed("small", "1", University((), (somebody,), (), {}))
    asked.clear()
    with holding():
        read_ahead([person_key("1"), person_key("2")])
        assert store.get_people(["1", "2"]) == {"1": somebody}
        assert asked == {"BatchGetItem": 1}
        assert store.get_person("1") == somebody, "asked again, the table is read again"
        assert asked == {"BatchGetItem": 1, "GetItem": 1}


@pytest.mark.req("Z-10")
def test_several_accounts_lead_to_one_person(store):
    store.put_person(person("2024910101"))
    store.put_account("Marie.Dubois", "2024910101")
    for account in ("marie.dubois", "MARIE.DUBOIS ", "2024910101"):
        assert store.person_of_account(account).id == "2024910101"
    for unknown in ("", " ", "marie", "z" * 5000):
        with pytest.raises(NotFound):
            store.person_of_account(unknown)


def test_what_the_person_chose_and_holds_survives_the_next_import(store):
    store.put_person(person("1", sms=False))
    store.set_preferences("1", sms=True, lang="en")
    store.set_roster("officer", "registry", [Member("1")], "personnel")
    store.put_person(person("1", mobile="19900009999", sms=False, lang="zh"))
    after = store.get_person("1")
    assert (after.mobile, after.sms, after.lang) == ("19900009999", True, "en")
    assert after.holds("officer@registry", DAY)


def test_favourites_survive_the_next_import_and_have_an_end(store):
    store.put_person(person("1"))
    for code in ("visa", "leave", "visa"):
        store.add_favourite("1", code)
    store.put_person(person("1", mobile="19900009999"))
    assert store.get_person("1").favourites == ("leave", "visa")
    for n in range(MOST_FAVOURITES - 2):
        store.add_favourite("1", f"service-{n}")
    with pytest.raises(NoRoom):
        store.add_favourite("1", "one-more")
    store.add_favourite("1", "visa")  # kept already: no room is needed
    store.remove_favourite("1", "visa")
    store.remove_favourite("1", "visa")
    store.add_favourite("1", "one-more")
    assert len(store.get_person("1").favourites) == MOST_FAVOURITES
    for code in store.get_person("1").favourites:
        store.remove_favourite("1", code)
    assert store.get_person("1").favourites == ()
    for change in (store.add_favourite, store.remove_favourite):
        with pytest.raises(NotFound):
            change("2", "visa")


def test_preferences_are_set_one_at_a_time(store):
    store.put_person(person("1"))
    store.set_preferences("1", sms=True)
    store.set_preferences("1", lang="en")
    store.set_preferences("1")
    assert (store.get_person("1").sms, store.get_person("1").lang) == (True, "en")
    with pytest.raises(NotFound):
        store.set_preferences("2", sms=True)
    with pytest.raises(NotFound):
        store.get_person("2")


@pytest.mark.req("H-19")
def test_members_are_those_of_the_day_in_one_get_and_one_batch(store, asked):
    for id in ("1", "2", "3"):
        store.put_person(person(id))
    lines = [Member("2"), Member("1", date(2026, 12, 1)), Member("3", None, date(2026, 11, 30))]
    store.set_roster("counsellor", "class-cs2301", lines, "student-affairs")
    asked.clear()
    assert [p.id for p in store.members("counsellor@class-cs2301", DAY)] == ["2", "3"]
    assert asked == {"GetItem": 1, "BatchGetItem": 1}
    assert [p.id for p in store.members("counsellor@class-cs2301", date(2026, 12, 1))] == ["2", "1"]
    assert store.members("counsellor@nowhere", DAY) == ()


def test_units_are_read_once_for_all(store, asked):
    for id in ("registry", "library"):
        store.put_unit(unit(id))
    asked.clear()
    assert store.get_unit("library") == unit("library")
    assert list(store.get_units(["registry", "library"])) == ["registry", "library"]
    assert [u.id for u in store.all_units()] == ["library", "registry"]
    assert asked == {"Query": 1}
    with pytest.raises(NotFound):
        store.get_unit("nowhere")


def test_a_unit_written_here_is_seen_at_once_and_one_written_elsewhere_soon(store, asked):
    assert store.all_units() == []
    store.put_unit(unit("library"))
    assert store.get_unit("library").id == "library"
    elsewhere = PeopleStore(units_for=0)
    assert elsewhere.get_unit("library").id == "library"
    store.put_unit(unit("registry"))
    assert elsewhere.get_unit("registry").id == "registry"


def test_nothing_scans(store, asked):
    university = University((unit("library"),), (person("1"),), (), {"one": "1"})
    store.load_seed("small", "abc", university)
    assert store.seed_digest("small") == "abc" and store.seed_digest("other") is None
    store.person_of_account("one")
    store.members("officer@library", DAY)
    store.all_units()
    assert "Scan" not in asked and "DescribeTable" not in asked


@pytest.mark.req("Z-01")
def test_a_person_says_of_when_they_are_known(store):
    store.load_seed("small", "1", University((), (person("1"),), (), {}), as_of="2026-11-22T20:00:00.000Z")
    assert store.get_person("1").as_of == "2026-11-22T20:00:00.000Z"
    store.put_person(person("1"))
    assert store.get_person("1").as_of == ""


@pytest.mark.parametrize(
    "operation", ["GetItem", "BatchGetItem", "Query", "UpdateItem", "PutItem", "TransactWriteItems"]
)
def test_a_table_out_of_reach_is_worth_trying_again(store, dynamodb, operation):
    store.put_person(person("1"))

    def unreachable(**_):
        raise ConnectTimeoutError(endpoint_url="http://nowhere")

    dynamodb.meta.events.register(f"before-call.dynamodb.{operation}", unreachable)
    calls = {
        "GetItem": lambda: store.get_person("1"),
        "BatchGetItem": lambda: store.get_people(["1"]),
        "Query": lambda: store.all_units(),
        "UpdateItem": lambda: store.set_preferences("1", sms=True),
        "PutItem": lambda: store.put_unit(unit("library")),
        "TransactWriteItems": lambda: store.set_roster("officer", "library", [Member("1")], "personnel"),
    }
    with pytest.raises(Temporary):
        calls[operation]()
