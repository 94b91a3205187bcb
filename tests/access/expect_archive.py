"""What each route of packages of selections answers to whom; how a line is read: `expectations`."""

from __future__ import annotations

from typing import Any

from luoshi.common import clock, sealed_files
from luoshi.common.models import Job
from luoshi.selection.archive.actions import PACK_JOB
from luoshi.selection.archive.models import Package

from .lines import EDITORS, OWN_RUNNERS, Expected, button, page, version

BUREAU = EDITORS | {"monitor"}


def to_make(call: Any, user: Any) -> dict[str, Any]:
    Package.objects.filter(call=call, state="making").update(state="stopped")
    return version(call)


def under_way(package: Any, user: Any) -> dict[str, Any]:
    Package.objects.filter(call=package.call_id).exclude(pk=package.pk).update(state="stopped")
    job = Job.objects.create(kind=PACK_JOB, object_id=package.public_id, state="running")
    Package.objects.filter(pk=package.pk).update(state="making", job=job)
    return version(package)


def ready(package: Any, user: Any) -> dict[str, Any]:
    said = {"state": "ready", "made_at": clock.now(), "digest": "0" * 64}
    Package.objects.filter(pk=package.pk).update(**said)
    with sealed_files.writing(package.public_id) as file:
        file.write(b"sample")
    return version(package)


EXPECTED_ARCHIVE: dict[str, Expected] = {
    "selection-packages": page(BUREAU | OWN_RUNNERS),
    "selection-package": page(BUREAU),
    "make-selection-package": button(BUREAU, to_make),
    "selection-package-progress": page(BUREAU),
    "download-selection-package": button(BUREAU, ready, done=200),
    "stop-selection-package": button(BUREAU, under_way),
    "clear-selection-package": button(BUREAU, ready),
}
