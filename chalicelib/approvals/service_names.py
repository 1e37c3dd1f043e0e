"""What services and steps are called in lists; from the definitions a process has read already."""

from __future__ import annotations

from chalicelib.applications import REVISE, Definitions
from chalicelib.approvals.answer import REVISE_TITLE
from chalicelib.approvals.together import barred
from chalicelib.errors import NotFound
from chalicelib.flows import Step, find_step
from chalicelib.shared.text import Text


class ServiceNames:
    """Names as the current version has them; a code that is gone is shown as it is."""

    def __init__(self, definitions: Definitions) -> None:
        self._definitions = definitions

    def service(self, code: str) -> Text:
        try:
            return self._definitions.current(code).service.name
        except NotFound:
            return Text(code, code)

    def step(self, code: str, step: str) -> Text:
        if step == REVISE:
            return REVISE_TITLE
        try:
            return find_step(self._definitions.current(code).flow, step).title
        except NotFound:
            return Text(step, step)

    def owner(self, code: str) -> str:
        """The unit that owns the service; empty for a code that is gone."""
        try:
            return self._definitions.current(code).service.owner_unit
        except NotFound:
            return ""

    def together(self, code: str, step: str) -> bool:
        """Whether tasks of this step may be approved many at once."""
        found = self._step(code, step)
        return found is not None and barred(found) is None

    def ranked(self, code: str, step: str) -> bool:
        """Whether tasks of this step are put in order together."""
        found = self._step(code, step)
        return found is not None and found.ranking is not None

    def _step(self, code: str, step: str) -> Step | None:
        try:
            return find_step(self._definitions.current(code).flow, step)
        except NotFound:
            return None
