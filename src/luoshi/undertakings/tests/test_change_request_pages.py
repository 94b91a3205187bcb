"""The pages of change requests as a browser uses them without JavaScript."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from luoshi.accounts import leaving
from luoshi.accounts.models import Organisation, OrganisationChange
from luoshi.accounts.queries import actor_for
from luoshi.common import clock
from luoshi.common.errors import RuleBroken
from luoshi.common.form_pages import KEPT
from luoshi.common.models import AuditEvent, Draft
from luoshi.undertakings import actions
from luoshi.undertakings.merging import follow_merger
from luoshi.undertakings.models import ChangeRequest, Commitment, Duty

from .requests import act, drafted, fresh, passed, sent

pytestmark = pytest.mark.once

PDF = b"%PDF-1.4 letter"
SAID = {"own-reason": "专业调整", "own-basis": "纪要", "own-number": ""}
ANSWERS = {"done_so_far": "未开始", "touched": "nobody", "what_follows": "由教务处安排"}


def test_a_draft_takes_no_reason_and_what_is_no_number_and_tells_before_sending(there, signed_in, send):
    request, office = drafted(there, kind="quantity", quantity=3), signed_in(there.office)
    empty = {**SAID, **ANSWERS, "own-reason": "", "own-quantity": "3"}
    assert send(office, at(request, "edit/"), request, **empty).status_code == 302
    assert fresh(request).reason == ""
    assert "还缺理由" in words(send(office, at(request, "send/"), fresh(request)))
    odd = send(office, at(request, "edit/"), fresh(request), **{**empty, "own-quantity": "三个"})
    page = words(odd)
    assert odd.status_code == 422
    assert KEPT in page
    assert "没有保存" not in page
    assert "三个" in words(office.get(at(request, "edit/"))), "as it was typed"


@pytest.fixture
def browser(there, signed_in):
    """`browser("office")`: that person, signed in."""
    return lambda name: signed_in(getattr(there, name))


def at(request, what=""):
    return f"/change-requests/{request.public_id}/{what}"


def words(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def test_from_the_duty_page_to_the_matrix_count(there, browser, send):
    office, duty = browser("office"), there.duty
    assert f"/duties/{duty.public_id}/change-request/" in words(office.get(f"/duties/{duty.public_id}/"))
    answer = send(office, f"/duties/{duty.public_id}/change-request/", kind="withdraw")
    request = ChangeRequest.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, at(request, "edit/"))
    page = words(office.get(at(request, "edit/")))
    assert "这项任务已经做了什么" in page
    assert "承接这项任务的单位" in page
    files = {"own-files": SimpleUploadedFile("来函.pdf", PDF)}
    assert send(office, at(request, "edit/"), request, **SAID, **ANSWERS, **files).status_code == 302
    page = words(office.get(at(request)))
    assert "来函.pdf" in page
    assert "由教务处安排" in page
    assert "报送审批" in page
    assert str(request) not in page, "no code of the log in the breadcrumb"
    assert send(office, at(request, "send/"), fresh(request)).status_code == 302
    for name in ("head", "county", "leader", "section"):
        person = browser(name)
        assert "变更前" in words(person.get(at(request)))
        later = {"reply_later": "on"} if name == "section" else {}
        assert send(person, at(request, "pass/"), fresh(request), comment="同意", **later).status_code == 302
    assert fresh(request).state == "applied"
    drawer = words(browser("officer").get(reverse("lineage-task-current", args=[duty.task.public_id])))
    assert at(request) in drawer
    assert "退出承接" in drawer
    page = words(office.get(f"/duties/{duty.public_id}/"))
    assert at(request) in page
    assert "变更申请通过：专业调整" in page


def lineage(client, duty):
    return words(client.get(reverse("lineage-task-current", args=[duty.task.public_id])))


def test_the_drawer_names_the_change_to_all_who_see_the_duty_and_opens_it_for_few(there, browser):
    request = passed(there, sent(there))
    assert at(request) in lineage(browser("office"), there.duty)
    for_teacher = lineage(browser("teacher"), there.duty)
    assert "枝江申请退出承接" in for_teacher
    assert at(request) not in for_teacher


def test_what_is_under_way_or_was_given_up_is_no_change_of_the_count(there, browser):
    request = passed(there, sent(there), "head")
    page = lineage(browser("office"), there.duty)
    assert at(request) in page.partition("有关的承接申报和变更申请")[2]
    assert at(request) not in page.partition("变更经过")[2]


def test_the_page_of_a_task_leads_a_school_to_asking_for_it(there, browser, send):
    office, url = browser("office"), f"/tasks/{there.free.public_id}/change-request/"
    assert url in words(office.get(f"/tasks/{there.free.public_id}/"))
    assert url not in words(browser("teacher").get(f"/tasks/{there.free.public_id}/"))
    assert send(office, url, kind="take_on").status_code == 302
    assert ChangeRequest.objects.get().organisation == there.school
    again = send(office, f"/tasks/{there.duty.task.public_id}/change-request/", kind="take_on")
    assert (again.status_code, "已经承接这项任务" in words(again)) == (422, True)


def test_the_officer_chooses_the_school(there, browser, send):
    url = f"/tasks/{there.free.public_id}/change-request/"
    assert send(browser("officer"), url, kind="take_on").status_code == 422
    chosen = there.school.public_id
    assert send(browser("officer"), url, kind="take_on", organisation=chosen).status_code == 302


@pytest.mark.parametrize("bad", ["", "nonsense", "take_on"])
def test_bad_kinds_are_refused_in_words(there, browser, send, bad):
    answer = send(browser("office"), f"/duties/{there.duty.public_id}/change-request/", kind=bad)
    assert answer.status_code == 422
    assert not ChangeRequest.objects.exists()


@pytest.mark.parametrize("number", ["-1", "abc", "9" * 40, "NaN"])
def test_bad_quantities_are_told_at_the_field_and_nothing_is_lost(there, browser, send, number):
    request = drafted(there, "quantity")
    said = {**SAID, **ANSWERS, "own-reason": "新写的理由", "own-quantity": number}
    answer = send(browser("office"), at(request, "edit/"), request, **said)
    assert answer.status_code == 422
    assert "新写的理由" in words(answer)
    assert fresh(request).reason == "专业调整"


def test_what_is_typed_is_kept_and_brought_back(there, browser):
    request, office = drafted(there), browser("office")
    autosave = {"HTTP_X_REQUESTED_WITH": "autosave"}
    said = {**SAID, "own-reason": "还没写完", "done_so_far": "也没写完"}
    before = AuditEvent.objects.count()
    assert office.post(at(request, "edit/"), said, **autosave).status_code == 204
    page = words(office.get(at(request, "edit/")))
    assert "还没写完" in page
    assert "也没写完" in page
    assert (AuditEvent.objects.count(), Draft.objects.count()) == (before, 1)


def test_a_stale_page_is_told_both_versions_and_sending_twice_acts_once(there, browser):
    request, office = drafted(there), browser("office")
    seen = fresh(request).version
    act(
        actions.change_request,
        request,
        there.actor("office"),
        reason="别处改的",
        basis="",
        number="",
        quantity=None,
    )
    answer = office.post(at(request, "edit/"), {**SAID, **ANSWERS, "_version": seen, "_once": "k1"})
    assert answer.status_code == 409
    assert "别处改的" in words(answer)
    assert "专业调整" in words(answer)
    act(
        actions.change_request,
        request,
        there.actor("office"),
        reason="专业调整",
        basis="",
        number="",
        quantity=None,
    )
    form = {"_version": fresh(request).version, "_once": "k2"}
    first, second = (office.post(at(request, "send/"), form) for _ in range(2))
    assert (first.status_code, second.status_code) == (302, 302)
    assert AuditEvent.objects.filter(action="undertakings.send_request").count() == 1


def test_a_duty_changed_meanwhile_is_told_on_the_page_with_the_opinion_kept(there, browser, send):
    request = passed(there, sent(there), "head", "county", "leader")
    actions.withdraw_duty(
        duty=there.duty, reason="直接办理", by=there.actor("officer"), version=there.duty.version
    )
    answer = send(
        browser("section"), at(request, "pass/"), fresh(request), comment="同意他们的申请", reply_later="on"
    )
    assert answer.status_code == 422
    assert "已经退出了这项任务" in words(answer)
    assert "同意他们的申请" in words(answer)


def test_the_files_of_a_request_come_as_attachments_and_foreign_ones_do_not_exist(there, browser, send):
    request, office = drafted(there), browser("office")
    upload = {"own-files": SimpleUploadedFile("来函.pdf", PDF)}
    send(office, at(request, "edit/"), fresh(request), **SAID, **ANSWERS, **upload)
    file = request.files.get()
    answer = office.get(at(request, f"files/{file.public_id}/"))
    assert "attachment" in answer["Content-Disposition"]
    assert answer.getvalue() == PDF
    assert browser("teacher").get(at(request, f"files/{file.public_id}/")).status_code == 404
    assert send(office, at(request, f"files/{file.public_id}/remove/"), fresh(request)).status_code == 302
    assert browser("head").get(at(request, f"files/{file.public_id}/")).status_code == 404
    assert send(office, at(request, f"files/{file.public_id}/restore/"), fresh(request)).status_code == 302
    wrong = {"own-files": SimpleUploadedFile("坏.exe", b"MZ")}
    assert send(office, at(request, "edit/"), fresh(request), **SAID, **ANSWERS, **wrong).status_code == 422


def test_the_list_of_a_plan_is_filtered_and_says_why_it_is_empty(there, browser):
    url = f"/plans/{there.plan.public_id}/change-requests/"
    assert "没有您能看到的变更申请" in words(browser("office").get(url))
    first = sent(there)
    second = drafted(there, "take_on", task=there.free)
    page = words(browser("office").get(url))
    assert at(first) in page
    assert at(second) in page
    assert at(second) not in words(browser("office").get(f"{url}?state=running"))
    assert at(first) not in words(browser("office").get(f"{url}?kind=take_on"))
    assert "没有符合条件的变更申请" in words(browser("office").get(f"{url}?state=applied"))
    assert at(first) not in words(browser("officer").get(url))
    assert browser("office").get(f"{url}?state=nonsense&kind=x&page=x").status_code == 200


def test_one_request_costs_as_many_queries_as_thirty(there, browser):
    url, office = f"/plans/{there.plan.public_id}/change-requests/", browser("office")
    request = drafted(there)

    def count():
        office.get(url)
        with CaptureQueriesContext(connection) as counted:
            assert office.get(url).status_code == 200
        return len(counted)

    one = count()
    fields = {"task": request.task, "organisation": request.organisation, "author": request.author}
    ChangeRequest.objects.bulk_create([ChangeRequest(kind="withdraw", **fields) for _ in range(29)])
    assert count() == one


def test_the_number_of_the_reply_is_filed_on_the_page(there, browser, send):
    request, officer = passed(there, sent(there)), browser("officer")
    assert "登记文号" in words(officer.get(at(request)))
    assert "登记文号" not in words(browser("office").get(at(request)))
    assert send(officer, at(request, "number/"), request, number="鄂教〔2026〕1号").status_code == 302
    assert send(officer, at(request, "number/"), fresh(request), number="号" * 61).status_code == 422
    assert fresh(request).number == "鄂教〔2026〕1号"


def test_a_request_passes_on_with_the_post_and_stops_a_merger(there, yichang):
    request = sent(there)
    admin, successor = yichang.post("security_admin"), yichang.post("office", "zhijiang")
    leaving.leave_posts(
        user=there.office.user,
        leavings=[leaving.Leaving(there.office, there.office.version, successor)],
        on=clock.today(),
        reason="调任",
        by=actor_for(admin),
    )
    assert fresh(request).author == successor
    other = Organisation.objects.filter(kind="school").exclude(pk=there.school.pk).first()
    with pytest.raises(RuleBroken, match="在办的变更申请"):
        follow_merger(
            change=OrganisationChange(),
            old=there.school,
            new=other,
            on=clock.today(),
            by=there.actor("officer"),
        )


def test_the_effect_on_the_work_is_shown_before_sending_with_what_else_hangs_on_it(there, browser):
    duty, head = there.duty, there.actor("head")
    other = Duty.objects.filter(organisation=there.school, left_at=None).exclude(pk=duty.pk).first()
    actions.join_work(duty=duty, other=other, reason="同一件事", by=head, version=duty.version)
    own = Duty.objects.filter(basis="own", task__plan=there.plan, left_at=None).first()
    type(own.task).objects.filter(pk=own.task_id).update(area=duty.task.area)
    due = clock.today() + dt.timedelta(days=9)
    Commitment.objects.create(duty=own, owner=there.section, due=due, words="到校指导")
    load = Duty.objects.filter(
        organisation=there.school, basis="undertaken", left_at=None, task__plan=there.plan
    ).count()
    request = drafted(there)
    page = words(browser("office").get(at(request, "edit/")))
    panel = page.partition("<h2>对工作的影响")[2].partition("</aside>")[0]
    rows = [re.sub(r"<[^>]+>|\s", "", row) for row in panel.partition("<tbody>")[2].split("</tr>")]
    assert f"枝江承接的任务{load}项{load - 1}项" in rows
    assert f"/duties/{other.public_id}/" in panel.partition("同一工作的其他责任项")[2].partition("</ul>")[0]
    assert f"/tasks/{own.task.public_id}/" in panel.partition("市教育局承诺事项")[2]
    assert f"{due:%Y-%m-%d} 前" in panel


def test_the_effect_stays_as_it_was_when_it_came_into_force(there, browser):
    request = passed(there, sent(there, "quantity", quantity=Decimal(6)))
    duty = Duty.objects.get(pk=there.duty.pk)
    actions.note_quantity(duty=duty, quantity=Decimal(8), by=there.actor("officer"), version=duty.version)
    page = words(browser("office").get(at(request)))
    assert "生效时的变化" in page
    assert "<strong>6</strong>" in page


def test_a_school_reads_what_the_bureau_asks_about_it_without_the_names_of_those_who_deal_with_it(
    there, browser
):
    request = sent(there, by="officer")
    page = words(browser("office").get(at(request)))
    assert "专业调整" in page
    assert there.officer.user.name not in page
    assert there.section.user.name not in page
    assert there.officer.user.name in words(browser("section").get(at(request)))


def test_who_is_touched_is_told_how_and_nobody_excludes_the_others(there, signed_in, send):
    request, office = drafted(there, kind="quantity", quantity=3), signed_in(there.office)
    said = {**SAID, **ANSWERS, "own-quantity": "3"}
    odd = send(office, at(request, "edit/"), request, **{**said, "touched": ["students", "nobody"]})
    assert "选了“没有影响”，就不能同时选学生、教师、经费" in words(odd)
    send(office, at(request, "edit/"), fresh(request), **{**said, "touched": ["students"]})
    assert "有什么影响，怎么处理" in words(send(office, at(request, "send/"), fresh(request)))
    assert fresh(request).state == "draft"
    told = {**said, "touched": ["students"], "how_touched": "分流到邻班"}
    send(office, at(request, "edit/"), fresh(request), **told)
    send(office, at(request, "send/"), fresh(request))
    assert fresh(request).state == "running"
