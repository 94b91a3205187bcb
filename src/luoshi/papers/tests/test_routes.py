"""The chains of an organisation: versions, default, who edits them, what cannot be."""

import pytest
from django.core.exceptions import PermissionDenied

from luoshi.common.errors import RuleBroken, Stale
from luoshi.papers import actions, chains
from luoshi.papers.chains import StepPlan
from luoshi.papers.models import Route
from luoshi.papers.routes import chain_of, offered

OFFICE, HEAD = StepPlan("项目办", "office"), StepPlan("校长", "school_head")


@pytest.fixture
def put(town):
    """`put([steps], kind="", seen=0, role="office")`"""

    def save(steps, kind="", seen=0, role="office"):
        return actions.set_route(
            organisation=town.school, kind=kind, steps=steps, by=town.actor(role), seen=seen
        )

    return save


def names(town, kind="brief"):
    return [step.name for step in chain_of(town.school, kind).steps]


def test_a_route_of_its_own_goes_before_the_one_for_all_and_that_before_the_default(town, put):
    assert names(town) == ["项目办", "校长"]
    put([HEAD])
    assert names(town) == ["校长"]
    put([OFFICE], kind="brief")
    assert (names(town), names(town, "other")) == (["项目办"], ["校长"])


def test_every_full_and_every_short_chain_is_a_chain_that_can_be():
    for table in (chains.SHORT, chains.FULL):
        for key, steps in table.items():
            assert list(chains.problems(list(steps), key)) == []


def test_the_full_chain_of_a_school_leads_over_the_meeting_to_the_party_committee():
    assert [step.name for step in chains.FULL["school"]] == [
        "责任人",
        "处室负责人",
        "项目办",
        "副校长",
        "校长办公会",
        "党委会",
    ]


def test_a_private_school_has_a_council_and_no_party_committee(town):
    town.school.owner = "private"
    town.school.save()
    words = [step.name for step in offered(town.school)]
    assert "理事会（董事会）" in words
    assert "党委会" not in words


def test_versions_are_kept_and_an_earlier_one_comes_back_as_a_new_one(town, put):
    first = put([HEAD])
    put([OFFICE], seen=1)
    back = actions.restore_route(
        route=first, by=town.actor("office"), version=Route.objects.get(number=1).version
    )
    assert (back.number, names(town)) == (3, ["校长"])
    assert Route.objects.filter(superseded_at__isnull=True).count() == 1


def test_the_default_comes_back_and_what_was_can_be_taken_up_again(town, put):
    put([HEAD])
    by = town.actor("school_head")
    actions.restore_default_route(organisation=town.school, kind="", by=by, seen=1)
    assert names(town) == ["项目办", "校长"]
    with pytest.raises(RuleBroken, match="默认流程"):
        actions.restore_default_route(organisation=town.school, kind="", by=by, seen=0)
    assert put([OFFICE]).number == 2


def test_who_edits_an_older_version_is_told(town, put):
    put([HEAD])
    with pytest.raises(Stale):
        put([OFFICE], seen=0)
    assert names(town) == ["校长"]


@pytest.mark.parametrize(
    ("role", "place"),
    [("teacher", "school"), ("deputy_head", "school"), ("office", "sister"), ("county_officer", "county")],
)
def test_nobody_else_edits_the_school_s_route(town, role, place):
    with pytest.raises(PermissionDenied):
        actions.set_route(organisation=town.school, kind="", steps=[HEAD], by=town.actor(role, place))
    assert not Route.objects.exists()


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ([], "至少"),
        ([HEAD] * 2, "相同"),
        ([StepPlan("局长", "county_leader")], "不是这类单位的岗位"),
        ([StepPlan(" ", "office")], "要有名称"),
        ([StepPlan("校长", "school_head", days=0)], "工作日之间"),
        ([StepPlan(f"校长{n}", "school_head") for n in range(13)], "最多"),
        ([StepPlan("校长", "school_head", person="nobody")], "不担任这个岗位"),
    ],
)
def test_a_chain_that_cannot_be_is_refused_in_words(put, steps, words):
    with pytest.raises(RuleBroken, match=words):
        put(steps)
    assert not Route.objects.exists()


def test_a_named_person_has_the_step_alone_and_when_gone_the_post_has_it(town, paper, put):
    from luoshi.accounts.models import Membership
    from luoshi.accounts.queries import actor_for
    from luoshi.common import clock
    from luoshi.papers.queries import steps_waiting_for

    second = town.post("school_head")
    put([StepPlan("校长", "school_head", person=second.public_id)])
    paper()
    assert not steps_waiting_for(town.actor("school_head"))
    assert steps_waiting_for(actor_for(second)).count() == 1
    Membership.objects.filter(pk=second.pk).update(end=clock.today())
    assert steps_waiting_for(town.actor("school_head")).count() == 1
