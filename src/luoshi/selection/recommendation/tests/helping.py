"""A selection whose results were published and whose best go up: two winners, one with an entry of the register."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

from luoshi.accounts.queries import actor_for
from luoshi.common import clock, files
from luoshi.selection.models import Call, Kind
from luoshi.selection.outcome.listing import list_digest
from luoshi.selection.outcome.models import Decision, Result
from luoshi.selection.recognition.tests import helping as recognition
from luoshi.selection.recommendation import actions
from luoshi.selection.recommendation.drawing import Letter, letter_docx, listed_of, table_xlsx
from luoshi.selection.recommendation.models import Promotion, Recommendation, UpperResult

do, fresh = recognition.do, recognition.fresh
PAPER = "鄂教职成〔2026〕7号"
TO = "示例省教育厅"
MATERIALS = [{"key": "report", "title": "实施报告", "kinds": ["pdf"], "required": False}]
QUOTA = {"by": "school", "number": 1, "raised": 1, "most": 3}
__all__ = ["do", "fresh"]


def ended(yichang: Any, **rules: Any) -> SimpleNamespace:
    """`there` as in `recognition.tests.helping.published`; two of three selected, decided by the party group."""
    given = {"next_level": "province", "quota": QUOTA, "materials": MATERIALS, "blindness": "none", **rules}
    there = recognition.published(yichang, entry="推荐示例工作室", **given)
    Kind.objects.filter(pk=there.call.kind_id).update(outcome="recommend")
    there.decision = decided(there)
    return there


def decided(there: Any, body: str = "局党组会", stage: str = "after") -> Decision:
    return Decision.objects.create(
        call=there.call, stage=stage, body=body, held_on=clock.today(), words="同意。", number="纪要3号",
        minutes=files.put([b"%PDF-1.4 minutes"]), minutes_name="纪要.pdf", digest=list_digest(there.call),
        entered_by=there.officer,
    )  # fmt: skip


def first(there: Any) -> Result:
    return Result.objects.filter(call=there.call, selected=True).order_by("order")[0]


def keys(there: Any) -> list[str]:
    rows = Result.objects.filter(call=there.call, selected=True).order_by("order")
    return list(rows.values_list("public_id", flat=True))


def draft(there: Any, rows: list[str] | None = None, **said: Any) -> actions.Draft:
    """As the page makes it."""
    call, rows = fresh(there.call), keys(there) if rows is None else rows
    letter = Letter(TO, "宜教函〔2026〕5号", "关于推荐示例遴选的函", "现将推荐名单报上。", clock.today())
    listed = listed_of(call, list(Result.objects.filter(public_id__in=rows).order_by("order")), ("story",))
    given = {
        "letter": letter, "decision": there.decision, "rows": rows, "shown": list_digest(call),
        "stored": files.put([letter_docx(call, letter, listed)]), "table": files.put([table_xlsx(listed)]),
        "columns": ("story",), **said,
    }  # fmt: skip
    return actions.Draft(**given)


def drawn(there: Any, rows: list[str] | None = None, **said: Any) -> Recommendation:
    made: Recommendation = do(
        actions.draw_up, there.actor("officer"), call=there.call, draft=draft(there, rows, **said)
    )
    return made


def stamped(there: Any, letter: Recommendation) -> Recommendation:
    made: Recommendation = do(actions.note_stamped, there.actor("officer"), recommendation=letter)
    return made


def sent(there: Any, rows: list[str] | None = None, by: str = "head") -> Recommendation:
    """By another person than who entered the decision."""
    letter = stamped(there, drawn(there, rows))
    made: Recommendation = do(
        actions.send, there.actor(by), recommendation=letter, on=clock.today(), how="公文交换"
    )
    return made


def answer_of(result: Result, **said: Any) -> actions.Answered:
    given = {"won": True, "on": clock.today(), "title": "省级示范团队", "document_number": PAPER, **said}
    return actions.Answered(row=result.public_id, **given)


def answered(letter: Recommendation, result: Result, level: str = "province", **said: Any) -> UpperResult:
    """Noted by the post that looks after the call."""
    by, reason = said.pop("by", None) or actor_for(letter.call.officer), said.pop("reason", "")
    do(
        actions.note_upper_results, by, recommendation=letter, level=level,
        rows=[answer_of(result, **said)], reason=reason,
    )  # fmt: skip
    found: UpperResult = UpperResult.objects.get(result=result, level=level, undone_at=None)
    return found


def proved(there: Any, upper: UpperResult, by: str = "head") -> None:
    """Another person compared it with the paper from above, and put that in."""
    do(
        actions.check_upper_results, there.actor(by), recommendation=upper.recommendation, level=upper.level,
        paper=(files.put([b"%PDF-1.4 paper"]), "公布.pdf"),
    )  # fmt: skip


def upper(there: Any, **rules: Any) -> Call:
    """An open selection of the level above, named as the one winners go on to."""
    call, now = fresh(there.call), clock.now()
    given = {"quota": {"by": "school", "number": 1}, "materials": MATERIALS, **rules}
    kind = Kind.objects.create(
        organisation=call.organisation, title=f"上级遴选{Kind.objects.count()}", rules=given,
        definition=call.kind.definition,
    )  # fmt: skip
    above = Call.objects.create(
        organisation=call.organisation, officer=there.officer, kind=kind, title="2026年上级遴选", rules=given,
        level="city", form_version=call.form_version, opens_at=now - dt.timedelta(days=1),
        opened_at=now - dt.timedelta(days=1), until=now + dt.timedelta(days=9), state="open",
    )  # fmt: skip
    do(actions.name_upper_call, there.actor("officer"), call=there.call, upper=above)
    there.call.refresh_from_db()
    return above


def promote(there: Any, rows: list[str]) -> list[Promotion]:
    made: list[Promotion] = actions.promote(call=fresh(there.call), rows=rows, by=there.actor("officer"))
    return made


def promoted(there: Any, **rules: Any) -> Promotion:
    """The first winner, in the selection above."""
    upper(there, **rules)
    [made] = promote(there, [first(there).public_id])
    return made
