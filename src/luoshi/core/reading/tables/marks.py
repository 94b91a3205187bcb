"""What one cell of the matrix says: undertaken, not, a quantity, or something a person has to look at."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from .grid import plain


class Kind(StrEnum):
    BLANK = "blank"
    YES = "yes"
    NO = "no"
    NUMBER = "number"
    OPEN = "open"  # ○ and the like: means yes in one document and no in another
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Mark:
    kind: Kind
    number: int | None = None

    @property
    def counts(self) -> bool:
        return self.kind in (Kind.YES, Kind.NUMBER)


# The private-use and Latin-1 characters are the ticks of the Wingdings fonts as Office files store them.
YES = set("√✓✔☑✅●★■◆▲◎⚫▪•⬤是有Yy\u221a\u237b\uf0fc\uf0fe\uf050\uf052üþ") | {"v", "V", "yes", "Yes", "YES"}
NO = set("×✗✘✕✖❌xXNn否无不免/\\-‐‑‒–—―−﹣_＿☐□0") | {
    "——",
    "--",
    "—-",
    "//",
    "no",
    "No",
    "NO",
    "不承接",
    "不参与",
    "未承接",
}
OPEN = set("○◯〇⚪△▽◇☆▢Oo")
YES_WORDS = re.compile(r"(拟?(承接|承担)|主持|牵头|参与|参加|联合|协作|主建|共建|建设)(学校|单位|校)?")
QUANTITY = re.compile(
    r"[√✓✔☑]?(\d{1,3}(?:,\d{3})+|\d{1,6})(?:\.0+)?(个|门|所|名|人|支|项|处|套|部|家|间|种|次|件|组|本|篇|节|例|座|台|批|对|期|场|班|课)?"
)
BRACKETED = re.compile(r"(.+?)[(\[【].*[)\]】]")
FOOTNOTE = re.compile(r"(?<=[^\s])[①-⑳¹²³*＊]$")
SAYS = r"[\"“”'‘’]?\s*(?:表示|代表|为|指|即|系|[:：=])\s*[\"“”]?"
LEGEND = re.compile(
    rf"[\"“”'‘’]?([^\w\s，,；;。、:：()（）\"“”'‘’《》]|[YyNnVv])[\"“”'‘’]?{SAYS}([^，,；;。、\s\"“”]{{1,20}})"
)
DENIES = re.compile(r"[不未否无非暂免没]")
AFFIRMS = re.compile(r"承接|承担|参与|牵头|建设|主持|负责|参加|实施|开展|协作|配合|联合|是|有")

Legend = Mapping[str, Kind]


def legend_of(notes: Iterable[str]) -> dict[str, Kind]:
    """What the notes say about signs: 「注：●表示承接，○表示不承接」."""
    legend: dict[str, Kind] = {}
    for note in notes:
        for sign, words in LEGEND.findall(note):
            if DENIES.search(words):
                legend[sign] = Kind.NO
            elif AFFIRMS.search(words) and "拟" not in words:
                legend[sign] = Kind.YES
    return legend


def read_mark(text: str, legend: Legend | None = None) -> Mark:
    """The mark in a cell's text. Quantities keep their number; `0` is a no."""
    if legend and (meant := legend.get(plain(FOOTNOTE.sub("", text.strip())))):
        return Mark(meant)
    return _read_mark(text)


@lru_cache(maxsize=4096)
def _read_mark(text: str) -> Mark:
    word = plain(FOOTNOTE.sub("", text.strip()))
    if not word:
        return Mark(Kind.BLANK)
    if word in NO:
        return Mark(Kind.NO)
    if word in YES or YES_WORDS.fullmatch(word) or set(word) <= set("√✓✔"):
        return Mark(Kind.YES)
    if word in OPEN:
        return Mark(Kind.OPEN)
    quantity = QUANTITY.fullmatch(word)
    if quantity:
        number = int(quantity[1].replace(",", ""))
        return Mark(Kind.NUMBER, number) if number else Mark(Kind.NO)
    bracketed = BRACKETED.fullmatch(word)
    if bracketed and not DENIES.search(word):
        return _read_mark(bracketed[1])
    return Mark(Kind.UNREADABLE)


def whole_number(text: str) -> int | None:
    """The count in a cell: `11`, `１１`, `11个`, `11所`; None if there is none."""
    quantity = QUANTITY.fullmatch(plain(text))
    return int(quantity[1].replace(",", "")) if quantity and plain(text)[0].isdigit() else None
