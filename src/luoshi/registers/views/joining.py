"""The same in two schools, typed differently: found, joined with a reason, parted again by an office above both."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.errors import Busy, Refusal
from luoshi.common.pages import find, version_of
from luoshi.common.routes import policy

from .. import actions, permissions
from ..models import Entry
from ..queries import entries_visible_to, joins_visible_to
from ..states import COUNTING
from .entry import crumbs, entry_page

CHECKERS = "两所学校共同的上级教育局经办、科长"
SHOWN = 20


@policy(f"{CHECKERS}：与另一所学校的一条合为一个", methods=("GET", "POST"))
def join_entry(request: HttpRequest, register_entry: str) -> HttpResponse:
    found = find(entries_visible_to(request.actor), register_entry)
    require(permissions.can_join(request.actor, found))
    if request.method != "POST":
        return _page(request, found)
    other = find(entries_visible_to(request.actor), request.POST.get("other", "").replace("\0", "")[:20])
    try:
        actions.join_identities(
            entry=found, other=other, reason=request.POST.get("reason", "")[:300], by=request.actor,
            version=version_of(request), once=Once.of(request),
        )  # fmt: skip
    except Busy:
        raise
    except Refusal as refusal:
        found.refresh_from_db()
        return _page(request, found, refusal.status, refusal)
    messages.success(request, "已合为一个，汇总时只算一次。办错了可以分开。")
    return redirect("register-entry", found.public_id)


def _page(request: HttpRequest, found: Entry, status: int = 200, refusal: Any = None) -> HttpResponse:
    asked = (request.POST.get("q") or request.GET.get("q") or found.label).replace("\0", "")[:80]
    rows = entries_visible_to(request.actor).filter(register=found.register_id, state__in=COUNTING)
    rows = rows.exclude(organisation=found.organisation_id).exclude(identity=found.identity)
    context = {
        "entry": found,
        "q": asked,
        "others": rows.filter(label__icontains=asked).order_by("organisation__order", "label", "pk")[:SHOWN],
        "chosen": request.POST.get("other", ""),
        "reason": request.POST.get("reason", "")[:300],
        "refusal": refusal,
        "crumbs": crumbs(found.register, found, "合为一个"),
    }
    return render(request, "registers/join.html", context, status=status)


@policy(f"{CHECKERS}：把合为一个的分开", methods=("POST",))
def part_entries(request: HttpRequest, register_entry: str, register_join: str) -> HttpResponse:
    found = find(entries_visible_to(request.actor), register_entry)
    joined = find(joins_visible_to(request.actor), register_join)
    require(permissions.can_part(request.actor, joined))
    try:
        actions.part_identities(
            joined=joined, by=request.actor, version=version_of(request), once=Once.of(request)
        )
    except Busy:
        raise
    except Refusal as refusal:
        return entry_page(request, found, status=refusal.status, refusal=refusal)
    messages.success(request, "已分开，各算各的。")
    return redirect("register-entry", found.public_id)
