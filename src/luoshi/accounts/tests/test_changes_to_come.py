"""A change of an organisation may be entered before its day; the day carries it out whole, or says why not."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from luoshi.accounts import organisations as acts
from luoshi.accounts.desk import desk
from luoshi.accounts.leaving import hand_over
from luoshi.accounts.merging import merge_organisations
from luoshi.accounts.models import Membership, Organisation, OrganisationChange, PlannedChange
from luoshi.accounts.planned import (
    carry_out_change,
    carry_out_due,
    plan_change,
    withdraw_planned_change,
)
from luoshi.accounts.queries import actor_for, name_on, placement_on, planned_visible_to
from luoshi.common import clock
from luoshi.common.errors import RuleBroken
from luoshi.common.invariants import check_all
from luoshi.common.models import AuditEvent, SiteState

DAY = dt.timedelta(days=1)


@pytest.fixture
def post(town):
    return town.person("security_admin")


@pytest.fixture
def admin(post):
    return actor_for(post)


def fresh(row):
    row.refresh_from_db()
    return row


def on_the_day(monkeypatch, days):
    """The clock of the whole site, some days on."""
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + days * DAY)
    assert clock.today() > (now + DAY).date() - DAY


def plan(organisation, what, by, days=10, **fields):
    given = {name: [value] for name, value in fields.items()}
    given["on"] = [(clock.today() + days * DAY).isoformat()]
    return plan_change(organisation=organisation, what=what, given=given, by=by)


def whole():
    SiteState.objects.get_or_create(pk=1, defaults={"mode": "test"})
    assert check_all()["violations"] == []


def test_a_change_waits_for_its_day_and_happens_once_in_the_name_of_who_entered_it(town, admin, monkeypatch):
    planned = plan(town.academy, "move", admin, parent=town.county.public_id)
    rename = plan(town.academy, "rename", admin, name="新学院", short="新院")
    assert carry_out_due() == 0
    assert placement_on(town.academy, clock.today()).parent == town.city
    whole()
    on_the_day(monkeypatch, 11)
    assert carry_out_due() == 2
    assert carry_out_due() == 0
    school = fresh(town.academy)
    assert (school.name, school.path.startswith(fresh(town.county).path)) == ("新学院", True)
    assert [placement_on(school, planned.on - DAY).parent, placement_on(school, planned.on).parent] == [
        town.city,
        town.county,
    ]
    assert name_on(school, rename.on - DAY) == "academy全称"
    assert {change.on for change in OrganisationChange.objects.all()} == {planned.on}
    events = AuditEvent.objects.filter(action="accounts.carry_out_change")
    assert [event.user for event in events] == [admin.user_public_id] * 2
    assert fresh(planned).state == "done"
    whole()


def test_what_waits_can_be_withdrawn_and_then_never_happens(town, admin, monkeypatch):
    planned = plan(town.village, "close", admin)
    withdraw_planned_change(planned=planned, by=admin, version=fresh(planned).version)
    with pytest.raises(RuleBroken, match="已撤回"):
        withdraw_planned_change(planned=planned, by=admin, version=fresh(planned).version)
    on_the_day(monkeypatch, 11)
    assert carry_out_due() == 0
    assert fresh(town.village).closed_on is None


@pytest.mark.parametrize(
    ("what", "fields", "days", "said"),
    [
        ("rename", {"name": "新", "short": "新"}, 0, "明天起一年之内"),
        ("rename", {"name": "新", "short": "新"}, -3, "明天起一年之内"),
        ("rename", {"name": "新", "short": "新"}, 400, "明天起一年之内"),
        ("rename", {"name": "", "short": "新"}, 10, "请填写全称"),
        ("move", {"parent": "不存在"}, 10, "请从名单中选择"),
    ],
)
def test_what_does_not_hold_is_refused_at_entry(town, admin, what, fields, days, said):
    with pytest.raises(RuleBroken, match=said):
        plan(town.village, what, admin, days=days, **fields)
    assert not PlannedChange.objects.exists()


def test_the_same_is_not_entered_twice(town, admin):
    plan(town.village, "rename", admin, name="新", short="新")
    with pytest.raises(RuleBroken, match="已经登记过"):
        plan(town.village, "rename", admin, name="新", short="新")


def test_when_the_target_is_gone_nothing_half_happens_and_the_desk_says_why(town, admin, monkeypatch):
    planned = plan(town.village, "merge", admin, into=town.academy.public_id)
    later = plan(town.county, "rename", admin, name="新县局", short="新县")
    teacher = town.person("teacher", "village")
    acts.close_organisation(
        organisation=town.academy, on=clock.today(), by=admin, version=fresh(town.academy).version
    )
    on_the_day(monkeypatch, 11)
    assert carry_out_due() == 1
    assert fresh(later).state == "done"
    assert fresh(planned).state == "failed"
    assert "请从名单中选择并入" in planned.problem
    assert "现在办理" in planned.problem
    assert fresh(town.village).closed_on is None
    assert fresh(teacher).organisation_id == town.village.pk
    assert not Organisation.objects.filter(short="village").exclude(pk=town.village.pk).exists()
    assert [(item.title, item.href) for item in desk(admin) if item.group == "todo"] == [
        ("village合并到期没有办成", f"/organisations/{town.village.public_id}/#story")
    ]
    assert carry_out_due() == 0
    whole()


def test_what_was_mended_is_carried_out_afterwards(town, admin, monkeypatch):
    planned = plan(town.village, "close", admin)
    teacher = town.person("teacher", "village")
    on_the_day(monkeypatch, 11)
    carry_out_due()
    assert "在任岗位 1 个" in fresh(planned).problem
    with pytest.raises(RuleBroken, match="在任岗位 1 个"):
        carry_out_change(planned=planned, by=admin, version=fresh(planned).version)
    assert fresh(planned).state == "failed"
    Membership.objects.filter(pk=teacher.pk).update(end=clock.today())
    carry_out_change(planned=planned, by=admin, version=fresh(planned).version)
    assert fresh(town.village).closed_on == planned.on
    whole()


def test_the_right_is_asked_again_on_the_day(town, monkeypatch):
    post = town.person("security_admin", "county")
    planned = plan(town.village, "rename", actor_for(post), name="新", short="新")
    Membership.objects.filter(pk=post.pk).update(role="county_officer")
    on_the_day(monkeypatch, 11)
    assert carry_out_due() == 0
    assert "现在无权办理" in fresh(planned).problem
    assert fresh(town.village).name == "village全称"


def test_who_has_left_carries_nothing_out_and_a_successor_does(town, post, admin, monkeypatch):
    orphan = plan(town.village, "rename", admin, name="新", short="新")
    passed = plan(town.academy, "rename", admin, name="新院", short="新院")
    next_one = town.person("security_admin")
    hand_over(
        leaving=post,
        successor=next_one,
        on=clock.today(),
        reason="调任",
        by=actor_for(next_one),
        version=fresh(post).version,
    )
    assert {fresh(orphan).post, fresh(passed).post} == {next_one}
    PlannedChange.objects.filter(pk=orphan.pk).update(post=post)
    on_the_day(monkeypatch, 11)
    assert carry_out_due() == 1
    assert "已不在岗" in fresh(orphan).problem
    assert fresh(town.academy).name == "新院"


def test_an_organisation_with_changes_to_come_is_not_closed_or_merged_before(town, admin):
    plan(town.village, "rename", admin, name="新", short="新")
    version = fresh(town.village).version
    with pytest.raises(RuleBroken, match="待生效的变动 1 项"):
        acts.close_organisation(organisation=town.village, on=clock.today(), by=admin, version=version)
    with pytest.raises(RuleBroken, match="尚未生效的变动"):
        merge_organisations(
            organisation=town.village,
            others=[],
            into=town.academy,
            on=clock.today(),
            by=admin,
            version=version,
        )


def test_only_who_may_enters_and_withdraws_and_others_do_not_read_it(town, admin):
    teacher = actor_for(town.person("teacher", "village"))
    office = actor_for(town.person("office", "village"))
    planned = plan(town.village, "close", admin)
    for by in (teacher, office):
        with pytest.raises(PermissionDenied):
            plan(town.village, "close", by, days=20)
        with pytest.raises(PermissionDenied):
            withdraw_planned_change(planned=planned, by=by, version=fresh(planned).version)
    own = plan(town.village, "department", office, name="教务处", kind="department")
    assert set(planned_visible_to(teacher)) == {planned, own}
    elsewhere = actor_for(town.person("school_head", "academy"))
    assert not planned_visible_to(elsewhere).exists()


def test_the_page_shows_what_will_be_and_takes_it_back(town, post, signed_in, monkeypatch):
    client = signed_in(post)
    day = clock.today() + 30 * DAY
    url = f"/organisations/{town.village.public_id}/change/rename/"
    form = {"name": "新村学校", "short": "新村", "on": day.isoformat(), "_version": town.village.version}
    seen = client.post(url, form).content.decode()
    assert "到日自动办理" in seen
    assert client.post(url, {**form, "sure": "1"}).status_code == 302
    page = client.get(f"/organisations/{town.village.public_id}/").content.decode()
    assert f"将于 {day.year}年{day.month}月{day.day}日 生效" in page
    assert f"{post.user.name}（{post}）登记" in page
    teacher = signed_in(town.person("teacher", "village"))
    read = teacher.get(f"/organisations/{town.village.public_id}/").content.decode()
    assert (f"{post.organisation.short}登记" in read, post.user.name in read) == (True, False)
    planned = PlannedChange.objects.get()
    stranger = signed_in(town.person("school_head", "academy"))
    assert "新村学校" not in stranger.get(f"/organisations/{town.village.public_id}/").content.decode()
    early = client.post(f"/planned-changes/{planned.public_id}/carry-out/", {"_version": planned.version})
    assert (early.status_code, "到那天自动办理" in early.content.decode()) == (422, True)
    gone = client.post(
        f"/planned-changes/{planned.public_id}/withdraw/", {"_version": fresh(planned).version}
    )
    assert gone.status_code == 302
    assert "将于" not in client.get(f"/organisations/{town.village.public_id}/").content.decode()
