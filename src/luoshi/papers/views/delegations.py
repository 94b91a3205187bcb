"""代办授权: the list for both sides and the office, registering one, ending one, its proof."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.accounts.models import Organisation
from luoshi.common import clock
from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.downloads import hand_out_stored
from luoshi.common.errors import Busy, Refusal
from luoshi.common.pages import find, page_of, version_of
from luoshi.common.routes import policy

from .. import actions, permissions
from ..forms import DelegationForm
from ..kinds import kind_in_words
from ..models import Delegation
from ..queries import delegations_visible_to

WHO = "授权人、代办人和本单位项目办（经办）"


@policy(f"{WHO}：代办授权")
def delegations(request: HttpRequest) -> HttpResponse:
    return _list(request)


def _list(request: HttpRequest, refusal: Refusal | None = None) -> HttpResponse:
    page = page_of(request, delegations_visible_to(request.actor), size=30)
    for row in page:
        row.state_words, row.tone = _state_of(row)
        row.kind_words = "、".join(kind_in_words(kind) for kind in row.kinds) or "全部审批"
        row.may_revoke = row.is_open and permissions.can_revoke(request.actor, row)
    own = Organisation.objects.get(pk=request.actor.organisation_id)
    context = {
        "page_obj": page,
        "may_give": permissions.can_delegate(request.actor, own),
        "refusal": refusal,
        "crumbs": [("审批", reverse("approvals")), ("代办授权", "")],
    }
    return render(request, "papers/delegations.html", context, status=refusal.status if refusal else 200)


def _state_of(row: Delegation) -> tuple[str, str]:
    today = clock.today()
    if row.revoked_at is not None:
        return "已收回", ""
    if row.end < today:
        return "已到期", ""
    for post, words in ((row.delegate, "代办人已离任"), (row.principal, "授权人已离任")):
        if post.end is not None and post.end <= today:
            return words, "warn"
    return ("未开始", "info") if row.start > today else ("有效", "ok")


@policy("起草呈批件的岗位、项目办（经办）：登记代办授权", methods=("GET", "POST"))
def new_delegation(request: HttpRequest) -> HttpResponse:
    own = Organisation.objects.get(pk=request.actor.organisation_id)
    require(permissions.can_delegate(request.actor, own))
    sent = request.method == "POST"
    initial = {"start": clock.today(), "principal": request.actor.membership_public_id}
    form = DelegationForm(
        request.POST if sent else None, request.FILES if sent else None, actor=request.actor, initial=initial
    )
    if sent and form.is_valid():
        try:
            actions.delegate(organisation=own, by=request.actor, once=Once.of(request), **form.said())
        except Busy:
            raise
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "代办授权已登记，已告诉双方。")
            return redirect("delegations")
    context = {
        "form": form,
        "crumbs": [("审批", reverse("approvals")), ("代办授权", reverse("delegations")), ("登记", "")],
    }
    return render(request, "papers/delegation_form.html", context, status=422 if form.errors else 200)


@policy(f"{WHO}：收回代办授权", methods=("POST",))
def revoke(request: HttpRequest, delegation: str) -> HttpResponse:
    found = find(delegations_visible_to(request.actor), delegation)
    require(permissions.can_revoke(request.actor, found))
    try:
        actions.revoke_delegation(
            delegation=found, by=request.actor, version=version_of(request), once=Once.of(request)
        )
    except Busy:
        raise
    except Refusal as refusal:
        return _list(request, refusal)
    messages.success(request, "代办授权已收回，现在起不再有效。")
    return redirect("delegations")


@policy(f"{WHO}：下载授权书")
def proof(request: HttpRequest, delegation: str) -> FileResponse:
    found = find(delegations_visible_to(request.actor), delegation)
    if found.proof is None:
        raise Http404
    return hand_out_stored(request, found.proof, found.proof_name, action="papers.fetch_proof", about=found)
