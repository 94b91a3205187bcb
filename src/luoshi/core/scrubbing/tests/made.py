"""Real files laden with names: each place where a program or a person may have left one holds a canary of its own."""

import io
import zipfile
from collections.abc import Callable, Mapping

import docx
import xlsxwriter
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Cm
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText, Text
from pypdf.generic import DecodedStreamObject, NameObject, TextStringObject

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
SEEN = "建设成效明显"  # visible in every file


class Canaries:
    """Invented names, each given to one place; `all` holds what must be gone."""

    def __init__(self) -> None:
        self.all: dict[str, str] = {}

    def __call__(self, place: str, *, plain: bool = False) -> str:
        """A new name; `plain`: in letters, where the format knows no others."""
        word = f"Jinsique{len(self.all) + 10}X" if plain else f"金丝雀{len(self.all) + 10}号"
        self.all[word] = place
        return word


def photo(canary: Callable[..., str], kind: str = "JPEG", orientation: int = 1) -> bytes:
    """A picture of 12 × 8 whose notes hold names, with more behind its end."""
    out = io.BytesIO()
    picture = Image.new("RGB", (12, 8), (200, 30, 30))
    picture.putpixel((0, 0), (0, 0, 255))
    notes = Image.Exif()
    notes[0x0112] = orientation
    if kind != "GIF":
        notes[0x013B] = canary(f"{kind} artist", plain=True)
    if kind == "PNG":
        info = PngInfo()
        info.add_itxt("Author", canary("PNG text"))
        picture.save(out, "PNG", pnginfo=info, exif=notes)
    elif kind == "JPEG":
        picture.save(
            out, "JPEG", exif=notes, comment=canary("JPEG comment").encode(), xmp=canary("JPEG XMP").encode()
        )
    elif kind == "GIF":
        picture.save(out, "GIF", comment=canary("GIF comment").encode())
    else:
        picture.save(out, kind, exif=notes)
    return out.getvalue() + (canary(f"behind {kind}").encode() if kind != "TIFF" else b"")


def with_parts(data: bytes, parts: Mapping[str, str | bytes], comment: bytes = b"") -> bytes:
    """The same package with these parts put in or changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for path in old.namelist():
            new.writestr(path, parts.get(path, old.read(path)))
        for path in set(parts) - set(old.namelist()):
            new.writestr(path, parts[path])
        new.comment = comment
    return out.getvalue()


def part(data: bytes, path: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        return opened.read(path).decode()


def word_file(canary: Canaries) -> bytes:
    """A .docx with names in properties, tracked changes, comment, link, picture, custom data, settings and the zip."""
    document = docx.Document()
    document.core_properties.author = canary("docx author")
    document.core_properties.last_modified_by = canary("docx last author")
    paragraph = document.add_paragraph(SEEN)
    comment = document.add_comment(
        paragraph.runs, text=canary("docx comment"), author=canary("docx comment author")
    )
    assert comment is not None
    new, old = canary("docx ins author"), canary("docx del author")
    paragraph._p.append(
        parse_xml(f'<w:ins {W} w:id="91" w:author="{new}"><w:r><w:t>，已补充</w:t></w:r></w:ins>')
    )
    paragraph._p.append(
        parse_xml(
            f'<w:del {W} w:id="92" w:author="{old}"><w:r><w:delText>{canary("docx deleted")}</w:delText></w:r></w:del>'
        )
    )
    paragraph._p.set(qn("w:rsidR"), canary("docx revision id", plain=True))
    document.add_picture(io.BytesIO(photo(canary)), width=Cm(2))
    link = document.part.relate_to(
        f"http://example.org/{canary('docx link')}",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink",
        is_external=True,
    )
    assert link
    out = io.BytesIO()
    document.save(out)
    return laden_aside(out.getvalue(), canary)


def laden_aside(data: bytes, canary: Canaries) -> bytes:
    """The Word file with names in its settings, its custom data and the zip itself."""
    types = part(data, "[Content_Types].xml")
    custom = '<Override PartName="/docProps/custom.xml" ContentType="application/xml"/></Types>'
    variable = f'<w:docVars><w:docVar w:name="a" w:val="{canary("docx variable")}"/></w:docVars></w:settings>'
    parts = {
        "word/settings.xml": part(data, "word/settings.xml").replace("</w:settings>", variable),
        "customXml/item1.xml": f"<a>{canary('docx custom data')}</a>",
        "docProps/custom.xml": f"<Properties>{canary('docx custom property')}</Properties>",
        "docProps/thumbnail.jpeg": photo(
            lambda place, plain=False: canary(f"docx thumbnail {place}", plain=plain)
        ),
        "[Content_Types].xml": types.replace("</Types>", custom),
    }
    return with_parts(data, parts, canary("zip comment").encode())


def workbook(canary: Canaries) -> bytes:
    """An .xlsx with a comment, properties, a link and a picture."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"author": canary("xlsx author"), "company": canary("xlsx company")})
    sheet = book.add_worksheet("成效")
    sheet.write(0, 0, SEEN)
    sheet.write_comment(0, 0, canary("xlsx comment"), {"author": canary("xlsx comment author")})
    sheet.write_url(1, 0, f"http://example.org/{canary('xlsx link')}", string="链接")
    sheet.insert_image(
        "C3",
        "图.png",
        {"image_data": io.BytesIO(photo(canary, "PNG")), "description": rf"C:\{canary('xlsx path')}\图.png"},
    )
    book.close()
    data = out.getvalue()
    return with_parts(
        data,
        {
            "xl/workbook.xml": part(data, "xl/workbook.xml").replace(
                "<workbookPr", f'<fileSharing userName="{canary("xlsx user")}"/><workbookPr'
            )
        },
    )


