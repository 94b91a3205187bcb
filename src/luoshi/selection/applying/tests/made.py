"""Small real files for tests, made on the spot."""

from __future__ import annotations

import io
import struct
import zipfile


def pdf(text: str = "sample", pages: int = 1) -> bytes:
    """A PDF with so many pages; `text` in Latin letters on each."""
    kids = " ".join(f"{number * 2 + 3} 0 R" for number in range(pages))
    parts = [
        "1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n",
        f"2 0 obj<</Type/Pages/Count {pages}/Kids[{kids}]>>endobj\n",
    ]
    font = "<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"
    for number in range(pages):
        page, stream = number * 2 + 3, f"BT /F1 12 Tf 40 160 Td ({text} {number + 1}) Tj ET"
        box = f"/MediaBox[0 0 300 200]/Resources{font}/Contents {page + 1} 0 R"
        parts.append(f"{page} 0 obj<</Type/Page/Parent 2 0 R{box}>>endobj\n")
        parts.append(f"{page + 1} 0 obj<</Length {len(stream)}>>stream\n{stream}\nendstream endobj\n")
    return _with_table("%PDF-1.4\n", parts)


def _with_table(head: str, parts: list[str]) -> bytes:
    body, places = head, []
    for part in parts:
        places.append(len(body))
        body += part
    rows = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(parts) + 1
    table = f"xref\n0 {size}\n0000000000 65535 f \n{rows}"
    return f"{body}{table}trailer<</Size {size}/Root 1 0 R>>\nstartxref\n{len(body)}\n%%EOF\n".encode(
        "latin-1"
    )


TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Target="word/document.xml" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>'
)


def docx(*paragraphs: str) -> bytes:
    """A Word file of these paragraphs."""
    words = "".join(f"<w:p><w:r><w:t>{each}</w:t></w:r></w:p>" for each in paragraphs or ("示例",))
    main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    document = f'<?xml version="1.0"?><w:document xmlns:w="{main}"><w:body>{words}</w:body></w:document>'
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("_rels/.rels", RELATIONS)
        archive.writestr("word/document.xml", document)
    return packed.getvalue()


def mp4(seconds: int = 60) -> bytes:
    """The head of a video that lasts so long: what a player reads of it first."""
    brand = b"isom" + struct.pack(">I", 512) + b"isommp42"
    header = struct.pack(">IIII", 0, 0, 1000, seconds * 1000) + b"\0" * 80
    return (
        _box(b"ftyp", brand) + _box(b"moov", _box(b"mvhd", b"\0\0\0\0" + header)) + _box(b"mdat", b"\0" * 32)
    )


def _box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content) + 8) + kind + content
