"""A public notice as a Word file and as a page for the bureau's own site, both made of its snapshot alone."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.template.defaultfilters import linebreaks
from django.utils.html import escape

from luoshi.common.rendering import word
from luoshi.core.days import day_in_words

from .models import PublicNotice

MARGINS = (37, 26, 35, 28)  # GB/T 9704: top, right, bottom, left
WIDTH = 8800  # of the table, in twips
CSS = (
    "body{max-width:50em;margin:2em auto;padding:0 1em;font-family:FangSong,STFangsong,serif;font-size:18px;"
    "line-height:1.8}h1{text-align:center;font-size:1.5em}table{width:100%;border-collapse:collapse;font-size:16px}"
    "th,td{border:1px solid #444;padding:.3em .6em;text-align:center}footer{text-align:right;margin-top:2em}"
)
HTML = (
    '<!doctype html>\n<html lang="zh-Hans"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>'
    "<style>{css}</style></head>\n<body>{body}</body></html>\n"
)
SHARES = {"order": 1, "title": 5, "organisation": 4, "group": 3, "people": 4, "level": 2}


def days_of(shown: dict[str, Any]) -> tuple[str, str]:
    """The first and the last day in words."""
    first, last = (day_in_words(dt.date.fromisoformat(shown[key])) for key in ("from_on", "until_on"))
    return first, last


def docx_bytes(notice: PublicNotice) -> bytes:
    shown = notice.snapshot
    first, last = days_of(shown)
    document = word.new_document(margins=MARGINS)
    word.add_paragraph(document, shown["title"], word.TITLE_FONT, 22, centred=True)
    contact = "；".join(line.strip() for line in shown["contact"].splitlines() if line.strip())
    body = [
        *shown["words"].splitlines(),
        f"公示期：{first}至{last}（{notice.days}个工作日）。",
        f"受理异议：{contact}。",
    ]
    for line in [part.strip() for part in body if part.strip()]:
        word.add_paragraph(document, f"　　{line}", word.BODY_FONT, 16)
    for line in (shown["organisation"], first):
        word.add_paragraph(document, f"{'　' * 14}{line}", word.BODY_FONT, 16)
    word.add_paragraph(document, "附件", word.HEAD_FONT, 16)
    word.add_table(document, _widths(shown), _rows(shown))
    word.add_paragraph(document, "", word.BODY_FONT, 16)
    return word.as_bytes(document)


def _widths(shown: dict[str, Any]) -> list[int]:
    shares = [SHARES[key] for key, _ in shown["columns"]]
    return [WIDTH * share // sum(shares) for share in shares]


def _rows(shown: dict[str, Any]) -> list[str]:
    widths = _widths(shown)
    head = [
        word.cell_xml(title, width, head=True)
        for (_, title), width in zip(shown["columns"], widths, strict=True)
    ]
    lines = [
        word.row_xml(word.cell_xml(text, width) for text, width in zip(row, widths, strict=True))
        for row in shown["rows"]
    ]
    return [word.row_xml(head, head=True), *lines]


def html_text(notice: PublicNotice) -> str:
    """A whole page without scripts, pictures or addresses of other sites."""
    shown = notice.snapshot
    first, last = days_of(shown)
    title = escape(shown["title"])
    body = [
        f"<h1>{title}</h1>",
        linebreaks(shown["words"], autoescape=True),
        f"<p>公示期：{first}至{last}（{notice.days}个工作日）。</p>",
        "<table>",
        _html_row("th", [heading for _, heading in shown["columns"]]),
        *[_html_row("td", row) for row in shown["rows"]],
        "</table><h2>受理异议</h2>",
        linebreaks(shown["contact"], autoescape=True),
        f"<footer><p>{escape(shown['organisation'])}<br>{first}</p></footer>",
    ]
    return HTML.format(title=title, css=CSS, body="\n".join(body))


def _html_row(tag: str, cells: list[str]) -> str:
    return f"<tr>{''.join(f'<{tag}>{escape(text)}</{tag}>' for text in cells)}</tr>"


def lines_of(snapshot: dict[str, Any]) -> list[list[tuple[str, Any]]]:
    """The rows of the list as a page shows them: each cell with the title of its column, for the phone."""
    titles = [title for _key, title in snapshot["columns"]]
    return [list(zip(titles, row, strict=True)) for row in snapshot["rows"]]
