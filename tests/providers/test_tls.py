"""Real https to a loopback server whose certificate this test has made, by the way every call to a system goes.

Production trusts what the machine trusts; here the machine is told to trust one more authority (``SSL_CERT_FILE``,
which OpenSSL itself reads). Nothing in the hall can be asked to look away.
"""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from chalicelib.errors import Temporary
from chalicelib.providers import AskDepartment, Guard, Outward, read_networks
from chalicelib.shared.parcel import Answered, Parcel

NAME = "system.example"


def _named(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def certificate(folder: Path, host: str, days: int) -> Path:
    """A certificate for `host` that signs itself, with its key, in one file."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(_named(host))
        .issuer_name(_named(host))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=30))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = folder / f"{host}-{days}.pem"
    file.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return file


class _Answering(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        said = json.dumps({"host": self.headers["Host"], "heard": body.decode()}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_: Any) -> None:
        """Nothing."""


def serving(file: Path) -> HTTPServer:
    server = HTTPServer(("127.0.0.1", 0), _Answering)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


@pytest.fixture
def served(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The port of a server whose certificate is for `host`, `days` valid, and `trusted` or not."""
    host, days, trusted = request.param
    file = certificate(tmp_path, host, days)
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
    server = serving(file)
    yield str(server.server_address[1])
    server.shutdown()
    server.server_close()


GUARD = Guard(read_networks("127.0.0.0/8"), resolve=lambda _host, _port: ["127.0.0.1"])


def told(port: str) -> Answered:
    return Outward(GUARD, 5)(Parcel(f"https://{NAME}:{port}/in", b'{"a":1}', {"webhook-id": "msg_1"}))


def asked(port: str) -> Any:
    department = AskDepartment({"s": "secret"}, {}, lambda: datetime.now(UTC), GUARD)
    return department("loans", f"https://{NAME}:{port}/ask", "bearer", "s", 5.0, {"id": "lin"})


@pytest.mark.req("R31", "R26")
@pytest.mark.parametrize("served", [(NAME, 30, True)], indirect=True)
def test_the_address_that_was_judged_proves_to_be_the_name(served: str) -> None:
    answer = told(served)
    assert (answer.status, answer.error) == (200, ""), answer
    assert json.loads(answer.said) == {"host": f"{NAME}:{served}", "heard": '{"a":1}'}
    assert asked(served) == {"host": f"{NAME}:{served}", "heard": '{"id": "lin"}'}


@pytest.mark.req("R31", "R26")
@pytest.mark.parametrize(
    "served", [(NAME, 30, False), (NAME, -1, True), ("other.example", 30, True)], indirect=True, ids=str
)
def test_who_cannot_prove_to_be_the_name_hears_nothing(served: str) -> None:
    """Nobody known has signed, it is over, or it is another's."""
    answer = told(served)
    assert (answer.status, answer.error) == (None, "tls")
    with pytest.raises(Temporary) as refused:
        asked(served)
    assert refused.value.extra["cause"] == "tls"
