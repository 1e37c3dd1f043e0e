"""``python -m tools.dead_letters [--redrive QUEUE …]``: what no worker could handle, and bringing it again.

Of the hall this environment names (``HALL_STAGE``, the queues' addresses and the rest, as its functions have them). The
page *Message log* shows and does the same for the hall's administrators. A message is put back before it is taken away,
a hundred at a time until none is left that was there at the beginning; whoever handles a queue stands a message twice.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from chalicelib.aws import Clients, Queue
from chalicelib.notices.upkeep import PLACES, QUEUES
from chalicelib.parts_sending import DeadQueues
from chalicelib.settings import current


def main(asked: Sequence[str], dead: DeadQueues | None = None) -> int:
    dead = dead or DeadQueues(Queue(Clients(current().region)), current())
    names = [word for word in asked if word != "--redrive"]
    for name in names:
        if name not in QUEUES or name == PLACES:
            known = ", ".join(one for one in QUEUES if one != PLACES)
            print(f"没有队列 {name} · there is no queue {name}; {known}", file=sys.stderr)
            return 2
        print(f"{name}: {_all_of(dead, name)} 条已重新放入队列 · put back")
    for name, count in dead.depths().items():
        print(f"{name:10} {count:6}  {QUEUES[name].zh} · {QUEUES[name].en}")
    return 0


def _all_of(dead: DeadQueues, name: str) -> int:
    """What comes back while this runs failed once more, and waits for the next time."""
    left, moved = dead.depths()[name], 0
    while left > moved and (found := dead.redrive(name)):
        moved += found
    return moved


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
