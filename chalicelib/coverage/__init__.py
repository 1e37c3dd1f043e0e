"""How far the catalogue has come: what each department has published (H-14), what should go online next (W-02), and
which steps only sign (H-15).

Public API. `Coverage` is the page of who runs the hall and of departments; `StepAudit` reads decided applications of
one service, a bounded number. Rules are in pure files; nothing here changes anything.
"""

from typing import TYPE_CHECKING

from chalicelib.shared.door import open_lazily

if TYPE_CHECKING:
    from chalicelib.coverage.audit import StepAudit
    from chalicelib.coverage.coverage import Coverage
    from chalicelib.coverage.signs import Sign, signs_of
    from chalicelib.coverage.tally import StepTally, tally
else:
    open_lazily(__name__)

__all__ = ["Coverage", "Sign", "StepAudit", "StepTally", "signs_of", "tally"]
