"""What went to the office above, and what came back."""

from __future__ import annotations

from typing import Any

from luoshi.core.archive import layout
from luoshi.selection.models import Call
from luoshi.selection.outcome.models import Decision, Result
from luoshi.selection.recommendation.models import Recommendation, UpperResult

from .pieces import Pieces, day, moment


def recommended(pieces: Pieces, call: Call) -> None:
    decisions = Decision.objects.filter(call=call).order_by("pk").values_list("pk", flat=True)
    places = {key: at for at, key in enumerate(decisions)}
    codes = dict(Result.objects.filter(call=call).values_list("public_id", "code"))
    letters = Recommendation.objects.filter(call=call).order_by("number")
    letters = letters.select_related("letter", "table", "sent_by", "decision__entered_by")
    answers = UpperResult.objects.filter(recommendation__call=call)
    answers = answers.select_related("recommendation", "result", "file").order_by("pk")
    pieces.add_json(
        layout.RECOMMENDATIONS,
        {
            "recommendations": [_letter(pieces, row, places[row.decision_id], codes) for row in letters],
            "upper": [_answer(pieces, row, number) for number, row in enumerate(answers, 1)],
        },
    )


def _letter(pieces: Pieces, row: Recommendation, decision: int, codes: dict[str, str]) -> dict[str, Any]:
    letter = pieces.add_stored(f"09 推荐上报/推荐函第{row.number}版", row.letter, "推荐函.docx")
    table = pieces.add_stored(f"09 推荐上报/汇总表第{row.number}版", row.table, "汇总表.xlsx")
    return {
        "number": row.number, "to": row.to, "level": row.level, "letter_number": row.letter_number,
        "title": row.title, "words": pieces.text(row.words), "on": day(row.on), "decision": decision,
        "rows": [codes.get(key, "") for key in row.rows], "list_digest": row.list_digest,
        "skipped_words": pieces.text(row.skipped_words), "letter": letter, "letter_digest": row.letter_digest,
        "table": table, "table_digest": row.table_digest, "state": row.state, "reason": pieces.text(row.reason),
        "drawn_at": moment(row.drawn_at), "sent_on": day(row.sent_on), "sent_how": pieces.text(row.sent_how),
        "decided_by": pieces.person(row.decision.entered_by), "sent_by": pieces.person(row.sent_by),
        "recalled_at": moment(row.recalled_at), "recall_reason": pieces.text(row.recall_reason),
    }  # fmt: skip


def _answer(pieces: Pieces, row: UpperResult, number: int) -> dict[str, Any]:
    file = None
    if row.file is not None:
        file = pieces.add_stored(f"09 推荐上报/上级结果{number}", row.file, row.file_name)
    return {
        "recommendation": row.recommendation.number, "code": row.result.code, "level": row.level, "won": row.won,
        "title": pieces.text(row.title), "document_number": row.document_number, "on": day(row.on),
        "noted_by": pieces.person(row.noted_post), "note": pieces.text(row.note), "file": file,
        "undone_at": moment(row.undone_at), "undone_reason": pieces.text(row.undone_reason),
    }  # fmt: skip
