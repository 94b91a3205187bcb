"""Two duties become one work, and are taken apart again."""

import pytest

from luoshi.common.actor import system_actor
from luoshi.common.acts import REGISTRY
from luoshi.common.models import AuditEvent
from luoshi.undertakings.models import Duty, Work
from luoshi.undertakings.works import could_be_one_work

REASON = "两份文件要求的是同一件事"


@pytest.fixture
def ratio():
    """The two duties of one school on the share of dual-qualified teachers: the annex's and the clause's."""
    own = Duty.objects.filter(organisation__key="sanxia", left_at__isnull=True)
    return own.get(task__key="36.2"), own.filter(basis="required", task__title__contains="双师").first()


@pytest.fixture
def office(yichang, signed_in):
    return signed_in(yichang.post("office", "sanxia"))


def page(duty):
    return f"/duties/{duty.public_id}/same-work/"


def apart(duty):
    return f"/duties/{duty.public_id}/separate/"


def others_of(*duties):
    """The other duties of their school that count today."""
    own = Duty.objects.filter(organisation=duties[0].organisation, left_at__isnull=True)
    return own.exclude(pk__in=[duty.pk for duty in duties]).order_by("pk")


def join(send, client, one, other, **more):
    return send(client, page(one), one, **{"with": other.public_id, "reason": REASON, **more})


def test_the_schools_office_joins_two_duties_and_both_still_count(office, send, ratio, yichang):
    one, other = ratio
    before = Work.objects.count()
    assert join(send, office, one, other).status_code == 302
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.work_id, one.version, Work.objects.count()) == (other.work_id, 2, before - 1)
    shown = office.get(f"/duties/{other.public_id}/").content.decode()
    assert "与下面的责任项是同一工作" in shown
    assert str(one.task) in shown
    matrix = office.get(f"/plans/{yichang.plan.public_id}/matrix/?basis=undertaken").content.decode()
    assert matrix.count('data-basis="undertaken"') == 99


def test_the_plans_own_proposal_comes_first_with_its_reason(yichang, ratio, office):
    one, other = ratio
    first = could_be_one_work(system_actor(), one)[0]
    assert first.duty == other
    table = office.get(page(one)).content.decode().partition("<tbody>")[2]
    row = table.partition("</tr>")[0]
    assert f"?with={other.public_id}" in row
    assert len(first.reason) > 5
    assert first.reason in row


def test_what_was_joined_before_moves_along(office, send, ratio):
    one, other = ratio
    third = Duty.objects.filter(organisation=one.organisation, left_at__isnull=True).exclude(
        pk__in=[one.pk, other.pk]
    )[0]
    join(send, office, one, other)
    one.refresh_from_db()
    assert join(send, office, one, third).status_code == 302
    works = {each.work_id for each in Duty.objects.filter(pk__in=[one.pk, other.pk, third.pk])}
    assert len(works) == 1


def test_the_preview_names_everything_that_will_be_one_work_and_writes_nothing(office, send, ratio):
    one, other = ratio
    third, fourth = others_of(*ratio)[:2]
    assert join(send, office, other, third).status_code == 302
    shown = office.get(f"{page(one)}?with={other.public_id}").content.decode()
    preview = shown.partition("合并以后")[2].partition("</ul>")[0]
    assert [str(duty.task) in preview for duty in (one, other, third, fourth)] == [True, True, True, False]
    assert preview.count("<li>") == 3
    one.refresh_from_db()
    other.refresh_from_db()
    assert one.work_id != other.work_id


def test_a_separated_duty_gets_a_work_of_its_own(office, send, ratio):
    one, other = ratio
    join(send, office, one, other)
    one.refresh_from_db()
    assert send(office, apart(one), one, reason="验收要求不同").status_code == 302
    one.refresh_from_db()
    other.refresh_from_db()
    assert one.work_id != other.work_id
    assert one.work.organisation == one.organisation
    assert "分开办理" in office.get(f"/duties/{one.public_id}/").content.decode()


@pytest.mark.parametrize("change", [{"reason": ""}, {"with": ""}])
def test_without_a_reason_or_a_choice_nothing_is_joined(office, send, ratio, change):
    one, other = ratio
    answer = join(send, office, one, other, **change)
    assert answer.status_code == 422
    one.refresh_from_db()
    assert (one.work_id == other.work_id, one.version) == (False, 1)


def test_what_cannot_be_one_work_is_refused_in_words(yichang, signed_in, send, ratio, office):
    one, other = ratio
    officer = signed_in(yichang.post("city_officer"))
    foreign = Duty.objects.exclude(organisation=one.organisation).filter(left_at__isnull=True)[0]
    assert "同一个单位" in join(send, officer, one, foreign).content.decode()
    join(send, office, one, other)
    one.refresh_from_db()
    assert "已经是同一工作" in join(send, office, one, other).content.decode()
    left = others_of(one, other)[0]
    REGISTRY["undertakings.withdraw_duty"](duty=left, reason="函", by=system_actor(), version=left.version)
    one.refresh_from_db()
    assert "已退出承接" in join(send, office, one, left).content.decode()
    alone = Duty.objects.filter(organisation=one.organisation, left_at__isnull=True).exclude(
        pk__in=[one.pk, other.pk]
    )[0]
    assert "不用分开" in send(office, apart(alone), alone, reason="试").content.decode()


def test_a_foreign_duty_cannot_be_named_and_a_teacher_may_not(yichang, signed_in, send, ratio, office):
    one, other = ratio
    foreign = Duty.objects.filter(organisation__key="zhijiang")[0]
    assert join(send, office, one, foreign).status_code == 404
    assert join(send, office, foreign, one).status_code == 404
    teacher = signed_in(yichang.post("teacher", "sanxia"))
    assert teacher.get(page(one)).status_code == 403
    assert join(send, teacher, one, other).status_code == 403
    one.refresh_from_db()
    assert one.version == 1


def test_stale_and_twice(office, send, ratio):
    one, other = ratio
    for _ in range(2):
        assert join(send, office, one, other, _once="one-join").status_code == 302
    assert AuditEvent.objects.filter(action="undertakings.join_work", result="done").count() == 1
    assert (
        send(office, apart(one), one, reason="旧页面").status_code == 409
    )  # `one` still has the old version


def test_the_page_asks_the_same_number_of_questions_for_few_and_many_duties(
    yichang, office, ratio, django_assert_max_num_queries
):
    with django_assert_max_num_queries(22):
        assert office.get(page(ratio[0])).status_code == 200
