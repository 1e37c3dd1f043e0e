"""A print code: eight digits for one certificate, once and for ten minutes; and what may be printed. Pure (W-16)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from chalicelib.certificates.model import EXPIRED, UNDER_WAY, Certificate, State
from chalicelib.shared.clock import stamp, unstamp
from chalicelib.shared.ids import derived_id
from chalicelib.shared.one_time_code import CODE_FOR, one_time_code, typed_code
from chalicelib.shared.text import Text

DIGITS = 8
MOST_PRINTED = 20
"""Printings a certificate's own row keeps; the timeline of its application has them all."""

_UNSEALED = Text("电子印章尚未加盖，请稍后再打印", "It has not been sealed yet; please print it later")
_UNMADE = Text("文件尚未制作完成，不能打印", "The file has not been made yet")
_NO_MORE: Mapping[str, Text] = {
    State.REVOKED: Text("该证明已被撤销，不能打印", "This certificate was revoked and cannot be printed"),
    State.SUPERSEDED: Text(
        "该证明已被新证明替代，请用新证明的打印码", "A newer one has replaced it; please use a code of that one"
    ),
    EXPIRED: Text("该证明已过有效期，不能打印", "This certificate is past its last day and cannot be printed"),
}


class Spot(NamedTuple):
    """Where a kiosk stands: the hall's name and the place within."""

    hall: Text
    place: str


@dataclass(frozen=True)
class PrintCode:
    """For the `n`-th certificate of an application's effect. `used` is the mark of the request it was spent by."""

    id: str
    application: str
    effect: str
    n: int
    at: datetime
    used: str = ""

    @property
    def ends(self) -> datetime:
        return self.at + CODE_FOR

    def digits(self, secret: str) -> str:
        return one_time_code(secret, DIGITS, "print", self.application, self.effect, str(self.n), self.id)

    def to_data(self) -> dict[str, Any]:
        return {"id": self.id, "of": [self.application, self.effect, self.n], "at": stamp(self.at)}

    @classmethod
    def of(cls, data: Mapping[str, Any], used: str) -> PrintCode:
        application, effect, n = data["of"]
        return cls(str(data["id"]), application, effect, int(n), unstamp(data["at"]), used)


def place_of(secret: str, digits: str) -> str:
    """Under what a code is kept: a keyed hash, of which nobody who reads the table learns the digits."""
    return derived_id(secret, "print-code", digits)


def digits_in(typed: str) -> str:
    """The digits somebody typed or scanned; "" where they cannot be a code."""
    return typed_code(typed, DIGITS)


def not_printable(one: Certificate, today: date) -> Text | None:
    """Why it cannot be printed as of this day; None where it can."""
    if one.state in UNDER_WAY or not one.digest:
        return _UNSEALED if one.state is State.SEALING else _UNMADE
    return _NO_MORE.get(one.reads(today))


def printed(one: Certificate, code: PrintCode, spot: Spot, now: datetime) -> Certificate:
    """Its next version, which knows that it was printed there."""
    said = {"id": code.id, "at": stamp(now), "hall": list(spot.hall), "place": spot.place}
    return one.going(printed=[*one.printed, said][-MOST_PRINTED:])
