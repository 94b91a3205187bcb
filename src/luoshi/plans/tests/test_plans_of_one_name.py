"""Two plans of one name cannot be told apart: by hand it is refused with what to do, lists show the number."""

import pytest

from luoshi.common.errors import RuleBroken
from luoshi.plans import actions
from luoshi.plans.models import Plan

pytestmark = pytest.mark.django_db
TITLE = "示例提质培优行动计划"


def start(yichang, officer, title=TITLE, **more):
    return actions.start_plan(issuer=yichang.bureau, by=officer, title=title, short="示例计划", **more)


def test_a_second_one_is_refused_and_the_first_is_named_with_what_tells_it_apart(yichang, officer):
    start(yichang, officer, number="某教发〔2026〕1号", start="2026", end="2028")
    with pytest.raises(RuleBroken, match=r"某教发〔2026〕1号，2026 至 2028，.*建立.*加上年度或文号"):
        start(yichang, officer)
    assert Plan.objects.filter(title=TITLE).count() == 1


def test_nor_does_a_change_of_name_make_two_but_a_plan_may_keep_its_own(yichang, officer):
    start(yichang, officer)
    other = start(yichang, officer, title="另一计划")
    with pytest.raises(RuleBroken, match="已有同名计划"):
        actions.change_plan(plan=other, version=other.version, by=officer, title=TITLE)
    other.refresh_from_db()
    actions.change_plan(plan=other, version=other.version, by=officer, title="另一计划", short="另一")
    other.refresh_from_db()
    assert (other.title, other.short) == ("另一计划", "另一")


def test_a_withdrawn_one_and_one_of_another_bureau_do_not_stand_in_the_way(yichang, officer):
    first = start(yichang, officer)
    actions.withdraw_plan(plan=first, version=first.version, reason="重来", by=officer)
    assert start(yichang, officer).pk != first.pk


def test_the_list_shows_the_number(yichang, officer, signed_in):
    start(yichang, officer, number="某教发〔2026〕1号")
    client = signed_in(yichang.post("city_officer"))
    assert "某教发〔2026〕1号" in client.get("/plans/").content.decode()
