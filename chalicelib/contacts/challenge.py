"""An address that is to be proven, and the code for it. Pure.

The code is stored nowhere: it is a keyed hash of the challenge's id, so who reads the table learns none, and the
message can be written when it is sent. Six digits are enough because each challenge allows five tries in ten minutes.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from chalicelib.errors import FieldError, InvalidForm
from chalicelib.shared.clock import stamp, unstamp
from chalicelib.shared.one_time_code import CODE_FOR, one_time_code
from chalicelib.shared.text import Text

KINDS = ("email", "mobile")
MOST_TRIES = 5
_DIGITS = 6
COOL_DOWN = timedelta(seconds=60)
"""Before another code may be sent for the same kind of address."""

_MAIL = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_WRONG = {
    "email": Text("须为电子邮箱地址，如 name@example.edu", "This must be an email address, like name@example.edu"),
    "mobile": Text("须为 11 位手机号码", "This must be a mobile number of eleven digits"),
}


@dataclass(frozen=True)
class Challenge:
    """`state` is ``open``, ``done`` (proven, `at_change` says when) or ``removed`` (the address is used no more).

    `tell` is where the change is told, a kind and an address: what was used before, else the person's other address.
    """

    id: str
    person_id: str
    kind: str
    address: str
    at: datetime
    state: str = "open"
    tries: int = 0
    tell: tuple[str, str] | None = None
    at_change: datetime | None = None

    def live(self, now: datetime) -> bool:
        return self.state == "open" and now < self.at + CODE_FOR

    def code(self, secret: str) -> str:
        return one_time_code(secret, _DIGITS, "contact", self.person_id, self.id, self.kind, self.address)

    def to_data(self) -> dict[str, Any]:
        """What does not change, and what a change adds, as it is stored."""
        told = {"tell": list(self.tell)} if self.tell else {}
        changed = {"changed": stamp(self.at_change)} if self.at_change else {}
        return {"kind": self.kind, "address": self.address, "at": stamp(self.at)} | told | changed

    @classmethod
    def of(cls, person_id: str, id: str, data: dict[str, Any], state: str, tries: int) -> Challenge:
        tell = data.get("tell")
        changed = unstamp(data["changed"]) if "changed" in data else None
        where = (tell[0], tell[1]) if tell else None
        return cls(id, person_id, data["kind"], data["address"], unstamp(data["at"]), state, tries, where, changed)


def clean_address(kind: str, raw: str) -> str:
    """The address as it is stored and sent to. Raises `InvalidForm` that names ``/address``."""
    text = unicodedata.normalize("NFKC", raw).strip()
    if kind == "mobile":
        text = re.sub(r"^(\+|00)86", "", re.sub(r"[\s().-]+", "", text))
    if len(text) > 254 or not (_MAIL if kind == "email" else _MOBILE).fullmatch(text):
        raise refused("address", f"not_{'an' if kind == 'email' else 'a'}_{kind}", _WRONG[kind])
    return text


def masked(kind: str, address: str) -> str:
    """Enough of it to know it by."""
    if kind == "mobile":
        return f"{address[:3]}****{address[-4:]}"
    name, _, domain = address.partition("@")
    return f"{name[:1]}***{name[-1:] if len(name) > 2 else ''}@{domain}"


def refused(member: str, code: str, text: Text) -> InvalidForm:
    return InvalidForm(errors=(FieldError(f"/{member}", code, text),))
