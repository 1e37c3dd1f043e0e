"""The portal's Python by itself: bundling scripts, guide prose, the progress page."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from chalicelib.portal import portal_files, render_progress, render_refusal
from chalicelib.portal.assets import ROOT, asset, script
from chalicelib.portal.bundle import BundleError, bundle
from chalicelib.portal.environment import prose
from chalicelib.portal.service_view import limit_text
from chalicelib.portal.texts import keys_asked, texts
from chalicelib.settings import Settings
from chalicelib.shared.text import Text
from tests.portal.example import UNITS, example_view

SOURCES = sorted((ROOT / "portal" / "js").glob("*.js"))


def test_a_bundle_keeps_private_names_apart_and_puts_dependencies_first(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text(
        'import { twice as two } from "./b.js";\n// why\nconst own = 1;\nconsole.log(two(own));\n'
    )
    (tmp_path / "b.js").write_text("const own = 2;\nexport function twice(x) {\n  return own * x;\n}\n")
    made = bundle(tmp_path / "a.js")
    assert made.index("m_b =") < made.index("const { twice: two } = m_b;")
    assert "why" not in made and "\n  " not in made and not re.search("^(import|export)", made, re.MULTILINE)


def test_what_is_loaded_on_demand_shares_the_modules_of_the_page(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text('import { one } from "./b.js";\nconst later = () => import("./c.js");\n')
    (tmp_path / "b.js").write_text("export const one = 1;\n")
    (tmp_path / "c.js").write_text(
        'import { one } from "./b.js";\nimport { two } from "./d.js";\nexport const three = one + two;\n'
    )
    (tmp_path / "d.js").write_text("export const two = 2;\n")
    placed: dict[str, str] = {}

    def place(name: str, source: str) -> str:
        placed[name] = source
        return f"/assets/{name}.js"

    made = bundle(tmp_path / "a.js", place)
    assert 'import("/assets/c.js").then((part) => part.load({ m_b }))' in made and "two" not in made
    assert placed["c"].startswith("export const load = ({ m_b }) => {") and "one = 1" not in placed["c"]
    assert placed["c"].index("const m_d =") < placed["c"].index("const m_c =") < placed["c"].index("return m_c;")

    with pytest.raises(BundleError, match="nowhere to place"):
        bundle(tmp_path / "a.js")


def test_what_is_loaded_on_demand_may_load_more_and_hands_on_what_that_needs(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text('import { one } from "./b.js";\nconst later = () => import("./c.js");\n')
    (tmp_path / "b.js").write_text("export const one = 1;\n")
    (tmp_path / "c.js").write_text('import { two } from "./d.js";\nexport const more = () => import("./e.js");\n')
    (tmp_path / "d.js").write_text("export const two = 2;\n")
    (tmp_path / "e.js").write_text(
        'import { one } from "./b.js";\nimport { two } from "./d.js";\nexport const five = one + two;\n'
    )
    placed: dict[str, str] = {}

    def place(name: str, source: str) -> str:
        placed[name] = source
        return f"/assets/{name}.js"

    made = bundle(tmp_path / "a.js", place)
    assert 'import("/assets/c.js").then((part) => part.load({ m_b }))' in made
    assert 'import("/assets/e.js").then((part) => part.load({ m_b, m_d }))' in placed["c"]
    assert placed["e"].startswith("export const load = ({ m_b, m_d }) => {") and "one = 1" not in placed["e"]


def test_a_page_carries_the_words_of_what_it_loads_on_demand() -> None:
    handle = next(part for part in script("task").parts if part.name.startswith("handle."))
    assert handle.url in script("task").content.decode()
    words = json.loads(re.findall(r'id="words">(.*?)</script>', _page("zh/task/index.html"))[0])
    assert words["transfer.reason"] == "转办原因"
    assert keys_asked(handle.content.decode()) <= set(words)


def _page(path: str) -> str:
    return next(html for name, html in portal_files([], UNITS, {}, Settings()) if name == path).decode()


@pytest.mark.parametrize("line", ['import x from "./b.js";', "export default 1;", 'import * as b from "./b.js";'])
def test_a_form_the_bundler_does_not_know_is_refused(tmp_path: Path, line: str) -> None:
    (tmp_path / "b.js").write_text("export const x = 1;\n")
    (tmp_path / "a.js").write_text(line + "\n")
    with pytest.raises(BundleError):
        bundle(tmp_path / "a.js")


def test_a_ring_of_imports_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text('import { x } from "./b.js";\nexport const y = 1;\n')
    (tmp_path / "b.js").write_text('import { y } from "./a.js";\nexport const x = 1;\n')
    with pytest.raises(BundleError, match="imports itself"):
        bundle(tmp_path / "a.js")


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_sources_are_safe_to_squeeze_and_put_data_in_as_text(source: Path) -> None:
    text = source.read_text(encoding="utf-8")
    assert all(line.count("`") % 2 == 0 for line in text.splitlines()), "a literal over several lines"
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", text)
    assert len(text.splitlines()) <= 300
    assert keys_asked(text) <= set(texts()), "asks for a string that is not in the catalogue"


def test_no_string_of_the_catalogue_is_unused() -> None:
    templates = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "templates").rglob("*.html"))
    python = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "chalicelib" / "portal").glob("*.py"))
    scripts = "".join(path.read_text(encoding="utf-8") for path in SOURCES)
    made = ("step.", "nav.", "facet.", "figures.", "state.", "guide.part-")
    unused = [key for key in texts() if not re.search(rf"['\"]{re.escape(key)}['\"]", templates + python + scripts)]
    assert [key for key in unused if not key.startswith(made)] == []


def test_the_same_content_has_the_same_name() -> None:
    assert asset("a", ".js", "x").name == asset("a", ".js", "x").name != asset("a", ".js", "y").name
    assert script("home").url.startswith("/assets/home.")


def test_prose_makes_paragraphs_and_lists_and_escapes() -> None:
    assert prose("一\n\n1. 甲\n2. 乙 <b>") == "<p>一</p><ol><li>甲</li><li>乙 &lt;b&gt;</li></ol>"
    assert prose("- a\n- b\nend") == "<ul><li>a</li><li>b</li></ul><p>end</p>"


def test_limits_read_as_people_say_them() -> None:
    assert limit_text("1 workday") == Text("1 个工作日", "1 working day")
    assert limit_text("20 days") == Text("20 天", "20 days")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_progress_page_tells_steps_and_nothing_private(lang: str) -> None:
    html = render_progress(example_view("again"), lang, Settings())
    assert "20261123-004217" in html and {"zh": "辅导员审核", "en": "Counsellor&#39;s review"}[lang] in html
    for private in ("李晓明", "Li Xiaoming", "13800001234", "急性肠胃炎", "王老师", "Wang Fang", "7KD3FM", "<script"):
        assert private not in html
    assert 'content="noindex"' in html and 'content="no-referrer"' in html


def test_a_refusal_is_a_page_of_the_hall() -> None:
    html = render_refusal(Text("链接已失效", "The link has expired"), None, "abc", "en", Settings())
    assert "The link has expired" in html and "abc" in html and "/assets/hall." in html
