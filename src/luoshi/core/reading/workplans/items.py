"""Several things in one cell or paragraph: ①②③ · 1.2.3. · （1）（2） · lines."""

from __future__ import annotations

import re
import unicodedata

_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_NUMERALS = "一二三四五六七八九十"
_MARKS: tuple[re.Pattern[str], ...] = (
    re.compile(rf"(?P<n>[{_CIRCLED}])[.、．]?\s*"),
    re.compile(r"[（(](?P<n>\d{1,2})[)）][.、．]?\s*"),
    re.compile(
        r"(?:^|(?<=[\n；;。,，\s]))(?P<n>\d{1,2})(?:[、．)）]|\.(?!\d)|\.(?=(?:19|20)\d\d年|\d{1,2}月))\s*"
    ),
    re.compile(rf"[（(](?P<n>[{_NUMERALS}]{{1,2}})[)）]\s*"),
    re.compile(r"(?:^|(?<=[\n；;。]))(?P<n>[一二三四五六七八九十]{1,2})(?:是|要)?[、，,：:]\s*"),
)
_LABEL = re.compile(
    rf"^\s*(?:[{_CIRCLED}][.、．]?|[（(]?\d{{1,2}}[)）]|\d{{1,2}}(?:\.\d{{1,2}})*(?:[、．]|\.(?!\d)|\.(?=(?:19|20)\d\d年|\d{{1,2}}月))|[（(][{_NUMERALS}]{{1,3}}[)）]|[{_NUMERALS}]{{1,3}}[、.．]|第[{_NUMERALS}\d]+[步阶][段骤]?[：:、\s])\s*"
)


_CHINESE_LABEL = re.compile(rf"^\s*(?:[（(][{_NUMERALS}]{{1,3}}[)）]|[{_NUMERALS}]{{1,3}}[、.．])\s*")


def split_items(text: str) -> list[str]:
    """The items of a text numbered from 1 upward, without their numbers; empty where it is no such list."""
    for mark in _MARKS:
        found = [match for match in mark.finditer(text) if _number(match["n"])]
        run = _run(found)
        if len(run) >= 2 or (len(run) == 1 and text.lstrip().startswith(run[0][0].strip() or "\0")):
            ends = [match.start() for match in run[1:]] + [len(text)]
            items = [text[match.end() : end] for match, end in zip(run, ends, strict=True)]
            return [tidy_item(item) for item in items if tidy_item(item)]
    return []


def _run(found: list[re.Match[str]]) -> list[re.Match[str]]:
    """The marks that count 1, 2, 3 … in their order."""
    run: list[re.Match[str]] = []
    for match in found:
        if _number(match["n"]) == len(run) + 1:
            run.append(match)
    return run


def _number(sign: str) -> int:
    if sign in _CIRCLED:
        return _CIRCLED.index(sign) + 1
    if sign.isdigit():
        return int(sign)
    if sign == "十":
        return 10
    return 10 + _NUMERALS.index(sign[1]) + 1 if sign[0] == "十" else _NUMERALS.index(sign[0]) + 1


def lines_of(text: str) -> list[str]:
    """Lines with something in them."""
    return [line.strip() for line in re.split(r"[\n\r\v]+", text) if line.strip()]


def tidy_item(text: str) -> str:
    """One item on one line, without the stop that parts it from the next."""
    joined = "".join(lines_of(text)) if re.search(r"[一-鿿]", text) else " ".join(lines_of(text))
    return re.sub(r"[；;。，,、\s]+\Z", "", joined).strip()


def without_label(text: str, *, chinese: bool = False) -> str:
    """The text without the number it begins with; `chinese`: only 一、 and （一）, since 4.3 may be a code."""
    return (_CHINESE_LABEL if chinese else _LABEL).sub("", text, count=1)


def has_label(text: str) -> bool:
    return _LABEL.match(text) is not None


def label_style(text: str) -> str:
    """How a heading is numbered: （ for （一）, 、 for 一、, 任 for 任务一, 1 for 1. — empty where it is not."""
    for style, pattern in (
        ("（", rf"\s*[（(][{_NUMERALS}]{{1,3}}[)）]"),
        ("、", rf"\s*[{_NUMERALS}]{{1,3}}[、.．]"),
        ("任", rf"\s*【?(?:任务|项目)[{_NUMERALS}\d]"),
        ("1", r"\s*\d{1,2}[、.．](?!\d)"),
    ):
        if re.match(pattern, text):
            return style
    return ""


def half(text: str) -> str:
    """Half-width sign by sign, so that every position stays where it was."""
    return "".join(own if len(own := unicodedata.normalize("NFKC", sign)) == 1 else sign for sign in text)
