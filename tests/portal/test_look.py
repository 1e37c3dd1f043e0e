"""How a hall looks is one file: read, checked for contrast, applied to light and dark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from chalicelib.portal import look as room
from chalicelib.portal.look import ENOUGH, Look, contrast, read_look

SVG = '<svg xmlns="http://www.w3.org/2000/svg"/>'


def written(folder: Path, text: str, logo: str = SVG) -> Path:
    (folder / "ours.svg").write_text(logo)
    (folder / "icon.svg").write_text(SVG)
    (folder / "look.toml").write_text(text)
    return folder / "look.toml"


def colours(style: str) -> list[dict[str, str]]:
    """The tokens of light and of dark."""
    return [dict(re.findall(r"--([\w-]+): (#\w{6})", part)) for part in style.split("@media")]


@pytest.mark.req("S-10")
def test_the_file_that_is_shipped_is_the_halls_own_look() -> None:
    found = read_look()
    assert found.own_logo and found.style == "" and found.grey == ()


@pytest.mark.req("S-10")
@pytest.mark.parametrize(("brand", "link"), [("#660874", "#2a4d9e"), ("#8c1515", "#00505c"), ("#003a70", "#67318e")])
def test_a_universitys_colours_can_be_read_in_light_and_dark(tmp_path: Path, brand: str, link: str) -> None:
    text = f'logo = "ours.svg"\n[colours]\nbrand = "{brand}"\nlink = "{link}"\n'
    found = read_look(written(tmp_path, text))
    assert not found.own_logo and found.logo == SVG
    light, dark = colours(found.style)
    assert light["brand"] == brand
    for tokens, ground in ((light, "#ededed"), (dark, "#262626")):
        assert contrast(tokens["brand"], tokens["on-brand"]) >= ENOUGH
        assert contrast(tokens["brand"], tokens["brand-soft"]) >= ENOUGH
        assert min(contrast(tokens[name], ground) for name in ("brand", "link")) >= ENOUGH


@pytest.mark.req("S-10")
def test_a_colour_that_cannot_be_read_is_refused_with_one_that_can(tmp_path: Path) -> None:
    with pytest.raises(
        ValueError, match=r"look\.toml: brand #ffcc00 has a contrast of 1\.\d to 1 .* would do"
    ) as refused:
        read_look(written(tmp_path, '[colours]\nbrand = "#ffcc00"\n'))
    better = re.findall(r"#\w{6}", str(refused.value))[-1]
    assert read_look(written(tmp_path, f'[colours]\nbrand = "{better}"\n')).brand == better


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('[colours]\nbrand = "green"', "written #rrggbb"),
        ('[colours]\nbrond = "#067339"', "unknown: brond"),
        ('logo = "../icon.svg"', "an SVG in this folder"),
        ('logo = "none.svg"', "none.svg"),
        ("[[grey]]\nfrom = 2026-12-13\nuntil = 2026-12-12", "in order"),
        ("logo = ", "look.toml"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=re.escape(reason)):
        read_look(written(tmp_path, text))


def test_a_logo_that_would_fill_the_pages_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at most 3000 bytes"):
        read_look(written(tmp_path, 'logo = "ours.svg"', "<svg>" + "x" * 3000))


@pytest.mark.req("S-10")
def test_pages_carry_logo_colours_and_grey_days(monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import date

    from chalicelib.portal import assets, environment
    from chalicelib.settings import Settings

    theirs = Look(SVG, False, "#660874", grey=((date(2026, 12, 13), date(2026, 12, 13)),))
    for module in (assets, environment):
        monkeypatch.setattr(module, "look", lambda: theirs)
    assets.stylesheet.cache_clear()
    assets.icon.cache_clear()
    try:
        html = environment.render(
            "offline.html", "zh", Settings(), title="x", path="", here="", bare=True, private=True
        )
        assert 'data-grey="2026-12-13"' in html and '<img class="glyph" src="data:image/svg' in html
        assert b"--brand: #660874" in assets.stylesheet().content
    finally:
        assets.stylesheet.cache_clear()
        assets.icon.cache_clear()
    assert room.look() == read_look()
