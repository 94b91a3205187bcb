"""代录: a leader on paper, a meeting with minutes, and the leader's word against it."""

import pytest
from django.core.exceptions import PermissionDenied

from luoshi.accounts.models import Membership
from luoshi.common import clock
from luoshi.common.errors import RuleBroken
from luoshi.notices.models import Delivery
from luoshi.papers import actions, chains

from .conftest import a_paper, days, decide, enter, fresh, lies_at


@pytest.fixture
def at_head(town, paper):
    """Lies with the head, who signs on paper."""
    brief = paper()
    decide(brief, town.actor("office"))
    return brief


@pytest.fixture
def at_meeting(town, paper):
    """Lies with the head's meeting."""
    steps = [chains.StepPlan("校长办公会", "office", "meeting"), chains.StepPlan("校长", "school_head")]
    actions.set_route(organisation=town.school, kind="", steps=steps, by=town.actor("office"))
    return paper()


def test_the_office_enters_what_the_head_signed(town, at_head):
    approval = enter(
        at_head, town.actor("office"), leader=town.the("school_head"), comment="同意", decided_on=days(-1)
    )
    entry = approval.entries.last()
    assert (approval.state, at_head.state) == ("passed", "approved")
    assert (entry.way, entry.by, entry.leader, entry.decided_on) == (
        "entered",
        town.the("office"),
        town.the("school_head"),
        days(-1),
    )
    assert "示例school_head" in entry.leader_name
    told = Delivery.objects.filter(membership=town.the("school_head"), notice__title__startswith="已代您录入")
    assert [each.notice.title for each in told] == [f"已代您录入“同意”：{at_head.title}"]
    assert told[0].notice.href == f"/briefs/{at_head.public_id}/"
    assert [file.name for file in entry.files.all()] == ["签批单.jpg"]


def test_a_leader_without_an_account_is_entered_by_name(town, at_head):
    Membership.objects.filter(pk=town.the("school_head").pk).update(end=clock.today())
    approval = enter(at_head, town.actor("office"), leader_name="王校长")
    assert (approval.state, approval.entries.last().leader_name) == ("passed", "王校长（school 校长）")


def test_a_return_on_paper_is_entered_too(town, at_head):
    approval = enter(
        at_head, town.actor("office"), outcome="returned", leader=town.the("school_head"), comment="预算太高"
    )
    assert (approval.state, approval.entries.last().outcome) == ("returned", "returned")
    told = Delivery.objects.filter(membership=town.the("school_head"), notice__title__startswith="已代您录入")
    assert [each.notice.title for each in told] == [f"已代您录入“退回”：{at_head.title}"]


def test_a_meeting_is_decided_by_its_minutes_alone(town, at_meeting):
    with pytest.raises(RuleBroken, match="由会议研究"):
        decide(at_meeting, town.actor("office"))
    approval = enter(at_meeting, town.actor("office"), number="〔2026〕3号", proofs=[a_paper("纪要.pdf")])
    entry = approval.entries.last()
    assert (lies_at(approval), entry.number, entry.leader_name) == ("校长", "〔2026〕3号", "school校长办公会")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"proofs": []}, "没有依据不能代录"),
        ({"decided_on": days(1)}, "不能晚于今天"),
        ({"leader": None}, "代哪位领导"),
    ],
)
def test_without_paper_date_and_leader_nothing_is_entered(town, at_head, said, words):
    with pytest.raises(RuleBroken, match=words):
        enter(at_head, town.actor("office"), **{"leader": town.the("school_head"), **said})
    assert lies_at(fresh(at_head)) == "校长"


def test_minutes_have_a_number(town, at_meeting):
    with pytest.raises(RuleBroken, match="纪要的编号"):
        enter(at_meeting, town.actor("office"))
    assert lies_at(fresh(at_meeting)) == "校长办公会"


def test_somebody_whose_step_it_is_not_is_not_entered(town, at_head):
    with pytest.raises(RuleBroken, match="不办理"):
        enter(at_head, town.actor("office"), leader=town.the("deputy_head"))
    assert lies_at(fresh(at_head)) == "校长"


def test_nobody_enters_his_own_step(town, paper):
    with pytest.raises(RuleBroken, match="直接办理"):
        enter(paper(), town.actor("office"), leader=town.the("office"))


@pytest.mark.parametrize(
    ("role", "place"),
    [
        ("school_head", "school"),
        ("department_head", "school"),
        ("teacher", "school"),
        ("office", "sister"),
        ("county_officer", "county"),
    ],
)
def test_only_the_own_office_enters(town, at_head, role, place):
    with pytest.raises(PermissionDenied):
        enter(at_head, town.actor(role, place), leader=town.the("school_head"))
    assert lies_at(fresh(at_head)) == "校长"


def test_a_step_of_the_level_above_is_entered_there(town, paper):
    brief = paper(up_to="county")
    decide(brief, town.actor("office"))
    decide(brief, town.actor("school_head"))
    with pytest.raises(RuleBroken, match="由该单位代录"):
        enter(brief, town.actor("office"), leader=town.the("county_officer", "county"))
    decide(brief, town.actor("county_officer", "county"))
    leader = town.the("county_leader", "county")
    assert enter(brief, town.actor("county_officer", "county"), leader=leader).state == "passed"


def test_the_leader_may_object_once_and_it_stays_beside_the_entry(town, at_head):
    entry = enter(at_head, town.actor("office"), leader=town.the("school_head")).entries.last()
    head = town.actor("school_head")
    with pytest.raises(RuleBroken, match="写明"):
        actions.object_to_entry(entry=entry, text=" ", by=head)
    actions.object_to_entry(entry=entry, text="我没有签", by=head)
    assert entry.objection.text == "我没有签"
    with pytest.raises(RuleBroken, match="已经申明"):
        actions.object_to_entry(entry=entry, text="再说一遍", by=head)
    assert fresh(at_head).state == "passed"


def test_nobody_objects_for_the_leader(town, at_head):
    entry = enter(at_head, town.actor("office"), leader=town.the("school_head")).entries.last()
    for role in ("office", "department_head"):
        with pytest.raises(PermissionDenied):
            actions.object_to_entry(entry=entry, text="x", by=town.actor(role))
    assert not hasattr(entry, "objection")
