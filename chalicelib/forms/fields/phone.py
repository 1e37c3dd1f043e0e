"""phone: a number one can call from the university; stored without spaces or hyphens."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from chalicelib.forms.field_type import Context, FieldType, Refused, field_type
from chalicelib.forms.model import Field
from chalicelib.forms.wording import sentence

_SPACING = re.compile(r"[\s().-]+")
# Mainland mobile | mainland land line with area code | local number | 400 and 800 numbers | E.164 from abroad.
_CALLABLE = re.compile(r"1[3-9][0-9]{9}|0[0-9]{2,3}[2-9][0-9]{6,7}|[2-9][0-9]{6,7}|[48]00[0-9]{7}|\+[1-9][0-9]{6,14}")


@field_type
class PhoneType(FieldType):
    code = "phone"
    attributes = (("type", "tel"), ("autocomplete", "tel"))

    def clean(self, field: Field, raw: Any, context: Context) -> Any:
        if not isinstance(raw, str) or len(raw) > 60:
            raise self._not_a_phone(field)
        number = _SPACING.sub("", unicodedata.normalize("NFKC", raw))
        if not number:
            return None
        number = re.sub(r"^(\+|00)86(?=1[3-9][0-9]{9}$)", "", number)
        number = re.sub(r"^00(?=[1-9])", "+", number)
        if not _CALLABLE.fullmatch(number):
            raise self._not_a_phone(field)
        return number

    def _not_a_phone(self, field: Field) -> Refused:
        zh = "须为电话号码，如 13800138000、0371-67780016 或 +33 6 12 34 56 78"
        en = "must be a telephone number, like 13800138000, 0371-67780016 or +33 6 12 34 56 78"
        return Refused("not_a_phone", sentence(field.called, zh, en))
