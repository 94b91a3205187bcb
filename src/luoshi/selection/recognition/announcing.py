"""公布文件: the numbered notice with its list as annex, as a Word file in the layout of GB/T 9704."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from luoshi.common.rendering import imprint, official, word
from luoshi.core.selection import Rules, read_rules
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


@dataclass(frozen=True, slots=True)
class Annex:
    """The list: widths of its columns, the titles over them, its rows of texts."""

    widths: Sequence[int]
    head: Sequence[str]
    rows: Sequence[Sequence[str]]


def docx_bytes(
    call: Call, number: str, title: str, words: str, on: dt.date, *, printed_by: str, copies: str = ""
) -> bytes:
    said = Said(call.organisation.name, number, title, words, on, printed_by, copies)
    return notice_docx(call.title, annex_of(call), said)


@dataclass(frozen=True, slots=True)
class Said:
    """What the paper says beside its list; printed_by, copies: in its 版记."""

    issuer: str
    number: str
    title: str
    words: str
    on: dt.date
    printed_by: str
    copies: str = ""


def notice_docx(selection: str, annex: Annex, said: Said) -> bytes:
    """Red head, document number, heading, words, who signs and when; on a new page the annex; the 版记 at the end."""
    lines = [part.strip() for part in said.words.splitlines() if part.strip()]
    heading = f"{selection}名单"
    paper = official.Official(said.issuer, said.number, said.title, lines, (heading,), said.on)
    document = official.numbered(paper)
    official.annex(document, heading)
    rows = [_row(annex.head, annex.widths, head=True), *(_row(row, annex.widths) for row in annex.rows)]
    word.add_table(document, annex.widths, rows)
    imprint.add(document, imprint.Imprint(said.printed_by, said.on, said.copies))
    return official.finished(document)


def annex_of(call: Call) -> Annex:
    rules, found = read_rules(call.rules), listed(call)
    titles = {level.key: level.title for level in rules.levels}
    people = names_by([row.application for row in found]) if is_of_people(rules) else {}
    told = [
        (row.application.title, people.get(row.application.pk, ""), row.application.organisation.name,
         titles.get(row.level, ""))
        for row in found
    ]  # fmt: skip
    return annex_with(rules, told)


def annex_with(rules: Rules, told: Iterable[tuple[str, str, str, str]]) -> Annex:
    """Of title, people, school and level of each: people are named where the kind is for individuals."""
    named = is_of_people(rules)
    head, widths = (OF_PEOPLE, OF_PEOPLE_WIDTHS) if named else (HEAD, WIDTHS)
    rows = [
        (str(number), title, *([people] if named else []), school, level)
        for number, (title, people, school, level) in enumerate(told, 1)
    ]
    return Annex(widths, head, rows)


def _row(said: Sequence[str], widths: Sequence[int], *, head: bool = False) -> str:
    """Numbers and levels stand in the middle of their column, names at its left."""
    last = len(said) - 1
    cells = [
        word.cell_xml(each, width, head=head, left=not head and 0 < at < last)
        for at, (each, width) in enumerate(zip(said, widths, strict=True))
    ]
    return word.row_xml(cells, head=head)
