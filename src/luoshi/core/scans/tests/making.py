"""Pages as they come back: drawn with their codes, a text and a seal, then scanned or photographed badly."""

from __future__ import annotations

import hashlib
import io
import random
from collections.abc import Sequence
from dataclasses import dataclass

import segno
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from luoshi.core.scans.codes import made, tag_from
from luoshi.core.scans.lying import plane_between
from luoshi.core.scans.pages import SIZES, place_of

SITE = "AB1C"
DPI = 170
GAP = 70  # pixels between two pages on the desk


def tag_of(signed: str) -> str:
    return tag_from(hashlib.sha256(signed.encode()).hexdigest())


def code_text(paper: str, number: int, corner: str, site: str = SITE) -> str:
    return made(site, paper, number, corner, tag_of)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A printed and stamped page."""

    paper: str
    number: int
    landscape: bool = False
    site: str = SITE

    @property
    def texts(self) -> set[str]:
        corners = "CD" if self.landscape else "AB"
        return {code_text(self.paper, self.number, corner, self.site) for corner in corners}

    def drawn(self, dpi: int = DPI) -> Image.Image:
        k = dpi / 25.4
        width, height = SIZES[self.landscape]
        page = Image.new("RGB", (round(width * k), round(height * k)), "white")
        pen = ImageDraw.Draw(page)
        rng = random.Random(f"{self.paper}{self.number}")
        for line in range(22 if not self.landscape else 14):  # grey words, line by line
            y, x = (37 + line * 10) * k, 28 * k
            while x < (width - 30) * k:
                word = rng.uniform(4, 20) * k
                pen.rectangle((x, y, min(x + word, (width - 28) * k), y + 4 * k), fill=(40, 40, 40))
                x += word + 2 * k
        x, y = (width - 70) * k, (height - 90) * k
        pen.ellipse((x, y, x + 42 * k, y + 42 * k), outline=(200, 20, 30), width=round(1.6 * k))
        for corner in "CD" if self.landscape else "AB":
            _draw_code(page, code_text(self.paper, self.number, corner, self.site), corner, k)
        return page


def _draw_code(page: Image.Image, text: str, corner: str, k: float) -> None:
    (x0, y0), _, (x1, y1), _ = place_of(corner)
    code = segno.make(text, error="q", boost_error=False, micro=False)
    stream = io.BytesIO()
    code.save(stream, kind="png", scale=8, border=0)
    picture = Image.open(stream).convert("RGB")
    size = (round((x1 - x0) * k), round((y1 - y0) * k))
    page.paste(picture.resize(size, Image.Resampling.LANCZOS), (round(x0 * k), round(y0 * k)))


def drawn(sheet: Sheet | Image.Image) -> Image.Image:
    return sheet.drawn() if isinstance(sheet, Sheet) else sheet


def scanned(
    sheet: Sheet | Image.Image,
    *,
    dpi: int = 150,
    angle: float = 0,
    blur: float = 0,
    noise: float = 0,
    contrast: float = 1,
    quality: int = 85,
) -> bytes:
    """From the glass of a scanner: turned by any angle (in degrees, clockwise), blurred in pixels, grey noise."""
    page = drawn(sheet)
    longest = 297 * dpi / 25.4
    scale = longest / max(page.size)
    page = page.resize((round(page.width * scale), round(page.height * scale)), Image.Resampling.BOX)
    page = page.rotate(-angle, Image.Resampling.BICUBIC, expand=True, fillcolor="white")
    return as_jpeg(worn(page, blur=blur, noise=noise, contrast=contrast), quality)


def photographed(
    sheets: Sequence[Sheet | Image.Image],
    *,
    size: tuple[int, int] = (3000, 4000),
    angle: float = 0,
    lean: float = 0.12,
    shadow: float = 0,
    blur: float = 0,
    noise: float = 3,
    contrast: float = 1,
    quality: int = 80,
    seed: int = 1,
) -> bytes:
    """From a phone: one or two pages on a desk, seen at an angle (`lean`: how far edges run together)."""
    rng = random.Random(seed)
    pages = [drawn(sheet) for sheet in sheets]
    wide = sum(page.width for page in pages) + GAP * (len(pages) - 1)
    high = max(page.height for page in pages)
    table = Image.new("RGB", (wide, high), (150, 120, 90))
    left = 0
    for page in pages:
        turned = page.rotate(rng.uniform(-2, 2), Image.Resampling.BICUBIC, fillcolor=(150, 120, 90))
        table.paste(turned, (left, 0))
        left += page.width + GAP
    photo = _seen_from_aside(table, size, lean, rng)
    if shadow:
        photo = ImageChops.multiply(photo, _shadow(size, shadow))
    photo = photo.rotate(-angle, Image.Resampling.BICUBIC, expand=True, fillcolor=(90, 80, 70))
    return as_jpeg(worn(photo, blur=blur, noise=noise, contrast=contrast), quality)


def _seen_from_aside(
    table: Image.Image, size: tuple[int, int], lean: float, rng: random.Random
) -> Image.Image:
    width, height = size
    room = 0.86 * min(width / table.width, height / table.height)
    w, h = table.width * room, table.height * room
    x, y = (width - w) / 2, (height - h) / 2
    inset, low = w * lean / 2, h * lean / 3
    side = rng.choice((-1, 1))
    corners = [
        (x + inset, y + low),
        (x + w - inset, y + low * (0.5 if side > 0 else 1)),
        (x + w, y + h),
        (x, y + h - (low if side > 0 else 0)),
    ]
    onto = [(0, 0), (table.width, 0), (table.width, table.height), (0, table.height)]
    plane = plane_between(list(zip(corners, onto, strict=True)))
    return table.transform(
        size, Image.Transform.PERSPECTIVE, plane, Image.Resampling.BICUBIC, fillcolor=(90, 80, 70)
    )


def _shadow(size: tuple[int, int], depth: float) -> Image.Image:
    """A hand's shadow over one half, with a soft edge."""
    small = Image.new("L", (64, 64), 255)
    ImageDraw.Draw(small).polygon([(0, 0), (40, 0), (24, 64), (0, 64)], fill=round(255 * (1 - depth)))
    soft = small.filter(ImageFilter.GaussianBlur(3)).resize(size, Image.Resampling.BILINEAR)
    return Image.merge("RGB", (soft, soft, soft))


def worn(picture: Image.Image, *, blur: float, noise: float, contrast: float) -> Image.Image:
    if blur:
        picture = picture.filter(ImageFilter.GaussianBlur(blur))
    if contrast < 1:
        picture = picture.point(lambda value: round(210 - (210 - value * 0.82) * contrast))
    if noise:
        grain = Image.effect_noise(picture.size, noise)
        picture = ImageChops.add(picture, Image.merge("RGB", (grain, grain, grain)), scale=1, offset=-128)
    return picture


def as_jpeg(picture: Image.Image, quality: int = 85, **more: object) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=quality, **more)
    return stream.getvalue()
