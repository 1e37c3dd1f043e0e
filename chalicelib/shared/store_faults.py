"""What went wrong in a store, told from pynamodb's errors without importing pynamodb.

pynamodb's own `cause_response_code` breaks on errors that have no answer at all, such as a timeout.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from chalicelib.errors import Temporary

REFUSED = "ConditionalCheckFailed"
"""A cancelled transaction's code for an item whose condition did not hold."""


def code_of(error: Any) -> str | None:
    """DynamoDB's error code, for example ``ConditionalCheckFailedException``; None when there was no answer."""
    answer: dict[str, Any] = getattr(getattr(error, "cause", None), "response", None) or {}
    code: str | None = answer.get("Error", {}).get("Code")
    return code


def reasons_of(error: Any) -> list[str | None]:
    """Why each item of a cancelled transaction was refused, in their order; empty for any other fault."""
    if code_of(error) != "TransactionCanceledException":
        return []
    return [reason.code if reason else None for reason in error.cancellation_reasons]


def lost_race(error: Any) -> bool:
    """Whether somebody else was first: only then is it worth thinking again on fresh data."""
    return bool({REFUSED, "TransactionConflict"} & set(reasons_of(error)))


def was_refused(error: Any) -> bool:
    """Whether the condition of a single write did not hold."""
    return code_of(error) == f"{REFUSED}Exception"


@contextmanager
def reached(fault: type[Exception] | tuple[type[Exception], ...]) -> Iterator[None]:
    """Whatever stays of the store's errors inside is one the caller may try again. Raises `Temporary`."""
    try:
        yield
    except fault as error:
        raise Temporary(extra={"cause": code_of(error) or type(error).__name__}) from error
