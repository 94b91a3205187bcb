"""What hangs on a post passes to the successor; what was decided stays with who decided it. And what is due."""

from luoshi.accounts.models import Membership
from luoshi.common import acts, clock
from luoshi.papers import actions
from luoshi.papers.chains import StepPlan
from luoshi.papers.handing import hand_over, holdings
from luoshi.papers.models import Approval, Brief, Route, Step
from luoshi.papers.queries import steps_waiting_for
from luoshi.papers.reminding import reminders

from .conftest import SYSTEM, days, decide, fresh, send_back


@acts.act("test.leave", who=lambda actor, row: True)
def leave(*, leaving, successor, by):
    """Stands for the act of accounts."""
    return hand_over(leaving, successor, by)


del acts.REGISTRY["test.leave"]


def of(post):
    return list(holdings(Membership.objects.filter(pk=post.pk)))


def test_the_successor_answers_for_what_the_author_sent(town, paper):
    brief, old, new = paper(), town.the("department_head"), town.post("department_head")
    send_back(brief, town.actor("office"))
    assert [each.kind for each in of(old)] == ["在办的审批", "呈批件"]
    leave(leaving=old, successor=new, by=SYSTEM)
    assert of(old) == []
    assert (Approval.objects.get().author, Brief.objects.get().author) == (new, new)
    assert fresh(brief).entries.first().by == old


def test_steps_and_routes_that_named_the_one_who_leaves_name_the_successor(town, paper):
    old, new = town.the("school_head"), town.post("school_head")
    step = StepPlan("校长", "school_head", person=old.public_id)
    actions.set_route(organisation=town.school, kind="", steps=[step], by=town.actor("office"))
    paper()
    assert {each.kind for each in of(old)} == {"指定办理的审批环节", "审批流程里的指定办理人"}
    leave(leaving=old, successor=new, by=SYSTEM)
    assert of(old) == []
    assert Step.objects.get().person == new
    assert Route.objects.get().chain[0].person == new.public_id


def test_where_the_successor_has_another_post_the_step_falls_to_the_post(town, paper):
    old, other = town.the("school_head"), town.the("deputy_head")
    step = StepPlan("校长", "school_head", person=old.public_id)
    actions.set_route(organisation=town.school, kind="", steps=[step], by=town.actor("office"))
    paper()
    leave(leaving=old, successor=other, by=SYSTEM)
    Membership.objects.filter(pk=old.pk).update(end=clock.today())
    assert Step.objects.get().person is None
    assert steps_waiting_for(town.actor("party_secretary")).count() == 0


def test_what_is_over_hangs_on_nobody(town, paper):
    brief = paper()
    decide(brief, town.actor("office"))
    decide(brief, town.actor("school_head"))
    assert [post for post in ("department_head", "office", "school_head") if of(town.the(post))] == []


def test_a_step_is_due_after_its_working_days_for_whoever_has_it(town, paper):
    brief = paper()
    step = fresh(brief).current
    (due,) = reminders(days(1))
    assert (due.due, due.to, due.href) == (step.due, (town.the("office"),), f"/briefs/{brief.public_id}/")
    assert step.due > clock.today()


def test_on_the_day_a_step_comes_its_coming_is_word_enough(town, paper):
    paper()
    assert list(reminders(clock.today())) == []


def test_whoever_stands_in_is_reminded_too_and_each_arrival_by_itself(town, paper):
    brief = paper()
    decide(brief, town.actor("office"))
    actions.delegate(
        organisation=town.school,
        principal=town.the("school_head"),
        to=town.the("deputy_head"),
        start=clock.today(),
        end=days(3),
        by=town.actor("school_head"),
    )
    (due,) = reminders(days(1))
    assert due.to == (town.the("school_head"), town.the("deputy_head"))
    office = fresh(brief).steps.get(name="项目办")
    send_back(brief, town.actor("school_head"), to=office)
    decide(brief, town.actor("office"))
    (again,) = reminders(days(1))
    assert again.key != due.key


def test_a_step_that_nobody_holds_is_due_for_the_office_and_who_oversees_its_papers(town, paper):
    brief = paper()
    decide(brief, town.actor("office"))
    Membership.objects.filter(pk=town.the("school_head").pk).update(end=clock.today())
    town.the("party_secretary")
    (due,) = reminders(days(1))
    assert due.to == (town.the("office"), town.the("party_secretary"))


def test_a_returned_paper_is_due_for_its_author(town, paper):
    send_back(paper(), town.actor("office"), due=days(2))
    (due,) = reminders(days(1))
    assert (due.due, due.to) == (days(2), (town.the("department_head"),))
