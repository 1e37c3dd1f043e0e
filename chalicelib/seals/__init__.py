"""Electronic seals (电子印章): which department seals with which key, and sealing a PDF so that anybody can check it.

The door of the room. `SealBook` finds a department's seal, `Sealer` puts it on a document as a PAdES signature with a
seal that is seen, made by a key outside. `make_certificate` and `make_request` are for who sets seals up. The library
that writes signatures is in the layer of seals: imported when something is sealed, never by what answers requests.
"""

from typing import TYPE_CHECKING

from chalicelib.shared.door import open_lazily

if TYPE_CHECKING:
    from chalicelib.seals.book import SealBook, SealUnavailable, read_assignment
    from chalicelib.seals.certify import certificates_of, described, make_certificate, make_request, public_of
    from chalicelib.seals.model import Seal
    from chalicelib.seals.sealer import Sealer, SealPort
else:
    open_lazily(__name__)

__all__ = [
    "Seal",
    "SealBook",
    "SealPort",
    "SealUnavailable",
    "Sealer",
    "certificates_of",
    "described",
    "make_certificate",
    "make_request",
    "public_of",
    "read_assignment",
]
