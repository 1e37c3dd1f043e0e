"""Printing at a kiosk (W-16): the person makes a code for one certificate, the kiosk gives it in for the file, once.

A card number never opens a document. The code is spent in the same transaction that writes down the printing; after
that it is said on the application's timeline, and only then the kiosk gets the link. A request that is sent again with
its key goes on where the first one stopped.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

from chalicelib.applications import HALL, Application, ApplicationStore, Change, EventType, change
from chalicelib.approvals import repeat
from chalicelib.certificates.desk import find
from chalicelib.certificates.issue import ATTEMPTS, PDF, told
from chalicelib.certificates.model import Certificate
from chalicelib.certificates.own import Links
from chalicelib.certificates.print_code import PrintCode, Spot, digits_in, not_printable, place_of, printed
from chalicelib.certificates.store import CertificateStore, Overtaken, Taken
from chalicelib.errors import Conflict, NotFound
from chalicelib.people import Person
from chalicelib.shared.clock import CHINA, Clock, stamp
from chalicelib.shared.ids import derived_id, new_id
from chalicelib.shared.text import Text

LINK_SECONDS = 60
PER_DEVICE = (12, 600)
"""Codes a kiosk may ask for per seconds, right or wrong: more than people can print there. The key of all devices has a
limit of its own (`web.routes.hall_devices`); a guess hits one of ten live codes once in ten million."""

_WRONG = Text("打印码不正确，请核对", "This print code is not right; please check it")
_USED = Text("该打印码已用过，请在手机上重新生成", "This print code was used; please make a new one")
_OVER = Text("打印码已过期，请在手机上重新生成", "This print code has expired; please make a new one")
_NOWHERE = Text("目前没有可以打印的自助机", "There is no kiosk that prints at present")
_ERASED = Text("该申请的记录已按期清除，请联系出具部门", "Its application was erased in time; please ask who issued it")


@dataclass(frozen=True)
class Printing:
    """`take` counts a try, or raises `TooManyRequests`; `halls` are the names of those that have kiosks."""

    store: CertificateStore
    applications: ApplicationStore
    files: Links
    take: Callable[[str, int, int], None]
    halls: Callable[[], Sequence[Text]]
    clock: Clock
    secret: str

    def make(self, person: Person, application_id: str, id: str) -> dict[str, Any]:
        """`{code, ends_at, halls}`: a new code, told this once. Raises `NotFound` for everybody but the certificate's
        person, `Conflict` with the reason where it cannot be printed."""
        one = find(self.store, application_id, id)
        if one is None or one.person != person.id:
            raise NotFound()
        halls = [name.to_dict() for name in self.halls()]
        if why := not_printable(one, self._today) or (None if halls else _NOWHERE):
            raise Conflict(why)
        self._record(one)
        for _ in range(ATTEMPTS):
            made = PrintCode(new_id(), one.application, one.effect, one.n, self.clock())
            digits = made.digits(self.secret)
            with suppress(Taken):  # somebody has these digits
                self.store.put_code(place_of(self.secret, digits), made)
                return {"code": digits, "ends_at": stamp(made.ends), "halls": halls}
        raise Conflict()

    def redeem(self, spot: Spot, device: str, typed: str, key: str) -> dict[str, Any]:
        """`{title, number, url}` for a code: a link of a minute to the very file. `device` is who the kiosk is, `key`
        the request's. Raises `NotFound` for a code nobody has, `Conflict` with what is wrong with one."""
        self.take(f"print#{device}#{spot.place}", *PER_DEVICE)
        digits = digits_in(typed)
        place, mark = place_of(self.secret, digits), derived_id(self.secret, "print", device, key)
        for _ in range(ATTEMPTS):
            code = self.store.print_code(place) if digits else None
            one = self.store.one(code.application, code.effect, code.n) if code else None
            if code is None or one is None:
                raise NotFound(_WRONG)
            self._judge(code, one, mark)
            self._record(one)
            if not code.used:
                try:
                    self.store.use_code(place, mark, printed(one, code, spot, self.clock()))
                except Overtaken:
                    continue
            self._say(one, code, spot)
            url = self.files.presigned_get(one.key, f"{one.number}.pdf", PDF, LINK_SECONDS)
            return {"title": one.title.to_dict(), "number": one.number, "url": url}
        raise Conflict()

    def _judge(self, code: PrintCode, one: Certificate, mark: str) -> None:
        """Raises `Conflict` with what keeps this request from printing."""
        if code.used and code.used != mark:
            raise Conflict(_USED)
        if self.clock() >= code.ends:
            raise Conflict(_OVER)
        if why := not_printable(one, self._today):
            raise Conflict(why)

    def _record(self, one: Certificate) -> None:
        """Raises `Conflict` where no application is left to say it: nothing is printed that nobody would know."""
        try:
            self.applications.load(one.application)
        except NotFound:
            raise Conflict(_ERASED) from None

    def _say(self, one: Certificate, code: PrintCode, spot: Spot) -> None:
        """On the application's timeline, once for each code."""
        data = {"effect": one.effect, "certificate": told(one), "print": code.id}
        data |= {"hall": list(spot.hall), "place": spot.place}

        def say(application: Application) -> Change | None:
            if any(event.data.get("print") == code.id for event in application.events):
                return None
            return change(application, EventType.CERTIFICATE_PRINTED, by=HALL, at=self.clock(), data=data)

        try:
            repeat(self.applications, one.application, say, attempts=ATTEMPTS)
        except NotFound:
            raise Conflict(_ERASED) from None

    @property
    def _today(self) -> date:
        return self.clock().astimezone(CHINA).date()
