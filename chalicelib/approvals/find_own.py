"""Searching one's own applications: by state, service, number, title, and what was filled in (C-24).

The lists hold no form. A search reads a bounded part of one's history at a time, newest first, and the forms of that
part only where the words were not found without them; the cursor says how far it looked, and the answer too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from chalicelib.applications import OPEN, ApplicationStore, Definitions, State, mine_box
from chalicelib.approvals.box_rows import Names, application_row
from chalicelib.errors import InvalidRequest
from chalicelib.forms import display_of
from chalicelib.shared.text import Text

ROUNDS, ROUND = 2, 50
"""A request looks at a hundred applications at most: two queries, and with words four batched reads of heads, forms."""
STATES: tuple[str, ...] = ("open", "closed", *State)
_KEYS = ("pk", "sk", "box", "box_at")
_LONGEST = 60
_Row = Mapping[str, Any]


@dataclass(frozen=True)
class OwnFilter:
    """`state` is one of `STATES`; `words` are part of what is looked through, in either language."""

    state: str = ""
    service: str = ""
    words: str = ""

    @property
    def asks(self) -> bool:
        return bool(self.state or self.service or self.words)

    def fits(self, row: _Row) -> bool:
        if self.service and row["service"] != self.service:
            return False
        if self.state in ("open", "closed"):
            return (row["state"] in OPEN) is (self.state == "open")
        return not self.state or row["state"] == self.state


@dataclass(frozen=True)
class FindOwn:
    store: ApplicationStore
    names: Names
    definitions: Definitions

    def __call__(self, person_id: str, wanted: OwnFilter, limit: int, begun: Mapping[str, Any]) -> dict[str, Any]:
        """`{items, looked: {count, until, all}, after}`: `begun` is the `after` of the page before, else empty.

        An item is a list's row, with `hit` ``{label, value}`` where the words are in what was filled in. Raises
        `InvalidRequest` for what is not the `after` of this search.
        """
        if begun and (begun.get("own") != asdict(wanted) or begun.get("of") != person_id):
            raise InvalidRequest()
        keys, count, until = begun.get("keys"), int(begun.get("count", 0)), str(begun.get("until", ""))
        items: list[dict[str, Any]] = []
        more = True
        for _ in range(ROUNDS):
            rows = self.store.box(mine_box(person_id), limit=ROUND + 1, after=keys, newest_first=True)
            hits = self._hits([row for row in rows[:ROUND] if wanted.fits(row)], wanted.words.casefold())
            for row in rows[:ROUND]:
                if len(items) == limit:
                    break
                keys, count, until = {name: {"S": row[name]} for name in _KEYS}, count + 1, row["box_at"]
                if row["id"] in hits:
                    hit = hits[row["id"]]
                    items.append(application_row(row, self.names) | ({"hit": hit} if hit else {}))
            else:
                if len(rows) > ROUND:
                    continue
                more = False
            break
        looked = {"count": count, "until": until or None, "all": not more}
        after = {"own": asdict(wanted), "of": person_id, "keys": keys, "count": count, "until": until}
        return {"items": items, "looked": looked, "after": after if more else None}

    def _hits(self, rows: Sequence[_Row], words: str) -> dict[str, dict[str, Any] | None]:
        """Ids of the rows the words are in, with the answer they are in where it is not the row that says them."""
        plain = {
            row["id"]: None for row in rows if not words or any(words in one.casefold() for one in self._said(row))
        }
        left = [row["id"] for row in rows if row["id"] not in plain]
        return {**plain, **self._in_forms(left, words)} if left else dict(plain)

    def _said(self, row: _Row) -> tuple[str, ...]:
        return (row["number"], *row["title"], *self.names.service(row["service"]))

    def _in_forms(self, ids: Sequence[str], words: str) -> dict[str, dict[str, Any]]:
        found = {}
        for head, form in self.store.forms_of(ids):
            described = display_of(self.definitions.version(head.service, head.version).form, form, own=True)
            for answer in described:
                if any(words in answer["display"][lang].casefold() for lang in ("zh", "en")):
                    shown = Text(*(_short(answer["display"][lang], words) for lang in ("zh", "en")))
                    found[head.id] = {"label": answer["label"], "value": shown.to_dict()}
                    break
        return found


def _short(text: str, words: str) -> str:
    """The part of an answer that has the words in it."""
    line = " ".join(text.split())
    at = max(line.casefold().find(words) - 20, 0)
    kept = line[at : at + _LONGEST]
    return f"{'…' if at else ''}{kept}{'…' if at + _LONGEST < len(line) else ''}"
