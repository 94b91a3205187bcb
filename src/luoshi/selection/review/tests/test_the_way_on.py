"""From the page of a selection on: its officer to applications, panel and review, a school to its own, no further; and
from sealed sheets to open ones, by two persons or by rule.
"""

import re
from html import unescape

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from luoshi.accounts.models import Membership
from luoshi.common.errors import RuleBroken
from luoshi.notices.models import Notice
from luoshi.selection import actions as calling
from luoshi.selection.applying.models import OfficerConflict
from luoshi.selection.desk import desk_items as calls_desk
from luoshi.selection.models import Call
from luoshi.selection.panel.actions import declare_conflict
from luoshi.selection.panel.actions import take_back as take_task_back
from luoshi.selection.panel.models import Discipline
from luoshi.selection.review import actions
from luoshi.selection.review.beating import open_whole_rounds
from luoshi.selection.review.content import Content, sealed
from luoshi.selection.review.desk import desk_items
from luoshi.selection.review.invariants import INVARIANTS
from luoshi.selection.review.models import RoundClosing, Sheet, ThirdReading
from luoshi.selection.review.queries import openers_of

from . import helping
from .helping import all_in, confirm, content, hand_in, propose

pytestmark = pytest.mark.django_db


def _links(client, there):
    page = client.get(reverse("call", args=[there.call.public_id])).content.decode()
    key = [there.call.public_id]
    names = ("review-rounds", "review-copies", "panel", "panel-hands", "apply-new")
    return page, {name for name in names if f'href="{reverse(name, args=key)}"' in page}


@pytest.mark.once
def test_the_page_of_a_selection_leads_each_as_far_as_he_may_go(there, signed_in):
    officer, ways = _links(signed_in(there.officer), there)
    assert ways == {"review-rounds", "review-copies", "panel", "panel-hands"}
    assert "<strong>0 / 6</strong>" in officer
    _, ways = _links(signed_in(there.monitor), there)
    assert "review-rounds" in ways
    school, ways = _links(signed_in(there.school), there)
    assert ways == set()
    mine, others = there.applications[0], there.applications[1:]
    assert mine.title in school
    assert [row.title for row in others if row.title in school] == []


def test_once_it_is_judged_two_persons_give_it_up_and_monitor_and_experts_are_told(there, signed_in):
    """Whoever may know who would win does not end it alone; it does not come back."""
    here, call = reverse("withdraw-call", args=[there.call.public_id]), there.call
    with pytest.raises(RuleBroken, match="一个人不能撤销"):
        helping.act(calling.withdraw_call, there.actor("officer"), call=call, reason="不想要")
    officer = signed_in(there.officer)
    assert officer.post(here, {"_version": call.version, "reason": "材料造假"}).status_code == 302
    said = call.proposals.get()
    shown = officer.get(reverse("call", args=[call.public_id])).content.decode()
    assert (f'action="{here}"' in shown, "撤回" in shown) == (False, True), "once is enough"
    with pytest.raises(PermissionDenied):
        helping.act(calling.confirm_withdrawal, there.actor("officer"), proposal=said)
    assert helping.fresh(call).state == "reviewing"
    assert [n.title for n in told(there.monitor)] == [f"有人提请撤销评审中的遴选：{call.title}"]
    head, confirm = signed_in(there.head), reverse("confirm-call-proposal", args=[said.public_id])
    assert f"确认撤销遴选：{call.title}" in [item.title for item in calls_desk(there.actor("head"))]
    assert head.post(confirm, {"_version": said.version}).status_code == 302
    assert (helping.fresh(call).state, helping.fresh(call).reason) == ("withdrawn", "材料造假")
    for post in (there.monitor, *there.experts):
        assert f"遴选已撤销：{call.title}" in [n.title for n in told(post)]
    page = signed_in(there.school).get(reverse("call", args=[call.public_id])).content.decode()
    assert f"{there.officer.user.name}提请，{there.head.user.name}于" in page
    with pytest.raises(RuleBroken, match="不能恢复"):
        helping.act(calling.restore_call, there.actor("officer"), call=call, reason="又办")


