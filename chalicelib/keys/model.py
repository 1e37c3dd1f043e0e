"""A key as a value: what it may do, from where, until when. No I/O.

The secret is ``yz_<id>_<43 characters>``: 256 random bits behind a prefix that people and scanners of source code
recognise. A secret of that size needs no slow hash, so SHA-256 of it is what is stored and looked up by.
"""

from __future__ import annotations

import hashlib
import ipaddress
import re
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from chalicelib.shared.clock import CHINA, stamp, unstamp
from chalicelib.shared.text import Text

ACTIONS: Mapping[str, Text] = {
    "exports": Text("导出办件数据", "Export applications"),
    "sensitive": Text("导出敏感字段原文", "Export sensitive fields in full"),
    "attachments": Text("导出附件", "Export attachments"),
    "packages": Text("导出归档包", "Export archive packages"),
    "notices": Text("发送通知与缴费", "Send notices and charges"),
    "webhooks": Text("管理消息推送地址", "Look after webhooks"),
    "cases": Text("报送本部门系统的办件", "Tell how cases in the department's system stand"),
    "feeds": Text("读取校园门户数据", "Read the feeds for the campus portal"),
    "devices": Text("大厅设备：自助机、显示屏、评价器", "Devices in the hall: kiosks, boards, rating pads"),
    "prints": Text("自助机凭打印码打印证明", "Kiosks print certificates for print codes"),
}
"""What a key can be good for."""
ADDED: Mapping[str, str] = {
    "sensitive": "exports", "attachments": "exports", "packages": "exports", "prints": "devices",
}  # fmt: skip
"""What adds to another and means nothing alone."""
OF_THE_HALL = frozenset({"feeds"})
"""What reads everybody's part of the hall: only who runs it makes or replaces such a key."""

REMINDED = (14, 3)
"""Days before its last one on which whoever leads the department hears that a key ends."""
ID_LENGTH = 12
_SECRET = re.compile(r"yz_[0-9a-f]{12}_[A-Za-z0-9_-]{43}")


@dataclass(frozen=True)
class ApiKey:
    """`services` empty: all of the unit's; `networks` empty: from anywhere. `rev` counts the changes of the stored
    key. `used_at` is to within five minutes."""

    id: str
    digest: str
    unit: str
    name: str
    actions: tuple[str, ...]
    services: tuple[str, ...]
    networks: tuple[str, ...]
    made_by: str
    made_at: datetime
    ends_at: datetime
    revoked_at: datetime | None = None
    replaced_by: str = ""
    used_at: datetime | None = None
    rev: int = 1

    @property
    def prefix(self) -> str:
        return f"yz_{self.id}"

    def state(self, now: datetime) -> str:
        """``live``, ``replaced`` (live until its overlap is over), ``revoked`` or ``ended``."""
        if self.revoked_at:
            return "revoked"
        if self.ends_at <= now:
            return "ended"
        return "replaced" if self.replaced_by else "live"

    def last_day(self) -> date:
        """In China; it is good to that day's end."""
        return (self.ends_at.astimezone(CHINA) - timedelta(seconds=1)).date()

    def reminder(self, today: date) -> int | None:
        """How many days before its last one somebody is reminded, of `REMINDED`; None for none, or for one that is
        replaced: whoever did that knows."""
        left = (self.last_day() - today).days
        if self.revoked_at or self.replaced_by or left < 0:
            return None
        return min((days for days in REMINDED if left <= days), default=None)

    def is_live(self, now: datetime) -> bool:
        return self.state(now) in ("live", "replaced")

    def comes_from(self, address: str) -> bool:
        """Whether a request from this address is within the key's networks; an unreadable address is in none."""
        if not self.networks:
            return True
        try:
            source = ipaddress.ip_address(address.strip())
        except ValueError:
            return False
        source = getattr(source, "ipv4_mapped", None) or source
        return any(source in ipaddress.ip_network(network) for network in self.networks)

    def covers(self, service: str, owner_unit: str) -> bool:
        """Whether this service's applications are within the key's reach."""
        return owner_unit == self.unit and (not self.services or service in self.services)

    def going(self, **changes: Any) -> ApiKey:
        return replace(self, rev=self.rev + 1, **changes)

    def to_data(self) -> dict[str, Any]:
        """As it is stored; what has a place of its own there (digest, rev, last use) is left out."""
        data = {name: value for name, value in asdict(self).items() if name not in ("digest", "rev", "used_at")}
        moments = {name: stamp(data[name]) if data[name] else None for name in ("made_at", "ends_at", "revoked_at")}
        return data | moments

    @classmethod
    def of(cls, data: Mapping[str, Any], digest: str, rev: int, used_at: str | None) -> ApiKey:
        known = {name: value for name, value in data.items() if name in cls.__dataclass_fields__}
        moments = {name: unstamp(known[name]) for name in ("made_at", "ends_at")}
        revoked = unstamp(known["revoked_at"]) if known.get("revoked_at") else None
        lists = {name: tuple(known[name]) for name in ("actions", "services", "networks")}
        more = {"digest": digest, "rev": rev, "used_at": unstamp(used_at) if used_at else None}
        return cls(**{**known, **moments, **lists, **more, "revoked_at": revoked})

    def view(self, now: datetime) -> dict[str, Any]:
        """What its department sees; never the secret, nor its digest."""
        told = {name: getattr(self, name) for name in ("id", "prefix", "unit", "name", "made_by")}
        lists = {name: list(getattr(self, name)) for name in ("actions", "services", "networks")}
        moments = {name: stamp(getattr(self, name)) for name in ("made_at", "ends_at")}
        used = stamp(self.used_at) if self.used_at else None
        return told | lists | moments | {"used_at": used, "state": self.state(now), "replaced_by": self.replaced_by}


def new_secret() -> tuple[str, str]:
    """`(id, secret)` of a key that is to be made."""
    id = secrets.token_hex(ID_LENGTH // 2)
    return id, f"yz_{id}_{secrets.token_urlsafe(32)}"


def digest_of(secret: str) -> str | None:
    """What a secret is stored and found by; None for what cannot be one of ours."""
    return hashlib.sha256(secret.encode()).hexdigest() if _SECRET.fullmatch(secret) else None


def network_of(text: str) -> str | None:
    """An address or network (``10.1.0.0/16``, ``2001:db8::/32``) in its usual spelling; None for anything else."""
    try:
        return str(ipaddress.ip_network(text.strip()))
    except ValueError:
        return None
