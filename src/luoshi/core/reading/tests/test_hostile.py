"""Files that mean harm: each is refused before anything parses it, quickly, in words."""

import functools
import io
import stat
import struct
import time
import tracemalloc
import zipfile
import zlib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image

from luoshi.core.reading.formats import open_document
from luoshi.core.reading.formats.tests.word import docx, p, zipped
from luoshi.core.reading.harm import harm_in
from luoshi.core.reading.hostile import Limits, open_archive, parse_xml, walk_xml
from luoshi.core.reading.structure import SourceDocument, Unreadable

NAMES = (
    "a.docx",
    "a.xlsx",
    "a.ods",
    "a.xls",
    "a.pdf",
    "a.ofd",
    "a.txt",
    "a.md",
    "a.csv",
    "a.html",
    "a.doc",
    "a.rtf",
    "a",
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
PROGRAM = b"MZ" + bytes(58) + b"\x40\0\0\0" + b"PE\0\0" + bytes(20)
LAUGHS = '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'


def refused(name: str, data: bytes) -> str:
    """The refusal's sentence; it must name the file and say what to do."""
    with pytest.raises(Unreadable) as refusal:
        open_document(name, data)
    sentence = str(refusal.value)
    assert sentence.endswith("。") or "可上传" in sentence
    assert "请" in sentence or "可上传" in sentence
    return sentence


def document_with(files: dict[str, str | bytes]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(docx(p("正文")))) as archive:
        whole: dict[str, str | bytes] = {path: archive.read(path) for path in archive.namelist()}
    return zipped(whole | files)


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_file_is_refused(name: str) -> None:
    assert "空文件" in refused(name, b"")


def test_a_file_too_large_is_refused() -> None:
    assert "50 MB" in refused("a.txt", b" " * (50 * 1024 * 1024 + 1))


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("通知.pdf", b"MZ\x90\x00" + bytes(200), "程序"),
        ("通知.docx", b"\x7fELF" + bytes(200), "程序"),
        ("通知.jpg", b"\xff\xd8\xff\xe0" + bytes(200), "图片"),
        ("通知.pdf", docx(p("正文")), "扩展名"),
        ("通知.doc", docx(p("正文")), "扩展名"),
        ("通知.txt", docx(p("正文")), "扩展名"),
        ("表.xls", b"<html><body><table></table></body></html>", "扩展名"),
        ("通知.docx", "就是一段文字".encode(), "不是 .docx"),
        ("通知.exe", "就是一段文字".encode(), "不能识别"),
        ("通知.zip", zipped({"a.txt": "x"}), "解压"),
        ("通知.doc", OLE + "WordDocument".encode("utf-16-le"), "另存为 .docx"),
        ("通知.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "密码"),
        ("表.xls", OLE + "Workbook_VBA_PROJECT".encode("utf-16-le"), "宏"),
    ],
)
def test_content_and_name_must_agree(name: str, data: bytes, words: str) -> None:
    assert words in refused(name, data)


@pytest.mark.parametrize("cut", [30, 200, -10])
def test_a_truncated_file_is_refused(cut: int) -> None:
    assert "损坏" in refused("通知.docx", docx(p("正文"))[:cut])


def test_a_changed_byte_inside_is_refused() -> None:
    data = bytearray(docx(p("正文" * 200)))
    at = data.index(b"word/document.xml") + 60
    data[at] ^= 0xFF
    assert "损坏" in refused("通知.docx", bytes(data))


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("word/vbaProject.bin", "宏"),
        ("xl/macrosheets/sheet1.xml", "宏"),
        ("../outside.xml", "可疑"),
        ("/etc/passwd", "可疑"),
        ("a\\..\\..\\b", "可疑"),
        ("c:/windows", "可疑"),
        ("word/inner.zip", "可疑"),
    ],
)
def test_a_path_that_does_not_belong_there_is_refused(path: str, words: str) -> None:
    assert words in refused("通知.docx", document_with({path: b"x"}))


