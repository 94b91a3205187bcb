"""The list of alerts as Excel and as Word, in the order of the page."""

from __future__ import annotations

import io
from collections.abc import Sequence

from django.utils import timezone

from luoshi.common import clock
from luoshi.common.rendering import excel, word
from luoshi.core.days import day_in_words

from .models import Alert

COLUMNS = (
    *(("级别", 12), ("单位", 16), ("类别", 12), ("事项", 36), ("程度", 10), ("自何时起", 12)),
    *(("为什么", 44), ("怎样解除", 30), ("状态", 12), ("学校的打算", 36), ("解决日期", 12)),
    *(("出现", 12), ("解除", 12)),
)
SHORT = ("级别", "单位", "事项", "程度", "为什么", "状态", "学校的打算")  # of these the Word file is made
WIDTHS = (900, 1300, 3000, 1100, 4200, 1200, 2900)
MOST = 5000


def cells_of(row: Alert) -> list[str]:
    opened = timezone.localtime(row.opened_at).date()
    cleared = timezone.localtime(row.cleared_at).date().isoformat() if row.cleared_at else ""
    return [
        f"{row.mark}级 {row.level_word}",
        row.organisation.short,
        row.get_kind_display(),
        row.title,
        row.amount,
        row.since.isoformat(),
        row.why,
        row.clears,
        row.state_words,
        row.plan_words if row.has_answer else "",
        row.promised.isoformat() if row.promised and row.has_answer else "",
        opened.isoformat(),
        cleared,
    ]


def count_words(rows: Sequence[Alert], count: int) -> str:
    """How many there are, and where the list is cut."""
    cut = f"，这里列出最重的 {len(rows)} 条，其余请按类别、学校或月份分开下载" if count > len(rows) else ""
    return f"共 {count} 条{cut}"


def xlsx_bytes(rows: Sequence[Alert], title: str, count: int) -> bytes:
    stream = io.BytesIO()
    with excel.new_workbook(stream) as book:
        sheet, styles = book.add_worksheet("预警清单"), excel.styles(book)
        excel.ready_to_print(sheet, repeated=2, frozen=1)
        sheet.merge_range(0, 0, 0, len(COLUMNS) - 1, "", styles["title"])
        excel.write(sheet, 0, 0, f"{title}（{count_words(rows, count)}）", styles["title"])
        sheet.set_row(0, 30)
        for column, (label, width) in enumerate(COLUMNS):
            sheet.set_column(column, column, width)
            excel.write(sheet, 1, column, label, styles["head"])
        for line, row in enumerate(rows, 2):
            for column, text in enumerate(cells_of(row)):
                excel.write(sheet, line, column, text, styles["words"])
    return stream.getvalue()


def docx_bytes(rows: Sequence[Alert], title: str, whose: str, count: int) -> bytes:
    document = word.new_document(landscape=True, margins=(25, 20, 25, 20))
    word.add_paragraph(document, title, word.TITLE_FONT, 22, centred=True)
    said = f"{whose}，{day_in_words(clock.today())}。{count_words(rows, count)}；状态为当天的状态。"
    word.add_paragraph(document, said, word.BODY_FONT, 14)
    labels = [label for label, _ in COLUMNS]
    chosen = [labels.index(label) for label in SHORT]
    pairs = list(zip(SHORT, WIDTHS, strict=True))
    table = [word.row_xml([word.cell_xml(label, width, head=True) for label, width in pairs], head=True)]
    for row in rows:
        cells = cells_of(row)
        table.append(
            word.row_xml(
                [
                    word.cell_xml(cells[at], width, left=len(cells[at]) > 8)
                    for at, width in zip(chosen, WIDTHS, strict=True)
                ]
            )
        )
    word.add_table(document, WIDTHS, table)
    word.add_paragraph(document, "", word.BODY_FONT, 14)
    return word.as_bytes(document)
