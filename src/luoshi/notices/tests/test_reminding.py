"""Reminders by rule and working day: once, in office hours, up the ladder, never for what is done."""

import datetime as dt

import pytest
from django.urls import reverse

from luoshi.accounts.models import Membership
from luoshi.accounts.queries import actor_for
from luoshi.common import stages, tick
from luoshi.common.errors import RuleBroken
from luoshi.common.models import AuditEvent, Holiday
from luoshi.notices import actions, rules
from luoshi.notices.models import Delivery, Notice, ReminderRule
from luoshi.notices.stage import STAGE

pytestmark = pytest.mark.django_db
DUE = dt.date(2026, 12, 2)  # a Wednesday


@pytest.fixture
def at(settings, tmp_path):
    """`at("2026-11-27T10:00")` sets the clock, Beijing time; whoever is there was there before."""
    settings.CLOCK_FILE = str(tmp_path / "clock")

    def set_to(text):
        (tmp_path / "clock").write_text(f"{text}:00+08:00")
        Membership.objects.update(start=dt.date(2026, 1, 1))

    return set_to


@pytest.fixture
def owed(monkeypatch):
    """A stage with things that are due; `owed.append(Reminder(…))`."""
    things: list[stages.Reminder] = []
    owner = stages.Stage("owner", reminders=lambda today: list(things))
    monkeypatch.setattr(stages, "_installed", [STAGE, owner])
    return things


def report(post, **more):
    return stages.Reminder(key="report:1", title="季度进展", due=DUE, to=(post,), href="/desk/", **more)


def told():
    rows = Delivery.objects.order_by("id").select_related("notice", "membership")
    return [(row.membership, row.notice.title) for row in rows]


def test_three_working_days_before_on_the_day_and_after(school, owed, at):
    owed.append(report(school.office))
    for moment, sent in (
        ("2026-11-26T10:00", 0),  # four working days before
        ("2026-11-27T10:00", 1),
        ("2026-11-27T15:00", 0),
        ("2026-11-28T10:00", 0),  # Saturday
        ("2026-11-30T10:00", 0),
        ("2026-12-02T10:00", 1),
        ("2026-12-03T10:00", 1),
    ):
        at(moment)
        assert rules.remind() == sent, moment
    assert told() == [
        (school.office, "季度进展（12月2日到期）"),
        (school.office, "季度进展（12月2日到期）"),
        (school.office, "季度进展（12月2日已到期）"),
    ]


def test_three_working_days_late_it_goes_one_level_up(school, owed, at):
    owed.append(report(school.office))
    at("2026-12-07T10:00")
    assert rules.remind() == 2
    assert told()[1] == (school.head, "下级未办：季度进展（12月2日已到期）")


def test_the_top_of_a_school_is_followed_by_the_county_officer(town, school, owed, at):
    clerk = town.person("county_officer", "county")
    owed.append(report(school.head))
    at("2026-12-07T10:00")
    rules.remind()
    assert [post for post, _ in told()] == [school.head, clerk]
    assert list(rules.above([clerk, clerk])) == [school.officer]


def test_the_stage_may_name_the_next_level_itself(school, owed, at):
    owed.append(report(school.office, above=(school.officer,)))
    at("2026-12-07T10:00")
    rules.remind()
    assert [post for post, _ in told()] == [school.office, school.officer]


@pytest.mark.parametrize(
    "moment", ["2026-11-27T07:59", "2026-11-27T20:00", "2026-11-29T10:00", "2026-10-01T10:00"]
)
def test_outside_office_hours_nobody_is_reminded(school, owed, at, moment):
    Holiday.objects.create(day="2026-10-01", kind="holiday")
    owed.append(stages.Reminder(key="k", title="t", due=dt.date(2026, 10, 1), to=(school.office,)))
    at(moment)
    assert rules.remind() == 0


def test_each_school_is_reminded_by_the_days_its_own_bureau_works(town, school, owed, at):
    city_school = town.person("office", "academy")
    Membership.objects.update(start=dt.date(2026, 1, 1))
    for day in (dt.date(2026, 11, 27), dt.date(2026, 11, 30)):
        Holiday.objects.create(organisation=town.county.public_id, day=day, kind="holiday")
    owed.append(stages.Reminder(key="k", title="季度进展", due=DUE, to=(school.office, city_school)))
    for moment, reached in (
        ("2026-11-25T10:00", [school.office]),  # three days that its county works before the day
        ("2026-11-27T10:00", [city_school]),
        ("2026-11-30T10:00", []),
    ):
        at(moment)
        before = Delivery.objects.count()
        rules.remind()
        assert [post for post, _ in told()[before:]] == reached, moment


def test_a_day_nobody_looked_is_made_up_for(school, owed, at):
    owed.append(report(school.office))
    at("2026-12-01T09:00")
    assert rules.remind() == 1
    assert told() == [(school.office, "季度进展（12月2日到期）")]


def test_what_is_done_is_reminded_no_more_and_another_date_anew(school, owed, at):
    owed.append(report(school.office))
    at("2026-11-27T10:00")
    rules.remind()
    owed.clear()
    at("2026-12-02T10:00")
    assert rules.remind() == 0
    owed.append(
        stages.Reminder(key="report:1", title="季度进展", due=dt.date(2026, 12, 7), to=(school.office,))
    )
    assert rules.remind() == 1, "the date was put off: its own reminders"


