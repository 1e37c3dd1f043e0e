"""The error family: every statement the hall makes when it refuses something.

Rooms raise these; `chalicelib.web` alone turns them into HTTP (one table there). Each carries a stable
`code`, a bilingual sentence for the person, and where the fault can be pinned to fields, one entry per field.
`Temporary` is the only branch that is worth retrying; everything else fails for ever.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar

from chalicelib.shared.text import Text


@dataclass(frozen=True)
class FieldError:
    """One field's fault: `pointer` is an RFC 6901 JSON Pointer into the request body."""

    pointer: str
    code: str
    message: Text


@dataclass
class HallError(Exception):
    """Base of all refusals. `status` is the HTTP status its kind maps to (decided here once, for every door)."""

    detail: Text | None = None
    errors: tuple[FieldError, ...] = ()
    extra: dict[str, Any] = field(default_factory=dict)

    code: ClassVar[str] = "hall_error"
    status: ClassVar[int] = 400
    title: ClassVar[Text] = Text("请求无法处理", "The request could not be handled")

    def __str__(self) -> str:
        return f"{self.code}: {(self.detail or self.title).en}"


class InvalidRequest(HallError):
    """The request itself is malformed: bad JSON, missing header, wrong parameter type."""

    code = "invalid_request"
    title = Text("请求内容有误", "The request is not well formed")


class InvalidForm(HallError):
    """One or more form values are refused; `errors` names each field."""

    code = "invalid_form"
    status = 422
    title = Text("表单填写有误，请检查标出的项目", "Some answers need attention")


class NotSignedIn(HallError):
    code = "not_signed_in"
    status = 401
    title = Text("请先登录", "Please sign in first")


class KeyRefused(HallError):
    """An API key that is unknown, has ended or was revoked; which of these, nobody is told."""

    code = "key_refused"
    status = 401
    title = Text("API 密钥无效或已失效", "This API key is not valid, or not any more")


class NotAllowed(HallError):
    code = "not_allowed"
    status = 403
    title = Text("您没有办理此操作的权限", "You are not allowed to do this")


class NotFound(HallError):
    """Also what a person sees of somebody else's application: existence is private."""

    code = "not_found"
    status = 404
    title = Text("没有找到您要的内容", "What you asked for was not found")


class Gone(HallError):
    """To who could read it: it was kept as long as its service keeps it; `extra` has what is left (PROMISES R45)."""

    code = "erased"
    status = 410
    title = Text("该办件已按保存期限清除", "This application was kept for its time, and is erased")


class ServiceClosed(HallError):
    code = "service_closed"
    status = 409
    title = Text("该事项暂未开放办理", "This service is not open at the moment")


class NotEligible(HallError):
    code = "not_eligible"
    status = 403
    title = Text("该事项不面向您的身份开放", "This service is not open to you")


class AlreadyDecided(HallError):
    """The task was decided before; `extra` says by whom and when."""

    code = "already_decided"
    status = 409
    title = Text("该任务已由他人办理", "This task has already been decided")


class NotYourTurn(HallError):
    code = "not_your_turn"
    status = 409
    title = Text("当前环节不能进行此操作", "This cannot be done at the present step")


class ReadEach(HallError):
    """Approved together with others, where each has to be read and decided by itself."""

    code = "read_each"
    status = 409
    title = Text("该任务须逐件阅读办理，不能批量同意", "This task has to be read and decided by itself")


class StaleVersion(HallError):
    """If-Match names an older state; the newer one must be read first."""

    code = "stale_version"
    status = 412
    title = Text("内容已被更新，请刷新后再试", "It has changed since you opened it; please reload")


class VersionRequired(HallError):
    code = "version_required"
    status = 428
    title = Text("缺少 If-Match 版本信息", "The If-Match header is required")


class KeyReused(HallError):
    """The same Idempotency-Key came with another body (PROMISES R3)."""

    code = "idempotency_key_reused"
    status = 422
    title = Text("同一提交编号不能用于不同内容", "This Idempotency-Key was used for different content")


class KeyRequired(HallError):
    code = "idempotency_key_required"
    status = 400
    title = Text("缺少 Idempotency-Key", "The Idempotency-Key header is required")


class UploadRefused(HallError):
    code = "upload_refused"
    status = 422
    title = Text("文件不符合要求", "The file was refused")


class TooManyRequests(HallError):
    """`extra["retry_after"]` is in whole seconds."""

    code = "too_many_requests"
    status = 429
    title = Text("操作过于频繁，请稍后再试", "Too many requests; please try again later")


class NoRoom(HallError):
    """Somebody keeps as much of something as may be kept."""

    code = "no_room"
    status = 409
    title = Text("已达到上限，请先移除一些", "There is no room for more; remove some first")


class Conflict(HallError):
    """Another writer was first, and retrying inside the request did not help."""

    code = "conflict"
    status = 409
    title = Text("有人刚刚更新了此办件，请刷新后再试", "Somebody has just changed this; please reload")


class CannotPublish(HallError):
    """`errors` lists everything wrong with a service definition at once, in its owner's words."""

    code = "cannot_publish"
    status = 422
    title = Text("事项尚不能发布", "The service cannot be published yet")


class Temporary(HallError):
    """Worth trying again: a provider timed out, throttled or answered 5xx."""

    code = "temporarily_unavailable"
    status = 503
    title = Text("服务暂时不可用，请稍后再试", "Temporarily unavailable; please try again")


class Unconfirmed(HallError):
    """The provider may or may not have done it (the answer was lost); never retried blindly."""

    code = "unconfirmed"
    status = 503
    title = Text("结果尚未确认", "The outcome is not confirmed yet")


class DeliveryRefused(HallError):
    """A mail or SMS will never be accepted as it is; `extra["reason"]` is the provider's or the adapter's code."""

    code = "delivery_refused"
    status = 502
    title = Text("消息无法送达", "The message cannot be delivered")
