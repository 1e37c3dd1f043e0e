"""email: an address one mail can be sent to."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from chalicelib.forms.field_type import Context, FieldType, Refused, field_type
from chalicelib.forms.model import Field
from chalicelib.forms.wording import sentence

_ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)


@field_type
class EmailType(FieldType):
    """The HTML standard's address grammar with a dot in the domain; RFC 5321's 254 characters."""

    code = "email"
    attributes = (("type", "email"), ("autocomplete", "email"))

    def clean(self, field: Field, raw: Any, context: Context) -> Any:
        address = unicodedata.normalize("NFKC", raw).strip() if isinstance(raw, str) and len(raw) <= 300 else "?"
        if not address:
            return None
        if len(address) > 254 or not _ADDRESS.fullmatch(address):
            zh, en = "须为电子邮箱地址，如 name@example.edu", "must be an email address, like name@example.edu"
            raise Refused("not_an_email", sentence(field.called, zh, en))
        return address
