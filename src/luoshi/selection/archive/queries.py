"""Of which calls packages can be made, which exist for whom, and what came since one was made."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, QuerySet

from luoshi.common.actor import Actor
from luoshi.selection.applying.models import OfficerConflict
from luoshi.selection.models import Call
from luoshi.selection.recognition.models import Announcement, AwardStep, Certificate, NoAnnouncement
from luoshi.selection.recommendation.models import Recommendation, UpperResult
from luoshi.selection.review.queries import calls_to_manage
from luoshi.selection.states import CallState

from .models import Package
from .states import PackageState

SINCE = {
    "revoked": "证书撤销",
    "certificates": "证书签发",
    "announcements": "公布文件出新的一版",
    "without": "登记不出公布文件",
    "steps": "认定、验收、复核等阶段登记",
    "letters": "推荐函出新的一版",
    "upper": "上级结果登记",
}


def packed_calls_of(actor: Actor) -> QuerySet[Call]:
    """Ended calls of the own bureau, for its officers and its monitor; never one with an application that is kept
    from this person: all of it lies in the package.
    """
    barred = OfficerConflict.objects.filter(
        application__call=OuterRef("pk"), membership__user=actor.user_id, lifted_at__isnull=True
    )
    rows = calls_to_manage(actor).filter(state=CallState.ENDED).exclude(Exists(barred))
    return rows.select_related("organisation", "kind", "officer__user")


def packages_visible_to(actor: Actor) -> QuerySet[Package]:
    rows = Package.objects.select_related("call__organisation", "job", "asked_by")
    if actor.is_system:
        return rows
    return rows.filter(call__in=packed_calls_of(actor).order_by().values("pk"))


def basis_of(call: Call) -> dict[str, int]:
    """What may come after a selection has ended, counted."""
    certificates = Certificate.objects.filter(award__call=call)
    return {
        "revoked": certificates.filter(revoked_on__isnull=False).count(),
        "certificates": certificates.count(),
        "announcements": Announcement.objects.filter(call=call).count(),
        "without": NoAnnouncement.objects.filter(call=call).count(),
        "steps": AwardStep.objects.filter(award__call=call).count(),
        "letters": Recommendation.objects.filter(call=call).count(),
        "upper": UpperResult.objects.filter(recommendation__call=call).count(),
    }


def came_since(package: Package) -> Iterator[str]:
    """What is not in it yet, in words."""
    for key, number in basis_of(package.call).items():
        more = number - package.basis.get(key, 0)
        if more > 0:
            yield f"{SINCE[key]} {more} 次"


def ready_ones() -> QuerySet[Package]:
    return Package.objects.filter(state=PackageState.READY)
