"""Papers on their way go along when organisations merge, and come back when that is undone."""

import pytest

from luoshi.accounts.merging import merge_organisations
from luoshi.accounts.models import Membership
from luoshi.accounts.organisations import close_organisation, rename_organisation
from luoshi.accounts.queries import actor_for
from luoshi.accounts.undoing import undo_organisation_change
from luoshi.common import clock
from luoshi.common.errors import RuleBroken
from luoshi.common.invariants import check_all
from luoshi.common.models import SiteState
from luoshi.papers import actions
from luoshi.papers.models import Approval, Brief, Step
from luoshi.papers.queries import steps_waiting_for


@pytest.fixture
def admin(town):
    return actor_for(town.post("security_admin", "city"))


def merge(town, admin):
    town.school.refresh_from_db()
    return merge_organisations(
        organisation=town.school,
        others=[],
        into=town.sister,
        on=clock.today(),
        by=admin,
        version=town.school.version,
    )


def now(role, person):
    """The actor of the post that this person holds today."""
    post = Membership.objects.get(user=person.user, role=role, end__isnull=True)
    return actor_for(post)


def whole():
    SiteState.objects.get_or_create(pk=1, defaults={"mode": "test"})
    violations = check_all()["violations"]
    assert violations == [], violations


def test_what_waits_goes_on_in_the_new_organisation_and_can_return_to_what_was_decided_before(
    town, paper, admin
):
    brief = paper()
    office, head = town.the("office"), town.the("school_head")
    actions.pass_brief(brief=brief, by=town.actor("office"), version=brief.version)
    merge(town, admin)
    brief.refresh_from_db()
    approval = Approval.objects.get(pk=brief.approval.pk)
    assert (brief.organisation, approval.organisation, brief.up_to) == (town.sister, town.sister, town.sister)
    assert [step.organisation for step in approval.steps.order_by("order")] == [town.school, town.sister]
    assert [step.name for step in steps_waiting_for(now("school_head", head))] == ["校长"]
    assert (brief.author.organisation, approval.author.organisation) == (town.sister, town.sister)
    first = approval.steps.order_by("order").first()
    actions.return_brief(
        brief=brief, to=first, comment="请再核", by=now("school_head", head), version=brief.version
    )
    assert [step.name for step in steps_waiting_for(now("office", office))] == ["项目办"]
    assert approval.entries.filter(outcome="passed").first().organisation == town.school
    whole()


def test_undoing_the_merger_brings_back_what_is_still_under_way(town, paper, admin):
    brief = paper()
    change = merge(town, admin)
    change.refresh_from_db()
    undo_organisation_change(change=change, by=admin, version=change.version)
    brief.refresh_from_db()
    assert brief.organisation == town.school
    assert set(Step.objects.values_list("organisation", flat=True)) == {town.school.pk}
    assert [step.name for step in steps_waiting_for(now("office", town.the("office")))] == ["项目办"]
    whole()


def test_a_paper_on_its_way_may_see_its_addressee_renamed(town, paper, admin):
    paper(up_to="city")
    rename_organisation(
        organisation=town.city, name="新城", short="新", on=clock.today(), by=admin, version=town.city.version
    )
    whole()


def test_an_organisation_with_papers_under_way_is_not_closed(town, paper, admin):
    paper()
    Membership.objects.filter(organisation=town.school).update(end=clock.today())
    town.school.refresh_from_db()
    with pytest.raises(RuleBroken, match="在办的审批 1 项、未办的审批环节 2 项、呈批件 1 项"):
        close_organisation(organisation=town.school, on=clock.today(), by=admin, version=town.school.version)
    assert Brief.objects.get().organisation == town.school
