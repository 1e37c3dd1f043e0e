"""A person's own earlier applications, as form fields refer to them (`forms.Earlier`)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from chalicelib.applications.rows import mine_box
from chalicelib.applications.store import ApplicationStore
from chalicelib.errors import NotFound
from chalicelib.forms import EarlierApplication
from chalicelib.shared.text import Text

NEWEST = 100
"""How many a field offers to choose from."""


@dataclass(frozen=True)
class EarlierApplications:
    """Reads them from the store of applications: one call each."""

    store: ApplicationStore
    opener: str = ""
    """The application that opens this one for its applicant, who may refer to it though it is somebody else's."""
    person: str = ""

    def one(self, application_id: str, /) -> EarlierApplication | None:
        try:
            head = self.store.load_head(application_id)
        except NotFound:
            return None
        owner = self.person if head.id == self.opener else head.applicant.id
        state, whose = head.state.value, head.applicant.id
        return EarlierApplication(head.id, head.number, head.title, head.service, state, owner, whose)

    def own(self, person_id: str, /) -> Iterator[EarlierApplication]:
        """The newest, newest first."""
        for row in self.store.box(mine_box(person_id), limit=NEWEST, after=None, newest_first=True):
            if row["outside"]:
                continue  # a department's system's case: nothing here can refer to it
            title = Text(*row["title"])
            yield EarlierApplication(row["id"], row["number"], title, row["service"], row["state"], person_id)
