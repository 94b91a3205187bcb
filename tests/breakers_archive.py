"""A package of an ended selection, and what would break each of its invariants; see `test_invariants`."""

from __future__ import annotations

from typing import Any

from luoshi.common.models import Job
from luoshi.selection.archive.actions import PACK_JOB
from luoshi.selection.archive.models import Package
from luoshi.selection.models import Call


def make_rows() -> None:
    """Of a call that ended, being made."""
    call = Call.objects.filter(state="ended").first()
    assert call is not None
    job = Job.objects.create(kind=PACK_JOB, object_id="x")
    Package.objects.create(call=call, job=job, asked_by=call.officer, asked_by_name="示例")


BREAKERS: dict[str, Any] = {
    "archive-job": lambda: Package.objects.update(job=None),
    "archive-ended": lambda: Call.objects.filter(packages__isnull=False).update(state="noticed"),
}
