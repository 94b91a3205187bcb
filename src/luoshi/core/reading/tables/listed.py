"""What one cell says that lists units: 三峡中专、宜都（2）、兴山 · 全部学校（除机电外） · 牵头：甲校；参与：乙校."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from .grid import plain
from .header import LONGEST_NAME
from .marks import Kind, read_mark
from .words import is_number

EVERYONE = re.compile(
    r"(?:全市|全县|全区|全省|本市|本县)?(?:各|所有|全部|全体|每所|每个|以上|上述|其余|其他|其它|\d{1,3}所)+(?:各|所有)?"
    r"(?:中等|高等)?(?:中职|高职|职业|职教|技工|承接|试点|项目)?(?:学校|院校|校|单位)(?:都|均|全部)?(?:承接|承担|参与|参加)?"
    r"|(?:全部|所有|全体|其余|其他)(?:都|均)?(?:承接|承担|参与|参加)?"
)
EXCEPT = (
    re.compile(r"[(（]?除(?:了)?([^()（）]{2,80}?)(?:之外|以外|外)的?[)）]?[，,]?"),
    re.compile(r"[(（](?:不含|不包括|不包含)([^()（）]{2,80}?)[)）]"),
    re.compile(r"[(（]([^()（）]{2,80}?)(?:除外|不承接)[)）]"),
)
ROLE = re.compile(
    r"^(?:由)?(?:拟)?(?:牵头|主持|参与|参加|承接|承担|联合|协作|配合|实施|试点|建设)(?:学校|单位|院校|校)?[:：]"
)
ORDINAL = re.compile(r"^(?:\d{1,2}[、)）](?!\d)|[(（]\d{1,2}[)）])")
BETWEEN = re.compile(r"[①-⑳]|(?<!\d)\d{1,2}[.．](?!\d)")
IN_BRACKETS = re.compile(
    r"(.+?)[(（](\d{1,6})(个|门|所|名|人|支|项|处|套|部|家|间|种|次|件|组|本|篇|节|例|座|台|批|对|期|场|班|课)?[)）]"
)
AFTER = re.compile(
    r"(.+?[^\d])(?:[:：×xX*]?(\d{1,6})(?:个|门|所|名|人|支|项|处|套|部|门次|人次)|[:：×xX*](\d{1,6}))"
)
ROLE_IN_BRACKETS = re.compile(
    r"[(（](?:牵头|主持|参与|参加|承接|承担|联合|协作|配合|主建|共建)(?:学校|单位|校)?[)）]$"
)
AND_OTHERS = re.compile(
    r"等(?:(\d{1,3}|[一二三四五六七八九十]{1,3})(?:所|个|家))?(?:学校|院校|单位|中职学校)?$"
)
WORDS = re.compile(
    r"^(?:各|所有|全部|全体|其余|其他|其它)|待定|待补|另行|自愿|申报|择优|遴选|确定|根据|按照|结合|具体|详见|同上|视情|若干|部分|[。！？!?“”《》]"
)
CLOSED = {"(": ")", "（": "）", "[": "]", "【": "】"}
BREAKS = "、，,；;/／|｜"
NUMERALS = "一二三四五六七八九十"


@dataclass(slots=True)
class Listed:
    """The units of one cell.

    names       name to number, where one is printed with it
    everyone    the cell speaks of all units; `number` is what is printed with that
    left_out    those it excepts
    unread      pieces that are no name of a unit
    incomplete  the list ends in 等
    """

    names: dict[str, int | None] = field(default_factory=dict)
    everyone: bool = False
    number: int | None = None
    left_out: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    incomplete: bool = False

    @property
    def says_something(self) -> bool:
        return bool(self.names or self.everyone)


def listed_in(text: str, known: Collection[str] = ()) -> Listed:
    """Read one cell. `known` are names met elsewhere: they part what printing has glued together."""
    found = Listed()
    text = _without_exceptions(BETWEEN.sub("、", text), known, found)
    pieces = list(_pieces(text, known))
    for index, piece in enumerate(pieces):
        _take(piece, found, known, last=index == len(pieces) - 1)
    if found.left_out and not found.everyone:
        if found.names:
            found.unread += [f"除{name}外" for name in found.left_out]
        else:
            found.everyone = True
    return found


def _without_exceptions(text: str, known: Collection[str], found: Listed) -> str:
    for pattern in EXCEPT:
        while match := pattern.search(text):
            found.left_out += [plain(piece) for piece in _pieces(match[1], known)]
            text = text[: match.start()] + text[match.end() :]
    return text


def _pieces(text: str, known: Collection[str]) -> Iterator[str]:
    for piece in _split(text.strip(), BREAKS if any(sign in text for sign in BREAKS) else BREAKS + "\n"):
        lines = [plain(line) for line in piece.split("\n") if line.strip()]
        if len(lines) > 1 and plain(piece) not in known and all(line in known for line in lines):
            yield from lines
        elif blanks := _parted_by_blanks(piece):
            yield from blanks
        elif word := plain(piece):
            yield from _parted_by_known(word, known)


def _split(text: str, signs: str) -> Iterator[str]:
    """Parted at the signs that stand outside brackets."""
    begun, closing = 0, ""
    for at, char in enumerate(text):
        if closing:
            closing = "" if char == closing else closing
        elif char in CLOSED and CLOSED[char] in text[at:]:
            closing = CLOSED[char]
        elif char in signs and not _is_ordinal_sign(text, at, begun):
            yield text[begun:at]
            begun = at + 1
    yield text[begun:]


def _is_ordinal_sign(text: str, at: int, begun: int) -> bool:
    """The sign belongs to a number before the name: 1、三峡中专."""
    return text[at] == "、" and text[begun:at].strip().isdigit()


def _parted_by_blanks(piece: str) -> list[str]:
    """Names that nothing but blanks keeps apart; a name printed with blanks between its characters stays whole."""
    words = [plain(word) for word in re.split(r"[ \u3000\t]+", piece.strip())]
    return words if len(words) > 1 and all(len(word) > 1 for word in words) else []


def _parted_by_known(word: str, known: Collection[str]) -> Iterator[str]:
    """甲校和乙校, or names glued together by lost line breaks, parted where each part is known."""
    if word not in known:
        halves = re.split(r"以及|和|及|与", word)
        if len(halves) > 1 and any(half in known for half in halves) and all(map(is_name, halves)):
            yield from halves
            return
        glued = _glued(word, known)
        if len(glued) > 1:
            yield from glued
            return
    yield word


def whole_names(names: Collection[str]) -> list[str]:
    """Without those that are two others put together: 甲校和乙校, where 甲校 is a name."""
    return [name for name in names if len(list(_parted_by_known(name, {*names} - {name}))) == 1]


def _glued(word: str, known: Collection[str]) -> list[str]:
    """The word as a row of known names, longest first; [] where that does not come out even."""
    names = sorted((name for name in known if len(name) > 1), key=len, reverse=True)
    found: list[str] = []
    while word:
        name = next((name for name in names if word.startswith(name)), None)
        if name is None:
            return []
        found.append(name)
        word = word[len(name) :]
    return found


def _take(piece: str, found: Listed, known: Collection[str], *, last: bool) -> None:
    word = ROLE.sub("", ORDINAL.sub("", piece))
    word = ROLE_IN_BRACKETS.sub("", word)
    word, number = _with_number(word, known)
    if not word or read_mark(word).kind is Kind.NO:
        return
    if EVERYONE.fullmatch(word):
        found.everyone, found.number = True, number
        return
    if last and word not in known and (match := AND_OTHERS.search(word)):
        word = word[: match.start()]
        found.incomplete = _number_of(match[1]) != len(found.names) + 1
    if is_name(word):
        found.names[word] = number if found.names.get(word) is None else found.names[word]
    else:
        found.unread.append(piece)


def _with_number(word: str, known: Collection[str]) -> tuple[str, int | None]:
    if word in known:
        return word, None
    if match := IN_BRACKETS.fullmatch(word):
        return match[1], int(match[2])
    if match := AFTER.fullmatch(word):
        return match[1], int(match[2] or match[3])
    return word, None


def _number_of(words: str | None) -> int | None:
    if not words:
        return None
    return int(words) if words.isdigit() else NUMERALS.find(words[-1]) + 1 + (10 if len(words) > 1 else 0)


def is_name(word: str) -> bool:
    """Whether a piece can be the name of a unit: short, no number, no mark, no words about how units are found."""
    readable = read_mark(word).kind is Kind.UNREADABLE and not is_number(word)
    return 1 < len(word) <= LONGEST_NAME and readable and not WORDS.search(word)
