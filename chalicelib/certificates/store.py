"""The certificates table.

| item | holds |
| --- | --- |
| ``A#<application>`` / ``<effect>#0001`` | a certificate; by when it was begun in `by_person`, `by_unit` |
| ``N#<number>`` / ``NUMBER`` | which certificate has this number |
| ``V#<code>`` / ``CODE`` | which certificate has this verification code |
| ``S#<scheme of a year>`` / ``COUNTER`` | the last running number that was given |
| ``P#<keyed hash of a print code>`` / ``PRINT`` | for which certificate it is, and by which request it was used |

A number is taken from the counter first and claimed with the certificate in one transaction: a number may be left out
(nobody promises there are no gaps), and none is given twice, whatever services share a scheme.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, timedelta
from functools import partial
from typing import Any

from pynamodb.attributes import NumberAttribute, TTLAttribute, UnicodeAttribute
from pynamodb.exceptions import PutError, PynamoDBException, TransactWriteError

from chalicelib import settings
from chalicelib.certificates.model import Certificate
from chalicelib.certificates.print_code import PrintCode
from chalicelib.errors import HallError
from chalicelib.shared.store import UNREACHED, Defaults, Item, JsonText, connection, transaction
from chalicelib.shared.store_faults import REFUSED, lost_race, reached, reasons_of, was_refused

MOST = 50
"""Certificates of one application that are looked at: one for each time it was issued again."""

CODES_KEPT = timedelta(days=1)
"""Print codes, after they were made: who types one too late is told so."""

_reached = partial(reached, PynamoDBException)


class Overtaken(HallError):
    """The certificate was changed meanwhile: read it again. Never leaves the room."""


class Taken(HallError):
    """Somebody has this number or code: ask for the next. Never leaves the room."""


class _Row(Item):
    class Meta(Defaults):
        table_name = settings.current().table("certificates")

    data = JsonText(null=True)
    rev = NumberAttribute(null=True)
    n = NumberAttribute(null=True)
    person = UnicodeAttribute(null=True)
    unit = UnicodeAttribute(null=True)
    at = UnicodeAttribute(null=True)
    used = UnicodeAttribute(null=True)
    expires_at = TTLAttribute(null=True)


class CertificateStore:
    """Every method is one call unless it says more. Raises `Temporary` when the table cannot be reached."""

    @_reached()
    def next_number(self, series: str) -> int:
        """The next running number of a scheme in its year, from 1; given once, used or not."""
        row = _Row(f"S#{series}", "COUNTER")
        row.update([_Row.n.add(1)])
        return int(row.n)

    @_reached()
    def one(self, application: str, effect: str, n: int) -> Certificate | None:
        row = _Row.read(f"A#{application}", f"{effect}#{n:04d}")
        return _certificate(row) if row else None

    @_reached()
    def of_application(self, application: str) -> list[Certificate]:
        """Oldest first within each effect."""
        found = _Row.query(f"A#{application}", limit=MOST, consistent_read=True)
        return [_certificate(row) for row in found]

    def of_effect(self, application: str, effect: str) -> list[Certificate]:
        return [one for one in self.of_application(application) if one.effect == effect]

    @_reached()
    def by_number(self, number: str) -> Certificate | None:
        """Two calls."""
        return self._pointed(f"N#{number}", "NUMBER")

    @_reached()
    def by_code(self, code: str) -> Certificate | None:
        """Two calls."""
        return self._pointed(f"V#{code}", "CODE")

    def of_person(self, person: str, limit: int, before: str = "") -> tuple[list[Certificate], str]:
        """Newest first, and where it goes on; eventually consistent, two calls."""
        return self._listed("by_person", "person", person, limit, before)

    def of_unit(self, unit: str, limit: int, before: str = "") -> tuple[list[Certificate], str]:
        return self._listed("by_unit", "unit", unit, limit, before)

    @_reached()
    def create(self, made: Certificate) -> None:
        """Raises `Overtaken` where the effect has its n-th already, `Taken` where somebody has its number or code."""
        place = [f"A#{made.application}", _sk(made)]
        try:
            with transaction() as write:
                write.save(_row(made), condition=_Row.pk.does_not_exist())
                write.save(_Row(f"N#{made.number}", "NUMBER", data=place), condition=_Row.pk.does_not_exist())
                write.save(_Row(f"V#{made.code}", "CODE", data=place), condition=_Row.pk.does_not_exist())
        except TransactWriteError as error:
            reasons = reasons_of(error)
            if reasons[:1] != [REFUSED] and REFUSED in reasons:
                raise Taken() from error
            if lost_race(error):
                raise Overtaken() from error
            raise

    @_reached()
    def write(self, changed: Certificate, *others: Certificate) -> Certificate:
        """The next version of each, or of none. Raises `Overtaken`."""
        try:
            with transaction() as write:
                for one in (changed, *others):
                    write.save(_row(one), condition=_Row.rev == one.rev - 1)
        except TransactWriteError as error:
            if lost_race(error):
                raise Overtaken() from error
            raise
        return changed

    @_reached()
    def put_code(self, place: str, code: PrintCode) -> None:
        """Raises `Taken` where the digits were given lately."""
        row = _Row(f"P#{place}", "PRINT", data=code.to_data(), expires_at=(code.at + CODES_KEPT).astimezone(UTC))
        try:
            row.save(condition=_Row.pk.does_not_exist())
        except PutError as error:
            if was_refused(error):
                raise Taken() from error
            raise

    @_reached()
    def print_code(self, place: str) -> PrintCode | None:
        row = _Row.read(f"P#{place}", "PRINT")
        return PrintCode.of(row.data, row.used or "") if row else None

    @_reached()
    def use_code(self, place: str, mark: str, printed: Certificate) -> None:
        """Spend a code and write down the printing, both or neither. Raises `Overtaken`."""
        try:
            with transaction() as write:
                fresh = _Row.pk.exists() & _Row.used.does_not_exist()
                write.update(_Row(f"P#{place}", "PRINT"), actions=[_Row.used.set(mark)], condition=fresh)
                write.save(_row(printed), condition=_Row.rev == printed.rev - 1)
        except TransactWriteError as error:
            if lost_race(error):
                raise Overtaken() from error
            raise

    def _pointed(self, pk: str, sk: str) -> Certificate | None:
        found = _Row.read(pk, sk)
        row = _Row.read(*found.data) if found else None
        return _certificate(row) if row else None

    def _listed(self, index: str, name: str, key: str, limit: int, before: str) -> tuple[list[Certificate], str]:
        condition = "#k = :k" + (" AND #at < :b" if before else "")
        values = {":k": {"S": key}} | ({":b": {"S": before}} if before else {})
        names = {"#k": name} | ({"#at": "at"} if before else {})
        with reached(UNREACHED):
            answer: dict[str, Any] = connection().dispatch("Query", {
                "TableName": _Row.Meta.table_name, "IndexName": index, "KeyConditionExpression": condition,
                "ExpressionAttributeNames": names, "ExpressionAttributeValues": values,
                "Limit": limit, "ScanIndexForward": False,
            })  # fmt: skip
        keys = [(raw["pk"]["S"], raw["sk"]["S"]) for raw in answer["Items"]]
        last = answer["Items"][-1]["at"]["S"] if answer.get("LastEvaluatedKey") else ""
        return self._all(keys), last

    @_reached()
    def _all(self, keys: Iterable[tuple[str, str]]) -> list[Certificate]:
        keys = list(keys)
        rows = {(row.pk, row.sk): row for row in _Row.read_all(keys)} if keys else {}
        return [_certificate(rows[key]) for key in keys if key in rows]


def _sk(one: Certificate) -> str:
    return f"{one.effect}#{one.n:04d}"


def _row(one: Certificate) -> _Row:
    row = _Row(f"A#{one.application}", _sk(one), data=one.to_data(), rev=one.rev)
    row.person, row.unit, row.at = one.person, one.unit, f"{one.at}#{one.application}#{_sk(one)}"
    return row


def _certificate(row: Any) -> Certificate:
    return Certificate.of(row.data, int(row.rev))
