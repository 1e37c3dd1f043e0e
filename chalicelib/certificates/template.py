"""What an effect says of the document it issues (``effect: certificate`` of a flow), read and checked; pure.

    settings:
      number: 校办介字〔{year}〕{n:4}号
      issuer: presidents-office
      title: {zh: 介绍信, en: Letter of introduction}
      language: form.language
      valid: form.validity
      body:
        - {zh: "{form.recipient}：", en: "To {form.recipient}:"}
        - {label: {zh: 前往人员, en: Who goes}, value: "{form.visitors}"}

`number` has the year and the running number, each once. `issuer` is the unit that speaks, the owner of the service
where nothing is said. `language` is ``zh``, ``en``, ``both`` (when nothing is said) or a choice of the form with these
values. `valid` is a number of days or a day of the form (``form.<date or date_range>``, its last day); without it the
document has no end. Each entry of `body` is a paragraph, or a line of a table where it has a `label`. A line of which
a place has nothing to say is left out; a paragraph says the whole of what it says, so it names only what is always
there.

Places: ``{form.<field>}``, ``{applicant.…}``, ``{application.…}``, ``{step.<step>.by}``, ``{step.<step>.on}``,
``{number}``, ``{issued_on}``, ``{valid_until}``, ``{issuer}``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.catalogue import Finding
from chalicelib.shared.text import LANGS, Text

APPLICANT = ("name", "id", "category", "class", "college", "department", "campus")
APPLICATION = ("number", "submitted_on")
OWN = ("number", "issued_on", "valid_until", "issuer")
LANGUAGES = ("zh", "en", "both")
DATED = ("date", "date_range")
MAX_ENTRIES = 40
MAX_DAYS = 3660
MAX_NUMBER = 40
LONGEST_ENTRY = 1000

PLACE = re.compile(r"\{([^{}]*)\}")
_RUNNING = re.compile(r"n(:([1-9]))?")
_KEYS = frozenset({"number", "issuer", "title", "language", "valid", "body"})


@dataclass(frozen=True)
class Entry:
    """A paragraph, or with a label a line of a table."""

    text: Text
    label: Text | None = None

    @property
    def places(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(PLACE.findall(self.text.zh) + PLACE.findall(self.text.en)))


@dataclass(frozen=True)
class Template:
    number: str
    title: Text
    body: tuple[Entry, ...]
    issuer: str = ""
    language: str = "both"
    valid: int | str | None = None

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Template:
        """Of settings that were checked when they were published."""
        return cls(
            str(settings["number"]),
            Text.of(settings["title"]),
            tuple(_entry(raw) for raw in settings["body"]),
            str(settings.get("issuer", "")),
            str(settings.get("language", "both")),
            settings.get("valid"),
        )


def _entry(raw: Mapping[str, Any]) -> Entry:
    if "label" not in raw:
        return Entry(Text.of(raw))
    value = raw["value"]
    return Entry(Text(value, value) if isinstance(value, str) else Text.of(value), Text.of(raw["label"]))


def series_of(number: str, year: int) -> str:
    """The scheme in its year: what the running numbers count within, whichever services use it."""
    return number.replace("{year}", str(year))


def number_in(series: str, n: int) -> str:
    """The number itself: the running one filled up with zeros, and longer where it no longer fits."""

    def fill(place: re.Match[str]) -> str:
        found = _RUNNING.fullmatch(place[1])
        return str(n).zfill(int(found[2] or 1)) if found else place[0]

    return PLACE.sub(fill, series)


def template_findings(
    settings: Mapping[str, Any],
    *,
    fields: Mapping[str, str],
    options: Mapping[str, Collection[str]],
    sure: Collection[str],
    steps: Collection[str],
    units: Collection[str],
) -> Iterator[Finding]:
    """Everything wrong with an effect's settings, each with its place below them.

    `fields` are the form's fields with their types, `options` the values of those that have some, `sure` those that
    always have a value when the flow comes here; `steps` are those that come before the effect.
    """
    for key in settings.keys() - _KEYS:
        yield _found((key,), f"没有 {key} 这一项，可用：{_listed(_KEYS)}", f"no key {key}; known: {_listed(_KEYS)}")
    yield from _number(settings.get("number"))
    yield from _both(settings.get("title"), ("title",))
    if "issuer" in settings and settings["issuer"] not in units:
        yield _found(("issuer",), f"没有单位 {settings['issuer']}", f"there is no unit {settings['issuer']}")
    yield from _language(settings.get("language", "both"), options)
    yield from _valid(settings.get("valid"), fields)
    body = settings.get("body")
    if not isinstance(body, list) or not 0 < len(body) <= MAX_ENTRIES:
        yield _found(("body",), f"正文须有 1 到 {MAX_ENTRIES} 段", f"the body needs 1 to {MAX_ENTRIES} entries")
        return
    for index, raw in enumerate(body):
        yield from _body(
            raw, index, _Known(fields, frozenset(steps), frozenset(sure), settings.get("valid") is not None)
        )


@dataclass(frozen=True)
class _Known:
    fields: Mapping[str, str]
    steps: frozenset[str]
    sure: frozenset[str]
    ends: bool

    def has(self, place: str) -> bool:
        root, _, rest = place.partition(".")
        if root == "step":
            step, _, what = rest.partition(".")
            return step in self.steps and what in ("by", "on")
        known: dict[str, Collection[str]] = {"form": self.fields, "applicant": APPLICANT, "application": APPLICATION}
        return rest in known[root] if root in known else place in OWN

    def is_sure(self, place: str) -> bool:
        root, _, rest = place.partition(".")
        return rest in self.sure if root == "form" else self.ends or place != "valid_until"


def _number(raw: Any) -> Iterator[Finding]:
    places = PLACE.findall(raw) if isinstance(raw, str) else []
    running = [place for place in places if _RUNNING.fullmatch(place)]
    good = isinstance(raw, str) and len(raw) <= MAX_NUMBER and len(running) == 1
    if not good or sorted([*places, *running]) != sorted([*running, *running, "year"]):
        zh = f"编号应含一个 {{year}} 和一个 {{n}}（如 {{n:5}}），不超过 {MAX_NUMBER} 字，例如 校证〔{{year}}〕{{n:5}}号"
        en = f"the number needs {{year}} and {{n}} (or {{n:5}}) once each, at most {MAX_NUMBER} characters"
        yield _found(("number",), zh, en)


def _language(raw: Any, options: Mapping[str, Collection[str]]) -> Iterator[Finding]:
    if raw in LANGUAGES:
        return
    values = options.get(raw.removeprefix("form.")) if isinstance(raw, str) and raw.startswith("form.") else None
    if not values or not set(values) <= set(LANGUAGES):
        zh = "language 应为 zh、en、both，或选项只有这些值的表单字段（form.字段）"
        yield _found(("language",), zh, "language is zh, en, both, or form.<a choice with only these values>")


def _valid(raw: Any, fields: Mapping[str, str]) -> Iterator[Finding]:
    days = type(raw) is int and 0 < raw <= MAX_DAYS
    dated = isinstance(raw, str) and raw.startswith("form.") and fields.get(raw.removeprefix("form.")) in DATED
    if raw is not None and not days and not dated:
        zh = f"valid 应为天数（1–{MAX_DAYS}）或日期字段（form.字段）"
        yield _found(("valid",), zh, f"valid is a number of days (1 to {MAX_DAYS}) or a day of the form (form.<field>)")


def _body(raw: Any, index: int, known: _Known) -> Iterator[Finding]:
    at: tuple[str | int, ...] = ("body", index)
    texts = raw
    if isinstance(raw, Mapping) and "label" in raw:
        if set(raw) != {"label", "value"}:
            yield _found(at, "表格行应写成 {label, value}", "a line of a table is {label, value}")
            return
        yield from _both(raw["label"], (*at, "label"))
        value = raw["value"]
        texts, at = (Text(value, value).to_dict() if isinstance(value, str) else value), (*at, "value")
    elif isinstance(raw, Mapping) and set(raw) - set(LANGS):
        yield _found(at, "段落应写成 {zh, en}，表格行写成 {label, value}", "an entry is {zh, en} or {label, value}")
        return
    faults = list(_both(texts, at))
    yield from faults
    if faults:
        return
    for place in Entry(Text.of(texts)).places:
        if not known.has(place):
            en = f"{{{place}}} is nothing a certificate can say"
            yield _found(at, f"没有可填入的内容 {{{place}}}", en)
        elif "label" not in raw and not known.is_sure(place):
            zh = f"{{{place}}} 可能没有内容，只能放在表格行（label、value）中，或把字段设为必填"
            yield _found(
                at, zh, f"{{{place}}} may be empty: put it into a line with a label, or make the field required"
            )


def _both(raw: Any, at: tuple[str | int, ...]) -> Iterator[Finding]:
    try:
        said = Text.of(raw)
    except ValueError:
        yield _found(at, "须有中文和英文（zh、en）", "needs zh and en")
        return
    if max(map(len, said)) > LONGEST_ENTRY:
        yield _found(at, f"不超过 {LONGEST_ENTRY} 字", f"at most {LONGEST_ENTRY} characters")


def _listed(names: Collection[str]) -> str:
    return ", ".join(sorted(names))


def _found(at: tuple[str | int, ...], zh: str, en: str) -> Finding:
    return Finding(at, Text(zh, en))
