"""``python -m tools.access_table [--write]``: who is let in where, in docs/access.md.

From the policies' meanings, the declared routes and the expectations of tests/matrix/expected.yaml, which a test asks
the whole hall about. Another test compares the document.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from chalicelib.access import BY_KEY, MEANING, Policy
from chalicelib.web import ROUTES, areas

ROOT = Path(__file__).resolve().parents[1]
DOCUMENT, EXPECTED = ROOT / "docs" / "access.md", ROOT / "tests" / "matrix" / "expected.yaml"
HEAD = """# Who is let in where

Every route declares a policy ([chalicelib/access/permissions.py](../chalicelib/access/permissions.py)); one without is
refused. These tables are what the policies mean for people and keys. The source is
[expected.yaml](../tests/matrix/expected.yaml), written by hand; from it
[test_matrix.py](../tests/matrix/test_matrix.py) asks every route as everybody, about objects of two departments, so
that everybody is once of the own department and once of another. `python -m tools.access_table --write` writes this
page.

Whoever is not let in is told 401, 403 or 404, reads nothing of the object and changes nothing. A key shown where the
policy takes none is nothing.
"""


def written() -> str:
    areas.import_all()
    told = yaml.safe_load(EXPECTED.read_text(encoding="utf-8"))
    return "\n".join([HEAD, *_people(told), "", *_policies(told), "", *_routes(told), ""])


def _people(told: Mapping[str, Any]) -> list[str]:
    rows = [f"| {name} | {words['en']} | {words['zh']} |" for name, words in told["askers"].items()]
    return ["| who | | |", "| --- | --- | --- |", *rows]


def _policies(told: Mapping[str, Any]) -> list[str]:
    lines = ["| policy | meaning | let in | keys |", "| --- | --- | --- | --- |"]
    for policy in Policy:
        entry = told["policies"][policy.value]
        keys = ", ".join(entry.get("keys", ())) if policy in BY_KEY else "none"
        who = ", ".join(entry["in"]) or "a proof of its own"
        lines.append(f"| `{policy.value}` | {MEANING[policy]} | {who} | {keys} |")
    return lines


def _routes(told: Mapping[str, Any]) -> list[str]:
    lines = ["| route | policy | narrower or wider, and why |", "| --- | --- | --- |"]
    for (method, path), route in sorted(ROUTES.items(), key=lambda entry: (entry[0][1], entry[0][0])):
        name = f"{method} {path}"
        lines.append(f"| `{name}` | `{route.policy.value}` | {_said(name, told)} |")
    return lines


def _said(name: str, told: Mapping[str, Any]) -> str:
    if name in told["theirs"]:
        return "answers everybody with what is theirs"
    if name in told["editors"]:
        return "for the head or officer of any department: their own services"
    entry = told["routes"].get(name)
    return f"{', '.join(entry['in']) or 'nobody here'}: {entry['why']}" if entry else ""


def main() -> None:
    if "--write" in sys.argv:
        DOCUMENT.write_text(written(), encoding="utf-8")
    else:
        print(written())


if __name__ == "__main__":
    main()
