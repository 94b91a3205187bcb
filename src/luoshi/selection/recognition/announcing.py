"""公布文件: the numbered notice with its list as annex, as a Word file in the layout of GB/T 9704."""

from __future__ import annotations

import datetime as dt

from luoshi.common.rendering import word
from luoshi.core.days import day_in_words
from luoshi.core.selection import read_rules
from luoshi.selection.models import Call
from luoshi.selection.outcome.models import Result

from .states import AwardState

MARGINS = (37, 26, 35, 28)
WIDTHS = (800, 3400, 3200, 1450)
HEAD = ("序号", "项目", "单位", "等次")


def listed(call: Call) -> list[Result]:
    """Who was selected, in the order of the list, without whose award has been revoked: a paper that corrects another
    does not announce it once more.
    """
    rows = Result.objects.filter(call=call, selected=True).order_by("order", "pk")
    rows = rows.exclude(application__award__state=AwardState.REVOKED)
    return list(rows.select_related("application__organisation"))


def docx_bytes(call: Call, number: str, title: str, words: str, on: dt.date) -> bytes:
    """Document number, heading, words, who signs and when; on a new page the annex."""
    document = word.new_document(margins=MARGINS)
    word.add_paragraph(document, number, word.BODY_FONT, 16, centred=True)
    word.add_paragraph(document, title, word.TITLE_FONT, 22, centred=True)
    for line in [part.strip() for part in words.splitlines() if part.strip()]:
        word.add_paragraph(document, f"　　{line}", word.BODY_FONT, 16)
    word.add_paragraph(document, f"　　附件：{call.title}名单", word.BODY_FONT, 16)
    for line in (call.organisation.name, day_in_words(on)):
        word.add_paragraph(document, f"{'　' * 14}{line}", word.BODY_FONT, 16)
    document.add_page_break()
    word.add_paragraph(document, "附件", word.HEAD_FONT, 16)
    word.add_paragraph(document, f"{call.title}名单", word.TITLE_FONT, 18, centred=True)
    _annex(document, call)
    return word.as_bytes(document)


def _annex(document: object, call: Call) -> None:
    titles = {level.key: level.title for level in read_rules(call.rules).levels}
    rows = [
        word.row_xml(
            [word.cell_xml(each, width, head=True) for each, width in zip(HEAD, WIDTHS, strict=True)],
            head=True,
        )
    ]
    for number, row in enumerate(listed(call), 1):
        said = (
            str(number),
            row.application.title,
            row.application.organisation.name,
            titles.get(row.level, ""),
        )
        cells = [
            word.cell_xml(each, width, left=at in (1, 2))
            for at, (each, width) in enumerate(zip(said, WIDTHS, strict=True))
        ]
        rows.append(word.row_xml(cells))
    word.add_table(document, WIDTHS, rows)
    word.add_paragraph(document, "", word.BODY_FONT, 10)
