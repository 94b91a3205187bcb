"""What is done with many entries at once: the ticked ones of the list, or all that it was narrowed to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.common.access import require
from luoshi.common.acts import Once, was_done
from luoshi.common.errors import Busy, Refusal, RuleBroken
from luoshi.common.pages import find, version_of
from luoshi.common.routes import policy

from .. import actions, permissions
from ..actions.many import FEW
from ..listing import Narrowing
from ..models import Entry, EntryRun, Register
from ..queries import entries_visible_to, registers_visible_to, runs_visible_to
from ..states import EntryState, RunState
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
    asked = Narrowing(found, request.actor, request.GET).rows().filter(state=state)
    if refusal := _more_than_shown(request, asked):
        return register_page(request, found, status=refusal.status, refusal=refusal)
    if "all" in request.POST and asked.count() > FEW:
        return _by_the_worker(request, found, act.act_name, asked, **said)
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


def _more_than_shown(request: HttpRequest, asked: Any) -> Refusal | None:
    """All that are listed: as many as the page said, not what a colleague brought in meanwhile."""
    shown, now = request.POST.get("waiting", ""), asked.count() if "all" in request.POST else 0
    if "all" not in request.POST or not shown or shown == str(now):
        return None
    return RuleBroken(f"您打开页面以后，筛选出的由 {shown[:7]} 条变成了 {now} 条，没有办理。请核对后再办。")


def _by_the_worker(
    request: HttpRequest, found: Register, action: str, asked: Any, reason: str = ""
) -> HttpResponse:
    """Very many: each as it stands now; what changes until its turn comes stays as it is and is named."""
    rows = list(
        asked.order_by("organisation__order", "organisation", "pk").values_list("public_id", "version")
    )
    try:
        run = actions.ask_many(
            register=found, action=action, rows=rows, reason=reason, by=request.actor, once=Once.of(request)
        )
    except Busy:
        raise
    except Refusal as refusal:
        return register_page(request, found, status=refusal.status, refusal=refusal)
    messages.success(request, "已交给后台，完成后有消息，可以先办别的。")
    return redirect("entry-run", run.public_id)


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


RUNNERS = f"{SCHOOL}；{ABOVE}"
NAMED = 100  # entries that are named on the page


@policy(f"{RUNNERS}：成批办理的进度和结果")
def entry_run(request: HttpRequest, entry_run: str) -> HttpResponse:
    return _run_page(request, find(runs_visible_to(request.actor), entry_run))


def _run_page(request: HttpRequest, run: EntryRun, status: int = 200, refusal: Any = None) -> HttpResponse:
    register = run.register
    shown = run.failed[:NAMED]
    there = entries_visible_to(request.actor).filter(public_id__in=[key for key, _ in shown])
    by_key = {row.public_id: row for row in there}
    context = {
        "run": run,
        "register": register,
        "working": run.state == RunState.UNDER_WAY,
        "left": len(run.rows),
        "failed": [(by_key.get(key), words) for key, words in shown],
        "refusal": refusal,
        "progress_url": reverse("entry-run-progress", args=[run.public_id]),
        "crumbs": [
            ("台账", reverse("registers")),
            (register.title, reverse("register", args=[register.public_id])),
            ("成批办理", ""),
        ],
    }
    return render(request, "registers/run.html", context, status=status)


@policy(f"{RUNNERS}：成批办理办到了哪里")
def entry_run_progress(request: HttpRequest, entry_run: str) -> HttpResponse:
    """Asked every two seconds; once it is done, or has stopped, the window loads the page anew."""
    run = find(runs_visible_to(request.actor), entry_run)
    working = run.state == RunState.UNDER_WAY
    here = reverse("entry-run-progress", args=[run.public_id])
    said = {"run": run, "working": working, "progress_url": here}
    response = render(request, "registers/_run_progress.html", said)
    if not working:
        response["HX-Refresh"] = "true"
    return response


@policy(f"{RUNNERS}：接着成批办理", methods=("POST",))
def resume_entry_run(request: HttpRequest, entry_run: str) -> HttpResponse:
    run = find(runs_visible_to(request.actor), entry_run)
    try:
        actions.resume_many(run=run, by=request.actor, version=version_of(request), once=Once.of(request))
    except Busy:
        raise
    except Refusal as refusal:
        run = find(runs_visible_to(request.actor), entry_run)
        return _run_page(request, run, refusal.status, refusal)
    messages.success(request, "已交给后台接着办，完成后有消息。")
    return redirect("entry-run", run.public_id)
