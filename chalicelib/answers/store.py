"""Answers in the catalogue's table: ``Q#<id>``/``ANSWER`` is one, ``Q#U#<unit>``/``<time>#<id>`` that a unit keeps it,
``Q#PUBLIC``/``<id>`` what the portal shows. All three are written in one transaction.
"""

from __future__ import annotations

from functools import partial

from pynamodb.attributes import NumberAttribute
from pynamodb.exceptions import PynamoDBException, TransactWriteError

from chalicelib import settings
from chalicelib.answers.model import Answer, PublicAnswer
from chalicelib.errors import Conflict
from chalicelib.shared.store import Defaults, Item, JsonText, transaction
from chalicelib.shared.store_faults import lost_race, reached
from chalicelib.shared.text import Text

PUBLIC = "Q#PUBLIC"
_reached = partial(reached, PynamoDBException)
_CHANGED = Text("该答复刚刚被他人处理，请刷新后再试", "Somebody has just changed this answer; please reload")


class _Row(Item):
    class Meta(Defaults):
        table_name = settings.current().table("catalogue")

    data = JsonText(null=True)
    rev = NumberAttribute(null=True)


class AnswerStore:
    """Every method raises `Temporary` when the table cannot be reached."""

    @_reached()
    def one(self, id: str) -> Answer | None:
        """One call, strongly consistent."""
        row = _Row.read(f"Q#{id}", "ANSWER")
        return Answer.of({**row.data, "rev": int(row.rev)}) if row else None

    @_reached()
    def of_unit(self, unit: str, limit: int, before: str = "") -> tuple[list[Answer], str]:
        """(up to `limit` of the unit's answers proposed before that mark, the newest first; the mark to go on from, or
        ""); two calls."""
        below = _Row.sk < before if before else None
        rows = list(_Row.query(f"Q#U#{unit}", below, scan_index_forward=False, limit=limit + 1))
        page = rows[:limit]
        ids = [row.sk.partition("#")[2] for row in page]
        known = {row.pk: row for row in _Row.read_all((f"Q#{id}", "ANSWER") for id in ids)}
        found = [known[f"Q#{id}"] for id in ids if f"Q#{id}" in known]
        answers = [Answer.of({**row.data, "rev": int(row.rev or 0)}) for row in found]
        return answers, page[-1].sk if len(rows) > limit else ""

    @_reached()
    def public(self) -> list[PublicAnswer]:
        """Everything that is or was public, the newest first; one query."""
        found = [PublicAnswer.of(row.data) for row in _Row.query(PUBLIC)]
        return sorted(found, key=lambda one: (one.published_at, one.id), reverse=True)

    @_reached()
    def write(self, answer: Answer) -> None:
        """The next version of an answer, rev 1 for a new one. Raises `Conflict` where it is not the next."""
        before = _Row.pk.does_not_exist() if answer.rev == 1 else _Row.rev == answer.rev - 1
        try:
            with transaction() as write:
                write.save(_Row(f"Q#{answer.id}", "ANSWER", data=answer.to_data(), rev=answer.rev), condition=before)
                write.save(_Row(f"Q#U#{answer.keeper}", f"{answer.proposed_at}#{answer.id}"))
                if answer.public:
                    write.save(_Row(PUBLIC, answer.id, data=answer.public.to_data(), rev=answer.rev))
        except TransactWriteError as error:
            if lost_race(error):
                raise Conflict(_CHANGED) from error
            raise
