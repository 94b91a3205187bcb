"""代办授权: who stands in, for how long, for what; and what nobody can hand on."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from luoshi.accounts import leaving
from luoshi.accounts.models import Handover, Membership
from luoshi.accounts.queries import actor_for
from luoshi.common import clock
from luoshi.common.errors import RuleBroken
from luoshi.notices.models import Delivery
from luoshi.papers import actions
from luoshi.papers.invariants import delegations_do_not_overlap
from luoshi.papers.models import Delegation
from luoshi.papers.queries import delegates_of, right_of, rights_of, steps_waiting_for

from .conftest import a_paper, days, decide, fresh, lies_at, send_back


@pytest.fixture
def give(town):
    """`give(by=…, principal=…, to=…, start=0, end=5)`: the head is away, the deputy stands in."""

    def make(by=None, principal=None, to=None, start=0, end=5, **said):
        return actions.delegate(
            organisation=town.school,
            principal=principal or town.the("school_head"),
            to=to or town.the("deputy_head"),
            start=days(start),
            end=days(end),
            by=by or town.actor("school_head"),
            **said,
        )

    return make


@pytest.fixture
def at_head(town, paper):
    brief = paper()
    decide(brief, town.actor("office"))
    return brief


def test_the_delegate_decides_as_himself_for_the_absent(town, at_head, give):
    given = give()
    deputy = town.actor("deputy_head")
    assert [step.name for step in steps_waiting_for(deputy)] == ["校长"]
    approval = decide(at_head, deputy)
    entry = approval.entries.last()
    assert approval.state == "passed"
    assert (entry.way, entry.by, entry.delegation, entry.leader) == (
        "delegate",
        town.the("deputy_head"),
        given,
        town.the("school_head"),
    )
    assert "示例school_head" in entry.leader_name


def test_who_stands_in_is_asked_and_urged_like_the_absent(town, paper, give):
    give()
    brief = paper()
    decide(brief, town.actor("office"))
    actions.urge_step(approval=fresh(brief), by=town.actor("department_head"))
    for who in ("school_head", "deputy_head"):
        told = Delivery.objects.filter(membership=town.the(who), notice__about_id=brief.approval.public_id)
        titles = [each.notice.title for each in told.order_by("id")]
        assert titles == [f"请办理：{brief.title}（校长）", f"催办：{brief.title}（校长）"], who


def test_the_absent_may_still_decide_himself(town, at_head, give):
    give()
    assert decide(at_head, town.actor("school_head")).entries.last().way == "own"


@pytest.mark.parametrize(("start", "end", "stands_in"), [(0, 0, True), (1, 5, False)])
def test_it_holds_from_its_first_to_its_last_day(town, at_head, give, start, end, stands_in):
    give(start=start, end=end)
    assert bool(steps_waiting_for(town.actor("deputy_head"))) is stands_in


def test_after_its_last_day_it_holds_no_more(town, at_head, give):
    given = give()
    Delegation.objects.filter(pk=given.pk).update(start=days(-5), end=days(-1))
    with pytest.raises(PermissionDenied):
        decide(at_head, town.actor("deputy_head"))
    assert lies_at(fresh(at_head)) == "校长"


def test_revoked_it_ends_at_once_and_only_once(town, at_head, give):
    given = give()
    actions.revoke_delegation(delegation=given, by=town.actor("school_head"), version=given.version)
    assert not steps_waiting_for(town.actor("deputy_head"))
    with pytest.raises(RuleBroken, match="已经结束"):
        actions.revoke_delegation(delegation=given, by=town.actor("school_head"), version=given.version)


def test_for_some_kinds_it_holds_for_those_alone(town, at_head, give):
    given = give(kinds=["brief"])
    assert steps_waiting_for(town.actor("deputy_head"))
    Delegation.objects.filter(pk=given.pk).update(kinds=["other"])
    assert not steps_waiting_for(town.actor("deputy_head"))


def test_the_office_enters_it_with_proof(town, at_head, give):
    office = town.actor("office")
    with pytest.raises(RuleBroken, match="授权书"):
        give(by=office)
    given = give(by=office, proof=a_paper("请假单.jpg"))
    assert (given.made_by, given.proof_name) == (town.the("office"), "请假单.jpg")


@pytest.mark.parametrize("role", ["department_head", "teacher"])
def test_nobody_else_enters_it(town, give, role):
    with pytest.raises(PermissionDenied):
        give(by=town.actor(role), proof=a_paper())
    assert not Delegation.objects.exists()


def test_no_chain_what_was_handed_over_is_not_handed_on(town, at_head, give):
    give()
    give(by=town.actor("deputy_head"), principal=town.the("deputy_head"), to=town.the("department_head"))
    assert not steps_waiting_for(town.actor("department_head"))
    assert steps_waiting_for(town.actor("deputy_head"))


def test_not_to_an_administrator_of_the_site(town, give):
    deputy = town.the("deputy_head")
    Membership.objects.create(user=deputy.user, organisation=town.city, role="log_admin")
    with pytest.raises(RuleBroken, match="不办理业务"):
        give()


def test_not_to_another_organisation_to_oneself_or_to_a_post_that_ended(town, give):
    with pytest.raises(RuleBroken, match="本单位内"):
        give(to=town.the("deputy_head", "sister"))
    head = town.the("school_head")
    second = Membership.objects.create(user=head.user, organisation=town.school, role="party_secretary")
    with pytest.raises(RuleBroken, match="给本人"):
        give(to=second)
    Membership.objects.filter(pk=town.the("deputy_head").pk).update(end=clock.today())
    with pytest.raises(RuleBroken, match="现任岗位"):
        give()


@pytest.mark.parametrize(
    ("start", "end", "words"), [(3, 1, "不能早于"), (-3, -1, "已经过去"), (0, 400, "最长一年")]
)
def test_its_dates_make_sense(give, start, end, words):
    with pytest.raises(RuleBroken, match=words):
        give(start=start, end=end)


def test_one_delegate_at_a_time_for_the_same_kind(town, give):
    give()
    with pytest.raises(RuleBroken, match="已授权"):
        give(to=town.the("office"), start=5, end=9)
    assert give(to=town.the("office"), start=6, end=9).pk


def test_when_the_absent_leaves_the_post_his_delegate_has_nothing_more(town, at_head, give):
    give()
    Membership.objects.filter(pk=town.the("school_head").pk).update(end=clock.today())
    assert not steps_waiting_for(town.actor("deputy_head"))


def test_when_the_delegate_leaves_the_absent_is_told_and_may_name_another(town, give, signed_in):
    given, deputy = give(), town.the("deputy_head")
    admin = actor_for(town.post("security_admin", "city"))
    left = leaving.Leaving(deputy, deputy.version, town.the("office"))
    leaving.leave_posts(user=deputy.user, leavings=[left], on=clock.today(), reason="调任", by=admin)
    held = leaving.package_of(Handover.objects.get())["held"]
    assert ["示例school_head" in line["title"] for line in held if line["kind"] == "代办授权"] == [True]
    [told] = Delivery.objects.filter(membership=town.the("school_head"), notice__title__contains="离任")
    assert f"代办人{deputy.user.name}离任" in told.notice.title
    page = signed_in(town.the("school_head")).get(told.notice.href).content.decode()
    assert "代办人已离任" in page
    assert "有效</" not in page
    again = give(to=town.the("party_secretary"))
    assert list(delegations_do_not_overlap()) == []
    for each in (given, again):
        each.refresh_from_db()
        actions.revoke_delegation(delegation=each, by=town.actor("school_head"), version=each.version)


def test_the_absent_may_object_to_what_was_decided_for_him(town, at_head, give):
    give()
    entry = decide(at_head, town.actor("deputy_head")).entries.last()
    actions.object_to_entry(entry=entry, text="不同意", by=town.actor("school_head"))
    assert entry.objection.by == town.the("school_head")


def test_the_database_takes_no_delegation_by_another_without_proof(town):
    with pytest.raises(IntegrityError), transaction.atomic():
        Delegation.objects.create(
            principal=town.the("school_head"),
            delegate=town.the("deputy_head"),
            made_by=town.the("office"),
            start=clock.today(),
            end=clock.today() + dt.timedelta(days=1),
        )


def test_who_enters_it_for_another_does_not_make_himself_the_delegate(town, give):
    office = town.the("office")
    second = Membership.objects.create(user=office.user, organisation=town.school, role="deputy_head")
    for own_post in (office, second):
        with pytest.raises(RuleBroken, match="不能是登记人自己"):
            give(by=town.actor("office"), to=own_post, proof=a_paper())
    assert not Delegation.objects.exists()


def test_a_delegate_decides_nothing_about_the_paper_that_is_his_own(town, at_head, give):
    give(by=town.actor("office"), to=town.the("department_head"), proof=a_paper())
    author = town.actor("department_head")
    assert not steps_waiting_for(author)
    for act in (decide, send_back):
        with pytest.raises(RuleBroken, match="您本人发起的"):
            act(at_head, author)
    approval = fresh(at_head)
    assert lies_at(approval) == "校长"
    assert right_of(author, approval.current) is None
    assert rights_of(author, [approval.current]) == {}
    assert delegates_of(approval.current, [town.the("school_head")]) == []


def test_nor_does_he_by_another_post_of_his(town, at_head, give):
    user = town.the("department_head").user
    second = Membership.objects.create(user=user, organisation=town.school, role="deputy_head")
    give(to=second)
    with pytest.raises(RuleBroken, match="您本人发起的"):
        decide(at_head, actor_for(second))
    assert lies_at(fresh(at_head)) == "校长"
