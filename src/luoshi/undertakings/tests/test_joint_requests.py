"""联合承接 by change request: those whose part changes agree in their own steps, and the task is counted once."""

from __future__ import annotations

from decimal import Decimal

import pytest

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import actor_for, ancestors
from luoshi.common.errors import RuleBroken
from luoshi.common.invariants import check_all
from luoshi.notices.models import Delivery
from luoshi.undertakings import actions
from luoshi.undertakings.effects import effect_of
from luoshi.undertakings.history import duty_history
from luoshi.undertakings.joint import Joint, standing_of
from luoshi.undertakings.models import ChangeRequest, Duty
from luoshi.undertakings.queries import COUNTED_ONCE, change_requests_visible_to

from .requests import ANSWERS, act, fresh, passed

KINDS = ("joint", "part")


@pytest.fixture
def joined(there, yichang):
    """`.school` carries 4.3; `.other` carries it too, `.third` does not; each with a head who decides for it."""
    task = there.duty.task
    schools = Organisation.objects.filter(kind="school").exclude(pk=there.school.pk).order_by("pk")
    there.task = task
    there.other = schools.filter(duties__task=task).first()
    there.third = schools.exclude(duties__task=task).first()
    for name in ("other", "third"):
        school = getattr(there, name)
        setattr(there, f"{name}_head", yichang.post("school_head", school.key))
        setattr(there, f"{name}_deputy", yichang.post("deputy_head", school.key))
        yichang.post("office", school.key)
        for county in Organisation.objects.filter(path__in=ancestors(school.path), kind="county_bureau"):
            yichang.post("county_officer", county.key)
            yichang.post("county_leader", county.key)
    return there


def drafted(there, kind="joint", school=None, by=None, **wish):
    """A draft of the school's office with all that is asked; `wish`: leader, partners, rest_stays."""
    actor = by or there.actor("office")
    made = actions.start_request(organisation=school or there.school, task=there.task, kind=kind, by=actor)
    given = {"reason": "两校共建", "basis": "", "quantity": made.quantity, "answers": ANSWERS}
    if wish:
        given["joint"] = Joint(**wish)
    return act(actions.change_request, made, actor, **given)


def sent(there, **said):
    by = said.get("by") or there.actor("office")
    return act(actions.send_request, drafted(there, **said), by)


def decided_by_all(request, until=None):
    """Every step in turn by whoever has it, until it lies with this post."""
    while fresh(request).state == "running":
        step = fresh(request).approval.current
        if until is not None and (step.role, step.organisation_id) == (until.role, until.organisation_id):
            break
        post = step.organisation.memberships.filter(role=step.role).order_by("pk").last()
        act(actions.pass_request, request, actor_for(post))
    return fresh(request)


def count(task):
    standing = Duty.objects.filter(task=task, basis="undertaken", left_at=None)
    return standing.filter(COUNTED_ONCE).count(), standing.count()


def joint_of_three(there):
    return decided_by_all(sent(there, leader=there.school, partners=[there.other, there.third]))


def test_a_school_leads_others_when_each_of_them_and_all_above_have_agreed(joined):
    once, all_ = count(joined.task)
    request = sent(joined, leader=joined.school, partners=[joined.other, joined.third])
    legs = [step.organisation for step in request.approval.steps.all()]
    assert legs.index(joined.other) < legs.index(joined.third) < legs.index(joined.county_bureau)
    assert legs[-1].key == "yichang"
    request = decided_by_all(request)
    assert (request.state, request.duty.organisation) == ("applied", joined.school)
    standing = standing_of(joined.task)
    leader = joined.school.pk
    assert [standing[each.pk] for each in (joined.school, joined.other, joined.third)] == [leader] * 3
    assert count(joined.task) == (once - 1, all_ + 1)
    assert check_all()["violations"] == []


def test_nothing_comes_into_force_before_a_partner_has_agreed_and_it_may_say_no(joined):
    request = sent(joined, leader=joined.school, partners=[joined.third])
    request = decided_by_all(request, until=joined.third_head)
    assert request.approval.current.organisation == joined.third
    assert count(joined.task)[1] == Duty.objects.filter(task=joined.task, left_at=None).count()
    head = actor_for(joined.third_head)
    request = act(actions.return_request, request, head, comment="我校没有这个专业")
    assert request.state == "returned"
    assert joined.third.pk not in standing_of(joined.task)


def test_a_partner_sees_it_once_it_has_come_and_another_school_never(joined, yichang):
    request = sent(joined, leader=joined.school, partners=[joined.third])
    third, other = (actor_for(post) for post in (joined.third_deputy, joined.other_head))
    assert request not in change_requests_visible_to(third)
    passed(joined, request, "head")
    assert request in change_requests_visible_to(third)
    assert request not in change_requests_visible_to(other)