def test_a_link_in_the_archive_is_refused() -> None:
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w") as archive:
        link = zipfile.ZipInfo("word/document.xml")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    assert "可疑" in refused("通知.docx", stored.getvalue())


def test_an_encrypted_archive_says_so() -> None:
    data = bytearray(docx(p("正文")))
    for signature, flag_at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := data.find(signature, at + 1)) >= 0:
            data[at + flag_at] |= 1
    assert "密码" in refused("通知.docx", bytes(data))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_entries_of_one_name_are_refused() -> None:
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
        archive.writestr("word/document.xml", "<b/>")
    assert "可疑" in refused("通知.docx", stored.getvalue())


def test_too_many_entries_are_refused() -> None:
    assert "可疑" in refused("通知.docx", document_with({f"customXml/{n}.xml": b"" for n in range(4100)}))


def test_objects_in_a_document_are_said_and_not_opened() -> None:
    document = open_document("通知.docx", document_with({"word/embeddings/oleObject1.bin": OLE}))
    assert "嵌有其他对象" in document.remarks[0]


def a_pdf(*objects: bytes) -> bytes:
    return (
        b"%PDF-1.7\n"
        + b"\n".join(b"%d 0 obj %s endobj" % each for each in enumerate(objects, 1))
        + b"\n%%EOF"
    )


def packed_objects(inside: bytes) -> bytes:
    packed = zlib.compress(inside)
    return b"<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\r\n%s\nendstream" % (
        len(packed),
        packed,
    )


def a_picture(kind: str) -> bytes:
    made = io.BytesIO()
    Image.effect_noise((60, 40), 90).convert("RGB").save(made, kind)
    return made.getvalue()


ACTION = b"<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>"
CARRIES: dict[str, tuple[bytes, str]] = {
    "a script": (a_pdf(ACTION), "打印为 PDF"),
    "a script in hexadecimal": (a_pdf(ACTION.replace(b"JavaScript", b"J#61vaScript")), "打印为 PDF"),
    "a script in a packed list": (a_pdf(packed_objects(b"1 0 " + ACTION)), "打印为 PDF"),
    "a program": (a_pdf(b"<</OpenAction<</S/Launch/F(calc.exe)>>>>"), "打印为 PDF"),
    "a file": (a_pdf(b"<</Names<</EmbeddedFiles 2 0 R>>>>"), "打印为 PDF"),
    "a page behind a picture's first bytes": (b"\xff\xd8\xff\xe0<html><script>alert(1)</script>", "画图"),
    "a page behind a whole picture": (a_picture("PNG") + b"<HTML >", "画图"),
    "an archive behind a whole picture": (a_picture("JPEG") + zipped({"a.js": "x"}), "画图"),
    "a PDF in a picture": (b"\x89PNG\r\n\x1a\n" + a_pdf(b"<<>>"), "画图"),
    "macros of old": (OLE + "_VBA_PROJECT".encode("utf-16-le"), "含有宏"),
    "macros under another ending": (
        zipped({"word/document.xml": "x", "word/vbaProject.bin": "x"}),
        "不含宏的 .docx",
    ),
    "a program packed": (zipped({"说明.txt": "x", "安装/安装.EXE": "x"}), "（安装.EXE）"),
    "a program named as Windows writes names": (
        zipped({"aaaa.exe": "x"}).replace(b"aaaa", "安装".encode("gb18030")),
        "（安装.exe）",
    ),
    "a link packed": (zipped({"请点这里.lnk": "x"}), "有程序或脚本"),
    "an office file with macros packed": (zipped({"表/汇总.xlsm": "x"}), "“汇总.xlsm”含有宏"),
}


@pytest.mark.parametrize("name", CARRIES)
def test_what_a_file_carries_besides_what_it_shows_is_told(name: str) -> None:
    data, words = CARRIES[name]
    assert words in harm_in("材料", io.BytesIO(data))


