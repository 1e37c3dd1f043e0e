"""One service as published: what it is, whom it is for, its guide, and its form and flow as raw data.

`Service.to_dict` and the YAML definition have the same shape, so a definition, a stored version and an export are
read by one function.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from chalicelib.catalogue.channel import Channel, Starter, read_channel, write_channel
from chalicelib.catalogue.vocabulary import CATEGORIES, ENTRIES
from chalicelib.errors import NotEligible, ServiceClosed
from chalicelib.shared.clock import CHINA
from chalicelib.shared.text import Text


class HasCategory(Starter, Protocol):
    """As much of a person as eligibility needs."""

    @property
    def category(self) -> str: ...


@dataclass(frozen=True)
class Contact:
    """Where to ask: `unit` is a unit's id; `name` a desk within it. `campus` is the id of one, `floor` and `counter` as
    they are signed there (``3``, ``B1``; ``3``, ``3–5``). What is not said here is the unit's own (W-04, N11)."""

    unit: str
    name: Text | None = None
    phone: str = ""
    email: str = ""
    place: Text | None = None
    hours: Text | None = None
    campus: str = ""
    floor: str = ""
    counter: str = ""


@dataclass(frozen=True)
class Material:
    """Something to bring or upload; `field` is the form's file field that takes it. `sample` is the name of a file that
    shows it filled in, `blank` of one to fill in (`catalogue.sample_files`)."""

    name: Text
    required: bool = True
    field: str | None = None
    note: Text | None = None
    sample: str = ""
    blank: str = ""


@dataclass(frozen=True)
class Question:
    question: Text
    answer: Text


@dataclass(frozen=True)
class Guide:
    """What the guide page says (C-14); the process diagram is drawn from the flow and is not here.

    Texts are plain; an empty line begins a paragraph, lines that begin with a number or a dash are list items.
    `visits` is how often one has to come in person (到办事现场次数), None where nobody said; `legal` the time the law
    gives (``20 workdays``); `complaint` where to complain, where that is not the owning department's own place.
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
    visits: int | None = None
    legal: str = ""
    complaint: Contact | None = None


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
    retention: Any = ""
    """How long what has ended is kept, as `retention_of` reads it; "" as the hall does."""
    demand: Mapping[str, int] = field(default_factory=dict)
    """What the department counts of it, for who chooses what goes online next (W-02): `yearly` handlings, `people` it
    is for, `visits` for one handling."""

    @property
    def is_entry(self) -> bool:
        """Whether it only leads somewhere or only explains, or is not built yet, so that nobody starts it here."""
        return (self.archetype in ENTRIES or self.channel.unbuilt) and not self.form and not self.flow

    @property
    def begins_at_counter(self) -> bool:
        """Whether it has a form and a flow, and only a counter's clerk begins it, for who has come (W-08)."""
        return self.archetype == "WINDOW" and not self.is_entry

    @property
    def visits(self) -> int | None:
        """How often one has to come in person: as the guide says, else none where all is done here and once where it is
        done at a counter; None for what is done elsewhere."""
        if self.guide.visits is not None:
            return self.guide.visits
        return {"WINDOW": 1, "LINK": None, "GUIDE": None}.get(self.archetype, 0)

    def start_allowed(self, person: HasCategory, now: datetime, *, at_counter: bool = False) -> None:
        """Raises `ServiceClosed` when it cannot be started at `now`, `NotEligible` when this person cannot (C-03).
        `at_counter` is whether the person stands at a counter of it, whose clerk enters what they say."""
        if self.is_entry and not self.channel.unbuilt:
            raise ServiceClosed(
                Text("该事项不在大厅内填报，请按办事指南办理", "This is not applied for here; see its guide")
            )
        if self.begins_at_counter and not at_counter:
            zh = "该事项只在窗口受理，请预约时间或取号，由窗口当面录入"
            en = "This begins at the counter: book a time or take a ticket; a clerk enters it with you"
            raise ServiceClosed(Text(zh, en))
        self.channel.start_allowed(person, now.astimezone(CHINA).date())
        self.check_audience(person)

    def check_audience(self, person: HasCategory) -> None:
        """Raises `NotEligible` when it is not for this person (C-03)."""
        if person.category not in self.audience:
            zh, en = Text.listed(CATEGORIES[code] for code in self.audience)
            raise NotEligible(Text(f"该事项面向：{zh}", f"This service is for: {en}"))

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> Service:
        """Reads a checked definition or `to_dict`'s result; raises KeyError, TypeError or ValueError for others."""
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
            channel=read_channel(raw.get("channel") or {}),
            limit=raw.get("limit", ""),
            guide=_guide(raw["guide"]) if raw.get("guide") else UNWRITTEN,
            form=list(raw.get("form") or ()),
            flow=list(raw.get("flow") or ()),
            subject=Text.of(raw.get("subject", raw["name"])),
            requirements=tuple(raw.get("requirements") or ()),
            urgent=raw.get("urgent", "handlers"),
            address=raw.get("address", ""),
            inquiry=raw.get("inquiry", ""),
            collect=dict(raw.get("collect") or {}),
            demand=raw.get("demand") or {},
            retention=raw.get("retention") or "",
        )

    def to_dict(self) -> dict[str, Any]:
        """As JSON, in the shape of a definition plus ``version``; `from_dict` gives an equal service back."""
        return {
            "service": self.code,
            "version": self.version,
            **_plain({name: getattr(self, name) for name in _SAME_NAME if getattr(self, name) != {}}),
            "channel": write_channel(self.channel),
            "guide": {}
            if self.guide is UNWRITTEN
            else {name.rstrip("_"): value for name, value in _plain(vars(self.guide)).items()},
            "form": self.form,
            "flow": self.flow,
        }


