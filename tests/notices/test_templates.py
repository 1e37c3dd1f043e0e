"""Every message renders in both languages with its longest values (PROMISES R28)."""

from __future__ import annotations

import re
import subprocess
import sys
from html.parser import HTMLParser
from typing import Any

import pytest

from chalicelib.errors import DeliveryRefused
from chalicelib.notices import MESSAGES, TEMPLATE_ROOT, Channel, Renderer
from chalicelib.notices.render import day, fit, moment, units
from chalicelib.shared.text import LANGS, Lang, Text

LONGEST: dict[str, Any] = {
    "number": "20261231-999999",
    "service_name": Text("科" * 60, "Transfer of rights and technology " * 6),
    "title": Text("题" * 120, "A very long title " * 12),
    "applicant_name": Text("买买提江·阿不都热依木·吐尔逊", "Maximilian Alexander Constantinopoulos"),
    "person_name": Text("买买提江·阿不都热依木·吐尔逊", "Maximilian Alexander Constantinopoulos"),
    "step_title": Text("环" * 40, "Review by the responsible office " * 4),
    "opinion": Text("见" * 2000, "Please add the missing evidence. " * 60),
    "due_at": "2026-12-31T09:30:00.000Z",
    "query_code": "WWWWWW",
    "progress_link": "https://hall.example/p/" + "x" * 200,
    "contact": Text("学生工作部（街道口校区）", "Student Affairs (Jiedaokou campus)"),
    "text": Text("请" * 1000, "Please pay by the day given. " * 30),
    "charge": Text("应缴99999999.99元，12月31日截止", "99999999.99 yuan by 31 Dec"),
    "note": "3-201 " * 16,
    "document": Text("证" * 60, "Statement for an application for a visa " * 4),
    "document_number": "〔2026〕" + "9" * 34,
    "last_day": "2026-12-31",
    "starts_at": "2026-12-31T09:30:00.000Z",
    "was_at": "2026-12-30T09:30:00.000Z",
    "free_at": "2026-12-31T09:50:00.000Z",
    "counter_name": Text("教务综合窗口" * 5, "Registrar's counter for everything " * 3),
    "counter_place": Text("新校区综合事务服务中心" * 4, "First floor, Service Centre " * 4),
    "counter_sign": "B120-125",
    "reason": Text("参加" * 150, "A training course " * 20),
    "by_counter": True,
    "entered_by": Text("古丽巴哈尔·阿卜杜克热木·艾合买提", "Wilhelmina Theodora Papadimitriou"),
    "bring": Text("原件；" * 60, "The original; " * 40),
    "unit_name": Text("国有资产管理处" * 4, "State Assets Management Office " * 3),
    "items": [{"text": Text("科" * 60, "Transfer of rights " * 8), "place": "task/?id=01arz"}] * 50,
    "task_id": "01arz3ndektsv4rrffq69g5fav.college_review.12.3",
    "place": "application/?id=01arz3ndektsv4rrffq69g5fav",
}
SHORTEST = {
    name: LONGEST[name]
    for name in ("number", "service_name", "person_name", "place", "text", "charge", "starts_at", "counter_sign")
}
SIGN = "某某某某大学网上办事大厅"
RENDERER = Renderer(Text("一站式网上办事大厅", "Yizhan Service Hall"), "https://hall.example", SIGN)
TEXTED = [message for message in MESSAGES.values() if Channel.SMS in message.channels]
LINK_OR_PHONE = re.compile(r"https?:|www\.|\w\.(com|cn|example)\b|1[3-9]\d{9}|0\d{2,3}-?\d{7,8}|[48]00-?\d{3}-?\d{4}")
LATIN_WORD = re.compile(r"[A-Za-z]{2,}")
HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")

MAILED = [message.name for message in MESSAGES.values() if Channel.MAIL in message.channels]
ABOUT_ONE = [
    name for name in MAILED if name != "digest" and MESSAGES[name].audience not in ("self", "payer", "visitor")
]
"""About one application."""
CARDS = [message.name for message in MESSAGES.values() if Channel.WECOM in message.channels]
every_message = pytest.mark.parametrize("name", MAILED)
both_languages = pytest.mark.parametrize("lang", LANGS)


