"""What waits for a second person on a panel: agreed to or taken back where it was said."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from luoshi.common.access import require
from luoshi.common.actor import Actor
from luoshi.common.acts import Once
from luoshi.common.errors import Busy, Refusal
from luoshi.common.pages import find, version_of
from luoshi.common.routes import policy
from luoshi.selection import two_persons

from .. import actions, permissions
from ..models import Proposal
from ..queries import place_of, proposals_visible_to, sits_in, who_agrees_to_void
from .panels import RUNNERS, reason_of

PROPOSED = "已提请，监督员已收到消息。同意以前什么都没有变。"
SHOWN = 50  # of what came to nothing
SECOND = "组织单位的监督员；专家申明的回避，另一名经办、科长也可以"


def waiting_for(actor: Actor, **about: Any) -> list[Proposal]:
    """What was said of it and waits, each with what this reader may do."""
    rows = list(two_persons.waiting(proposals_visible_to(actor).filter(**about)).order_by("pk"))
    for row in rows:
        row.may_confirm = permissions.can_confirm_proposal(actor, row)
        if row.may_confirm and row.draw_id is not None and sits_in(actor, row.call):
            row.may_confirm, row.others = False, who_agrees_to_void(row)
        row.may_drop = permissions.can_drop_proposal(actor, row)
    return rows


def ended_of(actor: Actor, *which: Q, **about: Any) -> dict[str, list[Proposal]]:
    """What was said of it and came to nothing: not agreed to with a reason, or taken back; the last ones first. The
    page shows the former openly: who opens it counts as having read the notice that leads here.
    """
    rows = proposals_visible_to(actor).filter(*which, dropped_at__isnull=False, **about)
    found = list(rows.order_by("-dropped_at", "-pk")[:SHOWN])
    declined = [row for row in found if row.declined_by_id is not None]
    return {"declined": declined, "taken_back": [row for row in found if row.declined_by_id is None]}


@policy(f"{SECOND}：同意评审组的一项提请", methods=("POST",))
def confirm_proposal(request: HttpRequest, panel_proposal: str) -> HttpResponse:
    found = find(proposals_visible_to(request.actor), panel_proposal)
    require(permissions.can_confirm_proposal(request.actor, found))
    return _settled(request, found, actions.confirm_proposal, "已同意，按提请办理。")


@policy(f"{SECOND}：不同意评审组的一项提请，写明理由", methods=("POST",))
def decline_proposal(request: HttpRequest, panel_proposal: str) -> HttpResponse:
    found = find(proposals_visible_to(request.actor), panel_proposal)
    require(permissions.can_confirm_proposal(request.actor, found))
    words = "已答复不同意，理由已告诉提请的人。什么都没有变。"
    return _settled(request, found, actions.decline_proposal, words, reason=reason_of(request))


@policy(f"{RUNNERS}：撤回评审组的一项提请", methods=("POST",))
def drop_proposal(request: HttpRequest, panel_proposal: str) -> HttpResponse:
    found = find(proposals_visible_to(request.actor), panel_proposal)
    require(permissions.can_drop_proposal(request.actor, found))
    return _settled(request, found, actions.drop_proposal, "已撤回提请。")


def _settled(request: HttpRequest, found: Proposal, act: Any, words: str, **said: Any) -> HttpResponse:
    """Refused, it is told on the page on which it waits."""
    try:
        act(proposal=found, by=request.actor, version=version_of(request), once=Once.of(request), **said)
    except Busy:
        raise
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, words)
    return redirect(place_of(found))
