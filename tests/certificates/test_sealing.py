"""Certificates under seal: a file anybody can check without the hall, and nothing issued while the seal is away."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import csr, pem, x509
from botocore.exceptions import EndpointConnectionError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from chalicelib.aws import Clients, FileStorage, KeySigner
from chalicelib.bootstrap import build_hall
from chalicelib.certificates import State
from chalicelib.errors import NotFound
from chalicelib.seals import Seal, SealUnavailable, read_assignment
from chalicelib.settings import current
from chalicelib.shared.text import Text
from local.seals import alias_of, ensure_key, self_signed
from tests.certificates.conftest import CertificateWorld
from tools.seal import main as tool

NAME = Text("一站大学教务处", "Registrar's Office, Yizhan University")


@pytest.fixture
def sealed(world: CertificateWorld) -> CertificateWorld:
    """The same hall, with a printer that prints and a seal the registry has to use."""
    settings = replace(world.hall.settings, seals="registry=registry")
    world.hall = build_hall(settings, clock=world.clock)
    world.store = world.hall.certificate_worker.issuing.store
    return world


def set_up(world: CertificateWorld, key: str = "") -> Seal:
    hall = world.hall
    key = key or ensure_key(hall.clients.kms, alias_of("test", "registry"))
    seal = self_signed(KeySigner(hall.clients), key, "registry", NAME, "一站大学", world.now)
    hall.files.put(seal.place, seal.to_json(), "application/json")
    return seal


def found(data: bytes, trusted: Seal, moment: datetime) -> Any:
    """What an independent reader of PDF says of the only signature in the file."""
    roots = [x509.Certificate.load(pem.unarmor(one.encode())[2]) for one in trusted.chain]
    context = ValidationContext(trust_roots=roots, allow_fetching=False, moment=moment)
    (signature,) = PdfFileReader(io.BytesIO(data)).embedded_signatures
    return validate_pdf_signature(signature, context)


@pytest.mark.req("R47", "W-07", "Z-F4")
def test_the_file_is_sealed_and_checked_without_the_hall(sealed: CertificateWorld) -> None:
    seal = set_up(sealed)
    id = sealed.issued()
    one = sealed.one(id)
    assert one.state is State.VALID and sealed.load(id).head.state == "completed"
    data = sealed.file(one)
    status = found(data, seal, sealed.now)
    assert status.intact and status.valid and status.trusted and status.bottom_line
    assert status.coverage.name == "ENTIRE_FILE"
    for at in (60, len(data) // 3):
        broken = bytearray(data)
        broken[at] ^= 1
        try:
            assert not found(bytes(broken), seal, sealed.now).intact
        except Exception as error:  # a byte the file's structure rests on
            assert "pyhanko" in type(error).__module__
    shown = sealed.hall.certificates.verify(one.code, "10.0.0.1")
    assert shown["digest"] == one.digest and shown["seal"]["name"] == NAME.to_dict()
    assert shown["seal"]["subject"].startswith("Common Name: 一站大学教务处")
    own = x509.Certificate.load(pem.unarmor(seal.chain[0].encode())[2])
    assert shown["seal"]["fingerprint"] == own.sha256.hex()


@pytest.mark.req("R47")
def test_while_the_seal_is_away_it_waits_and_nothing_is_issued(sealed: CertificateWorld) -> None:
    id = sealed.apply()
    sealed.begin_approval(id)
    queue = sealed.aws.client("sqs"), sealed.hall.settings.documents_queue_url
    while not (asked := queue[0].receive_message(QueueUrl=queue[1], VisibilityTimeout=0).get("Messages")):
        sealed._react()
        sealed._work("steps_queue_url", sealed.hall.on_step)
    question = json.loads(asked[0]["Body"])
    seal = Seal("registry", NAME, "", ())
    signs = "before-call.kms.Sign"
    for cause in ("not set up", "EndpointConnectionError", "its key is not that of its certificate"):
        if cause == "EndpointConnectionError":
            seal = set_up(sealed)
            sealed.hall.clients.kms.meta.events.register(signs, _away)
        elif cause != "not set up":
            sealed.hall.clients.kms.meta.events.unregister(signs, _away)
            other = ensure_key(sealed.hall.clients.kms, alias_of("test", "other"))
            sealed.hall.files.put(seal.place, replace(seal, key=other).to_json(), "application/json")
        with pytest.raises(SealUnavailable) as away:
            sealed.hall.certificate_worker(question)
        assert away.value.extra["cause"] == cause
        one = sealed.one(id)
        assert (one.state, one.digest, one.number) == (State.SEALING, "", "校证〔2026〕00001号")
        with pytest.raises(NotFound):
            sealed.hall.certificates.link(sealed.student, id, "paper.1")
        assert sealed.load(id).head.state != "completed"
    (listed,) = sealed.hall.certificate_desk.list_certificates(sealed.officer, "registry", "", None, 25)["items"]
    assert (listed["state"], listed["acts"]) == ("sealing", ["retry"])
    sealed.hall.files.put(seal.place, seal.to_json(), "application/json")
    sealed.hall.certificate_worker(question)
    sealed.settle()
    sealed.hall.certificate_worker(question)
    (one,) = sealed.store.of_application(id)
    assert one.state is State.VALID and found(sealed.file(one), seal, sealed.now).bottom_line
    assert sealed.load(id).head.state == "completed" and sealed.told(id).count("certificate_ready") == 1


def _away(**_: Any) -> None:
    raise EndpointConnectionError(endpoint_url="kms")


def test_a_department_without_a_seal_issues_as_before(sealed: CertificateWorld) -> None:
    sealed.hall = build_hall(replace(sealed.hall.settings, seals="finance=registry"), clock=sealed.clock)
    one = sealed.one(sealed.issued())
    assert one.state is State.VALID and one.seal == {}
    assert not PdfFileReader(io.BytesIO(sealed.file(one))).embedded_signatures
    assert sealed.hall.certificates.verify(one.code, "10.0.0.1")["seal"] is None


def test_the_tool_makes_requests_and_installs_what_is_answered(
    aws: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    named = ["--name-zh", "一站大学教务处", "--name-en", "Registrar's Office"]
    assert tool(["create", "registry", *named, "--spec", "ECC_NIST_P256"]) == 0
    assert "一站大学教务处" in capsys.readouterr().out
    assert tool(["request", "registry", *named, "--organisation", "一站大学"]) == 0
    asked = csr.CertificationRequest.load(pem.unarmor(capsys.readouterr().out.encode())[2])
    assert asked["certification_request_info"]["subject"].native["common_name"] == "一站大学教务处"
    files = FileStorage(Clients("ap-southeast-1"), current().files_bucket)
    kept = Seal.of_json(files.read_range("seals/registry.json", 9000))
    chain = tmp_path / "chain.pem"
    chain.write_text("".join(kept.chain))
    assert tool(["install", "registry", str(chain), *named]) == 0
    assert tool(["install", "other", str(chain), *named]) == 1
    assert "is not of the key" in capsys.readouterr().err
    assert tool(["show", "registry"]) == 0 and tool(["show", "nobody"]) == 1


@pytest.mark.parametrize("wrong", ["registry", "=a", "a=", "a=A", "a=b; a=c", "a=b/../c"])
def test_a_wrong_assignment_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="unit=seal"):
        read_assignment(wrong)
