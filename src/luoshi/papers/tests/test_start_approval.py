"""Sending a paper: its steps are frozen, the author's own count, the first person has it."""

import datetime as dt

import pytest

from luoshi.common import clock
from luoshi.common.errors import RuleBroken
from luoshi.common.models import Holiday
from luoshi.papers import actions, chains
from luoshi.papers.models import Approval, Brief
from luoshi.papers.queries import steps_waiting_for

from .conftest import states


def test_by_default_a_school_s_paper_goes_to_the_office_and_then_to_the_head(town, paper):
    approval = paper().approval
    assert states(approval) == [("项目办", "current"), ("校长", "waiting")]
    assert [step.name for step in steps_waiting_for(town.actor("office"))] == ["项目办"]
    assert list(steps_waiting_for(town.actor("school_head"))) == []


def test_a_county_school_s_paper_for_the_city_goes_to_its_county_first(town, paper):
    approval = paper(up_to="city").approval
    assert [str(step) for step in approval.steps.order_by("order")] == [
        "school·项目办",
        "school·校长",
        "county·经办",
        "county·领导",
        "city·科长",
    ]


def test_a_step_is_due_by_the_working_days_of_whoever_has_it(town, paper):
    first = paper().approval.current
    away = [clock.today() + dt.timedelta(days=n) for n in range(1, 11)]
    school = town.school.public_id
    Holiday.objects.bulk_create(Holiday(organisation=school, day=day, kind="holiday") for day in away)
    later = paper().approval.current
    assert (first.due in away, later.due > away[-1]) == (True, True)


def test_a_school_of_the_city_sends_straight_to_the_city(town, paper):
    approval = paper(author=("office", "academy"), up_to="city").approval
    assert [str(step) for step in approval.steps.order_by("order")] == [
        "academy·项目办",
        "academy·校长",
        "city·科长",
    ]


def test_the_author_s_own_step_at_the_beginning_counts_as_done_by_sending(town, paper):
    approval = paper(author=("office", "school")).approval
    assert states(approval) == [("项目办", "passed"), ("校长", "current")]
    assert [(entry.outcome, entry.way) for entry in approval.entries.all()] == [
        ("sent", "own"),
        ("passed", "author"),
    ]


def test_the_last_step_waits_for_a_decision_of_somebody_else_even_where_the_author_has_it_too(town, paper):
    town.post("section_head", "city")
    approval = paper(author=("section_head", "city"), up_to="city").approval
    assert states(approval) == [("科长", "current")]


def test_a_running_approval_keeps_its_steps_when_the_route_changes(town, paper):
    approval = paper().approval
    actions.set_route(
        organisation=town.school,
        kind="",
        steps=[chains.StepPlan("校长", "school_head")],
        by=town.actor("school_head"),
    )
    assert states(approval) == [("项目办", "current"), ("校长", "waiting")]
    assert states(paper().approval) == [("校长", "current")]


def test_what_is_under_way_is_not_sent_a_second_time(town, paper):
    brief = paper()
    with pytest.raises(RuleBroken, match="已经在审批中"):
        actions.start_approval(
            about=brief,
            kind="brief",
            title="x",
            href="/",
            legs=[town.school],
            by=town.actor("department_head"),
        )
    assert Approval.objects.count() == 1


def test_an_organisation_without_a_chain_is_refused_in_words(town):
    legs = [town.school, town.school]
    town.school.kind = "enterprise"
    town.school.save()
    brief = Brief.objects.create(
        organisation=town.school, author=town.the("office"), title="x", up_to=town.school
    )
    with pytest.raises(RuleBroken, match="没有审批流程"):
        actions.start_approval(
            about=brief, kind="brief", title="x", href="/", legs=legs, by=town.actor("office")
        )
    assert not Approval.objects.exists()


def test_an_empty_paper_is_not_sent(town):
    by = town.actor("office")
    brief = actions.start_brief(organisation=town.school, up_to=town.school, title=" ", by=by)
    with pytest.raises(RuleBroken, match="还缺标题、正文或附件"):
        actions.send_brief(brief=brief, by=by, version=brief.version)
    assert not Approval.objects.exists()
