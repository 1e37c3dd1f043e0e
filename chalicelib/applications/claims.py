"""What an application has for itself while it is under way: the rows its flow's effects claim (``claim: true``, C-R2).

A port: this room knows no register. `take` is asked before an application is stored, under the id it will have, so the
row is locked at the latest in the moment it is submitted; it locks for `FIRST` only, so that a submission that is lost
half-way keeps nobody out for long. The reaction to the event `keep`s it, and `release`s it once the application ends.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import timedelta
from typing import Any, Protocol

from chalicelib.applications.definition import Definition
from chalicelib.applications.model import Application
from chalicelib.flows import Effect, Element, When, arms_of, walk

FIRST = timedelta(minutes=15)


class Claims(Protocol):
    """Who really locks; each may be asked again without harm."""

    def take(
        self, application_id: str, definition: Definition, applicant: Mapping[str, Any], form: Mapping[str, Any], /
    ) -> None:
        """Lock what this form asks for. Raises `InvalidForm` at the field whose row another application has."""

    def keep(self, application: Application, definition: Definition, /) -> None:
        """Lock it for as long as the application may take; give back what a correction no longer names."""

    def release(self, application_id: str, /) -> None: ...


class NoClaims:
    """A hall without registers."""

    def take(
        self, application_id: str, definition: Definition, applicant: Mapping[str, Any], form: Mapping[str, Any], /
    ) -> None:
        return None

    def keep(self, application: Application, definition: Definition, /) -> None:
        return None

    def release(self, application_id: str, /) -> None:
        return None


NO_CLAIMS = NoClaims()


def claimed_by(definition: Definition, facts: Mapping[str, Any] | None = None) -> list[Mapping[str, Any]]:
    """The changes of the flow's effects whose row is locked from submission on, as the definition has them; with
    `facts` only those on the way that the facts lead. Where a step's answer decides the way, both ways are locked."""
    unknown = {field.name for field in definition.form.fields if field.at_step} - set(facts or ())
    effects = _effects(definition.flow.elements, facts, unknown)
    return [change for effect in effects for change in effect.settings.get("changes", ()) if change.get("claim")]


def disputed_by(definition: Definition) -> str | None:
    """The field that names the value the application is about: it is marked as doubtful while the application is under
    way (an effect of kind `correct`, Z-16). None for every other service."""
    for effect in walk(definition.flow.elements):
        if isinstance(effect, Effect) and effect.kind == "correct":
            return str(effect.settings["value"])
    return None


def claims_something(definition: Definition) -> bool:
    """Whether anybody has to be asked at all when such an application begins or ends."""
    return bool(claimed_by(definition)) or disputed_by(definition) is not None


def _effects(
    elements: tuple[Element, ...], facts: Mapping[str, Any] | None, unknown: Collection[str]
) -> Iterator[Effect]:
    for element in elements:
        if isinstance(element, Effect) and element.kind == "register":
            yield element
        arms = arms_of(element)
        if facts is not None and isinstance(element, When):
            from chalicelib.flows import verdict  # what looks ahead in flows; few services claim under a condition

            found = verdict(element.condition, facts, unknown)
            arms = arms if found is None else (arms[0 if found else 1],)
        for arm in arms:
            yield from _effects(arm, facts, unknown)
