"""Certificates of seals: the request for an authority, and a self-signed one for demonstrations; signed by the key
outside, so no private key is ever here. What is made is DER, wrapped as PEM."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from chalicelib.seals.model import Seal
from chalicelib.seals.signing import X509_ALGORITHMS, Sign, sign

YEARS = 3
PARTS = {"country": "country_name", "organisation": "organization_name", "unit": "organizational_unit_name"}


def make_certificate(outside: Sign, key: str, public: bytes, named: Mapping[str, str], now: datetime) -> str:
    """A self-signed certificate for `key`, three years from `now`. Nobody trusts it who was not told to.

    `named` has ``common_name`` and may have ``country``, ``organisation``, ``unit``; `public` is DER.
    """
    from asn1crypto import x509

    subject, info, kind = _subject(named), _info(public), kind_of(public)
    begins = now.replace(microsecond=0) - timedelta(minutes=5)  # clocks of readers may be behind
    until = begins + timedelta(days=365 * YEARS)
    algorithm = {"algorithm": X509_ALGORITHMS[kind]}
    body = x509.TbsCertificate({
        "version": "v3",
        "serial_number": secrets.randbits(120) + 1,
        "signature": algorithm,
        "issuer": subject,
        "subject": subject,
        "subject_public_key_info": info,
        "validity": {"not_before": x509.Time({"utc_time": begins}), "not_after": x509.Time({"utc_time": until})},
        "extensions": [*_uses(), {"extn_id": "key_identifier", "critical": False, "extn_value": info.sha1}],
    })  # fmt: skip
    signature = sign(outside, key, kind, body.dump())
    made = {"tbs_certificate": body, "signature_algorithm": algorithm, "signature_value": signature}
    return _pem("CERTIFICATE", x509.Certificate(made).dump())


def make_request(outside: Sign, key: str, public: bytes, named: Mapping[str, str]) -> str:
    """What an authority is asked with for a certificate of `key` (PKCS #10, RFC 2986)."""
    from asn1crypto import csr

    kind = kind_of(public)
    body = csr.CertificationRequestInfo({
        "version": "v1",
        "subject": _subject(named),
        "subject_pk_info": _info(public),
        "attributes": [{"type": "extension_request", "values": [_uses()]}],
    })  # fmt: skip
    signature = sign(outside, key, kind, body.dump())
    made = {
        "certification_request_info": body,
        "signature_algorithm": {"algorithm": X509_ALGORITHMS[kind]},
        "signature": signature,
    }
    return _pem("CERTIFICATE REQUEST", csr.CertificationRequest(made).dump())


def certificates_of(text: str) -> tuple[str, ...]:
    """The certificates in a file of PEM, each as PEM, in their order. Raises `ValueError` where there is none."""
    from asn1crypto import pem, x509

    found = [raw for kind, _, raw in pem.unarmor(text.encode(), multiple=True) if kind == "CERTIFICATE"]
    if not found:
        raise ValueError("no certificate in this file")
    for raw in found:
        x509.Certificate.load(raw, strict=True).native  # noqa: B018 - reads it whole
    return tuple(_pem("CERTIFICATE", raw) for raw in found)


def public_of(certificate: str) -> bytes:
    """The public key (DER) of a certificate (PEM)."""
    from asn1crypto import pem, x509

    raw = pem.unarmor(certificate.encode())[2]
    return bytes(x509.Certificate.load(raw).public_key.dump())


def described(seal: Seal) -> str:
    """One line for each certificate of the seal: of whom, by whom, until when."""
    from asn1crypto import pem, x509

    lines = [f"{seal.code}  {seal.name.zh} · {seal.name.en}  {seal.key}"]
    for one in seal.chain:
        read = x509.Certificate.load(pem.unarmor(one.encode())[2])
        until = f"{read.not_valid_after:%Y-%m-%d}"
        lines.append(f"  {read.subject.human_friendly}  ← {read.issuer.human_friendly}  ≤ {until}  {read.sha256.hex()}")
    return "\n".join(lines)


def kind_of(public: bytes) -> str:
    """``rsa`` or ``ec``."""
    return str(_info(public).algorithm)


def _info(public: bytes) -> Any:
    from asn1crypto import keys

    return keys.PublicKeyInfo.load(public)


def _subject(named: Mapping[str, str]) -> Any:
    from asn1crypto import x509

    parts = {told: named[name] for name, told in PARTS.items() if named.get(name)}
    return x509.Name.build(parts | {"common_name": named["common_name"]})


def _uses() -> list[dict[str, Any]]:
    """It signs, and nothing else; no certificates either."""
    usage = {"digital_signature", "non_repudiation"}
    return [
        {"extn_id": "basic_constraints", "critical": True, "extn_value": {"ca": False}},
        {"extn_id": "key_usage", "critical": True, "extn_value": usage},
    ]


def _pem(kind: str, data: bytes) -> str:
    from asn1crypto import pem

    return str(pem.armor(kind, data).decode("ascii"))
