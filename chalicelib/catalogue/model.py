"""One service as published: what it is, whom it is for, its guide, and its form and flow as raw data.

`Service.to_dict` and the YAML definition have the same shape, so a definition, a stored version and an export are
read by one function.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from chalicelib.catalogue.vocabulary import CATEGORIES, ENTRIES, STARTABLE
from chalicelib.errors import NotEligible, ServiceClosed
from chalicelib.shared.clock import CHINA
from chalicelib.shared.text import Text


class HasCategory(Protocol):
    """As much of a person as eligibility needs."""

    @property
    def category(self) -> str: ...


@dataclass(frozen=True)
class Contact:
    """Where to ask: `unit` is a unit's id; `name` a desk within it."""

    unit: str
    name: Text | None = None
    phone: str = ""
    email: str = ""
    place: Text | None = None
    hours: Text | None = None


@dataclass(frozen=True)
class Material:
    """Something to bring or upload; `field` is the form's file field that takes it."""

    name: Text
    required: bool = True
    field: str | None = None
    note: Text | None = None


@dataclass(frozen=True)
class Question:
    question: Text
    answer: Text


@dataclass(frozen=True)
class Guide:
    """What the guide page says (C-14); the process diagram is drawn from the flow and is not here.

    Texts are plain; an empty line begins a paragraph, lines that begin with a number or a dash are list items.
    """

    instruction: Text
    range_: Text
    procedure: Text
    contacts: tuple[Contact, ...]
    fee: Text
    materials: tuple[Material, ...] = ()
    basis: tuple[Text, ...] = ()
    result: Text | None = None
    faq: tuple[Question, ...] = ()


@dataclass(frozen=True)
class Channel:
    """How and when the service can be started; dates are days in China, both included."""

    state: str = "online"
    opens: date | None = None
    closes: date | None = None
    notice: Text | None = None


