"""Claims of applications (`applications.Claims`) carried out by the registers room."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chalicelib.applications import FIRST, Application, Definition, claimed_by, disputed_by
from chalicelib.errors import FieldError, InvalidForm, NotFound
from chalicelib.forms import facts_of
from chalicelib.shared.clock import Clock
from chalicelib.shared.text import Text

if TYPE_CHECKING:
    from chalicelib.registers import EffectRefused, RegisterRoom

CLAIM = "claim"
"""How the history of a row names what was only locked."""


@dataclass(frozen=True)
class RegisterClaims:
    """`room` gives the registers room when a service claims something: others neither import nor make it.
    `number_of` tells an application's number, for who is refused because of it. Raises `NotFound`."""

    room: Callable[[], RegisterRoom]
    clock: Clock
    number_of: Callable[[str], str]

    def take(
        self, application_id: str, definition: Definition, applicant: Mapping[str, Any], form: Mapping[str, Any], /
    ) -> None:
        self._not_disputed(application_id, definition, applicant, form)
        changes = claimed_by(definition, {**facts_of(definition.form, form), "applicant": applicant})
        if not changes:
            return
        from chalicelib.registers import Asked

        asked = Asked(application_id, "", form, applicant)
        refused = self.room().effects.claim_rows(CLAIM, {"changes": changes}, asked, self.clock() + FIRST)
        if refused is not None:
            raise InvalidForm(errors=(self._error(changes, asked, refused),))

    def _not_disputed(
        self, application_id: str, definition: Definition, applicant: Mapping[str, Any], form: Mapping[str, Any]
    ) -> None:
        """One application about one value at a time."""
        field = disputed_by(definition)
        if field is None or field not in form:
            return
        other = self.room().disputes.disputed_by(form[field]["place"], applicant["id"])
        if other and other != application_id:
            number = self._number(other)
            zh = f"已有人报告此数据有误，正在核实（办件 {number}）"
            en = f"This value is being looked into already (application {number})"
            raise InvalidForm(errors=(FieldError(f"/form/{field}", "disputed", Text(zh, en)),))

    def keep(self, application: Application, definition: Definition, /) -> None:
        from chalicelib.registers import Asked

        head = application.head
        field = disputed_by(definition)
        if field is not None and field in application.form:
            self.room().disputes.mark(application.id, application.form[field]["place"], head.applicant.id)
        changes = claimed_by(definition, head.facts)
        if changes:
            asked = Asked(application.id, head.number, application.form, head.applicant.facts())
            # Refused, somebody else has it after all: the effect will say so, and the application goes back with it.
            self.room().effects.hold_rows(CLAIM, {"changes": changes}, asked)

    def release(self, application_id: str, /) -> None:
        self.room().effects.release_rows(application_id)
        self.room().disputes.release(application_id)

    def _error(self, changes: Sequence[Mapping[str, Any]], asked: Any, refused: EffectRefused) -> FieldError:
        """At the field that names what cannot be had; with the number of the application that has it."""
        number = self._number(refused.other)
        change = next((one for one in changes if _names(one, asked) == (refused.register, refused.row)), None)
        pointer = next(_fields(change), "") if change else ""
        message = refused.message
        if change and change.get("create"):
            message = Text("已经提交过，不能重复提交", "This has been sent already and can be sent only once")
        if number:
            message = Text(f"{message.zh}（办件 {number}）", f"{message.en} (application {number})")
        return FieldError(f"/form/{pointer}" if pointer else "/form", refused.code, message)

    def _number(self, application_id: str) -> str:
        try:
            return self.number_of(application_id) if application_id else ""
        except NotFound:  # locked by a submission that was lost half-way, or that is being stored this moment
            return ""


def _names(change: Mapping[str, Any], asked: Any) -> tuple[str, str]:
    """The row this change is about, as a refusal names it."""
    from chalicelib.registers import value_of

    values = {"form": asked.form, "applicant": asked.applicant, "application": {"id": asked.id}, "today": ""}
    row = [change["row"], change["book"]["day"]] if change.get("book") else change["row"]
    return change["register"], str(value_of(row, values))


def _fields(change: Mapping[str, Any]) -> Iterator[str]:
    """The form's fields that say which row it is; of a booking the day first: the venue alone is not taken."""
    row = change["row"] if isinstance(change["row"], list) else [change["row"]]
    for place in [change["book"]["day"], *row] if change.get("book") else row:
        if isinstance(place, str) and place.startswith("form."):
            yield place.split(".")[1]
