"""Nobody has the last word on his own paper: not himself, not by whom he empowers, not as a name on a sheet."""

import pytest

from luoshi.accounts.models import Membership
from luoshi.accounts.queries import actor_for
from luoshi.common import clock
from luoshi.common.errors import RuleBroken
from luoshi.common.invariants import check_all
from luoshi.papers import actions
from luoshi.papers.chains import StepPlan
from luoshi.papers.models import Approval
from luoshi.papers.queries import steps_waiting_for

from .conftest import SYSTEM, a_paper, days, decide, enter, fresh, lies_at, send_back
from .test_handing_over import leave

OFFICE = ("office", "school")


@pytest.fixture
def by_office_alone(town):
    """The office has set the school's chain to its own step."""
    actions.set_route(
        organisation=town.school, kind="", steps=[StepPlan("项目办", "office")], by=town.actor("office")
    )


@pytest.fixture
def two_offices(town, paper, by_office_alone):
    """Such a paper of the office's, and a second holder of the post who may decide it."""
    second = town.post("office")
    return paper(author=OFFICE), second


def test_where_only_the_author_has_the_last_step_the_paper_does_not_set_off(paper, by_office_alone):
    with pytest.raises(RuleBroken, match=r"只有发起人本人办理.*改报上级单位"):
        paper(author=OFFICE)
    assert not Approval.objects.exists()


def test_nor_where_the_other_holder_is_the_author_by_another_post(town, paper):
    user = town.the("school_head").user
    Membership.objects.create(user=user, organisation=town.school, role="department_head")
    town.the("deputy_head")
    with pytest.raises(RuleBroken, match="只有发起人本人办理"):
        paper(author=("school_head", "school"))


def test_up_to_the_level_above_he_sends_it_and_passes_the_own_step_on_the_way(town, paper):
    brief = paper(author=("school_head", "school"), up_to="county")
    decide(brief, town.actor("office"))
    assert lies_at(decide(brief, town.actor("school_head"))) == "经办"


def test_the_author_does_not_pass_the_last_step_his_colleague_does(town, two_offices):
    brief, second = two_offices
    with pytest.raises(RuleBroken, match="不能由发起人同意自己的文件"):
        decide(brief, town.actor("office"))
    assert lies_at(fresh(brief)) == "项目办"
    assert decide(brief, actor_for(second)).state == "passed"


def test_the_author_may_still_send_it_back(town, two_offices):
    assert send_back(two_offices[0], town.actor("office")).state == "returned"


def test_nobody_passes_it_in_the_author_s_name(town, two_offices):
    brief, _ = two_offices
    deputy = town.the("deputy_head")
    actions.delegate(
        organisation=town.school,
        principal=town.the("office"),
        to=deputy,
        start=days(0),
        end=days(1),
        by=town.actor("office"),
    )
    with pytest.raises(RuleBroken, match="代发起人同意"):
        decide(brief, actor_for(deputy))
    assert lies_at(fresh(brief)) == "项目办"


def test_nothing_is_entered_in_the_author_s_name(town, two_offices):
    brief, second = two_offices
    for by in (town.actor("office"), actor_for(second)):
        with pytest.raises(RuleBroken, match="代发起人同意"):
            enter(brief, by, leader=town.the("office"))
    assert enter(brief, town.actor("office"), leader=second, proofs=[a_paper()]).state == "passed"


def test_nor_is_his_name_where_nobody_has_the_post(town, paper):
    brief = paper(author=OFFICE)
    Membership.objects.filter(pk=town.the("school_head").pk).update(end=clock.today())
    colleague = actor_for(town.post("office"))
    with pytest.raises(RuleBroken, match="代发起人同意"):
        enter(brief, colleague, leader_name=f" {town.the('office').user.name} ")
    assert lies_at(fresh(brief)) == "校长"


def test_the_author_enters_no_last_word_of_a_leader_nobody_knows(town, paper):
    """An invented name and a signed page of one's own making would else approve one's own paper."""
    brief = paper(author=OFFICE)
    Membership.objects.filter(pk=town.the("school_head").pk).update(end=clock.today())
    with pytest.raises(RuleBroken, match="请安全管理员先为这位领导登记岗位"):
        enter(brief, town.actor("office"), leader_name="李不存在")
    second = town.post("office")
    with pytest.raises(RuleBroken, match=f"请由{second.user.name}录入"):
        enter(brief, town.actor("office"), leader_name="李不存在")
    assert enter(brief, actor_for(second), leader_name="示例校长", proofs=[a_paper()]).state == "passed"


def page_of(brief, client):
    return client.get(f"/briefs/{brief.public_id}/").content.decode()


def test_among_several_holders_the_author_is_not_offered_to_agree(town, two_offices, signed_in):
    brief, second = two_offices
    author, other = page_of(brief, signed_in(town.the("office"))), page_of(brief, signed_in(second))
    assert (">同意</button>" in author, ">同意</button>" in other) == (False, True)
    assert ("发起人不能同意自己的文件" in author, "确认退回" in author) == (True, True)
    assert not steps_waiting_for(town.actor("office")).exists()
    assert steps_waiting_for(actor_for(second)).count() == 1


def test_the_office_is_still_asked_for_the_minutes_on_its_own_paper(town, paper):
    chain = [StepPlan("校长", "school_head"), StepPlan("办公会", "office", "meeting")]
    actions.set_route(organisation=town.school, kind="", steps=chain, by=town.actor("office"))
    brief = paper(author=OFFICE)
    decide(brief, town.actor("school_head"))
    assert steps_waiting_for(town.actor("office")).count() == 1


