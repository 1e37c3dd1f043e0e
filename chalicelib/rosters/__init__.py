"""Who holds which role where, for those who keep it: pages, dated changes, history, files, who is missing (H-18, H-19).

Public API. `RosterDesk` and `RosterImports` are what routes call. Every role has an owning department, which changes
its rosters and no others; heads and officers of any unit may look. What is stored is the people room's; which services
need a position comes from the proof. `Directory` and `DirectoryFile` are the same for units and persons, which the
personnel department keeps, classes and students the registry and the student affairs office (decision 56). Tasks of
somebody who holds a position no longer move by themselves (decision 16).
"""

from typing import TYPE_CHECKING

from chalicelib.shared.door import open_lazily

if TYPE_CHECKING:
    from chalicelib.rosters.desk import RosterDesk
    from chalicelib.rosters.directory import Directory
    from chalicelib.rosters.directory_file import DirectoryFile
    from chalicelib.rosters.imports import RosterImports
    from chalicelib.rosters.needs import Needs, Place
else:
    open_lazily(__name__)

__all__ = ["Directory", "DirectoryFile", "Needs", "Place", "RosterDesk", "RosterImports"]
