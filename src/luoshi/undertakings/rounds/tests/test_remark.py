"""The bureau asks about a row, the school answers; nobody else reads it."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from luoshi.common.errors import RuleBroken
from luoshi.notices.models import Notice
from luoshi.undertakings.rounds import actions

from . import helping
from .helping import do, fresh, passed

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def wish(there):
    return passed(there, helping.sent(there)).wishes.first()


def test_a_question_opens_the_row_until_it_is_answered(there, wish):
    asked = do(actions.remark_on_wish, wish, there.actor("officer"), text="两个基地是否已建成？")
    assert asked.verdict == "asked"
    answered = do(actions.remark_on_wish, wish, there.actor("office"), text="一个已建成。")
    assert answered.verdict == "open"
    assert [each.text for each in wish.remarks.all()] == ["两个基地是否已建成？", "一个已建成。"]


def test_the_other_side_is_told(there, wish):
    do(actions.remark_on_wish, wish, there.actor("officer"), text="请说明")
    told = Notice.objects.filter(title__startswith="市局请学校说明").values_list(
        "deliveries__user", flat=True
    )
    assert {there.office.user_id, there.head.user_id} <= set(told)
    do(actions.remark_on_wish, wish, there.actor("head"), text="已说明")
    told = Notice.objects.filter(title__startswith="学校已说明").values_list("deliveries__user", flat=True)
    assert {there.officer.user_id, there.section.user_id} <= set(told)


def test_it_is_between_the_school_and_the_bureau(there, wish, signed_in, send):
    url = f"/applications/{wish.application.public_id}/"
    answer = send(signed_in(there.officer), f"/wishes/{wish.public_id}/remark/", wish, text="两个基地在哪里")
    assert answer.status_code == 302
    assert "两个基地在哪里" in signed_in(there.office).get(url).text
    assert "两个基地在哪里" not in signed_in(there.county).get(url).text
    with pytest.raises(PermissionDenied):
        do(actions.remark_on_wish, wish, there.actor("county"), text="县里也问")


def test_an_old_page_keeps_what_was_typed(there, wish, signed_in, send):
    old = fresh(wish)
    do(actions.remark_on_wish, wish, there.actor("section"), text="先问一句")
    answer = send(signed_in(there.officer), f"/wishes/{wish.public_id}/remark/", old, text="写了一半的问题")
    assert (answer.status_code, "写了一半的问题" in answer.text) == (409, True)


def test_not_before_it_is_at_the_city_and_not_empty(there, wish):
    with pytest.raises(RuleBroken, match="请写明"):
        do(actions.remark_on_wish, wish, there.actor("officer"), text="  ")
    do(actions.withdraw_round, there.round, there.actor("officer"), reason="文件改了")
    with pytest.raises(RuleBroken, match="已撤销"):
        do(actions.remark_on_wish, wish, there.actor("officer"), text="还问")