def slides(canary: Canaries) -> bytes:
    """The parts of a .pptx that matter here: one slide, comments, authors, tags, properties."""
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    space = "http://schemas.openxmlformats.org/package/2006"
    drawn = (
        'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    )

    def relations(**lines: str) -> str:
        rows = [
            f'<Relationship Id="r{n}" Type="{rel}/{kind}" Target="{to}"/>'
            for n, (kind, to) in enumerate(lines.items(), 1)
        ]
        return f'<Relationships xmlns="{space}/relationships">{"".join(rows)}</Relationships>'

    parts = {
        "[Content_Types].xml": f'<Types xmlns="{space}/content-types">'
        '<Override PartName="/ppt/commentAuthors.xml" ContentType="b"/></Types>',
        "_rels/.rels": relations(officeDocument="ppt/presentation.xml"),
        "ppt/presentation.xml": f'<p:presentation {drawn} xmlns:r="{rel}">'
        '<p:custDataLst><p:tags r:id="r3"/></p:custDataLst></p:presentation>',
        "ppt/_rels/presentation.xml.rels": relations(
            slide="slides/slide1.xml", commentAuthors="commentAuthors.xml", tags="tags/tag1.xml"
        ),
        "ppt/slides/slide1.xml": f"<p:sld {drawn}><a:p><a:r><a:t>{SEEN}</a:t></a:r></a:p></p:sld>",
        "ppt/commentAuthors.xml": f'<p:l {drawn}><p:cmAuthor name="{canary("pptx author")}"/></p:l>',
        "ppt/comments/comment1.xml": f"<p:l {drawn}><p:text>{canary('pptx comment')}</p:text></p:l>",
        "ppt/tags/tag1.xml": f'<p:tagLst {drawn}><p:tag val="{canary("pptx tag")}"/></p:tagLst>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for path, content in parts.items():
            made.writestr(path, content)
    return out.getvalue()


def portable(canary: Canaries) -> bytes:
    """A PDF with names in properties, XMP, comment, attachment, outline, its photograph, and in the state before."""
    base = io.BytesIO()
    Image.open(io.BytesIO(photo(Canaries()))).save(base, "PDF")
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(base.getvalue())))
    for found in [each for each in writer._objects if each is not None and "/DCTDecode" in str(each)]:
        found._data = photo(canary)  # as a scanner puts a photograph in: with all its notes
    page = writer.pages[0]
    writer.add_metadata({"/Author": canary("pdf author"), "/School": canary("pdf property")})
    xmp = DecodedStreamObject()
    xmp.set_data(f"<x:xmpmeta><dc:creator>{canary('pdf XMP')}</dc:creator></x:xmpmeta>".encode())
    page[NameObject("/Metadata")] = writer._add_object(xmp)
    page[NameObject("/PieceInfo")] = TextStringObject(canary("pdf piece info"))
    note = Text(rect=(1, 1, 2, 2), text=canary("pdf comment"))
    note[NameObject("/T")] = TextStringObject(canary("pdf comment author"))
    shown = FreeText(text=SEEN, rect=(0, 0, 12, 8))
    shown[NameObject("/T")] = TextStringObject(canary("pdf mark author"))
    writer.add_annotation(0, note)
    writer.add_annotation(0, shown)
    writer.add_attachment("a.txt", canary("pdf attachment").encode())
    writer.add_outline_item(title=canary("pdf outline"), page_number=0)
    out = io.BytesIO()
    writer.write(out)
    head, trailer, rest = out.getvalue().rpartition(b"trailer\n<<")
    named = f"\n/ID [ ({canary('pdf id', plain=True)}) ({canary('pdf changed id', plain=True)}) ]"
    later = PdfWriter(io.BytesIO(head + trailer + named.encode() + rest), incremental=True)
    later.add_metadata({"/Author": canary("pdf later author")})
    saved = io.BytesIO()
    later.write(saved)
    return saved.getvalue() + canary("pdf behind").encode()


def film(canary: Canaries) -> bytes:
    """The boxes of an MP4: times, a name in the user data and in the handler, the pictures behind."""

    def box(kind: bytes, body: bytes) -> bytes:
        return (len(body) + 8).to_bytes(4, "big") + kind + body

    handler = bytes(8) + b"vide" + bytes(12) + canary("mp4 handler").encode() + b"\0"
    track = box(
        b"trak",
        box(b"tkhd", bytes(4) + b"\x01\x02\x03\x04" * 2 + bytes(72)) + box(b"mdia", box(b"hdlr", handler)),
    )
    moov = box(b"mvhd", bytes(4) + b"\x05\x06\x07\x08" * 2 + bytes(88)) + track
    moov += box(b"udta", box(b"\xa9aut", canary("mp4 author").encode()))
    return (
        box(b"ftyp", b"isom" + bytes(4))
        + box(b"moov", moov)
        + box(b"uuid", bytes(16) + canary("mp4 uuid").encode())
        + box(b"mdat", SEEN.encode())
    )
