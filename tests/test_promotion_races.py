"""Two at once: the last place above, one winner twice, a letter drawn up twice, an answer noted and a letter recalled.
LUOSHI_PROVE makes the rounds many.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from luoshi.papers.tests.test_races import ROUNDS, at_once
from luoshi.selection.applying.models import Application
from luoshi.selection.outcome.models import Result
from luoshi.selection.recommendation import actions
from luoshi.selection.recommendation.invariants import INVARIANTS
from luoshi.selection.recommendation.models import Promotion, Recommendation, UpperResult
from luoshi.selection.recommendation.tests import helping
from luoshi.selection.recommendation.tests.helping import fresh

from .test_outcome_races import GONE

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.prove]


def broken() -> list[Any]:
    return [each for invariant in INVARIANTS for each in invariant.check()]


def one_of_two(said: list[str]) -> None:
    assert sorted(said)[0] == "done", said
    assert sorted(said)[1] in GONE, said


@pytest.fixture
def there(yichang: Any, settings: Any, tmp_path: Any) -> Any:
    settings.LUOSHI_HOME = tmp_path
    return helping.ended(yichang)


def test_the_last_place_above_goes_to_one_of_two_and_nobody_goes_twice(there: Any) -> None:
    first = helping.first(there)
    Application.objects.filter(pk=there.applications[1].pk).update(
        organisation=first.application.organisation
    )
    above = helping.upper(there, quota={"by": "school", "number": 1})
    keys = helping.keys(there)
    for wanted in [keys, [keys[0], keys[0]]] * ROUNDS:
        said = at_once(
            *(
                partial(actions.promote, call=fresh(there.call), rows=[key], by=there.actor(who))
                for key, who in zip(wanted, ("officer", "head"), strict=True)
            )
        )
        one_of_two(said)
        assert (
            Application.objects.filter(call=above, state="received").count() == Promotion.objects.count() == 1
        )
        assert broken() == []
        Promotion.objects.all().delete()
        Application.objects.filter(call=above).update(state="withdrawn", rank=None)


def test_one_letter_is_drawn_up_and_an_answer_and_a_recall_exclude_each_other(there: Any) -> None:
    for _ in range(ROUNDS):
        call, draft = fresh(there.call), helping.draft(there)
        given = {"call": call, "draft": draft, "reason": "再来", "version": call.version}
        said = at_once(
            *(partial(actions.draw_up, by=there.actor(who), **given) for who in ("officer", "head"))
        )
        one_of_two(said)
        letter = helping.do(
            actions.send,
            there.actor("head"),  # the officer entered the decision: another person sends it off
            recommendation=helping.stamped(there, Recommendation.objects.latest("pk")),
            on=draft.letter.on,
            how="机要",
        )
        row = helping.answer_of(Result.objects.get(call=call, order=1))
        given = {"recommendation": letter, "version": letter.version}
        said = at_once(
            partial(
                actions.note_upper_results, level="province", rows=[row], by=there.actor("officer"), **given
            ),
            partial(actions.recall, reason="不报了", by=there.actor("head"), **given),
        )
        one_of_two(said)
        answered = UpperResult.objects.filter(undone_at=None).count()
        assert answered == (said[0] == "done") == (fresh(letter).state == "sent")
        assert broken() == []
        for upper in UpperResult.objects.all():
            if upper.undone_at is None:
                helping.do(actions.undo_upper_result, there.actor("officer"), upper=upper, reason="再来")
        if answered:  # letters stay: the next one is drawn up once this one is recalled
            helping.do(actions.recall, there.actor("head"), recommendation=fresh(letter), reason="再来")
