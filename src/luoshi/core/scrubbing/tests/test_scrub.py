"""Nothing that was said aside reaches an expert, and what is seen stays (controls BL-02)."""

import contextlib
import functools
import io
import re
import zipfile
import zlib
from collections.abc import Callable

import docx
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops
from python_calamine import CalamineWorkbook

from luoshi.core.scrubbing import CannotScrub, video_patches
from luoshi.core.scrubbing.finding import names_in
from luoshi.core.scrubbing.whole import scrub

from . import made
from .made import SEEN, Canaries

FILES = {
    "方案.docx": made.word_file,
    "附表.xlsx": made.workbook,
    "展示.pptx": made.slides,
    "报告.pdf": made.portable,
    "照片.jpg": lambda canary: made.photo(canary, "JPEG"),
    "倒着拍.jpg": lambda canary: made.photo(canary, "JPEG", orientation=6),
    "截图.png": lambda canary: made.photo(canary, "PNG"),
    "动图.gif": lambda canary: made.photo(canary, "GIF"),
    "扫描.tif": lambda canary: made.photo(canary, "TIFF"),
    "图.webp": lambda canary: made.photo(canary, "WEBP"),
}


@functools.cache
def laden(name: str) -> tuple[bytes, Canaries]:
    """The file made once: the hour stands in some of them, and examples must repeat."""
    canary = Canaries()
    return FILES[name](canary), canary


def every_byte(data: bytes) -> list[bytes]:
    """The file, its zip entries and every deflated stretch in it, as somebody looks who wants to know."""
    found = [data]
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            for path in opened.namelist():
                found += [path.encode(), *every_byte(opened.read(path))]
    at = data.find(b"stream")
    while at >= 0:
        inflater = zlib.decompressobj()
        with contextlib.suppress(zlib.error):
            found.append(inflater.decompress(data[at + 6 :].lstrip(b"\r\n")))
        at = data.find(b"stream", at + 6)
    return found


def still_in(data: bytes, canary: Canaries) -> list[str]:
    seen = every_byte(data)
    return [
        place
        for word, place in canary.all.items()
        if any(
            word.encode(encoding) in each for each in seen for encoding in ("utf-8", "utf-16-be", "utf-16-le")
        )
    ]


@pytest.mark.parametrize("name", FILES)
def test_no_name_is_left_in_the_copy_that_was_in_the_file(name: str) -> None:
    canary = Canaries()
    data = FILES[name](canary)
    assert still_in(data, canary), "the file must be laden"
    assert still_in(scrub(name, data).data, canary) == []


@pytest.mark.parametrize("name", FILES)
def test_the_search_finds_what_the_file_holds_and_nothing_in_the_copy(name: str) -> None:
    canary = Canaries()
    data = FILES[name](canary)
    found = {hit.wanted for hit in names_in(name, data, canary.all)}
    hidden = {"docx deleted"} if name.endswith(".docx") else set()
    missed = {place for word, place in canary.all.items() if word not in found}
    assert missed - hidden <= {"zip comment", "pdf author"}  # overwritten in a later state
    assert names_in(name, scrub(name, data).data, canary.all) == []


def test_the_document_reads_as_with_its_changes_shown_as_final() -> None:
    bare = scrub("方案.docx", made.word_file(Canaries())).data
    document = docx.Document(io.BytesIO(bare))
    assert document.paragraphs[0].text == f"{SEEN}，已补充"
    assert len(document.inline_shapes) == 1


def test_the_workbook_keeps_its_cells_and_its_picture() -> None:
    bare = scrub("附表.xlsx", made.workbook(Canaries())).data
    assert (
        CalamineWorkbook.from_filelike(io.BytesIO(bare)).get_sheet_by_name("成效").to_python()[0][0] == SEEN
    )
    with zipfile.ZipFile(io.BytesIO(bare)) as opened:
        assert "xl/media/image1.png" in opened.namelist()
        assert "vmlDrawing" not in "".join(opened.namelist())
        assert "legacyDrawing" not in opened.read("xl/worksheets/sheet1.xml").decode()


def test_no_part_points_to_one_that_is_gone() -> None:
    for name in ("方案.docx", "附表.xlsx", "展示.pptx"):
        with zipfile.ZipFile(io.BytesIO(scrub(name, FILES[name](Canaries())).data)) as opened:
            told = opened.read("[Content_Types].xml").decode()
            assert "docProps" not in told
            assert "omment" not in told
            assert {entry.date_time[0] for entry in opened.infolist()} == {1980}
            pointers = "".join(
                opened.read(path).decode() for path in opened.namelist() if path.endswith(".rels")
            )
        assert "omments" not in pointers
        assert "docProps" not in pointers
        assert "example.org" not in pointers


def test_the_slides_say_what_they_said() -> None:
    def told(data: bytes) -> list[str]:
        return re.findall(r"<a:t>(.*?)</a:t>", made.part(data, "ppt/slides/slide1.xml"))

    data = made.slides(Canaries())
    assert told(scrub("展示.pptx", data).data) == told(data) == [SEEN]


