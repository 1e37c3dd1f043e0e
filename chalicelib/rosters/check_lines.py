"""Whether lines may stand in a roster: days in order, nobody twice at the same time, people there are. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from chalicelib.people import Member, Person
from chalicelib.shared.text import Text

LONGEST = 500
"""Lines of one roster, those that ended included."""
TOO_LONG = Text(f"一个岗位最多 {LONGEST} 行", f"At most {LONGEST} lines for one position")
UNKNOWN = Text("没有这个学工号", "There is no such staff or student number")
LEFT = Text("此人已离校", "This person has left the university")
ORDER = Text("结束日期早于开始日期", "The last day is before the first")
OVERLAP = Text("与此人在同一岗位的另一段任期重叠", "It overlaps another term of the same person here")

Fault = tuple[int, str, str, Text]
"""Place in the list, member (person, since or until), code, sentence."""


def line_faults(members: Sequence[Member], people: Mapping[str, Person], kept: Sequence[Member]) -> Iterator[Fault]:
    """Every fault of the lines. What stood there before (`kept`) is not asked again whether its person is there: who
    has left keeps the line that says so."""
    for n, line in enumerate(members):
        person = people.get(line.person_id)
        if line not in kept and person is None:
            yield n, "person", "unknown", UNKNOWN
        elif line not in kept and person is not None and _after_leaving(line, person):
            yield n, "person", "left", LEFT
        if line.since and line.until and line.until < line.since:
            yield n, "until", "range", ORDER
        elif any(_overlap(line, other) for other in members[:n]):
            yield n, "since", "overlap", OVERLAP


def _after_leaving(line: Member, person: Person) -> bool:
    return person.until is not None and (line.until is None or line.until > person.until)


def _overlap(one: Member, other: Member) -> bool:
    if one.person_id != other.person_id:
        return False
    return (one.since or date.min) <= (other.until or date.max) and (other.since or date.min) <= (one.until or date.max)
