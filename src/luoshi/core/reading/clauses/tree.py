"""The clause tree: which number stands under which, told by the order in which the kinds of number appear."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from . import lines as looks
from .model import ClauseKind, Line
from .numbering import RANK, Marker

_RUN_IN = re.compile(r"^(?P<heading>[^。：:；！？\n]{2,40})[。：:](?=\s*\S)")
_COLON = re.compile(r"[^，。；：:！？\n]{2,20}[：:]")
_SPACED = re.compile(r"^(?P<heading>[^\s\d，。；：:！？]{4,30})[ \t\u3000]+(?=[一-鿿“《].{9})")
_BRACKETED = re.compile(r"^(?:【(?P<a>[^】]{2,30})】|[（(](?P<b>[^）)]{2,20})[）)]\s)")


@dataclass(slots=True)
class Node:
    """A clause while it is being put together; the last three as in model.Clause."""

    kind: ClauseKind
    marker: Marker | None
    parent: Node | None
    first: Line
    heading: str = ""
    text: str = ""
    lines: list[Line] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)
    id: str = ""
    number: str = ""
    whole: str = ""
    pieces: tuple[tuple[int, int], ...] = ()
    within: tuple[int, int] | None = None

    @property
    def level(self) -> str:
        """The kind of its number; annexes and headings without number have their own."""
        return self.marker.kind if self.marker else self.kind.value

    def add(self, line: Line) -> None:
        """Take an unnumbered line in: the rest of a cut sentence is glued on, the rest begins a new line."""
        glue = "" if looks.continues(self.text, line.printed) and not self._is_bare_heading() else "\n"
        self.text = f"{self.text}{glue if self.text else ''}{line.printed}"
        self.lines.append(line)

    def heading_goes_on(self, line: Line) -> bool:
        """A bracket on a line of its own under the title of an annex: （2023—2025年）, （试行）."""
        bare = self.kind is ClauseKind.ANNEX and self._is_bare_heading()
        return bare and line.printed[:1] in "（(" and line.printed[-1:] in "）)"

    def extend_heading(self, line: Line) -> None:
        self.heading = self.text = f"{self.text}{line.printed}"
        self.lines.append(line)

    def _is_bare_heading(self) -> bool:
        return bool(self.heading) and self.text == self.heading


def heading_parent(level: int, top: Node | None) -> Node | None:
    """Under which open clause a heading without number belongs: the nearest heading of a higher level."""
    higher = [node for node in path_to(top) if node.first.heading_level and node.first.heading_level < level]
    return higher[-1] if higher else None


def numbered_node(line: Line, marker: Marker, parent: Node | None) -> Node:
    return Node(ClauseKind.CLAUSE, marker, parent, line, heading_of(marker), marker.rest, [line])


def heading_of(marker: Marker) -> str:
    """The heading of a numbered line: the whole line, or what stands before its first 。 or ：."""
    text = marker.rest
    bracketed = _BRACKETED.match(text)
    if bracketed:
        return bracketed["a"] or bracketed["b"]
    if marker.kind == "article" and ("，" in text or looks.is_sentence(text)):
        return ""
    if _COLON.fullmatch(text):
        return text[:-1]
    if text and not looks.is_sentence(text):
        return text if not text.endswith(("，", "、", ",")) else ""
    run_in = _SPACED.match(text) or _RUN_IN.match(text)
    return run_in["heading"].strip() if run_in and run_in["heading"].count("，") <= 3 else ""


def parent_of(marker: Marker, top: Node | None, coming: Iterable[Marker]) -> Node | None:
    """Under which open clause a number belongs.

    A kind that is already open gives a sibling; a new kind opens a level below, unless it ranks above what
    is open and the open numbering does not go on afterwards (then it closes it).
    """
    open_nodes = [node for node in path_to(top) if node.kind in (ClauseKind.CLAUSE, ClauseKind.ANNEX)]
    for node in open_nodes:
        if node.level == marker.kind:
            return node.parent
    while open_nodes and _closes(marker, open_nodes[-1], coming):
        open_nodes.pop()
    return open_nodes[-1] if open_nodes else None


def path_to(node: Node | None) -> list[Node]:
    path: list[Node] = []
    while node is not None:
        path.insert(0, node)
        node = node.parent
    return path


def _closes(marker: Marker, node: Node, coming: Iterable[Marker]) -> bool:
    if node.marker is None or RANK[marker.kind] > RANK[node.marker.kind]:
        return False
    following = next((later for later in coming if later.kind == node.marker.kind), None)
    return following is None or following.ordinal != node.marker.ordinal + 1


def give_ids(roots: Sequence[Node]) -> None:
    """Ids by position, numbers by what is printed: c3.1 and 三（一）."""
    ordinal = 0
    for node in roots:
        if node.kind is ClauseKind.PREAMBLE:
            node.id = "c0"
        else:
            ordinal += 1
            node.id, node.number = f"c{ordinal}", node.number or _shown(node)
        _name_children(node)


def _name_children(node: Node) -> None:
    waiting = [node]
    while waiting:
        parent = waiting.pop()
        for position, child in enumerate(parent.children, start=1):
            child.id = f"{parent.id}.{position}"
            child.number = _cited(parent, child)
            waiting.append(child)


def _cited(parent: Node, child: Node) -> str:
    shown = _shown(child)
    if not shown:
        return ""
    if child.level == "article":
        annex = _annex_above(child)
        return f"{annex.number if annex else ''}{shown}"
    above: Node | None = parent
    while above and child.level.startswith("dotted") and above.level.startswith(("dotted", "decimal")):
        above = above.parent
    return f"{above.number if above else ''}{shown}"


def _annex_above(node: Node) -> Node | None:
    return next((above for above in path_to(node) if above.kind is ClauseKind.ANNEX), None)


def _shown(node: Node) -> str:
    return node.marker.shown if node.marker else ""
