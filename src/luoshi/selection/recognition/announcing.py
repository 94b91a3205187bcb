"""公布文件: the numbered notice with its list as annex, as a Word file in the layout of GB/T 9704."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from luoshi.common.rendering import official, word
from luoshi.core.selection import read_rules
from luoshi.selection.models import Call
from luoshi.selection.outcome.models import Result

from .holding_people import is_of_people, names_by
from .states import AwardState

WIDTHS = (800, 3400, 3200, 1450)
HEAD = ("序号", "项目", "单位", "等次")
OF_PEOPLE, OF_PEOPLE_WIDTHS = ("序号", "项目", "姓名", "单位", "等次"), (800, 2800, 1700, 2300, 1250)


def listed(call: Call) -> list[Result]:
    """Who was selected, in the order of the list, without whose award has been revoked: a paper that corrects another
    does not announce it once more.
    """
    rows = Result.objects.filter(call=call, selected=True).order_by("order", "pk")
    rows = rows.exclude(application__award__state=AwardState.REVOKED)
    return list(rows.select_related("application__organisation"))


def docx_bytes(call: Call, number: str, title: str, words: str, on: dt.date) -> bytes:
    """Red head, document number, heading, words, who signs and when; on a new page the annex."""
    lines = [part.strip() for part in words.splitlines() if part.strip()]
    annex = f"{call.title}名单"
    document = official.numbered(
        official.Official(call.organisation.name, number, title, lines, (annex,), on)
    )
    official.annex(document, annex)
    _annex(document, call)
    return official.finished(document)


def _annex(document: object, call: Call) -> None:
    rules, found = read_rules(call.rules), listed(call)
    titles, named = {level.key: level.title for level in rules.levels}, is_of_people(rules)
    head, widths = (OF_PEOPLE, OF_PEOPLE_WIDTHS) if named else (HEAD, WIDTHS)
    people = names_by([row.application for row in found]) if named else {}
    rows = [_row(head, widths, head=True)]
    for number, row in enumerate(found, 1):
        paper = row.application
        names = [people.get(paper.pk, "")] if named else []
        said = (str(number), paper.title, *names, paper.organisation.name, titles.get(row.level, ""))
        rows.append(_row(said, widths))
    word.add_table(document, widths, rows)


def _row(said: Sequence[str], widths: Sequence[int], *, head: bool = False) -> str:
    """Numbers and levels stand in the middle of their column, names at its left."""
    last = len(said) - 1
    cells = [
        word.cell_xml(each, width, head=head, left=not head and 0 < at < last)
        for at, (each, width) in enumerate(zip(said, widths, strict=True))
    ]
    return word.row_xml(cells, head=head)
