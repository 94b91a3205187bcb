"""Tables of a PDF that are printed without lines: columns by alignment."""

import pytest
import typst
from hypothesis import given
from hypothesis import strategies as st

from luoshi.core.reading.formats import open_document
from luoshi.core.reading.formats.aligned import find_aligned
from luoshi.core.reading.formats.glyphs import Glyph, rows_of
from luoshi.core.reading.reading import read
from luoshi.core.reading.structure import SourceDocument

from .shapes import texts

FONT = '#set text(lang: "zh", font: ("Noto Serif CJK SC", "Noto Sans CJK SC"), size: 10pt)\n'
PAGE = '#set page(paper: "a4", margin: 20mm)\n'
HEAD = ["序号", "工作任务", "承接数量", "三峡中专", "机电", "宜都", "兴山"]
ROWS = [
    ["4.1", "培训一百名左右德育骨干管理人员和思政课专任教师并建立名师工作室", "2", "√", "", "√", ""],
    ["4.2", "遴选基地", "1", "", "√", "", ""],
    ["5", "支持职业学校到境外办学", "3", "√", "√", "√", ""],
    ["6", "推进中文加职业技能项目建设和推广使用统编教材工作的组织与实施", "2", "√", "", "√", ""],
]
CENTRED = "(x, y) => if x == 1 { left + horizon } else { center + horizon }"


def made(rows: list[list[str]], align: str = "left", more: str = "", after: str = "") -> SourceDocument:
    cells = "".join(f"[{text}]," for row in rows for text in row)
    table = f"columns: (3em, 14em, 5em, 5em, 4em, 4em, 4em), stroke: none, align: {align}"
    source = f"{PAGE}{more}{FONT}任务承接情况一览表\n\n#table({table}, {cells})\n{after}"
    pdf = typst.compile(source.encode(), format="pdf")
    assert isinstance(pdf, bytes)
    return open_document("附件.pdf", pdf)


def undertaken(document: SourceDocument) -> list[list[str]]:
    return [list(task.undertaken_by) for task in read([document]).tasks]


def marked(rows: list[list[str]]) -> list[list[str]]:
    return [[name for name, mark in zip(HEAD[3:], row[3:], strict=True) if mark == "√"] for row in rows]


@pytest.mark.parametrize("align", ["left", "center + horizon", CENTRED])
def test_columns_are_known_by_alignment_and_long_cells_stay_whole(align: str) -> None:
    document = made([HEAD, *ROWS], align, after="\n注：√表示承接。")
    assert texts(document.tables[0]) == [HEAD, *ROWS]
    assert [paragraph.text for paragraph in document.paragraphs] == ["任务承接情况一览表", "注：√表示承接。"]
    assert undertaken(document) == marked(ROWS)


@pytest.mark.parametrize("repeated", [True, False])
def test_the_columns_go_on_over_the_page_even_where_one_is_empty_there(repeated: bool) -> None:
    small = "#set page(width: 250mm, height: 60mm, margin: 12mm)\n"
    tasks = [[str(number), f"建设第{number}个基地", "1", "", "", "√", ""] for number in range(1, 15)]
    tasks[0][3], tasks[0][2] = "√", "2"
    if repeated:
        cells = "".join(f"[{text}]," for text in HEAD)
        document = _with_header(tasks, f"{small}#let head = table.header({cells})\n")
    else:
        document = made([HEAD, *tasks], "left", small)
    assert max(table.place.page or 0 for table in document.tables) > 1
    assert undertaken(document) == marked(tasks)


def _with_header(rows: list[list[str]], more: str) -> SourceDocument:
    cells = "".join(f"[{text}]," for row in rows for text in row)
    table = "columns: (3em, 14em, 5em, 5em, 4em, 4em, 4em), stroke: none"
    pdf = typst.compile(f"{PAGE}{more}{FONT}#table({table}, head, {cells})".encode(), format="pdf")
    assert isinstance(pdf, bytes)
    return open_document("附件.pdf", pdf)


@given(
    st.lists(
        st.tuples(st.sampled_from(" 甲√1"), st.integers(0, 12), st.integers(0, 8), st.sampled_from([6, 10])),
        max_size=60,
    )
)
def test_any_page_is_read_without_failing_and_no_character_is_doubled(
    signs: list[tuple[str, int, int, int]],
) -> None:
    glyphs = [Glyph(text, x * 15.0, y * 14.0, x * 15.0 + size, y * 14.0 + size) for text, x, y, size in signs]
    tables = find_aligned(rows_of(glyphs), ())
    inside = [
        id(g) for t in tables for row in t.rows for lines in row.values() for line in lines for g in line
    ]
    assert len(inside) == len(set(inside))
    assert set(inside) <= {id(glyph) for glyph in glyphs}


def test_a_line_of_nothing_but_blanks_inside_the_table_does_no_harm() -> None:
    words = [(column, row, "甲") for row in (0, 1, 3, 4) for column in range(4)] + [(0, 2, " ")]
    glyphs = [Glyph(text, x * 40.0, y * 14.0, x * 40.0 + 10, y * 14.0 + 10) for x, y, text in words]
    (table,) = find_aligned(rows_of(glyphs), ())
    assert (len(table.columns), len(table.rows)) == (4, 4)


@pytest.mark.parametrize(
    "source",
    [
        "各校要把建设任务分解到年度，落实到部门和人员，按季度报送进展。" * 12,
        "#grid(columns: (1fr, 1fr), gutter: 2em, [" + "左栏文字。" * 60 + "], [" + "右栏文字。" * 60 + "])",
        "甲方：#h(4em)乙方：#h(4em)丙方：\n\n日期：#h(4em)日期：#h(4em)日期：",
        "#align(right)[临江市教育局 \\ 2021年3月1日]",
    ],
)
def test_running_text_columns_of_a_page_and_signatures_are_no_table(source: str) -> None:
    pdf = typst.compile((PAGE + FONT + source).encode(), format="pdf")
    assert isinstance(pdf, bytes)
    assert open_document("通知.pdf", pdf).tables == []
