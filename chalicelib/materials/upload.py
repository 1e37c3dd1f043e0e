"""A file on its way into an application: asked for, uploaded straight to storage, in quarantine, clean, attached."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class UploadState(StrEnum):
    """Only what is clean may be attached, shown or fetched (PROMISES R43)."""

    REQUESTED = "requested"
    SCANNING = "scanning"
    CLEAN = "clean"
    REJECTED = "rejected"

    @classmethod
    def _missing_(cls, value: object) -> UploadState | None:
        return cls.CLEAN if value == "ready" else None  # what confirmed files were called before there was a scan


@dataclass(frozen=True)
class Upload:
    """`size` is in bytes; `type` a MIME type; `application` is set once a submission has taken the file.

    `version` is the stored object's own: the signed form may be used twice within its minutes, and what comes second
    is another version, which nobody judged and nobody is given. `fault` says why it was rejected (`faults`).
    `arrived_at` is a stamp of the moment its scan was first waited for.
    """

    id: str
    owner: str
    service: str
    field: str
    name: str
    type: str
    size: int
    state: UploadState = UploadState.REQUESTED
    application: str | None = None
    version: str = ""
    fault: str = ""
    arrived_at: str = ""
    reusable: bool = True

    @property
    def is_clean(self) -> bool:
        return self.state is UploadState.CLEAN

    @property
    def key(self) -> str:
        """Its key in the files bucket; says nothing of its content or owner."""
        return f"uploads/{self.id}"

    def to_dict(self) -> dict[str, Any]:
        data = asdict(self)
        data.pop("application")
        return {name: value for name, value in data.items() if value != ""}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Upload:
        return cls(**{**data, "state": UploadState(data["state"])})
