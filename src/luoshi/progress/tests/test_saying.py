"""What an owner says of a milestone, what it makes of the duty, how it is taken back and shown."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from luoshi.common import clock
from luoshi.common.errors import RuleBroken
from luoshi.common.invariants import check_all
from luoshi.common.models import AuditEvent
from luoshi.evidence.actions import restore_evidence, withdraw_evidence
from luoshi.evidence.models import Evidence
from luoshi.evidence.queries import uses_about
from luoshi.notices.models import Delivery
from luoshi.progress import actions
from luoshi.progress.actions.saying import Said
from luoshi.progress.desk import desk_items, due_milestones
from luoshi.progress.models import ProgressUpdate
from luoshi.undertakings import actions as duties
from luoshi.workplans.actions import revise_workplan, send_workplan
from luoshi.workplans.models import Milestone
from luoshi.workplans.tests.helping import act, passed

from .helping import a_piece, due, duty_of, say, seen, stands, steps

pytestmark = pytest.mark.django_db
WEEK = dt.timedelta(days=7)


def told(post):
    return list(Delivery.objects.filter(user=post.user).values_list("notice__title", flat=True))


def test_what_is_done_and_shown_moves_the_duty_and_what_is_only_said_proves_nothing(there):
    first, second, other, _ = steps(there)
    due(100, *steps(there))
    say(there, first, "under_way")
    assert (stands(first), seen(there, first)) == (("under_way", False), ("running", "normal", "none"))
    assert seen(there, other)[0] == "filed"
    say(there, first, "done", pieces=[a_piece()])
    say(there, second, "done", "")
    assert stands(first) == ("done", True)
    assert seen(there, first) == ("running", "normal", "partial")
    assert check_all()["violations"] == []


def test_who_may_say_it_is_the_owner_or_the_office_in_his_name_for_ever(there):
    row = steps(there)[0]
    due(10, row)
    with pytest.raises(PermissionDenied):
        say(there, row, "done", by="head")
    update = say(there, row, "done", by="office")
    assert (update.on_behalf, update.owner, update.said_by) == (True, there.owner, there.office)
    assert any("代您填报" in title for title in told(there.owner))


@pytest.mark.parametrize(
    ("days", "state", "words", "wrong"),
    [
        (5, "blocked", " ", "受阻的，请写一句"),
        (-1, "done", "", "已过完成时间"),
        (5, "open", "没有", "请选择"),
        (5, "done", "长" * 501, "最多 500"),
    ],
)
def test_what_is_missing_is_asked_for(there, days, state, words, wrong):
    row = steps(there)[0]
    due(days, row)
    with pytest.raises(RuleBroken, match=wrong):
        say(there, row, state, words)
    assert not ProgressUpdate.objects.exists()


def test_the_same_said_twice_counts_once_and_takes_what_shows_it_along(there):
    row = steps(there)[0]
    due(5, row)
    one = say(there, row, "done", "印发了")
    two = say(there, row, "done", " 印发了 ", pieces=[a_piece()])
    assert one == two
    assert (ProgressUpdate.objects.count(), stands(row)) == (1, ("done", True))


def test_taken_back_on_the_same_day_what_was_said_before_stands_again_and_both_stay(there):
    row = steps(there)[0]
    due(5, row)
    say(there, row, "under_way")
    wrong = say(there, row, "done", pieces=[a_piece()])
    actions.take_back_update(update=wrong, by=there.actor("owner"))
    assert (ProgressUpdate.objects.count(), stands(row)) == (3, ("under_way", False))
    assert list(uses_about(wrong)) == []  # what showed it is in the library, cited nowhere
    assert Evidence.objects.count() == 1
    with pytest.raises(RuleBroken, match="已经撤回"):
        actions.take_back_update(update=wrong, by=there.actor("owner"))
    assert check_all()["violations"] == []


def test_what_was_said_before_today_is_corrected_by_saying_something_new(there):
    row = steps(there)[0]
    due(5, row)
    update = say(there, row, "done")
    earlier = update.created_at - dt.timedelta(days=2)
    ProgressUpdate.objects.filter(pk=update.pk).update(created_at=earlier)
    update.refresh_from_db()
    with pytest.raises(RuleBroken, match="当天填的才能撤回"):
        actions.take_back_update(update=update, by=there.actor("owner"))
    say(there, row, "under_way", "还差一份文件")
    assert stands(row) == ("under_way", False)


def test_withdrawn_evidence_takes_the_proof_away_and_its_owner_is_told_restored_it_is_back(there):
    row = steps(there)[0]
    due(5, row)
    say(there, row, "done", pieces=[a_piece()])
    piece = Evidence.objects.get()
    Milestone.objects.filter(pk=row.pk).update(owner=there.dean)  # who answers for it now
    withdraw_evidence(evidence=piece, reason="传错了", by=there.actor("office"), version=piece.version)
    assert (stands(row), seen(there, row)[2]) == (("done", False), "none")
    assert any("已撤回，请为这一条进展补佐证" in title for title in told(there.dean))
    piece.refresh_from_db()
    restore_evidence(evidence=piece, by=there.actor("office"), version=piece.version)
    assert (stands(row), seen(there, row)[2]) == (("done", True), "complete")
    assert any("已恢复，不用再补" in title for title in told(there.dean))
    assert check_all()["violations"] == []


def test_of_evidence_beside_which_another_stands_nobody_is_told(there):
    row = steps(there)[0]
    due(5, row)
    say(there, row, "done", pieces=[a_piece(), a_piece("另一张.jpg")])
    piece = Evidence.objects.order_by("pk")[0]
    before = told(there.owner)
    withdraw_evidence(evidence=piece, reason="传错了", by=there.actor("office"), version=piece.version)
    piece.refresh_from_db()
    restore_evidence(evidence=piece, by=there.actor("office"), version=piece.version)
    assert told(there.owner) == before
    assert stands(row) == ("done", True)


def test_evidence_is_put_behind_it_later_and_taken_out(there):
    row = steps(there)[0]
    due(5, row)
    update = say(there, row, "done")
    by = there.actor("owner")
    actions.add_proof(about=update, organisation=there.school, pieces=[a_piece()], by=by)
    assert stands(row) == ("done", True)
    use = uses_about(update).get()
    actions.remove_proof(use=use, reason="换新的", by=by, version=use.version)
    assert stands(row) == ("done", False)
    with pytest.raises(PermissionDenied):
        actions.add_proof(about=update, organisation=there.school, pieces=[a_piece()], by=there.actor("dean"))


def test_many_at_once_are_all_or_nothing_and_may_come_twice(there):
    rows = steps(there)
    due(30, *rows)
    said = [Said(row, "under_way", "在做", f"第 {n} 行：") for n, row in enumerate(rows, 1)]
    wrong = [*said[:3], Said(rows[3], "blocked", "", "第 4 行：")]
    give = {"organisation": there.school, "by": there.actor("office")}
    with pytest.raises(RuleBroken, match="第 4 行：受阻"):
        actions.give_many(rows=wrong, **give)
    assert not ProgressUpdate.objects.exists()
    assert len(actions.give_many(rows=said, **give)) == 4
    before = AuditEvent.objects.count()
    assert actions.give_many(rows=said, **give) == []
    assert ProgressUpdate.objects.count() == 4
    assert AuditEvent.objects.count() == before + 1
    with pytest.raises(RuleBroken, match="不由您填报"):
        actions.give_many(rows=said, organisation=there.school, by=there.actor("dean"))


def test_one_thing_said_stands_for_every_duty_of_the_same_work(there):
    first, _, other, _ = steps(there)
    due(30, *steps(there))
    say(there, first, "done", pieces=[a_piece()])
    duty = duty_of(there, first)
    duties.join_work(
        duty=duty,
        other=duty_of(there, other),
        reason="同一件事",
        by=there.actor("office"),
        version=duty.version,
    )
    standing = set(there.school.duties.filter(left_at__isnull=True).values_list("stage", "proof"))
    assert standing == {("running", "complete")}
    assert ProgressUpdate.objects.get().work_id == other.part.work_id
    assert check_all()["violations"] == []


def test_a_new_version_of_the_workplan_carries_what_was_said(there):
    row = steps(there)[0]
    due(30, *steps(there))
    say(there, row, "done", pieces=[a_piece()])
    new = revise_workplan(workplan=there.workplan, reason="调整", by=there.actor("office"))
    assert new.milestones.filter(key=row.key).exists()
    passed(there, act(send_workplan, new, there.actor("office")))
    assert seen(there, row)[0] == "running"
    later = new.milestones.get(key=row.key)
    say(there, later, "under_way", "重新开始")
    with pytest.raises(RuleBroken, match="受阻"):
        say(there, row, "blocked", "")
    assert check_all()["violations"] == []
    Milestone.objects.filter(pk=later.pk).update(owner=there.office)
    with pytest.raises(RuleBroken, match=f"现在由{there.office.user.name}负责"):
        say(there, row, "done", "旧页面上填的")


def test_what_comes_due_lies_on_its_owner_s_desk_and_is_reminded_of_until_it_is_done(there):
    row, late, *later = steps(there)
    due(5, row), due(-3, late), due(200, *later)
    say(there, late, "blocked", "等上级批复")
    today = clock.today()

    def asked():
        titles = [
            item.title for item in desk_items(there.actor("owner")) if item.title.startswith("填报进展")
        ]
        reminded = {each.key: each for each in due_milestones(today)}
        return len(titles), {key: len(each.to) for key, each in reminded.items() if each.due < today + WEEK}

    keys = {f"progress.milestone:{each.key}" for each in (row, late)}
    assert asked() == (2, dict.fromkeys(keys, 1))
    (line,) = [item for item in desk_items(there.actor("office")) if "里程碑" in item.title]
    assert "1 个受阻" in line.title
    say(there, row, "done")
    say(there, late, "done", "补齐了")
    assert asked() == (0, {})
    assert not any("里程碑" in item.title for item in desk_items(there.actor("office")))
