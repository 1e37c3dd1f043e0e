"""What somebody wants to send, checked: words, sum, last day, whom to. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from chalicelib.bills.amount import read_amount
from chalicelib.bills.who import may_address
from chalicelib.errors import FieldError, InvalidForm
from chalicelib.people import CATEGORY_NAMES, ROLES, Unit
from chalicelib.shared.clock import CHINA, unstamp
from chalicelib.shared.text import Text

MOST_BYTES = 5 * 1024 * 1024
LATEST = timedelta(days=90)
FURTHEST = timedelta(days=3 * 365)

_NEEDED = Text("请填写", "This is needed")
_AMOUNT = Text("不是金额，例如 1234.50", "This is not a sum such as 1234.50")
_DAY = Text("须为今天以后三年以内的日期", "It must be a day from today on, within three years")
_NOTHING = Text("金额和截止日期至少填写一项", "Give a sum, a last day, or both")
_FILE = Text("请上传 CSV 或 Excel（.xlsx）名单，不超过 5 MB", "The list must be CSV or Excel (.xlsx), up to 5 MB")
_UNIT = Text("没有此单位", "There is no such unit")
_REACH = Text("只能发给本单位的人员", "You may only address your own unit's people")
_ROLE = Text("没有此岗位", "There is no such role")
_CATEGORY = Text("没有此类人员", "There is no such category")
_WHO = Text("按岗位发送时不能同时选择年级", "A grade goes with people, not with a role")
_MOMENT = Text("发送时间须在 90 天以内", "It must be sent within 90 days")


@dataclass(frozen=True)
class Asked:
    """A request that can be carried out; `digest` tells it from another one."""

    title: Text
    text: Text
    to: Mapping[str, str]
    amount: int | None
    due: str
    digest: str


def read_wish(wish: Mapping[str, Any], units: Mapping[str, Unit], now: datetime) -> Asked:
    """`wish` is the body of ``POST /api/v1/notices``. Raises `InvalidForm` naming every fault."""
    faults: list[FieldError] = []
    texts = {name: _both(name, wish, faults) for name in ("title", "text")}
    amount = read_amount(wish["amount"]) if wish["amount"] else None
    if wish["amount"] and amount is None:
        faults.append(FieldError("/amount", "pattern", _AMOUNT))
    due = read_day(wish["due"], now) if wish["due"] else ""
    if due is None:
        faults.append(FieldError("/due", "range", _DAY))
    members = {"list": ("file", "size"), "group": ("group", "role", "grade", "category")}[wish["to"]]
    to = {"kind": wish["to"], **{name: str(wish[name]) for name in members}}
    faults += _list_faults(to) if to["kind"] == "list" else _group_faults(to, wish["unit"], units)
    if to["kind"] == "group" and not wish["amount"] and not wish["due"]:
        faults.append(FieldError("/amount", "required", _NOTHING))
    if faults:
        raise InvalidForm(errors=tuple(faults))
    digest = hashlib.sha256(json.dumps(dict(wish), ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:32]
    return Asked(texts["title"], texts["text"], to, amount, due or "", digest)


def read_day(text: str, now: datetime) -> str | None:
    """An ISO day from today on, from ``2026-12-31``, ``2026/12/31`` or ``20261231``; None for anything else."""
    plain = text.strip().replace("/", "-").replace(".", "-")
    parts = plain.split("-")
    try:
        day = date(*map(int, parts)) if len(parts) == 3 else date.fromisoformat(plain)
    except (ValueError, TypeError, OverflowError):
        return None
    today = now.astimezone(CHINA).date()
    return day.isoformat() if today <= day <= today + FURTHEST else None


def check_moment(at: str, now: datetime) -> datetime:
    """When to send; "" and what is over mean now. Raises `InvalidForm`."""
    if not at:
        return now
    try:
        moment = unstamp(at) if datetime.fromisoformat(at).tzinfo else None
    except (ValueError, OverflowError):
        moment = None
    if moment is None or moment > now + LATEST:
        raise InvalidForm(errors=(FieldError("/at", "range", _MOMENT),))
    return max(moment, now)


def _both(name: str, wish: Mapping[str, Any], faults: list[FieldError]) -> Text:
    found = Text(wish[f"{name}_zh"].strip(), wish[f"{name}_en"].strip())
    faults += [FieldError(f"/{name}_{lang}", "required", _NEEDED) for lang in ("zh", "en") if not found.get(lang)]
    return found


def _list_faults(to: Mapping[str, str]) -> list[FieldError]:
    kind = to["file"].rpartition(".")[2].lower()
    if kind not in ("csv", "xlsx") or not 0 < int(to["size"]) <= MOST_BYTES:
        return [FieldError("/file", "type", _FILE)]
    return []


def _group_faults(to: Mapping[str, str], sender: str, units: Mapping[str, Unit]) -> list[FieldError]:
    faults = []
    if to["group"] and to["group"] not in units:
        faults.append(FieldError("/group", "choice", _UNIT))
    elif not may_address(sender, to["group"], units):
        faults.append(FieldError("/group", "choice", _REACH))
    if to["role"] and to["role"] not in ROLES:
        faults.append(FieldError("/role", "choice", _ROLE))
    if to["category"] and to["category"] not in CATEGORY_NAMES:
        faults.append(FieldError("/category", "choice", _CATEGORY))
    if to["role"] and to["grade"]:
        faults.append(FieldError("/grade", "choice", _WHO))
    return faults
