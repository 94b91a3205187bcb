"""Telling: once, to whoever holds the post and may see the object, and never for what was rolled back."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from luoshi.accounts.models import Membership
from luoshi.accounts.queries import actor_for, organisations_visible_to
from luoshi.common import acts, clock, stages
from luoshi.common.actor import system_actor
from luoshi.common.errors import RuleBroken
from luoshi.common.models import AuditEvent
from luoshi.notices.actions import tell
from luoshi.notices.models import Delivery, Notice
from luoshi.notices.stage import STAGE

pytestmark = pytest.mark.django_db


def reached(notice):
    return [row.membership for row in notice.deliveries.order_by("id")]


def test_each_post_gets_it_and_one_event_says_so(school, say):
    notice = say(school.head, school.office, body="请于月底前报送。", href="/desk/")
    assert reached(notice) == [school.head, school.office]
    assert (notice.sender_words, notice.href) == ("系统", "/desk/")
    event = AuditEvent.objects.get(action="notices.tell")
    assert (event.object_id, event.changes[0]["rows"]) == (notice.public_id, 5)


def test_the_same_key_never_reaches_the_same_person_twice(school, say):
    first = say(school.head, key="q4")
    second = say(school.head, school.office, key="q4")
    assert reached(first) == [school.head]
    assert reached(second) == [school.office]
    assert say(school.head, school.office, key="q4") is None
    assert Notice.objects.count() == 2


def test_without_a_key_it_is_told_again(school, say):
    assert reached(say(school.head)) == reached(say(school.head)) == [school.head]


def test_who_no_longer_holds_the_post_or_cannot_sign_in_is_left_out(school, say):
    Membership.objects.filter(pk=school.office.pk).update(end=clock.today())
    type(school.teacher.user).objects.filter(pk=school.teacher.user.pk).update(is_active=False)
    assert reached(say(school.head, school.office, school.teacher)) == [school.head]
    assert say(school.office) is None


def test_two_posts_of_a_person_in_one_organisation_get_it_once(town, school, say):
    second = Membership.objects.create(
        user=school.head.user, organisation=school.head.organisation, role="office"
    )
    elsewhere = Membership.objects.create(
        user=school.head.user, organisation=town.academy, role="school_head"
    )
    assert reached(say(second, school.head, elsewhere)) == [school.head, elsewhere]
    assert reached(say(second, school.head, elsewhere, key="k")) == [school.head]


def test_who_may_not_see_the_object_is_not_told_of_it(town, school, say, monkeypatch):
    """The stage that owns the kind says who sees it; here a school sees itself and those above see it."""

    def visible(actor):
        return organisations_visible_to(actor).filter(path__startswith=actor.path)

    owner = stages.Stage("owner", visible={"accounts.organisation": visible})
    monkeypatch.setattr(stages, "_installed", [STAGE, owner])
    assert reached(say(school.head, school.stranger, school.officer, about=town.village)) == [
        school.head,
        school.officer,
    ]
    assert say(school.stranger, about=town.village) is None


def test_a_rolled_back_act_tells_nobody(school):
    @acts.act("tests.breaks", who=lambda actor, target: True)
    def breaks(*, by):
        tell(to=[school.head], title="不会送达", kind="test", by=by)
        raise RuleBroken("不行。")

    try:
        with pytest.raises(RuleBroken):
            breaks(by=actor_for(school.officer))
    finally:
        del acts.REGISTRY["tests.breaks"]
    assert not Delivery.objects.exists()


def test_inside_an_act_it_joins_and_bears_the_name_of_who_acts(school):
    @acts.act("tests.tells", who=lambda actor, target: True)
    def tells(*, by):
        return tell(to=[school.head], title="已退回", kind="test", by=by)

    try:
        notice = tells(by=actor_for(school.officer))
    finally:
        del acts.REGISTRY["tests.tells"]
    assert notice.sender == school.officer
    assert notice.sender_words == f"city全称 市局经办 {school.officer.user.name}"
    assert list(AuditEvent.objects.order_by("-id").values_list("action", flat=True)[:1]) == ["tests.tells"]


def test_a_person_alone_cannot_use_it_past_the_pages(school):
    with pytest.raises(PermissionDenied):
        tell(to=[school.head], title="冒充系统", kind="test", by=actor_for(school.teacher))
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    "href", ["https://evil.example/", "//evil.example", "/\\evil.example", "desk/", "/a b"]
)
def test_a_notice_leads_to_a_page_of_this_site_only(school, say, href):
    with pytest.raises(ValueError, match="path of this site"):
        say(school.head, href=href)


def test_line_breaks_and_length_of_a_title_are_tamed(school, say):
    notice = say(school.head, title="第一行\r\nBcc: 别人\n" + "长" * 300)
    assert notice.title.startswith("第一行 Bcc: 别人 长")
    assert len(notice.title) == 200


def test_a_day_and_a_receipt_are_kept(school, say):
    notice = say(school.head, due=dt.date(2026, 12, 1), receipt=True)
    assert (notice.due, notice.receipt) == (dt.date(2026, 12, 1), True)


def test_telling_thirty_costs_as_many_queries_as_one(town, django_assert_max_num_queries):
    people = [town.person("teacher", "village") for _ in range(30)]
    with django_assert_max_num_queries(14):
        tell(to=people[:1], title="一人", kind="test", by=system_actor(), key="a")
    with django_assert_max_num_queries(14):
        tell(to=people, title="三十人", kind="test", by=system_actor(), key="b")
    assert Delivery.objects.count() == 31
