"""Leaving a post: everything it holds goes to a successor, who reads the package and confirms."""

import datetime as dt

import pytest

from luoshi.accounts import holding, leaving
from luoshi.accounts.actions import add_post, end_post
from luoshi.accounts.invariants import hand_overs_end_their_post, nothing_points_to_a_post_that_is_gone
from luoshi.accounts.models import Handover, Membership, Organisation
from luoshi.accounts.queries import actor_for, memberships_today
from luoshi.common import clock, drafts, stages
from luoshi.common.errors import RuleBroken, Stale
from luoshi.common.models import AuditEvent
from luoshi.common.stages import DeskItem, HandedOver, Holding, Stage

TODAY = clock.today
DAY = dt.timedelta(days=1)


@pytest.fixture
def later_stage():
    """A stage to come that points to posts: `.rows` is a list of [post key, title, due]."""
    before = stages.installed()

    class Later:
        rows: list = []

        def holdings(self, posts):
            keys = set(posts.values_list("pk", flat=True))
            return [Holding("责任事项", title, key, due=due) for key, title, due in self.rows if key in keys]

        def hand_over(self, old, new, by):
            held = tuple(self.holdings(Membership.objects.filter(pk=old.pk)))
            for row in self.rows:
                row[0] = new.pk if row[0] == old.pk else row[0]
            return HandedOver(held)

    later = Later()
    later.rows = []
    stages.install([*before, Stage("later", holdings=later.holdings, hand_over=later.hand_over)])
    yield later
    stages.install(before)


@pytest.fixture
def people(town):
    town.admin = town.person("security_admin", name="示例韩冰")
    town.gone = town.person("department_head", "village", name="示例走")
    town.stays = town.person("office", "village", name="示例留")
    town.by = actor_for(town.admin)
    return town


def leave(people, post=None, to=None, on=None, reason="调任", version=None):
    post = post or people.gone
    return leaving.leave_posts(
        user=post.user,
        leavings=[leaving.Leaving(post, post.version if version is None else version, to)],
        on=on or TODAY(),
        reason=reason,
        by=people.by,
    )


def test_one_act_hands_over_everything_and_ends_the_post(people, later_stage):
    later_stage.rows = [[people.gone.pk, "双师型比例", TODAY() + 20 * DAY], [people.stays.pk, "别的", None]]
    drafts.save(actor_for(people.gone), "plans.task", "x", {"title": ["写了一半"], "_once": ["k"]})
    leave(people, to=people.stays)
    people.gone.refresh_from_db()
    assert people.gone.end == TODAY()
    assert [row[0] for row in later_stage.rows] == [people.stays.pk] * 2
    assert drafts.load(actor_for(people.stays), "plans.task", "x")[0]["title"] == ["写了一半"]
    assert list(nothing_points_to_a_post_that_is_gone()) == []
    package = leaving.package_of(Handover.objects.get())
    assert [(line["kind"], line["title"]) for line in package["held"]] == [
        ("草稿", package["held"][0]["title"]),
        ("责任事项", "双师型比例"),
    ]
    assert package["held"][0]["text"] == "写了一半"
    assert [line["title"] for line in package["due"]] == ["双师型比例"]
    assert AuditEvent.objects.filter(action="accounts.leave_posts", result="done").count() == 1


def test_the_package_tells_what_waits_and_what_is_due_within_ninety_days(people, later_stage):
    days = {"第九十天": 90, "第九十一天": 91, "明天": 1}
    later_stage.rows = [[people.gone.pk, title, TODAY() + n * DAY] for title, n in days.items()]
    desk = [
        DeskItem(title="请办理的审批", href="/briefs/x/", action="办理", due=TODAY() + 2 * DAY),
        DeskItem(title="只是看看", href="/y/", action="查看", due=TODAY() + 2 * DAY, group="read"),
    ]
    stages.install([*stages.installed(), Stage("desk", desk=lambda actor: desk)])
    leave(people, to=people.stays)
    package = leaving.package_of(Handover.objects.get())
    assert [line["title"] for line in package["held"]] == list(days)
    assert [(line["title"], line["href"]) for line in package["waiting"]] == [("请办理的审批", "/briefs/x/")]
    assert [line["title"] for line in package["due"]] == ["明天", "请办理的审批", "第九十天"]


def test_without_a_successor_it_is_refused_with_the_list_while_something_points_there(people, later_stage):
    later_stage.rows = [[people.gone.pk, "一", None], [people.gone.pk, "二", None]]
    with pytest.raises(RuleBroken, match="责任事项 2 项"):
        leave(people)
    with pytest.raises(RuleBroken, match="离岗移交"):
        end_post(post=people.gone, reason="调任", by=people.by, version=people.gone.version)
    people.gone.refresh_from_db()
    assert people.gone.end is None


