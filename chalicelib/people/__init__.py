"""The people room: persons, units, roles, and the rosters that say who holds which role where (H-18, H-19).

Public API
- values: `Person`, `Unit`, `Position`, `Member`, `Roster`, `University`, `Category`, `CATEGORY_NAMES`,
  `STUDENTS`
- position keys such as ``counsellor@class-cs2301``: `position_key`, `split_position_key`, `position_title`
- roles and who keeps their rosters: `ROLES`, `RoleInfo`, `REVIEWERS`, `heads_of` a kind of unit
- a dated change of holders: `with_holders`; changes of rosters with their history: `RosterBook`, `RosterChange`,
  `Author`, `RosterEntry`, `LineChange`, `line_changes`
- standing proxies and absence: `Proxy`, `ProxyWish`, `give_proxy`, `revoke_proxy`
- when somebody leaves: whose tasks it concerns (`changed_holders`), what is handed over (`Handover`, `HandoverStore`)
- units and what is known of persons, changed with history: `DirectoryBook`, `DirectoryChange`
- `ids_at`: who belongs to a unit, by grade
- `PeopleStore`: everything stored; `person_key` for a caller who reads a person ahead, together with other items
"""

from typing import TYPE_CHECKING

from chalicelib.shared.door import open_lazily

if TYPE_CHECKING:
    from chalicelib.people.changed_holders import changed_holders
    from chalicelib.people.give_proxy import ProxyWish, give_proxy, revoke_proxy
    from chalicelib.people.handover import Handover
    from chalicelib.people.handovers.store import HandoverStore
    from chalicelib.people.items.store import ids_at
    from chalicelib.people.model import (
        CATEGORY_NAMES,
        STUDENTS,
        Category,
        Member,
        Person,
        Position,
        Roster,
        Unit,
        UnitKind,
        University,
        position_key,
        split_position_key,
    )
    from chalicelib.people.organisation.store import DirectoryBook, DirectoryChange
    from chalicelib.people.own.store import MOST_FAVOURITES, MOST_PHRASES
    from chalicelib.people.proxy import Proxy
    from chalicelib.people.roles import REVIEWERS, ROLES, RoleInfo, heads_of, position_title, runs_hall
    from chalicelib.people.roster_book.store import RosterBook
    from chalicelib.people.roster_changes import with_holders
    from chalicelib.people.roster_entry import Author, LineChange, RosterChange, RosterEntry, line_changes
    from chalicelib.people.store import PeopleStore, person_key
else:
    open_lazily(__name__)

__all__ = [
    "CATEGORY_NAMES",
    "MOST_FAVOURITES",
    "MOST_PHRASES",
    "REVIEWERS",
    "ROLES",
    "STUDENTS",
    "Author",
    "Category",
    "DirectoryBook",
    "DirectoryChange",
    "Handover",
    "HandoverStore",
    "LineChange",
    "Member",
    "PeopleStore",
    "Person",
    "Position",
    "Proxy",
    "ProxyWish",
    "RoleInfo",
    "Roster",
    "RosterBook",
    "RosterChange",
    "RosterEntry",
    "Unit",
    "UnitKind",
    "University",
    "changed_holders",
    "give_proxy",
    "heads_of",
    "ids_at",
    "line_changes",
    "person_key",
    "position_key",
    "position_title",
    "revoke_proxy",
    "runs_hall",
    "split_position_key",
    "with_holders",
]
