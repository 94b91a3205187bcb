"""Cut the pages out of a picture: upright, flat, at their own size, however they were photographed."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PIL import Image

from .finding import Found
from .lying import Plane, lie, through
from .pages import SIZES

FINEST, COARSEST = 200 / 25.4, 90 / 25.4  # pixels in a millimetre of what is cut out
ROUND = 3.0  # millimetres of surroundings that stay: a seal across sheets (骑缝章) reaches the edge
ROUND_GUESSED = 14.0  # where one code alone tells how the page lies


def cut_out(picture: Image.Image, codes: Sequence[Found], *, alone: bool) -> Image.Image:
    """The page that carries these codes.

    alone  no other page is in the picture: where a single code does not tell the edges for certain, nothing is cut off
    """
    plane = lie([(one.code.corner, one.quad) for one in codes])
    landscape = codes[0].code.landscape
    if len(codes) > 1:
        return _flattened(picture, plane, landscape, ROUND)
    if alone:
        return _turned(picture, plane)
    return _flattened(picture, plane, landscape, ROUND_GUESSED)


def whole(picture: Image.Image) -> Image.Image:
    """A picture without a code, no larger than a page is kept."""
    return _shrunk(picture, SIZES[True][0] * FINEST / max(picture.size))


def _shrunk(picture: Image.Image, scale: float) -> Image.Image:
    if scale >= 1:
        return picture
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    return picture.resize(size, Image.Resampling.LANCZOS)


def _flattened(picture: Image.Image, plane: Plane, landscape: bool, around: float) -> Image.Image:
    width, height = SIZES[landscape]
    fine = min(FINEST, max(COARSEST, _fineness(plane, landscape)))
    size = (round((width + 2 * around) * fine), round((height + 2 * around) * fine))
    a, b, c, d, e, f, g, h = plane
    # The plane leads from millimetres on the page into the picture; here from pixels of the result.
    k, m = 1 / fine, -around
    base = g * m + h * m + 1
    turned = (a * k, b * k, (a + b) * m + c, d * k, e * k, (d + e) * m + f, g * k, h * k)
    data = tuple(value / base for value in turned)
    return picture.transform(
        size, Image.Transform.PERSPECTIVE, data, Image.Resampling.BICUBIC, fillcolor=_white(picture)
    )


def _white(picture: Image.Image) -> int | tuple[int, int, int]:
    return (255, 255, 255) if picture.mode == "RGB" else 255


def _fineness(plane: Plane, landscape: bool) -> float:
    """How many pixels of the picture a millimetre in the middle of the page has."""
    width, height = SIZES[landscape]
    left, right = (through(plane, (width / 2 + shift, height / 2)) for shift in (-20, 20))
    return math.dist(left, right) / 40


def _turned(picture: Image.Image, plane: Plane) -> Image.Image:
    """The whole picture with its text upright; nothing is cut off."""
    angle = math.degrees(math.atan2(plane[3], plane[0]))
    upright = picture.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=_white(picture))
    return _shrunk(upright, FINEST / math.hypot(plane[0], plane[3]))
