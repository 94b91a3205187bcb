"""Numbers at the start of a line: 一、 （一） 1. （1） ① 第一章 第一条 1.1, full- and half-width."""

from __future__ import annotations

import re
from dataclasses import dataclass

HAN = "〇零一二三四五六七八九十百"
_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
_OPEN, _CLOSE = r"[（(〔\[［]\s*", r"\s*[）)〕\]］]"
_NUMBER = rf"[{HAN}\d]+"

# Rank by convention, outermost first; the order of appearance can overrule it (see tree.py).
RANK = {
    "part": 1,
    "chapter": 2,
    "section": 3,
    "article": 4,
    "han": 5,
    "paren_han": 6,
    "item": 7,
    "decimal": 8,
    "dotted2": 9,
    "dotted3": 10,
    "dotted4": 11,
    "paren_decimal": 12,
    "circled": 13,
    "letter": 14,
}
# After 第三条 and its like: what shows that the words are a reference inside a sentence, not a number.
_NO_REFERENCE = r"(?!\s*(?:[，。；、的至到第和及与中]|规定|所|要求|精神))"

_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("part", re.compile(rf"第\s*(?P<n>{_NUMBER})\s*(?:编|篇|部分)[、：:]?{_NO_REFERENCE}")),
    ("chapter", re.compile(rf"第\s*(?P<n>{_NUMBER})\s*章[、：:]?{_NO_REFERENCE}")),
    ("section", re.compile(rf"第\s*(?P<n>{_NUMBER})\s*节[、：:]?{_NO_REFERENCE}")),
    ("article", re.compile(rf"第\s*(?P<n>{_NUMBER})\s*条(?:之[{HAN}])?[、：:]?{_NO_REFERENCE}")),
    ("item", re.compile(rf"第\s*{_OPEN}(?P<n>{_NUMBER}){_CLOSE}\s*[款项目][、：:]?{_NO_REFERENCE}")),
    ("paren_han", re.compile(rf"{_OPEN}(?P<n>[{HAN}]+){_CLOSE}[、.．]?")),
    ("paren_han", re.compile(r"(?P<n>[㈠-㈩])[、.．]?")),
    ("han", re.compile(rf"(?P<n>[{HAN}]+)\s*[、．.](?![{HAN}]+[、至到等])")),
    (
        "dotted",
        re.compile(r"(?P<n>\d{1,2}(?:[.．]\d{1,2}){1,3})[、.．]?(?!\s*[\d万亿千百倍%％个元分.．:：])"),
    ),
    ("decimal", re.compile(r"(?P<n>\d{1,3})\s*[.．、](?!\d)")),
    # 2 目标: a number apart from a short heading that fills the line
    (
        "decimal",
        re.compile(r"(?P<n>\d{1,2})[ \u3000\t]+(?=[一-鿿]{2,12}$)(?![所个名月日年人项家门万亿分元])"),
    ),
    ("decimal", re.compile(r"(?P<n>[⒈-⒛])")),
    ("paren_decimal", re.compile(rf"{_OPEN}(?P<n>\d{{1,3}}){_CLOSE}[、.．]?|(?P<m>\d{{1,2}})[）)]")),
    ("paren_decimal", re.compile(r"(?P<n>[⑴-⒇])[、.．]?")),
    ("circled", re.compile(r"(?P<n>[①-⑳㉑-㉟㊱-㊿])[、.．]?")),
    ("letter", re.compile(r"(?P<n>[A-Za-z])[.．、)）](?![A-Za-z0-9])")),
)
_HALF_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")


@dataclass(frozen=True, slots=True)
class Marker:
    """A number found: its kind, its ordinal, how people cite it (`shown`), and the text after it."""

    kind: str
    ordinal: int
    shown: str
    rest: str


def find_marker(printed: str) -> Marker | None:
    """The clause number with which a line begins, or None."""
    line = printed.strip().translate(_HALF_WIDTH)
    for kind, pattern in _PATTERNS:
        match = pattern.match(line)
        if match:
            sign = match.groupdict().get("n") or match.groupdict()["m"]
            ordinal = _ordinal(kind, sign)
            if ordinal:
                depth = len(re.findall(r"[.．]", sign)) + 1 if kind == "dotted" else ""
                rest = printed.strip()[match.end() :].strip()
                return Marker(f"{kind}{depth}", ordinal, _shown(kind, sign, ordinal), rest)
    return None


def han_value(sign: str) -> int:
    """The value of an ordinal up to 999 in Chinese or Arabic figures; 0 if it is none."""
    if sign.isdecimal():
        return int(sign)
    value, digit = 0, 0
    for char in sign:
        if char in "十百":
            value += (digit or 1) * (10 if char == "十" else 100)
            digit = 0
        elif char in _DIGITS:
            digit = digit * 10 + _DIGITS[char]
        else:
            return 0
    return value + digit


def _ordinal(kind: str, sign: str) -> int:
    if kind == "dotted":
        return int(re.split(r"[.．]", sign)[-1])
    if kind == "letter":
        return ord(sign.lower()) - ord("a") + 1
    return ordinal_of(sign)


def ordinal_of(sign: str) -> int:
    """The value of a number as printed: 三, 3, ③, ⑶; 0 if it is none."""
    if sign[0] in HAN or sign.isascii():
        return han_value(sign)
    for first, value in (("㉑", 21), ("㊱", 36), ("①", 1), ("㈠", 1), ("⑴", 1), ("⒈", 1)):
        if 0 <= ord(sign) - ord(first) <= 19:
            return ord(sign) - ord(first) + value
    return 0


def _shown(kind: str, sign: str, ordinal: int) -> str:
    plain = {"part": "部分", "chapter": "章", "section": "节", "article": "条"}
    if kind in plain:
        return f"第{sign}{plain[kind]}"
    if kind == "item":
        return f"第（{sign}）项"
    if kind == "paren_han":
        return f"（{sign if sign[0] in HAN else '一二三四五六七八九十'[ordinal - 1]}）"
    if kind == "paren_decimal":
        return f"（{ordinal}）"
    if kind == "dotted":
        return sign.replace("．", ".")
    if kind == "decimal":
        return str(ordinal)
    return sign
