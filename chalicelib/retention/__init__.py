"""Kept long enough: people are warned, the content is erased, a proof stays (PROMISES R45, docs/archive.md).

The door of the room. `KeepWatch` looks at what is due and does the next thing; `Eraser` takes the content away, as
often as it takes; `tell_erased` says to who could read an application that it is no more.
"""

from typing import TYPE_CHECKING

from chalicelib.shared.door import open_lazily

if TYPE_CHECKING:
    from chalicelib.retention.erase import Eraser
    from chalicelib.retention.store import RetentionStore
    from chalicelib.retention.tell_erased import tell_erased
    from chalicelib.retention.watch import KeepWatch
else:
    open_lazily(__name__)

__all__ = ["Eraser", "KeepWatch", "RetentionStore", "tell_erased"]
