"""id_number: a resident identity number of 18 characters (GB 11643-1999): region, real birthday, check character.

Stored whole, shown with its middle hidden to everybody but the applicant, and never a fact: it is personal data that
nobody should meet by chance (PIPL art. 28). A service whose office must read it says ``mask: false``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any

from chalicelib.forms.field_type import Context, FieldType, Refused, field_type
from chalicelib.forms.fields.date import read_date
from chalicelib.forms.model import Field, UploadInfo
from chalicelib.forms.wording import same, sentence
from chalicelib.shared.text import Text

_SHAPE = re.compile(r"[1-9][0-9]{5}((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})[0-9]{3}[0-9X]", re.ASCII)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"


def check_character(first: str) -> str:
    """The 18th character that belongs to the first 17 digits (ISO 7064 MOD 11-2)."""
    return _CHECK[sum(int(digit) * weight for digit, weight in zip(first, _WEIGHTS, strict=True)) % 11]


def masked(number: str) -> str:
    return f"{number[:3]}{'*' * 11}{number[-4:]}"


@field_type
class IdNumberType(FieldType):
    code = "id_number"
    attributes = (("autocomplete", "off"),)
    keys = frozenset({"mask"})
    may_decide = False

    def clean(self, field: Field, raw: Any, context: Context) -> Any:
        if not isinstance(raw, str) or len(raw) > 60:
            raise self.wrong(field)
        number = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", raw)).upper()
        if not number:
            return None
        match = _SHAPE.fullmatch(number)
        if not match or read_date("-".join(match.groups())) is None:
            zh, en = "须为 18 位居民身份证号码", "must be a resident identity number of 18 characters"
            raise Refused("not_an_id_number", sentence(field.called, zh, en))
        if check_character(number[:17]) != number[17]:
            zh, en = "的校验位不对，请检查有无输错", "does not match its check character; look for a slip"
            raise Refused("wrong_check_digit", sentence(field.called, zh, en))
        return number

    def shown(self, field: Field, value: Any) -> Any:
        return masked(value) if field.masked else value

    def display(self, field: Field, value: Any, files: Mapping[str, UploadInfo]) -> Text:
        return same(masked(value) if field.masked else value)

    def describe(self, field: Field, today: date) -> dict[str, Any]:
        return {"limits": {"max_length": 30}}
