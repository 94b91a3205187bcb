"""Leaving posts, and the package that a successor receives."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from luoshi.common import clock
from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.errors import Refusal
from luoshi.common.pages import find, version_of
from luoshi.common.routes import policy
from luoshi.common.stages import Holding

from .. import leaving as acts
from ..access import require_act
from ..forms import LeavingForm
from ..holding import in_words, of_post
from ..models import Handover, Membership, User
from ..permissions import can_end_post, can_move_person, can_receive_handover
from ..queries import (
    accounts_visible_to,
    handovers_visible_to,
    not_over,
    possible_successors,
    posts_of,
    posts_visible_to,
)
from ..roles import ROLES
from .people import back_to


@policy("安全管理员：办理离岗和移交", methods=("GET", "POST"))
def leave(request: HttpRequest, user: str) -> HttpResponse:
    if request.method == "POST" and not request.actor.may("grant_roles"):
        require_act("accounts.leave_posts", request.actor, None)
    require(request.actor.may("grant_roles"))
    found = find(accounts_visible_to(request.actor), user)
    if request.method == "POST":
        require_act("accounts.leave_posts", request.actor, found)
    require(can_move_person(request.actor, found))
    form = _form(request, found)
    if request.method != "POST" or not form.is_valid():
        return _page(request, found, form, status=422 if form.errors else 200)
    given = form.cleaned_data
    try:
        acts.leave_posts(
            user=found,
            leavings=[acts.Leaving(post, _version(request, post), to) for post, to in form.chosen()],
            on=given["on"],
            reason=given["reason"],
            by=request.actor,
            once=Once.of(request),
        )
    except Refusal as refusal:
        form.add_error(None, refusal.message)
        return _page(request, found, form, status=refusal.status)
    messages.success(request, f"{found.name}的离任已办理。接收人的工作台上有移交清单，请提醒其查看并接收。")
    return back_to(request, found)


def _form(request: HttpRequest, user: User) -> LeavingForm:
    posts = [post for post in posts_of(user).filter(not_over()) if can_end_post(request.actor, post)]
    choices = [(post, possible_successors(request.actor, post)) for post in posts]
    return LeavingForm(request.POST or None, posts=choices, initial={"on": clock.today()})


def _version(request: HttpRequest, post: Membership) -> int | None:
    text = request.POST.get(f"version-{post.public_id}", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _page(request: HttpRequest, user: User, form: LeavingForm, status: int = 200) -> HttpResponse:
    rows: list[dict[str, Any]] = []
    for post, leaves, to in form.rows():
        held = of_post(post)
        rows.append(
            {
                "post": post,
                "leaves": leaves,
                "to": to,
                "held": _summed(held),
                "words": in_words(held),
                "alone": is_alone(post),
            }
        )
    context = {"person": user, "form": form, "rows": rows}
    return render(request, "accounts/leave.html", context, status=status)


def is_alone(post: Membership) -> str:
    """The name of the post where nobody else of the organisation will hold it."""
    same = Membership.objects.filter(not_over(), organisation=post.organisation_id, role=post.role)
    others = same.filter(user__is_active=True).exclude(pk=post.pk)
    return "" if others.exists() else ROLES[post.role].name


def _summed(held: list[Holding]) -> list[dict[str, Any]]:
    """Kind by kind: how many and the next due date. The administrator sees no titles: they are business."""
    kinds: dict[str, dict[str, Any]] = {}
    for each in held:
        row = kinds.setdefault(each.kind, {"kind": each.kind, "count": 0, "due": None, "blocks": each.blocks})
        row["count"] += 1
        if each.due is not None:
            row["due"] = min(row["due"] or each.due, each.due)
    return list(kinds.values())


@policy("安全管理员：撤回以后的离任", methods=("POST",))
def keep_post(request: HttpRequest, post: str) -> HttpResponse:
    if not request.actor.may("grant_roles"):
        require_act("accounts.keep_post", request.actor, None)
    found = find(posts_visible_to(request.actor), post)
    require_act("accounts.keep_post", request.actor, found)
    reason = request.POST.get("reason", "")[:300]
    try:
        acts.keep_post(
            post=found, reason=reason, by=request.actor, version=version_of(request), once=Once.of(request)
        )
    except Refusal as refusal:
        return render(request, f"{refusal.status}.html", {"refusal": refusal}, status=refusal.status)
    messages.success(request, f"已撤回离任，{found.user.name}继续担任“{found}”。已移交的事项仍在接收人名下。")
    return back_to(request, found.user)


@policy("接收移交的人：查看移交清单；安全管理员只看办理情况", methods=("GET",))
def handover(request: HttpRequest, handover: str) -> HttpResponse:
    found = find(handovers_visible_to(request.actor), handover)
    return _handover_page(request, found)


def _handover_page(request: HttpRequest, handover: Handover, refusal: Refusal | None = None) -> HttpResponse:
    mine = can_receive_handover(request.actor, handover)
    package = acts.package_of(handover) if mine else None
    context = {"handover": handover, "mine": mine, "package": package, "refusal": refusal}
    return render(request, "accounts/handover.html", context, status=refusal.status if refusal else 200)


@policy("接收移交的人：确认接收", methods=("POST",))
def receive(request: HttpRequest, handover: str) -> HttpResponse:
    found = find(handovers_visible_to(request.actor), handover)
    require(can_receive_handover(request.actor, found))
    try:
        acts.receive_handover(
            handover=found, by=request.actor, version=version_of(request), once=Once.of(request)
        )
    except Refusal as refusal:
        return _handover_page(request, found, refusal)
    messages.success(request, f"已接收{found.leaving.user.name}移交的事项，今后由您办理。")
    return redirect("handover", found.public_id)
