"""What must always hold of recommendations, their answers and promotions."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F

from luoshi.common.invariants import each, name_of
from luoshi.common.stages import Invariant
from luoshi.selection.outcome.models import Result
from luoshi.selection.states import CallState

from .models import Promotion, Recommendation, UpperResult
from .states import STANDING, RecommendationState

Found = Iterator[tuple[str, str]]


def recommended_rows_were_selected() -> Found:
    for row in Recommendation.objects.filter(state__in=STANDING).iterator():
        found = Result.objects.filter(call=row.call_id, selected=True, public_id__in=row.rows).count()
        if not row.rows or found != len(set(row.rows)):
            yield name_of(row), "推荐的有一项没有入选"


def recommendations_rest_on_a_decision() -> Found:
    rows = Recommendation.objects.filter(state__in=STANDING)
    yield from each(rows.exclude(call__state=CallState.ENDED), "结果没有公布，却有推荐函")
    yield from each(rows.exclude(decision__digest=F("list_digest")), "推荐函依据的审定不是对这份名单作的")
    yield from each(rows.exclude(decision__undone_at__isnull=True), "推荐函依据的审定已经撤销")
    unstamped = rows.filter(state=RecommendationState.SENT, stamped_at__isnull=True)
    yield from each(unstamped, "推荐函没有盖章，却登记了发出")
    alone = rows.filter(sent_by__user=F("decision__entered_by__user"))
    yield from each(alone, "登记审定和发出推荐函的是同一个人")


def letters_are_as_drawn() -> Found:
    yield from each(
        Recommendation.objects.exclude(letter_digest=F("letter__digest")), "推荐函与拟稿时的校验码不一致"
    )
    yield from each(
        Recommendation.objects.exclude(table_digest=F("table__digest")), "汇总表与拟稿时的校验码不一致"
    )


def wins_stand_in_the_register() -> Found:
    rows = UpperResult.objects.filter(wrote=True)
    yield from each(rows.exclude(stage__entry=F("entry")), "上级结果写进了别的台账条目")
    undone = rows.filter(undone_at__isnull=False, stage__taken_back_at__isnull=True)
    yield from each(undone, "撤销的上级结果还留在台账里")


def answers_are_checked_by_another_person() -> Found:
    rows = UpperResult.objects.filter(checked_at__isnull=False)
    yield from each(rows.filter(checked_by__user=F("noted_post__user")), "登记和核对上级结果的是同一个人")
    yield from each(rows.filter(file__isnull=True), "核对过的上级结果没有上级文件")


def promoted_applications_stand_above() -> Found:
    rows = Promotion.objects.all()
    yield from each(rows.filter(application__call=F("result__call")), "晋级到了同一次遴选")
    yield from each(rows.filter(result__selected=False), "没有入选的晋级了")
    apart = rows.filter(taken_back_at__isnull=True).exclude(application__lower=F("result__application"))
    yield from each(apart, "晋级的申报没有记下它是下级的哪一份")
    gone = rows.filter(taken_back_at__isnull=False, application__lower__isnull=False)
    yield from each(gone, "撤回晋级的申报还算是晋级的")


INVARIANTS = (
    Invariant("recommendation-selected", recommended_rows_were_selected),
    Invariant("recommendation-decided", recommendations_rest_on_a_decision),
    Invariant("recommendation-files", letters_are_as_drawn),
    Invariant("recommendation-register", wins_stand_in_the_register),
    Invariant("recommendation-checked", answers_are_checked_by_another_person),
    Invariant("recommendation-promoted", promoted_applications_stand_above),
)
