"""The tasks of the child process: count the sheets of a file, read some of them."""

from __future__ import annotations

import base64
import io
from typing import Any

from PIL import Image

from .finding import Found, find_codes
from .opening import sheet_count, sheets
from .upright import cut_out, whole

QUALITY = 82
SMALL = 360  # pixels; wide enough to see a seal
Json = dict[str, Any]


def count_sheets(files: list[tuple[str, bytes]], options: Json) -> Json:
    """{"sheets": number} of the one file. Raises Unreadable for what is not taken."""
    [(name, data)] = files
    return {"sheets": sheet_count(name, data)}


def read_sheets(files: list[tuple[str, bytes]], options: Json) -> Json:
    """{"pages": […]} on the sheets from `first` on, at most `most`, of the one file. Each page:

    sheet     which sheet of the file (from 0), part: which page on it (from 0)
    codes     the texts of its codes, all of one page of one paper; empty where none was found
    picture   the page upright, as JPEG in base64, with nothing of the original's hidden data
    red       how much of it is red like a seal, in millionths
    """
    [(name, data)] = files
    first, most = options["first"], options["most"]
    pages = []
    for sheet, picture in enumerate(sheets(name, data, first, most), first):
        for part, (codes, page) in enumerate(_pages_on(picture)):
            texts = [one.code.signed + one.code.tag for one in codes]
            pages.append(
                {"sheet": sheet, "part": part, "codes": texts, "picture": _jpeg(page), "red": redness(page)}
            )
    return {"pages": pages}


def _pages_on(picture: Image.Image) -> list[tuple[list[Found], Image.Image]]:
    """The pages in one picture, in the order in which they are numbered; the picture itself where no code is."""
    by_page: dict[tuple[str, str, int], dict[str, Found]] = {}
    for one in find_codes(picture):
        by_page.setdefault(one.page, {}).setdefault(one.code.corner, one)
    if not by_page:
        return [([], whole(picture))]
    alone = len(by_page) == 1
    found = []
    for key in sorted(by_page):
        codes = [by_page[key][corner] for corner in sorted(by_page[key])]
        found.append((codes, cut_out(picture, codes, alone=alone)))
    return found


def _jpeg(page: Image.Image) -> str:
    """Made anew from the pixels: place, time and whatever else a phone wrote into the file stays behind."""
    bare = Image.new(page.mode, page.size)
    bare.paste(page)
    stream = io.BytesIO()
    bare.save(stream, "JPEG", quality=QUALITY, optimize=True)
    return base64.b64encode(stream.getvalue()).decode()


def redness(page: Image.Image) -> int:
    """How many of a million pixels are red like a seal."""
    if page.mode != "RGB":
        return 0
    small = page.copy()
    small.thumbnail((SMALL, SMALL * 2))
    hue, saturation, value = small.convert("HSV").split()
    count = sum(
        1
        for h, s, v in zip(hue.tobytes(), saturation.tobytes(), value.tobytes(), strict=True)
        if (h < 12 or h > 238) and s > 70 and v > 80
    )
    return count * 1_000_000 // (small.width * small.height)
