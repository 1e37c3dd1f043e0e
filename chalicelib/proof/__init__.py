"""Whether a service can really work, before anybody applies: its flow against its form, its promise and the directory.

Public API. `prove` looks at one service and gives findings: an error refuses publication, a warning is told. Each says
where it is (a JSON Pointer into the definition) and speaks in the words of the form and the steps. `differences` says
what a new version changes, `expected_times` how long its ways may take. Nothing here knows an application; positions
are read once for all services (`Staff`).
"""

from typing import TYPE_CHECKING

from chalicelib.shared.door import open_lazily

if TYPE_CHECKING:
    from chalicelib.proof.administrators import OWN_ROLES, administers, speaks_for
    from chalicelib.proof.differences import KINDS, PARTS, Difference, differences
    from chalicelib.proof.model import ERROR, WARNING, Remark, Subject, subject_of
    from chalicelib.proof.positions import needs_of, positions_of
    from chalicelib.proof.prove import expected_times, prove, workday_length
    from chalicelib.proof.proving import Proving, described
    from chalicelib.proof.staff import Directory, Staff
else:
    open_lazily(__name__)

__all__ = [
    "ERROR",
    "KINDS",
    "OWN_ROLES",
    "PARTS",
    "WARNING",
    "Difference",
    "Directory",
    "Proving",
    "Remark",
    "Staff",
    "Subject",
    "administers",
    "described",
    "differences",
    "expected_times",
    "needs_of",
    "positions_of",
    "prove",
    "speaks_for",
    "subject_of",
    "workday_length",
]