def test_ordinary_files_carry_nothing() -> None:
    where = a_pdf(b"<</Type/Catalog/OpenAction[3 0 R/Fit]/Names<</Dests 4 0 R>>>>")  # the page it opens at
    picture = b"<</Subtype/Image>>stream\n\x00/JS \x00endstream"
    plain = [
        where,
        a_pdf(picture),
        a_picture("PNG"),
        a_picture("JPEG"),
        OLE,
        zipped_plainly(),
        "甲乙".encode(),
    ]
    assert [harm_in("材料", io.BytesIO(each)) for each in plain] == [""] * 7


@pytest.mark.parametrize("inside", [{"安装/setup.EXE": b"x"}, {"说明.txt": PROGRAM}, {"a.js": b"alert(1)"}])
def test_a_program_in_an_archive_is_refused_whatever_it_is_called(inside: dict[str, bytes]) -> None:
    assert "有程序或脚本" in refused("材料.docx", zipped(inside))


MACROS = zipped({"word/vbaProject.bin": b"x"})
WITHIN: dict[str, dict[str, str | bytes]] = {
    "under a plain name": {"材料/计划.docx": MACROS},
    "under no name at all": {"材料/计划": MACROS},
    "in a document that is put into another": {"材料/计划.docx": zipped({"word/embeddings/表.xlsx": MACROS})},
    "of old": {"材料/汇总.xls": OLE + "_VBA_PROJECT".encode("utf-16-le")},
}


@pytest.mark.parametrize("where", WITHIN)
def test_macros_in_an_office_file_within_an_archive_are_refused(where: str) -> None:
    with pytest.raises(Unreadable, match="含有宏（可自动运行的程序），请另存为不含宏的文件"):
        open_archive("材料.zip", zipped(WITHIN[where]))


def test_office_files_within_an_archive_are_looked_at_within_its_limits() -> None:
    plain = {"材料/计划.docx": docx(p("正文")), "材料/旧.xls": OLE, "材料/像.docx": b"PK\x03\x04 no archive"}
    assert len(open_archive("材料.zip", zipped(plain)).names) == 3
    deep = docx(p("正文"))
    for _ in range(5):
        deep = zipped({"计划.docx": deep})
    for data, limits in ((deep, Limits()), (zipped({"甲.docx": docx(p("正文"))}), Limits(entries=1))):
        with pytest.raises(Unreadable, match="没有办法检查，请"):
            open_archive("材料.zip", data, limits)


@pytest.mark.parametrize("kind", ["attachedTemplate", "oleObject"])
def test_parts_fetched_from_elsewhere_are_refused(kind: str) -> None:
    relation = f'<Relationship Id="r" Type="http://x/{kind}" Target="http://x.cn/x" TargetMode="External"/>'
    relation = f"<Relationships>{relation}</Relationships>"
    assert "外部地址" in refused("通知.docx", document_with({"word/_rels/settings.xml.rels": relation}))


def test_an_ordinary_link_to_a_web_page_is_no_harm() -> None:
    relation = '<Relationships><Relationship Id="r" Type="http://x/hyperlink" Target="http://x.cn/"/></Relationships>'
    assert open_document("通知.docx", document_with({"word/_rels/document.xml.rels": relation})).paragraphs


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("part", ["document", "styles"])
def test_a_document_that_defines_entities_is_refused(part: str, encoding: str) -> None:
    assert "外部定义" in refused("通知.docx", document_with({f"word/{part}.xml": LAUGHS.encode(encoding)}))


@pytest.mark.parametrize("source", [LAUGHS, LAUGHS.lower(), "<!\nDOCTYPE a><a/>"])
def test_xml_with_a_document_type_is_never_parsed(source: str) -> None:
    with pytest.raises(Unreadable):
        parse_xml("a", source.encode())
    with pytest.raises(Unreadable):
        list(walk_xml("a", source.encode(), ("a",)))


