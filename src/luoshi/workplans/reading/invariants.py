"""What must always hold of plans being read in."""

from __future__ import annotations

from collections.abc import Iterator

from luoshi.common.invariants import each, name_of
from luoshi.common.stages import Invariant

from .models import PlanReading
from .states import PlanReadingState

Found = Iterator[tuple[str, str]]


def waiting_ones_have_their_job() -> Found:
    for row in PlanReading.objects.filter(state=PlanReadingState.QUEUED).select_related("job").iterator():
        if row.job is None or row.job.state not in ("queued", "running"):
            yield name_of(row), "等待读取，却没有任务在做"


def checked_ones_were_read() -> Found:
    return each(
        PlanReading.objects.filter(state=PlanReadingState.READY, sealed=b""), "待核对，却没有读到的内容"
    )


INVARIANTS = (
    Invariant("plan-reading-job", waiting_ones_have_their_job),
    Invariant("plan-reading-read", checked_ones_were_read),
)
