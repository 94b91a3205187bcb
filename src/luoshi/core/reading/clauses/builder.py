"""Walks through a document after its head and sorts every line: clause, annex, caption, date, page number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..structure import Table
from . import annexes, facts
from . import lines as looks
from .model import Annex, ClauseKind, Line, OtherLine, Role
from .numbering import Marker, find_marker
from .tree import Node, heading_parent, numbered_node, parent_of, path_to

_NOTE_STARTS = ("注：", "注:", "备注", "说明：", "填表", "单位：", "制表", "填报")
_CLOSING_STARTS = (
    "特此通知",
    "特此函",
    "特此公告",
    "特此报告",
    "联系人",
    "联系电话",
    "抄送",
    "主题词",
    "（此件",
    "(此件",
)
_CITED_IN_SENTENCES = ("part", "chapter", "section", "article", "item")
_CAPTION_REACH = 3  # a table's title and its 单位 line stand directly above it

Item = Line | Table


def _marker_of(item: Item) -> Marker | None:
    if isinstance(item, Table) or looks.is_contents_line(item.printed):
        return None
    return find_marker(item.printed)


class Builder:
    """State of one walk. `roots` are the finished trees, `others` the lines of no clause."""

    def __init__(self, items: Sequence[Item]) -> None:
        self.items = items
        self.roots: list[Node] = []
        self.others: list[OtherLine] = []
        self.annexes: list[Annex] = []
        self.signed_by: list[str] = []
        self.date: str | None = None
        self._current: Node | None = None
        self._text_over = False  # annex list, date or signature seen: what is numbered anew is an annex
        self._after_table = False
        self._in_list = False
        self._markers = [_marker_of(item) for item in items]

    def walk(self) -> None:
        for position, item in enumerate(self.items):
            if isinstance(item, Table):
                self._after_table, self._in_list = True, False
                continue
            self._take(position, item)
            self._after_table = self._after_table and self.others[-1:] == [OtherLine(Role.NOTE, item)]

    def _take(self, position: int, line: Line) -> None:
        if not (self._takes_annex(position, line) or self._takes_margin(position, line)):
            marker = self._marker_at(position)
            if marker:
                self._open_clause(position, line, marker)
            elif line.heading_level or self._begins_attached_text(position, line):
                self._open_heading(line)
            else:
                self._take_running_text(position, line)

    # Annexes

    def _takes_annex(self, position: int, line: Line) -> bool:
        last = self.annexes[-1].number if self._in_list else None
        marker = annexes.list_goes_on(line, last) if last is not None else None
        if marker:
            self._list_annex(Annex(marker.ordinal, looks.closed_up(marker.rest)), line)
            return True
        self._in_list = False
        found = annexes.mention(line.printed)
        if found is None:
            return False
        annex = annexes.listed(found)
        if self._is_list_entry(found, annex, position):
            self._list_annex(annex or Annex(found.number or 0, ""), line)
            return True
        if self._is_caption(position, line) and (line.printed.startswith("附表") or self._is_open(found)):
            return False
        self._open_annex(line, annex.title if annex else "", found.number)
        return True

    def _is_list_entry(self, found: annexes.Mention, annex: Annex | None, position: int) -> bool:
        """A mention lists an annex when its title comes for the first time, or numbered entries follow it."""
        if annex is None:
            marker = self._markers[position + 1] if position + 1 < len(self.items) else None
            return found.colon and marker is not None and marker.kind == "decimal" and marker.ordinal == 1
        return found.colon and annex.title not in {known.title for known in self.annexes}

    def _list_annex(self, annex: Annex, line: Line) -> None:
        self.annexes.append(annex)
        self.others.append(OtherLine(Role.ANNEX, line))
        self._text_over = self._in_list = True

    def _open_annex(self, line: Line, title: str, number: int | None) -> None:
        known = next((annex.title for annex in self.annexes if annex.number == number), "")
        node = Node(ClauseKind.ANNEX, None, None, line, title or known, line.printed, [line])
        node.number = f"附件{number or ''}"
        self._attach(node)
        self._text_over = False

    def _is_open(self, found: annexes.Mention) -> bool:
        """The annex line is repeated above each part of its table."""
        path = path_to(self._current)
        return (
            bool(path) and path[0].kind is ClauseKind.ANNEX and path[0].number == f"附件{found.number or ''}"
        )

    def _begins_attached_text(self, position: int, line: Line) -> bool:
        """After date or annex list a title-like line, not above a table, begins the attached document."""
        text = line.printed
        return self._text_over and facts.is_title_like(text) and not text.startswith(_CLOSING_STARTS)

    # Margins

    def _takes_margin(self, position: int, line: Line) -> bool:
        text = line.printed
        date = facts.date_of(text)
        if looks.is_page_number(text):
            role = Role.PAGE
        elif looks.is_contents_line(text):
            role = Role.CONTENTS
        elif self._is_caption(position, line):
            role = Role.CAPTION
        elif self._after_table and text.startswith(_NOTE_STARTS):
            role = Role.NOTE
        elif facts.is_imprint(text):
            role, self._text_over = Role.NOTE, True
        elif date and self._signs(position):
            role, self.date, self._text_over = Role.DATE, self.date or date, True
        elif facts.is_organisation(text) and self._date_follows(position):
            role = Role.ISSUER
            self.signed_by += facts.organisation_names(text)
        else:
            return False
        self.others.append(OtherLine(role, line))
        return True

    def _is_caption(self, position: int, line: Line) -> bool:
        """A title-like line without number, with nothing but such lines between it and a table."""
        if line.printed.startswith(_CLOSING_STARTS):
            return False
        for ahead in range(position, min(position + _CAPTION_REACH + 1, len(self.items))):
            item = self.items[ahead]
            if isinstance(item, Table):
                return ahead > position
            plain = facts.is_title_like(item.printed) or item.printed.startswith(_NOTE_STARTS)
            if self._markers[ahead] or item.heading_level or not plain:
                return False
        return False

    def _date_follows(self, position: int) -> bool:
        for item in self.items[position + 1 : position + 5]:
            if isinstance(item, Table):
                return False
            if facts.date_of(item.printed):
                return True
            if not facts.is_organisation(item.printed):
                return False
        return False

    def _signs(self, position: int) -> bool:
        """The date belongs to a signature: a signer stands above it, or the text is over after it."""
        above = self.items[position - 1] if position else None
        if isinstance(above, Line) and facts.is_organisation(above.printed):
            return True
        below = self.items[position + 1] if position + 1 < len(self.items) else None
        if not isinstance(below, Line):
            return True
        return annexes.mention(below.printed) is not None or below.printed.startswith(_CLOSING_STARTS)

    # Clauses

    def _marker_at(self, position: int) -> Marker | None:
        marker = self._markers[position]
        if marker is None:
            return None
        above = self._current.text if self._current else ""
        if marker.kind in _CITED_IN_SENTENCES and above.endswith(("，", "、", "按照", "根据", "依据")):
            return None
        seen = any(earlier and earlier.kind.startswith("dotted") for earlier in self._markers[:position])
        if marker.kind.startswith("dotted") and marker.ordinal != 1 and not seen:
            return None
        return marker

    def _coming(self, position: int) -> Iterator[Marker]:
        for at in range(position + 1, len(self.items)):
            marker = self._markers[at]
            if marker:
                yield marker

    def _open_clause(self, position: int, line: Line, marker: Marker) -> None:
        parent = parent_of(marker, self._current, self._coming(position))
        if self._text_over and marker.ordinal == 1 and parent is None:
            self._open_untitled_annex(line)
            parent = self._current
        self._attach(numbered_node(line, marker, parent))

    def _open_untitled_annex(self, line: Line) -> None:
        """Numbering that begins anew after the end of the text: an annex without a line of its own."""
        first = self.annexes[0] if self.annexes else Annex(None, "")
        node = Node(ClauseKind.ANNEX, None, None, line, first.title, first.title, [])
        node.number = f"附件{first.number or ''}" if self.annexes else ""
        self._attach(node)
        self._text_over = False

    def _open_heading(self, line: Line) -> None:
        kind = ClauseKind.ANNEX if self._text_over else ClauseKind.CLAUSE
        parent = None if self._text_over else heading_parent(line.heading_level or 1, self._current)
        self._attach(Node(kind, None, parent, line, line.printed, line.printed, [line]))
        self._text_over = False

    def _take_running_text(self, position: int, line: Line) -> None:
        text = line.printed
        closing = text.startswith(_CLOSING_STARTS) and (
            text.startswith("特此") or self._text_over or not any(self._markers[position + 1 :])
        )
        if self._current and self._current.heading_goes_on(line):
            self._current.extend_heading(line)
        elif self._current is None:
            self._attach(Node(ClauseKind.PREAMBLE, None, None, line, "", line.printed, [line]))
        elif closing and self._current.kind is not ClauseKind.CLOSING:
            self._attach(Node(ClauseKind.CLOSING, None, None, line, "", line.printed, [line]))
        else:
            self._current.add(line)

    def _attach(self, node: Node) -> None:
        siblings = node.parent.children if node.parent else self.roots
        siblings.append(node)
        self._current = node
