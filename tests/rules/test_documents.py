"""What documents say is there is there: links, named files, commands, and the tables of requirements and promises."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rules.source import ROOT, Source, sources
from tools import requirements_table as table

DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *ROOT.glob("statemachines/*.md")])
LINK = re.compile(r"(?<!`)!?\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"`([^`\n]+)`")
FENCE = re.compile(r"^```.*?^```", re.S | re.M)
FILE = re.compile(
    r"(?:app\.py|(?:chalicelib|tests|templates|portal|statemachines|infra|local|tools|catalogue|docs|bench)/[\w./-]+)"
)
NOT_OURS = re.compile(r"/(?:home|Users|root|work|tmp|opt)/\w|\bpypi\.org|registry\.npmjs|index-url", re.I)
"""Paths of somebody's machine, and where packages come from: neither belongs into a document."""
MAKE = re.compile(r"\bmake ([a-z]+)\b")


def links(text: str) -> Iterator[str]:
    """Targets of links within the repository, without their fragment."""
    for target in LINK.findall(text):
        if not re.match(r"[a-z]+:", target) and (path := target.partition("#")[0]):
            yield path


def named_files(text: str) -> Iterator[str]:
    """Files and folders of the repository that are named as code; a name with a placeholder ends at its folder."""
    for code in CODE.findall(FENCE.sub("", text)):
        path = code.partition("::")[0]
        path = path.partition("<")[0].partition("{")[0].partition("*")[0]
        if FILE.fullmatch(path):
            yield path if path == code.partition("::")[0] else path.rpartition("/")[0]


@pytest.fixture(params=DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def document(request: pytest.FixtureRequest) -> Path:
    return request.param  # type: ignore[no-any-return]


def test_links_lead_somewhere(document: Path) -> None:
    dead = [link for link in links(document.read_text(encoding="utf-8")) if not (document.parent / link).exists()]
    assert not dead


def test_named_files_exist(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    if document in (table.REQUIREMENTS, table.PROMISES):
        return  # their names are tests, which have a test of their own
    missing = [path for path in named_files(text) if not (ROOT / path).exists()]
    assert not missing


def test_no_word_of_anybodys_machine(document: Path) -> None:
    assert not NOT_OURS.findall(document.read_text(encoding="utf-8"))


def test_commands_exist(document: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    named = [code for code in CODE.findall(document.read_text(encoding="utf-8")) if code.startswith("make ")]
    fenced = [line for block in FENCE.findall(document.read_text(encoding="utf-8")) for line in block.splitlines()]
    called = {word for line in [*named, *fenced] for word in MAKE.findall(line)}
    assert called <= targets


@pytest.mark.parametrize("source", sources("chalicelib"), ids=lambda source: source.name)
def test_code_names_documents_that_exist(source: Source) -> None:
    named = re.findall(r"[\w./-]*[A-Za-z]\.md\b", source.text)
    gone = [
        name for name in named if not any((ROOT / folder / name).exists() for folder in ("", "docs", "statemachines"))
    ]
    assert not gone


def test_the_tables_are_current() -> None:
    """If this fails: ``python -m tools.requirements_table --write``."""
    marks = table.collect()
    assert table.REQUIREMENTS.read_text(encoding="utf-8") == table.requirements(marks)
    assert table.PROMISES.read_text(encoding="utf-8") == table.promises(marks)


def test_every_id_that_is_named_is_written_down() -> None:
    assert not table.unknown(table.collect(), [*table.load("ids.yaml"), *table.load("promises.yaml")])


def test_ids_are_written_once_and_titled() -> None:
    lines = [*table.load("ids.yaml"), *table.load("promises.yaml")]
    assert len({line.id for line in lines}) == len(lines)
    assert all(line.title and not line.title.endswith(".") and not line.rest.endswith(".") for line in lines)
    assert [line.id for line in table.load("promises.yaml")] == [f"R{n}" for n in range(1, 49)]


@pytest.mark.parametrize(
    "line", [line for line in table.load("promises.yaml") if line.held_by], ids=lambda line: line.id
)
def test_tests_that_hold_promises_exist(line: table.Line) -> None:
    for holder in line.held_by:
        path, _, name = holder.partition("::")
        source = (ROOT / path).read_text(encoding="utf-8")
        assert not name or f"def {name}(" in source, holder


def test_marks_are_read_from_modules_classes_and_functions() -> None:
    source = (
        "TWO = ('C-02', 'C-03')\n"
        "pytestmark = [pytest.mark.slow, pytest.mark.req('C-01')]\n"
        "@pytest.mark.req(*TWO)\ndef test_a(): pass\n"
        "class TestB:\n    @pytest.mark.req('C-04')\n    def test_c(self): pass\n"
    )
    assert list(table.marks_in(source, "t.py")) == [
        ("C-01", "t.py"), ("C-02", "t.py::test_a"), ("C-03", "t.py::test_a"), ("C-04", "t.py::TestB::test_c"),
    ]  # fmt: skip


def test_a_state_needs_a_holder_and_says_what_is_missing() -> None:
    marks = {"A": ["tests/t.py::test_a"]}
    assert table.Line("A", "a").state(marks) == table.HELD
    assert table.Line("A", "a", rest="b").state(marks) == table.PART
    assert table.Line("B", "b", rest="c").state(marks) == table.OPEN
    assert table.Line("B", "b", later=True).state(marks) == table.LATER
    assert set(table.unknown(marks, [table.Line("B", "b")])) == {"A"}


def test_the_rules_see_it() -> None:
    assert list(links("[a](b.md#c) ![d](e.png) [f](https://g)")) == ["b.md", "e.png"]
    assert list(named_files("`tests/x.py::test_y` and `templates/messages/<name>/` and `app.py` and `a/b`")) == [
        "tests/x.py", "templates/messages", "app.py",
    ]  # fmt: skip
    assert NOT_OURS.search("see /home/me/hall")