@dataclass(frozen=True)
class Service:
    """`limit` is the promised time (``3 workdays``); `subject` the template of an application's title; `form` and
    `flow` are raw, their rooms read them. `version` counts from 1; 0 has not been published. `urgent` says whether the
    ``applicant`` may mark an application urgent, too, or only its ``handlers``. `inquiry` is the code of a register
    whose page answers at once what the service is about (C-R1). `collect` says who is expected to answer and where the
    answers are entered, for the page of who collects them. An entry has no form and no flow; where it leads is its
    `address` (a path of the hall may have ``{lang}``), if it leads anywhere."""

    code: str
    version: int
    name: Text
    summary: Text
    owner_unit: str
    archetype: str
    area: str
    themes: tuple[str, ...]
    audience: tuple[str, ...]
    aliases: tuple[str, ...]
    keywords: tuple[str, ...]
    channel: Channel
    limit: str
    guide: Guide
    form: list[Any]
    flow: list[Any]
    subject: Text
    requirements: tuple[str, ...]
    urgent: str = "handlers"
    address: str = ""
    inquiry: str = ""
    collect: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_entry(self) -> bool:
        """Whether it only leads somewhere or only explains, so that nobody starts it here."""
        return self.archetype in ENTRIES and not self.form and not self.flow

    def start_allowed(self, person: HasCategory, now: datetime) -> None:
        """Raises `ServiceClosed` when nobody can start it at `now`, `NotEligible` when this person cannot (C-03)."""
        if self.is_entry:
            raise ServiceClosed(
                Text("该事项不在大厅内填报，请按办事指南办理", "This is not applied for here; see its guide")
            )
        if self.channel.state not in STARTABLE:
            raise ServiceClosed(self.channel.notice)
        today = now.astimezone(CHINA).date()
        if self.channel.opens and today < self.channel.opens:
            day = self.channel.opens.isoformat()
            raise ServiceClosed(Text(f"该事项自 {day} 起开放办理", f"This service opens on {day}"))
        if self.channel.closes and today > self.channel.closes:
            day = self.channel.closes.isoformat()
            raise ServiceClosed(Text(f"该事项已于 {day} 截止办理", f"This service closed on {day}"))
        if person.category not in self.audience:
            names = [CATEGORIES[code] for code in self.audience]
            zh, en = "、".join(name.zh for name in names), ", ".join(name.en for name in names)
            raise NotEligible(Text(f"该事项面向：{zh}", f"This service is for: {en}"))

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> Service:
        """Reads a checked definition or `to_dict`'s result; raises KeyError, TypeError or ValueError for others."""
        channel = raw.get("channel") or {}
        return cls(
            code=raw["service"],
            version=int(raw.get("version", 0)),
            name=Text.of(raw["name"]),
            summary=Text.of(raw["summary"]),
            owner_unit=raw["owner_unit"],
            archetype=raw["archetype"],
            area=raw["area"],
            themes=tuple(raw["themes"]),
            audience=tuple(raw["audience"]),
            aliases=tuple(raw.get("aliases") or ()),
            keywords=tuple(raw.get("keywords") or ()),
            channel=Channel(
                channel.get("state", "online"),
                _day(channel.get("opens")),
                _day(channel.get("closes")),
                _text(channel.get("notice")),
            ),
            limit=raw.get("limit", ""),
            guide=_guide(raw["guide"]),
            form=list(raw.get("form") or ()),
            flow=list(raw.get("flow") or ()),
            subject=Text.of(raw.get("subject", raw["name"])),
            requirements=tuple(raw.get("requirements") or ()),
            urgent=raw.get("urgent", "handlers"),
            address=raw.get("address", ""),
            inquiry=raw.get("inquiry", ""),
            collect=dict(raw.get("collect") or {}),
        )

    def to_dict(self) -> dict[str, Any]:
        """As JSON, in the shape of a definition plus ``version``; `from_dict` gives an equal service back."""
        return {
            "service": self.code,
            "version": self.version,
            **_plain({name: getattr(self, name) for name in _SAME_NAME if getattr(self, name) != {}}),
            "channel": _plain(vars(self.channel)),
            "guide": {name.rstrip("_"): value for name, value in _plain(vars(self.guide)).items()},
            "form": self.form,
            "flow": self.flow,
        }


_SAME_NAME = (
    "name", "summary", "owner_unit", "archetype", "area", "themes", "audience", "aliases", "keywords", "limit",
    "subject", "requirements", "urgent", "address", "inquiry",
    "collect",
)  # fmt: skip


def _guide(raw: Mapping[str, Any]) -> Guide:
    return Guide(
        instruction=Text.of(raw["instruction"]),
        range_=Text.of(raw["range"]),
        procedure=Text.of(raw["procedure"]),
        contacts=tuple(_contact(item) for item in raw["contacts"]),
        materials=tuple(
            Material(Text.of(item["name"]), item.get("required", True), item.get("field"), _text(item.get("note")))
            for item in raw.get("materials") or ()
        ),
        basis=tuple(Text.of(item) for item in raw.get("basis") or ()),
        fee=Text.of(raw["fee"]),
        result=_text(raw.get("result")),
        faq=tuple(Question(Text.of(item["question"]), Text.of(item["answer"])) for item in raw.get("faq") or ()),
    )


def _contact(raw: Mapping[str, Any]) -> Contact:
    return Contact(
        raw["unit"],
        _text(raw.get("name")),
        str(raw.get("phone") or ""),
        str(raw.get("email") or ""),
        _text(raw.get("place")),
        _text(raw.get("hours")),
    )


def _text(value: Any) -> Text | None:
    return None if value is None else Text.of(value)


def _day(value: Any) -> date | None:
    return None if value is None else date.fromisoformat(value)


def _plain(value: Any) -> Any:
    """As JSON; what says nothing is left out of mappings."""
    if isinstance(value, Text):
        return value.to_dict()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Contact | Material | Question):
        return _plain(vars(value))
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items() if item not in (None, "")}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(item) for item in value]
    return value
