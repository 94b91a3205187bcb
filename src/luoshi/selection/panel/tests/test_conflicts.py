"""What keeps an expert from an application: registers, posts, what is declared, what is set (controls BL-08)."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from luoshi.accounts.actions import add_person
from luoshi.accounts.models import Membership
from luoshi.common import clock
from luoshi.common.actor import system_actor
from luoshi.common.errors import RuleBroken
from luoshi.core.frozen import ties_of
from luoshi.notices.models import Delivery
from luoshi.papers.models import Approval
from luoshi.selection.applying.actions import confirm_named
from luoshi.selection.applying.models import Application, Consent, Person
from luoshi.selection.panel import actions
from luoshi.selection.panel.checking import conflicts_now
from luoshi.selection.panel.models import Assigned, Conflict, Expert, Proposal
from luoshi.selection.panel.queries import assigned_to, with_facts

from .helping import an_application, an_expert, confirmed, do, drawn, entered, seated, signed

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def why(expert: Expert, paper: Any) -> list[str]:
    """Which ties bind the two today; of what is no computed tie its kind."""
    fresh = with_facts(Expert.objects.filter(pk=expert.pk)).get()
    return [each.tie or each.kind for each in conflicts_now(fresh, paper, clock.today())]


def employed(school: Any, since: dt.date | None = None, until: dt.date | None = None) -> list[dict[str, Any]]:
    return [{"name": school.name, "organisation": school, "since": since, "until": until}]


@pytest.mark.parametrize(
    ("until", "ties"),
    [(None, ["employer"]), (300, ["former_employer"]), (4 * 366, [])],
    ids=["now", "last year", "four years ago"],
)
def test_an_employer_binds_and_a_former_one_for_three_years(
    there: Any, until: int | None, ties: list[str]
) -> None:
    paper = there.applications[0]
    left = clock.today() - until * DAY if until else None
    expert = an_expert(there, "示例任职", tenures=employed(paper.organisation, until=left))
    other = next(each for each in there.applications if each.organisation_id != paper.organisation_id)
    assert why(expert, paper) == ties
    assert why(expert, other) == []


def test_a_post_that_accounts_know_binds_though_nobody_entered_it(there: Any) -> None:
    paper = there.applications[0]
    expert = an_expert(there, "示例兼任")
    user = expert.membership.user
    assert why(expert, paper) == []
    add_person(
        name=user.name, mobile=user.mobile, organisation=paper.organisation, role="teacher", by=system_actor()
    )
    assert why(expert, paper) == ["employer"]


def test_who_applies_in_the_same_selection_judges_nothing_of_it(there: Any) -> None:
    expert = an_expert(there, "示例参评")
    paper, other = there.applications[0], there.applications[1]
    Person.objects.create(application=paper, name="示例参评", membership=expert.membership, organisation=None)
    assert why(expert, paper) == ["own", "applicant"]
    assert why(expert, other) == ["applicant"]


@pytest.mark.parametrize("way", ["account", "line", "same_in_another_school", "consent"])
def test_who_applies_under_another_name_is_found_by_whatever_else_he_is_known_by(
    there: Any, way: str
) -> None:
    """As written there he is somebody else: 示例改名 before he married."""
    paper, other = there.applications[0], there.applications[1]
    line, twin = (entered(there, "teachers", school, name="示例参评") for school in there.schools[:2])
    type(twin).objects.filter(pk=twin.pk).update(identity=line.identity)
    expert = an_expert(there, "示例参评")
    Expert.objects.filter(pk=expert.pk).update(entry=line)
    assert why(expert, other) == []
    known_by: dict[str, Any] = {
        "account": {"membership": expert.membership},
        "line": {"entry": line},
        "same_in_another_school": {"entry": twin},
        "consent": {},
    }
    row = Person.objects.create(application=paper, name="示例改名", organisation=None, **known_by[way])
    if way == "consent":
        said = {"person": row, "user": expert.membership.user, "said_by": "示例", "said_at": clock.now()}
        Consent.objects.create(application=paper, given=True, **said)
    assert why(expert, other) == ["applicant"]


def test_who_wrote_an_application_judges_neither_it_nor_its_rivals(there: Any) -> None:
    """He need not be one of its people; whoever sent it for the school neither."""
    paper, other = there.applications[0], there.applications[1]
    expert = an_expert(there, "示例执笔", post=there.post("expert"))
    Membership.objects.filter(pk=paper.owner_id).update(user=expert.membership.user)
    assert (why(expert, paper)[0], "applicant" in why(expert, other)) == ("own", True)
    Membership.objects.filter(pk=paper.owner_id).update(user=there.officer.user)
    assert why(expert, other) == []
    said = {"kind": "selection", "title": "x", "about_type": "x", "about_id": "x", "ended_at": clock.now()}
    sent = Approval.objects.create(
        organisation=paper.organisation, author=expert.membership, state="passed", **said
    )
    Application.objects.filter(pk=paper.pk).update(approval=sent)
    assert (why(expert, paper)[0], "applicant" in why(expert, other)) == ("own", True)


@pytest.mark.parametrize("role", ["city_officer", "section_head", "bureau_leader", "monitor", "host"])
def test_who_runs_leads_watches_or_hosts_the_selection_judges_nothing_of_it(there: Any, role: str) -> None:
    """Through whatever post he signs in (controls BL-01, BL-07): in the pool, when it is given, once he holds it."""
    seated(there)
    confirmed(there)
    task = Assigned.objects.select_related("seat__expert__membership__user", "application").order_by("id")[0]
    other = there.post(role, *(["yichang-zhijiaoshi"] if role == "host" else []))
    type(other).objects.filter(pk=other.pk).update(user=task.seat.expert.membership.user)
    if role == "host":
        assert why(task.seat.expert, task.application) == [], "of a body that hosts nothing here"
        type(there.call).objects.filter(pk=there.call.pk).update(host=other.organisation)
    paper = type(task.application).objects.get(pk=task.application_id)
    paper.call.rules = {**paper.call.rules, "panel": {"counted": []}}
    assert why(task.seat.expert, paper) == ["office"]
    said = {"round": "", "reason": "补一人"}
    with pytest.raises(RuleBroken, match="办理或监督这次遴选"):
        do(actions.give_by_hand, task.seat, there.officer, on="seat", application=paper, **said)
    there.call.refresh_from_db()
    actions.void_conflicted(call=there.call, by=system_actor(), version=there.call.version)
    assert not Assigned.objects.filter(seat=task.seat, void_at__isnull=True).exists()


def test_a_team_a_work_and_a_group_bind(there: Any) -> None:
    paper, other = there.applications[0], there.applications[1]
    school, away = paper.organisation, other.organisation
    expert = an_expert(there, "示例同伴", tenures=employed(away))
    Person.objects.create(application=paper, name="示例同伴二", organisation=away)
    assert why(expert, paper) == ["employer"]
    members = [{"name": "示例同伴", "source": "school"}, {"name": "示例同伴二", "source": "school"}]
    entered(there, "teams", away, name="示例团队", specialty="机电", leader="示例负责人", members=members)
    assert why(expert, paper) == ["employer", "team"]
    entered(there, "textbooks", away, name="示例教材", kind="school_made", editor="示例同伴、示例同伴二")
    assert why(expert, paper) == ["employer", "team", "co_author"]
    for place in (school, away):
        entered(there, "groups", place, name="示例集团", role="member", leader="示例牵头")
    assert why(expert, paper) == ["employer", "team", "group", "co_author"]


def test_the_same_county_binds_and_the_rules_may_leave_it_out(there: Any) -> None:
    county = [school for school in there.schools if school.owner == "county"]
    paper = an_application(there, 20, school=county[0])
    bureau = paper.organisation.placements.get(end=None).parent
    expert = an_expert(there, "示例同县", tenures=employed(bureau))
    assert why(expert, paper) == ["county"]
    paper.call.rules = {**paper.call.rules, "panel": {"counted": ["employer"]}}
    assert why(expert, paper) == []


def test_declared_in_the_midst_of_reading_it_is_gone_at_once(there: Any) -> None:
    seats = seated(there)
    confirmed(there)
    task = Assigned.objects.select_related("seat__expert", "application").order_by("id")[0]
    signed(there, task.seat)
    me = there.actor(task.seat.expert.membership)
    assert task in assigned_to(me)
    actions.declare_conflict(assigned=task, reason="与主持人有师生关系", by=me)
    assert task not in assigned_to(me)
    task.refresh_from_db()
    assert task.void_at is not None
    assert why(task.seat.expert, task.application) == ["declared"]
    assert len(seats) == 5


def test_an_officer_sets_one_with_reason_and_it_takes_the_application_away(there: Any) -> None:
    seated(there)
    confirmed(there)
    task = Assigned.objects.select_related("seat__expert", "application").order_by("id")[0]
    with pytest.raises(RuleBroken, match="理由"):
        do(
            actions.set_conflict,
            task.seat,
            there.officer,
            on="seat",
            application=task.application,
            reason=" ",
        )
    do(actions.set_conflict, task.seat, there.officer, on="seat", application=task.application, reason="亲属")
    task.refresh_from_db()
    assert (task.void_at is not None, task.void_reason) == (True, "经办人设定，应当回避")


def test_nobody_lifts_his_own_exclusion_through_another_post(there: Any) -> None:
    seat = seated(there)[0]
    paper = there.applications[0]
    conflict = do(actions.set_conflict, seat, there.officer, on="seat", application=paper, reason="亲属")
    user = seat.expert.membership.user
    as_officer = add_person(
        name=user.name, mobile=user.mobile, organisation=there.bureau, role="section_head", by=system_actor()
    )
    with pytest.raises(PermissionDenied):
        do(actions.lift_conflict, conflict, as_officer, on="conflict", reason="不是亲属")
    assert why(seat.expert, paper) == ["set", "office"]
    do(actions.lift_conflict, conflict, there.officer, on="conflict", reason="同名，核实不是")
    assert why(seat.expert, paper) == ["office"], "as long as he holds that post"


def test_what_an_expert_declared_is_lifted_by_two(there: Any) -> None:
    """Not by the officer who then gives it back to him (controls BL-08)."""
    seated(there)
    confirmed(there)
    task = Assigned.objects.select_related("seat__expert__membership", "application").order_by("id")[0]
    signed(there, task.seat)
    me = there.actor(task.seat.expert.membership)
    conflict = actions.declare_conflict(assigned=task, reason="师生", by=me)
    do(actions.ask_lift, task.seat, task.seat.expert.membership, on="seat", reason="看错了单位")
    told = Delivery.objects.filter(notice__body__contains="看错了单位").values_list("membership", flat=True)
    assert set(told) == {there.officer.pk, there.monitor.pk}
    assert why(task.seat.expert, task.application) == ["declared"]
    with pytest.raises(RuleBroken, match="一个人不能解除"):
        do(actions.lift_conflict, conflict, there.officer, on="conflict", reason="不影响")
    said = do(actions.propose_lift, conflict, there.officer, on="conflict", reason="不影响")
    with pytest.raises(PermissionDenied):
        do(actions.confirm_proposal, said, there.officer, on="proposal")
    do(actions.drop_proposal, said, there.officer, on="proposal")
    with pytest.raises(RuleBroken, match="已经撤回"):
        do(actions.confirm_proposal, said, there.monitor, on="proposal")
    said = do(actions.propose_lift, conflict, there.officer, on="conflict", reason="不影响")
    assert why(task.seat.expert, task.application) == ["declared"]
    do(actions.confirm_proposal, said, there.post("section_head"), on="proposal")
    assert why(task.seat.expert, task.application) == []
    assert Delivery.objects.filter(notice__title__startswith="解除了", membership=there.monitor).exists()


def test_what_registers_say_since_the_draw_takes_away_and_cannot_be_lifted(there: Any) -> None:
    seated(there)
    confirmed(there)
    task = Assigned.objects.select_related("seat__expert__membership__user", "application").order_by("id")[0]
    user = task.seat.expert.membership.user
    add_person(
        name=user.name, mobile=user.mobile, organisation=task.application.organisation, role="teacher",
        by=system_actor(),
    )  # fmt: skip
    there.call.refresh_from_db()
    actions.void_conflicted(call=there.call, by=system_actor(), version=there.call.version)
    task.refresh_from_db()
    assert task.void_at is not None
    conflict = Conflict.objects.get(expert=task.seat.expert, application=task.application)
    assert (conflict.kind, conflict.ties[0][0]) == ("computed", "employer")
    with pytest.raises(RuleBroken, match="台账里的事实"):
        do(actions.lift_conflict, conflict, there.officer, on="conflict", reason="不对")


def test_what_barred_when_the_pool_was_frozen_goes_by_no_edit(there: Any) -> None:
    """Neither by a line struck off nor by a name put right; what is new takes away at once (controls BL-08, BL-09)."""
    paper, other = there.applications[0], there.applications[1]
    expert = an_expert(there, "示例本校人", tenures=employed(paper.organisation))
    there.experts = [*there.experts, expert]
    try:
        seated(there)
        confirmed(there)
    finally:
        there.experts = there.experts[:-1]
    do(actions.change_expert, expert, there.officer, on="expert", tenures=[])
    told = Delivery.objects.filter(notice__title="修改了评审专家资料：示例本校人", membership=there.monitor)
    assert "任职单位" in told.get().notice.body
    assert why(expert, paper) == ["employer"]
    seat, said = expert.seats.get(), {"round": "", "reason": "补一人"}
    with pytest.raises(RuleBroken, match="名单封存时"):
        do(actions.give_by_hand, seat, there.officer, on="seat", application=paper, **said)
    free = next(task for task in Assigned.objects.exclude(seat=seat) if task.application_id == other.pk)
    assert why(free.seat.expert, other) == []
    do(
        actions.change_expert,
        free.seat.expert,
        there.officer,
        on="expert",
        tenures=employed(other.organisation),
    )
    assert why(free.seat.expert, other) == ["employer"]
    there.call.refresh_from_db()
    actions.void_conflicted(call=there.call, by=system_actor(), version=there.call.version)
    do(actions.change_expert, free.seat.expert, there.officer, on="expert", tenures=[])
    assert why(free.seat.expert, other) == ["employer"], "it took something away"
    conflict = Conflict.objects.get(expert=free.seat.expert, application=other)
    with pytest.raises(RuleBroken, match="一个人不能解除"):
        do(actions.lift_conflict, conflict, there.officer, on="conflict", reason="登记有误")
    lift = do(actions.propose_lift, conflict, there.officer, on="conflict", reason="登记有误")
    do(actions.confirm_proposal, lift, there.monitor, on="proposal")
    assert why(free.seat.expert, other) == []


def test_an_employer_of_when_the_selection_was_opened_is_not_struck_off_in_it(there: Any) -> None:
    paper = there.applications[0]
    expert = an_expert(there, "示例本校人", tenures=employed(paper.organisation))
    expert.tenures.update(created_at=there.call.opened_at - DAY)
    do(actions.change_expert, expert, there.officer, on="expert", tenures=[])
    assert why(expert, paper) == ["employer"]
    expert.tenures.update(created_at=there.call.opened_at + DAY)
    assert why(expert, paper) == [], "entered since, and taken off as a mistake"


def named(there: Any, name: str) -> tuple[Expert, Application, Application]:
    """An expert who works at a school, an application that names somebody of his name there, and a rival of it."""
    paper, other = there.applications[0], there.applications[1]
    expert = an_expert(there, name, tenures=employed(paper.organisation))
    paper.people.create(role="member", name=name, organisation=paper.organisation, order=9)
    assert (why(expert, paper), why(expert, other)) == (["own", "employer", "applicant"], ["applicant"])
    return expert, paper, other


def test_of_one_name_whoever_says_that_it_is_he_settles_it(there: Any) -> None:
    expert, paper, other = named(there, "示例同名")
    teacher = there.post("teacher", paper.organisation.key)
    teacher.user.name = "示例同名"
    teacher.user.save(update_fields=["name"])
    confirm_named(application=paper, by=there.actor(teacher))
    assert (why(expert, paper), why(expert, other)) == (["employer"], [])


def test_a_naming_in_bad_faith_is_set_aside_by_two(there: Any, signed_in: Any) -> None:
    """Whoever has no post where he was named is not asked: the monitor says it, another one agrees."""
    expert, paper, other = named(there, "示例被点名")
    there.experts = [*there.experts, expert]
    try:
        seated(there)
    finally:
        there.experts = there.experts[:-1]
    seat, monitor = expert.seats.get(), signed_in(there.monitor)
    page = f"/panels/{there.call.public_id}/conflicts/"
    doubt = f"/panel-seats/{seat.public_id}/another/?application={paper.public_id}"
    assert doubt in monitor.get(page).content.decode()
    assert monitor.post(doubt, {"reason": " ", "_once": "a"}).status_code == 422
    assert monitor.post(doubt, {"reason": "核过身份，不是他", "_once": "b"}).status_code == 302
    said = Proposal.objects.get()
    assert "写的“示例被点名”不是" in monitor.get(page).content.decode()
    assert why(expert, other) == ["applicant"], "nothing has happened yet"
    for who in (there.monitor, seat.expert.membership):
        with pytest.raises(PermissionDenied):
            do(actions.confirm_proposal, said, who, on="proposal")
    do(actions.confirm_proposal, said, there.officer, on="proposal")
    assert (why(expert, paper), why(expert, other)) == (["employer"], [])
    assert paper.people.filter(name="示例被点名", removed_at=None).exists()
    assert "已认定不是本人的" in monitor.get(page).content.decode()
    draw = drawn(there)
    assert draw.facts["experts"][seat.code]["denied"]
    assert ("第1号", seat.code) in ties_of(draw.facts)


def test_a_unit_is_declared_before_anything_is_seen(there: Any) -> None:
    seat = seated(there)[0]
    school = there.applications[0].organisation
    do(
        actions.declare_unit,
        seat,
        seat.expert.membership,
        on="seat",
        organisation=school,
        reason="配偶在该校任教",
    )
    theirs = {paper.pk for paper in there.applications if paper.organisation_id == school.pk}
    assert set(Conflict.objects.filter(expert=seat.expert).values_list("application", flat=True)) == theirs
    with pytest.raises(PermissionDenied):
        do(actions.declare_unit, seat, there.officer, on="seat", organisation=school, reason="代办")
