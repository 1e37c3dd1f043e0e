"""register_row: a row of a register, for example the research project a payment is for.

``register: {code: research-projects, view: own, show: number title, fill: leader_name balance, when_down: block}``;
with ``where: source=vertical leader=applicant`` only rows that say so in columns that are not masked.

The browser sends the key. Stored is ``{"key", "name": {"zh", "en"}, "filled": {column: value}, "rev", "at"}``: how the
row read when it was chosen, and what other fields are filled with; as a fact it is the key. The server looks the row
up itself, as the person: what they may not see cannot be chosen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from chalicelib.errors import NotFound, Temporary
from chalicelib.forms.field_type import Context, FieldType, Refused, field_type
from chalicelib.forms.model import Field, UploadInfo
from chalicelib.forms.row_source import WHEN_DOWN, FoundRow
from chalicelib.forms.wording import sentence
from chalicelib.shared.text import Text

VIEWS = ("own", "group", "all")
_KEYS = frozenset({"code", "view", "show", "fill", "when_down", "where"})
APPLICANT = "applicant"
_MAX_KEY = 80


def read_key(raw: Any) -> str | None:
    """The key in what the browser sent: the key itself, or the stored value sent back."""
    if isinstance(raw, Mapping):
        raw = raw.get("key")
    return raw.strip() if isinstance(raw, str) and 0 < len(raw.strip()) <= _MAX_KEY else None


def fits_where(field: Field, row: FoundRow, person_id: str) -> bool:
    """Whether the row is of those the field is about; ``applicant`` stands for who fills the form in."""
    wanted = (part.partition("=") for part in (field.offer or {}).get("where", "").split())
    return all(str(row.values.get(column)) == (person_id if value == APPLICANT else value)
               for column, _, value in wanted)  # fmt: skip


@field_type
class RegisterRowType(FieldType):
    code = "register_row"
    named_by_address = True
    sought = "named"
    control = "lookup"
    keys = frozenset({"register"})
    verb = Text("请选择", "Choose")

    def problems(self, field: Field) -> Iterator[tuple[str, Text]]:
        offer = field.offer or {}
        if not offer.get("code") or not set(offer) <= _KEYS:
            known = ", ".join(sorted(_KEYS))
            yield "register", Text(f"应写明 code，可用：{known}", f"needs a code; it may say {known}")
        if offer.get("view", "own") not in VIEWS:
            yield "register", Text("view 应为 own、group 或 all", "has a view that is not own, group or all")
        if not all("=" in part for part in offer.get("where", "").split()):
            yield "register", Text("where 应写成 列=值", "has a where that is not column=value")
        if offer.get("when_down", "block") not in WHEN_DOWN:
            words = Text("when_down 应为 block、type 或 later", "has a when_down that is not block, type or later")
            yield "register", words

    def describe(self, field: Field, today: date) -> dict[str, Any]:
        offer = field.offer or {}
        return {"lookup": {"view": offer.get("view", "own"), "when_down": offer.get("when_down", "block")}}

    def clean(self, field: Field, raw: Any, context: Context) -> Any:
        key = read_key(raw)
        if key is None:
            raise self.wrong(field)
        try:
            return self._stored(field, self._find(field, key, context))
        except NotFound:
            zh, en = "不是可以选择的记录，请重新查找", "is not a record that can be chosen here; look it up again"
            raise Refused("unknown_row", sentence(field.called, zh, en)) from None
        except Temporary:
            return self._unchecked(field, key)

    def fact(self, field: Field, value: Any) -> Any:
        return value["key"]

    def display(self, field: Field, value: Any, files: Mapping[str, UploadInfo]) -> Text:
        name = Text.of(value["name"])
        if "unchecked" not in value:
            return name
        return Text(f"{name.zh}（待核实）", f"{name.en} (still to be verified)")

    def _find(self, field: Field, key: str, context: Context) -> FoundRow:
        if field.source is None or context.owner is None:
            raise NotFound()
        offer = field.offer or {}
        found: FoundRow = field.source.find(offer["code"], key, context.owner, offer.get("show", "").split())
        if not fits_where(field, found, context.owner):
            raise NotFound()
        return found

    def _stored(self, field: Field, found: FoundRow) -> dict[str, Any]:
        wanted = (field.offer or {}).get("fill", "").split()
        filled = {name: found.values[name] for name in wanted if name in found.values}
        name = found.label.to_dict()
        stored = {"key": found.key, "name": name, "filled": filled, "rev": found.rev, "at": found.at}
        return stored | ({"disputed": list(found.disputed)} if found.disputed else {})

    def _unchecked(self, field: Field, key: str) -> dict[str, Any]:
        """The source is down: what its owner chose (block, type in, or verify later)."""
        mode = (field.offer or {}).get("when_down", "block")
        if mode == "block":
            zh, en = (
                "的数据来源暂时无法访问，请稍后提交",
                "cannot be looked up: its source does not answer just now; try later",
            )
            raise Refused("source_down", sentence(field.called, zh, en))
        return {"key": key, "name": {"zh": key, "en": key}, "unchecked": mode}
