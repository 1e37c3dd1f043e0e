"""The insight table: a journal of days that passes away, and the months it is folded into.

Items, pk / sk:
- ``J#<day>`` / ``<service>``: the sets ``started``, ``ended``, ``reopened``; 45 days
- ``M#<month>`` / ``<service>``: each folded day of the month as ``d01`` … ``d31``
- ``V#<month>`` / ``<service>``: plain numbers: ``visits``, by source ``t_<tag>`` (which ones is in ``tags``), ``rated``
  and the sums ``rated_service`` and ``rated_flow``, how many were ``low`` and of how many that was counted (``judged``)
- ``Q#<month>`` / ``<day>#<term>``: how often that was looked for in vain that day; 100 days
- ``R#<month>`` / ``<service>#<mark>``: a rating, in the month its application ended; three years
- ``F#`` / ``FOLDED``: up to which day the journal is folded

Most attributes are named by data, so items are read and written below pynamodb's models. Raises `Temporary` when the
table cannot be reached.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from chalicelib import settings
from chalicelib.errors import HallError
from chalicelib.insight.entries import Day
from chalicelib.insight.model import Rating, Visited
from chalicelib.shared.rated import is_low
from chalicelib.shared.store import UNREACHED, connection
from chalicelib.shared.store_faults import reached

TABLE = settings.current().table("insight")
JOURNAL_KEPT = timedelta(days=45)
SEARCHES_KEPT = timedelta(days=100)
RATINGS_KEPT = timedelta(days=1096)
MOST_TAGS = 30
"""Sources counted apart for one service in one month; what comes after is `OTHER`."""
OTHER = "other"
_FOLDED = ("F#", "FOLDED")
_BATCH = 100
_CONDITION = "ConditionalCheckFailedException"


class Overtaken(HallError):
    """Somebody wrote in between: read again. Never leaves the room."""


@dataclass(frozen=True)
class Noted:
    """A day's journal of one service."""

    started: tuple[bytes, ...] = ()
    ended: tuple[bytes, ...] = ()
    reopened: tuple[bytes, ...] = ()


@dataclass(frozen=True)
class Month:
    """What is stored of one service in one month: its folded days, and the plain numbers."""

    days: Mapping[str, Day] = field(default_factory=dict)
    visited: Visited = field(default_factory=Visited)


