"""What a new version of a service changes, in the words its owner and its users know: guide, form, flow.

Both versions are described as named things with named properties; what is added, removed or different is told with
what it was and what it becomes. Pure; works for any two versions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from chalicelib.catalogue import Service
from chalicelib.flows import Labels
from chalicelib.people import Unit
from chalicelib.proof.about_words import about_words, guide_words
from chalicelib.proof.flow_words import flow_words
from chalicelib.proof.form_words import form_words
from chalicelib.proof.model import subject_of
from chalicelib.proof.thing import Thing, joined
from chalicelib.shared.text import Text

Part = Literal["about", "guide", "form", "flow"]
Kind = Literal["added", "removed", "changed", "moved"]


@dataclass(frozen=True)
class Difference:
    """`what` changed in `part`; `before` and `after` in words, None where there was or is nothing."""

    part: Part
    kind: Kind
    what: Text
    before: Text | None = None
    after: Text | None = None

    def __str__(self) -> str:
        said = " → ".join(text.zh for text in (self.before, self.after) if text)
        return f"{KINDS[self.kind].zh} {PARTS[self.part].zh} · {self.what.zh}{'：' if said else ''}{said}"


PARTS: Mapping[Part, Text] = {
    "about": Text("基本信息", "About the service"),
    "guide": Text("办事指南", "Guide"),
    "form": Text("申请表单", "Form"),
    "flow": Text("办理流程", "Flow"),
}
KINDS: Mapping[Kind, Text] = {
    "added": Text("新增", "Added"),
    "removed": Text("删除", "Removed"),
    "changed": Text("修改", "Changed"),
    "moved": Text("调整顺序", "Moved"),
}
ORDER: Mapping[Part, Text] = {
    "form": Text("题目顺序", "Order of the questions"),
    "flow": Text("环节顺序", "Order of the steps"),
}


def differences(before: Service, after: Service, units: Mapping[str, Unit]) -> list[Difference]:
    """Everything that differs, in the order of the parts and of the new version. Both were published or checked."""
    old, new = _described(before, units), _described(after, units)
    return [found for part in PARTS for found in _compared(part, old[part], new[part])]


def _described(service: Service, units: Mapping[str, Unit]) -> dict[Part, dict[str, Thing]]:
    subject = subject_of(service.to_dict())
    labels = subject.labels(units) if subject else Labels()
    return {
        "about": about_words(service, units),
        "guide": guide_words(service, units),
        "form": form_words(subject.form, labels) if subject else {},
        "flow": flow_words(subject.flow, labels) if subject else {},
    }


def _compared(part: Part, old: Mapping[str, Thing], new: Mapping[str, Thing]) -> Iterator[Difference]:
    for name, thing in old.items():
        if name not in new:
            yield Difference(part, "removed", thing.title, before=thing.summary)
    for name, thing in new.items():
        if name not in old:
            yield Difference(part, "added", thing.title, after=thing.summary)
            continue
        yield from _altered(part, old[name], thing)
    kept_old, kept_new = [name for name in old if name in new], [name for name in new if name in old]
    if part in ORDER and kept_old != kept_new:
        before = joined(old[name].title for name in kept_old)
        yield Difference(part, "moved", ORDER[part], before, joined(new[name].title for name in kept_new))


def _altered(part: Part, old: Thing, new: Thing) -> Iterator[Difference]:
    for name in dict.fromkeys((*old.words, *new.words)):
        before, after = old.words.get(name), new.words.get(name)
        if before != after:
            title = new.named(name, old)
            kind: Kind = "changed" if before and after else "added" if after else "removed"
            yield Difference(part, kind, title, before, after)
