"""The picture of a flow: an SVG drawn from the definition, so that it cannot say anything else (C-15).

One column from top to bottom that fits a phone 360 pixels wide; branches stand side by side between bars. Steps carry
``data-step`` and their status as class, glyph and border. Colours come from portal/css/diagram.css.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

from chalicelib.flows.diagram_blocks import (
    CARD_WIDEST,
    GUTTER,
    NARROWEST,
    PAD,
    RAIL,
    Block,
    Card,
    Decision,
    Group,
    Lines,
    Stack,
    lines_of,
)
from chalicelib.flows.diagram_pen import STATUS, Pen, n
from chalicelib.flows.model import FINISH, REVISE, Effect, Element, Flow, Parallel, Step, When
from chalicelib.flows.words import Labels, condition_words, rule_words, within_words
from chalicelib.shared.text import Text

MARGIN = 8
KEY = 42
"""What a word of the legend takes beside its own width."""
TITLE = Text("办理流程图", "How an application is handled")
START = Text("提交申请", "Application submitted")
CORRECTING = Text("申请人修改中", "With the applicant for correction")
END = Text("办结", "Completed")
YES, NO = Text("是", "Yes"), Text("否", "No")
AT_ONCE = Text("以下 {count} 项同时办理，全部完成后继续", "{count} at the same time; goes on when all are done")
NAMED_AT_ONCE = Text("{title}（{count} 项，全部完成后继续）", "{title} ({count}; goes on when all are done)")
IF = Text("如果{condition}", "If {condition}")
OTHERWISE = Text("否则", "Otherwise")


def draw_flow(
    flow: Flow,
    lang: str,
    status: Mapping[str, str] | None = None,
    notes: Mapping[str, Sequence[Text]] | None = None,
    *,
    labels: Labels | None = None,
    begun: bool = True,
    clickable: bool = True,
    id: str = "flow",
    width: float = 344,
) -> str:
    """The flow as one ``<svg>``.

    `status`: step name (also ``revise``, ``finish``) to ``done|now|next|skipped|returned|rejected``; none on a guide.
    `notes`: step name to lines in its card that take its limit's place. `begun`: there is an application, so its start
    is done. `id` begins the ids inside, unique in a page.
    """
    plan = _Plan(lang, status or {}, notes or {}, labels or Labels(), clickable, begun and bool(status))
    blocks: list[Block] = [plan.start(), *plan.elements(flow.elements, width - 2 * MARGIN), plan.end()]
    picture = Stack(blocks)
    legend = plan.legend(width - 2 * MARGIN)
    half = max(picture.left, picture.right, width / 2 - MARGIN) + MARGIN
    pen = Pen()
    picture.paint(pen, half, MARGIN + 4)
    bottom = picture.height + 2 * MARGIN + 8
    bottom = legend.paint(pen, half, bottom) if legend else bottom
    return _framed(pen, plan, flow, (2 * half, bottom), f"{id}-{lang}")


def _framed(pen: Pen, plan: _Plan, flow: Flow, size: tuple[float, float], id: str) -> str:
    lang = "zh-CN" if plan.lang == "zh" else "en"
    told = escape(plan.told(flow.elements))
    role = "group" if plan.clickable else "img"
    return (
        f'<svg class="flow" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {n(size[0])} {n(size[1])}"'
        f' width="{n(size[0])}" height="{n(size[1])}" lang="{lang}" role="{role}"'
        f' aria-labelledby="{id}-title" aria-describedby="{id}-desc">'
        f'<title id="{id}-title">{TITLE.get(plan.lang)}</title><desc id="{id}-desc">{told}</desc>'
        f"{''.join(pen.parts)}</svg>"
    )


@dataclass
class _Legend:
    """What the glyphs mean: rows of (status, word), centred."""

    rows: list[list[tuple[str, Lines]]]

    def paint(self, pen: Pen, x: float, y: float) -> float:
        """Returns the bottom of the picture."""
        pen.add('<g class="legend" aria-hidden="true">')
        for row in self.rows:
            at = x - sum(word.width + KEY for _, word in row) / 2
            for status, word in row:
                pen.glyph(status, (at + 14, y + 12))
                pen.text("key", word.lines, (at + 30 + word.width / 2, y + 4), word.size, word.leading)
                at += word.width + KEY
            y += 28
        pen.add("</g>")
        return y + MARGIN


@dataclass
class _Plan:
    """From elements to blocks, in one language."""

    lang: str
    status: Mapping[str, str]
    notes: Mapping[str, Sequence[Text]]
    labels: Labels
    clickable: bool
    begun: bool
    used: dict[str, None] = field(default_factory=dict)

    def elements(self, elements: tuple[Element, ...], width: float) -> list[Block]:
        return [self._element(element, width) for element in elements]

    def _element(self, element: Element, width: float) -> Block:
        width = max(width, NARROWEST)
        if isinstance(element, Step):
            return self._step(element, min(width, CARD_WIDEST))
        if isinstance(element, Effect):
            return self._effect(element, min(width, CARD_WIDEST))
        return self._when(element, width) if isinstance(element, When) else self._parallel(element, width)

    def start(self) -> Block:
        correcting = self.status.get(REVISE) == "now"
        title = CORRECTING if correcting else START
        known = "now" if correcting else "done" if self.begun else ""
        return self._terminal("start", title, known)

    def end(self) -> Block:
        return self._terminal("end", END, self.status.get(FINISH, "next" if self.begun else ""))

    def _terminal(self, kind: str, title: Text, status: str) -> Block:
        text = lines_of("title", title.get(self.lang), CARD_WIDEST - 60, 14, bold=True)
        if status:
            self.used[status] = None
        label = f"{title.get(self.lang)}{self._status_words(status)}"
        attributes = f'class="terminal {kind}{_class(status)}" role="img" aria-label="{escape(label)}"'
        return Card(attributes, [text], text.width + 56, 20, status)

    def _step(self, step: Step, width: float) -> Block:
        status = self.status.get(step.name, "")
        if status:
            self.used[status] = None
        holder = rule_words(step, self.lang, self.labels)
        told = [("note", line.get(self.lang)) for line in self.notes.get(step.name, ())]
        lines = [("sub", holder), *(told or [("limit", within_words(step, self.lang))])]
        inner = width - (2 * PAD if width > 160 else 12)
        texts = [lines_of("title", step.title.get(self.lang), inner, 14.5, bold=True)]
        texts += [lines_of(kind, text, inner, 12) for kind, text in lines]
        label = (", " if self.lang == "en" else "，").join(
            part for part in (step.title.get(self.lang), *(text for _, text in lines)) if part
        )
        focus = 'tabindex="0" role="link"' if self.clickable else 'role="img"'
        attributes = f'class="step{_class(status)}" data-step="{escape(step.name)}" {focus}'
        return Card(attributes, texts, width, status=status, told=label + self._status_words(status))

    def _effect(self, effect: Effect, width: float) -> Block:
        text = lines_of("sub", effect.title.get(self.lang), width - 56, 12)
        label = escape(effect.title.get(self.lang))
        return Card(f'class="effect" role="img" aria-label="{label}"', [text], text.width + 60, 16, icon=True, pad=7)

    def _when(self, element: When, width: float) -> Block:
        question = lines_of(
            "question", condition_words(element.condition, self.lang, self.labels), min(width, CARD_WIDEST) - 56, 12.5
        )
        yes, no = (Lines("tag", [word.get(self.lang)], 12, 16) for word in (YES, NO))
        if not element.otherwise:
            then = Stack(self.elements(element.then, width - 2 * RAIL))
            return Decision(question, yes, no, then, None)
        each = (width - GUTTER) / 2
        arms = [Stack(self.elements(arm, each)) for arm in (element.then, element.otherwise)]
        return Decision(question, yes, no, arms[0], arms[1])

    def _parallel(self, element: Parallel, width: float) -> Block:
        heading = NAMED_AT_ONCE if element.title else AT_ONCE
        said = heading.format(title=element.title, count=len(element.branches)).get(self.lang)
        columns = 2 if width >= 2 * NARROWEST + 3 * GUTTER else 1
        each = min((width - (columns + 1) * GUTTER) / columns, CARD_WIDEST)
        blocks = [Stack(self.elements(branch, each)) for branch in element.branches]
        rows = [blocks[at : at + columns] for at in range(0, len(blocks), columns)]
        for row in rows:
            _even(row)
        title = lines_of("bar-title", said, width - 24, 12.5)
        return Group(title, rows, said)

    def legend(self, width: float) -> _Legend | None:
        shown = [known for known in STATUS if known in self.used]
        rows: list[list[tuple[str, Lines]]] = [[]]
        for status in shown:
            word = lines_of("key", STATUS[status].get(self.lang), width, 12)
            if sum(other.width + KEY for _, other in rows[-1]) + word.width + KEY > width:
                rows.append([])
            rows[-1].append((status, word))
        return _Legend(rows) if shown else None

    def _status_words(self, status: str) -> str:
        return ((", " if self.lang == "en" else "，") + STATUS[status].get(self.lang)) if status else ""

    def told(self, elements: tuple[Element, ...]) -> str:
        """The flow in sentences, for those who do not see the picture."""
        stop = ". " if self.lang == "en" else "。"
        said = [START.get(self.lang), *(self._told(element) for element in elements), END.get(self.lang)]
        return stop.join(said) + stop.strip()

    def _told(self, element: Element) -> str:
        if isinstance(element, Step):
            return f"{element.title.get(self.lang)} ({rule_words(element, self.lang, self.labels)})"
        if isinstance(element, Effect):
            return element.title.get(self.lang)
        if isinstance(element, Parallel):
            count = AT_ONCE.format(count=len(element.branches)).get(self.lang)
            return f"{count}: " + "; ".join(self._list(branch) for branch in element.branches)
        condition = condition_words(element.condition, self.lang, self.labels)
        said = f"{IF.format(condition=condition).get(self.lang)}: {self._list(element.then)}"
        if element.otherwise:
            said += f"; {OTHERWISE.get(self.lang)}: {self._list(element.otherwise)}"
        return said

    def _list(self, elements: tuple[Element, ...]) -> str:
        return ", ".join(self._told(element) for element in elements)


def _class(status: str) -> str:
    return f" is-{status}" if status else ""


def _even(row: list[Stack]) -> None:
    """Single cards beside each other get the same height."""
    cards = [stack.blocks[0] for stack in row if len(stack.blocks) == 1 and isinstance(stack.blocks[0], Card)]
    if len(cards) == len(row):
        tallest = max(card.height for card in cards)
        for stack, card in zip(row, cards, strict=True):
            card.height = stack.height = tallest
