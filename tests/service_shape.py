"""The least a published service has around its form and flow."""

from __future__ import annotations

from typing import Any

from chalicelib.catalogue import Channel, Contact, Guide, Service
from chalicelib.shared.text import Text

T = Text("测试", "Test")
EVERYBODY = ("undergraduate", "graduate", "international", "staff", "cadre")


def bare_service(code: str, version: int, form: list[Any], flow: list[Any], **changes: Any) -> Service:
    values: dict[str, Any] = {
        "code": code,
        "version": version,
        "name": Text("测试事项", "Test service"),
        "summary": T,
        "owner_unit": "registry",
        "archetype": "APPLY",
        "area": "teaching",
        "themes": (),
        "audience": EVERYBODY,
        "aliases": (),
        "keywords": (),
        "channel": Channel(),
        "limit": "5 workdays",
        "guide": Guide(T, T, T, (Contact("registry"),), T),
        "form": form,
        "flow": flow,
        "subject": Text("{applicant_name}的测试", "Test by {applicant_name}"),
        "requirements": (),
    }
    return Service(**{**values, **changes})
