"""Two at once on applications: the last place, the end of a call, a number, two buttons. LUOSHI_PROVE makes it many."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

import pytest

from luoshi.common import clock
from luoshi.common.errors import RuleBroken
from luoshi.common.invariants import check_all
from luoshi.papers.tests.test_races import ROUNDS, at_once
from luoshi.selection.applying import actions
from luoshi.selection.applying.actions import ranking
from luoshi.selection.applying.models import Application
from luoshi.selection.applying.tests import helping
from luoshi.selection.models import Call

pytestmark = pytest.mark.django_db(transaction=True)
TWENTY = 20
ONE_PLACE = {"applicant": "school", "quota": {"by": "school", "number": 1}, "statements": [], "materials": []}


def test_of_two_that_want_the_last_place_or_the_last_instant_one_wins(yichang, settings, tmp_path):
    settings.LUOSHI_HOME = tmp_path
    there = helping.start(yichang, rules=ONE_PLACE)
    there.office = helping.office_of(there, "zhijiang")
    drafts = [helping.filled(there, "zhijiang", number=number) for number in range(2)]
    for _ in range(ROUNDS):
        _the_last_place(there, drafts)
    for _ in range(ROUNDS):
        _the_end_against_a_sending(there, drafts[0])
    _numbers_of_two_schools(there, drafts[0])
    assert check_all()["violations"] == []


def doing(act: Any, row: Application, by: Any, **said: Any) -> Any:
    """On a copy of the row as another page would have it."""
    copy = Application.objects.get(pk=row.pk)
    return partial(act, application=copy, by=by, version=copy.version, **said)


def _the_last_place(there: Any, drafts: list[Application]) -> None:
    by = there.actor(there.office)
    said = at_once(*(doing(actions.send_application, row, by) for row in drafts))
    assert sorted(said) == ["done", "rule"]
    sent = [row for row in map(helping.fresh, drafts) if row.state == "sent"]
    assert len(sent) == 1
    assert sent[0].sequence == helping.fresh(there.call).received
    helping.do(actions.recall_application, sent[0], by)


@pytest.mark.prove
def test_of_twenty_that_want_the_last_place_one_wins(yichang, settings, tmp_path):
    """Controls CC-03: 20 at once for the school's last place, never over."""
    settings.LUOSHI_HOME = tmp_path
    there = helping.start(yichang, rules=ONE_PLACE)
    there.office = helping.office_of(there, "zhijiang")
    drafts = [helping.filled(there, "zhijiang", number=number) for number in range(TWENTY)]
    for _ in range(ROUNDS):
        by = there.actor(there.office)
        said = at_once(*(doing(actions.send_application, row, by) for row in drafts))
        sent = list(Application.objects.filter(call=there.call, state="sent"))
        assert (len(sent), said.count("done")) == (1, 1), said
        assert set(said) <= {"done", "rule", "busy"}, said
        helping.do(actions.recall_application, sent[0], by)
    assert check_all()["violations"] == []


def _the_end_against_a_sending(there: Any, draft: Application) -> None:
    """Whoever has the call first: what was sent lies in it with its receipt, or is told that it is closed."""
    by, now = there.actor(there.office), clock.now()

    def close() -> None:
        closed = Call.objects.filter(pk=there.call.pk, state="open")
        closed.update(state="checking", closed_at=now)

    said = at_once(doing(actions.send_application, draft, by), close)
    row = helping.fresh(draft)
    assert said[1] == "done"
    assert (said[0], row.state, row.receipt is not None) in (("done", "sent", True), ("rule", "draft", False))
    Call.objects.filter(pk=there.call.pk).update(state="open", closed_at=None)
    if row.state == "sent":
        helping.do(actions.recall_application, row, by)


def _numbers_of_two_schools(there: Any, draft: Application) -> None:
    """Each gets its own, none is left out."""
    other = helping.filled(there, "xingshan", number=5)
    before = helping.fresh(there.call).received
    theirs = there.actor(there.offices["xingshan"])
    both = [
        doing(actions.send_application, draft, there.actor(there.office)),
        doing(actions.send_application, other, theirs),
    ]
    assert at_once(*both) == ["done", "done"]
    numbers = sorted(helping.fresh(row).sequence for row in (draft, other))
    assert numbers == [before + 1, before + 2]


def test_a_county_never_ranks_more_than_its_places_and_of_pass_and_return_one_wins(
    yichang, settings, tmp_path
):
    settings.LUOSHI_HOME = tmp_path
    rules = {**ONE_PLACE, "group_titles": [], "quota": {"by": "county", "number": 1}}
    there = helping.start(yichang, rules=rules)
    school = next(each for each in there.schools if each.key == "zhijiang")
    clerks = [there.post("county_officer", helping.county_of(school).key) for _ in range(2)]
    rows = [_at_county(there, number) for number in range(2)]
    for _ in range(ROUNDS):
        _two_orders(there, clerks, rows)
    assert Application.objects.filter(rank__isnull=False).count() == 1
    assert check_all()["violations"] == []


def _at_county(there: Any, number: int) -> Application:
    row = helping.filled(there, "zhijiang", number=number)
    row = helping.do(actions.send_application, row, there.actor(there.offices["zhijiang"]))
    return helping.do(actions.pass_application, row, helping.holder(there, row.approval.current))


def _two_orders(there: Any, clerks: list[Any], rows: list[Application]) -> None:
    """Each clerk puts another one first, from the list as both saw it."""
    seen = ranking.seen_of(ranking.to_rank(there.actor(clerks[0]), there.call))
    Application.objects.filter(pk__in=[row.pk for row in rows]).update(rank=None)

    def order(clerk: Any, row: Application) -> Any:
        given = {"call": helping.fresh(there.call), "order": [helping.fresh(row)], "seen": seen}
        return partial(actions.rank_applications, by=there.actor(clerk), **given)

    said = at_once(*(order(clerk, row) for clerk, row in zip(clerks, rows, strict=True)))
    assert sorted(said) == ["done", "stale"]


def test_an_end_that_is_past_is_past_whoever_waits(yichang, settings, tmp_path):
    settings.LUOSHI_HOME = tmp_path
    there = helping.start(yichang, rules=ONE_PLACE)
    draft = helping.filled(there, "zhijiang")
    Call.objects.filter(pk=there.call.pk).update(until=clock.now() - dt.timedelta(microseconds=1))
    with pytest.raises(RuleBroken, match="截止"):
        helping.do(actions.send_application, draft, there.actor(there.offices["zhijiang"]))
    assert helping.fresh(draft).sequence is None
