"""What one person proposed and another did not agree to: it came to nothing, and tells who was asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from luoshi.core.archive import layout
from luoshi.selection.models import Call
from luoshi.selection.panel.models import Proposal as OfPanel

from .pieces import Pieces, moment


def declined(pieces: Pieces, call: Call) -> None:
    found = [
        *_rows(pieces, call.extensions.all(), lambda row: "延期"),
        *_rows(pieces, call.proposals.all(), lambda row: row.get_what_display()),
        *_rows(pieces, call.panel_proposals.all(), _of_panel),
        *_rows(pieces, call.closing_proposals.all(), lambda row: "结束本轮，打开评分"),
    ]
    found.sort(key=lambda each: each[0])
    pieces.add_json(layout.DECLINED, {"proposals": [row for _, row in found]})


def _rows(pieces: Pieces, rows: Any, what: Any) -> Iterable[tuple[dt.datetime, dict[str, Any]]]:
    for row in rows.filter(declined_by__isnull=False).select_related("said_by", "declined_by").order_by("pk"):
        tells = isinstance(row, OfPanel) and row.draw_id is None  # why may tell who the expert is
        yield row.created_at, {
            "what": what(row), "reason": "" if tells else pieces.reason(row.reason),
            "said_by": pieces.person(row.said_by), "said_at": moment(row.created_at),
            "declined_by": pieces.person(row.declined_by), "declined_at": moment(row.dropped_at),
            "declined_words": "" if tells else pieces.reason(row.declined_words),
        }  # fmt: skip


def _of_panel(row: OfPanel) -> str:
    if row.draw_id is not None:
        return "作废抽取"
    if row.conflict_id is not None:
        return "解除回避"
    return "认定不是本人" if row.person_id is not None else "指派或改派"
