"""What a file of evidence is called as long as nobody says: by its name where that tells something, else by the place
it was put and the day, so that thirty photographs can be told apart.
"""

from __future__ import annotations

import datetime as dt
import re
from pathlib import PurePath

LONGEST = 120
_MADE_BY = (
    "img|image|dsc[nf]?|pxl|vid|video|mvimg|mmexport|wechat(?:img)?|weixin|qq|screenshot|scan|scanned|photo|untitled|camera"
    "|微信图片|微信截图|微信视频|微信|截图|截屏|屏幕截图|屏幕快照|扫描件|扫描文档|扫描|照片|图片|视频|文档|新建文档|未命名|无标题"
)
_NOBODY_NAMED = re.compile(
    rf"(?:{_MADE_BY})?[\s_\-.,()\[\]（）#~\d年月日时分秒:]*(?:_[a-z]+)?|[0-9a-f-]{{16,}}", re.IGNORECASE
)


def tells(name: str) -> bool:
    """Whether a person gave the file its name, not a camera, a scanner or a chat."""
    return _NOBODY_NAMED.fullmatch(PurePath(name).stem.strip()) is None


def piece_title(name: str, *, what: str, day: dt.date, place: str = "", number: int = 0) -> str:
    """`what` it is (照片), `place`: what it is about; `number` tells it from the others sent with it, 0 for none."""
    stem = PurePath(name).stem.strip() or name
    if tells(name):
        return _fitting(stem, f"（{place}）") if place else stem[:LONGEST]
    if not place:
        return f"{what} {day:%Y-%m-%d} {stem}"[:LONGEST]
    rest = f" {day:%Y-%m-%d} {what}{f'（{number}）' if number else ''}"
    return place[: LONGEST - len(rest)] + rest


def _fitting(stem: str, behind: str) -> str:
    """The name whole as far as it goes, the place behind it as long as there is room."""
    kept = stem[:LONGEST]
    room = LONGEST - len(kept)
    return kept + behind if len(behind) <= room else kept + (f"{behind[: room - 2]}…）" if room > 6 else "")
