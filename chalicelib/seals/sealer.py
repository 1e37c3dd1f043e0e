"""Putting a seal on a PDF: a PAdES signature (ETSI EN 319 142-1, B-B) made by a key outside, with a seal that is seen.

The signature certifies the document: nothing may be changed afterwards, not even a form filled. What comes out differs
with each moment, so whoever stores it stores what it was given first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from chalicelib.errors import Temporary
from chalicelib.seals.book import SealBook, SealUnavailable
from chalicelib.seals.model import Seal
from chalicelib.seals.signing import Sign
from chalicelib.shared.clock import CHINA, Clock

if TYPE_CHECKING:
    from chalicelib.documents import Place

class SealPort(Protocol):
    """What seals documents. Another one may stand behind a licensed provider."""

    def code_of(self, unit: str, /) -> str:
        """The code of the seal the unit's documents need; "" for none."""

    def seal(self, data: bytes, place: Place, unit: str, /, reason: str) -> tuple[bytes, dict[str, Any]]: ...


@dataclass(frozen=True)
class Sealer:
    """`outside` signs: ``(key, data, algorithm)``."""

    book: SealBook
    outside: Sign
    clock: Clock

    def code_of(self, unit: str) -> str:
        return self.book.code_of(unit)

    def seal(self, data: bytes, place: Place, unit: str, /, reason: str) -> tuple[bytes, dict[str, Any]]:
        """The sealed PDF, and what is kept of the seal: `{code, name, subject, issuer, serial, fingerprint, at}`.

        Raises `SealUnavailable` when it cannot be done now, whatever the cause; nothing is half sealed.
        """
        try:
            seal = self.book.seal_of(unit)
            assert seal is not None, "asked for a seal nobody needs"
            return self._sealed(data, place, seal, reason)
        except Temporary as error:
            self.book.forget()  # it may be put right in storage
            if isinstance(error, SealUnavailable):
                raise
            raise SealUnavailable(extra={"seal": self.code_of(unit), **error.extra}) from error

    def _sealed(self, data: bytes, place: Place, seal: Seal, reason: str) -> tuple[bytes, dict[str, Any]]:
        from chalicelib.documents import render_stamp
        from chalicelib.seals.pades import Signing, certify

        now = self.clock()
        signing = Signing.of(seal, self.outside, now)
        picture = render_stamp(seal.name.zh, f"{now.astimezone(CHINA):%Y-%m-%d}", place.side)
        return certify(data, place, picture, signing, reason), signing.told(now)
