"""PDF files with a text layer."""

import io
import time
from pathlib import Path

import pypdfium2
import pytest
import typst

from luoshi.core.reading.formats import open_document
from luoshi.core.reading.formats.printed import TextLine
from luoshi.core.reading.formats.ruled import Line, find_grids
from luoshi.core.reading.formats.split_rows import rejoin_split_rows
from luoshi.core.reading.structure import SourceDocument, Unreadable

from .shapes import joined, texts

PAGE = '#set page(paper: "a4", margin: 25mm, header: [内部资料], numbering: "— 1 —")\n'
FONT = '#set text(lang: "zh", font: ("Noto Serif CJK SC", "Noto Sans CJK SC"), size: 16pt)\n'
INDENT = "#set par(first-line-indent: (amount: 2em, all: true), justify: true)\n"
LONG = "各校要把建设任务分解到年度，落实到部门和人员，" * 4 + "按季度报送进展。"
TABLE = """
#table(columns: (1fr, 1fr, 4fr, 1fr, 1fr),
  [序号], table.cell(colspan: 2)[工作任务], [甲校], [乙校],
  table.cell(rowspan: 2)[4], [4.1], [培训一百名德育骨干管理人员和思政课专任教师], [√], [],
  [4.2], [遴选基地], [], [√])
"""


def read(source: str, settings: str = PAGE + FONT + INDENT) -> SourceDocument:
    return open_document("通知.pdf", made(source, settings))


def made(source: str, settings: str = PAGE + FONT + INDENT) -> bytes:
    pdf = typst.compile((settings + source).encode(), format="pdf")
    assert isinstance(pdf, bytes)
    return pdf


def printed(document: SourceDocument) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs]


def test_lines_are_rejoined_into_paragraphs() -> None:
    document = read(f"一、总体要求\n\n{LONG}\n\n（一）{LONG}\n", FONT + INDENT)
    assert printed(document) == ["一、总体要求", LONG, "（一）" + LONG]


def test_running_heads_and_page_numbers_are_dropped_and_a_paragraph_goes_on_over_the_page() -> None:
    document = read("\n\n".join([LONG] * 21))
    assert printed(document) == [LONG] * 21
    assert document.paragraphs[-1].place.page == 3


@pytest.mark.parametrize("shape", ["— 1 —", "1", "第 1 页", "第 1 页 共 1 页", "1 / 1"])
def test_the_page_number_of_a_single_page_is_dropped(shape: str) -> None:
    document = read("正文", f'#set page(margin: 25mm, numbering: "{shape}")\n' + FONT)
    assert printed(document) == ["正文"]


def test_a_drawn_table_keeps_its_merged_cells_and_its_place() -> None:
    document = read("前文\n\n#pagebreak()\n" + TABLE + "\n后文")
    table = document.tables[0]
    assert joined(table) == {"工作任务": (1, 2), "4": (2, 1)}
    assert texts(table) == [
        ["序号", "工作任务", "甲校", "乙校"],
        ["4", "4.1", "培训一百名德育骨干管理人员和思政课专任教师", "√", ""],
        ["4.2", "遴选基地", "", "√"],
    ]
    assert (table.place.page, table.place.table) == (2, 1)
    assert printed(document) == ["前文", "后文"]


def test_a_table_without_outer_borders_is_still_a_table() -> None:
    inner_only = "(x, y) => (left: if x > 0 { 1pt }, top: if y > 0 { 1pt })"
    source = f"#table(columns: 3, stroke: {inner_only}, ..range(9).map(str))"
    assert texts(read(source).tables[0]) == [["0", "1", "2"], ["3", "4", "5"], ["6", "7", "8"]]


def test_a_table_over_two_pages_is_one_table_a_page() -> None:
    rows = "".join(f"[{number}], [建设任务]," for number in range(1, 81))
    document = read(f"#table(columns: 2, [序号], [任务], {rows})")
    assert [table.place.page for table in document.tables] == [1, 2, 3]
    assert sum(table.row_count for table in document.tables) == 81


def test_a_row_cut_by_the_page_is_put_back_together() -> None:
    document = read(f"#v(600pt)\n#table(columns: (1fr, 9fr), [序号], [任务], [1], [{LONG}], [2], [完])")
    rows = [row for table in document.tables for row in texts(table)]
    assert rows == [["序号", "任务"], ["1", LONG], ["2", "完"]]
    assert {table.place.page for table in document.tables} == {1, 2}


def test_a_drawing_of_very_many_lines_is_no_table_and_costs_little() -> None:
    lines = [Line(vertical, at * 10.0, 0.0, 50_000.0) for at in range(5000) for vertical in (True, False)]
    begun = time.process_time()
    assert find_grids(lines) == []
    assert time.process_time() - begun < 2


def test_pages_without_tables_are_left_alone_by_the_rejoining_of_rows() -> None:
    assert rejoin_split_rows([], lambda line, page: isinstance(line, TextLine)) == []


@pytest.mark.parametrize(("drawn", "turned"), [(-90, 90), (180, 180), (90, 270)])
def test_a_turned_page_is_read_as_seen(drawn: int, turned: int) -> None:
    sideways = f"#rotate({drawn}deg, reflow: true, box(width: 500pt)[{TABLE}])"
    document = pypdfium2.PdfDocument(made(sideways, FONT))
    page = document[0]
    page.set_rotation(turned)
    stored = io.BytesIO()
    document.save(stored)
    page.close()
    document.close()
    assert texts(open_document("表.pdf", stored.getvalue()).tables[0]) == texts(read(TABLE).tables[0])


def test_a_scan_is_refused_with_the_way_on() -> None:
    document = pypdfium2.PdfDocument.new()
    document.new_page(595, 842)
    stored = io.BytesIO()
    document.save(stored)
    document.close()
    with pytest.raises(Unreadable, match=r"扫描件.*粘贴成文本.*手工录入"):
        open_document("扫描.pdf", stored.getvalue())


def test_a_damaged_file_is_refused_with_the_way_on() -> None:
    with pytest.raises(Unreadable, match="重新导出"):
        open_document("坏.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 20)


def test_an_encrypted_file_says_so() -> None:
    encrypted = Path(__file__).parent / "data" / "encrypted.pdf"  # the word "密", with the password x
    with pytest.raises(Unreadable, match="密码"):
        open_document("密.pdf", encrypted.read_bytes())
