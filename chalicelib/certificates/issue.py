"""Issuing: the number first, then the file, then its digest; each once, however often the message comes.

Whoever is overtaken looks again and finds what the other one did. A file is stored under its own digest before the
record names it, so what is recorded is what can be fetched. Where the issuer has a seal, a file without it is never
stored: the certificate waits.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from chalicelib.applications import Application, Definition
from chalicelib.approvals import Done, Later
from chalicelib.certificates.fill import Filled, day_text, fill, valid_until
from chalicelib.certificates.model import Certificate, State, new_code
from chalicelib.certificates.store import CertificateStore, Overtaken, Taken
from chalicelib.certificates.template import Template, number_in, series_of
from chalicelib.errors import Conflict, NotFound
from chalicelib.flows import Effect
from chalicelib.people import Unit
from chalicelib.seals import SealPort, SealUnavailable
from chalicelib.shared.clock import CHINA, Clock, stamp
from chalicelib.shared.masked_name import masked_name
from chalicelib.shared.text import Text

if TYPE_CHECKING:
    from chalicelib.documents import Place

ATTEMPTS = 8
DEEPEST = 5
"""Levels of units that are looked up to find the university."""
PDF = "application/pdf"


class Printed(NamedTuple):
    """A file, and where a seal goes in one that was printed with room for it."""

    data: bytes
    place: Place | None = None


class Printer(Protocol):
    """What makes the file; only a function that has fonts has one."""

    def missing(self, letters: str, /) -> list[str]:
        """The characters there is no glyph for."""

    def print(self, filled: Filled, certificate: Certificate, address: str, /, *, stamped: bool) -> Printed: ...

    def picture(self, address: str, /) -> str:
        """The address as a QR code: the SVG path of its dark modules, with the side's length before it."""


class Files(Protocol):
    def put(self, key: str, data: bytes, content_type: str, /) -> None: ...


class Units(Protocol):
    def get_units(self, ids: Iterable[str], /) -> Mapping[str, Unit]: ...


@dataclass(frozen=True)
class Issuing:
    """`held` is told of a certificate that cannot be made, once for each try that finds something new."""

    store: CertificateStore
    files: Files
    printer: Printer
    seals: SealPort
    units: Units
    clock: Clock
    base_url: str
    held: Callable[[Certificate, Application], None]

    def run(self, application: Application, definition: Definition, effect: Effect) -> Done | Later:
        """The runner of effects of kind ``certificate``: done with the file, or waiting for the office."""
        begin = Beginning(self.store, self.units, self.clock)
        known = self.store.of_effect(application.id, effect.name)
        # One that was made for an earlier state of the application and taken back is not what is asked for now.
        after = known[-1].n if known and known[-1].state is State.REVOKED else 0
        begun = begin(application, definition, effect, after)
        made = self.make(application, definition, effect, begun.n)
        return Done({"certificate": told(made)}) if made.is_issued else Later()

    def make(self, application: Application, definition: Definition, effect: Effect, n: int) -> Certificate:
        """The n-th certificate with its file, or held. Raises `NotFound` where it was never begun."""
        for _ in range(ATTEMPTS):
            certificate = self.store.one(application.id, effect.name, n)
            if certificate is None:
                raise NotFound()
            if certificate.is_issued:
                return certificate
            try:
                return self._print(certificate, application, definition, Template.of(effect.settings))
            except Overtaken:
                continue
        raise Conflict()

    def _print(
        self, begun: Certificate, application: Application, definition: Definition, template: Template
    ) -> Certificate:
        today = _today(self.clock)
        until = valid_until(template, application.form, today)
        dated = begun.going(issued_on=today.isoformat(), valid_until=until)
        filled = fill(template, application, definition, _own(dated), self._unit_name)
        letters = filled.letters + dated.number + "".join(dated.issuer)
        missing = " ".join([*filled.gaps, *self.printer.missing(letters)])
        if missing:
            return self._hold(begun, missing, application)
        address = address_of(self.base_url, dated.code, filled.languages[0])
        data, seal = self._sealed(begun, self._stamped(filled, dated, address))
        digest = hashlib.sha256(data).hexdigest()
        made = begun.going(
            issued_on=dated.issued_on,
            valid_until=until,
            state=State.VALID,
            digest=digest,
            size=len(data),
            seal=seal,
            qr=self.printer.picture(address),
            problem="",
        )
        self.files.put(made.key, data, PDF)
        return self.store.write(made, *self._replaced(made))

    def _stamped(self, filled: Filled, dated: Certificate, address: str) -> Printed:
        return self.printer.print(filled, dated, address, stamped=bool(self.seals.code_of(dated.unit)))

    def _sealed(self, begun: Certificate, printed: Printed) -> tuple[bytes, dict[str, Any]]:
        """The file as it is issued, and its seal ({} without one). While the seal cannot be put on the certificate says
        so, and `SealUnavailable` brings the message back later."""
        if printed.place is None:
            return printed.data, {}
        try:
            return self.seals.seal(printed.data, printed.place, begun.unit, reason=f"{begun.title.zh} {begun.number}")
        except SealUnavailable:
            if begun.state is not State.SEALING:
                self.store.write(begun.going(state=State.SEALING, problem=""))
            raise

    def _replaced(self, made: Certificate) -> list[Certificate]:
        """What was good until now of the same effect."""
        earlier = self.store.of_effect(made.application, made.effect) if made.n > 1 else []
        now = stamp(self.clock())
        return [
            one.going(state=State.SUPERSEDED, replaced_by=made.number, changed_at=now)
            for one in earlier
            if one.state is State.VALID and one.n < made.n
        ]

    def _hold(self, begun: Certificate, missing: str, application: Application) -> Certificate:
        if begun.state is State.HELD and begun.problem == missing:
            return begun
        held = self.store.write(begun.going(state=State.HELD, problem=missing))
        self.held(held, application)
        return held

    def _unit_name(self, unit: str) -> Text:
        found = self.units.get_units([unit]).get(unit)
        return found.name if found else Text("", "")


