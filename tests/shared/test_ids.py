import re
import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.errors import InvalidRequest
from chalicelib.shared.ids import (
    application_number,
    codes_match,
    derived_id,
    new_id,
    query_code,
    read_token,
    sign_token,
)
from chalicelib.shared.pagination import decode_cursor, encode_cursor

SECRET = "a secret"
json_values = st.dictionaries(
    st.text(max_size=8), st.one_of(st.text(max_size=20), st.integers(), st.none()), max_size=4
)


def test_new_ids_differ_and_sort_by_time():
    ids = [new_id()]
    for _ in range(3):
        time.sleep(0.002)
        ids.append(new_id())
    assert ids == sorted(ids)
    assert len({new_id() for _ in range(2000)}) == 2000
    assert all(re.fullmatch(r"[0-9a-hjkmnp-tv-z]{26}", id) for id in ids)


def test_derived_ids_repeat_and_depend_on_everything():
    assert derived_id(SECRET, "submit", "key") == derived_id(SECRET, "submit", "key")
    others = {
        derived_id(SECRET, "submit", "key"),
        derived_id("another", "submit", "key"),
        derived_id(SECRET, "submi", "tkey"),
        derived_id(SECRET, "submitkey"),
        derived_id(SECRET, "submit", "key", ""),
    }
    assert len(others) == 5
    assert all(re.fullmatch(r"[a-z2-7]{26}", id) for id in others)


def test_application_numbers():
    numbers = {application_number(date(2026, 11, 23), "seed", attempt) for attempt in range(50)}
    assert len(numbers) == 50
    assert all(re.fullmatch(r"20261123-\d{6}", number) for number in numbers)
    assert application_number(date(2026, 11, 23), "seed", 7) in numbers


def test_query_codes_can_be_read_aloud():
    codes = {query_code(SECRET, f"application-{n}") for n in range(500)}
    assert len(codes) == 500
    assert all(re.fullmatch(r"[2-9A-HJKMNP-Z]{6}", code) for code in codes)
    assert query_code("another", "application-1") not in codes


def test_codes_match_what_people_type():
    code = query_code(SECRET, "x")
    assert codes_match(f" {code[:3].lower()} {code[3:]} ", code)
    assert not codes_match(code[:5], code)
    assert not codes_match("", code)
    assert not codes_match("验证码\ud800", code)


@given(payload=json_values)
def test_tokens_carry_their_payload(payload):
    token = sign_token(SECRET, "progress", payload)
    assert re.fullmatch(r"[\w\-.]+", token)
    assert read_token(SECRET, "progress", token) == payload
    assert read_token(SECRET, "state", token) is None
    assert read_token("another", "progress", token) is None


def test_no_other_spelling_of_a_token_is_read():
    token = sign_token(SECRET, "progress", {"id": "01", "exp": 5})
    letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_."
    for place in range(len(token)):
        for letter in letters:
            changed = token[:place] + letter + token[place + 1 :]
            assert changed == token or read_token(SECRET, "progress", changed) is None
    for changed in (
        "",
        ".",
        token[:-1],
        token + "=",
        token + "\n",
        " " + token,
        token.replace(".", ""),
        "é." + token,
        "\ud800.\ud800",
    ):
        assert read_token(SECRET, "progress", changed) is None


def test_cursors_come_back_and_forged_ones_are_refused():
    value = {"box": "todo#person:1", "at": "2026-11-23T00:00:00.000Z"}
    cursor = encode_cursor(SECRET, value)
    assert decode_cursor(SECRET, cursor) == value
    for forged in (
        "",
        "x",
        cursor[:-2],
        cursor + "A",
        encode_cursor("another", value),
        sign_token(SECRET, "state", value),
    ):
        with pytest.raises(InvalidRequest) as refused:
            decode_cursor(SECRET, forged)
        assert refused.value.errors[0].pointer == "/cursor"
