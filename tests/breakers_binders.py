"""Binders on a loaded site, and what would break each of their invariants; see `test_invariants`."""

from __future__ import annotations

from typing import Any

from luoshi.accounts.models import Membership, Organisation
from luoshi.common import clock, files
from luoshi.common.models import Job
from luoshi.evidence.binders.models import Binder, ChecklistReading, Folder, Making


def make_rows() -> None:
    """One that is being made, with one gap that somebody fills and one that is set aside."""
    post = Membership.objects.order_by("id").first()
    binder = Binder.objects.create(
        organisation=post.organisation, title="示例", started_by=post, started_by_name="示例"
    )
    Folder.objects.create(binder=binder, key="1", title="一", owner=post, due=clock.today())
    Folder.objects.create(
        binder=binder, key="2", title="二", set_aside_at=clock.now(), set_aside_reason="没有这一项"
    )
    job = Job.objects.create(kind="binders.make", object_id="x")
    ChecklistReading.objects.create(
        organisation=post.organisation,
        stored=files.put([b"list"]),
        name="a.docx",
        job=job,
        started_by=post,
        started_by_name="示例",
    )
    Making.objects.create(binder=binder, job=job, asked_by=post, asked_by_name="示例")


def other_house() -> None:
    binder = Binder.objects.get()
    Binder.objects.update(organisation=Organisation.objects.exclude(pk=binder.organisation_id).first())


BREAKERS: dict[str, Any] = {
    "binder-making-job": lambda: Making.objects.update(job=None),
    "binder-checklist-job": lambda: ChecklistReading.objects.update(job=None),
    "binder-owner-own": other_house,
    "binder-aside-free": lambda: Folder.objects.filter(key="1").update(
        set_aside_at=clock.now(), set_aside_reason="没有这一项"
    ),
}