def test_the_second_person_may_say_no_to_giving_up_and_to_ending_a_round(there, signed_in):
    call, head = there.call, signed_in(there.head)
    helping.act(calling.propose_withdrawal, there.actor("officer"), call=call, reason="材料造假")
    said = call.proposals.get()
    decline = reverse("decline-call-proposal", args=[said.public_id])
    assert head.post(decline, {"_version": said.version, "reason": "查无实据"}).status_code == 302
    assert helping.fresh(call).state == "reviewing"
    helping.act(actions.propose_closing, there.actor("officer"), call=call, round="", reason="等不及")
    closing = call.closing_proposals.get()
    with pytest.raises(PermissionDenied):
        helping.act(actions.decline_closing, there.actor("officer"), proposal=closing, reason="不办了")
    monitor, here = signed_in(there.monitor), reverse("review-rounds", args=[call.public_id])
    decline = reverse("review-decline-closing", args=[closing.public_id])
    assert f'action="{decline}"' in monitor.get(here).content.decode()
    assert monitor.post(decline, {"_version": closing.version, "reason": "再等两天"}).status_code == 302
    assert not call.closed_rounds.exists()
    assert "再等两天" in signed_in(there.officer).get(here).content.decode()
    bodies = [n.body for n in told(there.officer) if n.title.startswith("不同意您的提请")]
    assert [words in body for words, body in zip(("查无实据", "再等两天"), bodies, strict=True)] == [True] * 2
    with pytest.raises(RuleBroken, match="已经答复不同意"):
        helping.act(actions.close_round, there.actor("monitor"), proposal=closing)


def told(post):
    return Notice.objects.filter(deliveries__membership=post).order_by("pk")


@pytest.mark.once
def test_an_officer_who_keeps_away_from_one_of_them_learns_nothing_of_the_review(there, signed_in):
    helping_conflict = there.applications[0].officer_conflicts
    helping_conflict.create(membership=there.officer, reason="亲属", said_by=there.head)
    page, ways = _links(signed_in(there.officer), there)
    assert ways == set()
    assert "张评分表已交" not in page


@pytest.mark.once
def test_a_school_applies_from_the_page_while_the_selection_is_open(there, signed_in):
    now = helping.clock.now()
    Call.objects.filter(pk=there.call.pk).update(
        state="open", until=now + helping.dt.timedelta(days=2), closed_at=None
    )
    assert _links(signed_in(there.other), there)[1] == {"apply-new"}


@pytest.mark.once
def test_the_desk_of_an_expert_asks_for_his_commitment_first(there, signed_in):
    seat = there.seats[0]
    desk = reverse("review-desk")
    sign = reverse("own-panel", args=[seat.public_id])
    assert sign not in signed_in(there.experts[0]).get(desk).content.decode()
    Discipline.objects.filter(seat=seat).delete()
    page = signed_in(there.experts[0]).get(desk).content.decode()
    assert (sign in page, "现在没有分给您的申报" in page) == (True, True)


@pytest.mark.once
@pytest.mark.parametrize(
    ("state", "rules", "named"),
    [
        ("ended", {"blindness": "none", "experts_named": True}, True),
        ("noticed", {"blindness": "none", "experts_named": True}, False),
        ("ended", {"blindness": "none"}, False),
        ("ended", {"blindness": "single", "experts_named": True}, False),
        ("ended", {}, False),
    ],
)
def test_an_applicant_reads_who_judged_only_with_the_result_and_where_the_rules_say_so(
    there, signed_in, state, rules, named
):
    content = Content({"veto": False, "goal": "35", "deed": "优", "share": "60"}, {"share": "有"}, "好。")
    Sheet.objects.create(
        assigned=there.assigned[0][0], done_at=there.assigned[0][0].given_at,
        **sealed(content, there.assigned[0][0].public_id),
    )  # fmt: skip
    Call.objects.filter(pk=there.call.pk).update(state=state, rules={**there.call.rules, **rules})
    page = signed_in(there.school).get(reverse("apply-page", args=[there.applications[0].public_id]))
    first, second = (post.user.name for post in there.experts)
    shown = page.content.decode()
    assert (first in shown, second in shown) == (named, False)


def broken():
    return [found for invariant in INVARIANTS for found in invariant.check()]


def test_one_says_it_and_another_opens_the_sheets(there):
    """Controls SE-05: never the same person through whatever post, never who keeps away; until then it goes back."""
    all_in(there)
    said = propose(there)
    second = there.post("section_head")
    Membership.objects.filter(pk=second.pk).update(user=there.officer.user)
    for name in ("officer", second, "school"):
        with pytest.raises(PermissionDenied):
            confirm(there, said, name)
    with pytest.raises(RuleBroken, match="已经有人提请"):
        propose(there, "head")
    assert not RoundClosing.objects.exists()
    helping.act(actions.drop_closing, there.actor("head"), proposal=said)
    with pytest.raises(RuleBroken, match="已经撤回"):
        confirm(there, said)
    said = propose(there, "head")
    confirm(there, said, "monitor")
    closing = RoundClosing.objects.get()
    assert (closing.proposal, closing.came, closing.closed_by) == (said, 6, there.monitor.user.name)
    assert broken() == []


