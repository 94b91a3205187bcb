"""Names of files and folders inside an archive that Windows, Linux and unpacking tools that know only GBK all take.

What Windows forbids becomes its full-width sign, what GBK cannot write becomes □. A whole path stays under what Windows
can open, with room for the folder it is unpacked into.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

MOST_IN_PATH = 180  # Windows opens 259 characters with the drive and the folder
FOLDER, FILE = 28, 56  # characters of one name
UNSAID, NOT_IN_GBK = "未命名", "□"
_FORBIDDEN = str.maketrans('<>:"/\\|?*', "＜＞：＂／＼｜？＊")
_UNSEEN = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
_RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in "123456789¹²³")}
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,8}$")


def safe(text: str, most: int = FOLDER) -> str:
    """One name, at most `most` characters; never empty, never reserved, never ending in a point or a space."""
    text = unicodedata.normalize("NFC", _UNSEEN.sub("", text)).translate(_FORBIDDEN)
    text = " ".join("".join(_in_gbk(sign) for sign in text).split())
    text = text[:most].strip(" .") or UNSAID
    return f"_{text}"[:most] if text.split(".")[0].strip().lower() in _RESERVED else text


def _in_gbk(sign: str) -> str:
    try:
        sign.encode("gbk")
    except UnicodeEncodeError:
        return NOT_IN_GBK
    return sign


def ending_of(name: str) -> str:
    """The ending of a file's name, in small letters; empty where it has none that one could trust."""
    found = _ENDING.search(name)
    return found.group().lower() if found else ""


def file_name(title: str, ending: str, most: int = FILE) -> str:
    """`title` with that ending; the title itself loses an ending of the same kind."""
    bare = title[: -len(ending)] if ending and title.lower().endswith(ending) else title
    return safe(bare, most - len(ending)) + ending


def numbered(number: int, among: int, name: str) -> str:
    """`03 name`: as many digits as the largest number needs, two at least, so that names sort as they are counted."""
    return f"{number:0{max(2, len(str(among)))}} {name}"


def path_of(folders: Iterable[str], name: str) -> str:
    """Joined to one path of at most MOST_IN_PATH characters: folders are cut first, then the name."""
    parts = [*folders, name]
    for at in range(len(parts)):
        over = sum(map(len, parts)) + len(parts) - 1 - MOST_IN_PATH
        if over <= 0:
            break
        parts[at] = _cut(parts[at], over, ending=at == len(parts) - 1)
    return "/".join(parts)


def _cut(name: str, over: int, *, ending: bool) -> str:
    """Shorter by `over`, down to six characters; its number in front stays, and the ending of a file."""
    tail = ending_of(name) if ending else ""
    stem = name[: len(name) - len(tail)]
    return stem[: max(6, len(stem) - over)].rstrip(" .") + tail


def once_each(paths: Iterable[str]) -> list[str]:
    """The same paths with a number where two would be one on a system that does not tell capitals apart."""
    seen: set[str] = set()
    found = []
    for path in paths:
        tail = ending_of(path)
        stem, number, free = path[: len(path) - len(tail)], 2, path
        while free.casefold() in seen:
            free, number = f"{stem}({number}){tail}", number + 1
        seen.add(free.casefold())
        found.append(free)
    return found
