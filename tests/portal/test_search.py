"""The search as it is shipped, in a real browser: what people type, and which letters of a name are marked for it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from chalicelib.catalogue import Contact, read_pinyin
from chalicelib.portal.front import Front
from chalicelib.portal.prose_index import prose_index
from chalicelib.portal.search_index import search_index
from chalicelib.portal.service_view import view_service
from chalicelib.shared.text import Text
from tests.browsers import CHROMIUM, page_of_modules
from tests.portal.example import UNITS
from tests.portal.finding import named

pytestmark = [pytest.mark.journey, pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine")]

PAGE = """<!doctype html><html lang="zh-CN"><p id="spoken"></p><script type="module">
import { createSearch, near } from "./search.js";
import { marked, meant, ranges } from "./marking.js";
import { inGuides } from "./prose.js";
window.asked = { createSearch, near, marked, meant, ranges, inGuides };
</script>"""
LIBRARY = Contact("registry", Text("档案室", "Archive"), place=Text("南校区图书馆三层", "Third floor, South Library"))
SERVICES = [
    named("在读证明", "Proof of enrolment", aliases=("学籍证明",)),
    named("本科生请销假", "Student leave", aliases=("请假",)),
    named("IP地址申请", "IP address", owner_unit="network-centre"),
    named("一卡通补办", "New campus card"),
    named("成绩单", "Transcript", keywords=("internship", "business trip")),
    named("火车票优惠卡", "Rail discount", summary=Text("寒暑假购票区间变更", "Change the stations of your journey")),
]
FRONT = Front(synonyms=(("校园卡", "一卡通", "饭卡"), ("成绩单", "成绩证明", "transcript", "grade report")))


@pytest.fixture(scope="module")
def asked(browser: Any) -> Iterator[Any]:
    """A page with the modules and an index of `SERVICES`; `find(query)` gives Chinese names, best first."""
    views = [view_service(service, UNITS, read_pinyin) for service in SERVICES]
    with page_of_modules(browser, PAGE) as page:
        page.evaluate(
            "(rows) => { asked.search = asked.createSearch(rows); }",
            json.loads(search_index(views, FRONT, read_pinyin)),
        )
        yield page


@pytest.mark.req("C-05", "H-11")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("洗衣房", ["事项3"]),
        ("laund", ["事项3", "事项4"]),
        ("洗衣机 laundries", ["事项4"]),
        ("须知洗衣房", ["事项3"]),
        ("须知", []),
        ("火星签证", []),
        ("lx", []),
    ],
)
def test_what_only_a_guide_says_is_found_by_pairs_and_words(asked: Any, query: str, found: list[str]) -> None:
    said = [
        "茶水", "邮件", "车票", "洗衣房 laundry", "洗衣机 laundries", "锅炉", "电梯", "门锁", "路灯", "花坛", "操场",
    ]  # fmt: skip
    bare = named("a", "b").guide
    services = [
        named(f"事项{n}", f"Service {n}", guide=replace(bare, instruction=Text(f"须知{text}", text)))
        for n, text in enumerate(said)
    ]
    views = [view_service(service, UNITS, read_pinyin) for service in services]
    made = prose_index(views)
    given = {
        "rows": json.loads(search_index(views, Front(), read_pinyin)),
        "files": {file.url: json.loads(file.content) for file in made.files},
        "url": made.url,
        "parts": len(made.files),
        "query": query,
    }
    program = """async ({ rows, files, url, parts, query }) => {
      const real = window.fetch;
      window.fetch = async (asked) => ({ ok: true, json: async () => files[asked] });
      const found = await asked.inGuides(asked.createSearch(rows), query, url, parts);
      window.fetch = real;
      return found.map((entry) => entry.name.zh);
    }"""
    assert asked.evaluate(program, given) == found


def find(page: Any, query: str) -> list[str]:
    return list(page.evaluate("(query) => asked.search.find(query).map((entry) => entry.name.zh)", query))


@pytest.mark.req("C-05", "Z-05", "H-11")
@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("在读证明", "在读证明"),
        ("证明", "在读证明"),
        ("zaidu", "在读证明"),
        ("zai du zheng ming", "在读证明"),
        ("ZaiDuZhengMing", "在读证明"),
        ("zdzm", "在读证明"),
        ("enrolment", "在读证明"),
        ("proof enrol", "在读证明"),
        ("学籍", "在读证明"),
        ("xueji", "在读证明"),
        ("qj", "本科生请销假"),
        ("请假", "本科生请销假"),
        ("本科请假", "本科生请销假"),
        ("ip", "IP地址申请"),
        ("ＩＰ", "IP地址申请"),
        ("network centre", "IP地址申请"),
        ("网络中心", "IP地址申请"),
        ("校园卡", "一卡通补办"),
        ("xiaoyuanka", "一卡通补办"),
        ("grade report", "成绩单"),
        ("购票区间", "火车票优惠卡"),
        ("stations", "火车票优惠卡"),
    ],
)
def test_whatever_people_call_it_is_found(asked: Any, query: str, first: str) -> None:
    assert find(asked, query)[:1] == [first]


@pytest.mark.req("C-05")
@pytest.mark.parametrize("query", ["enrolmnet", "enrollment", "enrolent", "enralment", "zaiduzhenming", "zaidiz"])
def test_one_wrong_letter_is_forgiven(asked: Any, query: str) -> None:
    assert find(asked, query)[:1] == ["在读证明"]


def test_what_is_not_there_is_not_found(asked: Any) -> None:
    for query in ("", " ", "火星签证", "xyzzy", "enrxlmant", "lve", "·"):
        assert find(asked, query) == [], query
    assert find(asked, "ip") == ["IP地址申请"], "internship and trip only contain the letters"


@pytest.mark.parametrize(
    ("word", "other", "told"),
    [
        ("leave", "leave", 5),
        ("leav", "leave", 4),
        ("laeve", "leave", 5),
        ("lxave", "leave", 5),
        ("leeave", "leave", 5),
        ("lave", "leave", 5),
        ("leavx", "leave", 4),
        ("xeave", "leaves", 5),
        ("lxxve", "leave", 0),
        ("evale", "leave", 0),
        ("leave", "lea", 0),
    ],
)
def test_one_edit_and_not_two(asked: Any, word: str, other: str, told: int) -> None:
    assert asked.evaluate("([word, other]) => asked.near(word, other)", [word, other]) == told


@pytest.mark.parametrize(
    ("query", "lang", "name", "also"),
    [
        ("证明", "zh", "在读[证明]", None),
        ("zhengm", "zh", "在读[证明]", None),
        ("dzm", "zh", "在[读证明]", None),
        ("xueji", "zh", "在读证明", "[学籍]证明"),
        ("xj", "zh", "在读证明", "[学籍]证明"),
        ("enrol of", "en", "Proof [of] [enrol]ment", None),
        ("zaidu", "en", "Proof of enrolment", None),
    ],
)
def test_the_letters_that_were_meant_are_marked(asked: Any, query: str, lang: str, name: str, also: str | None) -> None:
    shown = asked.evaluate(
        """([query, lang]) => {
        const marked = (node) => (node.localName === "mark" ? `[${node.textContent}]` : node);
        const flat = (nodes) => nodes.map(marked).join("");
        const entry = asked.search.named.get("proof-of-enrolment");
        const { name, also } = asked.meant(entry, query, lang);
        return [flat(asked.marked(entry.name[lang], name)), also && flat(asked.marked(also[0], also[1]))];
        }""",
        [query, lang],
    )
    assert shown == [name, also]


def test_a_name_with_latin_letters_is_marked_by_its_sound(asked: Any) -> None:
    told = "([text, query, sound, initials]) => asked.ranges(text, query, sound, initials)"
    sound = read_pinyin("IP地址申请")
    assert asked.evaluate(told, ["IP地址申请", "ipdz", sound["full"], sound["initials"]]) == [[0, 4]]
    assert asked.evaluate(told, ["IP地址申请", "dizhi", sound["full"], sound["initials"]]) == [[2, 4]]
    assert asked.evaluate(told, ["ﬁle", "fi", "", ""]) == [], "letters that fold into several cannot be told apart"
