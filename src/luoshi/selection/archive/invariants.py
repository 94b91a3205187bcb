"""What must always hold of packages."""

from __future__ import annotations

from collections.abc import Iterator

from luoshi.common.invariants import each, name_of
from luoshi.common.stages import Invariant
from luoshi.selection.states import CallState

from .models import Package
from .states import PackageState

Found = Iterator[tuple[str, str]]


def those_being_made_have_their_job() -> Found:
    for row in Package.objects.filter(state=PackageState.MAKING).select_related("job").iterator():
        if row.job is None or row.job.state not in ("queued", "running"):
            yield name_of(row), "正在生成，却没有任务在做"


def packages_are_of_ended_calls() -> Found:
    yield from each(Package.objects.exclude(call__state=CallState.ENDED), "遴选还没有公布，却有档案包")


INVARIANTS = (
    Invariant("archive-job", those_being_made_have_their_job),
    Invariant("archive-ended", packages_are_of_ended_calls),
)
