"""Agreeing at a step: whose turn it is, what comes next, and that nobody decides twice."""

import pytest
from django.core.exceptions import PermissionDenied

from luoshi.accounts.models import Membership
from luoshi.common import clock
from luoshi.common.errors import RuleBroken, Stale
from luoshi.common.models import AuditEvent
from luoshi.papers import actions
from luoshi.papers.actions.moving import AlreadyDecided
from luoshi.papers.models import Approval, Entry

from .conftest import decide, fresh, lies_at, states


def test_it_goes_from_step_to_step_and_ends_passed(town, paper):
    brief = paper(up_to="county")
    for role, place in (("office", "school"), ("school_head", "school"), ("county_officer", "county")):
        assert decide(brief, town.actor(role, place)).state == "running"
    approval = decide(brief, town.actor("county_leader", "county"), comment="同意")
    assert (approval.state, brief.state) == ("passed", "approved")
    assert {state for _, state in states(approval)} == {"passed"}
    assert approval.ended_at is not None
    assert approval.entries.last().comment == "同意"


def test_comments_on_parts_are_kept_with_their_labels(town, paper):
    approval = decide(paper(), town.actor("office"), parts={"text": "数字已核", "files": " ", "none": "x"})
    assert approval.entries.last().parts == [{"key": "text", "label": "正文", "text": "数字已核"}]


@pytest.mark.parametrize(
    ("role", "place", "refusal"),
    [
        ("office", "school", None),
        ("school_head", "school", RuleBroken),  # his step, not yet his turn
        ("county_officer", "county", RuleBroken),
        ("department_head", "school", PermissionDenied),  # the author
        ("teacher", "school", PermissionDenied),
        ("deputy_head", "school", PermissionDenied),
        ("office", "sister", PermissionDenied),
        ("section_head", "city", PermissionDenied),
    ],
)
def test_only_whose_turn_it_is_passes(town, paper, role, place, refusal):
    brief = paper(up_to="county")
    if refusal is None:
        assert lies_at(decide(brief, town.actor(role, place))) == "校长"
        return
    with pytest.raises(refusal):
        decide(brief, town.actor(role, place))
    assert lies_at(fresh(brief)) == "项目办"


def test_who_is_told_that_it_is_not_his_turn_reads_whose_it_is(town, paper):
    with pytest.raises(RuleBroken, match="school·项目办"):
        decide(paper(), town.actor("school_head"))


def test_a_post_that_ended_decides_nothing_more(town, paper):
    brief, office = paper(), town.actor("office")
    Membership.objects.filter(pk=office.membership_id).update(end=clock.today())
    with pytest.raises(PermissionDenied):
        decide(brief, office)
    assert not Entry.objects.filter(step__isnull=False).exists()


def test_of_two_in_the_same_post_the_second_is_told_by_the_version(town, paper):
    brief, seen = paper(), 0
    brief.refresh_from_db()
    seen = brief.version
    decide(brief, town.actor("office"))
    with pytest.raises(Stale):
        actions.pass_brief(brief=brief, by=town.actor("school_head"), version=seen)


def test_a_page_that_showed_another_arrival_is_told_who_was_quicker(town, paper):
    brief = paper()
    step = fresh(brief).current
    decide(brief, town.actor("office"))
    with pytest.raises(AlreadyDecided, match="示例office"):
        decide(brief, town.actor("office"), seen=step)
    assert lies_at(fresh(brief)) == "校长"


def test_another_person_of_the_same_post_may_decide_too(town, paper):
    from luoshi.accounts.queries import actor_for

    assert lies_at(decide(paper(), actor_for(town.post("office")))) == "校长"


def test_the_act_alone_and_inside_another_leave_one_event_each(town, paper):
    brief = paper()
    approval = fresh(brief)
    actions.pass_step(approval=approval, by=town.actor("office"), version=approval.version)
    decide(brief, town.actor("school_head"))
    done = AuditEvent.objects.filter(result="done").values_list("action", flat=True)
    assert list(done)[-2:] == ["papers.pass_step", "papers.pass_brief"]
    assert Approval.objects.get().state == "passed"


def test_comments_enter_the_log_as_commitments_only(town, paper):
    decide(paper(), town.actor("office"), comment="只在校内看的话")
    assert "只在校内看的话" not in str(list(AuditEvent.objects.values_list("changes", flat=True)))


@pytest.mark.parametrize("state", ["returned", "passed", "recalled", "withdrawn"])
def test_in_no_other_state_there_is_anything_to_pass(town, paper, state):
    brief = paper()
    approval = fresh(brief)
    approval.steps.filter(state="current").update(state="waiting")
    ended = None if state == "returned" else clock.now()
    Approval.objects.update(state=state, ended_at=ended)
    approval.refresh_from_db()
    with pytest.raises(RuleBroken, match="没有等待办理的环节"):
        actions.pass_step(approval=approval, by=town.actor("office"), version=approval.version)
