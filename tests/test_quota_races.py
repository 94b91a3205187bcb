"""Two at once on a proposal of more places: it is confirmed once, by one person, or not at all (controls SE-05).
LUOSHI_PROVE makes the rounds many.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from luoshi.common.invariants import check_all
from luoshi.notices.models import Notice
from luoshi.selection import actions
from luoshi.selection.models import Call, Proposal
from luoshi.selection.quotas import allowed
from luoshi.selection.tests import helping
from luoshi.selection.tests.helping import act, fresh
from luoshi.selection.tests.test_quotas import limited, set_quotas
from luoshi.undertakings.tests.test_change_request_races import ROUNDS, at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_more_places_are_confirmed_once_or_dropped_or_declined(yichang, settings, tmp_path):
    settings.LUOSHI_HOME = tmp_path
    there = helping.cast(yichang)
    call = set_quotas(there, limited(there), (there.school, "", 3))
    call = act(actions.open_call, call, there.actor("officer"))
    confirm, decline = actions.confirm_quotas, partial(actions.decline_proposal, reason="够用了")
    for _ in range(ROUNDS):
        _settled(there, call, (confirm, "leader"), (confirm, "section_head"))
        _settled(there, call, (confirm, "leader"), (actions.drop_proposal, "officer"))
        _settled(there, call, (confirm, "section_head"), (decline, "leader"))
    wrong = [
        each for each in check_all()["violations"] if "proposal" in each["code"] or "quota" in each["code"]
    ]
    assert wrong == []


def _settled(there: Any, call: Call, *who: tuple[Any, str]) -> None:
    """One of two wins. The places are as said where it was a confirmation, and everybody is told of it once."""
    before, told = allowed(fresh(call), there.school).number, _told(call)
    assert before is not None
    rows = [actions.QuotaRow(there.school, "", before + 1)]
    act(actions.propose_quotas, call, there.actor("officer"), rows=rows, reason="试点")
    said = Proposal.objects.get(call=call, confirmed_at=None, dropped_at=None)
    acts = [
        partial(each, proposal=fresh(said), version=said.version, by=there.actor(name)) for each, name in who
    ]
    answers = at_once(*acts)
    assert sorted(each == "done" for each in answers) == [False, True], answers
    confirmed = who[answers.index("done")][0] is actions.confirm_quotas
    assert allowed(fresh(call), there.school).number == before + confirmed
    assert _told(call) == told + confirmed
    said.refresh_from_db()
    assert (said.confirmed_at is not None, said.dropped_at is None) == (confirmed, confirmed)


def _told(call: Call) -> int:
    return Notice.objects.filter(title=f"限额有增加：{call.title}").count()
