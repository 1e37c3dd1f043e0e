"""Fifty who begin at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from chalicelib.errors import Conflict, Temporary

PEOPLE = 50


def at_once(act: Callable[[int], Any]) -> list[Any]:
    """What each of fifty gets, or the exception; who is told to try again does, as a queue or a browser would."""
    gate, answers = threading.Barrier(PEOPLE), list[Any]([None] * PEOPLE)

    def run(number: int) -> None:
        gate.wait()
        for _ in range(10):
            try:
                answers[number] = act(number)
            except (Conflict, Temporary):  # Temporary: a busy machine; what was asked may have been done
                continue
            except Exception as error:
                answers[number] = error
            return

    threads = [threading.Thread(target=run, args=(number,)) for number in range(PEOPLE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return answers
