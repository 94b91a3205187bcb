"""Returning: to the author or to an earlier step, with a date, and where it goes once mended."""

import pytest
from django.core.exceptions import PermissionDenied

from luoshi.common.errors import RuleBroken
from luoshi.papers import actions

from .conftest import days, decide, fresh, lies_at, send_back, states


def resubmit(town, brief, author=("department_head", "school")):
    brief.refresh_from_db()
    actions.resubmit_brief(brief=brief, by=town.actor(*author), version=brief.version, comment="已补充")
    return fresh(brief)


@pytest.fixture
def at_county(town, paper):
    """Passed by office and head; lies with the county's officer."""
    brief = paper(up_to="county")
    decide(brief, town.actor("office"))
    decide(brief, town.actor("school_head"))
    return brief


def test_the_author_gets_it_back_with_words_and_a_date(town, at_county):
    approval = send_back(
        at_county, town.actor("county_officer", "county"), due=days(3), parts={"text": "第二段"}
    )
    entry = approval.entries.last()
    assert (approval.state, at_county.state, approval.due, approval.current) == (
        "returned",
        "returned",
        days(3),
        None,
    )
    assert (entry.outcome, entry.comment, entry.to_step, entry.due) == (
        "returned",
        "请补充预算",
        None,
        days(3),
    )
    assert entry.parts[0]["text"] == "第二段"


def test_mended_it_goes_straight_back_to_who_returned_it(town, at_county):
    send_back(at_county, town.actor("county_officer", "county"))
    approval = resubmit(town, at_county)
    assert (approval.state, lies_at(approval)) == ("running", "经办")
    assert states(approval)[:2] == [("项目办", "passed"), ("校长", "passed")]
    assert approval.due is None


def test_or_through_all_steps_again_where_that_was_said(town, at_county):
    send_back(at_county, town.actor("county_officer", "county"), resume="start")
    approval = resubmit(town, at_county)
    assert [state for _, state in states(approval)] == ["current", "waiting", "waiting", "waiting"]
    for role, place in (("office", "school"), ("school_head", "school"), ("county_officer", "county")):
        decide(at_county, town.actor(role, place))
    assert decide(at_county, town.actor("county_leader", "county")).state == "passed"


def test_an_earlier_step_gets_it_and_then_it_comes_straight_back(town, at_county):
    head = fresh(at_county).steps.get(name="校长")
    approval = send_back(at_county, town.actor("county_officer", "county"), to=head)
    assert (approval.state, lies_at(approval)) == ("running", "校长")
    assert lies_at(decide(at_county, town.actor("school_head"))) == "经办"
    assert fresh(at_county).resume_at is None


def test_or_goes_step_by_step_from_there(town, at_county):
    office = fresh(at_county).steps.get(name="项目办")
    approval = send_back(at_county, town.actor("county_officer", "county"), to=office, resume="start")
    assert states(approval) == [
        ("项目办", "current"),
        ("校长", "waiting"),
        ("经办", "returned"),
        ("领导", "waiting"),
    ]
    assert lies_at(decide(at_county, town.actor("office"))) == "校长"
    assert lies_at(decide(at_county, town.actor("school_head"))) == "经办"


def test_each_arrival_is_decided_by_itself(town, at_county):
    send_back(at_county, town.actor("county_officer", "county"))
    resubmit(town, at_county)
    approval = decide(at_county, town.actor("county_officer", "county"))
    county = approval.steps.get(name="经办")
    assert list(county.entries.values_list("visit", "outcome")) == [(1, "returned"), (2, "passed")]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"comment": " "}, "写明意见"),
        ({"due": days(-1)}, "不能早于今天"),
        ({"to": "领导"}, "只能退给前面"),
        ({"to": "经办"}, "只能退给前面"),
    ],
)
def test_a_return_that_makes_no_sense_is_refused(town, at_county, said, words):
    if "to" in said:
        said = {"to": fresh(at_county).steps.get(name=said["to"])}
    with pytest.raises(RuleBroken, match=words):
        send_back(at_county, town.actor("county_officer", "county"), **said)
    assert lies_at(fresh(at_county)) == "经办"


def test_to_a_step_of_another_paper_nothing_is_returned(town, at_county, paper):
    foreign = paper().approval.steps.first()
    with pytest.raises(RuleBroken, match="只能退给前面"):
        send_back(at_county, town.actor("county_officer", "county"), to=foreign)
    assert fresh(at_county).state == "running"


def test_who_has_nothing_to_do_with_it_returns_nothing(town, at_county):
    with pytest.raises(PermissionDenied):
        send_back(at_county, town.actor("office", "sister"))
    assert fresh(at_county).state == "running"


def test_only_the_author_sends_it_again(town, at_county):
    send_back(at_county, town.actor("county_officer", "county"))
    with pytest.raises(PermissionDenied):
        resubmit(town, at_county, ("school_head", "school"))
    assert fresh(at_county).state == "returned"


def test_what_was_not_returned_is_not_sent_again(town, at_county):
    with pytest.raises(RuleBroken, match="不能重新报送"):
        resubmit(town, at_county)
    assert lies_at(fresh(at_county)) == "经办"
