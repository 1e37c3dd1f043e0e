"""Read, think, store; think again on fresh data when somebody else's change came first."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from chalicelib.applications import Application, ApplicationStore, Change, Overtaken
from chalicelib.errors import Conflict
from chalicelib.materials import Upload

ATTEMPTS = 5


def repeat(
    store: ApplicationStore,
    application_id: str,
    think: Callable[[Application], Change | None],
    uploads: Sequence[Upload] = (),
    attempts: int = ATTEMPTS,
) -> Application:
    """The application after the change `think` makes; unchanged when it makes none. Raises what `think` raises, and
    `Conflict` when overtaken again and again. `uploads` may be filled while thinking."""
    for _ in range(attempts):
        application = store.load(application_id)
        change = think(application)
        if change is None:
            return application
        try:
            return store.commit(change, uploads)
        except Overtaken:
            continue
    raise Conflict()
