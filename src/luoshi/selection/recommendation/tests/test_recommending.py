"""The letter from the party group's decision to its leaving; what came back, in the register and for quotas."""

from __future__ import annotations

import io
from typing import Any

import docx
import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from luoshi.accounts.models import Membership
from luoshi.accounts.permissions import only_the_system
from luoshi.accounts.queries import actor_for
from luoshi.common import acts, clock, files
from luoshi.common.actor import system_actor
from luoshi.common.errors import RuleBroken, Stale
from luoshi.registers.actions import note_project_stage
from luoshi.registers.models import Entry, ProjectStage
from luoshi.selection.actions import CallFacts, start_call
from luoshi.selection.applying.models import Application
from luoshi.selection.models import Call, Kind, Quota
from luoshi.selection.outcome.models import Decision, Result
from luoshi.selection.quotas import proposed
from luoshi.selection.recommendation import actions
from luoshi.selection.recommendation.following import hand_over, holdings
from luoshi.selection.recommendation.invariants import INVARIANTS
from luoshi.selection.recommendation.models import Recommendation, UpperResult

from .helping import (
    PAPER,
    TO,
    answer_of,
    answered,
    decided,
    do,
    draft,
    drawn,
    first,
    fresh,
    keys,
    proved,
    sent,
)

pytestmark = pytest.mark.django_db


def broken() -> list[Any]:
    return [each for invariant in INVARIANTS for each in invariant.check()]


# ---- the decision it rests on


def test_without_the_party_group_or_the_office_meeting_nothing_goes_up(there: Any) -> None:
    """§5: Recommendation: party-group decision."""
    Decision.objects.filter(pk=there.decision.pk).update(body="专家委员会")
    with pytest.raises(RuleBroken, match="请先登记推荐审定"):
        drawn(there)
    said = actions.Upward("专家组会议", clock.today(), "同意。")
    minutes = files.put([b"%PDF-1.4"])
    with pytest.raises(RuleBroken, match="要经局党组会或者局长办公会"):
        actions.decide_upward(
            call=there.call, meeting=said, minutes=minutes, minutes_name="纪要.pdf", by=there.actor("officer")
        )
    there.decision = actions.decide_upward(
        call=there.call, meeting=actions.Upward("局党组会", clock.today(), "同意推荐。"), minutes=minutes,
        minutes_name="纪要.pdf", by=there.actor("officer"),
    )  # fmt: skip
    letter = drawn(there)
    with pytest.raises(RuleBroken, match="请先撤回推荐"):
        do(actions.undo_upward_decision, there.actor("officer"), decision=there.decision, reason="错")
    do(actions.recall, there.actor("officer"), recommendation=letter, reason="名单要核对")
    undone = do(
        actions.undo_upward_decision, there.actor("officer"), decision=there.decision, reason="登记错了"
    )
    assert undone.undone_reason == "登记错了"
    with pytest.raises(RuleBroken, match="依据的审定已经撤销"):
        do(actions.restore, there.actor("officer"), recommendation=letter, reason="误撤")


def test_before_the_results_are_published_nothing_goes_up(there: Any) -> None:
    Call.objects.filter(pk=there.call.pk).update(state="noticed")
    with pytest.raises(RuleBroken, match="结果公布以后才能推荐上报"):
        drawn(there)


@pytest.mark.parametrize(("outcome", "level"), [("recognise", ""), ("recognise", "province")])
def test_only_kinds_that_go_up_are_recommended(there: Any, outcome: str, level: str) -> None:
    """§1: it ends in 认定 or 推荐上报."""
    Kind.objects.filter(pk=there.call.kind_id).update(outcome=outcome)
    rules = {**there.call.rules, "next_level": level}
    Call.objects.filter(pk=there.call.pk).update(rules=rules)
    if level:
        assert drawn(there).level == "province"
        return
    with pytest.raises(RuleBroken, match="不往上推荐"):
        drawn(there)


# ---- letter and table


def test_letter_and_table_list_who_goes_up_in_the_order_of_the_results(there: Any) -> None:
    """§5: 推荐函 with ranked 汇总表."""
    letter = drawn(there)
    word = docx.Document(io.BytesIO(files.path_of(letter.letter.digest).read_bytes()))
    texts = [paragraph.text for paragraph in word.paragraphs]
    assert texts[:3] == ["宜教函〔2026〕5号", "关于推荐示例遴选的函", f"{TO}："]
    rows = [[cell.text for cell in row.cells] for row in word.tables[0].rows]
    titles = [
        row.application.title
        for row in Result.objects.filter(call=there.call, selected=True).order_by("order")
    ]
    assert rows[0][:4] == ["序号", "推荐次序", "项目名称", "申报单位"]
    assert [row[2] for row in rows[1:]] == titles
    assert rows[1][:2] == ["1", "1"]
    book = openpyxl.load_workbook(io.BytesIO(files.path_of(letter.table.digest).read_bytes()))
    cells = [[str(cell) for cell in row] for row in book.active.iter_rows(min_row=2, values_only=True)]
    assert cells == rows  # the same table
    assert "做法" in rows[0]
    assert "每周一次" in rows[1][rows[0].index("做法")]


