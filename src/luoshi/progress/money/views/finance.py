"""The list of the school's finance: its columns, its words, then into the grid to be checked and saved there."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.common.acts import Once
from luoshi.common.errors import Busy, Refusal, RuleBroken
from luoshi.common.routes import policy

from .. import actions, permissions
from ..finance import Listing, brought_from, left_out, listing_of
from ..finance_forms import ColumnsForm, WordsForm
from ..lines import Quarter
from ..models import MoneyReport
from ..queries import is_closed
from ..states import MoneyState
from .quarter import FILLERS, Shown, crumbs_of, found_for, grid_page

MOST_LEFT_OUT = 40


@policy(f"{FILLERS}：学校财务自己的表，对上各列、项目和来源后读进填报表", methods=("GET", "POST"))
def finance_list(request: HttpRequest, money_report: str) -> HttpResponse:
    found = found_for(request, money_report, permissions.can_fill_quarter)
    if found.state != MoneyState.FILLING or is_closed(found.plan, found.year, found.quarter):
        return redirect("money-quarter", found.public_id)
    try:
        listing = listing_of(found)
    except RuleBroken as gone:
        messages.error(request, str(gone))
        return redirect("fill-money", found.public_id)
    if not listing.columns_are_told or "columns" in request.GET:
        return _columns(request, found, listing)
    return _words(request, found, listing)


def _columns(request: HttpRequest, found: MoneyReport, listing: Listing) -> HttpResponse:
    form = ColumnsForm(request.POST or None, listing=listing)
    if request.method != "POST" or not form.is_valid():
        return _page(request, found, listing, form, blocks=list(form.blocks()))
    said = {"columns": form.chosen(), "unit": form.cleaned_data.get("unit", "")}
    refusal = _tell(request, found, **said)
    if refusal is not None:
        return _page(request, found, listing, form, refusal, blocks=list(form.blocks()))
    return redirect("money-finance", found.public_id)


def _words(request: HttpRequest, found: MoneyReport, listing: Listing) -> HttpResponse:
    form = WordsForm(request.POST or None, listing=listing, quarter=Quarter(found))
    refusal = None
    if request.method == "POST" and form.is_valid():
        refusal = _tell(request, found, words=form.said()) if form.words else None
        if refusal is None:
            return _into_the_grid(request, found, form.cleaned_data.get("source", ""))
    context = {"lines": list(form.lines()), "count": len(listing.rows), "again_url": "?columns=1"}
    return _page(request, found, listing, form, refusal, left_out=list(left_out(listing)), **context)


def _tell(request: HttpRequest, found: MoneyReport, **said: Any) -> Refusal | None:
    try:
        actions.tell_finance(report=found, by=request.actor, once=Once.of(request), **said)
    except Busy:
        raise
    except Refusal as refusal:
        return refusal
    return None


def _into_the_grid(request: HttpRequest, found: MoneyReport, source: str) -> HttpResponse:
    """Nothing is stored yet: what it changes is listed, and saved from there, all or nothing."""
    listing = listing_of(found)
    come = brought_from(found, listing, source)
    notes = list(left_out(listing))
    if listing.added:
        notes.insert(0, f"同一任务、同一来源的多行已相加（{listing.added} 行并入前面的行）。")
    rows = [{"label": label, "current": now, "yours": yours} for label, now, yours in come.differs]
    shown = Shown(come.problems, None, {"rows": rows} if rows else None, uploaded=True)
    shown.notes, shown.status = notes[:MOST_LEFT_OUT], 422 if come.problems else 200
    return grid_page(request, found, come.lines, shown)


def _page(
    request: HttpRequest,
    found: MoneyReport,
    listing: Listing,
    form: Any,
    refusal: Refusal | None = None,
    **more: Any,
) -> HttpResponse:
    status = 422 if refusal is not None or form.is_bound else 200
    context = {
        "report": found,
        "listing": listing,
        "form": form,
        "refusal": refusal,
        "fill_url": reverse("fill-money", args=[found.public_id]),
        "crumbs": crumbs_of(found, "读财务的表"),
        "blocks": [],
        "lines": [],
        "left_out": [],
        "count": 0,
        "again_url": "",
        **more,
    }
    return render(request, "money/finance.html", context, status=status)