def test_one_bad_reminder_does_not_stop_the_others(school, owed, at, caplog):
    owed.extend([report(school.head, about=None), report(school.office)])
    owed[0] = stages.Reminder(key="bad", title="坏", due=DUE, to=(school.head,), href="https://evil.example")
    at("2026-11-27T10:00")
    assert rules.remind() == 1
    assert "a reminder of stage owner could not be sent" in caplog.text


def test_a_tick_with_nothing_to_say_writes_no_line_in_the_log(school, owed, at):
    owed.append(report(school.office))
    at("2026-11-27T10:00")
    tick.beat()
    events = AuditEvent.objects.count()
    tick.beat()
    assert (AuditEvent.objects.count(), Notice.objects.count()) == (events, 1)


def test_own_rules_of_a_kind_go_before_the_general_ones(school):
    path = school.office.organisation.path
    assert set(rules.rules_for("due", path)) == set(rules.DEFAULTS)
    by = actor_for(school.officer)
    actions.add_rule(offset=-5, level=0, by=by)
    assert set(rules.rules_for("due", path)) == {*rules.DEFAULTS, (-5, 0)}
    actions.add_rule(kind="report", offset=-1, level=0, by=by)
    assert rules.rules_for("report", path) == [(-1, 0)]
    actions.remove_rule(offset=-5, level=0, by=by)
    assert set(rules.rules_for("due", path)) == set(rules.DEFAULTS)


def test_a_plan_with_rules_of_its_own_is_reminded_by_them_alone(school, owed, at, signed_in, monkeypatch):
    plans = stages.Stage("plans", own_rules=lambda actor: [("plan1", "提质培优"), ("plan2", "另一计划")])
    monkeypatch.setattr(stages, "_installed", [*stages.installed(), plans])
    client, url = signed_in(school.officer), reverse("reminder-rules")
    rule = {"kind": "plan:plan1", "side": "before", "days": "1", "level": "0"}
    assert client.post(url, {**rule, "kind": "plan:foreign"}).status_code == 422
    assert client.post(url, rule).status_code == 302
    page = client.get(url).content.decode()
    own = page.partition("<h2>提质培优</h2>")[2].partition("</section>")[0]
    assert "期限前 1 个工作日提醒办理人" in own
    assert "<h2>另一计划</h2>" not in page
    for number in (1, 2):
        key, plan = f"r{number}", f"plan{number}"
        owed.append(stages.Reminder(key=key, title=plan, due=DUE, to=(school.office,), plan=plan))
    for moment in ("2026-11-27T10:00", "2026-12-01T10:00", "2026-12-02T10:00", "2026-12-07T10:00"):
        at(moment)
        rules.remind()
    assert [title for _, title in told()] == [
        "plan2（12月2日到期）",
        "plan1（12月2日到期）",
        "plan2（12月2日到期）",
        "plan2（12月2日已到期）",
        "下级未办：plan2（12月2日已到期）",
    ]
    taken = {"kind": "plan:plan1", "offset": "-1", "level": "0"}
    assert client.post(reverse("remove-reminder-rule"), taken).status_code == 302
    assert "<h2>提质培优</h2>" not in client.get(url).content.decode()
    assert set(rules.rules_for("due", school.office.organisation.path, "plan1")) == set(rules.DEFAULTS)


def test_one_city_does_not_steer_the_reminders_of_another(school, west, owed, at):
    actions.remove_rule(offset=-3, level=0, by=actor_for(west.officer))
    actions.add_rule(offset=-4, level=0, by=actor_for(west.officer))
    assert set(rules.rules_for("due", school.office.organisation.path)) == set(rules.DEFAULTS)
    assert set(rules.rules_for("due", west.head.organisation.path)) == {
        (-4, 0),
        *set(rules.DEFAULTS) - {(-3, 0)},
    }
    owed.append(stages.Reminder(key="r", title="两市", due=DUE, to=(school.office, west.head)))
    at("2026-11-26T10:00")
    tick.beat()
    assert told() == [(west.head, "两市（12月2日到期）")]


def test_rules_are_changed_on_screen_by_the_bureau_only(school, signed_in):
    client = signed_in(school.officer)
    assert "期限前 3 个工作日提醒办理人" in client.get(reverse("reminder-rules")).content.decode()
    added = {"side": "before", "days": "5", "level": "1"}
    assert client.post(reverse("reminder-rules"), added).status_code == 302
    assert ReminderRule.objects.filter(offset=-5, level=1).exists()
    again = client.post(reverse("reminder-rules"), added)
    assert (again.status_code, "不用重复添加" in again.content.decode()) == (422, True)
    assert client.post(reverse("remove-reminder-rule"), {"offset": "-5", "level": "1"}).status_code == 302
    assert not ReminderRule.objects.filter(offset=-5).exists()
    assert signed_in(school.head).get(reverse("reminder-rules")).status_code == 403


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"side": "before", "level": "0"},
        {"side": "x", "days": "1", "level": "0"},
        {"side": "after", "days": "99", "level": "7"},
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(school, signed_in, data):
    assert signed_in(school.officer).post(reverse("reminder-rules"), data).status_code == 422
    answer = signed_in(school.officer).post(reverse("remove-reminder-rule"), {"offset": "x", "level": "y"})
    assert answer.status_code == 302
    assert not ReminderRule.objects.exists()


def test_the_last_rule_stays(school):
    by = actor_for(school.officer)
    for offset, level in rules.DEFAULTS[:-1]:
        actions.remove_rule(offset=offset, level=level, by=by)
    with pytest.raises(RuleBroken, match="至少要留一条"):
        actions.remove_rule(offset=3, level=1, by=by)