def test_the_number_from_above_and_the_order_bind(there: Any) -> None:
    """§5 with §1: quotas; nobody is passed over without a reason."""
    first_, second = keys(there)
    Call.objects.filter(pk=there.call.pk).update(rules={**there.call.rules, "next_number": 1})
    with pytest.raises(RuleBroken, match="推荐名额是 1 个，选了 2 个"):
        drawn(there)
    with pytest.raises(RuleBroken, match="没有按名次推荐的理由"):
        drawn(there, [second])
    lost = Result.objects.get(call=there.call, selected=False)
    with pytest.raises(RuleBroken, match="不在入选名单里"):
        drawn(there, [first_, lost.public_id])
    with pytest.raises(RuleBroken, match="没有选推荐哪些"):
        drawn(there, [])
    assert drawn(there, [second], skipped_words="第一名自愿放弃").rows == [second]
    assert broken() == []


def test_one_letter_stands_and_another_takes_its_place_with_a_reason(there: Any) -> None:
    letter = drawn(there)
    with pytest.raises(RuleBroken, match="请换一版"):
        drawn(there)
    with pytest.raises(RuleBroken, match="请写明理由"):
        do(actions.renew, there.actor("officer"), recommendation=letter, draft=draft(there), reason=" ")
    newer = do(
        actions.renew, there.actor("officer"), recommendation=letter, draft=draft(there), reason="文号有误"
    )
    assert (newer.number, newer.replaces, newer.reason, fresh(letter).state) == (
        2,
        letter,
        "文号有误",
        "replaced",
    )
    recalled = do(actions.recall, there.actor("officer"), recommendation=newer, reason="不报了")
    third = do(
        actions.draw_up, there.actor("officer"), call=there.call, draft=draft(there), reason="重新报送"
    )
    assert third.number == 3
    with pytest.raises(RuleBroken, match="已经另出了一份"):
        do(actions.restore, there.actor("officer"), recommendation=recalled, reason="误撤")
    with pytest.raises(Stale):
        actions.send(recommendation=third, on=clock.today(), how="机要", by=there.actor("head"), version=99)
    assert broken() == []


@pytest.mark.parametrize("field", ["to", "rows", "letter_digest", "reason"])
def test_the_database_refuses_to_change_a_letter(there: Any, field: str) -> None:
    letter = sent(there)
    value: Any = [] if field == "rows" else "x"
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        Recommendation.objects.filter(pk=letter.pk).update(**{field: value})
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        Recommendation.objects.filter(pk=letter.pk).delete()


def test_whoever_leaves_passes_the_recommendation_on(there: Any) -> None:
    posts = Membership.objects.filter(pk=there.officer.pk)
    assert [holding.kind for holding in holdings(posts)] == ["推荐上报"]
    passing(there.officer, there.head)
    assert fresh(there.call).officer == there.head
    assert list(holdings(posts)) == []


@acts.act("test.pass_on", who=only_the_system)
def _pass_on(*, leaving: Any, successor: Any, by: Any) -> None:
    hand_over(leaving, successor, by)


def passing(leaving: Any, successor: Any) -> None:
    _pass_on(leaving=leaving, successor=successor, by=system_actor())


@pytest.mark.parametrize("who", ["leader", "monitor", "school", "other"])
def test_only_officers_recommend(there: Any, who: str) -> None:
    with pytest.raises(PermissionDenied):
        do(actions.draw_up, there.actor(who), call=there.call, draft=draft(there))
    assert not Recommendation.objects.exists()


# ---- what came back


def stages(entry: Entry) -> list[tuple[str, str, str]]:
    rows = ProjectStage.objects.filter(entry=entry, taken_back_at=None)
    return [(row.kind, row.level, row.document_number) for row in rows]


def test_a_win_enters_the_register_and_raises_the_next_quota_until_it_is_taken_back(there: Any) -> None:
    """§5: the upper result recorded and fed to registers and next quotas; §6: quotas by past results."""
    upper = answered(sent(there), first(there))
    assert stages(there.entry) == [("recognised", "province", PAPER)]
    school = first(there).application.organisation
    assert proposed(fresh(there.call)) == {}, "one officer noted it, and nobody has seen the paper"
    with pytest.raises(RuleBroken, match="请由另一名经办"):
        proved(there, upper, by="officer")
    proved(there, upper)
    nexts = start_call(kind=fresh(there.call.kind), facts=CallFacts("下一次"), by=there.actor("officer"))
    quota = Quota.objects.get(call=nexts, organisation=school)
    assert (quota.number, quota.raised, quota.reason) == (1, 1, "按上一届结果")
    with pytest.raises(RuleBroken, match="已经登记了上级结果"):
        do(actions.recall, there.actor("officer"), recommendation=upper.recommendation, reason="不报了")
    do(actions.undo_upper_result, there.actor("officer"), upper=upper, reason="看错文件")
    assert stages(there.entry) == []
    assert proposed(nexts) == {}
    assert broken() == []


