"""shown_value: one value the hall shows the person, named by its place, for example to say that it is wrong (Z-16).

The browser sends the place: ``directory:applicant.major``, ``register:grades:2023-1:score``,
``connector:library-loans:r7:on_loan``. The server looks the value up itself, as the person: what they do not see
cannot be named. Stored is ``{"place", "source", "owner", "label", "display"}``: how it read; as a fact it is the id of
the unit that owns it, so that a step can be theirs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chalicelib.errors import NotFound, Temporary
from chalicelib.forms.field_type import Context, FieldType, Refused, field_type
from chalicelib.forms.model import Directory, Field, UploadInfo
from chalicelib.forms.row_source import FoundValue, RowSource
from chalicelib.forms.sources import DIRECTORY, LABELS, is_source, known_value, source_of
from chalicelib.forms.wording import sentence
from chalicelib.shared.text import Text

MAX_PLACE = 200


def read_place(raw: Any) -> str | None:
    """The place in what the browser sent: the place itself, or the stored value sent back."""
    if isinstance(raw, Mapping):
        raw = raw.get("place")
    return raw.strip() if isinstance(raw, str) and 0 < len(raw.strip()) <= MAX_PLACE else None


@field_type
class ShownValueType(FieldType):
    code = "shown_value"
    named_by_address = True
    sought = "named"
    control = "shown"
    verb = Text("请指明", "Name")

    def clean(self, field: Field, raw: Any, context: Context) -> Any:
        place = read_place(raw)
        if place is None:
            raise self.wrong(field)
        try:
            found = find_value(place, context.owner, context.directory, field.source)
        except NotFound:
            zh = "不存在，或您无权查看，请从该数据旁的“报告有误”重新进入"
            en = "is not there, or not yours to see; start from the button beside the value"
            raise Refused("unknown_value", sentence(field.called, zh, en)) from None
        except Temporary:
            zh = "的数据来源暂时无法访问，请稍后再试"
            en = "cannot be looked up: its source does not answer just now; try later"
            raise Refused("source_down", sentence(field.called, zh, en)) from None
        return {
            "place": found.place,
            "source": found.source.to_dict(),
            "owner": found.owner,
            "label": found.label.to_dict(),
            "display": found.display.to_dict(),
        }

    def fact(self, field: Field, value: Any) -> Any:
        return value["owner"]

    def display(self, field: Field, value: Any, files: Mapping[str, UploadInfo]) -> Text:
        parts = [Text.of(value[name]) for name in ("source", "label", "display")]
        return Text("{}·{}：{}".format(*(part.zh for part in parts)), "{}, {}: {}".format(*(part.en for part in parts)))


def find_value(place: str, person_id: str | None, directory: Directory | None, source: RowSource | None) -> FoundValue:
    """The value as the person sees it. Raises `NotFound`, `Temporary`."""
    if person_id is None:
        raise NotFound()
    if place.startswith(DIRECTORY):
        return _in_directory(place, directory, person_id)
    if source is None:
        raise NotFound()
    return source.value_at(place, person_id)


def _in_directory(place: str, directory: Directory | None, person_id: str) -> FoundValue:
    path = place.removeprefix(DIRECTORY)
    if directory is None or not is_source(path):
        raise NotFound()
    person, units = directory.get_person(person_id), {unit.id: unit for unit in directory.all_units()}
    value, source = known_value(path, person, units), source_of(path, person)
    if value is None:
        raise NotFound()
    shown = Text.of(value) if isinstance(value, Mapping) else Text(str(value), str(value))
    return FoundValue(place, source.name, source.owner, LABELS[path.split(".")[1]], shown)
