"""What shows that a resolution was carried out: pieces of the owner's library, cited on its page."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from luoshi.common.access import require
from luoshi.common.actor import Actor
from luoshi.common.pages import find
from luoshi.common.routes import policy
from luoshi.evidence import web
from luoshi.evidence.models import EvidenceUse
from luoshi.evidence.permissions import can_add_evidence, can_read_library, can_uncite_evidence
from luoshi.evidence.queries import removed_about, use_in, uses_about

from ..models import Resolution
from ..queries import resolutions_visible_to

WHO = "责任人单位能加佐证材料的人"


def can_prove(actor: Actor, found: Resolution) -> bool:
    return can_add_evidence(actor, found.owner.organisation)


def panel_of(actor: Actor, found: Resolution) -> dict[str, Any] | None:
    """None for those who read no evidence, and where there is none and nobody here may add any."""
    if not can_read_library(actor):
        return None
    uses, may, gone = list(uses_about(found)), can_prove(actor, found), list(removed_about([found]))
    if not uses and not may and not gone:
        return None
    key = found.public_id

    def remove(use: EvidenceUse) -> str:
        if not can_uncite_evidence(actor, use):
            return ""
        return reverse("remove-resolution-evidence", args=[key, use.public_id])

    choose, upload = (reverse(f"{name}-resolution-evidence", args=[key]) for name in ("choose", "upload"))
    return web.panel(uses, may_cite=may, choose=choose, upload=upload, remove=remove, gone=gone)


def _citing(request: HttpRequest, public_id: str) -> web.Citing:
    found = find(resolutions_visible_to(request.actor), public_id)
    require(can_prove(request.actor, found))
    back = reverse("resolution", args=[found.public_id])
    return web.Citing(
        about=found,
        organisation=found.owner.organisation,
        title=f"议定事项：{found.words}"[:120],
        choose=reverse("choose-resolution-evidence", args=[found.public_id]),
        upload=reverse("upload-resolution-evidence", args=[found.public_id]),
        back=f"{back}#evidence",
        crumbs=[("议定事项", back)],
    )


@policy(f"{WHO}：从本单位材料库里选佐证，引用在议定事项上", methods=("GET", "POST"))
def choose_evidence(request: HttpRequest, resolution: str) -> HttpResponse:
    return web.answer_choosing(request, _citing(request, resolution))


@policy(f"{WHO}：上传佐证，引用在议定事项上", methods=("GET", "POST"))
def upload_evidence(request: HttpRequest, resolution: str) -> HttpResponse:
    return web.answer_uploading(request, _citing(request, resolution))


@policy(f"{WHO}：取消议定事项上的引用", methods=("POST",))
def remove_evidence(request: HttpRequest, resolution: str, resolution_use: str) -> HttpResponse:
    found = find(resolutions_visible_to(request.actor), resolution)
    use = use_in([found], resolution_use) if can_read_library(request.actor) else None
    if use is None:
        raise Http404
    require(can_prove(request.actor, found) and can_uncite_evidence(request.actor, use))
    return web.answer_removing(request, use, f"{reverse('resolution', args=[found.public_id])}#evidence")
