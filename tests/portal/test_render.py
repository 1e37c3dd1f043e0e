"""What the rendered portal must be, held over every page at once: both languages, no inline code, small, complete."""

from __future__ import annotations

import gzip
import json
import re
import struct
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from chalicelib.catalogue import AREAS, Contact
from chalicelib.people import Unit
from chalicelib.portal import portal_files, render_portal
from chalicelib.portal.front import Announcement, Front, read_front
from chalicelib.portal.texts import texts
from chalicelib.settings import Settings
from chalicelib.shared.text import Text
from tests.portal.example import SERVICE, SERVICES, UNITS
from tests.portal.fake_api import FakeHall

HAN = re.compile(r"[\u3400-\u9fff]")
APPLICANT_SCRIPTS = ("home", "services", "plain", "apply", "application", "mine", "query", "me")


@cache
def files() -> Mapping[str, bytes]:
    return dict(portal_files(SERVICES, UNITS, FakeHall().diagrams(), Settings(), bookable=[SERVICE.code]))


def pages() -> dict[str, str]:
    return {path: content.decode() for path, content in files().items() if path.endswith(".html")}


class Reading(HTMLParser):
    """Words a reader sees outside elements in another language, and what each element carries."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._foreign: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attributes)))
        if self._foreign or (tag != "html" and "lang" in dict(attributes) and tag != "svg"):
            self._foreign.append(tag)
        for name in ("placeholder", "aria-label", "title", "content", "alt"):
            if not self._foreign and dict(attributes).get(name):
                self.words.append(str(dict(attributes)[name]))

    def handle_endtag(self, tag: str) -> None:
        if self._foreign:
            self._foreign.pop()

    def handle_data(self, data: str) -> None:
        if not self._foreign:
            self.words.append(data)


def test_every_string_exists_in_both_languages() -> None:
    for key, text in texts().items():
        words = re.sub(r"\{\w+\}", "", text.zh)
        assert HAN.search(words) or not re.search("[A-Za-z]{4}", words), f"{key} is not Chinese"
        assert not HAN.search(text.en), f"{key} is not English"
        places = [set(re.findall(r"\{(\w+)\}", one)) for one in text]
        assert places[0] == places[1], f"{key} has other places in the other language"


def test_no_english_page_shows_chinese() -> None:
    for path, html in pages().items():
        if path.startswith("en/"):
            found = [word for word in Reading(html).words if HAN.search(word)]
            assert found == [], path


def test_no_chinese_page_shows_english_interface_words() -> None:
    english = {text.en for text in texts().values() if text.en != text.zh and len(text.en) > 3}
    for path, html in pages().items():
        if path.startswith("zh/"):
            words = {word.strip() for word in Reading(html).words}
            assert words & english == set(), path


@pytest.mark.req("C-14", "C-15")
def test_a_guide_has_its_five_fields_and_the_way_to_start() -> None:
    for service, at in ((one, one.begins_at_counter) for one in SERVICES if not one.is_entry):
        for lang in ("zh", "en"):
            html = pages()[f"{lang}/services/{service.code}/index.html"]
            for key in ("instruction", "range", "diagram", "procedure", "where", "at-counter" if at else "start"):
                assert texts()[f"guide.{key}"].get(lang) in html, (service.code, key)
            assert '<svg class="flow"' in html
            assert (f'href="/{lang}/apply/{service.code}/"' in html) is not at


@pytest.mark.req("C-04", "C-06", "C-07", "C-08", "C-09", "C-10", "Z-05", "H-11", "S-01")
def test_the_catalogue_lists_every_service_and_every_way_to_browse() -> None:
    for lang in ("zh", "en"):
        html = pages()[f"{lang}/services/index.html"]
        for service in SERVICES:
            assert html.count(f'data-code="{service.code}"') == 1
            asked = [("area", service.area), ("unit", service.owner_unit)]
            asked += [("role", one) for one in service.audience] + [("theme", one) for one in service.themes]
            for name, value in asked:
                assert f'<input type="checkbox" name="{name}" value="{value}">' in html, (service.code, name)
    assert '<input type="checkbox" name="letter" value="B">' in pages()["zh/services/index.html"]


@pytest.mark.req("C-04")
def test_the_front_page_counts_all_six_areas_and_links_what_has_a_service() -> None:
    html = pages()["en/index.html"]
    for code, name in AREAS.items():
        count = sum(service.area == code for service in SERVICES)
        assert re.search(rf"<b>{re.escape(name.en)}</b> <i>{count}</i>", html), code
        assert (f'href="/en/services/?area={code}#area-{code}"' in html) is bool(count)


@pytest.mark.req("W-03", "N11")
def test_kinds_and_campuses_are_offered_where_there_are_several() -> None:
    alone = dict(portal_files([SERVICE], UNITS, {}, Settings()))
    assert b'name="kind"' not in alone["en/services/index.html"] and b'class="kinds"' not in alone["en/index.html"]
    window = replace(SERVICE, code="at-the-window", archetype="WINDOW", owner_unit="registry")
    desk = replace(SERVICE.guide, contacts=(Contact("registry", place=Text("东校区三楼", "East, third floor")),))
    units = {**UNITS, "campus-east": Unit("campus-east", Text("东校区", "East Campus"), "campus")}
    units["registry"] = replace(UNITS["registry"], campus="campus-east")
    units["student-affairs"] = replace(UNITS["student-affairs"], campus="campus-new")
    made = dict(portal_files([SERVICE, replace(window, guide=desk)], units, {}, Settings()))
    listed, front = made["en/services/index.html"].decode(), made["en/index.html"].decode()
    assert 'data-kind="window" data-campus="campus-east"' in listed and "East, third floor" in listed
    assert 'href="/en/services/?kind=window">At a counter <i>1</i>' in front
    assert '<input type="checkbox" name="campus" value="campus-new"><span>New Campus</span><i>1</i>' in listed


@pytest.mark.req("S-06")
def test_what_opens_or_closes_is_on_the_front_page_until_it_is_over() -> None:
    def told(today: date) -> str:
        channel = replace(SERVICE.channel, opens=date(2026, 12, 1), closes=date(2026, 12, 20))
        made = portal_files([replace(SERVICE, channel=channel)], UNITS, {}, Settings(), today=today)
        return dict(made)["en/index.html"].decode()

    assert 'data-opens="2026-12-01" data-closes="2026-12-20"' in told(date(2026, 12, 20))
    assert "opens 2026-12-01 · closes 2026-12-20" in told(date(2026, 11, 1))
    assert 'id="season"' not in told(date(2026, 12, 21))


def test_announcements_stand_until_their_day_is_over() -> None:
    text = Text("校历有调整。", "The calendar has changed.")
    front = Front((Announcement(text, "warn", "query/", date(2026, 11, 1), date(2026, 11, 30)),))

    def told(today: date) -> str:
        return dict(portal_files(SERVICES, UNITS, {}, Settings(), front=front, today=today))["en/index.html"].decode()

    banner = '<p class="banner banner--warn" data-from="2026-11-01" data-until="2026-11-30">'
    assert banner in told(date(2026, 11, 30)) and text.en in told(date(2026, 11, 30))
    assert text.en not in told(date(2026, 12, 1))


def test_the_front_pages_own_definition_is_right_and_a_wrong_one_is_refused(tmp_path: Path) -> None:
    codes = {service.code for service in SERVICES}
    front = read_front()
    assert codes >= {*front.featured, *front.letters, *front.feedback}, "a code nobody has published"
    for wrong, reason in (
        ("featurd: []", "featurd"),
        ("announcements: [{text: {zh: 你好}}]", "missing en"),
        ("announcements: [{text: {zh: 你好, en: Hello}, until: soon}]", "soon"),
        ("announcements: [{text: {zh: 你好, en: Hello}, tone: loud}]", "loud"),
        ("announcements: [{text: {zh: 你好, en: Hello}, link: 'https://elsewhere.example'}]", "path"),
        ("announcements: [", "YAML"),
        ("a", "unknown"),
    ):
        (tmp_path / "front.yaml").write_text(wrong, encoding="utf-8")
        with pytest.raises(ValueError, match=reason):
            read_front(tmp_path / "front.yaml")


@pytest.mark.req("H-21", "N21", "W-22")
def test_the_foot_of_every_page_leads_to_feedback_with_page_and_service() -> None:
    named = ("feedback", "deferred-exam", "hall-questions")
    made = dict(portal_files([one for one in SERVICES if one.code in named], UNITS, {}, Settings()))
    pages = {path: content.decode() for path, content in made.items() if path.endswith(".html") and "/" in path}
    pages = {path: html for path, html in pages.items() if "/offline/" not in path}  # it leads nowhere
    assert all('href="tel:000088111400"' in html and "/apply/feedback/?page=/" in html for html in pages.values())
    link = 'href="/en/apply/feedback/?page=/en/services/deferred-exam/&amp;service=deferred-exam"'
    assert link in pages["en/services/deferred-exam/index.html"]
    assert 'href="/zh/apply/feedback/?page=/zh/inbox/"' in pages["zh/inbox/index.html"]
    less = dict(portal_files([one for one in SERVICES if one.code == "hall-questions"], UNITS, {}, Settings()))
    assert "/apply/hall-questions/?page=/zh/query/" in less["zh/query/index.html"].decode()
    assert "?page=" not in dict(portal_files([], UNITS, {}, Settings(help_phone="")))["zh/index.html"].decode()


@pytest.mark.req("C-03")
def test_a_closed_service_cannot_be_started_and_says_why() -> None:
    channel = replace(SERVICE.channel, state="suspended", notice=Text("学期末暂停。", "Paused until term begins."))
    made = dict(portal_files([replace(SERVICE, channel=channel)], UNITS, {}, Settings()))
    html = made["en/services/student-leave/index.html"].decode()
    assert "Paused until term begins." in html
    assert "/apply/" not in html


def test_no_page_carries_code_or_style_of_its_own() -> None:
    for path, html in pages().items():
        for tag, attributes in Reading(html).tags:
            assert tag != "style", path
            assert "style" not in attributes and not any(name.startswith("on") for name in attributes), (path, tag)
            if tag == "script":
                assert "src" in attributes or attributes.get("type") == "application/json", path
            for name in ("src", "href", "action"):
                outside = str(attributes.get(name) or "").startswith(("http", "//"))
                # Only an entry's address leads out, in a tab of its own that knows nothing of this one (S-14).
                leads = tag == "a" and attributes.get("target") == "_blank" and attributes.get("rel") == "noopener"
                assert not outside or leads, (path, attributes)


def test_what_a_definition_says_is_text_and_never_markup() -> None:
    nasty = "<img src=x onerror=alert(1)>"
    guide = replace(SERVICE.guide, instruction=Text(nasty, f"1. {nasty}"))
    made = dict(portal_files([replace(SERVICE, name=Text(nasty, nasty), guide=guide)], UNITS, {}, Settings()))
    assert all(b"<img" not in content for path, content in made.items() if path.endswith(".html"))


def test_every_label_button_and_link_target_is_there() -> None:
    known = set(files())
    for path, html in pages().items():
        reading = Reading(html)
        ids = {attributes["id"] for _, attributes in reading.tags if "id" in attributes}
        for tag, attributes in reading.tags:
            if tag == "label" and "for" in attributes:
                assert attributes["for"] in ids, (path, attributes)
            target = urlsplit(str(attributes.get("href") or ""))
            if tag in ("a", "link") and not target.netloc and target.path.startswith("/"):
                file = target.path.lstrip("/")
                file += "index.html" if file.endswith("/") or not file else ""
                assert file in known, (path, target)
                assert not target.fragment or f'id="{target.fragment}"' in pages()[file], (path, target)


def test_private_pages_are_not_for_search_engines() -> None:
    for path, html in pages().items():
        if re.search(r"/(apply|applications?|inbox|task|me)/", path):
            assert '<meta name="robots" content="noindex">' in html, path


def test_pages_are_small() -> None:
    size = {path: len(gzip.compress(content, 9, mtime=0)) for path, content in files().items()}
    assert all(length <= 14_000 for path, length in size.items() if path.endswith(".html"))
    assert all(length <= 16_000 for path, length in size.items() if path.endswith(".css"))
    scripts = {path: length for path, length in size.items() if path.endswith(".js")}
    assert {path.rpartition("/")[2].partition(".")[0] for path in scripts} >= {*APPLICANT_SCRIPTS, "task", "handle"}
    assert all(length <= 15 * 1024 for length in scripts.values())


@pytest.mark.req("N2")
def test_a_catalogue_of_168_services_is_still_small_and_quick_to_find() -> None:
    many = [replace(SERVICES[n % len(SERVICES)], code=f"service-{n}") for n in range(168)]
    made = dict(portal_files(many, UNITS, {}, Settings()))
    assert len(gzip.compress(made["zh/index.html"], 9)) <= 14_000
    assert len(gzip.compress(made["zh/services/index.html"], 9)) <= 14_000


@pytest.mark.req("H-10")
def test_the_hall_can_be_installed_and_its_worker_keeps_only_what_there_is() -> None:
    made = files()
    for lang, name in (("zh", Settings().site_name_zh), ("en", Settings().site_name_en)):
        manifest = json.loads(made[f"{lang}/hall.webmanifest"])
        assert (manifest["name"], manifest["start_url"], manifest["display"]) == (name, f"/{lang}/", "standalone")
        for icon in manifest["icons"]:
            png = made[icon["src"].lstrip("/")]
            width, height = struct.unpack(">II", png[16:24])
            assert png[:8] == b"\x89PNG\r\n\x1a\n" and icon["sizes"] == f"{width}x{height}"
        assert "<script" not in made[f"{lang}/offline/index.html"].decode(), "no script can be loaded there"
    kept = re.findall(r'"(/[^"]+)"', made["sw.js"].decode().partition("self.")[0])
    assert kept and all((path.lstrip("/") + ("index.html" if path.endswith("/") else "")) in made for path in kept)


def test_rendering_again_changes_nothing_and_removes_what_is_gone(tmp_path: Path) -> None:
    render_portal(SERVICES, UNITS, {}, tmp_path, Settings())
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    written = render_portal(SERVICES, UNITS, {}, tmp_path, Settings())
    assert {tmp_path / path for path in written} == set(before)
    assert all(path.read_bytes() == content for path, content in before.items())
    render_portal([SERVICE], UNITS, {}, tmp_path, Settings())
    assert [path.parent.name for path in (tmp_path / "zh" / "services").glob("*/index.html")] == ["student-leave"]
    assert (tmp_path / "zh" / "services" / "index.html").exists()


@pytest.mark.req("C-R1")
def test_what_is_only_asked_for_leads_to_its_page_before_the_form() -> None:
    for lang, words in (("zh", "立即查询"), ("en", "Look it up now")):
        html = pages()[f"{lang}/services/research-inquiry/index.html"]
        at = html.index(f'href="/{lang}/data/?r=research-projects">{words}')
        assert at < html.index(f'href="/{lang}/apply/research-inquiry/"')
        assert "/data/?r=" not in pages()[f"{lang}/services/student-leave/index.html"]
