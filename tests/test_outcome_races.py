"""Two at once after and during a review: giving up against scoring, publishing against an objection, one award twice,
a certificate revoked and not. LUOSHI_PROVE makes the rounds many.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from luoshi.common import clock
from luoshi.papers.tests.test_races import ROUNDS, at_once
from luoshi.selection.applying.actions import withdraw_application
from luoshi.selection.applying.models import Application
from luoshi.selection.models import Call
from luoshi.selection.outcome import actions as outcome
from luoshi.selection.outcome.invariants import INVARIANTS as OF_OUTCOME
from luoshi.selection.outcome.models import Objection, PublicNotice
from luoshi.selection.outcome.sweeping import end_overdue
from luoshi.selection.outcome.tests import helping as deciding
from luoshi.selection.panel.models import Assigned
from luoshi.selection.recognition import actions as recognition
from luoshi.selection.recognition.invariants import INVARIANTS as OF_RECOGNITION
from luoshi.selection.recognition.models import Award, Certificate, Revocation
from luoshi.selection.recognition.queries import to_grant
from luoshi.selection.recognition.tests.helping import PAPER, fresh
from luoshi.selection.review import actions as review
from luoshi.selection.review.content import Content
from luoshi.selection.review.invariants import INVARIANTS as OF_REVIEW
from luoshi.selection.review.models import Sheet
from luoshi.selection.review.scoring import computed
from luoshi.selection.review.tests import helping as reviewing

pytestmark = pytest.mark.django_db(transaction=True)
GOOD = Content({"veto": False, "goal": "30", "deed": "优", "share": "60"}, {"share": "有"}, "好。")
GONE = ("rule", "state", "stale")  # refused in words: the other was first


def broken(*of: Any) -> list[Any]:
    """The applications themselves were written as rows; theirs are not asked."""
    return [each for invariants in of for invariant in invariants for each in invariant.check()]


def test_who_gives_up_is_not_counted_whoever_scores_at_that_moment(yichang, settings, tmp_path):
    settings.LUOSHI_HOME = tmp_path
    there = reviewing.made(yichang, applications=2)
    given_up, task = there.applications[0], there.assigned[0][0]
    for _ in range(ROUNDS):
        said = at_once(
            partial(
                withdraw_application, application=fresh(given_up), by=there.actor("school"), reason="不再申报",
                version=fresh(given_up).version,
            ),
            partial(review.hand_in_sheet, assigned=fresh(task), content=GOOD, by=there.actor(there.experts[0])),
        )  # fmt: skip
        assert said[0] == "done", said
        assert said[1] == "done" or said[1] in GONE, said
        assert Sheet.objects.filter(assigned=task).count() == (said[1] == "done")
        assert given_up.pk not in computed(there.call).names.values()
        assert broken(OF_REVIEW) == []
        Sheet.objects.all().delete()
        Application.objects.filter(pk=given_up.pk).update(state="accepted")
        Assigned.objects.filter(application=given_up).update(void_at=None, void_reason="")


def test_nothing_is_published_over_an_objection_that_came(yichang, settings, tmp_path):
    settings.LUOSHI_HOME = tmp_path
    there = deciding.scored(yichang, valid_months=36)
    notice = deciding.published(there)
    arrived = clock.now()
    deciding.days_on(settings, tmp_path, (notice.until_on - clock.today()).days + 1)
    end_overdue()
    deciding.meeting(there, "after", number="纪要2号")
    for _ in range(ROUNDS):
        call = fresh(there.call)
        said = at_once(
            partial(outcome.finish_call, call=call, by=there.actor("officer"), version=call.version),
            partial(
                outcome.register_objection, notice=PublicNotice.objects.get(pk=notice.pk), words=deciding.WORDS,
                received_at=arrived, came="paper", reason="公示期内送到", by=there.actor("head"),
            ),
        )  # fmt: skip
        assert sorted(said)[0] == "done", said
        assert sorted(said)[1] in GONE, said
        ended, open_ones = fresh(there.call).state == "ended", Objection.objects.count()
        assert (ended, open_ones) == ((True, 0) if said[0] == "done" else (False, 1))
        assert broken(OF_OUTCOME) == []
        Objection.objects.all().delete()
        Call.objects.filter(pk=there.call.pk).update(state="noticed")
    call = fresh(there.call)
    outcome.finish_call(call=call, by=there.actor("officer"), version=call.version)
    _one_award_each(there)
    _revoked_or_not(there)
    assert broken(OF_OUTCOME, OF_RECOGNITION) == []


def _one_award_each(there: Any) -> None:
    for _ in range(ROUNDS):
        Certificate.objects.all().delete()
        for award in Award.objects.all():
            award.steps.all().delete()
        Award.objects.all().delete()
        call, shown = fresh(there.call), recognition.shown_of(list(to_grant(there.call)))
        grants = [
            partial(
                recognition.grant_awards, call=fresh(call), on=clock.today(), document_number=PAPER, shown=shown,
                by=there.actor(who), version=call.version,
            )
            for who in ("officer", "head")
        ]  # fmt: skip
        said = sorted(at_once(*grants))
        assert said[0] == "done", said
        assert said[1] in GONE, said
        assert Award.objects.count() == Certificate.objects.count() == 3


def _revoked_or_not(there: Any) -> None:
    """Confirmed by one, taken back by who said it: one of the two."""
    award = Award.objects.order_by("pk").first()
    for _ in range(ROUNDS):
        recognition.say_revocation(
            award=fresh(award), on=clock.today(), document_number="宜教发〔2026〕30号", reason="材料不实",
            by=there.actor("officer"), version=fresh(award).version,
        )  # fmt: skip
        row = Revocation.objects.get(award=award, dropped_at=None)
        said = at_once(
            partial(recognition.confirm_revocation, revocation=fresh(row), by=there.actor("head"), version=1),
            partial(recognition.drop_revocation, revocation=fresh(row), by=there.actor("officer"), version=1),
        )
        assert sorted(said)[0] == "done", said
        assert sorted(said)[1] in GONE, said
        revoked = Certificate.objects.filter(award=award, revoked_on__isnull=False).exists()
        assert (fresh(award).state == "revoked") == revoked == (said[0] == "done")
        if revoked:
            return
