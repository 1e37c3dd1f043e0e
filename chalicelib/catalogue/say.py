"""How the checks speak to the owner of a service: keys by the names the guide page shows them under."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from difflib import get_close_matches
from typing import Any

from chalicelib.catalogue.findings import Finding
from chalicelib.shared.text import LANGS, Text

TITLES: Mapping[str, Text] = {
    "name": Text("事项名称", "the name"),
    "summary": Text("事项简介", "the summary"),
    "subject": Text("申请标题模板", "the title template"),
    "instruction": Text("填报说明", "the filling instruction"),
    "range": Text("申请对象", "the applicant range"),
    "procedure": Text("办理程序", "the procedure instruction"),
    "contacts": Text("联系方式", "the contacts"),
    "materials": Text("申请材料", "the materials"),
    "fee": Text("收费标准", "the fee"),
    "place": Text("办理地点", "the place"),
    "hours": Text("办公时间", "the hours"),
    "result": Text("办理结果", "the result"),
    "basis": Text("办理依据", "the basis"),
    "faq": Text("常见问题", "the questions and answers"),
    "flow": Text("办理流程", "the flow"),
    "form": Text("申请表单", "the form"),
    "themes": Text("主题", "the themes"),
    "audience": Text("服务对象", "the audience"),
    "notice": Text("公告", "the notice"),
}
_LANGUAGES = {"zh": Text("中文", "Chinese"), "en": Text("英文", "English")}


def is_word(value: Any, known: Collection[str]) -> bool:
    """Whether `value`, which may be anything, is one of the `known` words."""
    return isinstance(value, str) and value in known


def title_of_key(key: str | int) -> Text:
    return TITLES.get(str(key), Text(str(key), str(key)))


def missing(path: tuple[str | int, ...]) -> Finding:
    """Something required is not there."""
    title = title_of_key(path[-1])
    return Finding(path, Text(f"缺少{title.zh}（{path[-1]}）", f"{title.en} ({path[-1]}) is missing"))


def unknown(
    path: tuple[str | int, ...], value: Any, zh: str, en: str, known: Mapping[str, Text] | None = None
) -> Finding:
    """A word that is not in its vocabulary; short vocabularies are listed."""
    hint = Text("", "")
    if known:
        close = get_close_matches(str(value), known, 1)
        listed = ", ".join(known)
        hint = (
            Text(f"，是否为 {close[0]}？", f"; did you mean {close[0]}?")
            if close
            else Text(f"，可用：{listed}", f"; known: {listed}")
        )
    return Finding(path, Text(f"没有名为 {value} 的{zh}{hint.zh}", f"there is no {en} called {value}{hint.en}"))


def text_findings(parent: Mapping[str, Any], path: tuple[str | int, ...]) -> list[Finding]:
    """What a required bilingual text lacks; `parent` holds it under the last key of `path`."""
    value = parent.get(str(path[-1]))
    title = title_of_key(path[-1])
    if not value:
        return [missing(path)]
    if not isinstance(value, Mapping):
        return [Finding(path, Text(f"{title.zh}应同时有 zh 和 en", f"{title.en} needs zh and en"))]
    found = [
        Finding(
            path,
            Text(f"{title.zh}缺少{_LANGUAGES[lang].zh}（{lang}）", f"{title.en} has no {_LANGUAGES[lang].en} ({lang})"),
        )
        for lang in LANGS
        if not str(value.get(lang) or "").strip()
    ]
    extra = [str(key) for key in value if key not in LANGS]
    if extra:
        found.append(
            Finding(path, Text(f"{title.zh}只能有 zh 和 en", f"{title.en} takes zh and en only, not {extra[0]}"))
        )
    return found
