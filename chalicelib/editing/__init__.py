"""Looking after the catalogue: which services are in which state, and requests to publish or change one.

The door of the room; `Trials` looks after those who try a service out. Who edits what is `proof.administers`: a
department's officers and head their own, the two administrators of the hall all (Z-18). Publishing itself is not done
here: an approved request is carried out by the publisher (`chalicelib.publishing`), with the checks it was submitted
under.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.shared.door import open_lazily

if TYPE_CHECKING:
    from chalicelib.editing.dashboard import Dashboard
    from chalicelib.editing.desk import Desk
    from chalicelib.editing.files import read_files, twice, write_csv, write_zip
    from chalicelib.editing.imports import CatalogueImports
    from chalicelib.editing.request import Request, current_of, publish_effect, request_of, request_problems
    from chalicelib.editing.trials import Trials
    from chalicelib.editing.write_yaml import write_definition
else:
    open_lazily(__name__)

__all__ = [
    "CatalogueImports",
    "Dashboard",
    "Desk",
    "Request",
    "Trials",
    "current_of",
    "publish_effect",
    "read_files",
    "request_of",
    "request_problems",
    "twice",
    "write_csv",
    "write_definition",
    "write_zip",
]
