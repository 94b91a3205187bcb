"""Items of a checklist written as paragraphs: 一、 （一） 1. （1） ①, by their signs and by Word's own numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable

from luoshi.core.reading.structure import Paragraph

from .model import Item
from .wanted import parts_of

_SIGNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("一、", re.compile(r"^\s*(第?[一二三四五六七八九十]{1,3}(?:部分|类|[、．.]))\s*")),
    ("（一）", re.compile(r"^\s*([（(][一二三四五六七八九十]{1,3}[）)])\s*")),
    ("1.1", re.compile(r"^\s*(\d{1,2}(?:[.．\-]\d{1,2}){1,3})[.．、]?\s*")),
    ("1.", re.compile(r"^\s*(\d{1,2})[.．、]\s*")),
    ("A1", re.compile(r"^\s*([A-Z]\d{1,2}(?:[.\-]\d{1,2})?)[.．、\s]\s*")),
    ("（1）", re.compile(r"^\s*([（(]\d{1,2}[）)]|\d{1,2}[）)])\s*")),
    ("①", re.compile(r"^\s*([①-⑳])\s*")),
)
_POINTS = re.compile(r"[（(]\s*(\d{1,3}(?:\.\d)?)\s*分\s*[）)]")
_WANTED = re.compile(r"(?:佐证|支撑|备查|所需|应提供)(?:的)?(?:材料|资料)\s*[：:]\s*")
LONGEST = 300


def items_of(paragraphs: Iterable[Paragraph]) -> list[Item]:
    rows = [(paragraph, *_sign(paragraph)) for paragraph in paragraphs]
    found: list[Item] = []
    open_: list[str] = []
    for paragraph, kind, number, text in rows:
        if not kind:
            _said_of(found, paragraph.text)
            continue
        found += _items(level_of(kind, open_), number, text, paragraph.place.in_words())
    return _with_headings(found)


def level_of(kind: str, open_: list[str]) -> int:
    """A sign that is open goes on at its level, any other begins one below; `open_` holds those of the outer ones."""
    if kind in open_:
        del open_[open_.index(kind) :]
    open_.append(kind)
    return len(open_) - 1


def _sign(paragraph: Paragraph) -> tuple[str, str, str]:
    text = paragraph.printed.strip()
    for kind, sign in _SIGNS:
        match = sign.match(text)
        if match and text[match.end() :].strip():
            kind = f"1.1×{match.group(1).count('.')}" if kind == "1.1" else kind
            return kind, match.group(1).strip("、. ．"), text[match.end() :].strip()
    return "", "", text


def _items(level: int, number: str, text: str, place: str) -> list[Item]:
    points = m.group(1) if (m := _POINTS.search(text)) else ""
    cut = _WANTED.split(text, maxsplit=1)
    wanted = cut[1] if len(cut) > 1 else ""
    words = (cut[0] if wanted else text).strip(" ，。；;")
    parts = parts_of(wanted) if wanted else []
    if len(parts) < 2:
        return [Item(level, number, words[:LONGEST], wanted=wanted or words, points=points, place=place)]
    head = Item(level, number, words[:LONGEST], asks=False, points=points, place=place)
    return [head, *(Item(level + 1, "", part, wanted=part, place=place) for part in parts)]


def _said_of(found: list[Item], text: str) -> None:
    """A line without a sign that names materials belongs to the item before it."""
    cut = _WANTED.split(text.strip(), maxsplit=1)
    if len(cut) < 2 or not found or not cut[1].strip():
        return
    last = found.pop()
    found += _items(last.level, last.number, f"{last.text}佐证材料：{cut[1]}", last.place)


def _with_headings(items: list[Item]) -> list[Item]:
    """Whatever has something below it asks for nothing itself."""
    found = []
    for at, item in enumerate(items):
        deeper = at + 1 < len(items) and items[at + 1].level > item.level
        asks = item.asks and not deeper
        found.append(
            Item(
                item.level,
                item.number,
                item.text,
                asks,
                item.wanted if asks else "",
                item.points,
                item.note,
                item.place,
            )
        )
    return found
