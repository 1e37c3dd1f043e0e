"""Whether a form's values are good, and what of them is stored.

The browser has checked the same rules already; here nothing it says is believed: unknown names are refused, values
of questions that do not stand are dropped, read-only and computed values come from the hall.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from chalicelib.errors import FieldError, InvalidForm
from chalicelib.forms.field_type import Context, Refused, type_of
from chalicelib.forms.fields.computed import compute
from chalicelib.forms.model import MAX_FORM_BYTES, Directory, Earlier, Field, Form, UploadInfo
from chalicelib.forms.row_source import BLOCK, from_row, row_place
from chalicelib.forms.wording import sentence
from chalicelib.shared.clock import CHINA, system_clock
from chalicelib.shared.expressions import paths_of
from chalicelib.shared.text import Text


def check_values(
    form: Form,
    values: Any,
    *,
    facts: Mapping[str, Any],
    partial: Collection[str] | None = None,
    required: Collection[str] = (),
    known: Mapping[str, Any] | None = None,
    files: Mapping[str, UploadInfo] | None = None,
    owner: str | None = None,
    directory: Directory | None = None,
    earlier: Earlier | None = None,
    today: date | None = None,
    at: str = "/form",
    down: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """The cleaned values of the answered fields, JSON-ready; raises `InvalidForm` naming every refused field.

    `facts` holds at least ``applicant``, and ``step`` where a step fills something in. With `partial` None it is the
    applicant's form: every field but those of a step (`at_step`), and `known` holds the prefilled values
    (`known_values`) read-only fields are set from. With `partial` it is a step's share: only those names are taken,
    `known` is the present form, and `required` names what the step must fill. `files` are the uploads that exist,
    `owner` whose they must be; `earlier` tells of the owner's earlier applications. `today` is the day in China. `at`
    is where the values stand in the request, for the pointers. `down` are fields whose source does not answer just now,
    each with what is done about it: block, type or later.
    """
    day = today or system_clock().astimezone(CHINA).date()
    context = Context(day, facts, files or {}, owner, directory, earlier)
    return _Checking(form, context, partial, frozenset(required), dict(known or {}), at, down or {}).run(values)


class _Checking:
    """One pass over the form from top to bottom."""

    def __init__(
        self,
        form: Form,
        context: Context,
        partial: Collection[str] | None,
        required: Collection[str],
        known: dict[str, Any],
        at: str,
        down: Mapping[str, str],
    ) -> None:
        self.form, self.context, self.required, self.known, self.at = form, context, required, known, at
        self.partial, self.down = partial, down
        self.errors: list[FieldError] = []
        self.clean: dict[str, Any] = {}
        self.seen: dict[str, Any] = dict(context.facts)
        if partial is not None:
            for field in form.fields:
                self._see(field, known.get(field.name))

    def run(self, values: Any) -> dict[str, Any]:
        if not isinstance(values, Mapping):
            raise self._refusal(
                [FieldError(self.at, "wrong_type", Text("表单内容格式不对", "The form cannot be read"))]
            )
        scope = [field for field in self.form.fields if self._is_asked(field)]
        self._refuse_unknown(values, {field.name for field in scope})
        for field in scope:
            if self.partial is None or field.name in values or self._must_be_taken(field):
                self._take(field, values.get(field.name))
        if self.errors:
            raise self._refusal(self.errors)
        self._check_size()
        return self.clean

    def _is_asked(self, field: Field) -> bool:
        if self.partial is None:
            return field.at_step is None
        # What is worked out follows when a step changes what it is worked out of.
        return field.name in self.partial or any(
            path.split(".")[0] in self.partial
            for path in (paths_of(field.compute) if field.compute is not None else ())
        )

    def _must_be_taken(self, field: Field) -> bool:
        """Whether a step's share is judged although the request leaves the field out: it has no value yet."""
        return not type_of(field).asks or self.known.get(field.name) is None

    def _refuse_unknown(self, values: Mapping[Any, Any], names: set[str]) -> None:
        for name in values:
            if name not in names:
                message = Text("表单中没有这一项", "This form does not ask for this here")
                self._refuse(str(name), "unknown_field", message)

    def _take(self, field: Field, raw: Any) -> None:
        self.seen.pop(field.name, None)
        if not field.is_shown(self.seen):
            return
        value = self._value(field, raw)
        if value is None:
            return
        self.clean[field.name] = value
        self._see(field, value)

    def _value(self, field: Field, raw: Any) -> Any:
        kind = type_of(field)
        if field.type == "computed":
            return compute(field, self.known | self.clean if self.partial is not None else self.clean)
        if not kind.asks:
            return None
        must = field.is_required(self.seen) or field.name in self.required
        filled, may_type = from_row(field, self.known | self.clean) if row_place(field) else (None, False)
        mode = self.down.get(field.name)
        if mode == BLOCK:
            self._refuse(field.name, "source_down", _down(field))
            return None
        if not field.editable and not may_type and not mode:
            value = self.known.get(field.name)
            if row_place(field):
                value = None if filled is None else kind.of_row(field, filled, self.context)
            if value is None and must and not self._row_refused(field):
                self._refuse(field.name, "missing_at_source", _missing_at_source(field))
            return value
        above = replace(self.context, seen=self.seen, values=self.known | self.clean)
        try:
            value = None if kind.is_empty(raw) else kind.clean(field, raw, above)
        except Refused as refused:
            self._refuse(field.name, refused.code, refused.message)
            return None
        if value is None and must:
            self._refuse(field.name, "required", kind.missing(field))
        return value

    def _row_refused(self, field: Field) -> bool:
        """Whether the row it is filled from was refused: that is what has to be put right, and all there is to say."""
        place = row_place(field)
        return place is not None and any(error.pointer == f"{self.at}/{place[0]}" for error in self.errors)

    def _see(self, field: Field, value: Any) -> None:
        if value is not None:
            self.seen[field.name] = type_of(field).fact(field, value)

    def _refuse(self, name: str, code: str, message: Text) -> None:
        # An unknown name is the sender's: cut it, and keep it encodable and a valid JSON Pointer.
        safe = name[:64].encode("utf-8", "replace").decode().replace("~", "~0").replace("/", "~1")
        if len(self.errors) < 300:
            self.errors.append(FieldError(f"{self.at}/{safe}", code, message))

    def _refusal(self, errors: list[FieldError]) -> InvalidForm:
        return InvalidForm(errors=tuple(errors))

    def _check_size(self) -> None:
        size = len(json.dumps({**self.known, **self.clean}, ensure_ascii=False).encode())
        if size > MAX_FORM_BYTES:
            zh, en = (
                "表单内容过多，请精简文字，或改用附件",
                "The form is too long; shorten the texts or attach a file instead",
            )
            raise self._refusal([FieldError(self.at, "too_large", Text(zh, en))])


def _down(field: Field) -> Text:
    zh, en = "的数据来源暂时无法访问，请稍后提交", "cannot be looked up: its source does not answer just now; try later"
    return sentence(field.called, zh, en)


def _missing_at_source(field: Field) -> Text:
    zh = "在学校数据中没有记录，请联系数据归口部门补充"
    return sentence(field.called, zh, "is not in the university's records; ask the unit that keeps them to add it")
