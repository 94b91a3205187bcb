"""Requests as their readers see them, on paper, about what binds every school, and among what changed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from luoshi.common.dataforms.models import FormDefinition
from luoshi.common.errors import RuleBroken
from luoshi.papers.filed.models import FiledPaper
from luoshi.plans.models import Task
from luoshi.undertakings import actions
from luoshi.undertakings.models import ChangeRequest, Duty, Work

from .requests import ANSWERS as ANSWERS_OF_FORM
from .requests import act, fresh, passed, sent
from .test_change_request_pages import ANSWERS, SAID, at, browser, words

__all__ = ["browser"]


def rewritten(there):
    """Returned by the head of the school; its author has written on and not sent it again."""
    request = sent(there, "quantity", quantity=Decimal(6))
    act(actions.return_request, request, there.actor("head"), comment="请改")
    said = {"reason": "没有报送的理由", "basis": "没有报送的依据", "quantity": Decimal(77)}
    answers = {"done_so_far": "没有报送的说明", "touched": ["nobody"], "what_follows": "x"}
    return act(actions.change_request, request, there.actor("office"), answers=answers, **said)


def test_readers_of_a_returned_request_see_what_was_sent(there, browser):
    request = rewritten(there)
    for name in ("head", "deputy"):
        page = words(browser(name).get(at(request)))
        assert "由教务处安排" in page
        assert "<strong>6</strong>" in page
        for unsent in ("没有报送的理由", "没有报送的依据", "没有报送的说明", "<strong>77<"):
            assert unsent not in page
    own = words(browser("office").get(at(request)))
    assert "没有报送的理由" in own
    assert "<strong>77<" in own
    assert "第 1 次报送" in own


def test_once_sent_again_both_texts_are_read(there, browser):
    request = rewritten(there)
    act(actions.resubmit_request, request, there.actor("office"))
    page = words(browser("head").get(at(request)))
    assert page.index("没有报送的理由") < page.index("专业调整")


def test_what_the_bureau_sent_about_a_school_and_mends_now_is_not_read_there(there, browser):
    request = sent(there, by="officer")
    act(actions.return_request, request, there.actor("section"), comment="请改")
    act(actions.change_request, request, there.actor("officer"), reason="市局没报的", basis="", quantity=None)
    page = words(browser("office").get(at(request)))
    assert "专业调整" in page
    assert "市局没报的" not in page


def test_the_number_of_the_reply_is_the_bureau_s_once_it_was_sent(there, browser, send):
    request = rewritten(there)
    assert "own-number" not in words(browser("office").get(at(request, "edit/")))
    act(actions.note_request_number, request, there.actor("officer"), number="鄂教〔2026〕2号")
    said = {"reason": "改", "basis": "", "quantity": None}
    assert act(actions.change_request, request, there.actor("office"), **said).number == "鄂教〔2026〕2号"
    with pytest.raises(RuleBroken, match="由市教育局登记"):
        act(actions.change_request, request, there.actor("office"), number="自己填的", **said)


def required(there):
    """A duty of the school that a clause asks of every school."""
    duty = Duty.objects.filter(organisation=there.school, basis="required", left_at__isnull=True).first()
    return duty or Duty.objects.create(
        task=Task.objects.filter(plan=there.plan, basis="required").first(),
        organisation=there.school,
        basis="required",
        work=Work.objects.create(organisation=there.school),
    )


def test_a_school_asks_to_be_exempt_from_what_binds_all_and_comes_back(there, browser, send):
    duty, office = required(there), browser("office")
    url = f"/duties/{duty.public_id}/change-request/"
    assert url in words(office.get(f"/duties/{duty.public_id}/"))
    page = words(office.get(url))
    assert ("免于承担" in page, "退出承接" in page) == (True, False)
    assert send(office, url, kind="withdraw").status_code == 302
    request = ChangeRequest.objects.get(duty=duty)
    page = words(office.get(at(request, "edit/")))
    assert "免于承担需要上级批复" in page
    bound = Duty.objects.filter(task=duty.task, basis="required", left_at__isnull=True).count()
    assert f'承担这项任务的单位</th><td class="number">{bound} 个' in page
    assert send(office, at(request, "edit/"), request, **SAID, **ANSWERS).status_code == 302
    send(office, at(request, "send/"), fresh(request))
    passed(there, request)
    assert (fresh(request).title, Duty.objects.get(pk=duty.pk).stage) == (
        f"枝江申请免于承担：{duty.task}",
        "left",
    )
    assert Duty.objects.filter(task=duty.task, organisation=there.school).count() == 1
    assert "恢复承担" in words(office.get(url))
    assert send(office, url, kind="take_on").status_code == 302


def test_its_quantity_may_be_asked_for_too(there):
    duty = required(there)
    office = there.actor("office")
    start = {"organisation": there.school, "task": duty.task, "basis": "required", "by": office}
    request = actions.start_request(kind="quantity", **start)
    said = {"reason": "生源减少", "basis": "", "quantity": Decimal(3), "answers": ANSWERS_OF_FORM}
    act(actions.change_request, request, office, **said)
    act(actions.send_request, request, office)
    passed(there, request)
    assert Duty.objects.get(pk=duty.pk).quantity == 3
    with pytest.raises(RuleBroken, match="本单位的必做任务"):
        actions.start_request(kind="take_on", **start | {"task": there.free})


def test_a_request_that_came_into_force_is_among_what_changed_on_the_desk(there, browser):
    request = passed(there, sent(there), "head")
    assert "变更申请" not in changed(browser("county"))
    for name in ("county", "leader", "section"):
        act(actions.pass_request, request, there.actor(name))
    assert f"{fresh(request).title}" in changed(browser("officer"))
    assert at(request) in changed(browser("office"))
    assert at(request) not in changed(browser("teacher"))


def changed(client):
    """The desk from the heading on."""
    return words(client.get("/desk/")).partition("最近变化")[2]


def test_the_bureau_changes_what_is_asked_before_the_first_request(there, browser, send):
    url = f"/plans/{there.plan.public_id}/change-requests/"
    officer = browser("officer")
    assert not FormDefinition.objects.filter(key="change-request").exists()
    assert "修改要补充说明的内容" in words(officer.get(url))
    answer = send(officer, f"{url}questions/")
    form = FormDefinition.objects.get(key="change-request")
    assert (answer.status_code, answer["Location"]) == (302, f"/forms/{form.public_id}/")
    assert "变更申请补充说明" in words(officer.get(answer["Location"]))
    assert "修改要补充说明的内容" not in words(browser("office").get(url))
    assert send(browser("office"), f"{url}questions/").status_code == 403


def test_a_request_is_printed_to_be_stamped_as_it_was_sent(there, browser, send):
    request = sent(there)
    office = browser("office")
    assert "打印盖章" in words(office.get(at(request)))
    answer = send(office, f"/approvals/{fresh(request).approval.public_id}/print/")
    made = FiledPaper.objects.get(about_id=request.public_id)
    assert (answer.status_code, made.kind_name, made.about_version) == (302, "承接变更申请", 1)
    page = words(browser("head").get(at(request)))
    assert ("待盖章" in page, made.short_code in page) == (True, True)
    assert made.short_code not in words(browser("deputy").get("/filed/"))
    assert made.short_code in words(browser("head").get("/filed/"))
