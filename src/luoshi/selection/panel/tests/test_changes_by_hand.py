"""By hand only with a reason, never against a conflict, never beyond the load."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from luoshi.common.errors import RuleBroken
from luoshi.notices.models import Delivery
from luoshi.selection.panel import actions
from luoshi.selection.panel.models import Assigned, Proposal

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


def give(there: Any, seat: Any, paper: Any, reason: str = "第三人复评", **more: Any) -> Any:
    said = {"application": paper, "round": "", "reason": reason, **more}
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
    with pytest.raises(RuleBroken, match="手里已经有"):
        do(actions.pass_on, task, there.officer, on="assigned", seat=task.seat, reason="换人")
    given = do(actions.pass_on, task, there.officer, on="assigned", seat=seat, reason="专家生病")
    task.refresh_from_db()
    assert (task.void_reason, given.seat, given.void_at) == ("改派：专家生病", seat, None)


def test_beyond_a_tenth_the_monitor_agrees_and_he_is_told_of_each(there: Any, signed_in: Any) -> None:
    """A draw that was witnessed is not replaced by hand, by one (controls BL-09, SE-05)."""
    seated(there)
    confirmed(there)
    seat, paper = free(there)
    give(there, seat, paper)
    told = Delivery.objects.filter(notice__title__startswith="改派了", membership=there.monitor)
    assert told.count() == 1
    tasks = Assigned.objects.filter(void_at=None).exclude(application=paper)
    task, other = next(
        (task, each)
        for task in tasks.select_related("application")
        for each in there.call.seats.order_by("code")
        if not each.assigned.filter(application=task.application, void_at=None).exists()
    )
    with pytest.raises(RuleBroken, match="最多改派、指派 1 件"):
        do(actions.pass_on, task, there.officer, on="assigned", seat=other, reason="换人")
    officer, monitor = signed_in(there.officer), signed_in(there.monitor)
    same = {"application": task.application, "round": "", "reason": "换人", "instead_of": task}
    with pytest.raises(RuleBroken, match="手里已经有"):
        do(actions.propose_change, task.seat, there.officer, on="seat", **same)
    offered = officer.get(f"/panel-tasks/{task.public_id}/pass/").content.decode()
    assert (task.seat.public_id in offered, other.public_id in offered) == (False, True)
    sent = {"seat": other.public_id, "reason": "换人", "_version": task.version, "_once": "a"}
    assert officer.post(f"/panel-tasks/{task.public_id}/pass/", sent).status_code == 302
    said = Proposal.objects.get()
    task.refresh_from_db()
    assert (said.seat, said.instead_of, task.void_at) == (other, task, None)
    here, confirm = f"/panels/{there.call.public_id}/hands/", f"/panel-proposals/{said.public_id}/confirm/"
    assert officer.post(confirm, {"_version": said.version, "_once": "b"}).status_code == 403
    assert "撤回提请" in officer.get(here).content.decode()
    assert "换人" in monitor.get(here).content.decode()
    monitor.post(confirm, {"_version": said.version, "_once": "c"})
    task.refresh_from_db()
    assert task.void_reason == "改派：换人"
    assert Assigned.objects.get(proposal=said).seat == other
    assert "抽取分配 8 件，个别指派 2 件" in monitor.get(here).content.decode()
    asked = Delivery.objects.filter(notice__title__startswith="请核对", membership=there.monitor)
    assert (told.count(), asked.count()) == (1, 1), "of what he agrees to himself he is not told again"


def test_who_leaves_takes_nothing_along(there: Any) -> None:
    seat = seated(there)[2]
    confirmed(there)
    do(actions.leave_seat, seat, there.officer, on="seat", reason="出差")
    assert not Assigned.objects.filter(seat=seat, void_at=None).exists()


def test_one_more_than_was_drawn_and_no_second_one(there: Any) -> None:
    """The size of a panel; a third reader that the rules ask for stands beside it."""
    seats = seated(there)
    confirmed(there)
    paper = there.applications[0]
    held = Assigned.objects.filter(application=paper, void_at=None)
    free = [seat for seat in seats if seat.pk not in set(held.values_list("seat", flat=True))]
    for seat in seats:
        do(actions.set_most, seat, there.officer, on="seat", most=10)
    give(there, free[0], paper)
    with pytest.raises(RuleBroken, match="已有 3 人评审，抽取时定的是每件 2 人"):
        give(there, free[1], paper)
    assert held.count() == 3
    give(there, free[1], paper, third=True)
    assert held.count() == 4
