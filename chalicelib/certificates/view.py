"""How a certificate reads: to its person and whoever may read the application, to the office, to a stranger. Pure."""

from __future__ import annotations

from datetime import date
from typing import Any

from chalicelib.certificates.issue import address_of
from chalicelib.certificates.model import NOT_DONE, STATE_TEXTS, UNDER_WAY, Certificate, State
from chalicelib.certificates.print_code import not_printable
from chalicelib.shared.clock import CHINA, unstamp
from chalicelib.shared.text import Text

UNKNOWN = Text("查无此证明", "There is no such certificate")
_NOT_DONE = Text("申请在制作期间未办结", "The application went another way while it was made")


def shown(one: Certificate, today: date, base_url: str, *, may_print: bool = False) -> dict[str, Any]:
    """For its person: `code`, `qr` and `digest` only once there is a file. `may_print`: whether who reads it may make
    print codes, where the certificate allows it."""
    reads = one.reads(today)
    return {
        "id": f"{one.effect}.{one.n}",
        "application": one.application,
        "case_number": one.case_number,
        "number": one.number,
        "title": one.title.to_dict(),
        "issuer": one.issuer.to_dict(),
        "issued_on": one.issued_on if one.is_issued else None,
        "valid_until": one.valid_until or None,
        "state": reads,
        "state_text": STATE_TEXTS[reads].to_dict(),
        "reason": reason_of(one).to_dict() if one.reason else None,
        "replaced_by": one.replaced_by or None,
        "code": one.code if one.digest else None,
        "address": address_of(base_url, one.code, "zh") if one.digest else None,
        "qr": one.qr or None,
        "digest": one.digest or None,
        "size": one.size,
        "seal": sealed_by(one),
        "may_print": may_print and not_printable(one, today) is None,
        "printed": [{"at": at["at"], "hall": Text(*at["hall"]).to_dict(), "place": at["place"]} for at in one.printed],
    }


def kept(one: Certificate, today: date, base_url: str) -> dict[str, Any]:
    """For the office: also whose it is, in the form a stranger sees, and why it could not be made."""
    can = {
        "revoke": one.state is State.VALID,
        "reissue": one.state is State.VALID,
        "retry": one.state in UNDER_WAY,
    }
    return shown(one, today, base_url) | {
        "person_name": one.masked.to_dict(),
        "problem": one.problem or None,
        "acts": [act for act, may in can.items() if may],
    }


def verified(one: Certificate | None, today: date) -> dict[str, Any]:
    """For anybody with the code. What there is not answers in the same shape."""
    if one is None or not one.digest:
        nothing = dict.fromkeys(("number", "title", "issuer", "person_name", "issued_on", "valid_until", "digest"))
        return {"state": "unknown", "state_text": UNKNOWN.to_dict(), **nothing, "changed_on": None, "seal": None}
    reads = one.reads(today)
    return {
        "state": reads,
        "state_text": STATE_TEXTS[reads].to_dict(),
        "number": one.number,
        "title": one.title.to_dict(),
        "issuer": one.issuer.to_dict(),
        "person_name": one.masked.to_dict(),
        "issued_on": one.issued_on,
        "valid_until": one.valid_until or None,
        "digest": one.digest,
        "changed_on": _day_of(one.changed_at),
        "seal": sealed_by(one),
    }


def sealed_by(one: Certificate) -> dict[str, Any] | None:
    """`{name, subject, issuer, serial, fingerprint, at}` of the seal on the file; None for a file without."""
    if not one.seal:
        return None
    kept = ("subject", "issuer", "serial", "fingerprint", "at")
    return {"name": Text(*one.seal["name"]).to_dict(), **{name: one.seal[name] for name in kept}}


def _day_of(moment: str) -> str | None:
    """The day in China a moment belongs to, as the other days of a certificate are."""
    return unstamp(moment).astimezone(CHINA).date().isoformat() if moment else None


def reason_of(one: Certificate) -> Text:
    return _NOT_DONE if one.reason == NOT_DONE else Text(one.reason, one.reason)
