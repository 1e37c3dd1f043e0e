"""Certificates: to their person, to the office, to a stranger."""

from __future__ import annotations

from chalicelib.web.schemas.words import BOTH, MOMENT, TEXT, WHOLE, YES_NO, Schema, many, maybe, page_of, ref, thing

_DAY: Schema = {"type": "string", "format": "date"}
_STATE: Schema = {"enum": ["making", "held", "sealing", "valid", "revoked", "superseded", "expired"]}
_SHOWN: Schema = {
    "id": TEXT,
    "application": TEXT,
    "case_number": TEXT,
    "number": TEXT,
    "title": BOTH,
    "issuer": BOTH,
    "issued_on": maybe(_DAY),
    "valid_until": maybe(_DAY),
    "state": _STATE,
    "state_text": BOTH,
    "reason": maybe(BOTH),
    "replaced_by": maybe(TEXT),
    "code": maybe(TEXT),
    "address": maybe(TEXT),
    "qr": maybe({"type": "string", "description": "The side's length in modules, a space, the SVG path of the dark."}),
    "digest": maybe({"type": "string", "pattern": "^[0-9a-f]{64}$", "description": "SHA-256 of the file."}),
    "size": WHOLE,
    "seal": maybe(ref("CertificateSeal")),
    "may_print": YES_NO | {"description": "Whether who asks may make a print code now."},
    "printed": many(thing({"at": MOMENT, "hall": BOTH, "place": TEXT})),
}
_KEPT: Schema = _SHOWN | {
    "person_name": BOTH,
    "problem": maybe({"type": "string", "description": "The characters without a common form, and what is missing."}),
    "acts": many({"enum": ["revoke", "reissue", "retry"]}),
}

SCHEMAS: dict[str, Schema] = {
    "CertificateSeal": thing(
        {
            "name": BOTH,
            "subject": TEXT,
            "issuer": TEXT,
            "serial": TEXT,
            "fingerprint": TEXT,
            "at": MOMENT,
        }
    ),
    "Certificate": thing(_SHOWN),
    "Certificates": thing({"items": many(ref("Certificate"))}),
    "CertificatePage": page_of(ref("Certificate")),
    "KeptCertificate": thing(_KEPT),
    "KeptCertificates": page_of(ref("KeptCertificate")),
    "CertificateChoices": thing({"units": many(thing({"id": TEXT, "name": BOTH}))}),
    "PrintCode": thing({"code": {"type": "string", "pattern": "^[0-9]{8}$"}, "ends_at": MOMENT, "halls": many(BOTH)}),
    "KioskPrint": thing({"title": BOTH, "number": TEXT, "url": {"type": "string", "format": "uri"}}),
    "CertificateCheck": thing(
        {
            "state": {"enum": ["valid", "revoked", "superseded", "expired", "unknown"]},
            "state_text": BOTH,
            "number": maybe(TEXT),
            "title": maybe(BOTH),
            "issuer": maybe(BOTH),
            "person_name": maybe(BOTH),
            "issued_on": maybe(_DAY),
            "valid_until": maybe(_DAY),
            "digest": maybe(TEXT),
            "changed_on": maybe(_DAY),
            "seal": maybe(ref("CertificateSeal")),
        }
    ),
}