def test_the_effect_is_shown_before_sending_with_counts_and_each_school(joined):
    once, _ = count(joined.task)
    rows = effect_of(drafted(joined, leader=joined.other, partners=[joined.school, joined.third]),
                     joined.actor("office")).rows  # fmt: skip
    assert rows[0] == ["承接这项任务的单位（联合的计一次）", f"{once} 个", f"{once - 1} 个"]
    short = joined.other.short
    assert [joined.school.short, "单独承接", f"参与，{short}牵头"] in rows
    assert [joined.third.short, "没有承接", f"参与，{short}牵头"] in rows
    assert any(row[0] == f"{joined.third.short}承接的任务（含参与的）" for row in rows)


def test_it_ends_again_and_everybody_is_as_before(joined):
    before = standing_of(joined.task)
    joint_of_three(joined)
    request = decided_by_all(sent(joined, kind="part", leader=None, rest_stays=False))
    assert request.state == "applied"
    after = standing_of(joined.task)
    assert after == {each: None for each in before if each != joined.other.pk}
    decided_by_all(sent(joined, leader=joined.school, partners=[joined.other, joined.third]))
    decided_by_all(sent(joined, kind="part", leader=None, rest_stays=True))
    assert standing_of(joined.task) == {**before, joined.third.pk: None}
    assert check_all()["violations"] == []


def test_another_school_leads_and_the_old_leader_leaves(joined):
    joint_of_three(joined)
    wish = {"leader": joined.other, "partners": [joined.third], "rest_stays": False}
    by = actor_for(joined.other_deputy)
    request = decided_by_all(sent(joined, school=joined.other, by=by, **wish))
    standing = standing_of(joined.task)
    assert (standing[joined.other.pk], standing[joined.third.pk]) == (joined.other.pk, joined.other.pk)
    assert joined.school.pk not in standing
    assert joined.school in {step.organisation for step in request.approval.steps.all()}
    assert check_all()["violations"] == []


def test_only_those_whose_part_changes_are_asked(joined, yichang):
    decided_by_all(sent(joined, leader=joined.school, partners=[joined.other]))
    request = sent(joined, leader=joined.school, partners=[joined.other, joined.third])
    assert joined.other not in {step.organisation for step in request.approval.steps.all()}


def test_what_the_bureau_arranges_every_school_agrees_to(joined, yichang):
    yichang.post("school_head", joined.school.key)
    by = joined.actor("officer")
    request = sent(joined, by=by, leader=joined.school, partners=[joined.third])
    asked = {step.organisation for step in request.approval.steps.all()}
    assert {joined.school, joined.third} < asked
    assert decided_by_all(request).state == "applied"


def test_what_is_missing_or_makes_no_sense_is_said_in_words(joined):
    alone = drafted(joined)
    assert any(each.startswith("参与学校") for each in alone.missing_to_send())
    with pytest.raises(RuleBroken, match="还缺参与学校"):
        act(actions.send_request, alone, joined.actor("office"))
    with pytest.raises(RuleBroken, match="要列为牵头或参与"):
        drafted(joined, leader=joined.other, partners=[joined.third])
    with pytest.raises(RuleBroken, match="没有可以结束的联合承接"):
        drafted(joined, kind="part")
    joint_of_three(joined)
    same = drafted(joined, leader=joined.school, partners=[joined.other, joined.third])
    assert same.missing_to_send() == ["与现在不同的安排"]


def test_nobody_is_left_under_a_leader_that_was_taken_away(joined, yichang):
    decided_by_all(sent(joined, leader=joined.school, partners=[joined.other]))
    by = actor_for(joined.third_deputy)
    with pytest.raises(RuleBroken, match="没有牵头学校"):
        drafted(joined, school=joined.third, by=by, leader=joined.third, partners=[joined.school])


def test_one_request_at_a_time_for_everybody_it_concerns(joined):
    sent(joined, leader=joined.school, partners=[joined.third])
    by = actor_for(joined.third_deputy)
    with pytest.raises(RuleBroken, match="已有一件变更申请在办"):
        actions.start_request(organisation=joined.third, task=joined.task, kind="take_on", by=by)


def test_a_standing_changed_meanwhile_is_refused_in_words_and_nothing_is_half_done(joined):
    request = sent(joined, leader=joined.school, partners=[joined.other])
    decided_by_all(request, until=joined.section)
    duty = Duty.objects.get(task=joined.task, organisation=joined.other)
    actions.withdraw_duty(duty=duty, reason="直接办理", by=joined.actor("officer"), version=duty.version)
    with pytest.raises(RuleBroken, match="在申请以后变了"):
        decided_by_all(request)
    assert standing_of(joined.task)[joined.school.pk] is None


