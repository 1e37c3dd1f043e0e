"""student_number: the number of a student who is in the directory; the name is not given away."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from chalicelib.errors import NotFound
from chalicelib.forms.field_type import Context, FieldType, Refused, field_type
from chalicelib.forms.model import Field
from chalicelib.forms.wording import sentence
from chalicelib.people import STUDENTS, Person
from chalicelib.shared.text import Text

_NUMBER = re.compile(r"[A-Z0-9]{3,20}", re.ASCII)


class MemberNumberType(FieldType):
    """A number of one kind of member; `noun` names it in refusals. Not a kind by itself."""

    attributes = (("inputmode", "numeric"),)
    noun: Text

    def belongs(self, person: Person) -> bool:
        raise NotImplementedError

    def clean(self, field: Field, raw: Any, context: Context) -> Any:
        if isinstance(raw, int) and not isinstance(raw, bool):
            raw = str(raw) if abs(raw) < 10**15 else "?"
        number = unicodedata.normalize("NFKC", raw).strip().upper() if isinstance(raw, str) and len(raw) < 60 else "?"
        if not number:
            return None
        if not _NUMBER.fullmatch(number) or not self._known(number, context):
            zh, en = "不是在册的{n}，请核对", "is not the number of {n}; check it"
            raise Refused("unknown_number", sentence(field.called, zh, en, n=self.noun))
        return number

    def _known(self, number: str, context: Context) -> bool:
        try:
            return context.directory is not None and self.belongs(context.directory.get_person(number))
        except NotFound:
            return False


@field_type
class StudentNumberType(MemberNumberType):
    code = "student_number"
    noun = Text("学号", "a student of the university")

    def belongs(self, person: Person) -> bool:
        return person.category in STUDENTS
