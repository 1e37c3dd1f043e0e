"""The picture of one application's flow: beside each step's rule who has it or will have it, and by when (C-15, C-18).

Nothing goes in that the list of steps does not tell the same reader.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from chalicelib.flows import FINISH, Flow, Labels, Step, draw_flow, rule_words, steps_of, within_words
from chalicelib.shared.clock import CHINA
from chalicelib.shared.days import in_short
from chalicelib.shared.text import LANGS, Text

MORE = Text("{first} 等 {count} 人", "{first} and {others} more")
DONE = Text("{who} · {day}", "{who}, {day}")
DUE = Text("{day}前", "By {day}")
EXPECTED = Text("预计 {day}前", "Expected by {day}")
NAMED = 2
"""So many are named; of more than that, the first and how many they are."""

Steps = Iterable[Mapping[str, Any]]


def draw_way(flow: Flow, steps: Steps, lang: str, labels: Labels) -> str:
    """What an application would take that is not begun: steps that cannot come are marked, the rest have no state."""
    told = list(steps)
    coming = {step["step"] for step in told}
    status = {step.name: "skipped" for step in steps_of(flow) if step.name not in coming}
    return draw_flow(flow, lang, status, notes_of(told), labels=labels, clickable=False, begun=False)


def draw_steps(flow: Flow, steps: Steps, end: str, langs: Sequence[str], labels: Labels) -> dict[str, str]:
    """Language to picture; `end` is the state of the flow's end, empty while it is open."""
    told = list(steps)
    status = {step["step"]: step["status"] for step in told} | ({FINISH: end} if end else {})
    notes = notes_of(told)
    return {lang: draw_flow(flow, lang, status, notes, labels=labels) for lang in langs}


def rule_of(step: Step, labels: Labels) -> dict[str, Any]:
    """`{rule, within}`: who acts by the flow, and the limit it sets, or None; both languages."""
    rule = Text(*(rule_words(step, lang, labels) for lang in LANGS))
    within = Text(*(within_words(step, lang) for lang in LANGS)) if step.within else None
    return {"rule": rule.to_dict(), "within": within.to_dict() if within else None}


def notes_of(steps: Steps) -> dict[str, tuple[Text, ...]]:
    """Step to the lines in its card: its people and its day while it is to come or open, else who decided and when."""
    found = {step["step"]: tuple(_note(step)) for step in steps}
    return {name: lines for name, lines in found.items() if lines}


def _note(step: Mapping[str, Any]) -> Iterable[Text]:
    if step["status"] in ("now", "next"):
        if people := (step["holder"] or {}).get("people"):
            yield _who(people, step["holder"].get("count", len(people)))
        due, words = (step.get("due_at"), DUE) if step["status"] == "now" else (step.get("expected_at"), EXPECTED)
        if due:
            yield words.format(day=_day(due))
        elif step.get("within"):
            yield Text.of(step["within"])
    elif step.get("by") and step.get("decided_at"):
        yield DONE.format(who=Text.of(step["by"]), day=_day(step["decided_at"]))


def _who(people: Sequence[Mapping[str, Any]], count: int) -> Text:
    names = [Text.of(one["name"]) for one in people]
    if count > NAMED:
        return MORE.format(first=names[0], count=count, others=count - 1)
    return Text.listed(names)


def _day(moment: str) -> Text:
    return in_short(datetime.fromisoformat(moment).astimezone(CHINA))
