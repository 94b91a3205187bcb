"""What must always hold of binders."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F

from luoshi.common.invariants import each, name_of
from luoshi.common.stages import Invariant

from .models import ChecklistReading, Folder, Making
from .states import ChecklistState, MakingState

Found = Iterator[tuple[str, str]]


def those_being_made_have_their_job() -> Found:
    for row in Making.objects.filter(state=MakingState.MAKING).select_related("job").iterator():
        if row.job is None or row.job.state not in ("queued", "running"):
            yield name_of(row), "正在生成，却没有任务在做"


def checklists_being_read_have_their_job() -> Found:
    rows = ChecklistReading.objects.filter(state=ChecklistState.QUEUED).select_related("job")
    for row in rows.iterator():
        if row.job is None or row.job.state not in ("queued", "running"):
            yield name_of(row), "正在读取，却没有任务在做"


def owners_are_of_the_house() -> Found:
    """Who is asked to fill a gap works where the binder is put together."""
    rows = Folder.objects.filter(owner__isnull=False, binder__closed_at__isnull=True)
    return each(rows.exclude(owner__organisation=F("binder__organisation")), "补材料的人不在编排单位")


def what_is_set_aside_asks_nobody() -> Found:
    return each(
        Folder.objects.filter(set_aside_at__isnull=False, owner__isnull=False), "不适用的项还安排了人补"
    )


INVARIANTS = (
    Invariant("binder-making-job", those_being_made_have_their_job),
    Invariant("binder-checklist-job", checklists_being_read_have_their_job),
    Invariant("binder-owner-own", owners_are_of_the_house),
    Invariant("binder-aside-free", what_is_set_aside_asks_nobody),
)
