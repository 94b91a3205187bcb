"""推荐函: a letter in the layout of GB/T 9704 with the ranked 汇总表 as its annex, and the same table as a workbook."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass

from luoshi.common.dataforms.answers import values_of
from luoshi.common.rendering import official, word
from luoshi.common.rendering.excel import new_workbook, ready_to_print, styles, write
from luoshi.common.rendering.paper import NewPage, Paper, Table, Words
from luoshi.core.days import day_in_words
from luoshi.core.fields import shown
from luoshi.core.fields.model import CHOSEN, RANGED, TEXTS, Field
from luoshi.core.selection import read_rules
from luoshi.selection.models import Call
from luoshi.selection.outcome.listing import level_titles, names_of
from luoshi.selection.outcome.models import Result

WIDTH = 13_400  # of the annex on its side, in twips
SHOWN_KINDS = TEXTS | RANGED | CHOSEN | {"yes_no"}
SIGNED_AT = 14  # characters from the left
LONGEST = 500  # characters of a cell
_SHARES = {"序号": 1, "推荐次序": 1, "组别": 2, "项目名称": 4, "申报单位": 4, "人员": 3, "等次": 2}
_EXCEL = {"序号": 6, "推荐次序": 10, "组别": 18, "项目名称": 36, "申报单位": 30, "人员": 26, "等次": 12}


@dataclass(frozen=True, slots=True)
class Letter:
    """What a letter says; `rows` go up, in this order, with these columns of the form."""

    to: str
    letter_number: str
    title: str
    words: str
    on: dt.date


@dataclass(frozen=True, slots=True)
class Listed:
    """The ranked table: its heading, the titles of its columns, its rows of texts."""

    heading: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def fields_for(call: Call) -> list[Field]:
    """Fields of the form that may stand in the table: nothing personal, nothing that is a file or a table."""
    version = call.form_version
    if version is None:
        return []
    return [field for field in version.form.fields if field.kind in SHOWN_KINDS and not field.personal]


def ranks_of(rows: Sequence[Result]) -> dict[str, int]:
    """Public id of each row → its 推荐次序: in its 组别, as they stand in the list."""
    counted: dict[str, int] = {}
    found = {}
    for row in rows:
        counted[row.group] = counted.get(row.group, 0) + 1
        found[row.public_id] = counted[row.group]
    return found


def listed_of(call: Call, rows: Sequence[Result], columns: Sequence[str]) -> Listed:
    """The table of these results; `columns` that the form does not offer are left out."""
    rules, names, ranks = read_rules(call.rules), names_of(rows), ranks_of(rows)
    titles, fields = level_titles(rules), [each for each in fields_for(call) if each.key in columns]
    grouped, levelled = bool(rules.group_titles), bool(titles)
    head = [
        *("序号", "推荐次序"), *(["组别"] if grouped else []), *("项目名称", "申报单位"),
        *(["人员"] if names else []), *(["等次"] if levelled else []), *(field.label for field in fields),
    ]  # fmt: skip
    lines = []
    for number, row in enumerate(rows, 1):
        application = row.application
        values = values_of(application.answer, masked=True) if application.answer is not None else {}
        lines.append(
            (
                str(number), str(ranks[row.public_id]), *([row.group] if grouped else []),
                application.title, application.organisation.name,
                *([names.get(application.pk, "")] if names else []),
                *([titles.get(row.level, "")] if levelled else []),
                *(shown(field, values.get(field.key))[:LONGEST] for field in fields),
            )
        )  # fmt: skip
    return Listed(f"{call.title}推荐汇总表", tuple(head), tuple(lines))


def letter_docx(call: Call, letter: Letter, listed: Listed) -> bytes:
    """The name in red, number, heading, to whom, words, annex, who signs and when; on a page on its side the table."""
    said = [f"{letter.to.rstrip('：:')}：", *_lines(letter.words)]
    paper = official.Official(
        call.organisation.name, letter.letter_number, letter.title, said, (listed.heading,), letter.on
    )
    document = official.letter(paper)
    official.annex(document, listed.heading, landscape=True)
    word.add_table(document, _widths(listed.head), _rows(listed))
    return official.finished(document)


def _lines(words: str) -> list[str]:
    return [part.strip() for part in words.splitlines() if part.strip()]


def _widths(head: Sequence[str]) -> list[int]:
    shares = [_SHARES.get(title, 3) for title in head]
    return [WIDTH * share // sum(shares) for share in shares]


def _rows(listed: Listed) -> list[str]:
    widths = _widths(listed.head)
    head = [word.cell_xml(title, width, head=True) for title, width in zip(listed.head, widths, strict=True)]
    rows = [word.row_xml(head, head=True)]
    for line in listed.rows:
        cells = [word.cell_xml(text, width) for text, width in zip(line, widths, strict=True)]
        rows.append(word.row_xml(cells))
    return rows


def table_xlsx(listed: Listed) -> bytes:
    stream = io.BytesIO()
    with new_workbook(stream) as book:
        style = styles(book)
        sheet = book.add_worksheet("推荐汇总表")
        sheet.merge_range(0, 0, 0, max(len(listed.head) - 1, 1), listed.heading, style["title"])
        for column, title in enumerate(listed.head):
            sheet.set_column(column, column, _EXCEL.get(title, 24))
            write(sheet, 1, column, title, style["head"])
        for line, row in enumerate(listed.rows, 2):
            for column, text in enumerate(row):
                write(sheet, line, column, text, style["words"])
        ready_to_print(sheet, repeated=2)
    return stream.getvalue()


def paper_of(organisation_name: str, letter: Letter, listed: Listed) -> Paper:
    """The same for the seal: it comes back stamped. The annex comes after who signs and when."""
    end = "　" * SIGNED_AT
    return Paper(
        title=letter.title,
        to=letter.to,
        issuer=organisation_name,
        number=letter.letter_number,
        blocks=(
            *(Words(line) for line in _lines(letter.words)),
            Words(f"附件：{listed.heading}"),
            Words(f"{end}{organisation_name}\n{end}{day_in_words(letter.on)}", indent=False),
            NewPage(),
            Words("附件", indent=False),
            Table(listed.head, listed.rows, widths=[_SHARES.get(title, 3) for title in listed.head],
                  caption=listed.heading),
        ),
    )  # fmt: skip
