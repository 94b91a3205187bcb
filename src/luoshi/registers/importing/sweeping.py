"""Every hour: what imports hold of people goes, a month after, or once an entry it came to was erased."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q

from luoshi.common import clock
from luoshi.common.actor import system_actor
from luoshi.registers.models import Entry

from .actions import forget_import
from .models import ListImport
from .states import READ, ImportState

KEPT = dt.timedelta(days=30)
MOST = 100


def sweep() -> None:
    border = clock.now() - KEPT
    held = ~Q(sealed=b"") | ~Q(outline=b"") | ~Q(compared=b"") | ~Q(decided=b"") | ~Q(undo=b"")
    over = Q(applied_at__lt=border) | Q(applied_at__isnull=True, created_at__lt=border)
    ended = (*READ, ImportState.DISCARDED, ImportState.FAILED, ImportState.APPLIED)
    rows = ListImport.objects.filter(held, state__in=ended)
    for row in rows.filter(over).order_by("pk")[:MOST]:
        forget_import(list_import=row, by=system_actor(), version=row.version)
    for row in rows.filter(state=ImportState.APPLIED).exclude(over).order_by("pk"):
        if _was_erased(row):
            forget_import(list_import=row, by=system_actor(), version=row.version)


def _was_erased(row: ListImport) -> bool:
    erased = Entry.objects.filter(register=row.register_id, erased_at__gte=row.applied_at)
    gone = set(erased.filter(organisation=row.organisation_id).values_list("public_id", flat=True))
    if not gone:
        return False
    return any(each[0] in gone for each in (*row.back["added"], *row.back["changed"]))
