"""Certificates (证明、电子证照): documents with number, QR code and verification; revoked, issued again.

The door of the room. `Issuing` is what carries out effects of kind ``certificate``, `CertificateWorker` what its queue
is handed to, `Certificates` the person's and the stranger's side, `CertificateDesk` the office's, `Printing` the
kiosks'. What a document looks like on paper is for the printer it is given; `template_findings` judges what a
definition says of one.
"""

from typing import TYPE_CHECKING

from chalicelib.shared.door import open_lazily

if TYPE_CHECKING:
    from chalicelib.certificates.desk import CertificateDesk
    from chalicelib.certificates.fill import Filled, Part
    from chalicelib.certificates.issue import Issuing, Printed, Printer
    from chalicelib.certificates.model import Certificate, State
    from chalicelib.certificates.own import Certificates
    from chalicelib.certificates.print_code import Spot
    from chalicelib.certificates.printing import Printing
    from chalicelib.certificates.sheet import SheetPrinter
    from chalicelib.certificates.store import CertificateStore
    from chalicelib.certificates.template import template_findings
    from chalicelib.certificates.worker import CertificateWorker
else:
    open_lazily(__name__)

__all__ = [
    "Certificate",
    "CertificateDesk",
    "CertificateStore",
    "CertificateWorker",
    "Certificates",
    "Filled",
    "Issuing",
    "Part",
    "Printed",
    "Printer",
    "Printing",
    "SheetPrinter",
    "Spot",
    "State",
    "template_findings",
]
