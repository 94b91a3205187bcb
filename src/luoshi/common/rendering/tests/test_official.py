"""Official papers in Word as another office program draws them: the head, the lines, the numbers of pages."""

import datetime as dt
import io
import re
import subprocess
from pathlib import Path

import docx
import pypdfium2
import pytest
from docx.enum.section import WD_ORIENT
from docx.shared import Pt

from luoshi.common.rendering import imprint, official, word

LONG = "示例某某省某某市某某县某某区某某街道教育体育和人力资源社会保障局职业教育联合办公室"  # 40 characters
WORDS = ("各学校：", "示例正文" * 400)


def paper(office: str = "示例教育局") -> official.Official:
    return official.Official(
        office, "示教〔2026〕7号", "关于示例的通知", WORDS, ("示例名单",), dt.date(2026, 11, 7)
    )


def made(begin, office: str = "示例教育局", *, landscape: bool = False) -> bytes:
    document = begin(paper(office))
    official.annex(document, "示例名单", landscape=landscape)
    word.add_table(
        document, (2000, 4000), [word.row_xml([word.cell_xml("甲", 2000), word.cell_xml("乙", 4000)])]
    )
    return official.finished(document)


def with_imprint(words, rows: int = 1, copies: str = "") -> bytes:
    said = official.Official(
        "示例教育局", "示教〔2026〕7号", "关于示例的通知", words, ("示例名单",), dt.date(2026, 11, 7)
    )
    document = official.numbered(said)
    official.annex(document, "示例名单")
    line = word.row_xml([word.cell_xml("甲", 2000), word.cell_xml("乙", 4000)])
    word.add_table(document, (2000, 4000), [line] * rows)
    imprint.add(document, imprint.Imprint("示例教育局办公室", dt.date(2026, 11, 7), copies))
    return official.finished(document)


def pages(folder: Path, data: bytes) -> list[list[str]]:
    """The lines of each page as LibreOffice lays them out, without spaces."""
    (folder / "paper.docx").write_bytes(data)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*command, str(folder / "paper.docx")], check=True, capture_output=True, timeout=120)
    with pypdfium2.PdfDocument(folder / "paper.pdf") as document:
        texts = [page.get_textpage().get_text_bounded() for page in document]
    return [["".join(line.split()) for line in text.splitlines() if line.strip()] for text in texts]


@pytest.mark.once
def test_a_numbered_paper_has_its_red_head_22_lines_and_numbers_on_each_page(tmp_path: Path) -> None:
    drawn = pages(tmp_path, made(official.numbered))
    assert drawn[0][:4] == ["示例教育局文件", "示教〔2026〕7号", "关于示例的通知", "各学校："]
    assert [page[-1] for page in drawn] == [f"—{number}—" for number in range(1, len(drawn) + 1)]
    full = drawn[1][:-1]
    assert (len(full), max(len(line) for line in full)) == (22, 28)
    assert drawn[-1][:2] == ["附件", "示例名单"]
    signed = next(page for page in drawn if "附件：示例名单" in page)
    assert signed[-3:-1] == ["示例教育局", "2026年11月7日"]


@pytest.mark.once
def test_a_letter_numbers_its_pages_from_the_second_and_lies_down_for_its_table(tmp_path: Path) -> None:
    data = made(official.letter, landscape=True)
    drawn = pages(tmp_path, data)
    assert sorted(drawn[0][:2]) == ["示例教育局", "示教〔2026〕7号"]
    assert not [line for line in drawn[0] if line.startswith("—")]
    assert [page[-1] for page in drawn[1:]] == [f"—{number}—" for number in range(2, len(drawn) + 1)]
    shapes = [section.orientation for section in docx.Document(io.BytesIO(data)).sections]
    assert shapes == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE]


PRINTED = "示例教育局办公室2026年11月7日印发"
SHORT, LONGER = ("各学校：", "现予公布。"), ("各学校：", "示例正文" * 150)


@pytest.mark.once
@pytest.mark.parametrize(
    ("words", "rows", "last", "numbered"),
    [
        (SHORT, 3, 2, True),  # below the list, which ends on the second page
        (LONGER, 3, 4, True),  # the list ends on the third page: on the back of it
        (SHORT, 32, 3, False),  # no room below the list: an empty page, which is not drawn, then its own
        (SHORT, 50, 4, True),
    ],
)
def test_the_imprint_stands_at_the_foot_of_the_last_page_which_is_even(
    tmp_path: Path, words: tuple[str, ...], rows: int, last: int, numbered: bool
) -> None:
    drawn = pages(tmp_path, with_imprint(words, rows, copies="示例市政府办公室，示例市财政局"))
    assert len(drawn) == last
    lines = [line for line in drawn[-1] if not line.startswith("—")]
    assert lines[-2:] == ["抄送：示例市政府办公室，示例市财政局。", PRINTED]
    assert (f"—{last}—" in drawn[-1]) is numbered
    with pypdfium2.PdfDocument(tmp_path / "paper.pdf") as document:
        page = document[last - 1].get_textpage()
        found = page.search("印发")
        *_, bottom, _, _ = page.get_charbox(found.get_next()[0])
    assert 35 < bottom / 72 * 25.4 < 40, (
        "the last rule lies on the lower edge of the text, 35 mm from the paper's"
    )


def test_the_rules_of_the_imprint_are_thick_outside_and_thin_between() -> None:
    def rules(**more: str) -> list[str]:
        xml = docx.Document(io.BytesIO(with_imprint(SHORT, **more))).element.xml
        return re.findall(r'<w:top w:val="single" w:sz="(\d+)"', xml.partition("txbxContent")[2])

    assert rules() == ["8", "8"]
    assert rules(copies="示例市财政局") == ["8", "6", "8"]


@pytest.mark.parametrize(("office", "size"), [("示例教育局", 44), (LONG, 24)])
def test_the_name_in_the_head_is_as_large_as_its_length_allows(office: str, size: int) -> None:
    head = docx.Document(io.BytesIO(made(official.numbered, office))).paragraphs[0]
    run = head.runs[0]
    assert (run.font.size, run.font.color.rgb, run.text) == (Pt(size), official.RED, f"{office}文件")


def test_every_line_of_the_text_keeps_its_distance_and_a_red_line_lies_below_the_number() -> None:
    document = docx.Document(io.BytesIO(made(official.numbered)))
    number, *rest = document.paragraphs[1:]
    assert '<w:bottom w:val="single" w:sz="12" w:space="11" w:color="E60000"/>' in number._p.xml
    text = [line for line in rest if line.text.startswith(("　　", "各学校"))]
    assert {line.paragraph_format.line_spacing for line in text} == {Pt(official.LINE)}
    assert len(text) == len(WORDS) + 1  # and what is attached


def test_what_a_person_writes_stays_text() -> None:
    hostile = official.Official(
        "局\x00<w:p/>", "1&2", "<b>题</b>", ("&lt;",), ("附\x0b",), dt.date(2026, 1, 1)
    )
    lines = [
        line.text
        for line in docx.Document(io.BytesIO(official.finished(official.numbered(hostile)))).paragraphs
    ]
    assert lines[:4] == ["局<w:p/>文件", "1&2", "<b>题</b>", "　　&lt;"]