UNWRITTEN = Guide(*(Text("尚未编写", "Not written yet"),) * 3, (), Text("尚未编写", "Not written yet"))
"""The guide of what is only planned or being built and has none."""

_SAME_NAME = (
    "name", "summary", "owner_unit", "archetype", "area", "themes", "audience", "aliases", "keywords", "limit",
    "subject", "requirements", "urgent", "address", "inquiry", "collect", "demand",
    "retention",
)  # fmt: skip


def _guide(raw: Mapping[str, Any]) -> Guide:
    return Guide(
        instruction=Text.of(raw["instruction"]),
        range_=Text.of(raw["range"]),
        procedure=Text.of(raw["procedure"]),
        contacts=tuple(_contact(item) for item in raw["contacts"]),
        materials=tuple(
            Material(
                Text.of(item["name"]),
                item.get("required", True),
                item.get("field"),
                _text(item.get("note")),
                item.get("sample", ""),
                item.get("blank", ""),
            )
            for item in raw.get("materials") or ()
        ),
        basis=tuple(Text.of(item) for item in raw.get("basis") or ()),
        fee=Text.of(raw["fee"]),
        result=_text(raw.get("result")),
        faq=tuple(Question(Text.of(item["question"]), Text.of(item["answer"])) for item in raw.get("faq") or ()),
        visits=raw.get("visits"),
        legal=raw.get("legal", ""),
        complaint=_contact(raw["complaint"]) if raw.get("complaint") else None,
    )


def _contact(raw: Mapping[str, Any]) -> Contact:
    return Contact(
        raw["unit"],
        _text(raw.get("name")),
        str(raw.get("phone") or ""),
        str(raw.get("email") or ""),
        _text(raw.get("place")),
        _text(raw.get("hours")),
        *(str(raw.get(name) or "") for name in ("campus", "floor", "counter")),
    )


def _text(value: Any) -> Text | None:
    return None if value is None else Text.of(value)


def _plain(value: Any) -> Any:
    """As JSON; what says nothing is left out of mappings."""
    if isinstance(value, Text):
        return value.to_dict()
    if isinstance(value, Contact | Material | Question):
        return _plain(vars(value))
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items() if item not in (None, "")}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(item) for item in value]
    return value