def test_a_copy_of_a_pdf_is_known_by_no_number_of_the_file() -> None:
    """Two files of one author have the same /ID, whoever reads them."""
    data = made.portable(Canaries())
    assert b"/ID" in data
    assert b"/ID" not in scrub("a.pdf", data).data


def test_the_pages_of_a_pdf_look_as_before() -> None:
    data = made.portable(Canaries())
    before, after = (
        pypdfium2.PdfDocument(each)[0].render(scale=4).to_pil() for each in (data, scrub("a.pdf", data).data)
    )
    assert ImageChops.difference(before, after).getbbox() is None


def test_the_photograph_keeps_its_pixels_and_stands_upright() -> None:
    data = made.photo(Canaries())
    before, after = (Image.open(io.BytesIO(each)) for each in (data, scrub("a.jpg", data).data))
    assert before.tobytes() == after.tobytes()
    turned = Image.open(io.BytesIO(scrub("a.jpg", made.photo(Canaries(), orientation=6)).data))
    assert turned.size == (8, 12)
    assert turned.getexif().get(0x0112, 1) == 1


def test_a_film_loses_its_notes_and_times_and_nothing_moves() -> None:
    canary = Canaries()
    data = made.film(canary)
    copy = bytearray(data)
    for patch in video_patches(io.BytesIO(data)):
        copy[patch.at : patch.at + len(patch.data)] = patch.data
    assert still_in(bytes(copy), canary) == []
    assert len(copy) == len(data)
    assert copy.endswith(SEEN.encode())
    assert b"\x01\x02\x03\x04" not in copy
    assert b"\x05\x06\x07\x08" not in copy


def embedded(data: bytes) -> bytes:
    return made.with_parts(data, {"word/embeddings/oleObject1.bin": b"x"})


@pytest.mark.parametrize(
    ("name", "make", "words"),
    [
        ("旧.doc", lambda canary: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "旧格式"),
        ("对象.docx", lambda canary: embedded(made.word_file(canary)), "单独上传"),
        ("怪.docx", lambda canary: made.with_parts(made.word_file(canary), {"word/x.dat": b"1"}), "不认识"),
        ("坏.pdf", lambda canary: b"%PDF-1.7\n" + bytes(range(256)), "另存一份"),
        ("锁.pdf", lambda canary: locked(made.portable(canary)), "设有密码"),
        ("坏.jpg", lambda canary: made.photo(canary)[:90], "打不开"),
        ("大.tif", lambda canary: changed(made.photo(canary, "TIFF"), 21, 201), "打不开"),
        ("新.pptx", lambda canary: of_another_zip(made.slides(canary)), "打不开"),
        ("空.docx", lambda canary: b"", "空文件"),
        ("程序.exe", lambda canary: b"MZ" + bytes(100), "打不开"),
    ],
)
def test_what_cannot_be_made_bare_is_held_with_the_way_on(
    name: str, make: Callable[[Canaries], bytes], words: str
) -> None:
    with pytest.raises(CannotScrub, match=words):
        scrub(name, make(Canaries()))


def changed(data: bytes, at: int, byte: int) -> bytes:
    """One byte otherwise: here the width of the picture becomes that of a continent."""
    return data[:at] + bytes([byte]) + data[at + 1 :]


def of_another_zip(data: bytes) -> bytes:
    """Says of its first entry that a later kind of zip is needed to read it."""
    at = data.index(b"PK\1\2") + 6
    return changed(data, at, 221)


def locked(data: bytes) -> bytes:
    writer = made.PdfWriter(clone_from=made.PdfReader(io.BytesIO(data)))
    writer.encrypt("x")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@given(st.sampled_from(sorted(FILES)), st.data())
def test_a_damaged_file_is_made_bare_or_held_and_never_passed_on_with_a_name(
    name: str, data: st.DataObject
) -> None:
    whole, canary = laden(name)
    at = data.draw(st.integers(0, len(whole) - 1))
    broken = changed(whole, at, data.draw(st.integers(0, 255)))
    try:
        bare = scrub(name, broken).data
    except CannotScrub:
        return
    assert still_in(bare, canary) == []


@pytest.mark.parametrize("text", ["负责人：张 三丰", "张·三丰", "ＺＨＡＮＧ三丰张三丰", "张\u200b三丰"])
def test_a_name_is_found_however_it_is_set(text: str) -> None:
    [hit] = names_in("说明.txt", text.encode(), ["张三丰"])
    assert (hit.wanted, hit.where) == ("张三丰", "文件内容")
    assert "张三丰" in hit.around


def test_a_name_over_several_runs_and_in_the_name_of_the_file_is_found() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph()
    for piece in ("枝江", "职教", "中心"):
        paragraph.add_run(piece)
    document.sections[0].header.paragraphs[0].text = "李四光"
    out = io.BytesIO()
    document.save(out)
    found = {
        (hit.wanted, hit.where)
        for hit in names_in("王五岳申报书.docx", out.getvalue(), ["枝江职教中心", "李四光", "王五岳", "赵六"])
    }
    assert found == {("枝江职教中心", "正文"), ("李四光", "页眉页脚"), ("王五岳", "文件名")}
