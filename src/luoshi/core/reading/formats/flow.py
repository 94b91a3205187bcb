"""From the lines and tables of all pages to the paragraphs and tables of the document."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from .builder import Blocks
from .printed import ITEM, DrawnTable, PageContent, TextLine, join
from .split_rows import rejoin_split_rows

_HEAD_ZONE, _FOOT_ZONE = 0.08, 0.88
_PAGE_NUMBER = re.compile(
    r"^[-—–－·.\s]*(?:第\s*)?\d{1,4}\s*(?:页)?(?:\s*[/／,，、]?\s*(?:共\s*)?\d{1,4}\s*(?:页)?)?[-—–－·.\s]*$"
)
_OPEN_ENDED = "，、（“《—－"
_CLOSING = "。；！？：;!?:"


def add_pages(blocks: Blocks, pages: Sequence[PageContent]) -> None:
    """Add all pages, without running heads and page numbers; paragraphs and rows run on over page breaks."""
    running = _running_lines(pages)
    pages = rejoin_split_rows(pages, lambda line, page: _is_running(line, page, running))
    flow = _Flow(blocks, _right_edges(pages))
    for page in pages:
        flow.begin_page(page)
        for item in page.items:
            if isinstance(item, DrawnTable):
                flow.end_paragraph()
                blocks.table(item.cells, page=page.number)
            elif not _is_running(item, page, running):
                flow.add(item)
    flow.end_paragraph()


def _outer_lines(page: PageContent) -> Iterator[TextLine]:
    for item in page.items:
        in_zone = item.top < page.height * _HEAD_ZONE or item.top > page.height * _FOOT_ZONE
        if isinstance(item, TextLine) and in_zone:
            yield item


def _without_digits(text: str) -> str:
    return re.sub(r"\d+", "#", text)


def _running_lines(pages: Sequence[PageContent]) -> set[str]:
    """Lines in the margins that come back on other pages."""
    seen = Counter(
        key for page in pages for key in {_without_digits(line.text) for line in _outer_lines(page)}
    )
    return {text for text, times in seen.items() if times >= max(2, len(pages) // 4)}


def _is_running(line: TextLine, page: PageContent, running: set[str]) -> bool:
    if page.height * _HEAD_ZONE <= line.top <= page.height * _FOOT_ZONE:
        return False
    return bool(_PAGE_NUMBER.match(line.text)) or _without_digits(line.text) in running


def _right_edges(pages: Sequence[PageContent]) -> dict[int, float]:
    """Where full lines end, by the width of the page."""
    ends: dict[int, Counter[int]] = {}
    for page in pages:
        for item in page.items:
            if isinstance(item, TextLine) and len(item.text) >= 15:
                ends.setdefault(round(page.width), Counter())[round(item.right / 6)] += 1
    return {width: max(found, key=lambda end: (found[end], end)) * 6.0 for width, found in ends.items()}


class _Flow:
    """Puts lines together into paragraphs."""

    def __init__(self, blocks: Blocks, right_edges: dict[int, float]) -> None:
        self._blocks = blocks
        self._right_edges = right_edges
        self._text = ""
        self._page = self._begun_on = 0
        self._last: TextLine | None = None
        self._left = self._right = self._gap = 0.0
        self._page_is_new = True

    def begin_page(self, page: PageContent) -> None:
        lines = [item for item in page.items if isinstance(item, TextLine)]
        long = [line for line in lines if len(line.text) >= 15] or lines
        self._page = page.number
        self._left = min((line.left for line in long), default=0.0)
        self._right = self._right_edges.get(round(page.width), page.width)
        tops = [line.top for line in lines]
        steps = sorted(after - before for before, after in itertools.pairwise(tops) if after > before)
        self._gap = steps[len(steps) // 2] if steps else 0.0
        self._page_is_new = True

    def add(self, line: TextLine) -> None:
        if self._last is not None and not self._runs_on(self._last, line):
            self.end_paragraph()
        if not self._text:
            self._begun_on = self._page
        self._text = join(self._text, line.text)
        self._last = line
        self._page_is_new = False

    def end_paragraph(self) -> None:
        if self._text:
            self._blocks.paragraph(self._text, page=self._begun_on)
        self._text, self._last = "", None

    def _runs_on(self, before: TextLine, line: TextLine) -> bool:
        """Whether `line` continues the paragraph that `before` belongs to."""
        size = min(before.size, line.size)
        full = before.right > self._right - 2.2 * size or before.text[-1] in _OPEN_ENDED
        indented = line.left > self._left + 1.2 * size
        resized = max(before.size, line.size) > 1.2 * size
        far = not self._page_is_new and line.top - before.top > max(1.6 * self._gap, 1.8 * size)
        new_item = bool(ITEM.match(line.text)) and before.text[-1] in _CLOSING
        return full and not indented and not resized and not far and not new_item
