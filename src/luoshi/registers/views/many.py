"""What is done with many entries at once: the ticked ones of the list, or all that it was narrowed to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from luoshi.common.access import require
from luoshi.common.acts import Once, was_done
from luoshi.common.errors import Busy, Refusal
from luoshi.common.pages import find
from luoshi.common.routes import policy

from .. import actions, permissions
from ..listing import Narrowing
from ..models import Entry, Register
from ..queries import entries_visible_to, registers_visible_to
from ..states import EntryState
from .lists import register_page

SCHOOL = "本校校长、分管校长、项目办"
ABOVE = "上级教育局经办、科长"


def _answer(
    request: HttpRequest,
    register: str,
    may: Callable[[Any, Register], bool],
    act: Callable[..., Any],
    state: str,
    words: str,
    **said: Any,
) -> HttpResponse:
    found = find(registers_visible_to(request.actor), register)
    require(may(request.actor, found))
    here = f"{reverse('register', args=[found.public_id])}?{request.GET.urlencode()}"
    if was_done(request.actor, Once.of(request)):
        return redirect(here)
    entries, versions = _chosen(request, found, state)
    try:
        act(
            register=found,
            entries=entries,
            versions=versions,
            by=request.actor,
            once=Once.of(request),
            **said,
        )
    except Busy:
        raise
    except Refusal as refusal:
        return register_page(request, found, status=refusal.status, refusal=refusal)
    messages.success(request, f"{words} {len(entries)} 条。")
    return redirect(here)


def _chosen(request: HttpRequest, found: Register, state: str) -> tuple[list[Entry], dict[str, int] | None]:
    """The entries, and their versions as the page showed them; of all that are narrowed to no version is known."""
    if "all" in request.POST:
        rows = Narrowing(found, request.actor, request.GET).rows().filter(state=state)
        return list(rows), None
    versions = {}
    for each in request.POST.getlist("entry")[:500]:
        key, _, version = each.partition(":")
        if version.isascii() and version.isdigit() and len(version) < 9:
            versions[key[:20].replace("\0", "")] = int(version)
    rows = entries_visible_to(request.actor).filter(register=found, public_id__in=list(versions))
    return list(rows), versions


@policy(f"{SCHOOL}：确认台账条目", methods=("POST",))
def confirm_entries(request: HttpRequest, register: str) -> HttpResponse:
    can, act = permissions.can_confirm, actions.confirm_entries
    return _answer(request, register, can, act, EntryState.DRAFT, "已确认")


@policy(f"{SCHOOL}：撤回确认", methods=("POST",))
def take_back_entries(request: HttpRequest, register: str) -> HttpResponse:
    can, act = permissions.can_confirm, actions.take_back_entries
    return _answer(request, register, can, act, EntryState.CONFIRMED, "已撤回确认")


@policy(f"{ABOVE}：核对通过台账条目", methods=("POST",))
def check_entries(request: HttpRequest, register: str) -> HttpResponse:
    can, act = permissions.can_check, actions.check_entries
    return _answer(request, register, can, act, EntryState.CONFIRMED, "已核对通过")


@policy(f"{ABOVE}：退回台账条目", methods=("POST",))
def return_entries(request: HttpRequest, register: str) -> HttpResponse:
    can, act, reason = permissions.can_check, actions.return_entries, request.POST.get("reason", "")[:300]
    return _answer(request, register, can, act, EntryState.CONFIRMED, "已退回", reason=reason)
