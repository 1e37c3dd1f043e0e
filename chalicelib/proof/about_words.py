"""A service's own data and its guide, in words."""

from __future__ import annotations

from collections.abc import Mapping

from chalicelib.catalogue import AREAS, CATEGORIES, CHANNEL_STATES, THEMES, Contact, Material, Service, title_of_key
from chalicelib.people import Unit
from chalicelib.proof.check_promise import amount
from chalicelib.proof.thing import DOT, NO, YES, Thing, joined, present
from chalicelib.shared.text import Text

TITLES = {
    "owner_unit": Text("归口部门", "Owning department"),
    "limit": Text("承诺时限", "Promised time"),
    "address": Text("入口地址", "Address"),
    "area": Text("领域", "Area"),
    "aliases": Text("别名", "Aliases"),
    "keywords": Text("关键词", "Keywords"),
    "state": Text("办理状态", "Channel state"),
    "opens": Text("开放日期", "Opens on"),
    "closes": Text("截止日期", "Closes on"),
    "then": Text("状态变更安排", "Later states"),
    "target": Text("计划上线日期", "Target date"),
    "public": Text("建设期间对外公开", "Shown to all while planned"),
    "cohort": Text("测试人员", "Testers"),
    "other": Text("其他办理方式", "Other way"),
    "other_address": Text("其他办理方式的地址", "Address of the other way"),
    "visits": Text("到办事现场次数", "Visits in person"),
    "legal": Text("法定时限", "Time the law gives"),
}
MATERIAL = {
    "required": Text("是否必需", "Required"),
    "note": Text("说明", "Note"),
    "field": Text("对应题目", "Question it belongs to"),
    "sample": Text("填写样本", "Sample"),
    "blank": Text("空白表格", "Empty form"),
}
CONTACT = {
    "phone": Text("电话", "Telephone"),
    "email": Text("邮箱", "Mail"),
    "place": Text("地点", "Place"),
    "hours": Text("时间", "Hours"),
    "campus": Text("校区", "Campus"),
    "floor": Text("楼层", "Floor"),
    "counter": Text("窗口", "Counter"),
}
COMPLAINT = Text("投诉渠道", "Complaints")


def about_words(service: Service, units: Mapping[str, Unit]) -> dict[str, Thing]:
    channel = service.channel
    words: dict[str, Text | None] = {
        "name": service.name,
        "summary": service.summary,
        "owner_unit": _unit(service.owner_unit, units),
        "limit": amount(service.limit) if service.limit else None,
        "address": _same(service.address) if service.address else None,
        "audience": joined(CATEGORIES[code] for code in service.audience),
        "area": AREAS[service.area],
        "themes": joined(THEMES[code] for code in service.themes),
        "subject": service.subject,
        "aliases": joined(_same(word) for word in service.aliases),
        "keywords": joined(_same(word) for word in service.keywords),
        "state": CHANNEL_STATES[channel.state],
        "opens": _same(channel.opens.isoformat()) if channel.opens else None,
        "closes": _same(channel.closes.isoformat()) if channel.closes else None,
        "notice": channel.notice,
        "then": joined(_stage(one.state, one.since.isoformat()) for one in channel.then) if channel.then else None,
        "target": _same(channel.target.isoformat()) if channel.target else None,
        "public": YES if channel.public else None,
        "cohort": _same(", ".join((*channel.cohort.people, *channel.cohort.units))) if channel.cohort else None,
        "other": channel.other.name if channel.other else None,
        "other_address": _same(channel.other.address) if channel.other and channel.other.address else None,
    }
    return {name: _single(_title(name), text) for name, text in present(words).items()}


def guide_words(service: Service, units: Mapping[str, Unit]) -> dict[str, Thing]:
    guide = service.guide
    words: dict[str, Text | None] = {
        "instruction": guide.instruction,
        "range": guide.range_,
        "procedure": guide.procedure,
        "fee": guide.fee,
        "result": guide.result,
        "basis": joined(guide.basis),
        "visits": None if guide.visits is None else _same(str(guide.visits)),
        "legal": amount(guide.legal) if guide.legal else None,
    }
    found = {name: _single(_title(name), text) for name, text in present(words).items()}
    for material in guide.materials:
        found[f"material {material.name.zh}"] = _material(material)
    for contact in guide.contacts:
        found[f"contact {contact.unit} {contact.name}"] = _contact(_title("contacts"), contact, units)
    if guide.complaint:
        found["complaint"] = _contact(COMPLAINT, guide.complaint, units)
    for entry in guide.faq:
        title = joined([_title("faq"), entry.question], DOT)
        found[f"faq {entry.question.zh}"] = _single(title, entry.answer)
    return found


def _material(material: Material) -> Thing:
    words = {
        "required": YES if material.required else NO,
        "note": material.note,
        "field": _same(material.field) if material.field else None,
        "sample": _same(material.sample),
        "blank": _same(material.blank),
    }
    return Thing(joined([_title("materials"), material.name], DOT), present(words), MATERIAL)


def _contact(kind: Text, contact: Contact, units: Mapping[str, Unit]) -> Thing:
    title = joined([kind, _unit(contact.unit, units), *([contact.name] if contact.name else [])], DOT)
    words = {
        "phone": _same(contact.phone),
        "email": _same(contact.email),
        "place": contact.place,
        "hours": contact.hours,
        "campus": _unit(contact.campus, units),
        "floor": _same(contact.floor),
        "counter": _same(contact.counter),
    }
    return Thing(title, present(words), CONTACT)


def _title(name: str) -> Text:
    """Headings begin with a capital and have no article."""
    title = TITLES.get(name) or title_of_key(name)
    en = title.en.removeprefix("the ")
    return Text(title.zh, en[:1].upper() + en[1:])


def _single(title: Text, text: Text) -> Thing:
    return Thing(title, {"": text}, {}, text)


def _stage(state: str, since: str) -> Text:
    name = CHANNEL_STATES[state]
    return Text(f"{since} 起{name.zh}", f"{name.en} from {since}")


def _same(word: str) -> Text:
    return Text(word, word)


def _unit(id: str, units: Mapping[str, Unit]) -> Text:
    return units[id].name if id in units else _same(id)