def test_an_encoding_that_could_hide_a_document_type_is_refused() -> None:
    hidden = '<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE a+AD4-<a/>'
    with pytest.raises(Unreadable):
        parse_xml("a", hidden.encode())
    with pytest.raises(Unreadable):
        parse_xml("a", "<!DOCTYPE a><a/>".encode("utf-16-le"))


@functools.cache
def deflated_zeros(size: int) -> bytes:
    """Zeros as deflate packs them: one megabyte packed by itself, as often as it takes."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    million = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    return million * (size >> 20) + packer.flush()


def bomb(size: int, declared: int) -> bytes:
    """A document whose main part inflates to `size` bytes and claims `declared`."""
    name, packed = b"word/document.xml", deflated_zeros(size)
    common = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 0, 0, len(packed), declared, len(name), 0)
    local = b"PK\x03\x04" + common + name + packed
    central = b"PK\x01\x02\x14\x00" + common + struct.pack("<HHHII", 0, 0, 0, 0, 0) + name
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(central), len(local), 0)
    return local + central + end


@pytest.mark.parametrize("declared", [1 << 30, 100])
def test_a_bomb_is_refused_in_two_seconds_and_little_memory(declared: int) -> None:
    data = bomb(1 << 30, declared)
    tracemalloc.start()
    begun = time.process_time()
    refused("通知.docx", data)
    took, (_, peak) = time.process_time() - begun, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert took < 2
    assert peak < 30 * 1024 * 1024


def test_many_entries_that_are_large_together_are_refused() -> None:
    limits = Limits(total_bytes=1_000_000)
    data = zipped({f"{n}.xml": bytes(300_000) for n in range(4)})
    with pytest.raises(Unreadable, match="解开后过大"):
        open_archive("a.docx", data, limits)
    assert len(open_archive("a.docx", data).names) == 4


def test_many_small_bombs_are_one_and_relations_have_a_ceiling_of_their_own() -> None:
    small = Limits(ratio_from=1_000_000)
    bombs = zipped({f"{n}.xml": bytes(300_000) for n in range(5)})
    with pytest.raises(Unreadable, match="解开后过大"):
        open_archive("a.docx", bombs, small)
    pointers = b"<Relationships>" + b"<Relationship/>" * 3_000 + b"</Relationships>"
    many = zipped({f"word/_rels/{n}.rels": pointers for n in range(3)})
    with pytest.raises(Unreadable, match="解开后过大"):
        open_archive("a.docx", many, Limits(relations_bytes=2 * len(pointers)))
    assert len(open_archive("a.docx", many).names) == 3


@given(
    st.binary(max_size=600),
    st.sampled_from(NAMES),
    st.sampled_from([b"", b"%PDF-1.4\n", b"PK\x03\x04", OLE, b"<html>"]),
)
@example(b"\xff\xfe\x00", "a.txt", b"")
@example("甲\t乙\n".encode() * 3, "a.md", b"")
def test_arbitrary_bytes_are_read_or_refused_and_nothing_else(data: bytes, name: str, start: bytes) -> None:
    try:
        document = open_document(name, start + data)
    except Unreadable:
        return
    assert isinstance(document, SourceDocument)
    assert document.blocks


@given(st.data())
def test_a_document_with_changed_bytes_is_read_or_refused_and_nothing_else(drawn: st.DataObject) -> None:
    data = bytearray(zipped_plainly())
    for _ in range(drawn.draw(st.integers(1, 4))):
        data[drawn.draw(st.integers(0, len(data) - 1))] = drawn.draw(st.integers(0, 255))
    try:
        document = open_document("a.docx", bytes(data))
    except Unreadable:
        return
    assert document.blocks


def zipped_plainly() -> bytes:
    return docx(p("正文") + "<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>", numbering="", styles="")
