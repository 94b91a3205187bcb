"""Whom others named in their application says whether he takes part."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.errors import Busy, Refusal
from luoshi.common.pages import find
from luoshi.common.routes import policy

from .. import actions
from ..models import Consent
from ..named import asked_of, asked_partners, asked_persons

NAMED = "被别的申报写成参加人员的本人、被写成联合申报单位的项目办和校领导"
SHOWN = 50  # of each list; nobody is named in more selections at a time


@policy(f"{NAMED}：请我确认的申报")
def named(request: HttpRequest) -> HttpResponse:
    require(request.actor.membership_id is not None)
    return _page(request)


def _page(request: HttpRequest, refusal: Any = None) -> HttpResponse:
    actor = request.actor
    as_whom = {each.application_id: each.get_role_display() for each in asked_persons(actor)[:SHOWN]}
    rows = list(asked_of(actor).select_related("owner__user").order_by("call__until", "id")[:SHOWN])
    partners = set(asked_partners(actor).values_list("pk", flat=True))
    for row in rows:
        row.as_whom = as_whom.get(row.pk, "")
        row.as_partner = row.pk in partners
        row.is_within = row.call.organisation_id == row.organisation_id
    said = Consent.objects.filter(user=actor.user_id).select_related("application__call", "organisation")
    context = {
        "rows": rows,
        "said": list(said.order_by("-said_at", "-id")[:SHOWN]),
        "refusal": refusal,
        "crumbs": [("工作台", reverse("desk")), ("请我确认的申报", "")],
    }
    return render(request, "applying/named.html", context, status=refusal.status if refusal else 200)


@policy(f"{NAMED}：确认参加", methods=("POST",))
def confirm(request: HttpRequest, naming_application: str) -> HttpResponse:
    return _answer(request, naming_application, actions.confirm_named, "已确认参加。")


@policy(f"{NAMED}：不是我，从申报里移除", methods=("POST",))
def deny(request: HttpRequest, naming_application: str) -> HttpResponse:
    return _answer(
        request, naming_application, actions.deny_named, "已记下不是您，申报单位和监督员已收到通知。"
    )


def _answer(request: HttpRequest, public_id: str, act: Any, words: str) -> HttpResponse:
    found = find(asked_of(request.actor), public_id)
    try:
        act(application=found, by=request.actor, once=Once.of(request))
    except Busy:
        raise
    except Refusal as refusal:
        return _page(request, refusal)
    messages.success(request, words)
    return redirect("apply-named")