def test_a_stage_that_cannot_pass_on_undoes_the_whole(people, later_stage):
    later_stage.rows = [[people.gone.pk, "一", None]]
    before = stages.installed()
    stages.install([*before[:-1], Stage("later", holdings=later_stage.holdings)])
    with pytest.raises(RuleBroken, match="没能移交"):
        leave(people, to=people.stays)
    people.gone.refresh_from_db()
    assert (people.gone.end, Handover.objects.count()) == (None, 0)


def test_what_a_stage_passes_on_unasked_stands_in_the_package_too(people, later_stage):
    before = stages.installed()
    told = HandedOver((Holding("待处理的消息", "会议通知", people.gone.pk),))
    stages.install([*before, Stage("tells", hand_over=lambda old, new, by: told)])
    leave(people, to=people.stays)
    package = leaving.package_of(Handover.objects.get())
    assert [line["title"] for line in package["held"]] == ["会议通知"]


def test_leaving_later_needs_a_successor_and_is_settled_on_the_day(people, later_stage, monkeypatch):
    day = TODAY() + 10 * DAY
    with pytest.raises(RuleBroken, match="先选好接收人"):
        leave(people, on=day)
    leave(people, to=people.stays, on=day)
    assert memberships_today().filter(pk=people.gone.pk).exists()
    later_stage.rows = [[people.gone.pk, "这几天新到的", None]]
    assert leaving.settle_due() == 0
    monkeypatch.setattr(clock, "today", lambda: day)
    assert not memberships_today().filter(pk=people.gone.pk).exists()
    assert list(nothing_points_to_a_post_that_is_gone()) == []  # until the tick has come by
    assert leaving.settle_due() == 1
    assert later_stage.rows[0][0] == people.stays.pk
    assert leaving.settle_due() == 0


def test_a_leaving_to_come_is_taken_back_and_nothing_more_passes(people, later_stage, monkeypatch):
    later_stage.rows = [[people.gone.pk, "任务一", None]]
    leave(people, to=people.stays, on=TODAY() + 10 * DAY)
    post = Membership.objects.get(pk=people.gone.pk)
    with pytest.raises(RuleBroken, match="写明理由"):
        leaving.keep_post(post=post, reason=" ", by=people.by, version=post.version)
    post.refresh_from_db()
    leaving.keep_post(post=post, reason="不走了", by=people.by, version=post.version)
    later_stage.rows.append([post.pk, "后到的", None])
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + 11 * DAY)
    assert leaving.settle_due() == 0
    assert memberships_today().filter(pk=post.pk).exists()
    assert [row[0] for row in later_stage.rows] == [people.stays.pk, post.pk]
    assert list(hand_overs_end_their_post()) == []
    post.refresh_from_db()
    with pytest.raises(RuleBroken, match="没有登记以后的离任"):
        leaving.keep_post(post=post, reason="再来", by=people.by, version=post.version)


def test_what_waits_to_be_received_passes_on_when_the_successor_leaves_too(people, later_stage):
    third = people.person("school_head", "village", name="示例三")
    leave(people, to=people.stays)
    with pytest.raises(RuleBroken, match="待接收的移交 1 项"):
        leave(people, post=people.stays)
    leave(people, post=people.stays, to=third)
    assert set(Handover.objects.values_list("successor__user__name", flat=True)) == {"示例三"}


def test_whoever_changes_posts_takes_over_from_the_own_old_post(people, later_stage):
    later_stage.rows = [[people.gone.pk, "一", None]]
    own = add_post(user=people.gone.user, organisation=people.village, role="deputy_head", by=people.by)
    drafts.save(actor_for(people.gone), "plans.task", "x", {"title": ["草稿"]})
    leave(people, to=own)
    assert later_stage.rows[0][0] == own.pk
    assert drafts.load(actor_for(own), "plans.task", "x") is not None


@pytest.mark.parametrize(("days", "said"), [(-400, "一年之内"), (400, "一年之内"), (-3, "不能早于")])
def test_a_day_out_of_reason_is_refused(people, days, said):
    with pytest.raises(RuleBroken, match=said):
        leave(people, to=people.stays, on=TODAY() + days * DAY)


def test_a_day_in_the_past_is_kept_as_it_was(people):
    Membership.objects.filter(pk=people.gone.pk).update(start=TODAY() - 90 * DAY)
    leave(people, to=people.stays, on=TODAY() - 30 * DAY)
    people.gone.refresh_from_db()
    assert people.gone.end == TODAY() - 30 * DAY


@pytest.mark.parametrize("role", ["system_admin", "log_admin"])
def test_business_does_not_pass_to_an_administrator(people, role):
    admin = people.person(role)
    with pytest.raises(RuleBroken, match="管理员"):
        leave(people, to=admin)


def test_nobody_of_another_school_takes_over(people):
    stranger = people.person("office", "academy")
    with pytest.raises(RuleBroken, match="本单位或上级单位"):
        leave(people, to=stranger)


