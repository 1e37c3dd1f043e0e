"""Contacts: addresses people have proven by a code that was sent there (H-09, N19).

Public API: `Contacts` begins, confirms and removes, and says for the notices room where a code or the word of a change
goes (`addressed`); `ContactStore` keeps the tries; `KINDS`. Nothing here sends.
"""

from typing import TYPE_CHECKING

from chalicelib.shared.door import open_lazily

if TYPE_CHECKING:
    from chalicelib.contacts.challenge import KINDS, Challenge
    from chalicelib.contacts.contacts import Contacts
    from chalicelib.contacts.store import ContactStore
else:
    open_lazily(__name__)

__all__ = ["KINDS", "Challenge", "ContactStore", "Contacts"]
