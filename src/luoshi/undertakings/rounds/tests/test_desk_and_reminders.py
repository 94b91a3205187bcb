"""Who is asked to apply, who is reminded, and who carries it on."""

from __future__ import annotations

import datetime as dt

import pytest

from luoshi.accounts.models import Membership
from luoshi.accounts.queries import actor_for
from luoshi.common import clock
from luoshi.common.actor import system_actor
from luoshi.common.errors import RuleBroken
from luoshi.notices.rules import kind_of_plan, rule_groups
from luoshi.undertakings.rounds import merging
from luoshi.undertakings.rounds.desk import desk_items
from luoshi.undertakings.rounds.offers import moment_words
from luoshi.undertakings.rounds.reminding import due_applications
from luoshi.undertakings.tests.test_handing_over import leave

from . import helping
from .helping import a_round, drafted, fresh, passed

pytestmark = pytest.mark.django_db


NAME = "2026年承接申报"
TITLE = f"承接申报：{NAME}"


def lines(there, name, group="todo"):
    return [(item.title, item.action) for item in desk_items(there.actor(name)) if item.group == group]


def words(there, name, group="todo"):
    """Title and words of what one post finds on its desk."""
    return [(item.title, item.source) for item in desk_items(there.actor(name)) if item.group == group]


def test_the_school_is_asked_until_it_has_sent(there):
    assert lines(there, "office") == [(TITLE, "去申报")]
    made = drafted(there)
    assert lines(there, "head") == [(TITLE, "继续填报")]
    helping.do(helping.actions.send_application, made, there.actor("office"))
    assert lines(there, "office") == []
    assert lines(there, "teacher") == []


def test_colleagues_of_the_author_read_where_it_is(there):
    application = passed(there, helping.sent(there), "head")
    name = there.office.user.name
    assert words(there, "head", "mine") == [(TITLE, f"{name}报送，现在：县局审核")]
    assert words(there, "office", "mine") == []  # the author reads it at papers, with who has it how long
    with_words = {"comment": "请核实数量", "parts": {}}
    helping.do(helping.actions.return_application, application, there.actor("county"), **with_words)
    assert words(there, "head", "mine") == [(TITLE, f"退回修改，由{name}修改后重新报送")]
    assert lines(there, "head") == []


def test_what_has_passed_waits_for_the_bureau(there):
    passed(there, helping.sent(there))
    assert words(there, "office", "mine") == [(TITLE, "已通过审核，等市局确认")]


@pytest.mark.parametrize(
    ("made", "how"), [(None, "没有报送"), (drafted, "没有报送"), (helping.sent, "没有送出本校")]
)
def test_the_late_school_reads_that_it_is_late_and_what_remains(there, it_is, made, how):
    if made:
        made(there)
    it_is(there.round.until + dt.timedelta(seconds=1))
    assert lines(there, "office") == []
    kept = "，已填的内容都在" if made else ""
    late = f"已截止，{how}{kept}。确需报送的，联系{there.plan.issuer.short}对全体单位延期"
    assert words(there, "office", "read") == [(TITLE, late)]


def test_the_bureau_is_asked_to_open_what_it_drafted(there):
    a_round(there)
    assert lines(there, "officer") == [(f"发布承接申报：{NAME}", "去发布")]


def test_the_bureau_is_told_how_many_rows_wait_and_after_closing_to_confirm(there, it_is):
    application = passed(there, helping.sent(there), "head")
    assert lines(there, "officer") == []  # not the bureau's to read yet
    application = passed(there, application, "county", "leader")
    until = moment_words(there.round.until)
    assert words(there, "officer") == [(f"逐项提出意见：{NAME}", f"2 项待定，{until} 截止")]
    it_is(there.round.until + dt.timedelta(seconds=1))
    assert words(there, "officer") == [(f"截止，请核对确认：{NAME}", "2 项待定")]
    assert words(there, "section") == words(there, "officer")
    helping.judged(there, passed(there, application, "section"))
    assert words(there, "officer") == [(f"截止，请核对确认：{NAME}", "各项都已定")]
    helping.do(helping.actions.confirm_round, there.round, there.actor("officer"))
    assert lines(there, "officer") == lines(there, "office", "mine") == []


def test_a_county_is_told_which_of_its_schools_owe_theirs(there, it_is):
    owing = f"1 所学校没有送出：{there.school.short}"
    assert words(there, "county") == [(f"督促报送：{NAME}", owing)]
    helping.sent(there)
    assert words(there, "leader") == [(f"督促报送：{NAME}", owing)]
    it_is(there.round.until + dt.timedelta(seconds=1))
    assert (words(there, "county"), words(there, "county", "read")) == (
        [],
        [(f"没有按时报送：{NAME}", owing)],
    )


def test_a_county_is_not_asked_about_what_has_left_the_school(there):
    passed(there, helping.sent(there), "head")
    assert words(there, "county") == words(there, "county", "read") == []


def test_one_person_with_two_posts_finds_both_on_one_desk(there, client, it_is):
    """The county's clerk who is also the school's deputy: each line names the post it belongs to."""
    there.post("office", "zhijiang")
    drafted(there)
    other = Membership.objects.create(
        user=there.county.user, organisation=there.school, role="office", start=there.county.start
    )
    client.force_login(there.county.user)
    page = client.get("/desk/").content.decode()
    assert "督促报送" in page
    assert "继续填报" in page
    assert str(other) in page


def owing(there):
    return {each.key.rsplit(":", 1)[1]: each for each in due_applications(clock.today())}


def test_whoever_has_not_sent_is_reminded_and_the_county_stands_above(there):
    key = there.school.public_id
    reminder = owing(there)[key]
    assert len(owing(there)) == 11
    assert {post.pk for post in reminder.to} >= {there.office.pk, there.head.pk, there.deputy.pk}
    assert [post.pk for post in reminder.above] == [there.county.pk]
    assert (reminder.due, reminder.plan) == (there.round.last_day, there.plan.public_id)
    assert (kind_of_plan(reminder.plan), there.plan.short) in rule_groups(there.actor("officer"))
    assert rule_groups(there.actor("county")) == [("", "所有期限")]
    application = helping.sent(there)
    assert key in owing(there)
    passed(there, application, "head")
    assert key not in owing(there)


def test_an_application_passes_on_with_the_post(there, yichang):
    application = drafted(there)
    admin = actor_for(yichang.post("security_admin"))
    with pytest.raises(RuleBroken, match="承接申报 1 项"):
        leave(there.office, None, admin)
    leave(there.office, there.deputy, admin)
    assert fresh(application).author == there.deputy


def test_schools_do_not_merge_under_an_application(there):
    helping.sent(there)
    assert [held.kind for held in merging.stands_on(there.school)] == ["承接申报"]
    with pytest.raises(RuleBroken, match="还有在办的承接申报"):
        merging.follow_merger(
            change=None, old=there.school, new=there.school, on=clock.today(), by=system_actor()
        )
