"""A call from its draft to the end of receiving: frozen rules, quotas, extensions, the clock, what schools see."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from luoshi.accounts.models import Membership
from luoshi.accounts.queries import actor_for
from luoshi.common import clock
from luoshi.common.errors import RuleBroken
from luoshi.common.models import AuditEvent
from luoshi.notices.models import Notice
from luoshi.selection import actions
from luoshi.selection.asking import missing_to_open, warnings
from luoshi.selection.deadline import check_in_time
from luoshi.selection.desk import desk_items
from luoshi.selection.models import Call, Extension
from luoshi.selection.queries import calls_visible_to
from luoshi.selection.quotas import allowed, units
from luoshi.selection.reminding import due_calls
from luoshi.selection.states import CallState
from luoshi.selection.sweeping import close_overdue

from . import helping
from .helping import act, drafted, fresh, made, opened, over
from .test_quotas import won

pytestmark = pytest.mark.django_db
LATER = dt.timedelta(days=30)


def test_a_draft_begins_as_its_kind_and_is_frozen_when_it_opens(there: Any) -> None:
    kind = made(there)
    call = drafted(there, kind)
    assert call.rules == kind.rules
    helping.with_rules(there, kind, valid_months=12)
    assert fresh(call).rules["valid_months"] == 36
    call = act(actions.take_rules, call, there.actor("officer"))
    assert call.rules["valid_months"] == 12
    call = act(actions.open_call, call, there.actor("officer"))
    assert call.form_version == kind.definition.current
    helping.with_rules(there, kind, valid_months=24)
    assert fresh(call).rules["valid_months"] == 12
    for late, said in ((actions.take_rules, {}), (actions.change_call, {"facts": actions.CallFacts("改名")})):
        with pytest.raises(RuleBroken, match="发出以后规则就定了"):
            act(late, call, there.actor("officer"), **said)


@pytest.mark.parametrize(
    ("rules", "facts", "words"),
    [
        ({}, {"until": None}, "还没有写截止时间"),
        ({}, {"until": dt.timedelta(days=-1)}, "截止时间已经过了"),
        ({}, {"opens_at": dt.timedelta(days=21)}, "要早于截止时间"),
        ({"rubric": {}}, {}, "还没有评分标准"),
        ({"register": "no-such-register"}, {}, "台账没有启用"),
    ],
)
def test_a_call_that_is_not_whole_does_not_go_out(there: Any, rules: Any, facts: Any, words: str) -> None:
    kind = helping.with_rules(there, made(there), conditions=[], **rules)
    times = {name: clock.now() + span if span else None for name, span in facts.items()}
    call = drafted(there, kind, **times)
    assert any(words in each for each in missing_to_open(call))
    with pytest.raises(RuleBroken, match="还不能发出"):
        act(actions.open_call, call, there.actor("officer"))
    assert fresh(call).state == CallState.DRAFT


def test_a_late_or_short_deadline_is_warned_of(there: Any) -> None:
    evening = clock.now().replace(hour=14) + dt.timedelta(days=2)  # 22:00 here
    assert any("下班以后" in each for each in warnings(drafted(there, until=evening)))
    assert any("来不及" in each for each in warnings(Call.objects.get()))


def test_schools_see_a_call_once_it_is_out_and_are_told_once(there: Any) -> None:
    call = drafted(there)
    assert not calls_visible_to(there.actor("office")).exists()
    act(actions.open_call, call, there.actor("officer"))
    assert list(calls_visible_to(there.actor("office"))) == [call]
    told = Notice.objects.get(title=f"请申报：{call.title}")
    posts = set(told.deliveries.values_list("membership", flat=True))
    assert {there.office.pk, there.other.pk} <= posts
    assert there.teacher.pk not in posts


def test_only_officers_of_the_bureau_run_a_call(there: Any) -> None:
    call = drafted(there)
    for name in ("office", "leader", "teacher"):
        with pytest.raises(PermissionDenied):
            act(actions.open_call, call, there.actor(name))
    assert fresh(call).state == CallState.DRAFT


def test_nothing_is_closed_before_its_time(there: Any) -> None:
    call = opened(there)
    with pytest.raises(RuleBroken, match="不能提前截止"):
        act(actions.close_call, call, there.actor("officer"))
    close_overdue()
    assert fresh(call).state == CallState.OPEN


@pytest.mark.parametrize(("minutes", "state"), [(1, CallState.OPEN), (3, CallState.CHECKING)])
def test_the_clock_closes_a_call_two_minutes_after_its_time(there: Any, minutes: int, state: str) -> None:
    """What came whole in time and waits for its turn is not shut out by the clock."""
    call = over(opened(there), minutes)
    close_overdue()
    close_overdue()
    assert fresh(call).state == state
    events = AuditEvent.objects.filter(action="selection.close_call", object_id=call.public_id)
    assert events.count() == (state == CallState.CHECKING)


def test_received_at_the_very_moment_is_in_time_and_a_second_later_is_not(there: Any) -> None:
    call = opened(there)
    assert check_in_time(call, arrived=call.until) == call.until
    with pytest.raises(RuleBroken, match="没有完整收到"):
        check_in_time(call, arrived=call.until + dt.timedelta(microseconds=1))


def test_what_came_in_time_is_taken_until_it_is_closed(there: Any, settings: Any, tmp_path: Any) -> None:
    """A closed one is closed by its state: a clock that is set back opens nothing (controls DN-02)."""
    call = over(opened(there), minutes=1)
    moment = call.until - dt.timedelta(seconds=1)
    assert check_in_time(call, arrived=moment) == moment
    with pytest.raises(RuleBroken, match="没有完整收到"):
        check_in_time(call)
    closed = act(actions.close_call, call, there.actor("officer"))
    with pytest.raises(RuleBroken, match="形式审查"):
        check_in_time(closed, arrived=call.until - dt.timedelta(seconds=1))
    settings.CLOCK_FILE = str(tmp_path / "clock")
    (tmp_path / "clock").write_text((call.until - dt.timedelta(hours=2)).isoformat())
    close_overdue()
    with pytest.raises(RuleBroken, match="形式审查"):
        check_in_time(closed)
    assert fresh(closed).state == CallState.CHECKING


def test_a_call_that_has_not_begun_takes_nothing(there: Any) -> None:
    call = opened(there, opens_at=clock.now() + dt.timedelta(days=2))
    with pytest.raises(RuleBroken, match="还没有开始受理"):
        check_in_time(call)


def proposed_extension(there: Any, call: Call, span: dt.timedelta = LATER) -> Extension:
    said = {"until": clock.now() + span, "reason": "机房停电"}
    act(actions.propose_extension, call, there.actor("officer"), **said)
    return Extension.objects.get(confirmed_at__isnull=True, dropped_at__isnull=True)


def test_an_extension_needs_two_persons_and_holds_for_all(there: Any) -> None:
    call = opened(there)
    extension = proposed_extension(there, call)
    assert fresh(call).until == call.until
    with pytest.raises(PermissionDenied):
        act(actions.confirm_extension, extension, there.actor("officer"))
    act(actions.confirm_extension, extension, there.actor("leader"))
    assert fresh(call).until == extension.until
    assert "机房停电" in Notice.objects.get(title=f"延期：{call.title}").body


def test_the_second_person_may_say_no_to_an_extension_and_its_proposer_reads_why(
    there: Any, signed_in: Any
) -> None:
    call = opened(there)
    extension = proposed_extension(there, call)
    with pytest.raises(PermissionDenied):
        act(actions.decline_extension, extension, there.actor("officer"), reason="不办了")
    decline = reverse("decline-call-extension", args=[extension.public_id])
    said = {"_version": extension.version, "_once": "a", "reason": "时间够用"}
    assert signed_in(there.leader).post(decline, said).status_code == 302
    assert fresh(call).until == call.until
    assert "时间够用" in Notice.objects.get(title__startswith="不同意您的提请").body
    here = reverse("call", args=[call.public_id])
    assert "时间够用" in signed_in(there.officer).get(here).content.decode()
    assert "时间够用" not in signed_in(there.office).get(here).content.decode()
    with pytest.raises(RuleBroken, match="已经答复不同意"):
        act(actions.confirm_extension, extension, there.actor("leader"))
    again = proposed_extension(there, call)
    act(actions.confirm_extension, again, there.actor("leader"))
    assert fresh(call).until == again.until


def test_two_posts_of_one_person_are_one_person(there: Any) -> None:
    extension = proposed_extension(there, opened(there))
    second = Membership.objects.create(
        user=there.officer.user, organisation=there.bureau, role="section_head", start=clock.today()
    )
    with pytest.raises(PermissionDenied):
        act(actions.confirm_extension, extension, actor_for(second))


def test_an_extension_after_the_end_opens_the_call_again_for_everybody(there: Any) -> None:
    call = over(opened(there))
    close_overdue()
    with pytest.raises(RuleBroken):
        check_in_time(call)
    act(actions.confirm_extension, proposed_extension(there, call), there.actor("section_head"))
    call = fresh(call)
    assert (call.state, call.closed_at) == (CallState.OPEN, None)
    assert check_in_time(call) <= clock.now()


def test_an_extension_goes_forward_only_and_can_be_dropped(there: Any) -> None:
    call = opened(there)
    with pytest.raises(RuleBroken, match="要晚于"):
        proposed_extension(there, call, dt.timedelta(days=10))
    extension = proposed_extension(there, call)
    with pytest.raises(RuleBroken, match="等待确认"):
        act(actions.propose_extension, call, there.actor("officer"), until=clock.now() + LATER, reason="再延")
    act(actions.drop_extension, extension, there.actor("officer"))
    with pytest.raises(RuleBroken, match="已经撤回"):
        act(actions.confirm_extension, extension, there.actor("leader"))
    assert fresh(call).until == call.until


def test_a_withdrawn_call_says_why_and_comes_back_as_it_was(there: Any) -> None:
    call = act(actions.withdraw_call, opened(there), there.actor("officer"), reason="上级取消")
    assert (call.state, call.reason) == (CallState.WITHDRAWN, "上级取消")
    assert Notice.objects.filter(title=f"已撤销，不再申报：{call.title}").count() == 1
    with pytest.raises(RuleBroken, match="已撤销"):
        check_in_time(call)
    call = act(actions.restore_call, call, there.actor("officer"), reason="又办了")
    assert call.state == CallState.OPEN
    draft = act(actions.withdraw_call, drafted(there, call.kind), there.actor("officer"), reason="写错")
    assert act(actions.restore_call, draft, there.actor("officer"), reason="没错").state == CallState.DRAFT


def test_what_was_closed_before_it_was_withdrawn_does_not_open_again(there: Any) -> None:
    call = over(opened(there))
    close_overdue()
    call = act(actions.withdraw_call, call, there.actor("officer"), reason="取消")
    with pytest.raises(RuleBroken, match="不能恢复"):
        act(actions.restore_call, call, there.actor("officer"), reason="又办")


def page_of(client: Any, call: Call) -> str:
    return client.get(reverse("call", args=[call.public_id])).content.decode()


def test_a_school_reads_why_it_cannot_apply_before_it_writes_anything(there: Any, signed_in: Any) -> None:
    test = {"field": "undertaken", "op": "ge", "value": 99}
    rule = {"key": "c1", "words": "承接任务多", "about": "organisation", "test": test}
    kind = helping.with_rules(there, made(there), register="", conditions=[rule])
    call = opened(there, kind)
    text = page_of(signed_in(there.office), call)
    assert "现在还不能申报" in text
    assert "不满足，因为“承接的任务”是 " in text
    assert "要求“承接的任务”不小于99" in text
    helping.with_rules(there, kind, conditions=[rule | {"test": test | {"value": 0}}])
    met = page_of(signed_in(there.office), opened(there, kind, title="第二次"))
    assert "现在还不能申报" not in met
    assert ("可以申报</h3>" in met, "；要求“承接的任务”不小于0" in met) == (True, True)


def test_each_entry_of_the_register_is_told_for_itself(there: Any, signed_in: Any) -> None:
    won(there, leader_title="middle")
    text = page_of(signed_in(there.office), opened(there))
    assert "示例团队0" in text
    assert "现在看不出是否满足：“成员人数”没有填。要求“成员人数”不小于15 人" in text
    assert text.count("不满足，因为“") == 1, "the title of whoever leads is known, nothing else"
    assert "示例团队0" not in page_of(signed_in(there.other), Call.objects.get())


def test_the_pages_ask_the_database_alike_for_one_call_and_for_many(there: Any, signed_in: Any) -> None:
    client, kind = signed_in(there.office), made(there)
    opened(there, kind)
    client.get(reverse("calls"))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("calls"))
    for number in range(6):
        opened(there, kind, title=f"示例{number}")
    with CaptureQueriesContext(connection) as many:
        assert client.get(reverse("calls")).content.decode().count("data-href") == 7
    assert len(many) == len(one)


def test_a_call_is_drafted_limited_opened_and_extended_on_screen(there: Any, signed_in: Any) -> None:
    kind, client = made(there), signed_in(there.officer)
    answer = helping.as_shown(client, reverse("new-call", args=[kind.public_id]), words="请按时报送")
    call = Call.objects.get()
    assert (answer.url, call.words) == (reverse("call", args=[call.public_id]), "请按时报送")
    assert call.until.astimezone().weekday() < 5
    helping.as_shown(client, reverse("edit-call", args=[call.public_id]), title="改过的名称")
    row = f"quotas-{units(call).index(there.school)}-number"
    helping.as_shown(client, reverse("call-quotas", args=[call.public_id]), **{row: "1"})
    call = fresh(call)
    assert (call.title, allowed(call, there.school).number) == ("改过的名称", 1)
    assert "所学校，共 " in page_of(client, call), "to whom it goes, before it goes"
    client.post(reverse("open-call", args=[call.public_id]), {"_version": call.version})
    assert fresh(call).state == CallState.OPEN
    helping.as_shown(client, reverse("call-quotas", args=[call.public_id]), **{row: "2"}, why="试点")
    proposal = call.proposals.get()
    confirm = reverse("confirm-call-proposal", args=[proposal.public_id])
    assert client.post(confirm, {"_version": proposal.version}).status_code == 403
    waits = page_of(signed_in(there.leader), call)
    assert ("由 1 个改为 2 个。确认以前什么都没有变" in waits, "<p>理由：试点" in waits) == (True, True)
    signed_in(there.leader).post(confirm, {"_version": proposal.version})
    assert allowed(fresh(call), there.school).number == 2
    assert "增加了限额，理由：试点" in page_of(signed_in(there.office), call)
    said = {"until": (clock.now() + dt.timedelta(days=90)).strftime("%Y-%m-%dT09:00"), "reason": "停电"}
    helping.as_shown(client, reverse("extend-call", args=[call.public_id]), **said)
    extension = Extension.objects.get()
    confirm = reverse("confirm-call-extension", args=[extension.public_id])
    assert client.post(confirm, {"_version": extension.version}).status_code == 403
    assert "停电" not in page_of(signed_in(there.office), call)
    signed_in(there.leader).post(confirm, {"_version": extension.version})
    assert "停电" in page_of(signed_in(there.office), call)


def test_the_days_of_schools_and_counties_move_with_the_closing(there: Any, signed_in: Any) -> None:
    first = clock.today() + dt.timedelta(days=9)
    days = {"school_until": first, "county_until": first + dt.timedelta(days=3)}
    call = act(actions.open_call, drafted(there, **days), there.actor("officer"))
    extend = reverse("extend-call", args=[call.public_id])
    assert f"现在是 {first:%Y-%m-%d}" in signed_in(there.officer).get(extend).content.decode()
    late = call.until + dt.timedelta(days=7)
    for wrong in (first - dt.timedelta(days=1), late.date() + dt.timedelta(days=2)):
        with pytest.raises(RuleBroken, match="学校报送日期只能往后"):
            act(
                actions.propose_extension,
                call,
                there.actor("officer"),
                until=late,
                reason="停电",
                school_until=wrong,
            )
    said = {"until": late, "reason": "停电", "county_until": late.date()}
    act(actions.propose_extension, call, there.actor("officer"), **said)
    extension = Extension.objects.get()
    moved = first + dt.timedelta(days=7)
    waits = signed_in(there.leader).get(reverse("call", args=[call.public_id])).content.decode()
    assert f"学校报送日期由 {first:%Y-%m-%d} 改为 {moved:%Y-%m-%d}" in waits
    assert fresh(call).school_until == first
    act(actions.confirm_extension, extension, there.actor("leader"))
    assert (fresh(call).school_until, fresh(call).county_until) == (moved, late.date())
    assert f"学校报送日期改为 {moved:%Y-%m-%d}" in Notice.objects.get(title=f"延期：{call.title}").body
    assert [each.due for each in due_calls(clock.today())] == [moved, late.date()]


def test_desk_and_reminders_follow_the_call(there: Any) -> None:
    call = drafted(there, school_until=clock.today() + dt.timedelta(days=9))
    assert [each.title for each in desk_items(there.actor("officer"))] == [f"发出遴选：{call.title}"]
    act(actions.open_call, call, there.actor("officer"))
    assert [(each.title, each.group) for each in desk_items(there.actor("office"))] == [
        (f"可以申报：{call.title}", "read")
    ]
    assert not list(desk_items(there.actor("teacher")))
    schools, counties = due_calls(clock.today())
    assert schools.due == clock.today() + dt.timedelta(days=9)
    assert (there.office in schools.to, there.teacher in schools.to) == (True, False)
    assert {post.role for post in counties.to} <= {"county_officer", "county_leader"}
    extension = proposed_extension(there, call)
    assert f"确认延期：{call.title}" in [each.title for each in desk_items(there.actor("leader"))]
    act(actions.drop_extension, extension, there.actor("officer"))
    assert not list(desk_items(there.actor("leader")))
    call = over(call)
    assert list(due_calls(clock.today())) == []
    assert f"截止受理：{call.title}" in [each.title for each in desk_items(there.actor("officer"))]
