"""What numbers of persons and cards have in common: read as people write them, checked, shown masked, never a fact."""

from __future__ import annotations

import re
import unicodedata
from abc import abstractmethod
from collections.abc import Mapping
from datetime import date
from typing import Any

from chalicelib.forms.field_type import Context, FieldType
from chalicelib.forms.model import Field, UploadInfo
from chalicelib.forms.wording import same
from chalicelib.shared.text import Text

_LONGEST = 60


class MaskedNumberType(FieldType):
    """Spaces, hyphens and full-width digits do not matter; `mask` says whether its middle is hidden from others."""

    keys = frozenset({"mask"})
    may_decide = False

    @abstractmethod
    def check(self, field: Field, number: str) -> None:
        """Raises `Refused` for what is no such number."""

    @abstractmethod
    def hide(self, number: str) -> str:
        """As others than the applicant see it."""

    def clean(self, field: Field, raw: Any, context: Context) -> Any:
        if not isinstance(raw, str) or len(raw) > _LONGEST:
            raise self.wrong(field)
        number = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", raw)).upper()
        if not number:
            return None
        self.check(field, number)
        return number

    def shown(self, field: Field, value: Any) -> Any:
        return self.hide(value) if field.masked else value

    def display(self, field: Field, value: Any, files: Mapping[str, UploadInfo]) -> Text:
        return same(self.shown(field, value))

    def describe(self, field: Field, today: date) -> dict[str, Any]:
        return {"limits": {"max_length": 30}}
