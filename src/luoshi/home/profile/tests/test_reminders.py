"""A form with a date: the schools that owe it are reminded, once each, up the ladder, and no more once it is there."""

import datetime as dt

import pytest

from luoshi.accounts.queries import actor_for
from luoshi.common import clock
from luoshi.common.dataforms import actions as form_actions
from luoshi.common.dataforms.builtin import PROFILE
from luoshi.common.dataforms.models import FormDefinition
from luoshi.home.profile.actions import save_profile
from luoshi.home.profile.reminding import reminders
from luoshi.notices import rules
from luoshi.notices.models import Delivery, Notice

pytestmark = [pytest.mark.django_db, pytest.mark.once]
DUE = dt.date(2026, 12, 2)  # a Wednesday
VALUES = {
    "name": "示例", "sort": "c1", "owner": "c1", "contact": "示例何", "phone": "0717",
    "students": 10, "teachers": 3, "specialist": 2,
}  # fmt: skip


@pytest.fixture
def at(settings, tmp_path):
    settings.CLOCK_FILE = str(tmp_path / "clock")

    def set_to(text):
        (tmp_path / "clock").write_text(f"{text}:00+08:00")

    return set_to


@pytest.fixture
def form(school, yichang, at):
    at("2026-11-25T10:00")
    FormDefinition.objects.filter(owner_id=yichang.bureau.pk, key=PROFILE.key).update(until=DUE)
    return FormDefinition.objects.get(owner_id=yichang.bureau.pk, key=PROFILE.key)


def owed():
    return [each for each in reminders(clock.today()) if each.key.startswith("profile:")]


def test_each_school_that_has_not_filled_it_in_owes_it_and_its_office_is_told(form, office, yichang, school):
    head = yichang.post("school_head", "yidu")
    found = {each.key.rsplit(":", 1)[1]: each for each in owed()}
    assert len(found) == len(yichang.schools)
    assert [post.pk for post in found[school.public_id].to] == [office.pk]
    assert [post.pk for post in found[head.organisation.public_id].to] == [head.pk]  # no office there


def test_who_filled_it_in_owes_nothing_and_a_form_without_a_date_asks_nobody(form, office, school, yichang):
    by = actor_for(office)
    save_profile(organisation=school, form_version=form.current, values=VALUES, answer_version=0, by=by)
    assert len(owed()) == len(yichang.schools) - 1
    FormDefinition.objects.update(until=None)
    assert list(reminders(clock.today())) == []


def test_the_countys_own_form_asks_its_schools_alone(form, office, yichang, school):
    clerk = yichang.post("county_officer", "zhijiang-bureau")
    by = actor_for(clerk)
    own = form_actions.start_form(
        title="枝江概况", purpose="", basis="", key=PROFILE.key, content=PROFILE.content, until=DUE, by=by
    )
    draft = own.versions.get()
    form_actions.publish(version_row=draft, steps=(), by=by, version=draft.version)
    keys = [each.key for each in owed() if each.key.endswith(school.public_id)]
    assert keys == [f"profile:{own.public_id}:{school.public_id}"]


def test_it_goes_out_once_and_up_the_ladder_and_is_settled_when_it_is_there(
    form, office, yichang, school, at
):
    head = yichang.post("school_head", "zhijiang")
    at("2026-11-27T10:00")
    assert [rules.remind(), rules.remind()] == [1, 0]
    at("2026-12-07T10:00")
    rules.remind()
    titles = Delivery.objects.filter(membership__in=[office, head]).order_by("id")
    told = list(titles.values_list("membership", "notice__title"))
    late = "填写单位概况（12月2日已到期）"
    assert told == [
        (office.pk, "填写单位概况（12月2日到期）"), (office.pk, late), (head.pk, f"下级未办：{late}"),
    ]  # fmt: skip
    by = actor_for(office)
    save_profile(organisation=school, form_version=form.current, values=VALUES, answer_version=0, by=by)
    assert not titles.filter(read_at=None).exists()
    at("2026-12-08T10:00")
    assert rules.remind() == 0


def test_its_editors_are_told_that_it_has_had_its_day(form, yichang, at):
    officer = yichang.post("city_officer")
    at("2026-12-02T10:00")
    assert rules.remind() == 1
    (notice,) = Notice.objects.all()
    assert notice.title == "填报表到期：单位概况（12月2日到期）"
    assert Delivery.objects.get().membership == officer
    form_actions.withdraw_form(
        definition=form, reason="不再需要", by=actor_for(officer), version=form.version
    )
    at("2026-12-07T10:00")
    assert rules.remind() == 0


def test_many_schools_cost_no_more_questions_than_one(form, office, yichang, django_assert_max_num_queries):
    with django_assert_max_num_queries(9):
        assert len(list(reminders(clock.today()))) == len(yichang.schools) + 1
