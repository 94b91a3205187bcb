"""Open what was sent: pictures and PDF files within limits, everything else refused in words that lead on."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator

import pypdfium2
from PIL import Image, ImageOps, UnidentifiedImageError

from luoshi.core.reading.structure import Unreadable

MOST_PIXELS = 80_000_000  # a picture of 48 megapixels of a good phone, and A3 at 600 dpi in grey
MOST_SHEETS = 200
LONGEST = 4600  # pixels; larger pictures are made smaller before anything is looked for
PDF_FINENESS = 200 / 72
LARGEST_PAGE = 1700  # points: larger than A2 is no sheet that somebody stamped
FORMATS = ("JPEG", "PNG", "TIFF", "BMP", "WEBP")
READABLE = "请上传 JPG、PNG、TIFF 图片或 PDF 文件"

HEIC = (
    "“{name}”是苹果手机的 HEIC 照片，这里读不了。请在手机上用微信发给自己后保存成 JPG，"
    "或在“设置—相机—格式”中选“兼容性最佳”后重拍。"
)
VECTOR = "“{name}”不是扫描件或照片（{kind} 文件可能夹带程序，一律不收）。{readable}。"
OFFICE = "“{name}”是 {kind} 文件，盖章件要交打印盖章后的扫描件或照片。{readable}。"
UNKNOWN = "“{name}”不是能读的图片或 PDF，可能已损坏，或只是改了文件名。{readable}。"
DAMAGED = "“{name}”已损坏或没有传完整，打不开。请重新扫描或拍照后再上传。"
TOO_LARGE = "“{name}”的画面太大，超过 {most} 万像素。请用 300 dpi 以下重新扫描，或把图片缩小后再上传。"
TOO_MANY = "“{name}”有 {pages} 页，一个文件最多 {most} 页。请拆成几个文件后再上传。"
LOCKED = "“{name}”设有密码，打不开。请去掉密码后再上传。"
SIGNS = (
    (b"%!PS", "EPS"),
    (b"\xc5\xd0\xd3\xc6", "EPS"),
    (b"<svg", "SVG"),
    (b"<?xml", "SVG"),
    (b"<!DOCTYPE", "网页"),
    (b"<html", "网页"),
)


def sheet_count(name: str, data: bytes, limit: int | None = MOST_SHEETS) -> int:
    """How many sheets the file holds, at most `limit`. Raises Unreadable for what is not taken."""
    _refuse_by_sign(name, data)
    if _is_pdf(data):
        with _Pdf(name, data) as document:
            count = len(document)
    else:
        with _picture(name, data) as picture:
            count = getattr(picture, "n_frames", 1) if picture.format == "TIFF" else 1
    if limit is not None and count > limit:
        raise Unreadable(TOO_MANY.format(name=name, pages=count, most=limit))
    return count


def sheets(
    name: str, data: bytes, first: int, most: int, limit: int | None = MOST_SHEETS
) -> Iterator[Image.Image]:
    """Sheets of the file from number `first` (0 is the first one), each as a grey or coloured picture."""
    last = min(sheet_count(name, data, limit), first + most)
    if _is_pdf(data):
        with _Pdf(name, data) as document:
            for at in range(first, last):
                yield _page(name, document, at)
        return
    with _picture(name, data) as picture:
        for at in range(first, last):
            yield _frame(name, picture, at)


def _refuse_by_sign(name: str, data: bytes) -> None:
    start = data[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    for sign, kind in SIGNS:
        if start[: len(sign)].lower() == sign.lower():
            raise Unreadable(VECTOR.format(name=name, kind=kind, readable=READABLE))
    if data[4:8] == b"ftyp" and data[8:12] in (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heim", b"heis"):
        raise Unreadable(HEIC.format(name=name))
    if start.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise Unreadable(OFFICE.format(name=name, kind="Word、Excel 或压缩", readable=READABLE))


def _is_pdf(data: bytes) -> bool:
    return b"%PDF-" in data[:1024]


class _Pdf:
    """A PDF document that is closed again."""

    def __init__(self, name: str, data: bytes) -> None:
        self.name, self.data = name, data

    def __enter__(self) -> pypdfium2.PdfDocument:
        try:
            self.document = pypdfium2.PdfDocument(self.data)
            len(self.document)
        except pypdfium2.PdfiumError as broken:
            locked = "password" in str(broken).lower()
            raise Unreadable((LOCKED if locked else DAMAGED).format(name=self.name)) from None
        return self.document

    def __exit__(self, *_: object) -> None:
        self.document.close()


def _page(name: str, document: pypdfium2.PdfDocument, at: int) -> Image.Image:
    try:
        page = document[at]
        width, height = page.get_size()
        fineness = PDF_FINENESS * min(1.0, LARGEST_PAGE / max(width, height, 1))
        picture: Image.Image = page.render(scale=fineness, may_draw_forms=False).to_pil()
    except (pypdfium2.PdfiumError, ValueError):
        raise Unreadable(DAMAGED.format(name=name)) from None
    return picture.convert("RGB")


def _picture(name: str, data: bytes) -> Image.Image:
    """The picture, of which nothing but the head has been read."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data), formats=FORMATS)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise _too_large(name) from None
    except UnidentifiedImageError:
        raise Unreadable(UNKNOWN.format(name=name, readable=READABLE)) from None
    except (OSError, ValueError, SyntaxError):
        raise Unreadable(DAMAGED.format(name=name)) from None
    return picture


def _frame(name: str, picture: Image.Image, at: int) -> Image.Image:
    try:
        if at or picture.format == "TIFF":
            picture.seek(at)
        _refuse_by_size(name, picture)
        if picture.format in ("JPEG", "MPO"):
            picture.draft(None, (LONGEST, LONGEST))  # read at a half or a quarter where that is large enough
        shown = ImageOps.exif_transpose(picture)
        return _made_smaller(_opaque(shown))
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError):
        raise Unreadable(DAMAGED.format(name=name)) from None


def _refuse_by_size(name: str, picture: Image.Image) -> None:
    if picture.width * picture.height > MOST_PIXELS:
        raise _too_large(name)


def _too_large(name: str) -> Unreadable:
    return Unreadable(TOO_LARGE.format(name=name, most=MOST_PIXELS // 10_000))


def _opaque(picture: Image.Image) -> Image.Image:
    """Grey or coloured, on white where it lets something shine through."""
    if picture.mode in ("1", "L", "I;16", "I", "F"):
        return picture.convert("L")
    if "transparency" in picture.info or picture.mode in ("RGBA", "LA", "PA"):
        picture = picture.convert("RGBA")
        ground = Image.new("RGBA", picture.size, "white")
        return Image.alpha_composite(ground, picture).convert("RGB")
    return picture.convert("RGB")


def _made_smaller(picture: Image.Image) -> Image.Image:
    scale = LONGEST / max(picture.size)
    if scale >= 1:
        return picture
    return picture.resize((max(1, round(picture.width * scale)), max(1, round(picture.height * scale))))
