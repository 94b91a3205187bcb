"""What each route of progress answers to whom; how a line is read: `expectations`."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from luoshi.common import clock
from luoshi.evidence.models import Evidence, EvidenceUse
from luoshi.progress.models import ProgressUpdate

from .lines import EVERYBODY, SCHOOL_LEADERS, SEES_PEOPLE, Expected, button, page, version

TELLERS = frozenset({"task_owner", "office"})
OF_A_SCHOOL = SCHOOL_LEADERS | {"task_owner", "teacher", "finance"}


def standing(update: Any, user: Any = None) -> dict[str, Any]:
    """What was said last of its milestone: what was said or taken back since is put away."""
    later = ProgressUpdate.objects.filter(milestone_key=update.milestone_key, pk__gt=update.pk)
    later.filter(takes_back__isnull=False).delete()
    later.delete()
    return {}


def chosen(update: Any, user: Any) -> dict[str, Any]:
    standing(update)
    row = Evidence.objects.filter(organisation=update.organisation, withdrawn_at=None).order_by("pk")[0]
    return {"pieces": row.public_id, "pages": "1"}


def uploaded(update: Any, user: Any) -> dict[str, Any]:
    standing(update)
    file = SimpleUploadedFile("a.pdf", b"%PDF-1.4 sample")
    return {"happened_on": clock.today().isoformat(), "files": file}


def cited(use: Any, user: Any) -> dict[str, Any]:
    EvidenceUse.objects.filter(pk=use.pk).update(removed_at=None)
    return version(use)


EXPECTED_PROGRESS: dict[str, Expected] = {
    "my-milestones": page(),
    "milestone": Expected(get=EVERYBODY, post=TELLERS, form=lambda row, user: {"state": "under_way"}),
    "many-updates": Expected(get=OF_A_SCHOOL, post=OF_A_SCHOOL, form=lambda row, user: {}),
    "many-updates-xlsx": page(OF_A_SCHOOL),
    "behind": page(SEES_PEOPLE),
    "behind-xlsx": page(SEES_PEOPLE),
    "update": page(),
    "take-back-update": button(TELLERS, standing),
    "choose-update-evidence": Expected(get=TELLERS, post=TELLERS, form=chosen),
    "upload-update-evidence": Expected(get=TELLERS, post=TELLERS, form=uploaded),
    "remove-update-evidence": button(TELLERS, cited),
}
