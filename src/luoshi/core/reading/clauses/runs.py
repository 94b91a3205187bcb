"""Numbered runs inside the text of one clause: 一是…；二是…, （1）…；（2）…, ①…②…, as clauses of their own below it.

Only a run that really numbers parts of the clause is taken apart: from one on without a gap, each part after
a full stop or a semicolon, outside brackets, and once in the clause.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .model import ClauseKind, Line
from .numbering import HAN, Marker, ordinal_of
from .tree import Node, heading_of

_STOP = r"(?:^|(?<=[。；;：:！？\n]))[ \u3000]*"
# Brackets and circles hardly stand for anything else: the first of them may follow any word but 第 or 见.
_ANY = r"(?<![第见按照如图表式注])"
_GOES_ON = re.compile(r"[。；;！？\n][ \u3000]*\Z")
_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("point", re.compile(rf"{_STOP}(?P<shown>(?P<n>[{HAN}]{{1,3}})是)(?!否)")),
    ("must", re.compile(rf"{_STOP}(?P<shown>(?P<n>[{HAN}]{{1,3}})要)")),
    ("paren_han", re.compile(rf"{_STOP}(?P<shown>[（(](?P<n>[{HAN}]{{1,3}})[)）])[、.．]?")),
    ("paren_decimal", re.compile(rf"{_ANY}(?P<shown>[（(](?P<n>\d{{1,2}})[)）]|(?P<m>[⑴-⒇]))[、.．]?")),
    ("decimal", re.compile(rf"{_STOP}(?P<shown>(?P<n>\d{{1,2}}))[.．、](?!\d)")),
    ("circled", re.compile(rf"{_ANY}(?P<shown>(?P<n>[①-⑳]))[、.．]?")),
)
_HALF = str.maketrans("０１２３４５６７８９（）．", "0123456789().")
_MOST = 30
_SHORTEST = {"point": 5, "must": 5}  # 一要学；二要看；三要干 is one saying
# What names the units of the whole clause, not of its last part.
_FOR_ALL = re.compile(
    r"(?<=[。；;\n])[ \u3000]*[（(【\[]?(?:责任|牵头|主责|配合|承办|落实)(?:单位|部门|科室|处室)[：:为]"
    r"[^。]*。?[)）】\]]?。?\s*\Z"
    r"|(?<=[。；;\n])[ \u3000]*[（(【\[][^（）()【】\[\]]{2,60}(?:牵头|负责|配合|参与)[)）】\]]。?\s*\Z"
)


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of the run: its sign at `sign`, its text in [start, end)."""

    marker: Marker
    sign: int
    start: int
    end: int


def part_runs(roots: Iterable[Node]) -> None:
    """Give every clause with a run in its text the parts as children."""
    waiting = list(roots)
    while waiting:
        node = waiting.pop()
        if node.kind in (ClauseKind.CLAUSE, ClauseKind.ANNEX):
            _take_apart(node)
        waiting += node.children


def _take_apart(node: Node) -> None:
    parts = _run_in(node)
    if not parts:
        return
    whole, lines = node.text, list(_lines_with_starts(node))
    children = [_child(node, part, whole, lines) for part in parts]
    taken = {id(line) for child in children for line in child.lines}
    node.whole = whole
    head = whole[: parts[0].sign].rstrip(" \u3000\n")
    node.text = head + whole[parts[-1].end :]
    node.pieces = ((0, len(head)), (parts[-1].end, len(whole)))
    node.lines = [line for line in node.lines if id(line) not in taken]
    node.children[:0] = children


def _child(node: Node, part: _Part, whole: str, lines: list[tuple[int, Line]]) -> Node:
    at = max((index for index, (start, _) in enumerate(lines) if start <= part.sign), default=0)
    own = [line for start, line in lines[1:] if part.sign <= start < part.end]
    child = Node(
        ClauseKind.CLAUSE, part.marker, node, lines[at][1], heading_of(part.marker), part.marker.rest, own
    )
    child.within = (part.start, part.end)
    return child


def _lines_with_starts(node: Node) -> Iterator[tuple[int, Line]]:
    """The printed lines of a clause with the place in its text where each begins."""
    position = 0
    for index, line in enumerate(node.lines or [node.first]):
        found = node.text.find(line.printed, position) if index else 0
        position = found if found >= 0 else position
        yield position, line


def _run_in(node: Node) -> list[_Part]:
    """The outermost run: the one that begins first."""
    used = {child.level for child in node.children} | {above.level for above in _above(node)}
    runs = [run for kind, sign in _KINDS if kind not in used and (run := _run_of(kind, sign, node.text))]
    return min(runs, key=lambda run: run[0].sign, default=[])


def _above(node: Node | None) -> Iterator[Node]:
    while node is not None:
        yield node
        node = node.parent


def _run_of(kind: str, sign: re.Pattern[str], printed: str) -> list[_Part]:
    text = printed.translate(_HALF)
    matches = [match for match in sign.finditer(text) if not _in_brackets(text, match.start())]
    ordinals = [ordinal_of(match.groupdict().get("m") or match["n"]) for match in matches]
    if not 2 <= len(matches) <= _MOST or ordinals != list(range(1, len(matches) + 1)):
        return []
    if not all(_GOES_ON.search(text[: match.start("shown")]) for match in matches[1:]):
        return []
    ends = [match.start() for match in matches[1:]] + [_end_of_last(text, matches[-1].end())]
    parts = [
        _part(kind, match, ordinal, end, printed)
        for match, ordinal, end in zip(matches, ordinals, ends, strict=True)
    ]
    shortest = min(part.end - part.start for part in parts)
    return parts if shortest >= _SHORTEST.get(kind, 2) else []


def _part(kind: str, match: re.Match[str], ordinal: int, end: int, text: str) -> _Part:
    start = match.end() + len(text[match.end() : end]) - len(text[match.end() : end].lstrip(" \u3000\n"))
    end = start + len(text[start:end].rstrip(" \u3000\n"))
    shown = f"（{match['n'] or ordinal}）" if kind.startswith("paren") else match["shown"]
    return _Part(Marker(kind, ordinal, shown, text[start:end]), match.start("shown"), start, end)


def _end_of_last(text: str, start: int) -> int:
    """The last part ends with its line, or before the units that are named for the whole clause."""
    line_end = text.find("\n", start)
    end = line_end if line_end >= 0 else len(text)
    for_all = _FOR_ALL.search(text, start, end)
    return for_all.start() if for_all else end


def _in_brackets(text: str, at: int) -> bool:
    opened = text.count("(", 0, at) + text.count("“", 0, at) + text.count("《", 0, at)
    closed = text.count(")", 0, at) + text.count("”", 0, at) + text.count("》", 0, at)
    return opened > closed
