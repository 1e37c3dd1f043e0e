"""long_text: several lines, for reasons and letters."""

from __future__ import annotations

from chalicelib.forms.field_type import field_type
from chalicelib.forms.fields.text import TextType


@field_type
class LongTextType(TextType):
    code = "long_text"
    control = "area"
    keys = frozenset({"min_length", "max_length"})
    default_max = 2000
    highest_max = 10000
    breaks = True
