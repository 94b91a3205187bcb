"""OFD files, written by hand after GB/T 33190."""

import pytest

from luoshi.core.reading.formats import open_document
from luoshi.core.reading.structure import SourceDocument, Unreadable

from .shapes import texts
from .word import zipped

NAMES = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def text(words: str, x: float, y: float, size: float = 5.0, steps: str = "") -> str:
    """A text object whose first baseline is `size` below its upper edge."""
    across = steps or f"g {len(words) - 1} {size}"
    return (
        f'<ofd:TextObject Boundary="{x} {y} 180 {size + 1}" Size="{size}">'
        f'<ofd:TextCode X="0" Y="{size}" DeltaX="{across}">{words}</ofd:TextCode></ofd:TextObject>'
    )


def line(x1: float, y1: float, x2: float, y2: float) -> str:
    return (
        f'<ofd:PathObject Boundary="0 0 210 297"><ofd:AbbreviatedData>M {x1} {y1} L {x2} {y2}'
        "</ofd:AbbreviatedData></ofd:PathObject>"
    )


def read(*pages: str) -> SourceDocument:
    return open_document("通知.ofd", made(*pages))


def made(*pages: str) -> bytes:
    links = "".join(f'<ofd:Page ID="{n}" BaseLoc="Pages/P{n}/Content.xml"/>' for n in range(len(pages)))
    files = {
        "OFD.xml": (
            f"<ofd:OFD {NAMES}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
        ),
        "Doc_0/Document.xml": (
            f"<ofd:Document {NAMES}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox>"
            f"</ofd:PageArea></ofd:CommonData><ofd:Pages>{links}</ofd:Pages></ofd:Document>"
        ),
    }
    for number, page in enumerate(pages):
        inside = f"<ofd:Content><ofd:Layer>{page}</ofd:Layer></ofd:Content>"
        files[f"Doc_0/Pages/P{number}/Content.xml"] = f"<ofd:Page {NAMES}>{inside}</ofd:Page>"
    return zipped(files)


def test_lines_are_ordered_by_place_and_rejoined() -> None:
    full = "各校要把建设任务分解到年度落实到部门和人员按季度报送进展情况给市"
    page = text("育局备案。", 20, 60) + text("　　" + full, 20, 50) + text("一、总体", 30, 40)
    document = read(page)
    assert [paragraph.text for paragraph in document.paragraphs] == ["一、总体", full + "育局备案。"]


def test_a_table_drawn_with_lines_is_a_table() -> None:
    lines = "".join(line(20, y, 120, y) for y in (50, 60, 70)) + "".join(
        line(x, 50, x, 70) for x in (20, 70, 120)
    )
    cells = text("任务", 25, 52) + text("甲校", 75, 52) + text("建设", 25, 62) + text("√", 75, 62, steps="5")
    document = read(text("一览表", 60, 40) + lines + cells)
    assert texts(document.tables[0]) == [["任务", "甲校"], ["建设", "√"]]
    assert document.tables[0].place.page == 1


def test_a_matrix_moves_the_text() -> None:
    moved = text("第二行", 20, 40).replace("Size=", 'CTM="1 0 0 1 0 40" Size=')
    document = read(moved + text("第一行。", 20, 60))
    assert [paragraph.text for paragraph in document.paragraphs] == ["第一行。", "第二行"]


def test_a_scan_is_refused_with_the_way_on() -> None:
    with pytest.raises(Unreadable, match=r"扫描件.*手工录入"):
        read('<ofd:ImageObject Boundary="0 0 210 297" ResourceID="3"/>')


def test_a_picture_page_among_others_is_said() -> None:
    document = read(text("正文", 20, 50), '<ofd:ImageObject Boundary="0 0 210 297" ResourceID="3"/>')
    assert "第 2 页是图片" in document.remarks[0]
