"""Objections and reports: in the window, sealed, looked into by somebody free, heard, concluded; then the end."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from luoshi.accounts.models import Organisation, User
from luoshi.accounts.queries import actor_for
from luoshi.common import clock
from luoshi.common.actor import anonymous_actor
from luoshi.common.errors import RuleBroken
from luoshi.common.models import AuditEvent
from luoshi.notices.models import Delivery, Notice
from luoshi.selection.applying.models import Application, OfficerConflict
from luoshi.selection.models import Call
from luoshi.selection.outcome import actions
from luoshi.selection.outcome.actions import Standing
from luoshi.selection.outcome.listing import list_digest
from luoshi.selection.outcome.models import Decision, Misconduct, Objection, PublicNotice
from luoshi.selection.outcome.queries import (
    checkers_of,
    misconduct_visible_to,
    objections_visible_to,
    own_objections,
    statements_visible_to,
)
from luoshi.selection.outcome.sealing import Words, opened, opened_answer
from luoshi.selection.outcome.sweeping import end_overdue

from .helping import WORDS, act, changed, days_on, facts, fresh, meeting, objected, published, result, taken

pytestmark = pytest.mark.django_db


def over(notice: PublicNotice, settings: Any, tmp_path: Any) -> None:
    """Its last day has passed."""
    days_on(settings, tmp_path, (notice.until_on - clock.today()).days + 1)
    end_overdue()


def finish(there: Any) -> None:
    act(actions.finish_call, there.actor("officer"), call=there.call)


def test_what_an_objector_says_lies_sealed_and_no_log_names_him(there: Any) -> None:
    notice = published(there)
    row = objected(notice, objector=there.other.user.public_id)
    assert opened(row) == WORDS
    assert "金丝雀".encode() not in bytes(fresh(row).sealed)
    event = AuditEvent.objects.filter(action="outcome.object").get()
    assert (event.chain, event.user) == ("site", "")
    assert WORDS.phone not in repr(vars(event))
    assert list(own_objections(there.actor("other"))) == [row]
    assert not own_objections(there.actor("school")).exists()
    assert not own_objections(anonymous_actor()).exists()


def test_whoever_it_is_about_and_other_schools_see_none(there: Any) -> None:
    row = objected(published(there))
    for who in ("school", "other"):
        assert not objections_visible_to(there.actor(who)).exists()
    for who in ("officer", "head", "leader", "monitor"):
        assert list(objections_visible_to(there.actor(who))) == [row]
    OfficerConflict.objects.create(
        application=there.applications[2], membership=there.officer, reason="亲属", said_by=there.head
    )
    assert not objections_visible_to(there.actor("officer")).exists()


def test_of_a_stranger_it_is_said_once_that_it_came_by_the_page(there: Any) -> None:
    objected(published(there))
    told = Notice.objects.get(title__contains="异议")
    assert told.sender_words == "网页提交"


def test_anonymous_ones_are_refused_on_the_page(there: Any) -> None:
    notice = published(there)
    for words in (Words("抄袭"), Words("抄袭", "张某"), Words("抄袭", "", "10000990001")):
        with pytest.raises(RuleBroken, match="真实姓名和联系电话"):
            objected(notice, words=words)


def test_the_last_moment_of_the_last_day_counts_and_the_next_does_not(
    there: Any, settings: Any, tmp_path: Any
) -> None:
    notice = published(there)
    zone = dt.timezone(dt.timedelta(hours=8))
    end = dt.datetime.combine(notice.until_on, dt.time(23, 59, 59), tzinfo=zone)
    over(notice, settings, tmp_path)
    said = {"notice": notice, "words": WORDS, "by": anonymous_actor(), "result": result(there, "0001")}
    assert actions.object_to(arrived=end, **said).received_at == end
    with pytest.raises(RuleBroken, match="不在公示期内"):
        actions.object_to(arrived=end + dt.timedelta(seconds=1), **said)
    with pytest.raises(RuleBroken, match="不在公示期内"):
        actions.object_to(arrived=notice.published_at - dt.timedelta(seconds=1), **said)


def test_a_late_or_unsigned_one_on_paper_is_written_down_and_can_only_be_refused(
    there: Any, settings: Any, tmp_path: Any
) -> None:
    notice = published(there)
    over(notice, settings, tmp_path)
    said = {"notice": notice, "came": "paper", "reason": "邮寄", "by": there.actor("officer")}
    late = actions.register_objection(words=WORDS, received_at=clock.now(), **said)
    with pytest.raises(RuleBroken, match="按规定不受理"):
        taken(there, late)
    moment = notice.published_at + dt.timedelta(minutes=1)
    unsigned = actions.register_objection(words=Words("抄袭"), received_at=moment, **said)
    with pytest.raises(RuleBroken, match="真实姓名"):
        taken(there, unsigned)
    refuse = {"reply": "按规定不予受理。", "by": there.actor("officer")}
    with pytest.raises(RuleBroken, match="公示期内收到"):
        actions.refuse_objection(objection=unsigned, refused_for="late", version=unsigned.version, **refuse)
    row = actions.refuse_objection(objection=late, refused_for="late", version=late.version, **refuse)
    assert (row.state, row.reply) == ("refused", "按规定不予受理。")
    with pytest.raises(RuleBroken, match="还没有到"):
        actions.register_objection(words=WORDS, received_at=clock.now() + dt.timedelta(days=1), **said)


def test_only_somebody_free_of_the_bureau_looks_into_it(there: Any) -> None:
    row = objected(published(there))
    until = clock.today()
    OfficerConflict.objects.create(
        application=there.applications[0], membership=there.head, reason="亲属", said_by=there.officer
    )
    for post in (there.head, there.school):
        with pytest.raises(RuleBroken, match="请另选一人"):
            act(actions.take_objection, there.actor("officer"), objection=row, checker=post, until=until)
    act(actions.take_objection, there.actor("officer"), objection=row, checker=there.leader, until=until)
    with pytest.raises(PermissionDenied):
        act(actions.uphold_objection, there.actor("officer"), objection=row, words="查", reply="复")


def test_nobody_settles_an_objection_to_what_he_did_himself(there: Any) -> None:
    """The officer published, the section head entered the decision: neither looks into it nor waves it away."""
    row, until, by = objected(published(there)), clock.today(), there.actor("officer")
    assert set(checkers_of(there.call)) == {there.leader, there.monitor}
    for post in (there.head, there.officer):
        with pytest.raises(RuleBroken, match="另选一人"):
            act(actions.take_objection, by, objection=row, checker=post, until=until)
    refuse = {"refused_for": "unrelated", "reply": "无关"}
    for who in ("officer", "head"):
        with pytest.raises(RuleBroken, match="由监督员办理"):
            act(actions.refuse_objection, there.actor(who), objection=row, **refuse)
    row = taken(there, row)
    with pytest.raises(RuleBroken, match="不用另外指定"):
        act(actions.take_objection, by, objection=row, checker=there.monitor, until=until)
    Decision.objects.update(entered_by=there.leader)
    with pytest.raises(PermissionDenied):
        act(actions.reject_objection, there.actor("leader"), objection=row, words="查", reply="复")
    act(actions.take_objection, by, objection=row, checker=there.monitor, until=until)
    act(actions.reject_objection, there.actor("monitor"), objection=row, words="查", reply="复")
    other = objected(fresh(row).notice, "0002")
    assert act(actions.refuse_objection, there.actor("monitor"), objection=other, **refuse).state == "refused"


def test_the_applicant_is_heard_and_learns_nothing_of_the_objector(there: Any) -> None:
    row = taken(there, objected(published(there)))
    asked = actions.ask_statement(
        objection=row, asked="请说明案例第三部分的来源。", until=clock.today(), by=there.actor("leader")
    )
    assert list(statements_visible_to(there.actor("school"))) == [asked]
    assert not statements_visible_to(there.actor("other")).exists()
    with pytest.raises(PermissionDenied):
        act(actions.state, there.actor("other"), statement=asked, words="无关")
    act(actions.state, there.actor("school"), statement=asked, words="出自本校教师。")
    assert opened_answer(fresh(asked)) == "出自本校教师。"
    with pytest.raises(RuleBroken, match="已经提交过"):
        act(actions.state, there.actor("school"), statement=asked, words="再说")


@pytest.mark.parametrize(
    ("kind", "asked"), [("city_bureau", "要求申报单位说明"), ("school", "要求申报人说明")]
)
def test_a_school_asks_who_applied_in_its_own_selection(
    there: Any, signed_in: Any, kind: str, asked: str
) -> None:
    row = taken(there, objected(published(there)))
    Organisation.objects.filter(pk=row.notice.call.organisation_id).update(kind=kind)
    page = signed_in(there.leader).get(reverse("outcome-objection", args=[row.public_id])).content.decode()
    assert f"<summary>{asked}</summary>" in page
    assert ("申报单位" in page) == (kind != "school")


def test_the_objector_takes_his_own_back_and_nobody_elses(there: Any) -> None:
    row = objected(published(there), objector=there.other.user.public_id)
    for who in ("school", "officer", "other"):
        with pytest.raises(PermissionDenied):
            act(actions.withdraw_objection, there.actor(who), objection=row)
    for objector in ("", there.school.user.public_id):
        with pytest.raises(PermissionDenied):
            act(actions.withdraw_objection, anonymous_actor(), objection=row, objector=objector)
    act(actions.withdraw_objection, anonymous_actor(), objection=row, objector=there.other.user.public_id)
    assert fresh(row).state == "withdrawn"


def test_a_strangers_objection_is_answered_and_one_on_paper_withdrawn_by_another_with_the_paper(
    there: Any, signed_in: Any
) -> None:
    notice = published(there)
    stranger = objected(notice)
    for who in ("officer", "head"):
        with pytest.raises(PermissionDenied):
            act(actions.withdraw_objection, there.actor(who), objection=stranger, reason="电话里说撤回")
    paper = actions.register_objection(
        notice=fresh(notice), words=WORDS, received_at=clock.now(), came="paper", reason="当面送来",
        by=there.actor("officer"),
    )  # fmt: skip
    for name in (there.officer.user.name, "改过的姓名"):
        User.objects.filter(pk=there.officer.user_id).update(name=name)
        with pytest.raises(PermissionDenied):
            act(actions.withdraw_objection, there.actor("officer"), objection=paper, reason="书面撤回")
    User.objects.filter(pk=there.head.user_id).update(name=paper.entered_by)
    here = reverse("outcome-objection", args=[paper.public_id])
    assert "登记撤回" not in signed_in(there.officer).get(here).content.decode()
    page = signed_in(there.head)
    said = {"_version": paper.version, "reason": " "}
    refused = page.post(f"{here}withdraw/", said)
    assert (refused.status_code, "请写明撤回的依据" in refused.content.decode()) == (422, True)
    assert page.post(f"{here}withdraw/", {**said, "reason": "3月2日交来，存档案室"}).status_code == 302
    assert (fresh(paper).state, fresh(stranger).state) == ("withdrawn", "received")


def test_an_upheld_objection_changes_the_list_and_a_corrected_notice_replaces_the_former(
    there: Any, settings: Any, tmp_path: Any
) -> None:
    notice = published(there)
    row = taken(there, objected(notice))
    act(
        actions.uphold_objection, there.actor("leader"), objection=row, words="查重属实。", reply="异议成立。"
    )
    over(notice, settings, tmp_path)
    with pytest.raises(RuleBroken, match="还没有据此变更"):
        meeting_then_finish(there)
    act(
        actions.correct_notice, there.actor("officer"), notice=notice, facts=facts(title="更正标题的公示"),
        shown=list_digest(there.call), reason="标题",
    )  # fmt: skip
    notice = there.call.public_notices.order_by("-pk")[0]
    over(notice, settings, tmp_path)
    with pytest.raises(RuleBroken, match="还没有据此变更"):
        finish(there)
    changed(there, "0001", Standing(False, "", True), "查重属实", fresh(row))
    act(actions.rank_again, there.actor("officer"), call=there.call, reason="递补", objection=fresh(row))
    for change in fresh(row).changes.filter(confirmed_at=None):
        act(actions.confirm_change, there.actor("head"), change=change)
    assert [change.result.code for change in fresh(row).changes.all()] == ["0001", "0002"]
    with pytest.raises(RuleBroken, match="更正公示"):
        finish(there)
    meeting(there)
    made = act(
        actions.correct_notice, there.actor("officer"), notice=notice, facts=facts(),
        shown=list_digest(there.call), reason="异议成立",
    )  # fmt: skip
    assert [line[1] for line in made.snapshot["rows"]] == ["示例案例2", "示例案例3"]
    with pytest.raises(RuleBroken, match="请在更正后的公示里提出"):
        objected(notice, "0002")
    over(made, settings, tmp_path)
    meeting_then_finish(there)
    assert fresh(there.call).state == "ended"


def meeting_then_finish(there: Any) -> None:
    meeting(there, "after")
    finish(there)


def test_nothing_is_finalised_before_its_time(there: Any, settings: Any, tmp_path: Any) -> None:
    notice = published(there)
    with pytest.raises(RuleBroken, match="还没有期满"):
        finish(there)
    row = objected(notice)
    over(notice, settings, tmp_path)
    with pytest.raises(RuleBroken, match="1 件异议没有办结"):
        finish(there)
    with pytest.raises(RuleBroken, match="1 件异议没有办结"):
        meeting(there, "after")
    taken(there, row)
    act(actions.reject_objection, there.actor("leader"), objection=row, words="查无实据。", reply="不成立。")
    with pytest.raises(RuleBroken, match="登记公示后的审定"):
        finish(there)
    with pytest.raises(RuleBroken, match="公示结束以后"):
        meeting(there, "after", held_on=notice.until_on)
    meeting_then_finish(there)
    assert fresh(there.call).state == "ended"
    said = {"notice": notice, "words": WORDS, "by": there.actor("officer"), "came": "paper", "reason": "邮寄"}
    with pytest.raises(RuleBroken, match="已公布"):
        actions.register_objection(received_at=notice.published_at, **said)


def test_a_report_is_for_the_monitor_alone_who_may_hold_the_end(
    there: Any, settings: Any, tmp_path: Any
) -> None:
    notice = published(there)
    report = actions.report_misconduct(
        call=fresh(there.call), words=Words("评审人收礼"), by=anonymous_actor()
    )
    assert opened(report).words == "评审人收礼"
    for who in ("officer", "head", "leader", "school", "other"):
        assert not misconduct_visible_to(there.actor(who)).exists()
        with pytest.raises(PermissionDenied):
            act(actions.hold, there.actor(who), report=report)
    assert list(misconduct_visible_to(there.actor("monitor"))) == [report]
    act(actions.hold, there.actor("monitor"), report=report)
    over(notice, settings, tmp_path)
    meeting(there, "after")
    with pytest.raises(RuleBroken) as refused:
        finish(there)
    assert refused.value.message == "监督员已要求暂缓公布，请与监督员联系。"
    act(actions.take_misconduct, there.actor("monitor"), report=report)
    act(actions.dismiss_misconduct, there.actor("monitor"), report=report, words="查无实据。")
    assert not Misconduct.objects.get().hold
    finish(there)
    assert fresh(there.call).state == "ended"


def test_a_report_goes_past_a_monitor_whom_it_concerns_to_the_next_who_is_free(there: Any) -> None:
    call, mate = published(there).call, there.other
    draft = Application.objects.create(call=call, organisation=mate.organisation, owner=mate, title="草稿")
    one, about = (
        actions.report_misconduct(call=call, words=Words("抄袭"), by=anonymous_actor(), application=row)
        for row in (None, draft)
    )
    named = {"name": there.monitor.user.name, "organisation": there.monitor.organisation, "order": 9}

    def read(who: Any) -> list[Misconduct]:
        return list(misconduct_visible_to(there.actor(who)).order_by("pk"))

    assert (read("monitor"), read("leader")) == ([one, about], [])
    draft.people.create(**named)  # what it says of a draft binds in nothing else
    assert (read("monitor"), read("leader")) == ([one], [about])
    person = there.applications[0].people.create(**named)
    assert (read("monitor"), read("leader")) == ([], [one, about])
    for act_ in (actions.take_misconduct, actions.hold, actions.unhold):
        with pytest.raises(PermissionDenied):
            act(act_, there.actor("monitor"), report=one)
    second = there.post("monitor")
    assert (read(second), read("leader")) == ([one, about], [])
    act(actions.take_misconduct, there.actor(second), report=one)
    person.delete()
    school = there.school.organisation
    Call.objects.filter(pk=call.pk).update(
        organisation=school
    )  # as if it were the school's own, without a monitor
    head = there.post("school_head", school.key)
    assert (read(second), read("monitor"), read(head)) == ([one, about], [one], []), "the office above"
    near = there.post("monitor", school.key)
    assert (read(near), read(second)) == ([one, about], [])


def test_a_report_that_is_open_without_a_hold_keeps_nothing(there: Any, settings: Any, tmp_path: Any) -> None:
    notice = published(there)
    actions.report_misconduct(call=fresh(there.call), words=Words("评审人收礼"), by=anonymous_actor())
    over(notice, settings, tmp_path)
    meeting_then_finish(there)
    assert fresh(there.call).state == "ended"


def test_a_checker_who_leaves_passes_the_objection_on(there: Any) -> None:
    from luoshi.selection.outcome.following import hand_over, holdings

    row = taken(there, objected(published(there)))
    posts = type(there.leader).objects.filter(pk=there.leader.pk)
    assert [each.title for each in holdings(posts)] == [there.call.title]
    run_inside(lambda: hand_over(there.leader, there.monitor, there.actor("officer")))
    assert Objection.objects.get(pk=row.pk).checker == there.monitor
    assert actor_for(there.monitor).membership_id == there.monitor.pk


def run_inside(change: Any) -> None:
    """Inside an act, as handing over is."""
    from luoshi.accounts.permissions import only_the_system
    from luoshi.common import acts
    from luoshi.common.actor import system_actor

    acts.act("test.outcome_inside", who=only_the_system)(lambda *, by: change())(by=system_actor())


def test_who_keeps_away_is_not_told_that_somebody_objects(there: Any) -> None:
    """The officer may be of the team that is objected to: another one who runs selections hears of it in his place."""
    notice = published(there)
    OfficerConflict.objects.create(
        application=there.applications[0], membership=there.officer, reason="亲属", said_by=there.head
    )
    objected(notice)
    told = Delivery.objects.filter(notice__title="收到公示异议，请审核").values_list("membership", flat=True)
    assert list(told) == [there.head.pk]