@pytest.mark.parametrize("who", ["officer", "head", "monitor"])
def test_nobody_who_is_an_expert_of_it_opens_the_sheets(there, who):
    """Through whatever post: he does not say it, does not confirm it, and is no second person for anybody (BL-07)."""
    all_in(there)
    said = propose(there, "head" if who == "officer" else "officer")
    post, seat = getattr(there, who), there.seats[0]
    Membership.objects.filter(pk=seat.expert.membership_id).update(user=post.user)
    with pytest.raises(PermissionDenied):
        confirm(there, said, who)
    helping.act(actions.drop_closing, there.actor(said.said_by), proposal=said)
    if who != "monitor":
        with pytest.raises(PermissionDenied):
            propose(there, who)
    assert post not in openers_of(there.call)
    assert openers_of(there.call).count() == 2
    seat.left_at, seat.reason = helping.clock.now(), "退出"
    seat.save()
    with pytest.raises(PermissionDenied):
        confirm(there, propose(there, "head" if who == "officer" else "officer"), who)


def test_what_changed_between_the_two_stops_the_opening(there):
    """Taken back since, or too far apart since: what the first person said does not cover it."""
    all_in(there)
    said = propose(there)
    task = there.assigned[0][0]
    helping.act(actions.take_sheet_back, there.actor(there.experts[0]), sheet=task.sheet)
    with pytest.raises(RuleBroken, match="又有评分表被取回，现在还有 1 张"):
        confirm(there, said)
    hand_in(there, 0, 0, content("0"))
    with pytest.raises(RuleBroken, match="分歧超过规定"):
        confirm(there, said)
    OfficerConflict.objects.create(
        application=there.applications[0], membership=there.officer, reason="亲属", said_by=there.head
    )
    with pytest.raises(RuleBroken, match="提请的人现在应当回避"):
        confirm(there, said, "monitor")
    with pytest.raises(PermissionDenied):
        propose(there)
    assert not RoundClosing.objects.exists()


def test_one_alone_in_the_office_is_told_what_to_do(there):
    all_in(there)
    for other in (there.head, there.monitor):
        OfficerConflict.objects.create(
            application=there.applications[0], membership=other, reason="亲属", said_by=there.officer
        )
    with pytest.raises(RuleBroken, match="请先请安全管理员登记岗位"):
        propose(there)


def test_the_desk_asks_the_second_person(there):
    all_in(there)

    def lines(who):
        return {(each.title.split("：")[0], each.group) for each in desk_items(there.actor(who))}

    assert ("评分表已收齐", "todo") in lines("officer")
    propose(there)
    assert lines("officer") == {("等另一人确认打开评分", "mine")}
    assert lines("head") == lines("monitor") == {("确认打开评分", "todo")}


def test_all_in_opens_by_itself_where_the_rules_say_so_and_not_before(there):
    there.call.rules = {**there.call.rules, "opens": "all_in"}
    there.call.save()
    all_in(there, (("40", "30", "25"), ("10", "32", "27")))
    open_whole_rounds()
    assert not RoundClosing.objects.exists()  # a third has to read the first
    task = there.assigned[1][0]
    helping.act(actions.take_sheet_back, there.actor(there.experts[1]), sheet=task.sheet)
    open_whole_rounds()
    with pytest.raises(RuleBroken, match="按规则收齐才打开"):
        propose(there, reason="不等了")
    assert not RoundClosing.objects.exists()
    hand_in(there, 1, 0, content("38"))
    open_whole_rounds()
    closing = RoundClosing.objects.get()
    assert (closing.proposal, closing.came, closing.closed_by) == (None, 6, "系统（收齐即打开）")
    assert broken() == []


def by_the_rule(there):
    there.call.rules = {**there.call.rules, "opens": "all_in"}
    there.call.save()


def take_back(there, *places):
    for expert, application in places:
        task = there.assigned[expert][application]
        helping.act(take_task_back, there.actor("officer"), assigned=task, reason="示例")


