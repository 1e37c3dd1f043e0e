"""Drafts: what a person is filling in before there is an application; kept on the server, answer by answer.

One draft for each person and service, continued on any device, kept for 90 days after its last change. It is nobody's
business but the person's own: no list, no office and no flow sees it. Answers are kept as typed, unjudged.
"""

from typing import TYPE_CHECKING

from chalicelib.shared.door import open_lazily

if TYPE_CHECKING:
    from chalicelib.drafts.drafts import Drafts
    from chalicelib.drafts.model import Answer, Draft, DraftClash, merged
    from chalicelib.drafts.store import DraftStore
else:
    open_lazily(__name__)

__all__ = ["Answer", "Draft", "DraftClash", "DraftStore", "Drafts", "merged"]
