"""What came back from above: noted for several rows at once, taken back one by one; a win enters the register."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.common.models import StoredFile
from luoshi.notices.actions import tell
from luoshi.papers.actions.moving import post_of
from luoshi.registers.actions import enter_for_school, take_back_stage
from luoshi.registers.models import Entry
from luoshi.registers.states import RANK, StageKind
from luoshi.selection.outcome.models import Result
from luoshi.selection.own_words import words_of
from luoshi.selection.queries import register_of
from luoshi.selection.recognition.registering import fits, stage_in
from luoshi.selection.two_persons import is_another

from .. import permissions
from ..models import Recommendation, UpperResult
from ..queries import rows_of
from ..states import RecommendationState
from .holding import call_first, day_said, said

CORRECTED = "更正："
Paper = tuple[StoredFile, str]  # the bytes and the name of the paper from above


@dataclass(frozen=True, slots=True)
class Answered:
    """What the office above says of one row (public id of the result)."""

    row: str
    won: bool
    on: dt.date
    title: str = ""
    document_number: str = ""
    note: str = ""

    def same_as(self, upper: UpperResult) -> bool:
        """Whether it says the same of it; day and paper are those of the whole table and do not count."""
        return (self.won, self.title, self.note) == (upper.won, upper.title, upper.note)


@acts.act(
    "recommendation.note_upper_results",
    who=permissions.can_run_recommendation,
    on="recommendation",
    first=call_first,
)
def note_upper_results(
    *, recommendation: Recommendation, level: str, rows: Sequence[Answered], by: Actor, reason: str = "",
    paper: Paper | None = None,
) -> Recommendation:  # fmt: skip
    """Rows that say the same as before are left alone; one that says something else takes the place of the former,
    with the reason. The paper from above comes along, for all of the level that nobody compared with one yet. Another
    person than who sent the letter: whoever sends and writes down what came back would have the register say what he
    likes (controls SE-05).
    """
    if recommendation.state != RecommendationState.SENT:
        raise RuleBroken("推荐函还没有登记发出，不能登记上级结果。请先登记发出。")
    if permissions.is_alone(by, recommendation):
        raise RuleBroken(f"推荐函是您登记发出的，上级结果请由{words_of(by).another}对照上级文件登记。")
    if RANK[level] < RANK[recommendation.level]:
        raise RuleBroken("上级结果的级别不能低于推荐到的级别。")
    changed = _noted(recommendation, level, rows, reason, by)
    laid = _lay_in(_standing(recommendation, level), paper) if paper is not None else 0
    if not changed and not laid:
        raise RuleBroken("没有填写上级结果，或者和已登记的一样，没有要登记的。")
    return recommendation


def _noted(
    recommendation: Recommendation, level: str, rows: Sequence[Answered], reason: str, by: Actor
) -> int:
    """How many say something new."""
    known = {row.public_id: row for row in rows_of(recommendation)}
    standing = {each.result_id: each for each in _standing(recommendation, level)}
    changed = 0
    for each in rows:
        result = known.get(each.row)
        if result is None:
            raise RuleBroken("有一项不在这次推荐里，没有登记。请刷新页面重新填写。")
        before = standing.get(result.pk)
        if before is not None and each.same_as(before):
            continue
        _refuse_impossible(recommendation, result, each)
        if before is not None:
            _undo(before, f"{CORRECTED}{said(reason)}"[:300], by)
        _note(recommendation, level, result, each, by)
        changed += 1
    return changed


def _lay_in(rows: Sequence[UpperResult], paper: Paper) -> int:
    """With those that were not checked yet; how many."""
    stored, name = paper
    open_rows = [row for row in rows if row.checked_at is None]
    for row in open_rows:
        acts.change(row, file=stored, file_name=name[:120])
    return len(open_rows)


def _standing(recommendation: Recommendation, level: str) -> list[UpperResult]:
    return list(recommendation.upper_results.filter(level=level, undone_at__isnull=True))


def _refuse_impossible(recommendation: Recommendation, result: Result, each: Answered) -> None:
    title = result.application.title
    if recommendation.sent_on is not None and day_said(each.on) < recommendation.sent_on:
        raise RuleBroken(
            f"“{title}”的公布日期早于推荐函发出日期（{recommendation.sent_on:%Y-%m-%d}），请核对。"
        )
    if each.won and not (each.title.strip() and each.document_number.strip()):
        raise RuleBroken(f"“{title}”入选的，请写明称号（等次）和文号，要写进台账。")


def _note(recommendation: Recommendation, level: str, result: Result, each: Answered, by: Actor) -> None:
    given: dict[str, Any] = {
        "title": each.title.strip()[:120],
        "document_number": each.document_number.strip()[:80],
        "note": each.note.strip()[:300],
    }
    entered = _entered(recommendation, level, result, each, by) if each.won else {}
    acts.create(
        UpperResult, recommendation=recommendation, result=result, level=level, won=each.won, on=each.on,
        noted_by=f"{by.organisation_name} {by.name}"[:80], noted_at=clock.now(), noted_post=post_of(by),
        **given, **entered,
    )  # fmt: skip
    application = result.application
    tell(
        to=[application.owner], title=f"上级结果已登记：{application.title}", kind="selection", by=by,
        href=reverse("apply-page", args=[application.public_id]), body="请查看结果。",
        key=f"upper:{result.public_id}:{level}:{recommendation.version}",
    )  # fmt: skip


def _entered(
    recommendation: Recommendation, level: str, result: Result, each: Answered, by: Actor
) -> dict[str, Any]:
    """The stage in the register, in a line made for it where the application has none; nothing without a register."""
    entry = _entry_of(result, by)
    if entry is None:
        return {}
    try:
        stage, wrote = stage_in(
            entry, kind=StageKind.RECOGNISED, on=each.on, by=by, level=level, by_whom=recommendation.to,
            document_number=each.document_number, words=each.title,
        )  # fmt: skip
    except RuleBroken as refused:
        raise RuleBroken(f"“{result.application.title}”登记不进台账：{refused.message}") from refused
    return {"entry": entry, "stage": stage, "wrote": wrote}


def _entry_of(result: Result, by: Actor) -> Entry | None:
    application = result.application
    if fits(application.entry):
        return application.entry
    register = register_of(application.call)
    if register is None or not register.has_stages:
        return None
    made: Entry = enter_for_school(
        register=register, school=application.organisation, title=application.title, by=by
    )
    return made if fits(made) else None


@acts.act(
    "recommendation.undo_upper_result", who=permissions.can_undo_upper_result, on="upper", first=call_first
)
def undo_upper_result(*, upper: UpperResult, reason: str, by: Actor) -> UpperResult:
    """Noted by mistake: out of the register again, and no longer counted for quotas."""
    if upper.undone_at is not None:
        raise RuleBroken("这项上级结果已经撤销，请刷新页面。")
    _undo(upper, said(reason), by)
    return upper


def _undo(upper: UpperResult, reason: str, by: Actor) -> None:
    acts.change(upper, undone_at=clock.now(), undone_reason=reason)
    stage = upper.stage
    if upper.wrote and stage is not None and stage.taken_back_at is None:
        take_back_stage(stage=stage, by=by, reason=reason)


@acts.act(
    "recommendation.check_upper_results",
    who=permissions.can_run_recommendation,
    on="recommendation",
    first=call_first,
)
def check_upper_results(
    *, recommendation: Recommendation, level: str, by: Actor, paper: Paper | None = None
) -> Recommendation:
    """Compared with the paper from above by another person than who noted them; from then on they count for the next
    quotas (controls SE-05). Who checks may bring the paper, or a better copy of it.
    """
    rows = [row for row in _standing(recommendation, level) if row.checked_at is None]
    if not rows:
        raise RuleBroken("这一级没有要核对的结果。请先登记上级结果。")
    posts = [row.noted_post for row in rows if row.noted_post is not None]
    if not all(is_another(by, post) for post in posts):
        raise RuleBroken(f"结果是您登记的，请由{words_of(by).another}对照上级文件核对。")
    if paper is not None:
        _lay_in(rows, paper)
    elif any(row.file_id is None for row in rows):
        raise RuleBroken("还没有上级公布结果的文件，没有核对。请附上文件再核对。")
    for row in rows:
        acts.change(row, checked_at=clock.now(), checked_by=post_of(by))
    return recommendation