class Page(HTMLParser):
    """Its visible words, its links, and whether every tag is closed by its own."""

    VOID = frozenset({"meta", "br"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


PARTS = {Channel.MAIL: ["body.{}.txt", "body.{}.html"], Channel.SMS: ["sms.{}.txt"], Channel.WECOM: ["wecom.{}.html"]}


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_is_a_folder_with_everything_it_needs(name: str) -> None:
    parts = ["subject.{}.txt", *(part for channel in MESSAGES[name].channels for part in PARTS.get(channel, []))]
    expected = {part.format(lang) for part in parts for lang in LANGS}
    assert {path.name for path in (TEMPLATE_ROOT / "messages" / name).iterdir()} == expected


def test_every_folder_is_a_message() -> None:
    folders = {path.name for path in (TEMPLATE_ROOT / "messages").iterdir()}
    assert folders == {*MESSAGES, "_base"}


@pytest.mark.req("C-19", "Z-07")
@pytest.mark.parametrize("values", [LONGEST, SHORTEST], ids=["longest", "shortest"])
@both_languages
@every_message
def test_a_mail_says_the_same_in_text_and_html(name: str, lang: Lang, values: dict[str, Any]) -> None:
    mail = RENDERER.mail(name, lang, values)
    page = Page(mail.html)
    shown = "".join(page.words)
    assert page.open == []
    assert mail.subject and "\n" not in mail.subject
    link = f"https://hall.example/{lang}/application/?id=01arz3ndektsv4rrffq69g5fav"
    assert link in mail.text
    assert page.links.count(link) == 2
    about = name in ABOUT_ONE or name in ("export_ready", "bill", "bill_reminder")
    about = about or MESSAGES[name].audience == "visitor"
    expected = ["number", "service_name"] if about else []
    expected += ["text", "charge"] if MESSAGES[name].audience == "payer" else []
    expected += ["opinion"] if "opinion" in values and name in ABOUT_ONE else []
    expected += ["document", "document_number"] if "document" in values and "certificate" in name and about else []
    expected += ["counter_name", "counter_place"] if "reason" in values and MESSAGES[name].audience == "visitor" else []
    for key in expected:
        value = values[key].get(lang) if isinstance(values[key], Text) else values[key]
        assert value.strip() in mail.text
        assert value.strip() in shown
    assert "None" not in mail.text + shown
    assert "{" not in mail.text + shown


@pytest.mark.parametrize("name", ABOUT_ONE)
def test_who_reads_it_decides_what_is_in_it(name: str) -> None:
    mail = RENDERER.mail(name, "zh", LONGEST)
    for_applicant = MESSAGES[name].audience == "applicant"
    for text in (mail.text, mail.html):
        assert ("WWWWWW" in text) is for_applicant
        assert ("/p/xxx" in text) is for_applicant
        assert ("买买提江" in text.replace("买买提江·阿不都热依木·吐尔逊：您好", "")) is not for_applicant


@both_languages
@every_message
def test_no_word_of_the_other_language(name: str, lang: Lang) -> None:
    mail = RENDERER.mail(name, lang, {**LONGEST, "query_code": "234567"})
    page = Page(mail.html)
    words = "".join(page.words) + mail.text + mail.subject
    if Channel.SMS in MESSAGES[name].channels:
        words += RENDERER.sms(name, lang, LONGEST).text.replace(SIGN, "").replace("WWWWWW", "")
    words = re.sub(r"https?://\S+", "", words)
    assert (LATIN_WORD if lang == "zh" else HAN).search(words) is None


@pytest.mark.parametrize("values", [LONGEST, {**SHORTEST, "query_code": "WWWWWW"}], ids=["longest", "shortest"])
@both_languages
@pytest.mark.parametrize("name", [message.name for message in TEXTED])
def test_an_sms_passes_the_carriers(name: str, lang: Lang, values: dict[str, Any]) -> None:
    text = RENDERER.sms(name, lang, values).text
    assert units(text) <= 70, f"{units(text)}: {text}"
    assert text.startswith(f"【{SIGN}】")
    assert text.count("【") == 1
    assert not LINK_OR_PHONE.search(text)
    assert "20261231-999999" in text or MESSAGES[name].direct
    assert ("WWWWWW" in text) is (MESSAGES[name].audience == "applicant")
    assert "\n" not in text


@pytest.mark.req("C-21")
@pytest.mark.parametrize("values", [LONGEST, SHORTEST], ids=["longest", "shortest"])
@both_languages
@pytest.mark.parametrize("name", CARDS)
def test_a_card_has_what_wecom_takes(name: str, lang: Lang, values: dict[str, Any]) -> None:
    card = RENDERER.card(name, lang, values)
    page = Page(card.text)
    assert page.open == [] and set(page.tags) == {"div"}
    assert 0 < len(card.subject.encode()) <= 128
    assert 0 < len(card.text.encode()) <= 512
    assert card.link == f"https://hall.example/{lang}/application/?id=01arz3ndektsv4rrffq69g5fav"
    assert "20261231-999999" in card.text
    assert (LATIN_WORD if lang == "zh" else HAN).search("".join(page.words)) is None or "applicant_name" in values


def test_a_card_is_inert() -> None:
    nasty = "<a href=x>y</a>"
    card = RENDERER.card("task_arrived", "zh", {**LONGEST, "applicant_name": Text(nasty, nasty)})
    assert set(Page(card.text).tags) == {"div"}


def test_what_a_carrier_fills_in_comes_apart_from_the_text() -> None:
    sms = RENDERER.sms("returned", "zh", {**LONGEST, "service_name": Text("请假", "Leave")})
    assert sms.params == ("请假", "20261231-999999", "WWWWWW")
    assert all(value in sms.text for value in sms.params)


@both_languages
@every_message
def test_html_is_inert(name: str, lang: Lang) -> None:
    nasty = "<script>alert(1)</script>\"'><img src=x onerror=y>"
    values = {key: Text(nasty, nasty) if isinstance(value, Text) else value for key, value in LONGEST.items()}
    html = RENDERER.mail(name, lang, {**values, "contact": nasty}).html
    tags = set(Page(html).tags)
    assert tags <= {"html", "head", "meta", "title", "body", "div", "table", "tr", "td", "h1", "p", "a", "br", "strong"}
    assert "<script" not in html
    assert "<img" not in html


def test_a_line_break_in_a_value_stays_out_of_the_subject() -> None:
    values = {**SHORTEST, "service_name": Text("请假\r\nBcc: x@y.example", "Leave\r\nBcc: x@y.example")}
    for lang in LANGS:
        assert "\r" not in RENDERER.mail("submitted", lang, values).subject
        assert "\n" not in RENDERER.mail("submitted", lang, values).subject


def test_a_value_nobody_gave_is_an_error() -> None:
    from jinja2 import UndefinedError

    for missing in ("number", "service_name", "person_name"):
        with pytest.raises(UndefinedError):
            RENDERER.mail("submitted", "zh", {key: value for key, value in SHORTEST.items() if key != missing})


@pytest.mark.parametrize("code", ["13800138000", "www.x.example", "http://x", "x" * 40, "400-800-1234"])
def test_an_sms_no_carrier_would_take_is_not_sent(code: str) -> None:
    with pytest.raises(DeliveryRefused):
        RENDERER.sms("completed", "zh", {**LONGEST, "query_code": code})


@pytest.mark.parametrize("sign", ["", "一二三四五六七八九十一二三"])
def test_a_signature_no_carrier_registers_is_refused_at_start(sign: str) -> None:
    with pytest.raises(ValueError, match="signature"):
        Renderer(Text("一", "a"), "https://hall.example", sign)


@pytest.mark.parametrize(("text", "most", "fitted"), [
    ("请假", 2, "请假"), ("请销假申请", 4, "请销假…"), ("a b c", 3, "a…"), ("𬀩𬀩𬀩", 4, "𬀩…"), ("", 0, ""),
])  # fmt: skip
def test_texts_are_cut_by_units(text: str, most: int, fitted: str) -> None:
    assert fit(text, most) == fitted
    assert units(fit(text, most)) <= most


def test_times_are_read_in_china() -> None:
    assert moment("2026-12-31T16:05:00.000Z", "zh") == "2027年1月1日 00:05"
    assert moment("2026-12-31T16:05:00.000Z", "en") == "1 January 2027, 00:05"
    assert day("2026-12-31T16:05:00.000Z", "zh") == "1月1日00:05"
    assert day("2026-12-31T16:05:00.000Z", "en") == "1 Jan 00:05"


def test_listing_notices_does_not_pay_for_jinja() -> None:
    check = "import sys, chalicelib.notices; sys.exit('jinja2' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], check=False, cwd=TEMPLATE_ROOT.parent).returncode == 0
