"""What the stand-in API says of certificates: one of each kind of standing, one's own and the office's."""

from __future__ import annotations

from typing import Any

from chalicelib.certificates.model import STATE_TEXTS
from tests.web.fake_certificates import CHECK, KEPT, SHOWN

WHY = {"zh": "姓名有误", "en": "The name is wrong"}
UNMADE = {"id": "paper.3", "code": None, "digest": None, "address": None, "qr": None}


def _of(state: str, row: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {**row, "state": state, "state_text": STATE_TEXTS[state].to_dict(), **more}


OWN = [SHOWN, _of("revoked", SHOWN, id="paper.2", reason=WHY), _of("held", SHOWN, **UNMADE)]
KEEPING = [KEPT, _of("held", KEPT, **UNMADE, problem="\U00020000", acts=["retry"])]

ROUTES: list[tuple[str, Any]] = [
    (r"GET me/certificates", lambda *_: (200, {"items": OWN, "next": None})),
    (r"GET certificate-choices", lambda *_: (200, {"units": [{"id": "registry", "name": SHOWN["issuer"]}]})),
    (r"GET units/registry/certificates", lambda *_: (200, {"items": KEEPING, "next": None})),
    (r"POST certificate-checks", lambda *_: (200, CHECK)),
]
