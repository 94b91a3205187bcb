"""What must always hold for filed papers."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, F, Q

from luoshi.common.invariants import each, name_of
from luoshi.common.stages import Invariant

from .models import FiledPaper, ScanBatch, ScanPage
from .states import BatchState, PageState

Found = Iterator[tuple[str, str]]
COME_BACK = Count("pages", filter=Q(pages__state=PageState.FILED))


def stamped_copies_are_whole() -> Found:
    rows = FiledPaper.objects.filter(stamped__isnull=False).annotate(back=COME_BACK)
    return each(rows.exclude(back=F("page_count")), "有盖章件，页却没有收齐")


def pages_lie_within_their_paper() -> Found:
    beyond = ScanPage.objects.filter(state=PageState.FILED, number__gt=F("paper__page_count"))
    return each(beyond, "归到了报送件没有的页上")


def filed_pages_say_by_whom() -> Found:
    nobody = ScanPage.objects.filter(state=PageState.FILED, placed_by__isnull=True)
    return each(nobody, "已归位的页没有记下办理人")


def one_paper_of_an_object_is_current() -> Found:
    current = FiledPaper.objects.filter(outdated_at__isnull=True)
    groups = (
        current.order_by().values("about_type", "about_id", "kind").annotate(n=Count("pk")).filter(n__gt=1)
    )
    for group in groups:
        yield f"{group['about_type']} {group['about_id']}", "同一材料有两份没有作废的报送件"


def batches_being_read_have_their_job() -> Found:
    for batch in ScanBatch.objects.filter(state=BatchState.READING).select_related("job").iterator():
        if batch.job is None or batch.job.state not in ("queued", "running"):
            yield name_of(batch), "等待识别，却没有任务在做"


def read_batches_have_pages_or_reasons() -> Found:
    done = ScanBatch.objects.filter(state=BatchState.DONE)
    silent = done.filter(files__pages__isnull=True, files__message="").distinct()
    return each(silent, "有一个文件既没有页，也没有写明读不了的原因")


INVARIANTS = (
    Invariant("filed-copy-whole", stamped_copies_are_whole),
    Invariant("filed-page-within", pages_lie_within_their_paper),
    Invariant("filed-page-by-whom", filed_pages_say_by_whom),
    Invariant("filed-one-current", one_paper_of_an_object_is_current),
    Invariant("filed-batch-job", batches_being_read_have_their_job),
    Invariant("filed-batch-silent", read_batches_have_pages_or_reasons),
)
