"""The boxes: what filters find, page after page, and what a page costs however much is stored."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.counting import Meter
from chalicelib.applications import ApplicationStore, Head, ShareKind, State, Task, TaskState, rows
from chalicelib.applications.model import Applicant
from chalicelib.approvals import Boxes, Filter
from chalicelib.approvals.box_page import ROUND, ROUNDS, read_page
from chalicelib.errors import InvalidRequest
from chalicelib.shared.store import connection
from chalicelib.shared.text import Text
from tests.world import NOON, PEOPLE, person

pytestmark = pytest.mark.req("H-03", "C-17")
FINANCE = PEOPLE["finance"]
TWO_POOLS = person("two", "officer@finance", "officer@library")


class Names:
    """Services a and b; the finance office owns a."""

    def service(self, code: str) -> Text:
        return Text(code, code)

    def step(self, code: str, step: str) -> Text:
        return Text(step, step)

    def together(self, code: str, step: str) -> bool:
        return code == "a"

    def ranked(self, code: str, step: str) -> bool:
        return False

    def owner(self, code: str) -> str:
        return "finance" if code == "a" else "library"


def head(n: int, **changes: Any) -> Head:
    applicant = Applicant(f"2023{n:06d}", Text(f"李{n}", f"Li {n}"), "undergraduate", {})
    made = Head(f"app{n:04d}", f"20261123-{n:06d}", "a", 1, Text("甲", "A"), Text("请假", "Leave"), applicant,
                State.IN_PROGRESS, 1, {"applicant": applicant.facts()}, 1, NOON)  # fmt: skip
    return replace(made, **changes)


def task(holder: str = "position:officer@finance", due: datetime | None = None, **changes: Any) -> Task:
    return replace(Task("check", 1, 1, 1, holder, TaskState.PENDING, NOON, due), **changes)


@pytest.fixture
def hall(aws: Any) -> Any:
    class Hall:
        store = ApplicationStore()
        boxes = Boxes(store=store, names=Names(), clock=lambda: NOON, secret="s", definitions=None)  # type: ignore[arg-type]
        client = aws.client("dynamodb")

        def put(self, *pairs: tuple[Head, Task]) -> None:
            from chalicelib.applications.store import Row

            with Row.batch_write() as batch:
                for about, one in pairs:
                    batch.save(Row(rows.partition(about.id), rows.task_key(one), **rows.task_row(one, about)))

        def numbers(self, wanted: Filter, who: Any = FINANCE, limit: int = 25, box: str = "todo") -> list[int]:
            """All pages, as the numbers of the applications."""
            found: list[int] = []
            cursor = None
            for _ in range(40):
                page = self.boxes.tasks(who, box, cursor, limit, wanted if cursor is None else None)
                assert len(page["items"]) <= limit
                found += [int(row["number"][-6:]) for row in page["items"]]
                cursor = page["next"]
                if cursor is None:
                    return found
            raise AssertionError("the list does not end")

    return Hall()


def test_each_filter_finds_its_own(hall: Any) -> None:
    hours = {1: -30, 2: -1, 3: 5, 4: 30, 5: 200}
    hall.put(*[(head(n), task(due=NOON + timedelta(hours=h))) for n, h in hours.items()])
    hall.put((head(6, urgent=True), task()))
    hall.put((head(7, service="b"), task(claimed="finance")))
    hall.put((head(8), task("person:finance", kind=ShareKind.CONSULT, due=NOON + timedelta(hours=6))))
    hall.put((head(9), task(opened_at=NOON - timedelta(days=400))))  # never due, and older than a year
    expected = {
        Filter(): [1, 2, 9, 3, 8, 4, 5, 6, 7],
        Filter(due="overdue"): [1, 2],
        Filter(due="soon"): [3, 8],
        Filter(urgent=True): [6],
        Filter(service="b"): [7],
        Filter(unit="library"): [7],
        Filter(scope="mine"): [8, 7],
        Filter(scope="pool"): [1, 2, 9, 3, 4, 5, 6],
        Filter(words="李4"): [4],
        Filter(words="li 5"): [5],
        Filter(words="2023000003"): [3],
        Filter(words="000002"): [2],
        Filter(service="b", urgent=True): [],
    }
    for wanted, numbers in expected.items():
        assert sorted(hall.numbers(wanted)) == sorted(numbers), wanted
        assert hall.numbers(wanted, limit=1) == hall.numbers(wanted), "page by page the same"
    rows_ = hall.boxes.tasks(FINANCE, "todo", None, 25, Filter(due="soon"))["items"]
    assert [(row["kind"], row["together"]) for row in rows_] == [("step", True), ("consult", False)]


def test_a_cursor_keeps_its_filter(hall: Any) -> None:
    hall.put(*[(head(n, urgent=n % 2 == 0), task(due=NOON + timedelta(hours=n))) for n in range(1, 9)])
    first = hall.boxes.tasks(FINANCE, "todo", None, 2, Filter(urgent=True))
    second = hall.boxes.tasks(FINANCE, "todo", first["next"], 2, Filter())
    assert [row["number"][-1] for row in second["items"]] == ["6", "8"]
    with pytest.raises(InvalidRequest):
        hall.boxes.tasks(FINANCE, "todo", first["next"][:-3] + "AAA", 2, Filter())
    with pytest.raises(InvalidRequest):
        hall.boxes.tasks(FINANCE, "elsewhere", None, 2, Filter())


def test_a_page_costs_the_same_however_much_is_stored(hall: Any) -> None:
    meter = Meter()
    meter.watch("dynamodb", connection().client)

    def cost(wanted: Filter) -> tuple[int, float]:
        with meter.measure() as count:
            hall.boxes.tasks(TWO_POOLS, "todo", None, 25, wanted)
        assert set(count.calls) == {"dynamodb.Query"}
        return count.calls["dynamodb.Query"], count.read_units

    def fill(n: int, day: int) -> None:
        for unit in ("finance", "library"):
            due = [NOON + timedelta(days=day, minutes=m) for m in range(n)]
            some = [(head(day * 1000 + m), task(f"position:officer@{unit}", due=due[m])) for m in range(n)]
            hall.put(*[(replace(h, id=f"{h.id}-{unit}"), t) for h, t in some])

    for day in (-2, 0, 2):
        fill(45, day)
    plain, soon, late, rare = Filter(), Filter(due="soon"), Filter(due="overdue"), Filter(service="b")
    before = {wanted: cost(wanted) for wanted in (plain, soon, late)}
    assert before[plain][0] == before[soon][0] == before[late][0] == 3, "one query a box: mine and two pools"
    fill(180, 3)
    fill(180, 4)
    fill(180, 5)
    after = {wanted: cost(wanted) for wanted in (plain, soon, late)}
    assert after == before
    queries, units = cost(rare)
    assert queries == 3 * ROUNDS and units <= 3 * ROUNDS * 5, "looking for what is rare ends after three rounds"
    page = hall.boxes.tasks(TWO_POOLS, "todo", None, 25, rare)
    assert page["items"] == [] and page["next"], "and says where to go on"


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(st.integers(0, 400), max_size=250, unique=True), min_size=1, max_size=3),
    st.integers(1, 30),
    st.sampled_from([None, 2, 7, 97]),
    st.booleans(),
)
def test_pages_together_are_the_whole_list(
    boxes: list[list[int]], limit: int, divisor: int | None, newest_first: bool
) -> None:
    """Whatever is wanted, going on brings every row once, in order, and a page reads its rounds and no more."""
    stored = {
        f"box{b}": sorted(({"pk": f"{b}", "sk": f"{at:04d}", "box": f"box{b}", "box_at": f"{at:04d}"} for at in times),
                          key=lambda row: row["box_at"], reverse=newest_first)
        for b, times in enumerate(boxes)
    }  # fmt: skip
    asked: list[int] = []

    def read(box: str, size: int, after: Any) -> list[dict[str, Any]]:
        asked.append(size)
        found = stored[box]
        last = after["sk"]["S"] if after else None
        start = next((i + 1 for i, row in enumerate(found) if row["sk"] == last), 0)
        return found[start : start + size]

    def keep(row: Any) -> bool:
        return divisor is None or int(row["box_at"]) % divisor == 0

    def kept(rows: Any) -> list[bool]:
        return [keep(row) for row in rows]

    seen: list[str] = []
    shown: Any = {}
    for _ in range(900):
        asked.clear()
        page = read_page(read, list(stored), shown, limit, newest_first=newest_first, keep=kept if divisor else None)
        assert len(page.rows) <= limit
        assert len(asked) <= len(stored) * (ROUNDS if divisor else 1) and max(asked) <= max(ROUND, limit) + 1
        seen += [row["box_at"] for row in page.rows]
        shown = page.shown
        if not page.more:
            break
    whole = sorted((row["box_at"] for box in stored.values() for row in box if keep(row)), reverse=newest_first)
    assert seen == whole
