"""file: one or more uploads; the value is a list of upload ids, the bytes are elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from chalicelib.forms.field_type import Context, FieldType, Refused, field_type
from chalicelib.forms.file_kinds import DEFAULT_ACCEPT, DEFAULT_SIZE_MB, KINDS, file_problem
from chalicelib.forms.model import Field, UploadInfo
from chalicelib.forms.wording import same, sentence
from chalicelib.shared.text import Text

HIGHEST_COUNT = 20


@field_type
class FileType(FieldType):
    code = "file"
    sought = ""
    control = "file"
    keys = frozenset({"accept", "max_size_mb", "max_count"})
    verb = Text("请上传", "Upload")
    takes_files = True

    def problems(self, field: Field) -> Iterator[tuple[str, Text]]:
        for kind in field.accept:
            if kind not in KINDS:
                known = ", ".join(KINDS)
                yield (
                    "accept",
                    Text(f"不认识的文件类型 {kind}（可用：{known}）", f"has an unknown kind {kind} (known: {known})"),
                )
        if (field.max_count or 1) > HIGHEST_COUNT:
            yield "max_count", Text(f"不能大于 {HIGHEST_COUNT}", f"must not be above {HIGHEST_COUNT}")
        if (field.max_size_mb or 1) > 100:
            yield "max_size_mb", Text("不能大于 100", "must not be above 100")

    def uploads(self, value: Any) -> tuple[str, ...]:
        return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()

    def clean(self, field: Field, raw: Any, context: Context) -> Any:
        field = self.as_file(field)
        if not isinstance(raw, list) or not all(isinstance(item, str) for item in raw):
            raise self.wrong(field)
        ids = list(dict.fromkeys(raw))
        most = field.max_count or 1
        if len(ids) > most:
            raise Refused(
                "too_many", sentence(field.called, "最多上传 {n} 个文件", "must be {n} files or fewer", n=most)
            )
        for upload_id in ids:
            self._check(field, context.files.get(upload_id), context.owner)
        return ids

    def _check(self, field: Field, upload: UploadInfo | None, owner: str | None) -> None:
        # Somebody else's file reads as an unknown one: that it exists is private.
        if upload is None or upload.field != field.name or owner not in (None, upload.owner):
            zh, en = "的文件未上传成功，请重新上传", "was not uploaded completely; upload it again"
            raise Refused("unknown_file", sentence(field.called, zh, en))
        if not upload.is_clean:
            zh, en = (
                "的文件尚未通过安全检查，请稍候再提交",
                "has not passed its safety check yet; wait a moment, then submit",
            )
            raise Refused("not_checked", sentence(field.called, zh, en))
        if problem := file_problem(field, upload.name, upload.type, upload.size):
            raise Refused(*problem)

    def display(self, field: Field, value: Any, files: Mapping[str, UploadInfo]) -> Text:
        names = [files[upload_id].name for upload_id in value if upload_id in files]
        if len(names) < len(value):
            return Text(f"{len(value)} 个文件", f"{len(value)} file{'s' * (len(value) != 1)}")
        return Text("、".join(names), ", ".join(names)) if names else same("")

    def describe(self, field: Field, today: date) -> dict[str, Any]:
        field = self.as_file(field)
        accept = field.accept or DEFAULT_ACCEPT
        return {
            "files": True,
            "accept": [extension for kind in accept for extension in KINDS[kind].extensions],
            "accept_types": [KINDS[kind].mime for kind in accept],
            "max_size_mb": field.max_size_mb or DEFAULT_SIZE_MB,
            "max_count": field.max_count or 1,
        }
