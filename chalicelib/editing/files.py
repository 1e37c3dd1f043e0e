"""The whole catalogue as files: definitions in a zip, or a table with the fields of the government item list.

Both hold everything: what is written is read back without loss. What is read was made by somebody else: entries are
taken by their form and size alone, nothing is unpacked to a path a file names, and no cell is a formula.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from chalicelib.catalogue import (
    ARCHETYPES,
    CHANNEL_STATES,
    MAX_DEFINITION_BYTES,
    Contact,
    Definition,
    Problem,
    Service,
    parse_definition,
    samples_of,
)
from chalicelib.editing.write_yaml import write_definition
from chalicelib.errors import InvalidRequest
from chalicelib.people import Unit
from chalicelib.shared.inert import inert
from chalicelib.shared.text import Text

MOST_SERVICES = 2000
MOST_BYTES = 32 * 1024 * 1024
ENTRY = re.compile(r"[a-z0-9][a-z0-9-]{0,59}/[a-z0-9][a-z0-9-]{0,59}\.yaml", re.ASCII)
_MADE = (1980, 1, 1, 0, 0, 0)
"""One time for every entry, so that the same catalogue makes the same bytes."""
YAML_COLUMN = "definition"

Units = Mapping[str, Unit]


class _Line(NamedTuple):
    one: Service
    day: date
    units: Units


Say = Callable[[_Line], str]
COLUMNS: Mapping[str, tuple[Text, Say]] = {
    "code": (Text("事项编码", "Item code"), lambda it: it.one.code),
    "name_zh": (Text("事项名称", "Name (Chinese)"), lambda it: it.one.name.zh),
    "name_en": (Text("事项名称（英文）", "Name"), lambda it: it.one.name.en),
    "kind": (Text("事项类型", "Kind"), lambda it: ARCHETYPES[it.one.archetype].zh),
    "owner_unit": (Text("实施部门", "Department"), lambda it: it.one.owner_unit),
    "audience": (Text("服务对象", "Audience"), lambda it: " ".join(it.one.audience)),
    "conditions": (Text("受理条件", "Conditions"), lambda it: it.one.guide.range_.zh),
    "materials": (Text("申请材料", "Materials"), lambda it: _materials(it.one)),
    "samples": (Text("样本与空白表格", "Samples"), lambda it: " ".join(samples_of(it.one.guide))),
    "fee": (Text("收费情况", "Fee"), lambda it: it.one.guide.fee.zh),
    "limit": (Text("承诺办结时限", "Promised time"), lambda it: it.one.limit),
    "legal": (Text("法定办结时限", "Legal limit"), lambda it: it.one.guide.legal),
    "visits": (
        Text("到办事现场次数", "Visits needed"),
        lambda it: _number(it.one.visits),
    ),
    "result": (Text("办理结果", "Result"), lambda it: it.one.guide.result.zh if it.one.guide.result else ""),
    "phone": (
        Text("咨询电话", "Telephone"),
        lambda it: _phones(it.one),
    ),
    "place": (Text("办理地点", "Place"), lambda it: _desks(it.one, it.units, _place)),
    "hours": (Text("办理时间", "Hours"), lambda it: _desks(it.one, it.units, _hours)),
    "complaint": (Text("监督投诉渠道", "Complaints"), lambda it: _complaint(it.one, it.units)),
    "basis": (Text("设定依据", "Basis"), lambda it: "；".join(text.zh for text in it.one.guide.basis)),
    "version": (Text("版本号", "Version"), lambda it: str(it.one.version)),
    "state": (Text("办理状态", "State"), lambda it: CHANNEL_STATES[it.one.channel.state_on(it.day)].zh),
    "opens": (Text("生效日期", "From"), lambda it: _day(it.one.channel.opens)),
    "closes": (
        Text("失效日期", "Until"),
        lambda it: _day(it.one.channel.closes),
    ),
    YAML_COLUMN: (Text("完整定义", "Definition"), lambda it: write_definition(it.one)),
}
"""The item list's elements [practice of the 实施清单]; the last column has the whole definition, and alone is read."""


