"""Beacons, figures, ratings and statistics over HTTP."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.conftest import Client
from tests.web.fake_hall import FakeHall
from tests.web.fake_insight import API, CODE, FIGURES, RATED
from tests.web.samples import APPLICATION

RATING = f"{API}/applications/{APPLICATION['id']}/rating"


def told(client: Client, path: str, body: Any) -> int:
    """As the browser's beacon does: signed in or not, without the session's token."""
    return int(client.post(f"{API}/{path}", signed_in=False, json_body=body).status)


@pytest.mark.req("N3", "S-05")
def test_a_visit_needs_no_session_and_no_token(client: Client, hall: FakeHall) -> None:
    assert told(client, "visits", {"service": CODE}) == 204
    assert told(client, "visits", {"service": CODE, "from": "wecom"}) == 204
    assert hall.calls[-2:] == [("visit", CODE, ""), ("visit", CODE, "wecom")]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"service": "no"}, 404),
        ({"service": CODE, "from": "We Com"}, 400),
        ({"service": CODE, "from": "x" * 25}, 400),
        ({"service": CODE, "from": 7}, 400),
        ({"service": CODE, "person": "2023010001"}, 400),
        ({}, 400),
    ],
)
def test_a_forged_visit_is_refused(client: Client, hall: FakeHall, body: Any, status: int) -> None:
    assert told(client, "visits", body) == status
    assert not [call for call in hall.calls if call[0] == "visit"]


def test_beacons_are_rate_limited_by_address(client: Client, hall: FakeHall) -> None:
    hall.access.rate.left = 0
    assert told(client, "visits", {"service": CODE}) == 429
    assert told(client, "empty-searches", {"query": "停车证"}) == 429
    assert all("#ip#" in key for key in hall.access.rate.keys)


@pytest.mark.req("C-05")
@pytest.mark.parametrize(("query", "status"), [("停车证", 204), ("", 400), ("x" * 61, 400)])
def test_a_search_in_vain_is_told_with_the_address_it_counts_for(
    client: Client, hall: FakeHall, query: str, status: int
) -> None:
    assert told(client, "empty-searches", {"query": query}) == status
    assert [call[:2] for call in hall.calls if call[0] == "search"] == ([("search", query)] if status == 204 else [])


@pytest.mark.req("C-18")
def test_figures_are_cached_and_not_sent_twice(client: Client) -> None:
    first = client.get(f"{API}/services/{CODE}/figures", signed_in=False)
    assert first.json == FIGURES and first.headers["cache-control"] == "public, max-age=600"
    etag = {"If-None-Match": first.headers["etag"]}
    assert client.get(f"{API}/services/{CODE}/figures", signed_in=False, headers=etag).status == 304


@pytest.mark.req("Z-08")
def test_a_rating_says_what_was_kept(client: Client, hall: FakeHall) -> None:
    said = {"service": 5, "flow": 4, "comment": "很快"}
    assert client.call("PUT", RATING, json_body=said).json == RATED
    assert hall.calls[-1][2:] == (5, 4, "很快")


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"service": 0, "flow": 4}, "/service"),
        ({"service": 6, "flow": 4}, "/service"),
        ({"service": 4.5, "flow": 4}, "/service"),
        ({"service": True, "flow": 4}, "/service"),
        ({"service": 5}, "/flow"),
        ({"service": 5, "flow": 4, "comment": "长" * 201}, "/comment"),
    ],
)
def test_a_refused_rating_names_the_field(client: Client, hall: FakeHall, wrong: Any, pointer: str) -> None:
    answer = client.call("PUT", RATING, json_body=wrong)
    assert answer.status == 400 and [one["pointer"] for one in answer.json["errors"]] == [pointer]
    assert not [call for call in hall.calls if call[0] == "rate"]


def test_what_is_not_over_cannot_be_rated(client: Client) -> None:
    answer = client.call("PUT", RATING, json_body={"service": 5, "flow": 4, "comment": "early"})
    assert (answer.status, answer.json["code"]) == (409, "not_your_turn")


def test_a_month_that_is_not_shown_is_named(client: Client) -> None:
    answer = client.get(f"{API}/statistics?month=1999-01")
    assert answer.status == 422 and answer.json["errors"][0]["pointer"] == "/month"
    assert client.get(f"{API}/statistics?month=11-2026").status == 400


@pytest.mark.req("W-13", "R34")
def test_files_are_saved_and_not_shown(client: Client) -> None:
    for path in ("statistics/file", "statistics/ratings/file"):
        answer = client.get(f"{API}/{path}")
        assert answer.headers["content-type"] == "text/csv; charset=utf-8" and answer.body.startswith("\ufeff")
        assert answer.headers["content-disposition"].startswith('attachment; filename="')


def test_a_list_of_ratings_goes_on(client: Client) -> None:
    answer = client.get(f"{API}/statistics/ratings?service={CODE}&month=2026-11")
    assert answer.json["next"] == "more" and f"service={CODE}" in answer.headers["link"]
