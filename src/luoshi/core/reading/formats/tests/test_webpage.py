"""Web pages."""

import pytest

from luoshi.core.reading.formats import open_document
from luoshi.core.reading.structure import SourceDocument, Unreadable

from .shapes import joined, texts


def read(body: str) -> SourceDocument:
    return open_document("通知.html", f"<!DOCTYPE html><html><body>{body}</body></html>".encode())


def printed(document: SourceDocument) -> list[str]:
    return [paragraph.printed for paragraph in document.paragraphs]


def test_headings_paragraphs_and_lists_are_read_and_scripts_are_not() -> None:
    document = read(
        "<script>alert(1)</script><style>p{}</style><h2>一、总体</h2><p>各校<b>要</b>重视。</p>"
        "<div>甲<br>乙<br><br>丙</div><ol start=3><li>一</li><li>二</li></ol><p hidden>藏</p>"
    )
    assert printed(document) == ["一、总体", "各校要重视。", "甲\n乙", "丙", "3.一", "4.二"]
    assert document.paragraphs[0].heading_level == 2
    assert document.paragraphs[1].heading_level is None


def test_a_table_keeps_its_spans_and_its_caption() -> None:
    table = read(
        "<table><caption>一览表</caption><tr><th rowspan=2>序号</th><th colspan=2>县市</th></tr>"
        "<tr><th>甲</th><th>乙</th></tr><tr><td>1</td><td>√</td><td><p>a</p><p>b</p></td></tr></table>"
    ).tables[0]
    assert joined(table) == {"序号": (2, 1), "县市": (1, 2)}
    assert texts(table) == [["序号", "县市"], ["甲", "乙"], ["1", "√", "a\nb"]]
    assert [cell.column for cell in table.cells if cell.row == 2] == [2, 3]
    assert table.title == "一览表"


def test_a_table_for_layout_is_read_as_text() -> None:
    document = read("<table><tr><td>导语<table><tr><td>a</td><td>b</td></tr></table></td></tr></table>")
    assert printed(document) == ["导语"]
    assert texts(document.tables[0]) == [["a", "b"]]


def test_gb18030_pages_are_read() -> None:
    source = '<html><head><meta charset="gb2312"></head><body><p>宜居城市</p></body></html>'
    assert printed(open_document("通知.htm", source.encode("gb18030"))) == ["宜居城市"]


def test_entities_and_outside_things_are_never_fetched() -> None:
    document = read('<img src="http://127.0.0.1:9/x"><link href="http://127.0.0.1:9/"><p>&nbsp;正文&lt;</p>')
    assert printed(document) == ["正文<"]


def test_an_absurd_span_is_cut() -> None:
    table = read('<table><tr><td colspan="999999999">甲</td><td>乙</td></tr></table>').tables[0]
    assert table.column_count <= 201


def test_a_page_without_text_is_refused() -> None:
    with pytest.raises(Unreadable, match="没有可读取的文字"):
        read("<script>1</script>")