def test_an_old_page_is_told_and_a_second_click_is_refused(people):
    with pytest.raises(Stale):
        leave(people, to=people.stays, version=people.gone.version + 1)
    leave(people, to=people.stays)
    people.gone.refresh_from_db()
    with pytest.raises(RuleBroken, match="已经离任"):
        leave(people, to=people.stays)


def test_dates_of_posts_may_lie_ahead_and_do_not_overlap(people):
    start = TODAY() + 30 * DAY
    post = add_post(
        user=people.gone.user, organisation=people.village, role="finance", start=start, by=people.by
    )
    assert not memberships_today().filter(pk=post.pk).exists()
    assert memberships_today(start).filter(pk=post.pk).exists()
    with pytest.raises(RuleBroken, match="不用再授予"):
        add_post(user=people.gone.user, organisation=people.village, role="finance", by=people.by)
    leave(people, to=people.stays, on=TODAY() + 5 * DAY)
    with pytest.raises(RuleBroken, match="不用再授予"):
        add_post(user=people.gone.user, organisation=people.village, role="department_head", by=people.by)
    after = TODAY() + 5 * DAY
    again = add_post(
        user=people.gone.user, organisation=people.village, role="department_head", start=after, by=people.by
    )
    assert again.start == after


def test_a_council_chair_sits_only_in_a_private_school(people):
    with pytest.raises(RuleBroken, match="只设在民办学校"):
        add_post(user=people.gone.user, organisation=people.village, role="council_chair", by=people.by)
    Organisation.objects.filter(pk=people.village.pk).update(owner="private")
    people.village.refresh_from_db()
    post = add_post(user=people.gone.user, organisation=people.village, role="council_chair", by=people.by)
    assert str(post) == "village 理事长"


# ---- the pages


def form_of(post, to=None, **more):
    return {
        f"leave-{post.public_id}": "on",
        f"version-{post.public_id}": post.version,
        f"to-{post.public_id}": to.public_id if to else "",
        "on": TODAY().isoformat(),
        "reason": "调任",
        **more,
    }


def test_the_administrator_sees_kinds_and_counts_and_no_titles(people, later_stage, signed_in):
    later_stage.rows = [[people.gone.pk, "业务内容的名称", TODAY()]]
    client = signed_in(people.admin)
    url = f"/people/{people.gone.user.public_id}/leave/"
    page = client.get(url).content.decode()
    assert "责任事项" in page
    assert "业务内容的名称" not in page
    refused = client.post(url, form_of(people.gone))
    assert refused.status_code == 422
    assert "责任事项 1 项" in refused.content.decode()
    assert 'value="调任"' in refused.content.decode()
    assert client.post(url, form_of(people.gone, people.stays)).status_code == 302
    handover = Handover.objects.get()
    seen = client.get(f"/handovers/{handover.public_id}/").content.decode()
    assert "只有接收人可以看" in seen
    assert "业务内容的名称" not in seen
    assert client.post(f"/handovers/{handover.public_id}/receive/", {"_version": 2}).status_code == 403


def test_the_successor_finds_it_on_the_desk_reads_it_and_confirms(people, later_stage, signed_in):
    later_stage.rows = [[people.gone.pk, "双师型比例", TODAY() + DAY]]
    leave(people, to=people.stays)
    client, handover = signed_in(people.stays), Handover.objects.get()
    assert f"/handovers/{handover.public_id}/" in client.get("/desk/").content.decode()
    page = client.get(f"/handovers/{handover.public_id}/").content.decode()
    assert "双师型比例" in page
    answer = client.post(f"/handovers/{handover.public_id}/receive/", {"_version": handover.version})
    assert answer.status_code == 302
    assert f"/handovers/{handover.public_id}/" not in client.get("/desk/").content.decode()
    handover.refresh_from_db()
    again = client.post(f"/handovers/{handover.public_id}/receive/", {"_version": handover.version})
    assert again.status_code == 422
    stranger = signed_in(people.person("office", "academy"))
    assert stranger.get(f"/handovers/{handover.public_id}/").status_code == 404


def test_rights_end_with_the_post_at_the_next_request(people, signed_in):
    browser = signed_in(people.gone)
    assert browser.get("/people/").status_code == 200
    leave(people, to=people.stays)
    assert browser.get("/people/").status_code == 302
    assert holding.of_post(people.gone) == []


def test_before_the_only_one_at_a_post_leaves_the_page_says_what_nobody_will_do(town, signed_in):
    admin, office = town.person("security_admin"), town.person("office", "village")
    page = f"/people/{office.user.public_id}/leave/"
    words = "village没有别人担任“项目办”"
    assert words in signed_in(admin).get(page).content.decode()
    town.person("office", "village")
    assert words not in signed_in(admin).get(page).content.decode()