def test_the_schools_stand_once_others_were_asked_on_them(joined):
    request = sent(joined, leader=joined.school, partners=[joined.other])
    request = act(actions.return_request, request, joined.actor("head"), comment="再想想")
    said = {"reason": "改", "basis": "", "quantity": None, "answers": ANSWERS}
    wish = Joint(joined.school, [joined.third])
    with pytest.raises(RuleBroken, match="牵头和参与的学校不能改"):
        act(actions.change_request, request, joined.actor("office"), joint=wish, **said)
    same = Joint(joined.school, [joined.other])
    assert act(actions.change_request, request, joined.actor("office"), joint=same, **said).reason == "改"


def test_a_quantity_goes_with_it_and_history_and_notices_say_what_became_of_each(joined):
    request = drafted(joined, leader=joined.school, partners=[joined.other])
    said = {"reason": "共建", "basis": "", "answers": ANSWERS, "quantity": Decimal(3)}
    request = act(actions.change_request, request, joined.actor("office"), **said)
    request = decided_by_all(act(actions.send_request, request, joined.actor("office")))
    assert request.duty.quantity == 3
    other = Duty.objects.get(task=joined.task, organisation=joined.other)
    assert duty_history(other)[0].what == "联合承接，参与"
    assert duty_history(request.duty)[0].what == "联合承接，牵头"
    told = Delivery.objects.filter(notice__title__startswith="变更已生效")
    assert joined.other_deputy.pk in {each.membership_id for each in told}


def test_who_took_part_comes_back_alone_where_nobody_leads_any_more(joined):
    decided_by_all(sent(joined, leader=joined.school, partners=[joined.other]))
    officer, other = joined.actor("officer"), Duty.objects.get(task=joined.task, organisation=joined.other)
    actions.withdraw_duty(duty=other, reason="退出", by=officer, version=other.version)
    leader = Duty.objects.get(task=joined.task, organisation=joined.school)
    actions.withdraw_duty(duty=leader, reason="退出", by=officer, version=leader.version)
    other.refresh_from_db()
    actions.restore_duty(duty=other, reason="恢复", by=officer, version=other.version)
    assert standing_of(joined.task)[joined.other.pk] is None
    assert check_all()["violations"] == []


def test_a_participant_that_leaves_does_not_change_the_count_of_the_task(joined):
    decided_by_all(sent(joined, leader=joined.school, partners=[joined.other]))
    once, _ = count(joined.task)
    by = actor_for(joined.other_deputy)
    made = actions.start_request(organisation=joined.other, task=joined.task, kind="withdraw", by=by)
    assert effect_of(made, by).rows[0] == ["承接这项任务的单位（联合的计一次）", f"{once} 个", f"{once} 个"]
    assert ChangeRequest.objects.filter(kind__in=KINDS).count() == 1


def test_a_partner_s_page_says_what_it_is_asked_and_takes_its_consent(joined, signed_in):
    request = sent(joined, leader=joined.school, partners=[joined.third])
    request, at = decided_by_all(request, until=joined.third_head), f"/change-requests/{request.public_id}/"
    head = signed_in(joined.third_head)
    page = head.get(at).content.decode()
    short = joined.third.short
    assert "这件申请征求本校意见" in page
    assert f"{short}现在没有承接，生效后参与，{joined.school.short}牵头。" in page
    assert "这件申请征求本校意见" not in signed_in(joined.head).get(at).content.decode()
    said = {"_version": request.version, "_once": "consent", "comment": "同意参与"}
    assert head.post(f"{at}pass/", said).status_code == 302
    assert fresh(request).approval.current.organisation != joined.third


def test_the_form_says_who_asks_and_who_carries_it_and_the_line_above_the_page_what_is_missing(
    joined, signed_in, send
):
    request, office = drafted(joined), signed_in(joined.office)
    Duty.objects.filter(pk=request.duty_id).update(quantity=2)
    ChangeRequest.objects.filter(pk=request.pk).update(quantity=2)
    at = f"/change-requests/{request.public_id}/"
    page = office.get(f"{at}edit/").content.decode()
    assert f"{joined.school.name}（申请的学校）" in page
    assert f"{joined.other.name}（已承接）" in page
    assert f"{joined.third.name}（" not in page
    assert 'value="2"' in page
    said = {"own-leader": joined.school.public_id, "own-partners": [joined.school.public_id], "own-reason": "共建",
            "done_so_far": "未开始", "touched": "nobody", "what_follows": "教务处"}  # fmt: skip
    kept = send(office, f"{at}edit/", fresh(request), **said)
    shown = office.get(kept["Location"]).content.decode()
    assert "还不能报送：请按下面列的补上" in shown
    assert "请至少选一所别的学校" in shown
    assert "核对影响后点“报送审批”" not in shown
    said["own-partners"] = [joined.third.public_id]
    kept = send(office, f"{at}edit/", fresh(request), **said)
    assert "核对影响后点“报送审批”" in office.get(kept["Location"]).content.decode()
