"""The whole way after a review on one site: results, minutes, public notice, publication, certificate, revocation; or
a letter to the office above, and what its answer does to the next selection."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from luoshi.common import clock
from luoshi.common.errors import RuleBroken
from luoshi.selection.actions import CallFacts, start_call
from luoshi.selection.models import Kind, Quota
from luoshi.selection.outcome import actions as outcome
from luoshi.selection.outcome.invariants import INVARIANTS as OF_OUTCOME
from luoshi.selection.outcome.sweeping import end_overdue
from luoshi.selection.outcome.tests import helping as deciding
from luoshi.selection.recognition import actions
from luoshi.selection.recognition.invariants import INVARIANTS as OF_RECOGNITION
from luoshi.selection.recognition.models import Award, Certificate
from luoshi.selection.recognition.queries import to_grant
from luoshi.selection.recognition.tests.helping import PAPER, do, fresh
from luoshi.selection.recommendation.invariants import INVARIANTS as OF_RECOMMENDATION
from luoshi.selection.recommendation.tests import helping as upward

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def there(yichang: Any, settings: Any, tmp_path: Any) -> Any:
    settings.LUOSHI_HOME = tmp_path
    return deciding.scored(yichang, valid_months=36)


def broken() -> list[Any]:
    """What does not hold after the review; the applications themselves were written as rows, without their steps."""
    return [
        each for invariant in (*OF_OUTCOME, *OF_RECOGNITION, *OF_RECOMMENDATION) for each in invariant.check()
    ]


def grant(there: Any) -> list[Award]:
    call = fresh(there.call)
    shown = actions.shown_of(list(to_grant(call)))
    actions.grant_awards(
        call=call, on=clock.today(), document_number=PAPER, shown=shown, by=there.actor("officer"),
        version=call.version,
    )  # fmt: skip
    return list(Award.objects.filter(call=call).order_by("pk"))


def test_what_was_scored_is_decided_shown_published_recognised_and_revoked(
    there: Any, settings: Any, tmp_path: Any
) -> None:
    notice = deciding.published(there)
    with pytest.raises(RuleBroken, match="结果公布以后才能登记认定"):
        grant(there)
    deciding.days_on(settings, tmp_path, (notice.until_on - clock.today()).days + 1)
    end_overdue()
    deciding.meeting(there, "after", number="纪要2号")
    do(outcome.finish_call, there.actor("officer"), call=there.call)
    awards = grant(there)
    selected = [row for row in deciding.results(there) if row.selected]
    assert [(award.title, award.level) for award in awards] == [
        (row.application.title, {"one": "一等", "two": "二等"}[row.level]) for row in selected
    ]
    assert len(awards) == 3
    certificate = Certificate.objects.get(award=awards[0])
    page = f"/verify/{certificate.code}/"
    assert "有效" in Client().get(page).content.decode()
    do(
        actions.say_revocation, there.actor("officer"), award=awards[0], on=clock.today(),
        document_number="宜教发〔2026〕30号", reason="材料不实",
    )  # fmt: skip
    do(actions.confirm_revocation, there.actor("head"), revocation=awards[0].revocations.get())
    assert "已撤销" in Client().get(page).content.decode()
    assert fresh(awards[0]).state == "revoked"
    assert broken() == []


def test_what_an_objection_took_away_is_not_recognised(there: Any, settings: Any, tmp_path: Any) -> None:
    notice = deciding.published(there)
    case = deciding.taken(there, deciding.objected(notice, "0001"))
    upheld = do(
        outcome.uphold_objection, there.actor("leader"), objection=case, words="属实", reply="已核查，属实。"
    )
    deciding.changed(there, "0001", outcome.Standing(False, ""), "异议成立", objection=fresh(upheld))
    deciding.meeting(there, number="纪要1-2号")
    call = fresh(there.call)
    corrected = outcome.correct_notice(
        notice=fresh(notice), facts=deciding.facts(), reason="异议成立，更正名单。",
        shown=deciding.list_digest(call), by=there.actor("officer"), version=fresh(notice).version,
    )  # fmt: skip
    later = corrected.until_on - clock.today() + dt.timedelta(days=1)
    deciding.days_on(settings, tmp_path, later.days)
    end_overdue()
    deciding.meeting(there, "after", number="纪要2号")
    do(outcome.finish_call, there.actor("officer"), call=there.call)
    first = deciding.result(there, "0001").application_id
    assert first not in {award.application_id for award in grant(there)}
    assert broken() == []


def test_what_was_decided_goes_up_and_a_win_above_raises_the_next_quota(
    yichang: Any, settings: Any, tmp_path: Any
) -> None:
    """Issue 6 §5 and §7: one that ends in a recommendation."""
    settings.LUOSHI_HOME = tmp_path
    there = deciding.scored(yichang, next_level="province", next_number=2, quota=upward.QUOTA)
    Kind.objects.filter(pk=there.call.kind_id).update(outcome="recommend")
    notice = deciding.published(there)
    deciding.days_on(settings, tmp_path, (notice.until_on - clock.today()).days + 1)
    end_overdue()
    there.decision = deciding.meeting(there, "after", number="纪要2号", body="局党组会")
    with pytest.raises(RuleBroken, match="结果公布以后才能推荐上报"):
        upward.drawn(there)
    do(outcome.finish_call, there.actor("officer"), call=there.call)
    with pytest.raises(RuleBroken, match="推荐名额是 2 个，选了 3 个"):
        upward.drawn(there)
    best = upward.keys(there)[:2]
    letter = upward.sent(there, best, by="officer")  # the section head entered the decision
    won, lost = (row for row in deciding.results(there) if row.public_id in best)
    head = there.actor("head")
    upward.proved(there, upward.answered(letter, won, by=head), by="officer")
    upward.answered(letter, lost, won=False, title="", document_number="", by=head)
    nexts = start_call(
        kind=fresh(there.call.kind), facts=CallFacts("2027年示例遴选"), by=there.actor("officer")
    )
    raised = Quota.objects.get(call=nexts)
    assert (raised.organisation, raised.number, raised.raised) == (won.application.organisation, 1, 1)
    assert broken() == []
