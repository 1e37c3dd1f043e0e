"""staff_number: the number of a member of staff who is in the directory; the name is not given away."""

from __future__ import annotations

from chalicelib.forms.field_type import field_type
from chalicelib.forms.fields.student_number import MemberNumberType
from chalicelib.people import STUDENTS, Person
from chalicelib.shared.text import Text


@field_type
class StaffNumberType(MemberNumberType):
    code = "staff_number"
    noun = Text("工号", "a member of staff")

    def belongs(self, person: Person) -> bool:
        return person.category not in STUDENTS
