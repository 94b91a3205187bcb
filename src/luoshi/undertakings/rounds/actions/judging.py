"""The bureau's verdict on a row. The round is held still, so that two verdicts never go over a quota together."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken

from .. import permissions
from ..before_confirming import joint_faults, over_quota
from ..models import Round, Wish
from ..standing import Standing, standing_of
from ..states import Verdict
from .moving import hold_round, refuse_unless_open, round_first


@acts.act("rounds.judge_wish", who=permissions.can_judge_wish, on="wish", first=round_first)
def judge_wish(*, wish: Wish, verdict: str, words: str, agreed: Decimal | None, by: Actor) -> Wish:
    """Accept or decline; `Verdict.OPEN` takes the verdict back. Questions are asked by remarks (`talking`).

    words   the reason for declining
    agreed  the quantity agreed to where it differs from what was applied for
    Raises RuleBroken where the row has not come, without words, beyond the quota of its task, or where it takes part in
    what another school is known not to lead.
    """
    round_ = hold_round(wish.application)
    refuse_unless_open(round_)
    _refuse_unless_come(standing_of(round_), [wish])
    if verdict not in (Verdict.ACCEPTED, Verdict.DECLINED, Verdict.OPEN):
        raise RuleBroken("意见只有同意、不同意和未定；要学校说明的，请在申报页就这一项沟通。")
    if verdict == Verdict.DECLINED and not words.strip():
        raise RuleBroken("请写明理由，确认以后学校看得到。")
    if agreed is not None and agreed <= 0:
        raise RuleBroken("核定数量要大于零，与申报数量相同的不填。")
    kept = agreed if verdict == Verdict.ACCEPTED else None
    acts.change(wish, verdict=verdict, verdict_words=words.strip(), agreed=kept)
    _refuse_what_cannot_stand(round_, {wish.round_task_id})
    return wish


@acts.act("rounds.accept_wishes", who=permissions.can_run_round, on="round_")
def accept_wishes(*, round_: Round, wishes: Sequence[Wish], by: Actor) -> Round:
    """Accept many rows as applied for, all or none. Those already judged stay as they are."""
    refuse_unless_open(round_)
    if not wishes:
        raise RuleBroken("没有选中要同意的申报项，请先勾选。")
    _refuse_unless_come(standing_of(round_), wishes)
    for wish in Wish.objects.select_for_update().filter(pk__in=[each.pk for each in wishes]).order_by("pk"):
        if wish.verdict in (Verdict.OPEN, Verdict.ASKED):
            acts.change(wish, verdict=Verdict.ACCEPTED)
    _refuse_what_cannot_stand(round_, {wish.round_task_id for wish in wishes})
    return round_


def _refuse_unless_come(standing: Standing, wishes: Sequence[Wish]) -> None:
    come = {line.wish.pk for line in standing.lines}
    for wish in wishes:
        if wish.pk not in come:
            raise RuleBroken("这一项还没有送到，或学校已经取消，不能提出意见。请刷新页面再看。")


def _refuse_what_cannot_stand(round_: Round, tasks: set[int]) -> None:
    """Beyond a quota, or part of something that nobody leads."""
    standing = standing_of(round_)
    touched = [task for task in standing.tasks if task.row.pk in tasks]
    faults = [*over_quota(touched, "这样就同意了", "没有改动，请逐项核减"), *joint_faults(standing, touched)]
    if faults:
        raise RuleBroken(faults[0])
