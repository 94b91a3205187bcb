"""Files as other programs write them: shared strings and formulas, a chart, an order of computation."""

import io
import zipfile

import openpyxl
import xlsxwriter
from lxml import etree

from luoshi.core.sheets import SchoolAnswer, SchoolName, merge, read_filled, read_template

from .made import packed_parts

TWO = (SchoolName("甲市第一职业学校"), SchoolName("甲市第二职业学校"))


def written_by_excel_like() -> bytes:
    """Shared strings, rich text, a chart, a picture, a formula stored once for many cells, an order of computation."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet, other = book.add_worksheet("表"), book.add_worksheet("图")
    box, bold = book.add_format({"border": 1}), book.add_format({"bold": True})
    sheet.merge_range("A1:E1", "")
    sheet.write_rich_string("A1", bold, "设备", "购置清单")
    for column, head in enumerate(["序号", "学校名称", "设备名称", "数量（台）", "单价（万元）"]):
        sheet.write(1, column, head, box)
    sheet.write(1, 5, "总价（万元）", box)
    for row in (2, 3):
        sheet.write(row, 0, row - 1, box)
        for column in range(1, 5):
            sheet.write_blank(row, column, None, box)
        sheet.write_formula(row, 5, f"=D{row + 1}*E{row + 1}", box, 0)
    sheet.write(4, 0, "合计", box)
    for column in range(1, 5):
        sheet.write_blank(4, column, None, box)
    sheet.write_formula(4, 5, "=SUM(F3:F4)", box, 0)
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=表!$F$3:$F$4", "categories": "=表!$B$3:$B$4"})
    sheet.insert_chart("B8", chart)
    other.write_formula("A1", "=表!F5", None, 0)
    book.close()
    return _with_extras(out.getvalue())


MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATION = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain"
KIND = b"application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"
CHAIN = (
    b'<calcChain xmlns="' + MAIN + b'"><c r="F3" i="1"/><c r="F4"/><c r="F5"/><c r="A1" i="2"/></calcChain>'
)
EXTRAS = {
    "xl/worksheets/sheet1.xml": (
        (b"<f>D3*E3</f>", b'<f t="shared" ref="F3:F4" si="0">D3*E3</f>'),
        (b"<f>D4*E4</f>", b'<f t="shared" si="0"/>'),
    ),
    "[Content_Types].xml": (
        (b"</Types>", b'<Override PartName="/xl/calcChain.xml" ContentType="' + KIND + b'"/></Types>'),
    ),
    "xl/_rels/workbook.xml.rels": (
        (
            b"</Relationships>",
            b'<Relationship Id="rId99" Type="' + RELATION + b'" Target="calcChain.xml"/></Relationships>',
        ),
    ),
}


def _with_extras(data: bytes) -> bytes:
    """What xlsxwriter does not write: a shared formula and calcChain.xml."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            for before, after in EXTRAS.get(name, ()):
                assert before in part
                part = part.replace(before, after)
            new.writestr(name, part)
        new.writestr("xl/calcChain.xml", CHAIN)
    return out.getvalue()


def without_kept_values(data: bytes) -> bytes:
    """The sheet that only computes, in canonical form, but for what its formulas came to."""
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        tree = etree.fromstring(opened.read("xl/worksheets/sheet2.xml"))
    for value in tree.findall(".//{*}v"):
        value.getparent().remove(value)
    return etree.tostring(tree, method="c14n")


def answers(count: int) -> list[SchoolAnswer]:
    rows = [{"t1_c3": f"设备{n}", "t1_c4": n, "t1_c5": "2.5"} for n in range(1, count + 1)]
    return [SchoolAnswer(school, {}, {"t1": rows}) for school in TWO]


def test_without_added_rows_strings_chart_and_order_of_computation_stay() -> None:
    data = written_by_excel_like()
    template = read_template("清单.xlsx", data, TWO)
    merged = merge(template, data, answers(1))
    before, after = packed_parts(data), packed_parts(merged.data)
    assert {part for part in before if before[part] != after[part]} == {
        "xl/worksheets/sheet1.xml",
        "xl/worksheets/sheet2.xml",  # it only computes: its kept values alone are others (ADR 0021)
    }
    assert without_kept_values(data) == without_kept_values(merged.data)
    values = openpyxl.load_workbook(io.BytesIO(merged.data), data_only=True)
    assert (values["表"]["F4"].value, values["表"]["F5"].value, values["图"]["A1"].value) == (2.5, 5, 5)


def test_with_added_rows_the_chart_follows_and_the_order_of_computation_is_left_to_excel() -> None:
    data = written_by_excel_like()
    template = read_template("清单.xlsx", data, TWO)
    merged = merge(template, data, answers(2))
    found = openpyxl.load_workbook(io.BytesIO(merged.data))
    assert [found["表"][f"F{row}"].value for row in range(3, 8)] == [
        "=D3*E3",
        "=D4*E4",
        "=D5*E5",
        "=D6*E6",
        "=SUM(F3:F6)",
    ]
    values = openpyxl.load_workbook(io.BytesIO(merged.data), data_only=True)
    assert (values["表"]["F7"].value, values["图"]["A1"].value) == (15, 15)
    with zipfile.ZipFile(io.BytesIO(merged.data)) as opened:
        assert b"$F$3:$F$6" in opened.read("xl/charts/chart1.xml")
        assert "xl/calcChain.xml" not in opened.namelist()
        assert b"calcChain" not in opened.read("[Content_Types].xml") + opened.read(
            "xl/_rels/workbook.xml.rels"
        )
        assert b"<xdr:row>9</xdr:row>" in opened.read("xl/drawings/drawing1.xml")
    assert read_filled(template, merged.data, TWO).answers == tuple(answers(2))
