"""Answer a question that a colleague asked: yes or no, words, files; what was wanted must be there. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from chalicelib.applications import Change, EventType, ShareKind, Task, TaskState
from chalicelib.approvals.consult import question_of
from chalicelib.approvals.saying import LONGEST_REMARK, Saying, refuse
from chalicelib.errors import FieldError, NotFound, NotYourTurn
from chalicelib.forms import Field, Form
from chalicelib.materials import Upload
from chalicelib.shared.text import Text

MOST_FILES = 3
ANSWER_FIELD = "@answer"
"""No service can have a field of this name; it stands for the files of an answer when a place is asked for."""
_LABEL = Text("答复附件", "Attachment to the answer")
ANSWER_FORM = Form((Field(ANSWER_FIELD, "file", _LABEL, _LABEL, max_size_mb=20, max_count=MOST_FILES),))


def answer_form(field: str) -> Form | None:
    """The form that takes an answer's files; None for every other field."""
    return ANSWER_FORM if field == ANSWER_FIELD else None


@dataclass(frozen=True)
class Reply:
    """`files` are upload ids, `uploads` those of them that arrived whole."""

    yes: bool | None
    text: str
    files: tuple[str, ...] = ()
    uploads: Sequence[Upload] = ()


def answer_consult(saying: Saying, share: Task, reply: Reply) -> Change:
    """Raises `NotFound` for others' questions, `NotYourTurn` when it is closed, `InvalidForm`."""
    if share.kind is not ShareKind.CONSULT:
        raise NotFound()
    if not share.is_open:
        raise NotYourTurn(Text("该征求意见已结束，无需答复", "The question is closed; no answer is needed"))
    wants = question_of(saying.application, share).data["wants"]
    usable = {upload.id: upload for upload in reply.uploads if _usable(saying, upload)}
    refuse(_faults(wants, reply), _file_faults(wants, reply, set(usable)))
    files = [usable[one] for one in dict.fromkeys(reply.files)]
    data: dict[str, Any] = {"step": share.step, "entry": share.entry, "n": share.n, "yes": reply.yes}
    if files:
        data["files"] = [{"id": up.id, "name": up.name, "size": up.size, "type": up.type} for up in files]
    mine = replace(share, state=TaskState.ADVISED, by=saying.actor, decided_at=saying.now)
    return saying.change(EventType.ANSWERED, reply.text, data=data, tasks=[mine])


def _usable(saying: Saying, upload: Upload) -> bool:
    return (
        upload.owner == saying.person.id
        and upload.field == ANSWER_FIELD
        and upload.application in (None, saying.application.id)
    )


def _faults(wants: str, reply: Reply) -> list[FieldError]:
    found = []
    if wants == "yes_no" and reply.yes is None:
        found.append(FieldError("/yes", "required", Text("请选择是或否", "Say yes or no")))
    if wants == "text" and not reply.text.strip():
        found.append(FieldError("/text", "required", Text("请填写答复", "Enter your answer")))
    if len(reply.text) > LONGEST_REMARK:
        long = Text(f"不能超过{LONGEST_REMARK}个字", f"At most {LONGEST_REMARK} characters")
        found.append(FieldError("/text", "too_long", long))
    return found


def _file_faults(wants: str, reply: Reply, usable: set[str]) -> list[FieldError]:
    if wants == "file" and not reply.files:
        return [FieldError("/files", "required", Text("请上传文件", "Attach the file that was asked for"))]
    if len(set(reply.files)) > MOST_FILES:
        return [FieldError("/files", "too_many", Text(f"最多 {MOST_FILES} 个文件", f"At most {MOST_FILES} files"))]
    if not set(reply.files) <= usable:
        return [
            FieldError(
                "/files", "unknown", Text("文件未上传成功，请重新上传", "A file did not arrive; upload it again")
            )
        ]
    return []
