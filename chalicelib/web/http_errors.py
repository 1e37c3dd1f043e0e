"""What only HTTP can get wrong; everything else is refused by the rooms with `chalicelib.errors`."""

from __future__ import annotations

from chalicelib.errors import HallError
from chalicelib.shared.text import Text


class MethodNotAllowed(HallError):
    code = "method_not_allowed"
    status = 405
    title = Text("此地址不支持该操作", "This address does not support that method")


class PayloadTooLarge(HallError):
    code = "payload_too_large"
    status = 413
    title = Text("提交的内容过大", "The request is too large")


class UnsupportedMediaType(HallError):
    code = "unsupported_media_type"
    status = 415
    title = Text("不支持这种内容类型", "This content type is not supported")


class Broken(HallError):
    """Our own fault; says nothing of the inside, the trace id leads to the log."""

    code = "internal_error"
    status = 500
    title = Text("系统出现故障，请稍后再试", "Something went wrong on our side; please try again later")
