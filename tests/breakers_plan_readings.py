"""Plans being read in on a loaded site, and what would break each of their invariants; see `test_invariants`."""

from __future__ import annotations

from typing import Any

from luoshi.common.models import Job
from luoshi.workplans.models import Workplan
from luoshi.workplans.reading.models import PlanReading


def make_rows() -> None:
    """One that waits for the worker, one that waits for a person."""
    workplans = Workplan.objects.order_by("pk")
    for workplan, state in zip(workplans, ("queued", "ready"), strict=False):
        job = Job.objects.create(kind="plan_readings.read", object_id="x")
        row = PlanReading(workplan=workplan, state=state, job=job, started_by=workplan.author.user)
        row.sealed = row.sealed_result({"steps": []}) if state == "ready" else b""
        row.save()


BREAKERS: dict[str, Any] = {
    "plan-reading-job": lambda: PlanReading.objects.filter(state="queued").update(job=None),
    "plan-reading-read": lambda: PlanReading.objects.filter(state="ready").update(sealed=b""),
}
