"""Results drawn up from the scoring, changed by two persons, decided by a meeting that saw this very list."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from luoshi.common import clock
from luoshi.common.errors import RuleBroken, Stale
from luoshi.selection.models import Call
from luoshi.selection.outcome import actions
from luoshi.selection.outcome.actions import Standing
from luoshi.selection.outcome.listing import list_digest, without_anybody
from luoshi.selection.outcome.models import Change, Decision, Result
from luoshi.selection.review import actions as review

from . import helping
from .helping import act, changed, drawn_up, fresh, meeting, result, results

pytestmark = pytest.mark.django_db


def listed(there: Any) -> list[tuple[str, str, int | None]]:
    return [(row.code, row.level, row.order) for row in results(there)]


def test_results_are_copies_of_the_scoring_with_the_level_the_rule_gives(there: Any) -> None:
    act(actions.draw_up, there.actor("officer"), call=there.call)
    assert listed(there) == [
        ("0001", "one", 1), ("0002", "two", 2), ("0003", "", None), ("0004", "", None), ("0005", "", None),
    ]  # fmt: skip
    assert [row.tied for row in results(there)] == [False, False, True, True, False]
    assert [row.place for row in results(there)] == [1, 2, 3, 3, 5]
    assert result(there, "0001").score == there.call.scorings.get().data["results"][0]["score"]
    with pytest.raises(RuleBroken, match="已经整理过"):
        act(actions.draw_up, there.actor("officer"), call=there.call)


def test_an_application_withdrawn_meanwhile_is_out_and_the_next_one_moves_up(there: Any) -> None:
    there.applications[0].state = "withdrawn"
    there.applications[0].save()
    act(actions.draw_up, there.actor("officer"), call=there.call)
    assert result(there, "0001").excluded_at is not None
    assert listed(there)[:4] == [
        ("0001", "", None),
        ("0002", "one", 1),
        ("0003", "two", 2),
        ("0004", "two", 3),
    ]


@pytest.mark.parametrize("who", ["monitor", "leader", "school"])
def test_only_officers_draw_up(there: Any, who: str) -> None:
    with pytest.raises(PermissionDenied):
        act(actions.draw_up, there.actor(who), call=there.call)


def test_the_review_is_not_reopened_over_drawn_up_results(there: Any) -> None:
    drawn_up(there)
    with pytest.raises(RuleBroken, match="先撤回整理"):
        act(review.reopen_review, there.actor("officer"), call=there.call, reason="更正")
    with pytest.raises(RuleBroken, match="0003的结果变更是两个人确认的，一个人不能"):
        act(actions.undo_draw_up, there.actor("officer"), call=there.call, reason="计分要更正")
    assert result(there, "0003").selected
    changed(there, "0003", Standing(False))
    act(actions.undo_draw_up, there.actor("officer"), call=there.call, reason="计分要更正")
    assert not Result.objects.filter(call=there.call).exists()
    act(review.reopen_review, there.actor("officer"), call=there.call, reason="更正")
    assert fresh(there.call).state == "reviewing"


def test_a_change_waits_for_another_person_and_numbers_close_up_with_a_trace(there: Any) -> None:
    drawn_up(there)
    change = actions.say_change(
        result=result(there, "0001"),
        after=Standing(False, "", True),
        reason="材料不实",
        by=there.actor("officer"),
    )
    assert result(there, "0001").selected
    with pytest.raises(PermissionDenied):
        act(actions.confirm_change, there.actor("officer"), change=change)
    act(actions.confirm_change, there.actor("leader"), change=change)
    assert listed(there)[:3] == [("0001", "", None), ("0002", "two", 1), ("0003", "two", 2)]
    assert fresh(change).moved == [
        {"code": "0002", "before": 2, "after": 1}, {"code": "0003", "before": 3, "after": 2},
    ]  # fmt: skip
    assert result(there, "0001").excluded_reason == "材料不实"


def test_the_database_refuses_a_change_confirmed_by_whoever_said_it(there: Any) -> None:
    drawn_up(there)
    change = Change.objects.get(result__call=there.call)
    with pytest.raises(IntegrityError), transaction.atomic():
        Change.objects.filter(pk=change.pk).update(confirmed_by=change.said_by)


def test_the_rule_applied_again_after_an_exclusion_asks_for_each_move(there: Any) -> None:
    drawn_up(there)
    changed(there, "0001", Standing(False, "", True))
    act(actions.rank_again, there.actor("officer"), call=there.call, reason="取消一项后递补")
    waiting = Change.objects.filter(result__call=there.call, confirmed_at=None)
    assert [(row.result.code, row.after["level"]) for row in waiting] == [("0002", "one")]
    act(actions.confirm_change, there.actor("head"), change=waiting[0])
    assert result(there, "0002").level == "one"
    with pytest.raises(RuleBroken, match="没有要变动的"):
        act(actions.rank_again, there.actor("officer"), call=there.call, reason="再来")


@pytest.mark.parametrize(
    ("code", "after", "words"),
    [
        ("0001", Standing(True, "one"), "没有要变更的"),
        ("0004", Standing(True, ""), "选一个等次"),
        ("0004", Standing(True, "three"), "选一个等次"),
        ("0001", Standing(False, "one"), "没有等次"),
    ],
)
def test_a_senseless_change_is_refused(there: Any, code: str, after: Standing, words: str) -> None:
    drawn_up(there)
    with pytest.raises(RuleBroken, match=words):
        changed(there, code, after)


def test_a_change_needs_a_reason_and_only_one_is_open_at_a_time(there: Any) -> None:
    drawn_up(there)
    with pytest.raises(RuleBroken, match="请写明理由"):
        changed(there, "0004", Standing(True, "two"), "  ")
    said = {"result": result(there, "0004"), "after": Standing(True, "two"), "by": there.actor("officer")}
    change = actions.say_change(reason="递补", **said)
    with pytest.raises(RuleBroken, match="已经有待确认的变更"):
        actions.say_change(reason="递补", **said)
    act(actions.drop_change, there.actor("officer"), change=change)
    assert actions.say_change(reason="递补", **said).pk
    with pytest.raises(Stale):
        actions.drop_change(change=change, by=there.actor("officer"), version=1)


def test_a_decision_stands_on_the_list_that_was_seen(there: Any) -> None:
    drawn_up(there)
    made = meeting(there)
    assert (made.digest, made.entered_by_id) == (list_digest(there.call), there.head.pk)
    with pytest.raises(RuleBroken, match="已经审定"):
        meeting(there)
    with pytest.raises(RuleBroken, match="先撤销审定"):
        act(actions.undo_draw_up, there.actor("officer"), call=there.call, reason="错了")
    changed(there, "0005", Standing(True, "two"))
    assert fresh(made).digest != list_digest(there.call)
    again = meeting(there)
    assert fresh(made).undone_at is not None
    assert again.digest == list_digest(there.call)
    act(actions.undo_decision, there.actor("officer"), decision=again, reason="登记错了")
    assert not Decision.objects.filter(call=there.call, undone_at=None).exists()


def test_what_keeps_a_decision_from_being_entered(there: Any) -> None:
    with pytest.raises(RuleBroken, match="还没有整理结果"):
        meeting(there)
    drawn_up(there)
    with pytest.raises(RuleBroken, match="日期还没有到"):
        meeting(there, held_on=clock.today() + dt.timedelta(days=1))
    with pytest.raises(RuleBroken, match="还没有公示"):
        meeting(there, "after")
    change = actions.say_change(
        result=result(there, "0004"), after=Standing(True, "two"), reason="递补", by=there.actor("officer")
    )
    with pytest.raises(RuleBroken, match="1 项结果变更没有确认"):
        meeting(there)
    act(actions.drop_change, there.actor("officer"), change=change)
    there.applications[0].state = "withdrawn"
    there.applications[0].save()
    with pytest.raises(RuleBroken, match="已撤回申报"):
        meeting(there)


def test_a_list_that_changed_since_it_was_seen_is_not_decided_on(there: Any) -> None:
    drawn_up(there)
    said = {"stage": "before", "body": "局长办公会", "held_on": clock.today(), "words": "同意。"}
    with pytest.raises(RuleBroken, match="名单有了变更"):
        actions.decide(
            call=there.call, meeting=actions.Meeting(**said), minutes=helping.files.put([b"%PDF-"]),
            minutes_name="纪要.pdf", shown="0" * 64, by=there.actor("officer"),
        )  # fmt: skip
    assert not Decision.objects.filter(call=there.call).exists()


def test_a_level_that_nobody_has_is_explained_by_its_rule(there: Any) -> None:
    drawn_up(there)
    few = [{"key": "one", "title": "一等", "percent": 10}, {"key": "two", "title": "二等", "number": 2}]
    extra = {"key": "three", "title": "三等", "number": 1}
    Call.objects.filter(pk=there.call.pk).update(rules={**there.call.rules, "levels": [*few, extra]})
    there.call.refresh_from_db()
    Result.objects.filter(call=there.call, level="one").update(level="", selected=False, order=None)
    told = without_anybody(there.call, results(there))
    assert told[0] == "没有“一等”：受理 5 件，按 10% 不足一个名额，按比例算出的名额不足一个的舍去。"
    assert [words.partition("：")[0] for words in told] == ["没有“一等”", "没有“三等”"]
    Result.objects.filter(call=there.call).update(group="思政", passed=False)
    assert "思政组没有“三等”：没有达到合格线的。" in without_anybody(there.call, results(there))
