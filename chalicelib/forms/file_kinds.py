"""Which files a field takes: the short names definitions use, what they mean, and what is wrong with a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from chalicelib.errors import FieldError, UploadRefused
from chalicelib.forms.field_type import type_of
from chalicelib.forms.model import Field, Form
from chalicelib.forms.wording import sentence, size_text
from chalicelib.shared.text import Text


@dataclass(frozen=True)
class Kind:
    mime: str
    extensions: tuple[str, ...]


_OFFICE = "application/vnd.openxmlformats-officedocument"
KINDS: Mapping[str, Kind] = {
    "pdf": Kind("application/pdf", (".pdf",)),
    "jpg": Kind("image/jpeg", (".jpg", ".jpeg")),
    "png": Kind("image/png", (".png",)),
    "docx": Kind(f"{_OFFICE}.wordprocessingml.document", (".docx",)),
    "xlsx": Kind(f"{_OFFICE}.spreadsheetml.sheet", (".xlsx",)),
}
"""A short list on purpose: each can be recognised by its content and opened safely (PROMISES R43)."""

DEFAULT_ACCEPT = ("pdf", "jpg", "png")
DEFAULT_SIZE_MB = 10


def file_problem(field: Field, name: str, mime: str, size: int) -> tuple[str, Text] | None:
    """(code, sentence) for a file this field does not take, else None."""
    kinds = [KINDS[kind] for kind in field.accept or DEFAULT_ACCEPT]
    fits = any(kind.mime == mime and name.lower().endswith(kind.extensions) for kind in kinds)
    if not fits:
        words = [kind.upper() for kind in field.accept or DEFAULT_ACCEPT]
        listed = Text("、".join(words), ", ".join(words))
        return "wrong_type", sentence(
            field.called, "须为以下格式的文件：{n}", "must be a file of the kind {n}", n=listed
        )
    most = (field.max_size_mb or DEFAULT_SIZE_MB) * 1024 * 1024
    if size <= 0:
        return "empty", sentence(field.called, "是空文件，请重新选择", "is an empty file; choose another")
    if size > most:
        limit = size_text(most).replace(".0", "")
        return "too_large", sentence(field.called, "不能大于 {n}", "must be smaller than {n}", n=limit)
    return None


def check_upload(form: Form, field_name: str, *, name: str, type: str, size: int) -> Field:
    """The file field an upload is meant for, before any byte is sent. Raises `UploadRefused` with the reason.

    `type` is the declared MIME type, `size` in bytes; what the content really is, is judged after the upload.
    """
    field = form.get(field_name)
    if field is None or not type_of(field).takes_files:
        text = Text("表单中没有这一项附件", "This form has no such file field")
        raise UploadRefused(text, (FieldError("/field", "unknown_field", text),))
    if problem := file_problem(type_of(field).as_file(field), name, type, size):
        code, text = problem
        pointer = {"wrong_type": "/type", "empty": "/size", "too_large": "/size"}[code]
        raise UploadRefused(text, (FieldError(pointer, code, text),))
    return field