class InsightStore:
    """Each method is one call unless it says so."""

    def note(self, day: date, service: str, what: str, *entries: bytes) -> None:
        """Add to one of the day's sets; again, it changes nothing."""
        values = {":e": {"BS": list(entries)}, ":x": _expiry(day, JOURNAL_KEPT)}
        self._update(_key(f"J#{day}", service), f"ADD {what} :e SET expires_at = :x", values)

    def noted_on(self, day: date) -> dict[str, Noted]:
        """The day's journal by service; one query for each megabyte."""
        return {raw["sk"]["S"]: _noted(raw) for raw in _all(f"J#{day}")}

    def noted(self, days: Sequence[date], services: Iterable[str]) -> dict[tuple[date, str], Noted]:
        """The journal of some services on some days; a call for each hundred of both."""
        wanted = {(f"J#{day}", service): (day, service) for service in services for day in days}
        return {wanted[key]: _noted(raw) for key, raw in _read(wanted).items()}

    def fold(self, day: date, service: str, sums: Day) -> None:
        """Write a day's sums into its month, over what stood there."""
        data = json.dumps(sums.to_data(), separators=(",", ":"))
        key = _key(f"M#{day:%Y-%m}", service)
        self._update(key, "SET #d = :d", {":d": {"S": data}}, {"#d": f"d{day:%d}"})

    def folded(self) -> date | None:
        """The newest day that is folded, with all days before it."""
        found = _read([_FOLDED]).get(_FOLDED)
        return date.fromisoformat(found["day"]["S"]) if found else None

    def set_folded(self, day: date) -> None:
        self._update(_key(*_FOLDED), "SET #d = :d", {":d": {"S": day.isoformat()}}, {"#d": "day"})

    def months(
        self, months: Sequence[str], services: Iterable[str], kinds: str = "MV"
    ) -> dict[tuple[str, str], Month]:
        """By (month, service), those that have anything; a call for each fifty, or for each hundred of one kind: ``M``
        for the days, ``V`` for the plain numbers."""
        wanted = [(month, service) for service in services for month in months]
        keys = [(f"{kind}#{month}", service) for month, service in wanted for kind in kinds]
        found = _read(keys)
        made = {}
        for month, service in wanted:
            days, numbers = found.get((f"M#{month}", service)), found.get((f"V#{month}", service))
            if days or numbers:
                made[month, service] = Month(_days(days or {}), _visited(numbers or {}))
        return made

    def visit(self, month: str, service: str, tag: str, count: int = 1) -> None:
        """So many more visits, and as many from `tag` unless it is ""; a second call for a tag beyond `MOST_TAGS`."""
        key, one = _key(f"V#{month}", service), {":one": {"N": str(count)}}
        if not tag:
            return self._update(key, "ADD visits :one", one)
        expression, names = "ADD visits :one, tags :tag, #t :one", {"#t": f"t_{tag}"}
        values = one | {":tag": {"SS": [tag]}}
        room = "attribute_not_exists(tags) OR contains(tags, :name) OR size(tags) < :most"
        bound = {":name": {"S": tag}, ":most": {"N": str(MOST_TAGS)}}
        try:
            self._update(key, expression, values | bound, names, room)
        except Overtaken:
            self._visit_other(key, one)

    def _visit_other(self, key: dict[str, Any], one: dict[str, Any]) -> None:
        values = one | {":tag": {"SS": [OTHER]}}
        self._update(key, "ADD visits :one, tags :tag, #t :one", values, {"#t": f"t_{OTHER}"})

    def search(self, day: date, term: str) -> None:
        """One more search in vain."""
        values = {":one": {"N": "1"}, ":x": _expiry(day, SEARCHES_KEPT)}
        self._update(_key(f"Q#{day:%Y-%m}", f"{day}#{term}"), "ADD hits :one SET expires_at = :x", values)

    def searches(self, month: str) -> list[tuple[str, str, int]]:
        """(day, term, hits) of a month; one query for each megabyte."""
        found = [(*raw["sk"]["S"].split("#", 1), int(raw["hits"]["N"])) for raw in _all(f"Q#{month}")]
        return [(day, term, hits) for day, term, hits in found]

    def rating(self, month: str, service: str, mark: str) -> Rating | None:
        """Strongly consistent."""
        key = (f"R#{month}", f"{service}#{mark}")
        found = _read([key]).get(key)
        return _rating(found) if found else None

    def rate(self, month: str, service: str, mark: str, new: Rating, old: Rating | None) -> None:
        """Keep a rating and its difference in the month's sums, both or neither. Raises `Overtaken`."""
        before = "attribute_not_exists(pk)" if old is None else "rating = :old"
        values = {":r": {"S": _packed(new)}, ":x": _expiry(new.first_at.date(), RATINGS_KEPT)}
        if old:
            values |= {":old": {"S": _packed(old)}}
        plus = {
            ":n": {"N": "0" if old else "1"},
            ":s": {"N": str(new.service - (old.service if old else 0))},
            ":f": {"N": str(new.flow - (old.flow if old else 0))},
            ":l": {"N": str(is_low(new.service) - (is_low(old.service) if old else 0))},
        }
        kept = {
            **_key(f"R#{month}", f"{service}#{mark}"),
            "UpdateExpression": "SET rating = :r, expires_at = :x",
            "ConditionExpression": before,
            "ExpressionAttributeValues": values,
        }
        summed = {
            **_key(f"V#{month}", service),
            "UpdateExpression": "ADD rated :n, rated_service :s, rated_flow :f, low :l, judged :n",
            "ExpressionAttributeValues": plus,
        }
        items = [{"Update": item | {"TableName": TABLE}} for item in (kept, summed)]
        with reached(UNREACHED):
            try:
                connection().dispatch("TransactWriteItems", {"TransactItems": items})
            except UNREACHED as error:
                if _code(error) == "TransactionCanceledException":
                    raise Overtaken() from error
                raise

    def ratings(self, month: str, service: str, after: str, limit: int) -> tuple[list[Rating], str]:
        """A page of the service's ratings of a month, and the mark to go on after ("" at the end)."""
        asked: dict[str, Any] = {
            "KeyConditionExpression": "pk = :pk AND begins_with(sk, :sk)",
            "ExpressionAttributeValues": {":pk": {"S": f"R#{month}"}, ":sk": {"S": f"{service}#"}},
            "Limit": limit,
        }
        if after:
            asked["ExclusiveStartKey"] = _key(f"R#{month}", f"{service}#{after}")["Key"]
        answer = _dispatch("Query", asked)
        last = answer.get("LastEvaluatedKey")
        return [_rating(raw) for raw in answer["Items"]], last["sk"]["S"].split("#", 1)[1] if last else ""

    def _update(
        self,
        key: Mapping[str, Any],
        expression: str,
        values: Mapping[str, Any],
        names: Mapping[str, str] | None = None,
        condition: str = "",
    ) -> None:
        """Raises `Overtaken` when the condition does not hold."""
        asked = {**key, "UpdateExpression": expression, "ExpressionAttributeValues": dict(values)}
        asked |= {"ExpressionAttributeNames": dict(names)} if names else {}
        asked |= {"ConditionExpression": condition} if condition else {}
        _dispatch("UpdateItem", asked)


