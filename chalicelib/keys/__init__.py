"""API keys: what a department's own systems show instead of a person's session.

The door of the room. A key belongs to a unit, is good for named actions (and, where it says so, only for some of the
unit's services and from some networks), ends at a moment, and can be replaced or revoked. Only the digest of its secret
is stored. `KeyDesk` is for the people who look after keys, `Admission` for whoever shows one.
"""

from typing import TYPE_CHECKING

from chalicelib.shared.door import open_lazily

if TYPE_CHECKING:
    from chalicelib.keys.admit import Admission
    from chalicelib.keys.desk import KeyDesk
    from chalicelib.keys.model import ACTIONS, ApiKey
    from chalicelib.keys.store import KeyStore
else:
    open_lazily(__name__)

__all__ = ["ACTIONS", "Admission", "ApiKey", "KeyDesk", "KeyStore"]
