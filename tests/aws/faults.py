"""Faults for one operation of one client, injected through botocore's own events (no patching)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from botocore.awsrequest import AWSResponse


class Raw:
    """The part of urllib3's answer botocore reads."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def stream(self, **_: Any) -> Any:
        yield self._body


def failing(client: Any, operation: str, error: BaseException, *, after: bool) -> None:
    """The call raises `error`: before it reaches AWS, or after AWS did it (the answer is lost)."""
    service = client.meta.service_model.service_id.hyphenize()

    def fail(**_: Any) -> None:
        raise error

    client.meta.events.register(f"{'after' if after else 'before'}-call.{service}.{operation}", fail)


def answering(client: Any, operation: str, times: int, status: int, body: str) -> Callable[[], int]:
    """The first `times` requests get this answer instead of AWS's; returns how many requests were seen."""
    service = client.meta.service_model.service_id.hyphenize()
    seen: list[int] = []

    def answer(request: Any, **_: Any) -> AWSResponse | None:
        seen.append(1)
        if len(seen) > times:
            return None
        return AWSResponse(request.url, status, {"x-amzn-requestid": "r"}, Raw(body.encode()))

    client.meta.events.register_first(f"before-send.{service}.{operation}", answer)
    return lambda: len(seen)


def xml_error(code: str, message: str = "no") -> str:
    return (
        f"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>"
        "<RequestId>r</RequestId></ErrorResponse>"
    )


def json_error(code: str) -> str:
    return f'{{"__type": "{code}", "message": "no"}}'
