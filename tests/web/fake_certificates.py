"""Certificates as the edge sees them, and a good request to each route."""

from __future__ import annotations

from typing import Any

from chalicelib.errors import NotFound
from chalicelib.shared.text import Text
from tests.web.good import Good
from tests.web.samples import APPLICATION

ID, API = APPLICATION["id"], "/api/v1"
STRANGE = "zzzzzzzzzzzzzzzzzzzzzzzzzz"
OF = f"{API}/applications/{{application_id}}/certificates"
SHOWN = {
    "id": "paper.1",
    "application": ID,
    "case_number": "20261123-004217",
    "number": "校证〔2026〕00001号",
    "title": Text("在读证明", "Certificate of enrolment"),
    "issuer": Text("教务处", "Registrar's Office"),
    "issued_on": "2026-11-23",
    "valid_until": None,
    "state": "valid",
    "state_text": Text("有效", "Valid"),
    "reason": None,
    "replaced_by": None,
    "code": "0123A-BCDEF-GHJKM-NPQRS",
    "address": "https://hall.example/zh/certificate/?c=0123A-BCDEF-GHJKM-NPQRS",
    "qr": "29 M0 0h7v1z",
    "digest": "0" * 64,
    "size": 1200,
    "seal": {
        "name": Text("一站大学教务处", "Registrar's Office, Yizhan University"),
        "subject": "Common Name: 一站大学教务处",
        "issuer": "Common Name: Campus Authority",
        "serial": "1f",
        "fingerprint": "0" * 64,
        "at": "2026-11-23T01:00:00.000Z",
    },
    "may_print": True,
    "printed": [
        {"at": "2026-11-24T02:03:00.000Z", "hall": Text("学生事务服务大厅", "Service Centre"), "place": "1号自助机"}
    ],
}
PRINT_CODE = {"code": "12345678", "ends_at": "2026-11-24T02:13:00.000Z", "halls": [SHOWN["printed"][0]["hall"]]}
KEPT = SHOWN | {"person_name": Text("李*", "L*** M***"), "problem": None, "acts": ["revoke", "reissue"]}
KEPT |= {"may_print": False}
CHECK = {name: SHOWN.get(name) for name in ("state", "state_text", "number", "title", "issuer", "issued_on", "digest")}
CHECK |= {"seal": SHOWN["seal"]} | {"person_name": Text("李*", "L*** M***"), "valid_until": None, "changed_on": None}


class FakeCertificates:
    """Both sides in one."""

    def __init__(self, calls: list[tuple[Any, ...]]) -> None:
        self.calls = calls

    def of_application(self, person: Any, application_id: str) -> dict[str, Any]:
        self._known(application_id)
        return {"items": [SHOWN]}

    def mine(self, person: Any, cursor: str | None, limit: int) -> dict[str, Any]:
        return {"items": [SHOWN], "next": None}

    def link(self, person: Any, application_id: str, id: str) -> str:
        self._known(application_id)
        return f"https://files.example/{id}.pdf"

    def make(self, person: Any, application_id: str, id: str) -> dict[str, Any]:
        self._known(application_id)
        self.calls.append(("print code", id))
        return PRINT_CODE

    def choices(self, person: Any) -> dict[str, Any]:
        return {"units": [{"id": "registry", "name": SHOWN["issuer"]}]}

    def list_certificates(self, person: Any, unit: str, number: str, cursor: str | None, limit: int) -> dict[str, Any]:
        if unit != "registry":
            raise NotFound()
        return {"items": [KEPT], "next": None}

    def act(self, person: Any, application_id: str, id: str, act: str, reason: str) -> dict[str, Any]:
        self._known(application_id)
        self.calls.append(("certificate", id, act, reason))
        return KEPT

    def verify(self, code: str, address: str) -> dict[str, Any]:
        return CHECK

    def _known(self, application_id: str) -> None:
        if application_id != ID:
            raise NotFound()


def _at(rest: str, id: str = ID) -> str:
    return OF.format(application_id=id) + rest


CERTIFICATES = [
    Good("GET", OF, _at(""), 200, _at("", STRANGE)),
    Good("GET", f"{OF}/{{certificate}}/file", _at("/paper.1/file"), 302, _at("/paper.1/file", STRANGE)),
    Good("POST", f"{OF}/{{certificate}}/acts", _at("/paper.1/acts"), 200, _at("/paper.1/acts", STRANGE),
         body={"act": "revoke", "reason": "姓名有误"}),
    Good("POST", f"{OF}/{{certificate}}/print-codes", _at("/paper.1/print-codes"), 201,
         _at("/paper.1/print-codes", STRANGE)),
    Good("GET", f"{API}/me/certificates", f"{API}/me/certificates", 200),
    Good("GET", f"{API}/certificate-choices", f"{API}/certificate-choices", 200),
    Good("GET", f"{API}/units/{{unit}}/certificates", f"{API}/units/registry/certificates", 200,
         f"{API}/units/nobody/certificates"),
    Good("POST", f"{API}/certificate-checks", f"{API}/certificate-checks", 200,
         body={"code": "0123A-BCDEF-GHJKM-NPQRS"}),
]  # fmt: skip
