"""What writes the signature into a PDF. Imports the library, so it is imported by what seals, when it seals."""

from __future__ import annotations

import hashlib
import io
import tempfile
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from asn1crypto import pem, x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, SimpleBoxLayoutRule
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from chalicelib.seals.book import SealUnavailable
from chalicelib.seals.model import Seal
from chalicelib.seals.signing import KMS_ALGORITHMS, Sign, fits, sign
from chalicelib.shared.clock import stamp

if TYPE_CHECKING:
    from chalicelib.documents import Place

FIELD = "Seal"
RESERVED = 16_000
"""Bytes kept for the signature with its certificates; a chain of four has less than half of it."""
_MIDDLE = SimpleBoxLayoutRule(x_align=AxisAlignment.ALIGN_MID, y_align=AxisAlignment.ALIGN_MID)


@dataclass(frozen=True)
class Signing:
    """A seal whose certificates were read and are good today."""

    seal: Seal
    own: Any
    others: tuple[Any, ...]
    outside: Sign

    @classmethod
    def of(cls, seal: Seal, outside: Sign, now: datetime) -> Signing:
        """Raises `SealUnavailable` for certificates that cannot be read, are over, or of a kind KMS does not sign."""
        try:
            own, *others = (x509.Certificate.load(pem.unarmor(one.encode())[2]) for one in seal.chain)
            made = cls(seal, own, tuple(others), outside)
            good = own.not_valid_before <= now <= own.not_valid_after and made.kind in KMS_ALGORITHMS
        except (ValueError, TypeError) as error:
            raise SealUnavailable(extra={"seal": seal.code, "cause": "its certificates cannot be read"}) from error
        if not good:
            raise SealUnavailable(extra={"seal": seal.code, "cause": "its certificate is not good today"})
        return made

    @property
    def kind(self) -> str:
        return str(self.own.public_key.algorithm)

    def sign(self, data: bytes) -> bytes:
        """Raises `SealUnavailable` where the key is not the certificate's: such a seal would be found broken."""
        made = sign(self.outside, self.seal.key, self.kind, data)
        if not fits(self.own.public_key.dump(), made, data):
            raise SealUnavailable(extra={"seal": self.seal.code, "cause": "its key is not that of its certificate"})
        return made

    def told(self, now: datetime) -> dict[str, Any]:
        """What is kept of it: `{code, name, subject, issuer, serial, fingerprint, at}`; the fingerprint is SHA-256."""
        return {
            "code": self.seal.code,
            "name": list(self.seal.name),
            "subject": self.own.subject.human_friendly,
            "issuer": self.own.issuer.human_friendly,
            "serial": f"{self.own.serial_number:x}",
            "fingerprint": hashlib.sha256(self.own.dump()).hexdigest(),
            "at": stamp(now),
        }


class _Outside(Signer):
    """The library's signer over a key that is elsewhere."""

    def __init__(self, signing: Signing) -> None:
        store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        store.register_multiple([signing.own, *signing.others])
        super().__init__(signing_cert=signing.own, cert_registry=store)
        self._signing = signing

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        return self._signing.sign(data)


def certify(data: bytes, place: Place, picture: bytes, signing: Signing, reason: str) -> bytes:
    """`data` with the seal `picture` (a PDF of one page) at `place`, certified: nothing may be changed afterwards."""
    about = PdfSignatureMetadata(
        field_name=FIELD, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, name=signing.seal.name.zh,
        reason=reason, certify=True, docmdp_permissions=MDPPerm.NO_CHANGES,
    )  # fmt: skip
    left, low, right, high = (round(one) for one in place.box)
    field = SigFieldSpec(FIELD, on_page=place.page, box=(left, low, right, high))
    out = io.BytesIO()
    with tempfile.NamedTemporaryFile(suffix=".pdf") as page:  # the library takes a page from a file by its name
        page.write(picture)
        page.flush()
        style = StaticStampStyle.from_pdf_file(page.name, border_width=0, background_layout=_MIDDLE)
        signer = PdfSigner(about, _Outside(signing), stamp_style=style, new_field_spec=field)
        signer.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(data)), output=out, bytes_reserved=RESERVED)
    return out.getvalue()
