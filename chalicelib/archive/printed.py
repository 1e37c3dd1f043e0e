"""A record as a document to print, in one language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from chalicelib.archive.content import Record
from chalicelib.documents import Block, Document, Heading, Moment, Pairs, Table, Timeline
from chalicelib.shared.clock import CHINA, unstamp
from chalicelib.shared.text import Lang, Text

_SHEET = Text("办件归档单", "Archived application")
_ABOUT, _FORM = Text("办件信息", "About this application"), Text("申请内容", "What was applied for")
_FILES, _OPINIONS, _STORY = Text("附件", "Files"), Text("办理意见", "Opinions"), Text("办理过程", "What happened")
_LABELS = {
    "number": Text("编号", "Number"),
    "service": Text("事项", "Service"),
    "owner": Text("归口部门", "Department"),
    "state": Text("结果", "Outcome"),
    "applicant": Text("申请人", "Applicant"),
    "submitted": Text("提交时间", "Submitted"),
    "ended": Text("办结时间", "Ended"),
}
_FILE_HEAD = (Text("文件", "File"), Text("说明", "Note"))
_OPINION_HEAD = (Text("环节", "Step"), Text("办理人", "By"), Text("意见", "Opinion"), Text("时间", "Time"))
_SUM = Text("SHA-256：{sum}", "SHA-256: {sum}")
_NOTE = Text(
    "本单由大厅在办件结束时自动生成，与归档包一并保存。\n流转记录校验值：{head}\n将归档包放入“核验归档包”页面，可检查其是否完整。",
    "Made by the hall when the application ended, and kept with its package.\nHash at the end of the timeline: {head}\n"
    "Put the package into the page “Check an archive package” to see whether it is whole.",
)


def printed(
    record: Record, members: Sequence[dict[str, Any]], left_out: Sequence[dict[str, Any]], lang: Lang,
    site: Text, url: str,
) -> Document:  # fmt: skip
    """`members` are the files in the package, `left_out` those that are not; `url` is the page that checks packages."""
    head = record.head()
    blocks: list[Block] = [Heading(_ABOUT.get(lang)), Pairs(_about(head, lang))]
    if form := record.form():
        answers = tuple((one["label"][lang], _lines(one["display"][lang])) for one in form)
        blocks += [Heading(_FORM.get(lang)), Pairs(answers)]
    if members or left_out:
        rows = [(one["name"].partition("/")[2], _SUM.get(lang).format(sum=one["sha256"])) for one in members]
        rows += [(one["name"], one["reason"][lang]) for one in left_out]
        blocks += [Heading(_FILES.get(lang)), Table(_named(_FILE_HEAD, lang), tuple(rows), (2, 3))]
    if opinions := record.opinions():
        said = tuple(_opinion(one, lang) for one in opinions)
        blocks += [Heading(_OPINIONS.get(lang)), Table(_named(_OPINION_HEAD, lang), said, (3, 3, 5, 3))]
    moments = tuple(_moment(one, lang) for one in record.story())
    blocks += [Heading(_STORY.get(lang)), Timeline(moments)]
    return Document(
        title=head["title"][lang],
        lang=lang,
        blocks=tuple(blocks),
        qr=f"{url}/{lang}/archive-check/",
        qr_note=_NOTE.get(lang).format(head=record.end.hash),
        footer=f"{site.get(lang)} · {_SHEET.get(lang)} · {head['number']}",
        author=site.get(lang),
    )


def _about(head: dict[str, Any], lang: Lang) -> tuple[tuple[str, str], ...]:
    who = head["applicant"]
    named = [f"{who['name'][lang]} ({who['id']})", *dict.fromkeys(unit[lang] for unit in who["units"])]
    owner = head["owner"]["name"]
    values = {
        "number": head["number"],
        "service": head["service"]["name"][lang],
        "owner": owner[lang] if owner else head["owner"]["unit"],
        "state": head["state_text"][lang],
        "applicant": Text("，", ", ").get(lang).join(named),
        "submitted": _time(head["submitted_at"]),
        "ended": _time(head["ended_at"]),
    }
    return tuple((_LABELS[name].get(lang), value) for name, value in values.items())


def _opinion(one: dict[str, Any], lang: Lang) -> tuple[str, ...]:
    title = one["step_title"][lang] if "step_title" in one else ""
    said = "\n".join(filter(None, [one["verdict"][lang], one.get("opinion", "")]))
    return title, _by(one["by"], lang), said, _time(one["at"])


def _moment(one: dict[str, Any], lang: Lang) -> Moment:
    return Moment(_time(one["at"]), one["text"][lang], _by(one["by"], lang), one.get("opinion", ""))


def _by(by: dict[str, Any], lang: Lang) -> str:
    position = by["position"][lang] if by.get("position") else ""
    return " · ".join(filter(None, [by["name"][lang], position]))


def _time(text: str) -> str:
    return f"{unstamp(text).astimezone(CHINA):%Y-%m-%d %H:%M}"


def _lines(text: str) -> str:
    return text or "—"


def _named(texts: Sequence[Text], lang: Lang) -> tuple[str, ...]:
    return tuple(text.get(lang) for text in texts)
