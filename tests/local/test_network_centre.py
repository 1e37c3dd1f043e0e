"""The Network Centre's systems of the local hall: what was asked for is there, and what is taken is refused."""

from __future__ import annotations

from typing import Any

from local.http import Request
from local.network_centre import NetworkCentre


def test_what_is_asked_for_is_there_until_it_is_given_back() -> None:
    centre = NetworkCentre()

    def call(number: str, action: str, **data: Any) -> str:
        return centre.take("name-servers", {"number": number, "action": action, "person": "120111", **data})

    assert call("1", "add", name="vision", keeper="120111", until="2027-06-30") == ""
    assert call("1", "add", name="vision", keeper="120111") == "", "the same once more"
    assert call("2", "add", name="vision") == "vision: there already"
    assert call("3", "hand_over", record="vision", new_keeper="120112") == ""
    kept = centre.kept["name-servers"]["vision"]
    assert (kept["keeper"], kept["until"]) == ("120112", "2027-06-30")
    page = centre(Request("GET", "/local/network", "", {}, b"")).body.decode()
    assert "vision" in page and "120112" in page
    assert call("4", "give_back", record="vision") == "" and not centre.kept["name-servers"]
    assert centre(Request("POST", "/local/network", "", {}, b"")).status == 405


def test_a_server_is_kept_under_its_case_number() -> None:
    centre = NetworkCentre()
    made = {"number": "20261127-000001", "hostname": "lab", "cores": 4, "keeper": "120111", "action": None}
    assert centre.take("cloud-platform", made) == ""
    assert centre.take("cloud-platform", {"number": "9", "action": "give_back", "record": made["number"]}) == ""
    assert centre.kept["cloud-platform"] == {}
