"""A file on its way into an application: asked for, uploaded straight to storage, confirmed, attached."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class UploadState(StrEnum):
    REQUESTED = "requested"
    READY = "ready"


@dataclass(frozen=True)
class Upload:
    """`size` is in bytes; `type` a MIME type; `application` is set once a submission has taken the file."""

    id: str
    owner: str
    service: str
    field: str
    name: str
    type: str
    size: int
    state: UploadState = UploadState.REQUESTED
    application: str | None = None

    @property
    def is_clean(self) -> bool:
        return self.state is UploadState.READY

    @property
    def key(self) -> str:
        """Its key in the files bucket; says nothing of its content or owner."""
        return f"uploads/{self.id}"

    def to_dict(self) -> dict[str, Any]:
        data = asdict(self)
        data.pop("application")
        return data

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Upload:
        return cls(**{**data, "state": UploadState(data["state"])})