def _dispatch(operation: str, asked: Mapping[str, Any]) -> Any:
    with reached(UNREACHED):
        try:
            return connection().dispatch(operation, {"TableName": TABLE, **asked})
        except UNREACHED as error:
            if _code(error) == _CONDITION:
                raise Overtaken() from error
            raise


def _code(error: Any) -> str:
    return str((getattr(error, "response", None) or {}).get("Error", {}).get("Code", ""))


def _all(pk: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    asked: dict[str, Any] = {
        "KeyConditionExpression": "pk = :pk",
        "ExpressionAttributeValues": {":pk": {"S": pk}},
    }
    while True:
        answer = _dispatch("Query", asked)
        found += answer["Items"]
        if not answer.get("LastEvaluatedKey"):
            return found
        asked["ExclusiveStartKey"] = answer["LastEvaluatedKey"]


def _read(keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], dict[str, Any]]:
    """Those that exist; consistently, because a rating is read to be changed, and a month is not read often."""
    left = [_key(*key)["Key"] for key in keys]
    found: dict[tuple[str, str], dict[str, Any]] = {}
    while left:
        now, left = left[:_BATCH], left[_BATCH:]
        with reached(UNREACHED):
            asked = {"RequestItems": {TABLE: {"ConsistentRead": True, "Keys": now}}}
            answer = connection().dispatch("BatchGetItem", asked)
        for raw in answer.get("Responses", {}).get(TABLE, []):
            found[raw["pk"]["S"], raw["sk"]["S"]] = raw
        left += answer.get("UnprocessedKeys", {}).get(TABLE, {}).get("Keys", [])
    return found


def _key(pk: str, sk: str) -> dict[str, Any]:
    return {"Key": {"pk": {"S": pk}, "sk": {"S": sk}}}


def _expiry(day: date, kept: timedelta) -> dict[str, str]:
    return {"N": str(int((datetime(day.year, day.month, day.day, tzinfo=UTC) + kept).timestamp()))}


def _noted(raw: Mapping[str, Any]) -> Noted:
    return Noted(*(tuple(map(bytes, raw.get(name, {}).get("BS", ()))) for name in ("started", "ended", "reopened")))


def _days(raw: Mapping[str, Any]) -> dict[str, Day]:
    """By day of the month, ``01`` to ``31``."""
    return {name[1:]: Day.of_data(json.loads(value["S"])) for name, value in raw.items() if name[1:].isdigit()}


def _visited(raw: Mapping[str, Any]) -> Visited:
    numbers = {name: int(value["N"]) for name, value in raw.items() if "N" in value}
    tags = {name[2:]: count for name, count in numbers.items() if name.startswith("t_")}
    rated = (numbers.get(name, 0) for name in ("rated", "rated_service", "rated_flow", "low", "judged"))
    return Visited(numbers.get("visits", 0), tags, *rated)


def _packed(rating: Rating) -> str:
    return json.dumps(rating.to_data(), ensure_ascii=False, separators=(",", ":"))


def _rating(raw: Mapping[str, Any]) -> Rating:
    return Rating.of_data(json.loads(raw["rating"]["S"]))
