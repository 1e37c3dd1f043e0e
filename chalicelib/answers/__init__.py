"""Answers everybody may read: what a department said to somebody who agreed that it is published (S-09, Z-F28).

The door of the room. A flow's effect offers an answered letter (`propose`); an editor of the department words it anew
and publishes it (`AnswerDesk`); its writer may take the consent back at any time (`OwnAnswer`). What the portal shows
is a `PublicAnswer`, which knows nothing of the writer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.shared.door import open_lazily

if TYPE_CHECKING:
    from chalicelib.answers.desk import AnswerDesk
    from chalicelib.answers.model import Answer, PublicAnswer, Wording
    from chalicelib.answers.own import OwnAnswer
    from chalicelib.answers.propose import answer_problems, forget_letter, propose
    from chalicelib.answers.store import AnswerStore
else:
    open_lazily(__name__)

__all__ = [
    "Answer",
    "AnswerDesk",
    "AnswerStore",
    "OwnAnswer",
    "PublicAnswer",
    "Wording",
    "answer_problems",
    "forget_letter",
    "propose",
]
