"""Certificates as values: what is kept of each, its states, its code, and how a name is shown to strangers. No I/O."""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from chalicelib.shared.text import Text

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U."""
_GROUPS, _GROUP = 4, 5
"""Twenty characters of five bits: 100 bits, so that no code is ever guessed."""
_CODE = re.compile(f"[{_ALPHABET}]{{{_GROUPS * _GROUP}}}")
_MISREAD = str.maketrans("ILO", "110")


class State(StrEnum):
    MAKING = "making"
    """It has its number; the file is not made yet."""
    HELD = "held"
    """The file cannot be made as it is: there are characters no font of the hall has."""
    SEALING = "sealing"
    """Everything is there but its seal, which cannot be put on now; tried again by itself."""
    VALID = "valid"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"


EXPIRED = "expired"
"""What a valid one reads as once its last day is over."""

NOT_DONE = "application"
"""The reason of a certificate whose application went another way while it was made."""

UNDER_WAY = frozenset({State.MAKING, State.HELD, State.SEALING})
"""There is no file yet."""

STATE_TEXTS: Mapping[str, Text] = {
    State.MAKING: Text("制作中", "Being made"),
    State.HELD: Text("待人工处理", "Waiting for the office"),
    State.SEALING: Text("待加盖电子印章", "Being sealed"),
    State.VALID: Text("有效", "Valid"),
    State.REVOKED: Text("已撤销", "Revoked"),
    State.SUPERSEDED: Text("已被新证明替代", "Replaced by a newer one"),
    EXPIRED: Text("已过有效期", "Past its last day"),
}


@dataclass(frozen=True)
class Certificate:
    """The `n`-th document an effect of an application issued. Days are ISO dates of the calendar in China, "" for none.

    `masked` is all that is kept of the name. `digest` is the file's SHA-256 in hex; with `size` it is known once the
    file stands. `problem` are the characters that cannot be printed and the places that have nothing to say. `seal` is
    what `seals.Sealer` keeps of the seal on the file; {} for a file without one. `printed` says when and where a kiosk
    printed it, the last one last. `rev` counts the changes of the row.
    """

    application: str
    effect: str
    n: int
    number: str
    code: str
    title: Text
    service: str
    case_number: str
    person: str
    masked: Text
    unit: str
    issuer: Text
    at: str
    issued_on: str
    valid_until: str = ""
    state: State = State.MAKING
    digest: str = ""
    size: int = 0
    qr: str = ""
    problem: str = ""
    reason: str = ""
    changed_at: str = ""
    changed_by: str = ""
    replaced_by: str = ""
    seal: dict[str, Any] = field(default_factory=dict)
    printed: list[dict[str, Any]] = field(default_factory=list)
    rev: int = 1

    @property
    def key(self) -> str:
        """Of the stored file; other bytes have another place, so nobody overwrites what has been recorded."""
        return f"certificates/{self.application}/{self.effect}-{self.n}-{self.digest[:16]}.pdf"

    @property
    def is_issued(self) -> bool:
        return self.state not in UNDER_WAY

    def reads(self, today: date) -> str:
        """Its state as of this day."""
        over = self.valid_until and self.valid_until < today.isoformat()
        return EXPIRED if self.state is State.VALID and over else self.state.value

    def going(self, **changes: Any) -> Certificate:
        return replace(self, rev=self.rev + 1, **changes)

    def to_data(self) -> dict[str, Any]:
        """Without what the row's own attributes say."""
        kept = asdict(self) | {name: list(getattr(self, name)) for name in ("title", "masked", "issuer")}
        return {name: value for name, value in kept.items() if name not in ("rev",)}

    @classmethod
    def of(cls, data: Mapping[str, Any], rev: int) -> Certificate:
        texts = {name: Text(*data[name]) for name in ("title", "masked", "issuer")}
        return cls(**{**data, **texts, "state": State(data["state"]), "rev": rev})


def new_code() -> str:
    """Twenty characters in groups of five, as they are printed."""
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(_GROUPS * _GROUP))
    return grouped(letters)


def grouped(letters: str) -> str:
    return "-".join(letters[at : at + _GROUP] for at in range(0, len(letters), _GROUP))


def read_code(typed: str) -> str:
    """The code somebody typed or scanned, as it is printed; "" where it cannot be one.

    Case, spaces, hyphens and full-width letters do not matter, and what is often misread is read as it is meant.
    """
    plain = unicodedata.normalize("NFKC", typed).upper()
    letters = re.sub(r"[\s\-‐-―]", "", plain).translate(_MISREAD)
    return grouped(letters) if _CODE.fullmatch(letters) else ""
