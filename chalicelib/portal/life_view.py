"""What a page says of a service's life: one phase for each stretch of days on which that is the same (N10, Z-13, H-22).

Pages are older than the day on which they are read. Each phase goes into the page with its days, and a few lines of
script show the one that holds; without script it is the one of the day the page was made.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from chalicelib.catalogue import CHANNEL_STATES, UNBUILT, Channel, Period, visible
from chalicelib.shared.text import Text

_TONES = {"online": "info", "dual": "info", "trial": "warn", "testing": "warn"}
_TAGS = {"trial": "now", "testing": "quiet", "planned": "quiet", "building": "quiet", "suspended": "quiet"}
"""States worth a tag in lists, with its tone; what is open as usual needs none."""
_TOLD = {
    "testing": Text("仅限测试人员办理，其他人员敬请期待", "For its testers only; it comes for everybody later"),
    "trial": Text("欢迎试用并反馈意见", "Please try it and tell us what you think"),
    "retired": Text("不再受理新的申请，已提交的申请继续办理", "Takes no new applications; those on their way go on"),
    "suspended": Text(
        "暂不受理新的申请，已提交的申请继续办理", "No new applications for now; those on their way go on"
    ),
}


@dataclass(frozen=True)
class Phase:
    """One stretch of days. `told` are the sentences of the banner, none where everything is as usual; `start` is what
    the button does: ``start``, ``test`` (for the cohort) or ``off``; `beside` says that the other way stands open,
    `tried` that what people think is asked for (N18)."""

    period: Period
    now: bool
    state: Text
    tone: str
    told: tuple[Text, ...]
    start: str
    tag: tuple[Text, str] | None
    listed: bool
    beside: bool
    tried: bool

    @property
    def since(self) -> str:
        return self.period.since.isoformat() if self.period.since else ""

    @property
    def until(self) -> str:
        return self.period.until.isoformat() if self.period.until else ""


def phases_of(channel: Channel, today: date) -> tuple[Phase, ...]:
    """From today on; the first is that of today."""
    ahead = [one for one in channel.periods() if one.until is None or one.until >= today]
    return tuple(_phase(channel, period, ahead[at + 1 :], today) for at, period in enumerate(ahead))


def _phase(channel: Channel, period: Period, later: Sequence[Period], today: date) -> Phase:
    state, text = period.state, CHANNEL_STATES[period.state]
    beside = state in ("dual", "trial") and channel.other is not None
    told = list(_told(channel, period, later))
    start = "start" if period.open else "test" if state == "testing" else "off"
    return Phase(
        period=period,
        now=period.holds(today),
        state=text,
        tone=_TONES.get(state, "error") if period.gate == "open" else "warn",
        told=tuple(told) if told or beside or start != "start" else (),
        start=start,
        tag=(text, _TAGS[state]) if state in _TAGS else None,
        listed=visible(state, public=channel.public),
        beside=beside,
        tried=state in ("testing", "trial", "dual"),
    )


def _told(channel: Channel, period: Period, later: Sequence[Period]) -> list[Text]:
    found = [_TOLD[period.state]] if period.state in _TOLD else []
    if period.gate == "before" and channel.opens:
        found.append(Text(f"{channel.opens} 起开放办理", f"Opens on {channel.opens}"))
    if period.gate == "after" and channel.closes:
        found.append(Text(f"已于 {channel.closes} 截止办理", f"Closed on {channel.closes}"))
    coming = next((one for one in later if one.state != period.state), None)
    if coming and coming.since:
        name = CHANNEL_STATES[coming.state]
        found.append(Text(f"{coming.since} 起：{name.zh}", f"From {coming.since}: {name.en}"))
    elif channel.target and period.state in UNBUILT:
        found.append(Text(f"计划 {channel.target} 前上线", f"Planned to be online by {channel.target}"))
    return [*found, *([channel.notice] if channel.notice else [])]
