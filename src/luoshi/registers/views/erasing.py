"""The erasure of personal values: said by one person, confirmed by another, or dropped (controls SE-05)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.errors import Busy, Refusal
from luoshi.common.pages import find, version_of
from luoshi.common.routes import policy

from .. import actions, permissions
from ..models import Erasure
from ..queries import entries_visible_to, erasures_visible_to
from .entry import RUNNERS, entry_page
from .setting import OFFICERS, settings_page


@policy(f"{RUNNERS}：提请清除已结束条目的个人信息", methods=("POST",))
def erase(request: HttpRequest, register_entry: str) -> HttpResponse:
    found = find(entries_visible_to(request.actor), register_entry)
    require(permissions.can_run_entry(request.actor, found))
    reason = request.POST.get("reason", "")[:1000]
    try:
        actions.propose_erasure(
            entry=found, reason=reason, by=request.actor, version=version_of(request), once=Once.of(request)
        )
    except Busy:
        raise
    except Refusal as refusal:
        found.refresh_from_db()
        return entry_page(request, found, status=refusal.status, refusal=refusal, reason_said=reason)
    messages.success(request, "已提出，另一人确认以后清除。")
    return redirect("register-entry", found.public_id)


@policy(f"{RUNNERS}，{OFFICERS}：确认另一人提请的清除个人信息", methods=("POST",))
def confirm(request: HttpRequest, register_erasure: str) -> HttpResponse:
    found = find(erasures_visible_to(request.actor), register_erasure)
    require(permissions.can_confirm_erasure(request.actor, found))
    words = "个人信息已清除，其他内容还在。" if found.entry else "保留年数已缩短，期满的个人信息随后清除。"
    return _done(request, found, words, actions.confirm_erasure)


@policy(f"{RUNNERS}，{OFFICERS}：撤回清除个人信息的提请", methods=("POST",))
def drop(request: HttpRequest, register_erasure: str) -> HttpResponse:
    found = find(erasures_visible_to(request.actor), register_erasure)
    require(permissions.can_settle_erasure(request.actor, found))
    return _done(request, found, "已撤回，什么都没有清除。", actions.drop_erasure)


def _done(request: HttpRequest, found: Erasure, words: str, act: Any) -> HttpResponse:
    try:
        act(erasure=found, by=request.actor, version=version_of(request), once=Once.of(request))
    except Busy:
        raise
    except Refusal as refusal:
        if found.entry is None:
            return settings_page(request, found.register, refusal)
        entry = find(entries_visible_to(request.actor), found.entry.public_id)
        return entry_page(request, entry, status=refusal.status, refusal=refusal)
    messages.success(request, words)
    if found.entry is None:
        return redirect("register-settings", found.register.public_id)
    return redirect(reverse("register-entry", args=[found.entry.public_id]))
