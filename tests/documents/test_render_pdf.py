"""Documents: every character can be seen and copied, lines and pages break, the same document is the same bytes."""

from __future__ import annotations

import io
import subprocess
import sys

import pytest
from pypdf import PdfReader

from chalicelib.documents import (
    Block,
    Document,
    Heading,
    MissingGlyphs,
    Moment,
    Pairs,
    Paragraph,
    Table,
    Timeline,
    missing_glyphs,
    render_pdf,
)

RARE = "䶮㛃𬀩𫖯𬭚㙍𫘝𬸚𬤊𬴂"


def document(*blocks: Block, **more: str) -> Document:
    return Document("在读证明", "zh", blocks, **more)


def pages(data: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(data)).pages]


def text(data: bytes) -> str:
    return "".join("".join(pages(data)).split())


def test_what_is_written_can_be_read_out_of_it() -> None:
    made = render_pdf(
        document(
            Heading("申请内容"),
            Pairs((("姓名", "林小雨"), ("Name", "Lin Xiaoyu"))),
            Table(("环节", "意见"), (("辅导员审核", "同意"),), (1, 2)),
            Paragraph("特此证明。"),
            Timeline((Moment("2026-11-26 09:00", "已提交", "林小雨", "盼复"),)),
            seal="教务处", footer="仅供测试", qr="https://hall.example/v/1", qr_note="扫码查验",
        )
    )  # fmt: skip
    for wanted in ("在读证明", "申请内容", "林小雨", "LinXiaoyu", "辅导员审核", "同意", "特此证明。", "盼复", "教务处",
                   "仅供测试", "扫码查验", "第1页，共1页"):  # fmt: skip
        assert wanted in text(made), wanted


@pytest.mark.parametrize("character", list(RARE))
def test_a_rare_character_of_a_name_can_be_copied(character: str) -> None:
    assert missing_glyphs(character) == []
    assert f"王{character}明" in text(render_pdf(document(Paragraph(f"王{character}明"))))


def test_many_characters_beyond_one_subset_of_the_font() -> None:
    many = "".join(chr(code) for code in range(0x4E00, 0x4E00 + 700)) + "𬀩"
    assert many in text(render_pdf(document(Paragraph(many))))


def test_a_character_without_a_picture_is_refused_or_named() -> None:
    assert missing_glyphs("好😀\U000e0001") == ["😀"]
    with pytest.raises(MissingGlyphs) as raised:
        render_pdf(document(Pairs((("心情", "好😀"),))))
    assert raised.value.characters == ("😀",)
    assert "好[U+1F600]" in text(render_pdf(document(Pairs((("心情", "好😀"),))), missing="name"))


def test_the_same_document_is_the_same_bytes_in_another_process() -> None:
    code = (
        "import sys, hashlib; from tests.documents.test_render_pdf import document, RARE; "
        "from chalicelib.documents import Paragraph, render_pdf; "
        "print(hashlib.sha256(render_pdf(document(Paragraph(RARE * 50), qr='a', seal='b'))).hexdigest())"
    )
    runs = {subprocess.run([sys.executable, "-c", code], check=True, capture_output=True).stdout for _ in range(2)}
    assert len(runs) == 1


def test_what_was_printed_before_leaves_no_trace() -> None:
    first = render_pdf(document(Paragraph("一二三")))
    render_pdf(document(Paragraph("四五六" * 300)))
    assert render_pdf(document(Paragraph("一二三"))) == first


def test_a_value_longer_than_a_page_goes_on_and_loses_nothing() -> None:
    long = "".join(f"第{n}行说明内容。" for n in range(2000))
    made = render_pdf(document(Pairs((("说明", long), ("后面", "还有"))), footer="页脚"))
    assert len(pages(made)) > 5
    whole = "".join("".join(page.split("页脚")[0].split()) for page in pages(made))
    assert whole.count("行说明内容") >= 1980, "all but those a page's end stands in"
    assert "第1999行" in text(made)
    assert "还有" in pages(made)[-1]


def test_the_head_of_a_table_comes_again_on_each_page() -> None:
    made = pages(render_pdf(document(Table(("序号", "内容"), tuple((str(n), "某事") for n in range(100))))))
    assert len(made) > 1
    assert all("序号" in page for page in made)


def test_controls_and_turned_text_are_not_printed() -> None:
    assert "abcdef" in text(render_pdf(document(Paragraph("abc\u202edef\x07\u200b"))))


def test_a_long_word_is_cut_at_the_margin() -> None:
    assert "x" * 400 in text(render_pdf(document(Paragraph("x" * 400))))
