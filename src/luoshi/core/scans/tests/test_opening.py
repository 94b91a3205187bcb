"""Hostile and unfit files: refused at once, in words that lead on."""

import io
import struct
import zlib

import pypdfium2
import pytest
from PIL import Image

from luoshi.core.reading.structure import Unreadable
from luoshi.core.scans.opening import LONGEST, MOST_SHEETS, sheet_count, sheets

from .making import Sheet, as_jpeg, scanned


def png_head(width: int, height: int, bits: int = 8, colour: int = 2) -> bytes:
    """A PNG that claims its size and is made of next to nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, 0)
    body = chunk(b"IDAT", zlib.compress(b"\0" * 100_000, 9))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + body + chunk(b"IEND", b"")


def tiff(frames: int, size: tuple[int, int] = (8, 8)) -> bytes:
    stream = io.BytesIO()
    small = Image.new("1", size, 1)
    small.save(stream, "TIFF", save_all=True, append_images=[small] * (frames - 1))
    return stream.getvalue()


def pdf(pages: int = 1, width: float = 595, height: float = 842) -> bytes:
    document = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        document.new_page(width, height).close()
    stream = io.BytesIO()
    document.save(stream)
    document.close()
    return stream.getvalue()


JPEG = scanned(Sheet("K7QF93XM", 1), dpi=60)
REFUSED = {
    "a bomb of 2,500 million pixels": (png_head(50_000, 50_000), "画面太大"),
    "a picture a little too large": (png_head(9_500, 9_500), "画面太大"),
    "a picture of grey that says more than it holds": (png_head(6_000, 6_000, 1, 0), "损坏"),
    "many frames": (tiff(MOST_SHEETS + 1), "最多 200 页"),
    "too many pages": (pdf(MOST_SHEETS + 1), "最多 200 页"),
    "a truncated photo": (JPEG[: len(JPEG) // 2], "没有传完整"),
    "a truncated PDF": (pdf()[:60], "打不开"),
    "EPS": (b"%!PS-Adobe-3.0 EPSF-3.0\n(/etc/passwd) (r) file", "EPS"),
    "EPS with a preview": (b"\xc5\xd0\xd3\xc6" + b"\0" * 40, "EPS"),
    "SVG": (b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', "SVG"),
    "SVG with a declaration": (b'\xef\xbb\xbf<?xml version="1.0"?><svg/>', "SVG"),
    "a web page": (b"<!doctype html><script>1</script>", "网页"),
    "a Word file": (b"PK\x03\x04" + b"\0" * 60, "Word"),
    "an old Word file": (b"\xd0\xcf\x11\xe0" + b"\0" * 60, "Word"),
    "HEIC": (b"\0\0\0\x18ftypheic" + b"\0" * 40, "兼容性最佳"),
    "an animation": (b"GIF89a" + b"\0" * 60, "不是能读的图片"),
    "text": ("报送件".encode(), "不是能读的图片"),
    "nothing": (b"", "不是能读的图片"),
    "a program named as a photo": (b"MZ" + b"\x90" * 200, "不是能读的图片"),
}


@pytest.mark.parametrize(("data", "words"), REFUSED.values(), ids=REFUSED)
def test_a_hostile_or_unfit_file_is_refused_in_words(data: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words) as refused:
        list(sheets("盖章件.jpg", data, 0, 5))
    assert "“盖章件.jpg”" in str(refused.value)
    assert "请" in str(refused.value)


def test_a_locked_pdf_says_that_it_is_locked() -> None:
    locked = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n"
        b"4 0 obj<</Filter/Standard/V 1/R 2/O(12345678901234567890123456789012)"
        b"/U(12345678901234567890123456789012)/P -4>>endobj\n"
        b"trailer<</Root 1 0 R/Encrypt 4 0 R/ID[(a)(a)]>>\n%%EOF"
    )
    with pytest.raises(Unreadable, match="密码"):
        sheet_count("盖章件.pdf", locked)


def test_a_page_as_large_as_a_wall_is_drawn_no_larger_than_a_scan() -> None:
    [page] = sheets("盖章件.pdf", pdf(1, 14_000, 9_000), 0, 5)
    assert max(page.size) <= LONGEST + 200


def test_a_large_photo_is_read_smaller() -> None:
    [page] = sheets("a.jpg", as_jpeg(Image.new("L", (9_000, 6_000), 255)), 0, 1)
    assert max(page.size) <= LONGEST


def test_what_shines_through_becomes_white() -> None:
    stream = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(stream, "PNG")
    [page] = sheets("a.png", stream.getvalue(), 0, 1)
    assert page.getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("data", "count"), [(tiff(3), 3), (pdf(4), 4), (JPEG, 1)], ids=["TIFF", "PDF", "JPEG"]
)
def test_sheets_are_counted(data: bytes, count: int) -> None:
    assert sheet_count("a", data) == count
