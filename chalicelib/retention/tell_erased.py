"""To who could read an application: that it is erased, since when, and what proves that it was."""

from __future__ import annotations

from datetime import datetime

from chalicelib.applications import STATE_TEXTS, Definitions, Erased, State, reader_mark
from chalicelib.approvals import administers, is_holder
from chalicelib.errors import Gone, NotFound
from chalicelib.people import Person
from chalicelib.shared.clock import CHINA, stamp
from chalicelib.shared.text import Text

_SAID = Text(
    "办件{number}（{service}）于{ended}结束，保存期满后已于{erased}清除。"
    "申请内容、附件和办理意见不再保存；编号、时间、结果和校验值留作凭证。",
    "Application {number} ({service}) ended on {ended}. Its time was over, and it was erased on {erased}. Form, files "
    "and opinions are kept no more; number, dates, outcome and hashes stay as a proof.",
)


def tell_erased(erased: Erased, reader: Person, *, definitions: Definitions, mark: bytes, now: datetime) -> Exception:
    """What to raise: `Gone` for its applicant, who handled it or had a copy, and its department; else `NotFound`."""
    proof = erased.proof
    service = definitions.version(proof.service, proof.version)
    could = reader_mark(mark, proof.id, reader.id) in proof.readers
    could = could or any(is_holder(position, reader, now) for position in proof.positions)
    if not could and not administers(reader, service, now):
        return NotFound()
    name = service.service.name
    days = {
        name: f"{at.astimezone(CHINA):%Y-%m-%d}"
        for name, at in (("ended", proof.ended_at), ("erased", proof.erased_at))
    }
    return Gone(
        _SAID.format(number=proof.number, service=name, **days),
        extra={
            "number": proof.number,
            "service": {"code": proof.service, "version": proof.version, "name": name.to_dict()},
            "state": proof.state,
            "state_text": STATE_TEXTS[State(proof.state)].to_dict(),
            "submitted_at": stamp(proof.submitted_at),
            "ended_at": stamp(proof.ended_at),
            "erased_at": stamp(proof.erased_at),
            "end_hash": proof.hash_of(proof.end),
        },
    )
