"""Logger, tracer and metrics of one function, made when first asked for.

What is written never says who: no names, numbers, forms, cookies or tokens (PROMISES R44). Application, task and upload
ids may be logged, and a failure is described by its class and its place in the code, because an exception's message
often quotes the value that broke it. Nothing here keeps state between requests: the local hall's threads share it.

Powertools are imported by the first line that is logged or counted, so a reading request's cold start is 40 ms shorter.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable
from contextvars import ContextVar
from functools import cache, wraps
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from aws_lambda_powertools import Logger

SERVICE = "hall"
_FRAMES = 8


_run: ContextVar[dict[str, Any] | None] = ContextVar("run", default=None)
"""What every log line says of the invocation this thread is in."""
_cold = True


def logger() -> Logger:
    """One JSON line per statement, with powertools' keys; pass what it is about in ``extra={…}``."""
    made = _logger()
    if run := _run.get():
        made.thread_safe_append_keys(**run)
    return made


@cache
def _logger() -> Logger:
    from aws_lambda_powertools import Logger

    return Logger(service=SERVICE, log_uncaught_exceptions=False)


def with_log_keys(handler: Callable[..., Any]) -> Callable[..., Any]:
    """A Lambda handler whose log lines carry function name, request id and cold start; the event is never logged.

    The keys are those of powertools' ``inject_lambda_context``, which would import powertools for every cold start.
    """

    @wraps(handler)
    def wrapped(event: Any, context: Any) -> Any:
        global _cold
        keys = {
            "cold_start": _cold,
            "function_name": context.function_name,
            "function_memory_size": context.memory_limit_in_mb,
            "function_arn": context.invoked_function_arn,
            "function_request_id": context.aws_request_id,
        }
        token, _cold = _run.set(keys), False
        try:
            return handler(event, context)
        finally:
            _run.reset(token)

    return wrapped


@cache
def tracer() -> Any:
    """A powertools tracer, or None where the X-Ray SDK is not in the bundle."""
    if find_spec("aws_xray_sdk") is None:
        return None
    from aws_lambda_powertools import Tracer

    return Tracer(service=SERVICE, auto_patch=False)


def with_tracing(handler: Callable[..., Any]) -> Callable[..., Any]:
    """A Lambda handler in a trace segment; neither its answer nor its exceptions are copied into the trace."""
    if tracer() is None:
        return handler
    wrapped: Callable[..., Any] = tracer().capture_lambda_handler(handler, capture_response=False, capture_error=False)
    return wrapped


def count(name: str, value: float = 1, **dimensions: str) -> None:
    """Add `value` to a metric of namespace ``Hall``; dimensions are few fixed words (an outcome), never ids."""
    from aws_lambda_powertools.metrics import MetricUnit, single_metric

    with single_metric(name=name, unit=MetricUnit.Count, value=value, namespace="Hall") as metric:
        metric.add_dimension(name="service", value=SERVICE)
        for key, word in dimensions.items():
            metric.add_dimension(name=key, value=word)


def report(subject: str, error: BaseException) -> None:
    """Log that work on `subject` (the id of an application or message) failed and will be tried again or given up."""
    logger().error("work failed", extra={"subject": subject, **failure(error)})
    count("WorkFailed")


def failure(error: BaseException) -> dict[str, Any]:
    """What may be logged of an exception: ``{error, where, code?, provider_code?, cause?}``, without its message."""
    kind = type(error)
    told: dict[str, Any] = {
        "error": f"{kind.__module__}.{kind.__qualname__}",
        "where": [_place(frame) for frame in traceback.extract_tb(error.__traceback__)[-_FRAMES:]],
    }
    if code := getattr(kind, "code", ""):
        told["code"] = str(code)
    answer = getattr(error, "response", None)
    if isinstance(answer, dict) and isinstance(answer.get("Error"), dict):
        told["provider_code"] = str(answer["Error"].get("Code", ""))[:80]
    if error.__cause__ is not None and error.__cause__ is not error:
        cause = type(error.__cause__)
        told["cause"] = f"{cause.__module__}.{cause.__qualname__}"
    return told


def _place(frame: traceback.FrameSummary) -> str:
    return f"{'/'.join(frame.filename.split('/')[-3:])}:{frame.lineno} {frame.name}"
