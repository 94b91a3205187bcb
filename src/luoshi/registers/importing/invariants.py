"""What must always hold of lists being imported."""

from __future__ import annotations

from collections.abc import Iterator

from luoshi.common.invariants import each, name_of
from luoshi.common.stages import Invariant
from luoshi.registers.models import Entry

from .models import ListImport
from .states import READ, WRITTEN, ImportState

Found = Iterator[tuple[str, str]]


def waiting_ones_have_their_job() -> Found:
    waiting = ListImport.objects.filter(state__in=(ImportState.QUEUED, *WRITTEN))
    for row in waiting.select_related("job").iterator():
        if not row.is_worked_on:
            yield name_of(row), f"{row.get_state_display()}，却没有任务在做"


def checked_ones_were_read() -> Found:
    return each(
        ListImport.objects.filter(state__in=(*READ, ImportState.APPLYING), sealed=b""),
        "待核对，却没有读到的内容",
    )


def what_came_in_is_of_this_school() -> Found:
    """Entries of an import are of its register, and there are as many as its receipt says; until that was forgotten."""
    for row in ListImport.objects.filter(state=ImportState.APPLIED).exclude(undo=b"").iterator():
        back = row.back
        added = [each[0] for each in back.get("added", ())]
        if len(added) != row.receipt.get("added") or len(back.get("changed", ())) != row.receipt.get(
            "changed"
        ):
            yield name_of(row), "回执的条数与导入的条目对不上"
        elif sum(
            Entry.objects.filter(public_id__in=added[at : at + 500], register=row.register_id).count()
            for at in range(0, len(added), 500)
        ) != len(added):
            yield name_of(row), "导入的条目不在这个台账里"


INVARIANTS = (
    Invariant("list-import-job", waiting_ones_have_their_job),
    Invariant("list-import-read", checked_ones_were_read),
    Invariant("list-import-entries", what_came_in_is_of_this_school),
)
