"""What must always hold for evidence."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db.models import Count, F

from luoshi.common.invariants import each
from luoshi.common.stages import Invariant

from .models import Evidence, EvidenceUse

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


INVARIANTS = (
    Invariant("evidence-use-own", uses_are_of_the_same_organisation),
    Invariant("evidence-use-place", uses_have_their_place),
    Invariant("evidence-kept-once", a_file_is_kept_once),
)
