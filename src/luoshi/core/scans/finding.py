"""Look for the codes of pages in a picture: as it is first, then with more and more help."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import zxingcpp
from PIL import Image, ImageFilter, ImageOps

from .codes import CORNERS, PageCode, parsed
from .lying import Plane, edges, lie, middle_of
from .pages import Point, Quad

LARGEST_LOOK = 36_000_000  # pixels; larger pictures are not enlarged as a whole
NEEDED = 0.6  # of a page's width or height: so much must be free beside it for another one to be there
AROUND = 32.0  # millimetres around the place where the other code of a page is looked for
TILES = 3
QR = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
LOCAL, GLOBAL = zxingcpp.Binarizer.LocalAverage, zxingcpp.Binarizer.GlobalHistogram
NOWHERE = (0.0, 0.0)
Look = tuple[Image.Image, float, Point, zxingcpp.Binarizer]


@dataclass(frozen=True, slots=True)
class Found:
    """A code and where its corners lie in the picture."""

    code: PageCode
    quad: Quad

    @property
    def page(self) -> tuple[str, str, int]:
        return self.code.site, self.code.paper, self.code.page


def find_codes(picture: Image.Image) -> list[Found]:
    """The codes of pages in the picture, each once. It stops looking when no page can be left unseen."""
    grey = ImageOps.grayscale(picture)
    found: dict[PageCode, Found] = {}
    for look in _looks(grey):
        for one in _read(*look):
            found.setdefault(one.code, one)
        if found and not _room_left(found.values(), grey.size):
            break
    for one in list(found.values()):
        _find_the_other(grey, one, found)
    return list(found.values())


def _looks(grey: Image.Image) -> Iterator[Look]:
    """The same picture prepared in other ways; scale and shift lead back to the places in the original."""
    yield grey, 1, NOWHERE, LOCAL
    flat = ImageOps.autocontrast(grey, cutoff=1)
    yield _sharper(flat), 1, NOWHERE, LOCAL
    yield _calmer(flat), 1, NOWHERE, LOCAL
    if grey.width * grey.height * 4 <= LARGEST_LOOK:
        for scale, prepare, binarizer in HELPS:
            yield _enlarged(flat, scale, prepare), scale, NOWHERE, binarizer
        return
    for tile, shift in _tiles(flat):
        yield _enlarged(tile, 1.5, _much_sharper), 1.5, shift, LOCAL


def _sharper(grey: Image.Image) -> Image.Image:
    return grey.filter(ImageFilter.UnsharpMask(3, 400, 0))


def _much_sharper(grey: Image.Image) -> Image.Image:
    return grey.filter(ImageFilter.UnsharpMask(4, 400, 0))


def _calmer(grey: Image.Image) -> Image.Image:
    return grey.filter(ImageFilter.GaussianBlur(1.2))


def _calm_then_sharp(grey: Image.Image) -> Image.Image:
    return grey.filter(ImageFilter.GaussianBlur(1.6)).filter(ImageFilter.UnsharpMask(5, 400, 0))


def _as_it_is(grey: Image.Image) -> Image.Image:
    return grey


HELPS: tuple[tuple[float, Callable[[Image.Image], Image.Image], zxingcpp.Binarizer], ...] = (
    (2, _much_sharper, LOCAL),
    (1.5, _sharper, LOCAL),
    (2, _calm_then_sharp, LOCAL),
    (2, _as_it_is, GLOBAL),
)


def _enlarged(grey: Image.Image, scale: float, prepare: Callable[[Image.Image], Image.Image]) -> Image.Image:
    size = (round(grey.width * scale), round(grey.height * scale))
    return prepare(grey.resize(size, Image.Resampling.BICUBIC))


def _tiles(grey: Image.Image) -> Iterator[tuple[Image.Image, Point]]:
    """Overlapping parts, as wide as half the picture."""
    wide, high = grey.width // 2, grey.height // 2
    for row in range(TILES):
        for column in range(TILES):
            left, top = column * (grey.width - wide) // (TILES - 1), row * (grey.height - high) // (TILES - 1)
            yield grey.crop((left, top, left + wide, top + high)), (float(left), float(top))


def _read(look: Image.Image, scale: float, shift: Point, binarizer: zxingcpp.Binarizer) -> Iterable[Found]:
    for barcode in zxingcpp.read_barcodes(look, formats=QR, binarizer=binarizer, try_invert=False):
        code = parsed(barcode.text)
        if code is not None:
            at = barcode.position
            corners = (at.top_left, at.top_right, at.bottom_right, at.bottom_left)
            first, second, third, fourth = (
                (point.x / scale + shift[0], point.y / scale + shift[1]) for point in corners
            )
            yield Found(code, (first, second, third, fourth))


def _room_left(found: Iterable[Found], size: tuple[int, int]) -> bool:
    """Whether beside the pages seen there is room for one that was not seen."""
    by_page: dict[tuple[str, str, int], list[Found]] = {}
    for one in found:
        by_page.setdefault(one.page, []).append(one)
    if len(by_page) > 1:
        return False
    [codes] = by_page.values()
    corners = edges([(one.code.corner, one.quad) for one in codes])
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    wide, high = max(xs) - min(xs), max(ys) - min(ys)
    beside = max(min(xs), size[0] - max(xs)) / wide
    above = max(min(ys), size[1] - max(ys)) / high
    return max(beside, above) > NEEDED


def _find_the_other(grey: Image.Image, one: Found, found: dict[PageCode, Found]) -> None:
    """Look closely where the other code of this page must be."""
    other = next(corner for corner in _pair(one.code.corner) if corner != one.code.corner)
    if any(each.page == one.page and each.code.corner == other for each in found.values()):
        return
    plane = lie([(one.code.corner, one.quad)])
    x, y = middle_of(other, plane)
    reach = AROUND * _pixels_in_a_millimetre(plane, one.code.landscape)
    box = (max(0, int(x - reach)), max(0, int(y - reach)), int(x + reach), int(y + reach))
    box = (*box[:2], min(grey.width, box[2]), min(grey.height, box[3]))
    if box[2] - box[0] < 20 or box[3] - box[1] < 20:
        return
    part = ImageOps.autocontrast(grey.crop(box), cutoff=1)
    shift = (float(box[0]), float(box[1]))
    for scale, prepare, binarizer in ((1.0, _as_it_is, LOCAL), *HELPS):
        for seen in _read(_enlarged(part, scale, prepare), scale, shift, binarizer):
            if seen.page == one.page and seen.code.corner == other:
                found.setdefault(seen.code, seen)
                return


def _pair(corner: str) -> str:
    return CORNERS[:2] if corner in CORNERS[:2] else CORNERS[2:]


def _pixels_in_a_millimetre(plane: Plane, landscape: bool) -> float:
    a, _, _, d, *_ = plane
    return float((a * a + d * d) ** 0.5)
