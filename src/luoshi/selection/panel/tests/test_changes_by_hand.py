"""By hand only with a reason, never against a conflict, never beyond the load."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from luoshi.common.errors import RuleBroken
from luoshi.selection.panel import actions
from luoshi.selection.panel.models import Assigned

from .helping import confirmed, do, seated

pytestmark = pytest.mark.django_db


def free(there: Any) -> tuple[Any, Any]:
    """A candidate and an application he does not have."""
    for seat in there.call.seats.select_related("expert", "call"):
        for paper in there.applications:
            if not Assigned.objects.filter(seat=seat, application=paper, void_at=None).exists():
                return seat, paper
    raise AssertionError("everybody has everything")


def test_only_after_a_confirmed_draw_and_with_a_reason(there: Any) -> None:
    seat = seated(there)[0]
    paper = there.applications[0]
    with pytest.raises(RuleBroken, match="还没有确认"):
        give(there, seat, paper)
    confirmed(there)
    seat, paper = free(there)
    with pytest.raises(RuleBroken, match="理由"):
        give(there, seat, paper, reason="")
    given = give(there, seat, paper)
    assert (given.by_hand, given.reason) == (True, "第三人复评")


def give(there: Any, seat: Any, paper: Any, reason: str = "第三人复评") -> Any:
    said = {"application": paper, "round": "", "reason": reason}
    return do(actions.give_by_hand, seat, there.officer, on="seat", **said)


def test_never_against_a_conflict(there: Any) -> None:
    seated(there)
    confirmed(there)
    seat, paper = free(there)
    do(actions.set_conflict, seat, there.officer, on="seat", application=paper, reason="亲属")
    with pytest.raises(RuleBroken, match="应当回避"):
        give(there, seat, paper)
    task = Assigned.objects.filter(application=paper, void_at=None)[0]
    with pytest.raises(RuleBroken, match="应当回避"):
        do(actions.pass_on, task, there.officer, on="assigned", seat=seat, reason="换人")
    task.refresh_from_db()
    assert task.void_at is None


def test_never_beyond_what_he_takes_on(there: Any) -> None:
    seated(there)
    confirmed(there)
    seat, paper = free(there)
    held = Assigned.objects.filter(seat=seat, void_at=None).count()
    do(actions.set_most, seat, there.officer, on="seat", most=max(held, 1))
    if held == 0:
        give(there, seat, paper)
        seat, paper = seat, next(each for each in there.applications if each.pk != paper.pk)
    with pytest.raises(RuleBroken, match="到了上限"):
        give(there, seat, paper)


def test_passed_on_it_leaves_one_hand_and_comes_into_the_other(there: Any) -> None:
    seated(there)
    confirmed(there)
    seat, paper = free(there)
    task = Assigned.objects.filter(application=paper, void_at=None)[0]
    with pytest.raises(PermissionDenied):
        do(actions.pass_on, task, there.monitor, on="assigned", seat=seat, reason="换人")
    given = do(actions.pass_on, task, there.officer, on="assigned", seat=seat, reason="专家生病")
    task.refresh_from_db()
    assert (task.void_reason, given.seat, given.void_at) == ("改派：专家生病", seat, None)


def test_who_leaves_takes_nothing_along(there: Any) -> None:
    seat = seated(there)[2]
    confirmed(there)
    do(actions.leave_seat, seat, there.officer, on="seat", reason="出差")
    assert not Assigned.objects.filter(seat=seat, void_at=None).exists()
