"""time: a time of day, as HH:MM in 24 hours, Asia/Shanghai."""

from __future__ import annotations

import re
from typing import Any

from chalicelib.forms.field_type import Context, FieldType, Refused, field_type
from chalicelib.forms.model import Field
from chalicelib.forms.wording import sentence

_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


@field_type
class TimeType(FieldType):
    code = "time"
    attributes = (("type", "time"),)

    def clean(self, field: Field, raw: Any, context: Context) -> Any:
        if not isinstance(raw, str) or not _CLOCK.fullmatch(raw):
            raise Refused(
                "not_a_time", sentence(field.called, "须为 24 小时制时间，如 08:30", "must be a time, like 08:30")
            )
        return raw
