"""id_number: a resident identity number of 18 characters (GB 11643-1999): region, real birthday, check character.

Stored whole, shown with its middle hidden to everybody but the applicant, and never a fact: it is personal data that
nobody should meet by chance (PIPL art. 28). A service whose office must read it says ``mask: false``.
"""

from __future__ import annotations

import re

from chalicelib.forms.field_type import Refused, field_type
from chalicelib.forms.fields.date import read_date
from chalicelib.forms.masked_number import MaskedNumberType
from chalicelib.forms.model import Field
from chalicelib.forms.wording import sentence

_SHAPE = re.compile(r"[1-9][0-9]{5}((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})[0-9]{3}[0-9X]", re.ASCII)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"


def check_character(first: str) -> str:
    """The 18th character that belongs to the first 17 digits (ISO 7064 MOD 11-2)."""
    return _CHECK[sum(int(digit) * weight for digit, weight in zip(first, _WEIGHTS, strict=True)) % 11]


def masked(number: str) -> str:
    return f"{number[:3]}{'*' * 11}{number[-4:]}"


@field_type
class IdNumberType(MaskedNumberType):
    code = "id_number"
    attributes = (("autocomplete", "off"),)

    def check(self, field: Field, number: str) -> None:
        match = _SHAPE.fullmatch(number)
        if not match or read_date("-".join(match.groups())) is None:
            zh, en = "须为 18 位居民身份证号码", "must be a resident identity number of 18 characters"
            raise Refused("not_an_id_number", sentence(field.called, zh, en))
        if check_character(number[:17]) != number[17]:
            zh, en = "的校验位不对，请检查有无输错", "does not match its check character; look for a slip"
            raise Refused("wrong_check_digit", sentence(field.called, zh, en))

    def hide(self, number: str) -> str:
        return masked(number)
