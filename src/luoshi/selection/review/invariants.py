"""What must always hold of a review."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, F, Q

from luoshi.common.invariants import each, name_of
from luoshi.common.stages import Invariant
from luoshi.core.scoring import differences
from luoshi.core.selection import Opens
from luoshi.selection.applying.states import ApplicationState

from .content import digest_of, opened
from .models import BareCopy, RoundClosing, Scoring, Sheet
from .queries import is_blind
from .states import USABLE, CopyState

Found = Iterator[tuple[str, str]]


def waiting_copies_have_their_job() -> Found:
    for row in BareCopy.objects.filter(state=CopyState.WAITING).select_related("job").iterator():
        if row.job is None or row.job.state not in ("queued", "running"):
            yield name_of(row), "等待清理，却没有任务在做"


def experts_get_bare_files_only() -> Found:
    """In a double-blind review nothing is readable that was not made bare."""
    rows = BareCopy.objects.filter(state__in=USABLE, bare=False)
    for row in rows.select_related("material__application__call").iterator():
        if is_blind(row.material.application.call):
            yield name_of(row), "盲评的材料没有清理过，评审人却看得到"


def hits_are_counted() -> Found:
    rows = BareCopy.objects.annotate(found=Count("hits", filter=Q(hits__cleaned=False))).exclude(
        hit_count=F("found")
    )
    yield from each(rows, "名称处数与列出的不一致")


def clean_copies_hold_no_name() -> Found:
    yield from each(BareCopy.objects.filter(state=CopyState.CLEAN, hit_count__gt=0), "含有名称，却没有人处理")


def copies_are_of_accepted_applications() -> Found:
    rows = BareCopy.objects.filter(
        material__application__state__in=(ApplicationState.DRAFT, ApplicationState.SENT)
    )
    yield from each(rows, "还没有受理的申报有了评审用副本")


def sheets_came_before_their_round_closed() -> Found:
    closed = {(row.call_id, row.round): row.closed_at for row in RoundClosing.objects.all()}
    for sheet in Sheet.objects.select_related("assigned__seat").iterator():
        end = closed.get((sheet.assigned.seat.call_id, sheet.assigned.round))
        if end is not None and sheet.done_at is not None and sheet.done_at > end:
            yield name_of(sheet), "本轮结束以后才交，却收下了"


def sheets_are_of_who_was_asked() -> Found:
    wrong = Sheet.objects.exclude(done_by__user=F("assigned__seat__held_by__user"))
    yield from each(wrong, "交评分表的不是受邀的专家本人")


def sheets_are_as_handed_in() -> Found:
    for sheet in Sheet.objects.select_related("assigned").iterator():
        try:
            opened(sheet)
        except ValueError as broken:
            yield name_of(sheet), str(broken)


def rounds_were_opened_by_two() -> Found:
    """Said by one person, confirmed by another (controls SE-05); none said it where the rules open by themselves."""
    rows = RoundClosing.objects.select_related("proposal__said_by", "proposal__confirmed_by", "call")
    for row in rows.iterator():
        said, rules = row.proposal, row.call.rules
        if said is None:
            if rules.get("opens") != Opens.ALL_IN:
                yield name_of(row), "没有人提请和确认，评分却打开了"
        elif said.confirmed_by is None or said.said_by.user_id == said.confirmed_by.user_id:
            yield name_of(row), "提请和确认不是两个人"


def lists_can_be_computed_again() -> Found:
    for scoring in Scoring.objects.iterator():
        if digest_of(scoring.data) != scoring.digest:
            yield name_of(scoring), "计分内容与校验码不一致"
        elif differences(scoring.data):
            yield name_of(scoring), "重新计算与保存的名单不一致"


INVARIANTS = (
    Invariant("review-copy-job", waiting_copies_have_their_job),
    Invariant("review-copy-bare", experts_get_bare_files_only),
    Invariant("review-copy-hits", hits_are_counted),
    Invariant("review-copy-clean", clean_copies_hold_no_name),
    Invariant("review-copy-accepted", copies_are_of_accepted_applications),
    Invariant("review-sheet-late", sheets_came_before_their_round_closed),
    Invariant("review-sheet-person", sheets_are_of_who_was_asked),
    Invariant("review-sheet-whole", sheets_are_as_handed_in),
    Invariant("review-round-two", rounds_were_opened_by_two),
    Invariant("review-scoring", lists_can_be_computed_again),
)
