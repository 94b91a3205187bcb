"""One update: what was said, what shows it, taking it back."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.errors import Busy, Refusal
from luoshi.common.pages import find
from luoshi.common.routes import policy
from luoshi.evidence import web
from luoshi.evidence.models import EvidenceUse
from luoshi.evidence.permissions import can_read_library
from luoshi.evidence.queries import removed_about, use_in, uses_about
from luoshi.workplans.queries import milestones_visible_to

from .. import actions, permissions
from ..models import ProgressUpdate
from ..queries import standing_updates, updates_visible_to
from .milestones import READERS, TELLERS, shown_of


@policy(f"{READERS}：一条进展和它的佐证")
def update(request: HttpRequest, update: str) -> HttpResponse:
    return _page(request, find(updates_visible_to(request.actor), update))


def _page(request: HttpRequest, found: ProgressUpdate, refusal: Refusal | None = None) -> HttpResponse:
    standing = standing_updates([found.milestone_key]).get(found.milestone_key)
    uses = list(uses_about(found))
    shown = shown_of(request.actor, found, uses, standing)
    milestone = milestones_visible_to(request.actor).filter(key=found.milestone_key).order_by("-id").first()
    context = {
        "update": found,
        "line": shown,
        "milestone": milestone,
        "cited": _panel(found, uses, may=shown["may_prove"]) if can_read_library(request.actor) else None,
        "refusal": refusal,
        "crumbs": [("我的里程碑", reverse("my-milestones")), (found.title, "")],
    }
    return render(request, "progress/update.html", context, status=refusal.status if refusal else 200)


def _panel(found: ProgressUpdate, uses: list[EvidenceUse], *, may: bool) -> dict[str, object]:
    key = found.public_id
    return web.panel(
        uses,
        may_cite=may,
        choose=reverse("choose-update-evidence", args=[key]),
        upload=reverse("upload-update-evidence", args=[key]),
        remove=lambda use: reverse("remove-update-evidence", args=[key, use.public_id]) if may else "",
        gone=removed_about([found]),
    )


@policy(f"{TELLERS}：当天撤回最后一条进展", methods=("POST",))
def take_back(request: HttpRequest, update: str) -> HttpResponse:
    found = find(updates_visible_to(request.actor), update)
    require(permissions.can_change_update(request.actor, found))
    try:
        actions.take_back_update(update=found, by=request.actor, once=Once.of(request))
    except Busy:
        raise
    except Refusal as refusal:
        return _page(request, found, refusal)
    messages.success(request, "已撤回，按撤回前的进展算。要改的，重新填一条。")
    row = milestones_visible_to(request.actor).filter(key=found.milestone_key).order_by("-id").first()
    return redirect("milestone", row.public_id) if row else redirect("my-milestones")


def _citing(request: HttpRequest, public_id: str) -> web.Citing:
    found = find(updates_visible_to(request.actor), public_id)
    require(permissions.can_change_update(request.actor, found))
    back = reverse("update", args=[found.public_id])
    return web.Citing(
        about=found,
        organisation=found.organisation,
        title=f"进展：{found.title}",
        choose=reverse("choose-update-evidence", args=[found.public_id]),
        upload=reverse("upload-update-evidence", args=[found.public_id]),
        back=back,
        crumbs=[("我的里程碑", reverse("my-milestones")), (found.title, back)],
        cite=actions.cite_proof,
        add=actions.add_proof,
    )


@policy(f"{TELLERS}：从本单位材料库里选佐证，引用在进展上", methods=("GET", "POST"))
def choose_evidence(request: HttpRequest, update: str) -> HttpResponse:
    return web.answer_choosing(request, _citing(request, update))


@policy(f"{TELLERS}：上传佐证，引用在进展上", methods=("GET", "POST"))
def upload_evidence(request: HttpRequest, update: str) -> HttpResponse:
    return web.answer_uploading(request, _citing(request, update))


@policy(f"{TELLERS}：取消进展上的引用", methods=("POST",))
def remove_evidence(request: HttpRequest, update: str, update_use: str) -> HttpResponse:
    found = find(updates_visible_to(request.actor), update)
    use = use_in([found], update_use) if can_read_library(request.actor) else None
    if use is None:
        raise Http404
    require(permissions.can_change_update(request.actor, found))
    back = reverse("update", args=[found.public_id])
    return web.answer_removing(request, use, back, actions.remove_proof)
