"""审批流程: the chains of the own organisation, edited on screen with a look at who would have each step."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.accounts.models import Organisation
from luoshi.common import drafts
from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.errors import Busy, Refusal
from luoshi.common.pages import find, version_of
from luoshi.common.routes import policy

from .. import actions, permissions
from ..kinds import kind_in_words, paper_kinds
from ..queries import routes_visible_to
from ..route_forms import Typed, choices_for, shown_steps
from ..routes import chain_of, current_route, has_chain, people_for

EDITORS = "学校项目办和校长、县局经办、市局科长"
READERS = "起草呈批件的岗位"
ALL = "all"  # the route for all kinds, in addresses


def _own(request: HttpRequest) -> Organisation:
    return Organisation.objects.get(pk=request.actor.organisation_id)


@policy(f"{READERS}：本单位的审批流程")
def routes(request: HttpRequest) -> HttpResponse:
    require(permissions.can_write_papers(request.actor) or request.actor.may("edit_routes"))
    own = _own(request)
    kinds = [("", "各类事项（没有单独设置的都用这个）"), *paper_kinds().items()]
    rows = [_row(own, key, label) for key, label in kinds]
    context = {
        "rows": rows,
        "may_edit": permissions.can_edit_routes(request.actor, own),
        "has_chain": has_chain(own),
        "organisation": own,
        "crumbs": [("审批", reverse("approvals")), ("审批流程", "")],
    }
    return render(request, "papers/routes.html", context)


def _row(own: Organisation, kind: str, label: str) -> dict[str, Any]:
    """One kind's chain with who has each step, and where the chain comes from."""
    chain = chain_of(own, kind)
    of_its_own = chain.route is not None and chain.route.kind == kind
    otherwise = "同各类事项" if kind else "默认流程"
    return {
        "label": label,
        "url": reverse("route", args=[kind or ALL]),
        "steps": list(zip(chain.steps, people_for(own, chain.steps), strict=True)),
        "source": f"第 {chain.route.number} 版" if of_its_own and chain.route else otherwise,
        "edit": "单独设置" if kind and not of_its_own else "修改",
    }


def _kind(key: str) -> str:
    if key != ALL and key not in paper_kinds():
        raise Http404
    return "" if key == ALL else key


@policy(f"{EDITORS}：修改本单位的审批流程", methods=("GET", "POST"))
def route(request: HttpRequest, paper_kind: str) -> HttpResponse:
    own, key = _own(request), _kind(paper_kind)
    require(permissions.can_edit_routes(request.actor, own))
    if request.method != "POST":
        return _page(request, own, key)
    typed = Typed.of(request.POST)
    if request.headers.get("X-Requested-With") == "autosave" or "do" in request.POST:
        typed.do(request.POST.get("do", ""), own)
        typed.keep(request.actor, _draft_name(key), own)
        return HttpResponse(status=204) if "do" not in request.POST else redirect("route", paper_kind)
    try:
        actions.set_route(
            organisation=own,
            kind=key,
            steps=typed.steps,
            seen=typed.seen,
            by=request.actor,
            once=Once.of(request),
        )
    except Busy:
        raise
    except Refusal as refusal:
        return _page(request, own, key, typed, refusal)
    drafts.discard(request.actor, _draft_name(key), own.public_id)
    messages.success(request, "审批流程已保存，今后报送的按新流程办；已经在办的不变。")
    return redirect("route", paper_kind)


def _draft_name(kind: str) -> str:
    return f"papers.route.{kind or ALL}"[:60]


def _page(
    request: HttpRequest,
    own: Organisation,
    kind: str,
    typed: Typed | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    """The chain as typed and not yet saved, else as it stands."""
    chain, current = chain_of(own, kind), current_route(own, kind)
    kept = drafts.load(request.actor, _draft_name(kind), own.public_id) if typed is None else None
    if kept is not None:
        typed = Typed.from_content(kept[0])
    steps = typed.steps if typed is not None else chain.steps
    context: dict[str, Any] = {
        "kind": kind or ALL,
        "label": kind_in_words(kind),
        "current": current,
        "seen": typed.seen if typed is not None else (current.number if current else 0),
        "rows": shown_steps(own, steps),
        "preview": list(zip(steps, people_for(own, steps), strict=True)),
        "choices": choices_for(own),
        "changed": typed is not None,
        "refusal": refusal,
        "versions": routes_visible_to(request.actor).filter(kind=kind).order_by("-number"),
        "crumbs": [
            ("审批", reverse("approvals")),
            ("审批流程", reverse("routes")),
            (kind_in_words(kind), ""),
        ],
    }
    return render(request, "papers/route.html", context, status=refusal.status if refusal else 200)


@policy(f"{EDITORS}：恢复默认的审批流程", methods=("POST",))
def restore_default(request: HttpRequest, paper_kind: str) -> HttpResponse:
    own, key = _own(request), _kind(paper_kind)
    require(permissions.can_edit_routes(request.actor, own))
    seen = request.POST.get("seen", "")
    number = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 6 else -1
    try:
        actions.restore_default_route(
            organisation=own, kind=key, seen=number, by=request.actor, once=Once.of(request)
        )
    except Busy:
        raise
    except Refusal as refusal:
        return _page(request, own, key, refusal=refusal)
    drafts.discard(request.actor, _draft_name(key), own.public_id)
    messages.success(request, "已恢复默认流程；以前各版都保留，可以再启用。")
    return redirect("route", paper_kind)


@policy(f"{EDITORS}：启用以前的审批流程", methods=("POST",))
def restore_version(request: HttpRequest, route: str) -> HttpResponse:
    found = find(routes_visible_to(request.actor), route)
    require(permissions.can_restore_route(request.actor, found))
    try:
        actions.restore_route(
            route=found, by=request.actor, version=version_of(request), once=Once.of(request)
        )
    except Busy:
        raise
    except Refusal as refusal:
        return _page(request, _own(request), found.kind, refusal=refusal)
    messages.success(request, f"已启用第 {found.number} 版的环节，作为新的一版。")
    return redirect("route", found.kind or ALL)
