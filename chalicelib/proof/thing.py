"""Something of a service that has a name and properties in words: a question, a step, a paragraph of the guide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from chalicelib.shared.text import Text

COMMA, DOT = Text("、", ", "), Text(" · ", " · ")
YES, NO = Text("是", "yes"), Text("否", "no")


@dataclass(frozen=True)
class Thing:
    """`words`: property to its value in words; `titles`: what the properties are called. `summary` says it in short."""

    title: Text
    words: Mapping[str, Text]
    titles: Mapping[str, Text]
    summary: Text | None = None

    def named(self, name: str, other: Thing) -> Text:
        """The property as a reader finds it; a thing with a single property needs no more than its own name."""
        title = self.titles.get(name) or other.titles.get(name)
        return Text(f"{self.title.zh} · {title.zh}", f"{self.title.en} · {title.en}") if title else self.title


def joined(texts: Iterable[Text], by: Text = COMMA) -> Text:
    each = list(texts)
    return Text(by.zh.join(text.zh for text in each), by.en.join(text.en for text in each))


def present(words: Mapping[str, Text | None]) -> dict[str, Text]:
    """Without what says nothing."""
    return {name: text for name, text in words.items() if text and (text.zh or text.en)}
