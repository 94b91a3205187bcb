"""A promise of the bureau passes to the successor with its date."""

import datetime as dt

import pytest

from luoshi.accounts import leaving
from luoshi.accounts.models import Handover
from luoshi.accounts.queries import actor_for
from luoshi.common import clock
from luoshi.common.errors import RuleBroken
from luoshi.undertakings.models import Commitment, Duty


def leave(post, successor, by):
    return leaving.leave_posts(
        user=post.user,
        leavings=[leaving.Leaving(post, post.version, successor)],
        on=clock.today(),
        reason="调任",
        by=by,
    )


def test_a_promise_passes_on_and_stands_among_the_deadlines(yichang):
    officer, head = yichang.post("city_officer"), yichang.post("section_head")
    admin = actor_for(yichang.post("security_admin"))
    due = clock.today() + dt.timedelta(days=30)
    duty = Duty.objects.filter(left_at__isnull=True).first()
    kept = Commitment.objects.create(duty=duty, owner=officer, due=due, words="每学期指导一次")
    with pytest.raises(RuleBroken, match="市局承诺事项 1 项"):
        leave(officer, None, admin)
    leave(officer, head, admin)
    kept.refresh_from_db()
    assert kept.owner == head
    package = leaving.package_of(Handover.objects.get())
    assert [(line["kind"], line["due"]) for line in package["due"]] == [("市局承诺事项", due.isoformat())]