def test_a_loss_enters_nothing(there: Any) -> None:
    upper = answered(sent(there), first(there), won=False, title="", document_number="")
    assert (upper.stage, stages(there.entry)) == (None, [])
    assert proposed(fresh(there.call)) == {}


def test_a_winner_without_an_entry_gets_a_draft_of_the_register(there: Any) -> None:
    letter, row = sent(there), Result.objects.get(call=there.call, order=2)
    assert row.application.entry is None
    upper = answered(letter, row)
    entry = upper.entry
    assert entry is not None
    assert (entry.organisation, entry.state, entry.label) == (
        row.application.organisation, "draft", row.application.title,
    )  # fmt: skip
    assert stages(entry) == [("recognised", "province", PAPER)]
    nation = answered(letter, row, "nation", title="国家级")
    assert (nation.entry, Entry.objects.filter(register=there.register).count()) == (entry, 2)
    assert broken() == []


def test_a_win_without_a_register_counts_for_the_next_quota_too(there: Any) -> None:
    """§6: a competition has no register; its wins above raise the quotas all the same."""
    rules = {key: value for key, value in there.call.rules.items() if key != "register"}
    Call.objects.filter(pk=there.call.pk).update(rules=rules)
    Kind.objects.filter(pk=there.call.kind_id).update(rules=rules)
    Application.objects.update(entry=None)
    upper = answered(sent(there), first(there))
    assert upper.stage is None
    nexts = start_call(kind=fresh(there.call.kind), facts=CallFacts("下一次"), by=there.actor("officer"))
    assert proposed(nexts) == {}
    proved(there, upper)
    assert proposed(nexts) == {first(there).application.organisation_id: 1}
    do(actions.undo_upper_result, there.actor("officer"), upper=upper, reason="看错文件")
    assert proposed(nexts) == {}


def test_what_the_school_noted_itself_stays_when_the_answer_is_taken_back(there: Any) -> None:
    by = actor_for(there.school)
    note_project_stage(entry=there.entry, kind="recognised", on=clock.today(), level="province", by=by)
    upper = answered(sent(there), first(there))
    assert (upper.wrote, len(stages(there.entry))) == (False, 1)
    assert proposed(fresh(there.call)) == {}
    proved(there, upper)
    assert list(proposed(fresh(there.call)).values()) == [1], "though the stage is the school's own word"
    do(actions.undo_upper_result, there.actor("officer"), upper=upper, reason="看错文件")
    assert len(stages(there.entry)) == 1


def test_several_rows_at_once_and_only_what_changed_is_written(there: Any) -> None:
    letter = sent(there)
    rows = [
        answer_of(first(there)),
        answer_of(Result.objects.get(call=there.call, order=2), won=False, title=""),
    ]
    noting = {"recommendation": letter, "level": "province"}
    do(actions.note_upper_results, there.actor("officer"), **noting, rows=rows)
    with pytest.raises(RuleBroken, match="没有要登记的"):
        do(actions.note_upper_results, there.actor("officer"), **noting, rows=rows)
    other = [answer_of(first(there), title="省级示范团队（培育）"), rows[1]]
    with pytest.raises(RuleBroken, match="请写明理由"):
        do(actions.note_upper_results, there.actor("officer"), **noting, rows=other)
    do(actions.note_upper_results, there.actor("officer"), **noting, rows=other, reason="称号写错")
    kept = [
        (row.title, row.undone_reason)
        for row in UpperResult.objects.filter(result=first(there)).order_by("pk")
    ]
    assert kept == [("省级示范团队", "更正：称号写错"), ("省级示范团队（培育）", "")]
    assert len(stages(there.entry)) == 1
    assert broken() == []


@pytest.mark.parametrize(
    ("level", "said", "why"),
    [
        ("city", {}, "不能低于推荐到的级别"),
        ("province", {"title": ""}, "称号（等次）和文号"),
        ("province", {"row": "elsewhere"}, "不在这次推荐里"),
    ],
)
def test_what_cannot_have_come_back_is_refused(
    there: Any, level: str, said: dict[str, Any], why: str
) -> None:
    letter = sent(there)
    row = actions.Answered(
        **{
            "row": first(there).public_id,
            "won": True,
            "on": clock.today(),
            "title": "省级",
            "document_number": PAPER,
        }
        | said
    )
    with pytest.raises(RuleBroken, match=why):
        do(actions.note_upper_results, there.actor("officer"), recommendation=letter, level=level, rows=[row])


def test_before_it_has_left_nothing_comes_back(there: Any) -> None:
    with pytest.raises(RuleBroken, match="请先登记发出"):
        answered(drawn(there), first(there))


def test_a_decision_on_another_list_does_not_count(there: Any) -> None:
    Decision.objects.filter(pk=there.decision.pk).update(digest="0" * 64)
    with pytest.raises(RuleBroken, match="请先登记推荐审定"):
        drawn(there)
    there.decision = decided(there, "局长办公会", "up")
    assert drawn(there).decision == there.decision
