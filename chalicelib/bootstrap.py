"""The only place that wires rooms to adapters.

`build_hall` makes the whole hall from settings; parts may be replaced by name (a test gives a clock or a mail sender
of its own). Lambda functions use `hall()`, built at first use and kept while the process lives. Each part is made, and
its room imported, when somebody first asks for it: what a request does not use, its cold start does not pay for. The
parts themselves are wired beside this file, in `parts_*.py`.
"""

# mypy: disable-error-code=override
# (A cached property can be written to, but mypy takes it for one that can only be read.)

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from typing import Any

from chalicelib import settings as settings_module
from chalicelib.hall import Hall
from chalicelib.parts_access import Access
from chalicelib.parts_archive import ArchiveParts
from chalicelib.parts_bills import BillParts
from chalicelib.parts_certificates import CertificateParts
from chalicelib.parts_exports import ExportParts
from chalicelib.parts_feeds import FeedParts
from chalicelib.parts_handling import HandlingParts
from chalicelib.parts_insight import InsightParts
from chalicelib.parts_proving import ProvingParts
from chalicelib.parts_registers import RegisterParts
from chalicelib.parts_retention import RetentionParts
from chalicelib.parts_telling import TellingParts
from chalicelib.parts_tickets import TicketParts
from chalicelib.settings import Settings
from chalicelib.shared.clock import system_clock


class WiredHall(
    RegisterParts,
    ArchiveParts,
    ExportParts,
    BillParts,
    TicketParts,
    RetentionParts,
    HandlingParts,
    CertificateParts,
    TellingParts,
    ProvingParts,
    InsightParts,
    FeedParts,
):
    """The hall with each part made at its first use; `replaced` parts are there from the beginning."""

    def __init__(self, settings: Settings, replaced: Mapping[str, Any]) -> None:
        self.settings = settings
        self.clock = system_clock
        self._replaced = replaced
        vars(self).update(replaced)

    def report(self, subject: str, error: Exception) -> None:
        from chalicelib.observability import report

        report(subject, error)

    @cached_property
    def access(self) -> Access:
        return Access(self)


def build_hall(settings: Settings, **replaced: Any) -> Hall:
    """The hall with these settings. `replaced` may name any part of `Hall`, and clients, mail, sms and queue."""
    return WiredHall(settings, replaced)


_hall: Hall | None = None


def hall() -> Hall:
    """This process's hall."""
    global _hall
    if _hall is None:
        _hall = build_hall(settings_module.current())
    return _hall


@contextmanager
def use(other: Any) -> Iterator[Any]:
    """Let `hall()` give another hall for a while; for tests and the local machine."""
    global _hall
    before, _hall = _hall, other
    try:
        yield other
    finally:
        _hall = before