SECOND = ((1, 0), (1, 1), (1, 2))  # what the second expert has in hands


@pytest.mark.parametrize("way", ["not in yet", "handed in", "all but one", "conflict"])
def test_nobody_alone_opens_by_taking_readers_away(there, way):
    """Controls SE-05: sheets all in is not enough, each application has the readers that were drawn; else two persons
    end the round, with a reason, and whoever confirms is told how much is missing.
    """
    by_the_rule(there)
    handed = {"not in yet": 3, "handed in": 6, "all but one": 1, "conflict": 5}[way]
    for at in range(handed):
        hand_in(there, *divmod(at, 3))
    gone = {
        "not in yet": SECOND,
        "handed in": SECOND,
        "all but one": ((0, 1), (0, 2), *SECOND),
        "conflict": SECOND[2:],
    }
    if way == "conflict":
        task = helping.fresh(there.assigned[1][2])
        declare_conflict(assigned=task, reason="亲属", by=there.actor(there.experts[1]))
    else:
        take_back(there, *gone[way])
    short = len(gone[way])
    open_whole_rounds()
    assert not RoundClosing.objects.exists()
    with pytest.raises(RuleBroken, match=f"每件 2 人，现在共缺 {short} 人次"):
        propose(there)
    said = propose(there, reason="找不到可以补派的人")
    assert said.missing == short
    confirm(there, said, "monitor")
    closing = RoundClosing.objects.get()
    assert (closing.asked, closing.came) == (6, 6 - short)
    assert broken() == []


@pytest.mark.once
def test_whoever_confirms_reads_what_is_missing_and_nothing_goes_meanwhile(there, signed_in):
    all_in(there)
    said = propose(there)
    take_back(there, (1, 1))
    with pytest.raises(RuleBroken, match="任务被收回，现在共缺 1 张"):
        confirm(there, said)
    page = reverse("review-rounds", args=[there.call.public_id])
    told = signed_in(there.monitor).get(page).content.decode()
    assert "<strong>5 / 6</strong>" in told
    of_call = signed_in(there.monitor).get(reverse("call", args=[there.call.public_id])).content.decode()
    assert "<strong>5 / 6</strong>" in of_call  # the page of the selection counts as the page of the rounds
    assert "应交 6 张，交了 5 张，其中 1 张没有评审人（每件应有 2 人）" in told
    asked = [each.title.split("：")[0] for each in desk_items(there.actor("officer"))]
    assert asked == ["等另一人确认打开评分"]


@pytest.mark.once
def test_what_lost_its_reader_is_named_with_the_way_to_another(there, signed_in):
    assert not [each for each in desk_items(there.actor("officer")) if "补派" in each.title]
    take_back(there, (1, 1))
    [asked] = [each for each in desk_items(there.actor("officer")) if "补派" in each.title]
    page, row = signed_in(there.officer).get(asked.href).content.decode(), there.applications[1]
    seat = there.seats[0]
    assert f"第{row.sequence}号 {row.organisation.short} {row.title}缺 1 人" in page
    found = re.findall(rf'href="({reverse("panel-give", args=[there.call.public_id])}[^"]*)"', page)
    assert len(found) == 2  # of the line, and the button
    for way in found:
        form = signed_in(there.officer).get(unescape(way)).content.decode()
        assert f'<option value="{row.public_id}" selected>' in form
        assert f"{seat.code} {seat.expert.name}（已有 3 件，最多 {seat.most} 件）" in form


def test_with_the_third_reader_all_three_are_wanted(there):
    """A reader who is taken back is not made up for by the third whom two had called for."""
    by_the_rule(there)
    all_in(there, (("40", "30", "25"), ("10", "32", "27")))
    helping.act(actions.ask_third, there.actor("officer"), call=there.call, round="")
    told = Notice.objects.get(title__startswith="核对了评分的分歧")  # the monitor, each time
    assert "第1号，共 1 件" in told.body
    post = there.post("expert")
    seat = helping._seat(there.call, post, there.seats[0].discipline.text, 7)
    given = {"reading": ThirdReading.objects.get(), "seat": seat, "reason": "分歧"}
    third = helping.act(actions.give_third, there.actor("officer"), **given).assigned
    actions.hand_in_sheet(assigned=third, content=content("34"), by=there.actor(post))
    take_back(there, (1, 0))
    open_whole_rounds()
    assert not RoundClosing.objects.exists()
