"""Pictures without what the camera or the program wrote into them; pixels stay as they are where the format allows.

JPEG and PNG are taken apart and put together again without the segments that draw nothing (ITU T.81 annex B;
PNG specification, third edition, section 11.3); other formats are drawn anew from their pixels.
"""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from collections.abc import Callable

from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from .held import CannotScrub

MOST_PIXELS = 80_000_000
MOST_FRAMES = 200
PNG_SIGN = b"\x89PNG\r\n\x1a\n"
_DRAWN = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"pHYs", b"sBIT"}
_ALONE = {0x01, *range(0xD0, 0xD8)}  # markers without a length: TEM and the restarts
_SOS, _EOI, _COM, _APP0, _APP14 = 0xDA, 0xD9, 0xFE, 0xE0, 0xEE
_DQT, _DHT, _DAC, _DNL, _DRI = 0xDB, 0xC4, 0xCC, 0xDC, 0xDD
_FRAMES = set(range(0xC0, 0xD0)) - {_DHT, 0xC8, _DAC}
_ORIENTATION = 0x0112
_BROKEN = (UnidentifiedImageError, OSError, ValueError, TypeError, SyntaxError, struct.error)
_AS_THEY_ARE = ("JPEG", "PNG")
_DRAWN_ANEW = ("GIF", "TIFF", "BMP", "WEBP")


def bare_picture(name: str, data: bytes) -> bytes:
    """The same picture, in the same format, turned upright, without anything but its pixels. Raises CannotScrub."""
    broken = CannotScrub(f"“{name}”里的图片打不开，不能清理。请另存为 JPG 或 PNG 后再交。")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=[*_AS_THEY_ARE, *_DRAWN_ANEW]) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise CannotScrub(f"“{name}”里的图片太大，请缩小后再交。")
                if getattr(picture, "n_frames", 1) > MOST_FRAMES:
                    raise CannotScrub(f"“{name}”里的图片有太多幅，请另存为单幅后再交。")
                return _bare(picture, data)
    except CannotScrub:
        raise
    except (*_BROKEN, Image.DecompressionBombError, Warning) as error:
        raise broken from error


def _bare(picture: Image.Image, data: bytes) -> bytes:
    if picture.format == "PNG":
        return bare_png(data)
    if picture.format == "JPEG" and picture.getexif().get(_ORIENTATION, 1) == 1:
        return bare_jpeg(data)
    frames = [_pixels(frame) for frame in ImageSequence.Iterator(picture)]
    out = io.BytesIO()
    if picture.format == "JPEG":
        frames[0].save(out, "JPEG", quality=93)
    elif picture.format == "WEBP":
        frames[0].save(out, "WEBP", lossless=True)
    elif picture.format == "BMP":
        frames[0].save(out, "BMP")
    else:
        packed = {"compression": "tiff_deflate"} if picture.format == "TIFF" else {}
        frames[0].save(out, picture.format, save_all=True, append_images=frames[1:], **packed)
    return out.getvalue()


def _pixels(frame: Image.Image) -> Image.Image:
    """A new picture that has the frame's pixels and nothing of its notes."""
    upright = ImageOps.exif_transpose(frame) or frame
    bare = Image.new(upright.mode, upright.size)
    if upright.mode == "P":
        bare.putpalette(upright.getpalette() or [])
    bare.paste(upright)
    return bare


def bare_png(data: bytes) -> bytes:
    """A PNG of its drawn chunks alone; what stands behind its end is gone. Raises ValueError when damaged."""
    if not data.startswith(PNG_SIGN):
        raise ValueError("not a PNG")
    kept, at = [PNG_SIGN], len(PNG_SIGN)
    while True:
        size, kind = struct.unpack_from(">I4s", data, at)
        body = data[at + 8 : at + 8 + size]
        if len(body) != size:
            raise ValueError("cut off")
        if kind in _DRAWN:
            kept.append(struct.pack(">I4s", size, kind) + body + struct.pack(">I", zlib.crc32(kind + body)))
        if kind == b"IEND":
            return b"".join(kept)
        at += size + 12


def bare_jpeg(data: bytes) -> bytes:
    """A JPEG without application segments and comments, cut at its end. Raises ValueError when damaged."""
    if not data.startswith(b"\xff\xd8"):
        raise ValueError("not a JPEG")
    kept, at = [b"\xff\xd8"], 2
    while True:
        marker, start = _next_marker(data, at)
        if marker == _EOI:
            return b"".join([*kept, b"\xff\xd9"])
        if marker in _ALONE:
            kept.append(bytes((0xFF, marker)))
            at = start
            continue
        (size,) = struct.unpack_from(">H", data, start)
        segment = data[start : start + size]
        if size < 2 or len(segment) != size:
            raise ValueError("cut off")
        if _is_drawn(marker, segment[2:]):
            kept.append(bytes((0xFF, marker)) + segment)
        at = start + size
        if marker == _SOS:
            end = _end_of_scan(data, at)
            kept.append(data[at:end])
            at = end


def _next_marker(data: bytes, at: int) -> tuple[int, int]:
    """The marker at this place (fill bytes passed over) and where its content begins."""
    if at >= len(data) or data[at] != 0xFF:
        raise ValueError("no marker")
    while at < len(data) and data[at] == 0xFF:
        at += 1
    if at >= len(data):
        raise ValueError("cut off")
    return data[at], at + 1


def _is_drawn(marker: int, body: bytes) -> bool:
    """Whether a segment is needed to draw, and is made as such a segment is. Raises ValueError where it is not."""
    if marker == _APP0:
        return body.startswith(b"JFIF\0") and len(body) == 14  # a longer one holds a small picture
    if marker == _APP14:
        return body.startswith(b"Adobe") and len(body) == 12  # tells how colours are mixed
    if marker == _COM or 0xE0 <= marker <= 0xEF:
        return False
    if not _well_made(marker, body):
        raise ValueError("a segment of another kind")
    return True


def _well_made(marker: int, body: bytes) -> bool:
    """By its length: a segment whose mark is broken would carry words along as tables."""
    if marker == _DQT:
        return _sum_of(body, lambda table: 1 + 64 * (1 + (table[0] >> 4)))
    if marker == _DHT:
        return _sum_of(body, lambda table: 17 + sum(table[1:17]))
    if marker in _FRAMES:
        return len(body) > 5 and len(body) == 6 + 3 * body[5] and body[5] <= 4
    if marker == _SOS:
        return bool(body) and len(body) == 4 + 2 * body[0] and body[0] <= 4
    if marker == _DAC:
        return len(body) <= 16
    return marker in (_DRI, _DNL) and len(body) == 2


def _sum_of(body: bytes, size: Callable[[bytes], int]) -> bool:
    """Whether the segment is filled by its tables exactly."""
    while body:
        body, long = body[size(body) :], len(body) >= size(body)
        if not long:
            return False
    return True


def _end_of_scan(data: bytes, at: int) -> int:
    """Where the drawn bytes end: at the next marker that is neither a stuffed zero nor a restart."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0 or at + 1 >= len(data):
            raise ValueError("cut off")
        if data[at + 1] != 0 and data[at + 1] not in _ALONE and data[at + 1] != 0xFF:
            return at
        at += 1 if data[at + 1] == 0xFF else 2
