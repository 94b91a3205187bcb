"""Filings: the list, opening one, its page with who has not reported, and what its officers do with it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.accounts.models import Organisation
from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.errors import Busy, Refusal
from luoshi.common.form_pages import FormPage, answer
from luoshi.common.pages import find, page_of, version_of
from luoshi.common.routes import policy

from .. import actions, permissions
from ..forms_filing import FilingFacts, NewFiling
from ..models import Filing
from ..queries import filings_visible_to, not_sent, sheets_visible_to
from ..states import FILING, REPORTED, FilingState, SheetState, tone_of

OFFICERS = "发起单位的经办、科长"
READERS = "看指标的各岗位"


def crumbs(found: Filing | None = None, last: str = "") -> list[tuple[str, str]]:
    rows = [("指标", reverse("indicators")), ("填报", reverse("filings"))]
    if found is not None:
        rows.append((found.title, reverse("filing", args=[found.public_id]) if last else ""))
    return [*rows, (last, "")] if last else rows


@policy(f"{READERS}：指标填报清单")
def filings(request: HttpRequest) -> HttpResponse:
    require(request.actor.may("read_figures"))
    sheets = Q(sheets__in=sheets_visible_to(request.actor).order_by().values("pk"))
    rows = filings_visible_to(request.actor).annotate(
        total=Count("sheets", filter=sheets),
        came=Count("sheets", filter=sheets & Q(sheets__state__in=REPORTED)),
    )
    page = page_of(request, rows.order_by("-due", "-pk"))
    for row in page:
        row.tone = tone_of(row.state)
    context = {
        "page_obj": page,
        "may_open": permissions.can_open_filing(request.actor),
        "crumbs": [("指标", reverse("indicators")), ("填报", "")],
    }
    return render(request, "entry/filings.html", context)


@policy(f"{READERS}：一次指标填报，谁报了、谁还没有报")
def filing(request: HttpRequest, filing: str) -> HttpResponse:
    return filing_page(request, find(filings_visible_to(request.actor), filing))


def filing_page(request: HttpRequest, found: Filing, status: int = 200, refusal: Any = None) -> HttpResponse:
    sheets = list(sheets_visible_to(request.actor).filter(filing=found).order_by("organisation__order", "pk"))
    owing = set(found.sheets.filter(not_sent()).order_by().values_list("pk", flat=True))
    runs = permissions.can_run_filing(request.actor, found)
    urls = {
        f"indicator_entry.{name}_filing": reverse(f"{name}-filing", args=[found.public_id])
        for name in ("close", "reopen", "withdraw", "restore")
    }
    context = {
        "filing": found,
        "tone": tone_of(found.state),
        "rows": [{"sheet": sheet, "tone": tone_of(sheet.state)} for sheet in sheets],
        "owing": [sheet.organisation.short for sheet in sheets if sheet.pk in owing],
        "mending": [sheet.organisation.short for sheet in sheets if sheet.state == SheetState.RETURNED],
        "came": sum(sheet.state in REPORTED for sheet in sheets),
        "waiting": sum(sheet.state in (SheetState.SENT, SheetState.LOOKED) for sheet in sheets),
        "asked": [row.definition for row in found.indicators.select_related("definition__indicator")],
        "buttons": FILING.buttons(found, lambda action: runs, urls) if runs else [],
        "runs": runs,
        "is_open": found.state == FilingState.OPEN,
        "refusal": refusal,
        "crumbs": crumbs(found),
    }
    return render(request, "entry/filing.html", context, status=status)


@policy("市局经办、科长：发起指标填报", methods=("GET", "POST"))
def new_filing(request: HttpRequest) -> HttpResponse:
    require(permissions.can_open_filing(request.actor))
    own = Organisation.objects.get(pk=request.actor.organisation_id)
    page = FormPage(
        request,
        "entry/open.html",
        make=lambda **given: NewFiling(actor=request.actor, **given),
        name="indicator_entry.filing",
        about=own,
        versioned=False,
        send=lambda said: actions.open_filing(by=request.actor, once=Once.of(request), **said),
        then=lambda saved: reverse("filing", args=[saved.public_id]),
        said="已发出，各校项目办收到消息。",
        context={
            "title": "发起指标填报",
            "words": "由台账计算的指标不用填。发出后各校马上看得到，期限前后按提醒规则提醒。",
            "button": "发出",
            "cancel_url": reverse("filings"),
            "crumbs": [*crumbs(), ("发起", "")],
        },
    )
    return answer(page)


@policy(f"{OFFICERS}：修改一次指标填报的名称、说明、期限", methods=("GET", "POST"))
def change_filing(request: HttpRequest, filing: str) -> HttpResponse:
    found = find(filings_visible_to(request.actor), filing)
    require(permissions.can_run_filing(request.actor, found))
    here = reverse("filing", args=[found.public_id])
    page = FormPage(
        request,
        "workplans/form.html",
        make=lambda **given: FilingFacts(**given),
        name="indicator_entry.filing_facts",
        about=found,
        send=lambda said: actions.change_filing(
            filing=found, by=request.actor, version=version_of(request), once=Once.of(request), **said
        ),
        then=lambda saved: here,
        stored=lambda: {"title": found.title, "words": found.words, "due": found.due},
        context={
            "title": "修改填报",
            "words": "改了期限，还没有报送的学校会收到消息。",
            "button": "保存",
            "cancel_url": here,
            "crumbs": crumbs(found, "修改"),
        },
    )
    return answer(page)


def _press(request: HttpRequest, filing: str, act: Any, words: str, **said: Any) -> HttpResponse:
    found = find(filings_visible_to(request.actor), filing)
    require(permissions.can_run_filing(request.actor, found))
    try:
        act(filing=found, by=request.actor, version=version_of(request), once=Once.of(request), **said)
    except Busy:
        raise
    except Refusal as refusal:
        fresh = find(filings_visible_to(request.actor), filing)
        return filing_page(request, fresh, status=refusal.status, refusal=refusal)
    messages.success(request, words)
    return redirect("filing", found.public_id)


def _reason(request: HttpRequest) -> str:
    return request.POST.get("reason", "")[:1000]


@policy(f"{OFFICERS}：截止一次指标填报", methods=("POST",))
def close_filing(request: HttpRequest, filing: str) -> HttpResponse:
    return _press(request, filing, actions.close_filing, "已截止，没有报送的按没有数据算。")


@policy(f"{OFFICERS}：重新开放一次指标填报", methods=("POST",))
def reopen_filing(request: HttpRequest, filing: str) -> HttpResponse:
    return _press(request, filing, actions.reopen_filing, "已重新开放。", reason=_reason(request))


@policy(f"{OFFICERS}：撤回一次指标填报", methods=("POST",))
def withdraw_filing(request: HttpRequest, filing: str) -> HttpResponse:
    return _press(request, filing, actions.withdraw_filing, "已撤回，各校不再看到。", reason=_reason(request))


@policy(f"{OFFICERS}：恢复一次撤回的指标填报", methods=("POST",))
def restore_filing(request: HttpRequest, filing: str) -> HttpResponse:
    return _press(request, filing, actions.restore_filing, "已恢复。", reason=_reason(request))