def write_zip(services: Iterable[Service]) -> bytes:
    """Every definition as ``<owner unit>/<code>.yaml``."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as bundle:
        for one in sorted(services, key=lambda one: one.code):
            entry = zipfile.ZipInfo(f"{one.owner_unit}/{one.code}.yaml", _MADE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            bundle.writestr(entry, write_definition(one))
    return made.getvalue()


def write_csv(services: Iterable[Service], day: date, units: Units | None = None) -> bytes:
    """The table, with a byte order mark, as spreadsheets want it; states are those of that day, and what a guide leaves
    to its department is that of `units`."""
    made = io.StringIO()
    writer = csv.writer(made, lineterminator="\r\n")
    writer.writerow([title.zh for title, _ in COLUMNS.values()])
    for one in sorted(services, key=lambda one: one.code):
        writer.writerow([_cell(say(_Line(one, day, units or {}))) for _, say in COLUMNS.values()])
    return b"\xef\xbb\xbf" + made.getvalue().encode()


def read_files(content: bytes) -> list[Definition]:
    """The definitions in a zip or a table, in the order of their codes. Raises `InvalidRequest` for what is neither, or
    too large; what is wrong within a definition is in its faults."""
    if len(content) > MOST_BYTES:
        raise _refused("文件超过 32 MB", "the file is larger than 32 MB")
    texts = dict(_zipped(content) if content[:2] == b"PK" else _tabled(content))
    return [parse_definition(text, path) for path, text in sorted(texts.items())]


def twice(definitions: Iterable[Definition]) -> Iterator[Problem]:
    """Services that are there more than once."""
    seen: dict[str, str] = {}
    for one in definitions:
        code = str(one.raw.get("service", ""))
        if code in seen:
            text = Text(f"事项 {code} 在 {seen[code]} 中已有", f"{code} is also in {seen[code]}")
            yield Problem(one.path, one.line_of("/service"), text, "/service")
        seen.setdefault(code, one.path)


def _zipped(content: bytes) -> Iterator[tuple[str, str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as bundle:
            entries = [one for one in bundle.infolist() if not one.is_dir()]
            if len(entries) > MOST_SERVICES:
                raise _refused(f"最多 {MOST_SERVICES} 个事项", f"at most {MOST_SERVICES} services")
            for entry in entries:
                if not ENTRY.fullmatch(entry.filename):
                    raise _refused(
                        "压缩包内只能有 部门/事项.yaml 文件", "the zip may hold files like department/service.yaml only"
                    )
                with bundle.open(entry) as file:
                    yield entry.filename, _text(file.read(MAX_DEFINITION_BYTES + 1))
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError) as error:
        raise _refused("压缩包无法读取", "the zip cannot be read") from error


def _tabled(content: bytes) -> Iterator[tuple[str, str]]:
    rows = csv.reader(io.StringIO(_decoded(content).removeprefix("\ufeff"), newline=""), strict=True)
    csv.field_size_limit(MAX_DEFINITION_BYTES + 1)
    try:
        head = [title.strip() for title in next(rows, [])]
        at = next((n for n, title in enumerate(head) if title in COLUMNS[YAML_COLUMN][0]), None)
        if at is None:
            raise _refused("表格中没有“完整定义”一列", "the table has no column with the definitions")
        for number, row in enumerate(rows, 2):
            if number > MOST_SERVICES + 1:
                raise _refused(f"最多 {MOST_SERVICES} 个事项", f"at most {MOST_SERVICES} services")
            if any(row):
                yield f"row-{number:05d}", _uncell(row[at] if at < len(row) else "")
    except csv.Error as error:
        raise _refused("表格无法读取", "the table cannot be read") from error


def _text(raw: bytes) -> str:
    if len(raw) > MAX_DEFINITION_BYTES:
        raise _refused("有事项定义超过 48 KB", "a definition is larger than 48 KB")
    return _decoded(raw)


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _refused("文件应为 UTF-8 编码", "the file must be UTF-8") from error


def _cell(text: str) -> str:
    """No formula, and to be read back: what begins with an apostrophe itself gets another one."""
    return f"'{text}" if text.startswith("'") else inert(text)


def _uncell(cell: str) -> str:
    return cell[1:] if cell.startswith("'") else cell


def _materials(service: Service) -> str:
    def named(material: Any) -> str:
        return str(material.name.zh) + ("" if material.required else "（视情况）")

    return "；".join(named(one) for one in service.guide.materials)


def _number(count: int | None) -> str:
    return "" if count is None else str(count)


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _phones(service: Service) -> str:
    return " ".join(contact.phone for contact in service.guide.contacts if contact.phone)


def _desks(service: Service, units: Units, told: Callable[[Contact, Unit | None], str]) -> str:
    found = (told(contact, units.get(contact.unit)) for contact in service.guide.contacts)
    return "；".join(dict.fromkeys(one for one in found if one))


def _place(contact: Contact, unit: Unit | None) -> str:
    own = unit if unit and not contact.place else None
    place = contact.place or (own.place if own else None)
    floor, counter = contact.floor or (own.floor if own else ""), contact.counter or (own.counter if own else "")
    signs = (place.zh if place else "", f"{floor} 层" if floor else "", f"{counter} 号窗口" if counter else "")
    return " ".join(filter(None, signs))


def _hours(contact: Contact, unit: Unit | None) -> str:
    hours = contact.hours or (unit.hours if unit else None)
    return hours.zh if hours else ""


def _complaint(service: Service, units: Units) -> str:
    said = service.guide.complaint
    if said:
        return " ".join(filter(None, (said.phone, said.email)))
    id: str | None = service.owner_unit
    for _ in range(len(units)):
        unit = units.get(id or "")
        if unit and (unit.complaint_phone or unit.complaint_email):
            return " ".join(filter(None, (unit.complaint_phone, unit.complaint_email)))
        id = unit.parent if unit else None
    return ""


def _refused(zh: str, en: str) -> InvalidRequest:
    return InvalidRequest(Text(zh, en))
