"""How much one reading may say. A policy is far below; a file made to be costly is refused in words.

A reading by the command holds what 300 pages with 200 tables say (bench/reading.py). What a person settles on pages is
bounded more narrowly (`ask_of_pages`): nobody goes through ten thousand targets, and a page would take minutes.

Each step asks before the next, dearer one: text before clauses, clauses and tasks before they are compared, targets
while they are found. So a reading, what is kept of it and every page about it have a known largest size.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Sized
from itertools import islice
from typing import TypeVar

from .structure import Paragraph, SourceDocument, Unreadable

MOST_SIGNS = 1_000_000  # of all files together; the longest policies have about 60,000
MOST_IN_ONE = 20_000  # signs of one paragraph or cell
MOST_BLOCKS = 20_000
MOST_CELLS = 100_000
MOST_CLAUSES = 6_000
MOST_TARGETS = 30_000
MOST_TASKS = 8_000
MOST_UNITS = 1_000
MOST_MARKS = 100_000  # cells of the undertaking matrix
MOST_FINDINGS = 10_000
MOST_ON_PAGES = {"条款": 2_000, "目标": 1_000, "任务": 1_000, "疑点": 3_000}
MOST_MARKS_ON_PAGES = 40_000
Found = TypeVar("Found")
_DO = "请确认选对了文件；确实这么长的，请拆成几个文件，只保留需要的部分，分几次导入。"


def ask_of_text(documents: Sequence[SourceDocument]) -> None:
    """Raises Unreadable when the files hold more text than one reading takes."""
    signs = cells = 0
    ask(MOST_BLOCKS, "段落和表格", "个", [block for document in documents for block in document.blocks])
    for document in documents:
        for block in document.blocks:
            texts = [block.printed] if isinstance(block, Paragraph) else [cell.text for cell in block.cells]
            cells += 0 if isinstance(block, Paragraph) else len(texts)
            signs += sum(map(len, texts))
            if max(map(len, texts), default=0) > MOST_IN_ONE:
                where = f"“{document.name}”{block.place.in_words() if block.place else ''}"
                one = "" if isinstance(block, Paragraph) else "有一格"
                raise Unreadable(
                    f"{where}{one}超过 {MOST_IN_ONE} 字，没有读取。请把它分成几段，另存后再上传。"
                )
            if signs > MOST_SIGNS or cells > MOST_CELLS:
                raise Unreadable(
                    f"这些文件合计超过 {MOST_SIGNS // 10_000} 万字或 {MOST_CELLS // 10_000} 万个"
                    f"表格单元格，没有读取。{_DO}"
                )


def ask(most: int, what: str, unit: str, found: Sized) -> None:
    """Raises Unreadable when more was found than one reading may say."""
    if len(found) > most:
        raise Unreadable(f"从这些文件里读出的{what}超过 {most} {unit}，一次读不了这么多。{_DO}")


def ask_of_marks(tasks: Sized, organisations: Sized) -> None:
    ask(MOST_TASKS, "任务", "项", tasks)
    ask(MOST_UNITS, "单位", "个", organisations)
    ask(MOST_MARKS, "承接表", "格", range(len(tasks) * len(organisations)))


def ask_of_pages(clauses: Sized, targets: Sized, tasks: Sized, organisations: Sized, findings: Sized) -> None:
    """Raises Unreadable for a reading that holds, but is more than people can settle on pages."""
    units = {"条款": "条", "目标": "个", "任务": "项", "疑点": "个"}
    for what, found in zip(units, (clauses, targets, tasks, findings), strict=True):
        ask(MOST_ON_PAGES[what], what, units[what], found)
    ask(MOST_MARKS_ON_PAGES, "承接表", "格", range(len(tasks) * len(organisations)))


def at_most(most: int, what: str, unit: str, found: Iterable[Found]) -> list[Found]:
    """All that a source gives; Unreadable as soon as it gives too much."""
    taken = list(islice(found, most + 1))
    ask(most, what, unit, taken)
    return taken
