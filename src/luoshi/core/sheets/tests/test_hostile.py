"""Files that mean harm or are broken: refused in words, within the limits."""

import io
import zipfile
from collections.abc import Callable

import openpyxl
import pytest

from luoshi.core.reading.structure import Unreadable
from luoshi.core.sheets import SchoolName, book, read_filled, read_template

from .books import plain_book

PLAIN = plain_book(["学校名称", "学生数"], [[None], [None]])
SHEET = "xl/worksheets/sheet1.xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def with_part(path: str, change: Callable[[bytes], bytes]) -> bytes:
    """The plain workbook with one part changed or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(PLAIN)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == path else old.read(name))
        if path not in old.namelist():
            new.writestr(path, change(b""))
    return out.getvalue()


def wide() -> bytes:
    cells = "".join(f'<c r="XF{letter}3" s="0"/>' for letter in "ABCD")
    return with_part(
        SHEET, lambda xml: xml.replace(b"</sheetData>", f'<row r="9">{cells}</row></sheetData>'.encode())
    )


def beyond() -> bytes:
    return with_part(SHEET, lambda xml: xml.replace(b'r="A3"', b'r="XFE3"'))


def claims_a_million_rows() -> bytes:
    def claim(xml: bytes) -> bytes:
        claimed = xml.replace(b'ref="A1:B4"', b'ref="A1:XFD1048576"')
        return claimed.replace(b"</row></sheetData>", b'</row><row r="1048576"/></sheetData>')

    return with_part(SHEET, claim)


def with_many_cells() -> bytes:
    cells = b"<row>" + b"<c/>" * 4_500 + b"</row></sheetData>"
    return with_part(SHEET, lambda xml: xml.replace(b"</sheetData>", cells))


REFUSED = {
    "a bomb of zeros": (
        lambda: with_part("xl/media/a.bin", lambda _: bytes(20 * 1024 * 1024)),
        "解开后过大",
    ),
    "an entity bomb": (
        lambda: with_part(SHEET, lambda xml: b'<!DOCTYPE a [<!ENTITY b "c">]>' + xml.partition(b"?>")[2]),
        "不允许的外部定义",
    ),
    "macros": (lambda: with_part("xl/vbaProject.bin", lambda _: b"x"), "另存为不含宏"),
    "a fetched part": (
        lambda: with_part(
            "xl/externalLinks/_rels/externalLink1.xml.rels",
            lambda _: (
                b'<Relationships><Relationship Id="r" TargetMode="External" Target="http://a.example/b.xlsx" '
                b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLinkPath"/></Relationships>'
            ),
        ),
        "断开外部链接",
    ),
    "a path leading out": (lambda: with_part("../a.xml", lambda _: b"<a/>"), "内部结构可疑"),
    "half a file": (lambda: PLAIN[: len(PLAIN) // 2], "没有传完整"),
    "an empty file": (lambda: b"", "空文件"),
    "broken XML": (lambda: with_part(SHEET, lambda xml: xml[: len(xml) // 2]), "内部内容已损坏"),
    "a column beyond the last": (beyond, "超出范围的列"),
    "a text": (lambda: "学校名称,学生数".encode(), "不是 .xlsx 文件"),
    "a file with a password": (lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "去掉密码"),
    "an old file with macros": (lambda: OLE + "_VBA_PROJECT".encode("utf-16-le"), "不含宏"),
    "an old workbook": (lambda: OLE + "Workbook".encode("utf-16-le"), "另存为 .xlsx|改为 .xls"),
    "an archive": (lambda: _zip({"a.txt": b"a"}), "不是可以填报的模板"),
}


def _zip(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as new:
        for name, data in parts.items():
            new.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_in_words_that_say_what_to_do(name: str) -> None:
    make, words = REFUSED[name]
    with pytest.raises(Unreadable, match=words):
        read_template("模板.xlsx", make())


def test_a_huge_sheet_is_refused_before_it_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(book, "MOST_CELLS", 4_000)
    with pytest.raises(Unreadable, match="范围过大"):
        read_template("模板.xlsx", with_many_cells())


@pytest.mark.parametrize("make", [wide, claims_a_million_rows])
def test_what_a_sheet_claims_of_its_size_costs_nothing(make: Callable[[], bytes]) -> None:
    template = read_template("模板.xlsx", make())
    assert [column.label for column in template.tables[0].columns] == ["学校名称", "学生数"]


def test_a_template_that_asks_more_than_anybody_can_check_is_refused() -> None:
    book = openpyxl.Workbook()
    book.active.append(["学校名称", *(f"第{n}项" for n in range(500))])
    book.active.append([""])
    stream = io.BytesIO()
    book.save(stream)
    with pytest.raises(Unreadable, match="一次收表最多 400 栏"):
        read_template("模板.xlsx", stream.getvalue())


def test_a_merge_over_the_whole_sheet_is_not_walked() -> None:
    merged = b'<mergeCells count="1"><mergeCell ref="C5:XFD1048576"/></mergeCells>'
    data = with_part(SHEET, lambda xml: xml.replace(b"</sheetData>", b"</sheetData>" + merged))
    assert len(read_template("模板.xlsx", data).tables) == 1


@pytest.mark.parametrize(
    "text", ["填报日期：" + " " * 30_000 + "x", "填表人：" * 8_000, "_ " * 15_000, "□" * 30_000, "(" * 30_000]
)
def test_a_long_cell_made_to_be_costly_is_read_like_any_other(text: str) -> None:
    data = plain_book(["学校名称", "学生数"], [[None, None], [text]])
    template = read_template("模板.xlsx", data)
    assert template.tables[0].key == "t1"
    assert read_filled(template, data, [SchoolName("一校")]).answers == ()
