"""The archive: when an application has ended, a package of it that nobody changes any more (C-26, docs/archive.md).

The door of the room. `ArchiveWorker` writes packages, `ArchiveDesk` hands them out and says whether one is as it was
written, `package_of` gives the place of the department's copy to who hands on many. `TrailStore` notes events, `Roots`
signs each day of them. `chalicelib.documents` is imported by the worker alone.
"""

from typing import TYPE_CHECKING

from chalicelib.shared.door import open_lazily

if TYPE_CHECKING:
    from chalicelib.archive.desk import ArchiveDesk
    from chalicelib.archive.merkle import root_of
    from chalicelib.archive.places import Part, folders_of, package_of
    from chalicelib.archive.roots import Roots, line_of, signed_text
    from chalicelib.archive.store import TrailStore, day_of
    from chalicelib.archive.worker import ArchiveWorker
else:
    open_lazily(__name__)

__all__ = [
    "ArchiveDesk",
    "ArchiveWorker",
    "Part",
    "Roots",
    "TrailStore",
    "day_of",
    "folders_of",
    "line_of",
    "package_of",
    "root_of",
    "signed_text",
]
