"""``python -m tools.font LXGWWenKai-Regular.ttf``: cuts the font that documents are printed with, into ``fonts/``.

The source is LXGW WenKai 1.250 as Debian packs it (``fonts-lxgw-wenkai 1.250+repack-1``, OFL-1.1). Kept: every
character of GBK, and whatever the font has outside it that stands in names (Extension A, and all beyond the BMP).
The licence reserves the name, so the cut font has another one. The same source makes the same bytes.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

OUT = Path(__file__).resolve().parent.parent / "fonts" / "HallKai-Regular.ttf"
NAME = "Hall Kai"
SOURCE = "bbf534b0ca093928f94d1782855e65a19a32cde82b075d495d072025521953c8"
"""SHA-256 of the file it is cut from."""
DROPPED = ["GSUB", "GPOS", "GDEF", "BASE", "vhea", "vmtx", "gasp", "DSIG"]
COPYRIGHT = "Cut from LXGW WenKai 1.250, copyright 2021-2022 lxgw; SIL Open Font License 1.1, see OFL.txt"


def wanted(known: set[int]) -> set[int]:
    """The code points to keep of those the font knows."""
    rare = {code for code in known if code > 0xFFFF or 0x3400 <= code < 0x4DC0}
    return {code for code in known if code in rare or _in_gbk(code)}


def _in_gbk(code: int) -> bool:
    try:
        chr(code).encode("gbk")
    except UnicodeEncodeError:
        return False
    return code >= 0x20


def cut(source: Path, out: Path) -> int:
    """Write the cut font; gives how many characters it has."""
    options = subset.Options()
    options.hinting = False
    options.layout_features = []
    options.notdef_outline = True
    options.recalc_timestamp = False
    options.drop_tables += DROPPED
    font = TTFont(source, recalcTimestamp=False)
    codes = wanted(set(font.getBestCmap()))
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=codes)
    subsetter.subset(font)
    names = {0: COPYRIGHT, 1: NAME, 2: "Regular", 3: f"{NAME} 1.250", 4: NAME, 6: NAME.replace(" ", "")}
    font["name"].names = []
    for place, value in names.items():
        font["name"].setName(value, place, 3, 1, 0x409)
    out.parent.mkdir(exist_ok=True)
    font.save(out)
    return len(codes)


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or not (source := Path(arguments[0])).is_file():
        print(__doc__, file=sys.stderr)
        return 2
    if hashlib.sha256(source.read_bytes()).hexdigest() != SOURCE:
        print("font: this is not the file the font was cut from before", file=sys.stderr)
        return 1
    print(f"{OUT.name}: {cut(source, OUT):,} characters, {OUT.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
