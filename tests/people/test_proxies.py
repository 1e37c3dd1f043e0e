"""Standing proxies and absence: who may be named, for how long, what it costs, and that taking back acts at once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from chalicelib.errors import InvalidForm, NotFound
from chalicelib.people import Member, Position, ProxyWish, University, give_proxy, revoke_proxy
from chalicelib.shared.clock import stamp
from tests.people.samples import DAY, person

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
SERVICES = {"leave", "travel"}


def wish(to="2", **changes):
    asked = {"kind": "proxy", "services": (), "since": DAY, "until": DAY + timedelta(days=7), "reason": "出差"}
    return ProxyWish(to=to, **(asked | changes))


@pytest.fixture
def people(store):
    held = (Position("officer", "registry"),)
    some = (person("1", positions=held), person("2"), person("3"), person("s", category="undergraduate"))
    left = person("9", until=DAY - timedelta(days=1))
    store.load_seed("small", "1", University((), (*some, left), (), {}))
    return store


def give(people, wished, by="1", now=NOW):
    return give_proxy(people, people.get_person(by), wished, SERVICES, now)


def refused(people, wished, by="1"):
    with pytest.raises(InvalidForm) as caught:
        give(people, wished, by)
    for error in caught.value.errors:
        assert error.message.zh and error.message.en and error.message.zh != error.message.en
    return [(error.pointer, error.code) for error in caught.value.errors]


def test_both_sides_know_it_and_the_days_count_inclusively(people):
    made = give(people, wish(services=("leave", "leave")))
    principal, proxy = people.get_person("1"), people.get_person("2")
    assert principal.gave == proxy.stands_in == (made,)
    assert (made.services, made.reason, made.proxy_name) == (("leave",), "出差", proxy.name)
    for day, expected in ((DAY - timedelta(days=1), ()), (DAY, ("2",)), (DAY + timedelta(days=7), ("2",))):
        assert principal.proxies_for("leave", day) == expected
    assert principal.proxies_for("travel", DAY) == principal.proxies_for("leave", DAY + timedelta(days=8)) == ()


def test_it_costs_nothing_to_have_none_and_one_batch_to_have_some(people, asked):
    plain = people.get_person("3")
    asked.clear()
    assert people.with_principals(plain, DAY) is plain
    assert not asked
    give(people, wish("3"), by="1")
    give(people, wish("3"), by="2")
    proxy = people.get_person("3")
    asked.clear()
    proxy = people.with_principals(proxy, DAY)
    assert asked == {"BatchGetItem": 1}
    assert [one.id for one in proxy.stood_for("leave", DAY)] == ["1", "2"]
    assert proxy.principals[0].holds("officer@registry", DAY)


def test_the_same_wish_twice_is_one_proxy(people):
    assert give(people, wish()) == give(people, wish())
    assert len(people.get_person("2").stands_in) == 1


def test_taking_it_back_acts_at_once_on_both_sides_and_may_be_repeated(people):
    made = give(people, wish())
    for _ in range(2):
        revoke_proxy(people, people.get_person("1"), made.id, NOW)
    proxy = people.with_principals(people.get_person("2"), DAY)
    assert not proxy.stood_for("leave", DAY)
    assert people.get_person("1").gave[0].revoked == proxy.stands_in[0].revoked == stamp(NOW)
    assert give(people, wish()).id != made.id
    with pytest.raises(NotFound):
        revoke_proxy(people, people.get_person("3"), made.id, NOW)


@pytest.mark.parametrize(
    ("wished", "error"),
    [
        (wish("1"), ("/to", "self")),
        (wish("nobody"), ("/to", "unknown")),
        (wish(""), ("/to", "unknown")),
        (wish("s"), ("/to", "unknown")),
        (wish("9"), ("/to", "unknown")),
        (wish(services=("leave", "magic")), ("/services", "unknown")),
        (wish(reason=" "), ("/reason", "required")),
        (wish(reason="长" * 201), ("/reason", "too_long")),
        (wish(until=DAY - timedelta(days=1), since=DAY - timedelta(days=3)), ("/until", "before")),
        (wish(until=DAY - timedelta(days=1)), ("/until", "before")),
        (wish(until=DAY + timedelta(days=400)), ("/until", "too_long")),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(people, wished, error):
    assert refused(people, wished) == [error]
    assert people.get_person("1").gave == ()


def test_who_is_away_on_one_of_the_days_cannot_be_named_so_there_is_no_chain_and_no_circle(people):
    give(people, wish("3"), by="2")
    assert refused(people, wish("2")) == [("/to", "chain")]
    assert refused(people, wish("2"), by="3") == [("/to", "chain")]
    after = DAY + timedelta(days=8)
    assert give(people, wish("2", since=after, until=after)).proxy == "2"


def test_a_proxy_of_a_proxy_has_no_power(people):
    give(people, wish("2"), by="1")
    give(people, wish("3"), by="2")
    third = people.with_principals(people.get_person("3"), DAY)
    assert [one.id for one in third.stood_for("leave", DAY)] == ["2"]
    assert not third.principals[0].principals


def test_an_absence_needs_no_proxy_and_says_until_when(people):
    made = give(people, wish("", kind="absence", reason="病假"))
    absent = people.get_person("1")
    assert absent.away_until(DAY) == made.until
    assert absent.away_until(made.until + timedelta(days=1)) is None
    assert absent.proxies_for("leave", DAY) == ()
    revoke_proxy(people, absent, made.id, NOW)
    assert people.get_person("1").away_until(DAY) is None


def test_proxies_survive_the_next_import_and_old_ones_are_dropped(people):
    give(people, wish("2", until=DAY))
    people.put_person(person("1", mobile="19900009999"))
    assert people.get_person("1").proxies_for("leave", DAY) == ("2",)
    later = NOW + timedelta(days=60)
    day = later.date()
    give(people, wish("3", since=day, until=day), now=later)
    assert [one.proxy for one in people.get_person("1").gave] == ["3"]


def test_two_at_once_are_both_kept(people):
    """Both read the same person; the second is thought over again on what the first wrote."""
    change = people.change_proxies
    tried = []

    class Slow:
        def change_proxies(self, ids, think):
            def think_slowly(found):
                if not tried:
                    tried.append(give(people, wish("3")))
                return think(found)

            change(ids, think_slowly)

    give_proxy(Slow(), people.get_person("1"), wish("2"), SERVICES, NOW)
    assert {one.proxy for one in people.get_person("1").gave} == {"2", "3"}


def test_who_has_left_holds_nothing_and_is_in_no_position(people):
    last = DAY
    people.set_roster("officer", "registry", [Member("1"), Member("2")], "personnel")
    people.put_person(person("1", until=last))
    gone = people.get_person("1")
    assert gone.holds("officer@registry", last) and not gone.left_on(last)
    after = date(2026, 11, 24)
    assert not gone.holds("officer@registry", after) and gone.position_keys(after) == []
    assert [one.id for one in people.members("officer@registry", after)] == ["2"]
