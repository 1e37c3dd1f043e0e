"""What a key may do, from where, until when: the rules alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.keys.model import ApiKey, digest_of, network_of, new_secret

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


def key(**more: object) -> ApiKey:
    given = {"services": (), "networks": (), "made_by": "110101", "made_at": NOW, "ends_at": NOW + timedelta(days=30)}
    return ApiKey("0123456789ab", "d" * 64, "registry", "平台", ("exports",), **{**given, **more})  # type: ignore[arg-type]


def test_a_secret_has_a_visible_prefix_and_256_random_bits() -> None:
    id, secret = new_secret()
    assert secret.startswith(f"yz_{id}_") and len(secret.removeprefix(f"yz_{id}_")) == 43
    assert new_secret()[1] != secret
    assert digest_of(secret) and secret not in str(digest_of(secret))


@pytest.mark.parametrize("text", ["", "yz_", "x" * 60, "yz_0123456789ab_short", "yz_0123456789AB_" + "a" * 43, "错"])
def test_what_cannot_be_a_secret_has_no_digest(text: str) -> None:
    assert digest_of(text) is None


@pytest.mark.parametrize(
    ("networks", "address", "inside"),
    [
        ((), "203.0.113.7", True),
        ((), "unknown", True),
        (("10.1.0.0/16",), "10.1.2.3", True),
        (("10.1.0.0/16",), "10.2.2.3", False),
        (("10.1.0.0/16",), "unknown", False),
        (("10.1.0.0/16",), "", False),
        (("10.1.0.0/16",), "::ffff:10.1.2.3", True),
        (("10.1.0.0/16", "2001:db8::/32"), "2001:db8::1", True),
        (("2001:db8::/32",), "10.1.2.3", False),
    ],
)
def test_networks(networks: tuple[str, ...], address: str, inside: bool) -> None:
    assert key(networks=networks).comes_from(address) is inside


@pytest.mark.parametrize(
    ("text", "network"),
    [
        ("10.1.0.0/16", "10.1.0.0/16"),
        (" 10.1.2.3 ", "10.1.2.3/32"),
        ("2001:DB8::/32", "2001:db8::/32"),
        ("10.1.2.3/16", None),
        ("anywhere", None),
        ("", None),
    ],
)
def test_how_a_network_is_written(text: str, network: str | None) -> None:
    assert network_of(text) == network


@pytest.mark.parametrize(
    ("services", "service", "unit", "covered"),
    [
        ((), "student-leave", "registry", True),
        ((), "student-leave", "finance", False),
        (("student-leave",), "student-leave", "registry", True),
        (("student-leave",), "transcript", "registry", False),
        (("student-leave",), "student-leave", "finance", False),
    ],
)
def test_what_a_key_covers(services: tuple[str, ...], service: str, unit: str, covered: bool) -> None:
    assert key(services=services).covers(service, unit) is covered


@pytest.mark.parametrize(
    ("more", "state", "live"),
    [
        ({}, "live", True),
        ({"ends_at": NOW}, "ended", False),
        ({"replaced_by": "x"}, "replaced", True),
        ({"replaced_by": "x", "ends_at": NOW}, "ended", False),
        ({"revoked_at": NOW}, "revoked", False),
    ],
)
def test_states(more: dict[str, object], state: str, live: bool) -> None:
    assert (key(**more).state(NOW), key(**more).is_live(NOW)) == (state, live)


def test_nobody_is_shown_secret_or_digest() -> None:
    assert "digest" not in key().view(NOW) and "secret" not in key().view(NOW)
    assert key().digest not in str(key().to_data())