@dataclass(frozen=True)
class Beginning:
    """Gives a certificate its number and code; no file is made here."""

    store: CertificateStore
    units: Units
    clock: Clock

    def __call__(self, application: Application, definition: Definition, effect: Effect, after: int = 0) -> Certificate:
        """The effect's newest certificate; a new one where none comes after the `after`-th."""
        template = Template.of(effect.settings)
        for _ in range(ATTEMPTS):
            known = self.store.of_effect(application.id, effect.name)
            if known and known[-1].n > after:
                return known[-1]
            series = series_of(template.number, _today(self.clock).year)
            number = number_in(series, self.store.next_number(series))
            begun = self._begun(template, application, definition, effect, number, after + 1)
            try:
                self.store.create(begun)
            except (Overtaken, Taken):
                continue
            return begun
        raise Conflict()

    def _begun(
        self, template: Template, application: Application, definition: Definition, effect: Effect, number: str, n: int
    ) -> Certificate:
        head, now = application.head, self.clock()
        unit = template.issuer or definition.service.owner_unit
        return Certificate(
            application=application.id,
            effect=effect.name,
            n=n,
            number=number,
            code=new_code(),
            title=template.title,
            service=head.service,
            case_number=head.number,
            person=head.applicant.id,
            masked=masked_name(head.applicant.name),
            unit=unit,
            issuer=self._speaker(unit),
            at=stamp(now),
            issued_on=_today(self.clock).isoformat(),
        )

    def _speaker(self, unit: str) -> Text:
        """The unit with the university it belongs to: a stranger reads it."""
        names: list[Text] = []
        at: str | None = unit
        for _ in range(DEEPEST):
            found = self.units.get_units([at]).get(at) if at else None
            if found is None:
                break
            if not names or found.kind == "university":
                names.append(found.name)
            at = found.parent
        zh = "".join(name.zh for name in reversed(names))
        return Text(zh or unit, ", ".join(name.en for name in names) or unit)


def address_of(base_url: str, code: str, lang: str) -> str:
    """Where anybody checks it."""
    return f"{base_url}/{lang}/certificate/?c={code}"


def told(certificate: Certificate) -> dict[str, Any]:
    """What an application's record keeps of it, and its messages say."""
    return {
        "n": certificate.n,
        "number": certificate.number,
        "title": list(certificate.title),
        "valid_until": certificate.valid_until,
    }


def _own(certificate: Certificate) -> dict[str, Text]:
    return {
        "number": Text(certificate.number, certificate.number),
        "issued_on": day_text(certificate.issued_on),
        "valid_until": day_text(certificate.valid_until),
        "issuer": certificate.issuer,
    }


def _today(clock: Clock) -> date:
    return clock().astimezone(CHINA).date()
