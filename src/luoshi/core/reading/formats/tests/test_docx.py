"""Word documents."""

import io
import zipfile
from pathlib import Path

import docx as python_docx
import pytest

from luoshi.core.reading.formats import open_document
from luoshi.core.reading.structure import SourceDocument, Unreadable

from .shapes import joined, texts
from .word import docx, level, listed, numbered, p, tbl, tc, zipped


def read(body: str, **parts: str) -> SourceDocument:
    return open_document("方案.docx", docx(body, **parts))


def printed(document: SourceDocument) -> list[str]:
    return [paragraph.printed for paragraph in document.paragraphs]


def test_paragraphs_and_tables_come_in_the_order_of_the_text() -> None:
    document = read(p("一") + tbl(tc("表")) + p("二"))
    assert [getattr(block, "text", "表") for block in document.blocks] == ["一", "表", "二"]


def test_automatic_numbers_are_printed_as_word_prints_them() -> None:
    lists = numbered(
        level(0, "chineseCountingThousand", "%1、"),
        level(1, "chineseCounting", "（%2）"),
        level(2, "decimal", "%3."),
        level(3, "decimalEnclosedCircle", "%4"),
    )
    body = listed("总体", 1) + listed("目标", 1, 1) + listed("措施", 1, 2) + listed("细节", 1, 3)
    body += listed("要求", 1, 1) + listed("措施", 1, 2) + listed("保障", 1)
    assert printed(read(body, numbering=lists)) == [
        "一、总体", "（一）目标", "1.措施", "①细节", "（二）要求", "1.措施", "二、保障",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("number", "number_format", "shown"),
    [
        (10, "chineseCounting", "十"),
        (21, "chineseCounting", "二十一"),
        (105, "chineseCountingThousand", "一百零五"),
        (110, "chineseCountingThousand", "一百一十"),
        (12, "chineseLegalSimplified", "壹拾贰"),
        (3, "ideographTraditional", "丙"),
        (4, "upperRoman", "IV"),
        (27, "lowerLetter", "aa"),
        (12, "decimalFullWidth", "１２"),
        (21, "decimalEnclosedCircle", "㉑"),
        (7, "decimalZero", "07"),
        (7, "unknownToUs", "7"),
    ],
)
def test_each_number_format_is_rendered(number: int, number_format: str, shown: str) -> None:
    lists = numbered(level(0, number_format, "%1")).replace('w:start w:val="1"', f'w:start w:val="{number}"')
    assert read(listed("项", 1), numbering=lists).paragraphs[0].label.strip() == shown


def test_an_article_number_and_a_joined_number_keep_apart_from_the_text() -> None:
    lists = numbered(level(0, "chineseCounting", "第%1条"), level(1, "decimal", "%1.%2", "<w:isLgl/>"))
    assert printed(read(listed("总则", 1) + listed("3个基地", 1, 1), numbering=lists)) == [
        "第一条总则",
        "1.1 3个基地",
    ]


def test_a_list_with_its_own_start_counts_anew() -> None:
    anew = '<w:num w:numId="2"><w:abstractNumId w:val="0"/>'
    anew += '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>'
    lists = numbered(
        level(0, "decimal", "%1、"), nums='<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>' + anew
    )
    body = listed("a", 1) + listed("b", 1) + listed("c", 2) + listed("d", 2)
    assert printed(read(body, numbering=lists)) == ["1、a", "2、b", "5、c", "6、d"]


def test_a_heading_style_gives_level_and_number() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/>'
        '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="mine"><w:name w:val="本单位标题"/>'
        '<w:basedOn w:val="1"/></w:style>'
    )
    lists = numbered(level(0, "chineseCounting", "%1、", '<w:pStyle w:val="1"/>'))
    document = read(
        p("总体", '<w:pStyle w:val="1"/>') + p("目标", '<w:pStyle w:val="mine"/>'),
        styles=styles,
        numbering=lists,
    )
    assert [(each.printed, each.heading_level) for each in document.paragraphs] == [
        ("一、总体", 1),
        ("二、目标", 1),
    ]


def test_an_empty_paragraph_of_a_list_is_counted_but_not_given() -> None:
    body = listed("甲", 1) + listed("", 1) + listed("乙", 1)
    assert printed(read(body, numbering=numbered(level(0, "decimal", "%1、")))) == ["1、甲", "3、乙"]