@pytest.fixture
def passed_on(town, paper):
    """Sent by the office, which then hands its papers to a colleague and becomes head of the school."""
    brief, old, new = paper(author=OFFICE), town.the("office"), town.post("office")
    leave(leaving=old, successor=new, by=SYSTEM)
    day = clock.today()
    Membership.objects.filter(pk=old.pk).update(end=day)
    as_head = Membership.objects.create(
        user=old.user, organisation=town.school, role="school_head", start=day
    )
    return brief, as_head


def test_who_passed_his_paper_on_does_not_agree_to_it_in_another_post(town, passed_on, signed_in):
    brief, as_head = passed_on
    assert (brief.approval.author.user, lies_at(fresh(brief))) == (as_head.user, "校长")
    assert fresh(brief).author.user != as_head.user
    with pytest.raises(RuleBroken, match="不能由发起人同意自己的文件"):
        decide(brief, actor_for(as_head))
    assert ">同意</button>" not in page_of(brief, signed_in(as_head))
    assert decide(brief, town.actor("school_head")).state == "passed"


def test_nor_as_somebody_s_delegate(town, paper):
    brief, old, new = paper(author=OFFICE), town.the("office"), town.post("office")
    leave(leaving=old, successor=new, by=SYSTEM)
    as_deputy = Membership.objects.create(user=old.user, organisation=town.school, role="deputy_head")
    by = town.actor("school_head")
    head = town.the("school_head")
    actions.delegate(
        organisation=town.school, principal=head, to=as_deputy, start=days(0), end=days(1), by=by
    )
    with pytest.raises(RuleBroken, match="不能由您代别人审批"):
        decide(brief, actor_for(as_deputy))
    assert not steps_waiting_for(actor_for(as_deputy)).exists()


def test_nor_is_it_entered_in_his_name(town, passed_on):
    brief, as_head = passed_on
    with pytest.raises(RuleBroken, match="代发起人同意"):
        enter(brief, actor_for(fresh(brief).author), leader=as_head)


def test_nor_does_it_set_off_again_where_only_he_would_decide(town, passed_on):
    brief, _ = passed_on
    send_back(brief, town.actor("school_head"), resume="start")
    Membership.objects.filter(pk=town.the("school_head").pk).update(end=clock.today())
    successor = actor_for(fresh(brief).author)
    brief.refresh_from_db()
    with pytest.raises(RuleBroken, match="只有发起人本人办理"):
        actions.resubmit_brief(brief=brief, by=successor, version=brief.version)


@pytest.fixture
def left_with_its_author(town, paper):
    """The deputy sends it to the head; then he becomes head himself, and nobody else is."""
    brief = paper(author=("deputy_head", "school"))
    decide(brief, town.actor("office"))
    head, user = town.the("school_head"), brief.approval.author.user
    day = clock.today()
    Membership.objects.filter(pk__in=[head.pk, brief.approval.author_id]).update(end=day)
    as_head = Membership.objects.create(user=user, organisation=town.school, role="school_head", start=day)
    return brief, as_head


def test_who_alone_holds_the_last_step_of_his_paper_passes_it_to_the_post_above(
    town, left_with_its_author, signed_in
):
    brief, as_head = left_with_its_author
    secretary = town.the("party_secretary")
    assert steps_waiting_for(actor_for(as_head)).count() == 1
    page = page_of(brief, signed_in(as_head))
    assert "您的同意不是最后决定" in page
    assert secretary.user.name in page
    assert lies_at(decide(brief, actor_for(as_head))) == "党组织书记"
    assert steps_waiting_for(actor_for(secretary)).count() == 1
    assert decide(brief, actor_for(secretary)).state == "passed"
    assert [each for each in check_all()["violations"] if each["code"] != "site-mode"] == []


def test_where_nobody_stands_above_he_is_told_what_to_do(town, left_with_its_author, signed_in):
    brief, as_head = left_with_its_author
    Membership.objects.filter(pk=town.the("party_secretary").pk).update(end=clock.today())
    with pytest.raises(RuleBroken, match=r"没有别人担任这个岗位，也没有上级岗位。请另设一人"):
        decide(brief, actor_for(as_head))
    assert "也没有上级岗位" in page_of(brief, signed_in(as_head))
    assert send_back(brief, actor_for(as_head)).state == "returned"


def test_a_colleague_is_named_who_may_agree(town, two_offices, signed_in):
    brief, second = two_offices
    with pytest.raises(RuleBroken, match=f"请由{second.user.name}办理"):
        decide(brief, town.actor("office"))
    assert second.user.name in page_of(brief, signed_in(town.the("office")))


def test_minutes_on_his_own_paper_are_entered_by_a_colleague_where_there_is_one(town, paper):
    chain = [StepPlan("校长", "school_head"), StepPlan("办公会", "office", "meeting")]
    actions.set_route(organisation=town.school, kind="", steps=chain, by=town.actor("office"))
    brief = paper(author=OFFICE)
    decide(brief, town.actor("school_head"))
    minutes = {"number": "3", "proofs": [a_paper()]}
    second = town.post("office")
    with pytest.raises(RuleBroken, match=f"不能由发起人本人录入，请由{second.user.name}录入"):
        enter(brief, town.actor("office"), **minutes)
    assert enter(brief, actor_for(second), **minutes).state == "passed"
