"""What must always hold for evidence."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db.models import Count, F

from luoshi.common.invariants import each, name_of
from luoshi.common.stages import Invariant

from .models import Evidence, EvidenceFile, EvidenceUse
from .states import ReadState

Found = Iterator[tuple[str, str]]


def uses_are_of_the_same_organisation() -> Found:
    open_uses = EvidenceUse.objects.filter(removed_at__isnull=True)
    return each(open_uses.exclude(organisation=F("evidence__organisation")), "引用的不是本单位的材料")


def uses_have_their_place() -> Found:
    """Every place that cites is there."""
    open_uses = EvidenceUse.objects.filter(removed_at__isnull=True)
    for kind in open_uses.order_by().values_list("about_type", flat=True).distinct():
        of_kind = open_uses.filter(about_type=kind)
        try:
            there = apps.get_model(kind)._base_manager.values("public_id")
        except (LookupError, ValueError):
            yield from each(of_kind, f"引用它的地方属于没有的类型 {kind}")
            continue
        yield from each(of_kind.exclude(about_id__in=there), "引用它的地方已经不在了")


def a_file_is_kept_once() -> Found:
    """Within one library, except what came together in a merger."""
    rows = Evidence.objects.filter(withdrawn_at__isnull=True, stored__isnull=False)
    own = rows.filter(added_by__organisation=F("organisation")).order_by()
    for group in own.values("organisation__short", "stored__digest").annotate(n=Count("pk")).filter(n__gt=1):
        yield f"{group['organisation__short']} {group['stored__digest'][:12]}", "同一文件在材料库里有两份"


def files_being_read_have_their_job() -> Found:
    for row in EvidenceFile.objects.filter(state=ReadState.WAITING).select_related("job").iterator():
        if row.job is None or row.job.state not in ("queued", "running"):
            yield name_of(row), "等待生成预览，却没有任务在做"


def every_file_is_read() -> Found:
    """Files of the library whose pictures and words somebody has at least tried to make."""
    known = EvidenceFile.objects.values("about_id")
    unread = Evidence.objects.filter(stored__isnull=False).exclude(public_id__in=known)
    return each(unread, "没有预览，也没有全文可搜")


INVARIANTS = (
    Invariant("evidence-read-job", files_being_read_have_their_job),
    Invariant("evidence-read", every_file_is_read),
    Invariant("evidence-use-own", uses_are_of_the_same_organisation),
    Invariant("evidence-use-place", uses_have_their_place),
    Invariant("evidence-kept-once", a_file_is_kept_once),
)
