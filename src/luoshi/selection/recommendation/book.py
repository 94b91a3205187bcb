"""上级结果 as a grid of all rows, on the page and as a workbook: the same fields, one row for each that went up."""

from __future__ import annotations

import datetime as dt
from typing import Any

from luoshi.common.dataforms.models import FormVersion
from luoshi.core.fields import ROW, Field, Form, Values
from luoshi.core.fields.model import Choice
from luoshi.registers.states import RANK, Level

from .actions import Answered
from .models import Recommendation, UpperResult
from .queries import rows_of

WON, LOST = "won", "lost"
OUTCOMES = (Choice(WON, "入选"), Choice(LOST, "未入选"))
MOST = 1000


def levels_of(recommendation: Recommendation) -> dict[str, str]:
    """Levels at which something may come back: that it was recommended to, and those above."""
    least = RANK[recommendation.level]
    return {level.value: str(level.label) for level in Level if RANK[level] >= least}


class Grid:
    """The answers of one level."""

    def __init__(self, recommendation: Recommendation, level: str) -> None:
        self.recommendation, self.level = recommendation, level
        self.rows = rows_of(recommendation)
        rows = recommendation.upper_results.filter(level=level, undone_at__isnull=True)
        rows = rows.select_related("result__application")
        self.standing: dict[int, UpperResult] = {row.result_id: row for row in rows}

    @property
    def version(self) -> FormVersion:
        definition = self.recommendation.call.kind.definition
        return FormVersion.put_together(
            definition, self._form(), f"{self.recommendation.public_id}{self.level}"
        )

    def _form(self) -> Form:
        lines = tuple(
            Choice(row.public_id, f"{number}．{row.application.title}　{row.application.organisation.short}")
            for number, row in enumerate(self.rows, 1)
        )
        columns = (
            Field("outcome", "choice", "结果", choices=OUTCOMES),
            Field("title", "text", "称号、等次", length=120),
            Field("note", "text", "说明", length=300),
        )
        reason = (
            (Field("reason", "text", "更正的理由", length=300, help="改动已登记的结果才写。"),)
            if self.standing
            else ()
        )
        return Form(
            (
                Field("on", "date", "上级公布日期", required=True),
                Field("document_number", "text", "上级文号", length=80, help="有入选的要写，登记到台账。"),
                *reason,
                Field("results", "table", "结果", columns=columns, rows=lines, most=MOST,
                      help="没有结果的不选，以后再登记。"),
            )
        )  # fmt: skip

    def now(self) -> Values:
        """What stands."""
        found: Values = {}
        first = next(iter(self.standing.values()), None)
        if first is not None:
            found["on"] = first.on.isoformat()
            if first.document_number:
                found["document_number"] = first.document_number
        rows = [
            self._row(row.public_id, self.standing[row.pk]) for row in self.rows if row.pk in self.standing
        ]
        return found | ({"results": rows} if rows else {})

    def _row(self, key: str, upper: UpperResult) -> dict[str, Any]:
        said = {ROW: key, "outcome": WON if upper.won else LOST}
        return said | {name: text for name in ("title", "note") if (text := getattr(upper, name))}

    def answered(self, values: Values) -> list[Answered]:
        """What was typed of rows that have an outcome."""
        return [
            Answered(
                row=row[ROW],
                won=row["outcome"] == WON,
                on=dt.date.fromisoformat(values["on"]),
                title=row.get("title", "").strip(),
                document_number=values.get("document_number", "").strip(),
                note=row.get("note", "").strip(),
            )
            for row in values.get("results", [])
            if row.get("outcome")
        ]
