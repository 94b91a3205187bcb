"""What each route of recommendation and promotion answers to whom; how a line is read: `expectations`."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from luoshi.accounts.models import Membership
from luoshi.common import clock
from luoshi.selection.models import Call
from luoshi.selection.outcome.models import Decision, Result
from luoshi.selection.recommendation.models import Promotion, Recommendation, UpperResult

from .expect_review import runs
from .lines import EDITORS, OWN_LEADERS, OWN_RUNNERS, Expected, Form, a_reason, button, nothing, page, version

SEES = EDITORS | {"monitor", "bureau_leader"}


def today() -> str:
    return clock.today().isoformat()


def pdf() -> SimpleUploadedFile:
    return SimpleUploadedFile("文件.pdf", b"%PDF-1.4")


def unanswered(state: str, **said: Any) -> Form:
    """In this state, and nothing came back."""

    def form(row: Recommendation, user: Any) -> dict[str, Any]:
        if runs(user):
            UpperResult.objects.filter(recommendation=row).delete()
            over = {"recalled_at": clock.now(), "recall_reason": "误发"} if state == "recalled" else {}
            Recommendation.objects.filter(pk=row.pk).update(state=state, **over)
        return {**said, **version(row)}

    return form


def unstamped(row: Recommendation, user: Any) -> dict[str, Any]:
    said: dict[str, Any] = unanswered("drawn")(row, user)
    if runs(user):
        Recommendation.objects.filter(pk=row.pk).update(stamped_at=None, stamped_by=None)
    return said


def another(call: Call, user: Any) -> dict[str, Any]:
    row = Recommendation.objects.get(call=call)
    if runs(user):
        UpperResult.objects.filter(recommendation=row).delete()
    said = {
        "to": "示例教育厅",
        "letter_number": "示〔2026〕1号",
        "title": "关于推荐的函",
        "words": "现推荐。",
    }
    decision = Decision.objects.get(call=call, stage="after").public_id
    return {**said, "on": today(), "decision": decision, "rows": row.rows, "reason": "更正", **version(row)}


def to_decide(call: Call, user: Any) -> dict[str, Any]:
    return {"body": "局党组会", "held_on": today(), "words": "同意推荐。", "file": pdf()}


def nobody_above(call: Call, user: Any) -> dict[str, Any]:
    if runs(user):
        Promotion.objects.all().delete()
    return {"upper": "", **version(call)}


def the_second(call: Call, user: Any) -> dict[str, Any]:
    return {"row": [Result.objects.get(call=call, code="0002").public_id]}


def the_second_lost(row: Recommendation, user: Any) -> dict[str, Any]:
    second = row.rows[1]
    Recommendation.objects.filter(pk=row.pk).update(sent_by=monitor_of(row.call))
    typed = {"on": today(), "results-total": "1", "results-0-_row": second, "results-0-outcome": "lost"}
    return {**typed, **version(row)}


def by_another(state: str, **said: Any) -> Any:
    """As if somebody else had entered the decision, and the answers were not there yet."""

    def form(row: Recommendation, user: Any) -> dict[str, Any]:
        Decision.objects.update(entered_by=monitor_of(row.call))
        made: dict[str, Any] = unanswered(state, **said)(row, user)
        return made

    return form


def monitor_of(call: Call) -> Membership:
    return Membership.objects.filter(organisation=call.organisation_id, role="monitor")[0]


def the_paper(row: Recommendation, user: Any) -> dict[str, Any]:
    """Compared by another person than who noted the results."""
    row.upper_results.update(noted_post=None, checked_at=None, checked_by=None)
    return {"file": pdf(), **version(row)}


EXPECTED_RECOMMENDATION: dict[str, Expected] = {
    "recommendations": page(SEES | OWN_RUNNERS | OWN_LEADERS),
    "recommendation": page(SEES),
    "recommendation-decide": Expected(get=EDITORS, post=EDITORS, form=to_decide),
    "recommendation-undo-decision": button(EDITORS, a_reason),
    "recommendation-draw": Expected(get=EDITORS, post=EDITORS, form=another),
    "recommendation-letter": Expected(post=SEES, form=nothing, done=200),
    "recommendation-table": Expected(post=SEES, form=nothing, done=200),
    "recommendation-print": button(EDITORS, unstamped),
    "recommendation-send": Expected(
        get=EDITORS, post=EDITORS, form=by_another("drawn", on=today(), how="公文交换")
    ),
    "recommendation-stamped": button(EDITORS, unstamped),
    "recommendation-unsend": button(EDITORS, unanswered("sent", reason="没有发")),
    "recommendation-recall": button(EDITORS, unanswered("sent", reason="名单有误")),
    "recommendation-restore": button(EDITORS, unanswered("recalled", reason="误撤")),
    "recommendation-results": Expected(get=EDITORS, post=EDITORS, form=the_second_lost),
    "recommendation-results-sheet": page(EDITORS),
    "recommendation-results-upload": Expected(
        get=EDITORS, post=EDITORS, form=lambda row, user: {"_take": "values"}
    ),
    "recommendation-results-check": Expected(get=EDITORS, post=EDITORS, form=the_paper),
    "upper-result-undo": button(EDITORS, a_reason),
    "upper-result-file": page(SEES),
    "recommendation-name-upper": Expected(get=EDITORS, post=EDITORS, form=nobody_above),
    "recommendation-promote": Expected(get=SEES, post=EDITORS, form=the_second),
    "promotion-take-back": button(EDITORS, a_reason),
    "recommendation-lower": page(SEES | {"county_officer", "county_leader"}),
    "recommendation-urge-lower": button(EDITORS | {"county_officer"}, nothing),
}
