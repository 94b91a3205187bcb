"""变更申请: drafted, sent through school, county and city, and in force with the last consent."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from luoshi.accounts.models import Membership, Organisation
from luoshi.accounts.queries import actor_for
from luoshi.common import clock
from luoshi.common.dataforms.models import FormDefinition
from luoshi.common.errors import RuleBroken, Stale
from luoshi.common.invariants import check_all
from luoshi.common.models import AuditEvent
from luoshi.notices.models import Delivery
from luoshi.papers.actions import set_route
from luoshi.papers.chains import StepPlan
from luoshi.undertakings import actions, asked
from luoshi.undertakings.effects import effect_of
from luoshi.undertakings.models import ChangeRequest, Duty
from luoshi.undertakings.queries import change_requests_visible_to
from luoshi.undertakings.states import CHANGE, RequestState

from .requests import ANSWERS, STEPS, a_paper, act, drafted, fresh, on_paper, passed, sent


def test_a_school_leaves_a_task_when_all_have_agreed_and_not_before(there):
    request = sent(there)
    assert request.state == "running"
    request = passed(there, request, *STEPS[:-1])
    assert (request.state, Duty.objects.get(pk=there.duty.pk).stage) == ("running", "undertaken")
    request = passed(there, request, STEPS[-1])
    duty = Duty.objects.get(pk=there.duty.pk)
    assert (request.state, request.approval.state, duty.stage) == ("applied", "passed", "left")
    assert request.effect[0][0] == "承接这项任务的单位"
    assert check_all()["violations"] == []


def test_the_decision_and_what_follows_are_one_event_of_the_log(there):
    request = passed(there, sent(there), *STEPS[:-1])
    before = AuditEvent.objects.count()
    passed(there, request, STEPS[-1])
    assert AuditEvent.objects.count() == before + 1
    event = AuditEvent.objects.order_by("id").last()
    assert (event.action, event.object_id) == ("undertakings.pass_request", request.public_id)
    assert there.duty.public_id in {change.get("id") for change in event.changes}


def test_a_school_takes_a_task_on(there):
    request = passed(there, sent(there, "take_on", task=there.free, quantity=Decimal(2)))
    duty = Duty.objects.get(task=there.free, organisation=there.school)
    assert (request.duty, duty.quantity, duty.stage, duty.in_document) == (duty, 2, "undertaken", False)


def test_a_task_that_was_left_is_taken_on_again(there):
    passed(there, sent(there))
    request = passed(there, sent(there, "take_on", quantity=Decimal(3)))
    duty = Duty.objects.get(pk=there.duty.pk)
    assert (request.duty_id, duty.stage, duty.left_at, duty.quantity) == (duty.pk, "undertaken", None, 3)


def test_another_quantity(there):
    passed(there, sent(there, "quantity", quantity=Decimal("2.5")))
    assert Duty.objects.get(pk=there.duty.pk).quantity == Decimal("2.5")


def test_the_city_officer_asks_for_a_school_and_only_the_city_decides(there):
    request = sent(there, by="officer")
    assert [step.organisation.key for step in request.approval.steps.all()] == ["yichang"]
    assert passed(there, request, "section").state == "applied"


def test_those_who_look_after_duties_in_the_school_are_told_once(there):
    request = passed(there, sent(there))
    told = Delivery.objects.filter(notice__title__startswith="变更已生效")
    assert {each.membership_id for each in told} == {there.head.pk, there.deputy.pk}
    assert told.first().notice.href == f"/change-requests/{request.public_id}/"


def test_what_is_missing_is_named_before_sending_and_refused_in_the_same_words(there):
    request = drafted(there, reason="", answers={})
    with pytest.raises(RuleBroken, match="还缺理由"):
        act(actions.send_request, request, there.actor("office"))
    request = act(
        actions.change_request, request, there.actor("office"),
        reason="专业调整", basis="", number="", quantity=None, answers={"touched": ["nobody"]},
    )  # fmt: skip
    assert len(asked.missing(request)) == 2
    with pytest.raises(RuleBroken, match="补充说明还没有填完"):
        act(actions.send_request, request, there.actor("office"))
    same = drafted(there, "quantity")
    with pytest.raises(RuleBroken, match="与原来不同的数量"):
        act(actions.send_request, same, there.actor("office"))


def test_the_bureau_that_withdraws_the_questions_is_asked_none(there):
    request = drafted(there, answers={})
    form = FormDefinition.objects.get(key=asked.KEY)
    FormDefinition.objects.filter(pk=form.pk).update(withdrawn_at=form.created_at)
    assert act(actions.send_request, request, there.actor("office")).state == "running"


def test_one_request_at_a_time_for_one_duty(there):
    second = drafted(there, "quantity", quantity=Decimal(9))
    sent(there, by="head")
    with pytest.raises(RuleBroken, match="已有一件变更申请在办"):
        act(actions.send_request, second, there.actor("office"))
    with pytest.raises(RuleBroken, match="已有一件变更申请在办"):
        drafted(there, by="deputy")


@pytest.mark.parametrize(
    ("kind", "change", "words"),
    [
        ("withdraw", lambda duty, by: _leave(duty, by), "已经退出"),
        ("quantity", lambda duty, by: _count(duty, by), "承接数量在申请以后改过"),
    ],
)
def test_a_duty_changed_meanwhile_is_refused_in_words_and_nothing_is_half_done(there, kind, change, words):
    request = passed(there, sent(there, kind, quantity=Decimal(7)), *STEPS[:-1])
    change(Duty.objects.get(pk=there.duty.pk), there.actor("officer"))
    with pytest.raises(RuleBroken, match=words):
        passed(there, request, STEPS[-1])
    assert (fresh(request).state, fresh(request).approval.state) == ("running", "running")
    returned = act(actions.return_request, request, there.actor("section"), comment="情况有变")
    assert returned.state == "returned"


def _leave(duty, by):
    actions.withdraw_duty(duty=duty, reason="直接办理", by=by, version=duty.version)


def _count(duty, by):
    actions.note_quantity(duty=duty, quantity=Decimal(5), by=by, version=duty.version)


def test_a_task_taken_on_meanwhile_is_refused_in_words(there):
    request = passed(there, sent(there, "take_on", task=there.free), *STEPS[:-1])
    actions.take_on_duty(
        task=there.free, organisation=there.school, basis="undertaken", by=there.actor("officer")
    )
    with pytest.raises(RuleBroken, match="已经承接了这项任务"):
        passed(there, request, STEPS[-1])


def test_returned_with_comments_mended_and_sent_again(there):
    request = passed(there, sent(there), "head")
    said = {"comment": "请补附件", "parts": {"files": "缺纪要"}}
    request = act(actions.return_request, request, there.actor("county"), **said)
    assert (request.state, request.approval.entries.last().parts[0]["text"]) == ("returned", "缺纪要")
    request = act(
        actions.change_request, request, there.actor("office"), reason="专业调整", basis="", number="",
        quantity=None, answers=ANSWERS, files=[a_paper("纪要.pdf")],
    )  # fmt: skip
    request = act(actions.resubmit_request, request, there.actor("office"), comment="已补")
    assert (request.state, request.approval.current.organisation) == ("running", there.county_bureau)
    assert passed(there, request, *STEPS[1:]).state == "applied"


def test_recalled_before_anybody_took_it_up_and_not_after(there):
    request = sent(there)
    approval = request.approval
    request = act(actions.recall_request, request, there.actor("office"))
    approval.refresh_from_db()
    assert (request.state, request.approval, approval.state) == ("draft", None, "recalled")
    request = passed(there, act(actions.send_request, request, there.actor("office")), "head")
    with pytest.raises(RuleBroken):
        act(actions.recall_request, request, there.actor("office"))


def test_what_is_written_after_a_recall_and_given_up_stays_with_those_who_wrote_it(there):
    request = sent(there, by="officer")
    school = there.actor("office")
    assert request in change_requests_visible_to(school)
    request = act(actions.recall_request, request, there.actor("officer"))
    request = act(actions.withdraw_request, request, there.actor("officer"), reason="先不办")
    assert request not in change_requests_visible_to(school)
    assert request in change_requests_visible_to(there.actor("officer"))


def test_given_up_and_taken_up_again_from_the_duty_as_it_stands(there):
    request = drafted(there, "quantity", quantity=Decimal(4))
    request = act(actions.withdraw_request, request, there.actor("office"), reason="先不办")
    _count(Duty.objects.get(pk=there.duty.pk), there.actor("officer"))
    request = act(actions.restore_request, request, there.actor("office"))
    assert (request.state, request.quantity_before) == ("draft", 5)


def test_giving_up_wants_a_reason(there):
    with pytest.raises(RuleBroken, match="理由"):
        act(actions.withdraw_request, drafted(there), there.actor("office"), reason=" ")


def test_the_office_enters_what_the_head_signed_on_paper_and_it_comes_into_force_at_the_last_step(there):
    request = act(actions.enter_request, sent(there), there.actor("office"), **on_paper(leader=there.head))
    assert request.approval.entries.last().way == "entered"
    request = passed(there, request, "county", "leader")
    request = act(actions.enter_request, request, there.actor("officer"), **on_paper(leader=there.section))
    assert (request.state, Duty.objects.get(pk=there.duty.pk).stage) == ("applied", "left")


def test_the_number_of_the_reply_is_filed_by_the_bureau_also_afterwards(there):
    request = passed(there, sent(there))
    request = act(actions.note_request_number, request, there.actor("officer"), number=" 鄂教〔2026〕1号 ")
    assert request.number == "鄂教〔2026〕1号"
    with pytest.raises(PermissionDenied):
        act(actions.note_request_number, request, there.actor("office"), number="x")
    with pytest.raises(RuleBroken, match="还没有报送"):
        act(actions.note_request_number, drafted(there, "take_on"), there.actor("officer"), number="x")


@pytest.mark.parametrize("name", ["teacher", "county", "leader"])
def test_only_those_who_look_after_duties_or_edit_the_plan_may_ask(there, name):
    with pytest.raises(PermissionDenied):
        drafted(there, by=name)


def test_a_school_does_not_ask_for_another(there):
    other = Organisation.objects.filter(kind="school").exclude(pk=there.school.pk).first()
    with pytest.raises(PermissionDenied):
        actions.start_request(
            organisation=other, task=there.duty.task, kind="take_on", by=there.actor("office")
        )


AUTHORS_ACTS = {
    "change_request": {"reason": "x", "basis": "", "number": "", "quantity": None},
    "send_request": {},
    "recall_request": {},
    "resubmit_request": {},
    "withdraw_request": {"reason": "x"},
    "restore_request": {},
}


@pytest.mark.parametrize("name", AUTHORS_ACTS)
def test_nobody_but_the_author_does_the_author_s_acts(there, name):
    request = drafted(there)
    with pytest.raises(PermissionDenied):
        act(getattr(actions, name), request, there.actor("head"), **AUTHORS_ACTS[name])


@pytest.mark.parametrize("name", ["send_request", "resubmit_request", "recall_request", "withdraw_request",
                                  "restore_request", "pass_request", "return_request"])  # fmt: skip
def test_every_other_state_is_refused(there, name):
    """Each state that the table does not lead from: 422 in words, nothing written."""
    request = sent(there)
    sources = {s for move in CHANGE if move.action == f"undertakings.{name}" for s in move.sources}
    by = there.actor("head" if name in ("pass_request", "return_request") else "office")
    said = {"reason": "x"} if name == "withdraw_request" else {}
    said |= {"comment": "x"} if name == "return_request" else {}
    for state in set(RequestState.values) - sources - {"applied"}:
        ChangeRequest.objects.filter(pk=request.pk).update(state=state)
        with pytest.raises(RuleBroken):
            act(getattr(actions, name), request, by, **said)
        assert fresh(request).state == state


def test_an_old_version_is_stale(there):
    request = drafted(there)
    with pytest.raises(Stale):
        actions.send_request(change_request=request, by=there.actor("office"), version=request.version - 1)


def test_a_draft_is_seen_inside_the_school_and_what_was_sent_where_it_has_come_to(there):
    def seers():
        names = ("office", "head", "deputy", "teacher", "county", "leader", "section", "officer")
        return [n for n in names if change_requests_visible_to(there.actor(n)).exists()]

    request = drafted(there)
    assert seers() == ["office", "head", "deputy"]
    act(actions.send_request, request, there.actor("office"))
    assert seers() == ["office", "head", "deputy"]
    passed(there, request, "head")
    assert seers() == ["office", "head", "deputy", "county", "leader"]
    passed(there, request, "county", "leader")
    assert seers() == ["office", "head", "deputy", "county", "leader", "section", "officer"]


def test_the_effect_says_what_becomes_of_the_counts(there):
    request = drafted(there)
    at_task = Duty.objects.filter(task=there.duty.task, basis="undertaken", left_at=None).count()
    effect = effect_of(request, there.actor("office"))
    assert effect.rows[0] == ["承接这项任务的单位", f"{at_task} 个", f"{at_task - 1} 个"]
    assert effect.rows[2] == ["阶段", "已承接", "已退出"]
    assert any("与文件不一致" in words for words in effect.warnings)
    Duty.objects.filter(task=there.duty.task).exclude(pk=there.duty.pk).delete()
    assert "生效后，这项任务就没有单位承接了。" in effect_of(request, there.actor("office")).warnings


def test_nobody_writes_routes_and_enters_a_request_alone(there, yichang):
    """The bureau's officer makes the section's chain a single meeting: another enters its minutes, or nobody does."""
    set_route(
        organisation=yichang.bureau,
        kind="change-request",
        steps=[StepPlan("局长办公会", "city_officer", "meeting")],
        by=there.actor("section"),
    )
    request, minutes = sent(there, by="officer"), on_paper(number="5")
    with pytest.raises(RuleBroken, match=f"请由{there.section.user.name}录入"):
        act(actions.enter_request, request, there.actor("officer"), **minutes)
    Membership.objects.filter(pk=there.section.pk).update(end=clock.today())
    with pytest.raises(RuleBroken, match="另设一名经办"):
        act(actions.enter_request, request, there.actor("officer"), **minutes)
    colleague = actor_for(yichang.post("city_officer"))
    assert act(actions.enter_request, request, colleague, **minutes).state == "applied"
    assert check_all()["violations"] == []
