"""Claims of applications (`applications.Claims`) carried out by the registers room."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chalicelib.applications import FIRST, Application, Definition, claimed_by
from chalicelib.errors import FieldError, InvalidForm
from chalicelib.shared.clock import Clock

if TYPE_CHECKING:
    from chalicelib.registers import EffectRefused, Effects

CLAIM = "claim"
"""How the history of a row names what was only locked."""


@dataclass(frozen=True)
class RegisterClaims:
    """`effects` gives the room's effects when a service claims something: others neither import nor make them."""

    effects: Callable[[], Effects]
    clock: Clock

    def take(
        self, application_id: str, definition: Definition, applicant: Mapping[str, Any], form: Mapping[str, Any], /
    ) -> None:
        changes = claimed_by(definition)
        if not changes:
            return
        from chalicelib.registers import Asked

        asked = Asked(application_id, "", form, applicant)
        refused = self.effects().claim_rows(CLAIM, {"changes": changes}, asked, self.clock() + FIRST)
        if refused is not None:
            raise InvalidForm(errors=(FieldError(_pointer(changes, form, refused), refused.code, refused.message),))

    def keep(self, application: Application, definition: Definition, /) -> None:
        from chalicelib.registers import Asked

        head = application.head
        asked = Asked(application.id, head.number, application.form, head.applicant.facts())
        # Refused, somebody else has it after all: the effect will say so, and the application goes back with it.
        self.effects().hold_rows(CLAIM, {"changes": claimed_by(definition)}, asked)

    def release(self, application_id: str, /) -> None:
        self.effects().release_rows(application_id)


def _pointer(changes: Sequence[Mapping[str, Any]], form: Mapping[str, Any], refused: EffectRefused) -> str:
    """The field that names the row which cannot be had."""
    from chalicelib.registers import value_of

    for change in changes:
        place = change["row"]
        named = isinstance(place, str) and place.startswith("form.") and str(value_of(place, {"form": form}))
        if (change["register"], named) == (refused.register, refused.row):
            return f"/form/{place.split('.')[1]}"
    return "/form"