def test_a_file_of_the_strict_kind_says_what_to_do() -> None:
    with zipfile.ZipFile(io.BytesIO(docx(p("正文")))) as archive:
        document = archive.read("word/document.xml")
    strict = document.replace(
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    with pytest.raises(Unreadable, match="另存为普通的"):
        open_document("方案.docx", zipped({"word/document.xml": strict}))


def test_bullets_and_unknown_lists_give_no_label() -> None:
    assert printed(read(listed("甲", 1) + listed("乙", 9), numbering=numbered(level(0, "bullet", "")))) == [
        "甲",
        "乙",
    ]


def test_merged_cells_keep_their_spans() -> None:
    body = tbl(
        tc("序号", '<w:vMerge w:val="restart"/>') + tc("县市", '<w:gridSpan w:val="2"/>'),
        tc("", "<w:vMerge/>") + tc("甲校") + tc("乙校"),
        tc("1") + tc("√") + tc(""),
    )
    table = read(body).tables[0]
    assert joined(table) == {"序号": (2, 1), "县市": (1, 2)}
    assert texts(table) == [["序号", "县市"], ["甲校", "乙校"], ["1", "√", ""]]
    assert (table.row_count, table.column_count) == (3, 3)


def test_a_row_that_begins_further_right_keeps_its_column() -> None:
    late = '<w:trPr><w:gridBefore w:val="1"/></w:trPr>' + tc("√")
    table = read(tbl(tc("甲") + tc("乙"), late)).tables[0]
    assert [(cell.text, cell.column) for cell in table.cells if cell.row == 2] == [("√", 2)]


def test_columns_of_a_hairs_breadth_do_not_shift_the_cells() -> None:
    widths = "".join(f'<w:gridCol w:w="{width}"/>' for width in (900, 899, 1, 900))
    two = '<w:gridSpan w:val="2"/>'
    heading = tc("甲") + tc("乙") + tc("丙", two)
    body = tbl(heading, tc("1") + tc("2", two) + tc("3"), tc("4") + tc("5") + tc("") + tc("6"))
    table = read(body.replace("<w:tbl>", f"<w:tbl><w:tblGrid>{widths}</w:tblGrid>")).tables[0]
    assert [[cell.column for cell in row] for row in table.rows()] == [[1, 2, 3]] * 3
    assert joined(table) == {}


def test_numbers_of_a_list_in_a_column_are_the_cells_text() -> None:
    cells = [f"<w:tc>{listed('', 1)}</w:tc>" + tc(name) for name in ("甲", "乙")]
    table = read(tbl(*cells), numbering=numbered(level(0, "decimal", "%1"))).tables[0]
    assert texts(table) == [["1", "甲"], ["2", "乙"]]


def test_a_table_within_a_cell_is_flattened_and_a_frame_is_opened() -> None:
    inner = tbl(tc("a") + tc("b"), tc("c") + tc("d"))
    flattened = read(tbl(tc("左") + f"<w:tc>{inner}{p()}</w:tc>")).tables[0]
    assert texts(flattened) == [["左", "a\tb\nc\td"]]
    framed = read(tbl(f"<w:tc>{p('题')}{inner}</w:tc>"))
    assert (printed(framed), texts(framed.tables[0])) == (["题"], [["a", "b"], ["c", "d"]])


def test_inserted_text_stays_and_deleted_text_goes() -> None:
    inside = "<w:r><w:t>建设</w:t></w:r><w:del><w:r><w:delText>2</w:delText></w:r></w:del>"
    inside += "<w:ins><w:r><w:t>3</w:t></w:r></w:ins><w:moveFrom><w:r><w:t>旧</w:t></w:r></w:moveFrom>"
    body = p(inside=inside)
    assert printed(read(body)) == ["建设3"]


def test_a_deleted_paragraph_mark_joins_two_paragraphs() -> None:
    assert printed(read(p("示范性", "<w:rPr><w:del/></w:rPr>") + p("基地"))) == ["示范性基地"]


def test_breaks_fields_symbols_and_hidden_text() -> None:
    inside = (
        "<w:r><w:t>一</w:t><w:br/><w:t>二</w:t><w:tab/><w:t>三</w:t><w:noBreakHyphen/></w:r>"
        "<w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r>"
        '<w:r><w:sym w:font="Wingdings 2" w:char="F050"/></w:r>'
        '<w:r><w:rPr><w:rFonts w:ascii="Wingdings 2"/></w:rPr><w:t>R</w:t></w:r>'
    )
    assert printed(read(p(inside=inside))) == ["一\n二\t三-√☑"]


def test_a_text_box_follows_its_paragraph_once() -> None:
    box = f"<w:txbxContent>{p('框内')}</w:txbxContent>"
    inside = (
        "<w:r><w:t>正文</w:t></w:r><w:r><mc:AlternateContent>"
        f"<mc:Choice Requires='wps'><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert printed(read(p(inside=inside))) == ["正文", "框内"]


def test_footnotes_come_last_with_their_number() -> None:
    body = p(inside='<w:r><w:t>正文</w:t><w:footnoteReference w:id="2"/></w:r>') + p("后文")
    assert printed(read(body, footnotes=f'<w:footnote w:id="2">{p("出处")}</w:footnote>')) == [
        "正文",
        "后文",
        "［注1］出处",
    ]


def test_the_table_of_contents_is_left_out_and_said() -> None:
    styles = '<w:style w:type="paragraph" w:styleId="9"><w:name w:val="toc 1"/></w:style>'
    document = read(p("一、总体 1", '<w:pStyle w:val="9"/>') + p("一、总体"), styles=styles)
    assert (printed(document), document.remarks) == (["一、总体"], ("文件里的目录没有读入。",))


def test_a_file_written_by_python_docx_is_read() -> None:
    made = python_docx.Document()
    made.add_heading("一、总体要求", 1)
    table = made.add_table(2, 3)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "序号"
    table.cell(0, 2).text = "甲校"
    stored = io.BytesIO()
    made.save(stored)
    document = open_document("方案.docx", stored.getvalue())
    assert (document.paragraphs[0].text, document.paragraphs[0].heading_level) == ("一、总体要求", 1)
    assert joined(document.tables[0]) == {"序号": (2, 1)}


def test_a_document_of_pictures_only_is_refused_with_the_way_on() -> None:
    with zipfile.ZipFile(io.BytesIO(docx(""))) as archive:
        files = {path: archive.read(path) for path in archive.namelist()}
    files["word/media/image1.png"] = b"\x89PNG"
    with pytest.raises(Unreadable, match="手工录入"):
        open_document("扫描.docx", zipped(files))


@pytest.mark.shared
def test_the_yichang_document_is_read_whole(shared_input: Path) -> None:
    document = open_document("意见.docx", (shared_input / "yichang-2021-opinions.docx").read_bytes())
    assert sum(cell.text == "√" for table in document.tables for cell in table.cells) == 99
    assert [table.column_count for table in document.tables] == [15, 15, 15, 15]
    assert joined(document.tables[0])["4"] == (5, 1)
    assert len(document.paragraphs) == 27
