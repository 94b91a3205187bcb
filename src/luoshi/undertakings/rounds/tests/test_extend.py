"""The closing time moves for everybody, forward, with a reason; what was late may go."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from luoshi.common.errors import RuleBroken
from luoshi.common.invariants import check_all
from luoshi.notices.models import Delivery, Notice
from luoshi.undertakings.rounds import actions

from . import helping
from .helping import do, fresh, passed

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def test_a_late_school_goes_on_after_an_extension(there, it_is):
    application = helping.sent(there)
    it_is(there.round.until + DAY)
    with pytest.raises(RuleBroken, match="截止"):
        passed(there, application, "head")
    until = there.round.until + 3 * DAY
    extended = do(actions.extend_round, there.round, there.actor("officer"), until=until, reason="学校放假")
    assert (extended.until, extended.closes_at) == (until, there.round.closes_at)
    assert passed(there, application, "head").state == "county"
    assert check_all()["violations"] == []


def test_everybody_is_told_and_reads_why(there, signed_in, send):
    client = signed_in(there.officer)
    url = f"/rounds/{there.round.public_id}/"
    fields = {"until": "2099-06-30T17:30", "reason": "三所学校正在考试"}
    assert send(client, f"{url}extend/", there.round, **fields).status_code == 302
    told = Notice.objects.filter(title__startswith="承接申报延期").values_list("deliveries__user", flat=True)
    assert {there.office.user_id, there.county.user_id} <= set(told)
    page = signed_in(there.teacher).get(url).text
    assert "三所学校正在考试" in page
    assert "2099年6月30日 17:30" in page


@pytest.mark.parametrize("off", [-DAY, 0 * DAY])
def test_never_earlier_nor_the_same(there, off):
    until = there.round.until + off
    with pytest.raises(RuleBroken, match="要晚于"):
        do(actions.extend_round, there.round, there.actor("officer"), until=until, reason="早些")
    assert fresh(there.round).until == there.round.until


def test_not_without_a_reason_nor_by_a_school(there):
    until = there.round.until + DAY
    with pytest.raises(RuleBroken, match="理由"):
        do(actions.extend_round, there.round, there.actor("officer"), until=until, reason=" ")
    with pytest.raises(PermissionDenied):
        do(actions.extend_round, there.round, there.actor("office"), until=until, reason="我们晚了")


def test_a_withdrawn_round_is_not_extended(there):
    do(actions.withdraw_round, there.round, there.actor("officer"), reason="文件改了")
    until = there.round.until + DAY
    with pytest.raises(RuleBroken, match="已撤销"):
        do(actions.extend_round, there.round, there.actor("officer"), until=until, reason="再等等")


def test_what_was_told_before_names_the_new_day(there):
    first = Delivery.objects.filter(membership=there.office, notice__title__startswith="请组织承接申报").get()
    until = there.round.until + dt.timedelta(days=5)
    do(actions.extend_round, there.round, there.actor("officer"), until=until, reason="停电")
    first.notice.refresh_from_db()
    assert first.notice.due == fresh(there.round).last_day
