"""Departments' systems that take whatever approved applications pass on to them, for a hall under test."""

from __future__ import annotations

import json
from collections.abc import Collection
from functools import cache
from typing import Any

from chalicelib.catalogue import load_definitions
from chalicelib.shared.parcel import Answered, Parcel
from chalicelib.webhooks import Hook, bundled_targets


class TargetSystems:
    """Every target system at once. `answers` are given in turn; when there is none left, each call is taken."""

    def __init__(self) -> None:
        self.parcels: list[Parcel] = []
        self.answers: list[Answered] = []

    def __call__(self, parcel: Parcel) -> Answered:
        self.parcels.append(parcel)
        return self.answers.pop(0) if self.answers else Answered(200, '{"reference": "R-1"}', ms=3)

    def said(self, target: str) -> list[dict[str, Any]]:
        """What this target was told, first to last."""
        told = [json.loads(one.body) for one in self.parcels]
        return [one["data"] for one in told if one["type"] == f"call.{target}"]


@cache
def _callers() -> dict[str, set[str]]:
    """The services whose flows call each target system."""
    flows = {one.raw["service"]: str(one.raw.get("flow")) for one in load_definitions()}
    return {
        code: {service for service, flow in flows.items() if f"'target': '{code}'" in flow}
        for code in bundled_targets()
    }


def connect(hall: Any, services: Collection[str] | None) -> bool:
    """Give an address to every target system these services call (None: all); whether there is one."""
    called = {code for code, by in _callers().items() if by and (services is None or by & set(services))}
    for code, target in bundled_targets().items():
        if code in called:
            url = f"https://{code}.example/in"
            made = Hook(target.hook_id, target.owner_unit, code, url, (), (), "test", hall.clock(), code)
            hall.webhooks.store.write(made)
    return bool(called)
