"""``python -m tools.samples``: print the samples and empty forms of ``tools/samples.yaml`` beside the services.

Everything in them is invented, and every page says so. The same bytes each time, so that a sample changes only with
its words; ``--check`` writes nothing and ends with 1 where a file differs.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from chalicelib.catalogue import CATALOGUE_ROOT, read_yaml
from chalicelib.documents import Document, Gap, Pairs, Paragraph, render_pdf

SOURCE = Path(__file__).with_name("samples.yaml")
MARK = "样本 SAMPLE"
INVENTED = f"{MARK}：内容均为虚构，仅供参考。All data are invented."
EMPTY = "请打印后填写签名，再扫描或拍照上传。Print it, fill it in, sign it, and upload a scan or photo."


def read_samples() -> list[Mapping[str, Any]]:
    """Raises `ValueError` for what is no list of samples."""
    data, _, faults = read_yaml(SOURCE.read_text("utf-8"))
    if faults or not isinstance(data, list):
        raise ValueError(f"{SOURCE.name}: {faults or 'a list is wanted'}")
    return data


def printed(one: Mapping[str, Any]) -> Iterator[tuple[str, bytes]]:
    """(file name, content): the sample, and the empty form where there is one."""
    rows = tuple((str(label), str(value)) for label, value in one["rows"])
    yield f"{one['file']}.pdf", render_pdf(_sheet(one, rows, sample=True))
    if one.get("blank"):
        empty = tuple((label, "\n") for label, _ in rows)
        yield f"{one['file']}-blank.pdf", render_pdf(_sheet(one, empty, sample=False))


def _sheet(one: Mapping[str, Any], rows: tuple[tuple[str, str], ...], *, sample: bool) -> Document:
    head = [Paragraph(MARK, align="center", size=15), Gap(4)] if sample else []
    sign = str(one.get("sign", "")) if sample else "签名 Signature：　　　　　　　　日期 Date：　　　　　　"
    return Document(
        title=str(one["title"]),
        lang="zh",
        blocks=(*head, Pairs(rows), Gap(), Paragraph(str(one["text"])), Gap()),
        seal=sign,
        footer=INVENTED if sample else EMPTY,
    )


def folder_of(code: str) -> Path:
    """Where the files of a service lie: beside its definition. Raises `ValueError` for a service there is not."""
    found = next(iter(CATALOGUE_ROOT.glob(f"*/{code}.yaml")), None)
    if found is None:
        raise ValueError(f"there is no service {code}")
    return found.with_suffix("")


def main(arguments: list[str]) -> int:
    differs = 0
    for one in read_samples():
        for name, content in printed(one):
            file = folder_of(str(one["service"])) / name
            if file.exists() and file.read_bytes() == content:
                continue
            differs += 1
            print(file.relative_to(CATALOGUE_ROOT.parent))
            if "--check" not in arguments:
                file.parent.mkdir(exist_ok=True)
                file.write_bytes(content)
    return 1 if differs and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
