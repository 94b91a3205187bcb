"""Organisations meant in which nobody receives: named before sending and after it, until they are reached."""

import re

import pytest
from django.urls import reverse

from luoshi.accounts.queries import actor_for
from luoshi.notices.actions import correct_notice, send_notice, withdraw_notice
from luoshi.notices.models import Delivery, Notice, Unreached
from luoshi.notices.tests.test_send_notice import form

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.LUOSHI_HOME = tmp_path


@pytest.fixture
def officer(school, signed_in):
    return signed_in(school.officer)


@pytest.fixture
def sent(town, school):
    """Meant for both schools, read in one."""
    return send_notice(
        organisation=town.city,
        to=[school.office],
        title="报送方案",
        body="请按期报送。",
        meant=[town.village, town.academy, town.city],
        by=actor_for(school.officer),
    )


def sign_in_page(answer):
    return re.search(r'name="known" value="(\w+)"', answer.content.decode())[1]


def test_who_would_not_get_it_is_named_before_it_is_sent_and_kept_afterwards(town, school, officer):
    chosen = form(groups=["schools"], roles=["office"])
    asked = officer.post(reverse("new-notice"), chosen)
    assert asked.status_code == 422
    html = asked.content.decode()
    assert "没有发送：请先改正下面的内容" in html
    assert "有 1 个单位没有人能收到：academy。" in html
    assert "academy全称：现有岗位：校长" in html
    assert "village全称：" not in html
    assert not Notice.objects.exists()
    sent = officer.post(reverse("new-notice"), chosen | {"known": sign_in_page(asked), "_once": "k2"})
    assert sent.status_code == 302
    assert [row.organisation for row in Unreached.objects.all()] == [town.academy]
    page = officer.get(sent["Location"]).content.decode()
    assert "1 个单位没有人能收到这条消息" in page
    assert "academy全称：现有岗位：校长" in page
    assert f"{reverse('new-notice')}?again={Notice.objects.get().public_id}" in page


def test_a_school_without_anybody_is_called_so_and_the_sign_holds_for_this_list_only(town, school, officer):
    asked = officer.post(reverse("new-notice"), form(groups=["schools"], roles=["office"]))
    more = form(groups=["schools", "counties"], roles=["office"], known=sign_in_page(asked))
    again = officer.post(reverse("new-notice"), more)
    assert again.status_code == 422, "the county bureau came to it: that was not known"
    assert "county全称：还没有登记人员" in again.content.decode()
    assert not Notice.objects.exists()


def test_looking_first_names_them_too(school, officer):
    chosen = form(groups=["schools"], roles=["office"], _preview="1")
    page = officer.post(reverse("new-notice"), chosen, follow=True).content.decode()
    assert "将发给 1 人：village 示例人2。有 1 个单位没有人能收到：academy。" in page


def test_sent_again_to_those_and_struck_off_where_it_arrives(town, school, officer, sent):
    address = f"{reverse('new-notice')}?again={sent.public_id}"
    assert {row.organisation for row in sent.unreached.all()} == {town.academy, town.city}
    page = officer.get(address)
    assert page.context["form"]["title"].value() == "报送方案"
    assert set(page.context["form"]["places"].value()) == {town.academy.public_id, town.city.public_id}
    assert "school_head" in page.context["form"]["roles"].value(), "who is there now is proposed"
    given = form(places=[town.academy.public_id], roles=["school_head"])
    assert officer.post(address, given).status_code == 302
    assert Delivery.objects.filter(membership=school.stranger).count() == 1
    assert [row.organisation for row in sent.unreached.all()] == [town.city]


def test_only_notices_of_the_own_organisation_are_sent_again(town, school, sent, signed_in):
    head = signed_in(school.head)
    assert head.get(f"{reverse('new-notice')}?again={sent.public_id}").status_code == 404
    by = actor_for(school.head)
    send_notice(
        organisation=town.village, to=[school.office], title="x", body="", meant=[town.academy], by=by
    )
    assert Unreached.objects.exclude(notice=sent).count() == 0, "what is not below is not theirs to miss"
    send_notice(organisation=town.village, to=[school.office], title="x", body="", again=sent, by=by)
    assert sent.unreached.count() == 2


def test_a_correction_keeps_them_and_a_withdrawn_notice_asks_for_nothing(town, school, officer, sent):
    by = actor_for(school.officer)
    later = correct_notice(notice=sent, title="更正", body="", by=by)
    assert {row.organisation for row in later.unreached.all()} == {town.academy, town.city}
    withdraw_notice(notice=sent, reason="发错", by=by, version=sent.version)
    assert "再发给这些单位" not in officer.get(reverse("sent-notice", args=[sent.public_id])).content.decode()
