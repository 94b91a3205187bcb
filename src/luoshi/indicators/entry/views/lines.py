"""One indicator of a school's sheet: every figure that was given, and the evidence for it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from luoshi.common.access import require
from luoshi.common.pages import find
from luoshi.common.routes import policy
from luoshi.evidence import web
from luoshi.evidence.models import EvidenceUse
from luoshi.evidence.permissions import can_add_evidence, can_read_library, can_uncite_evidence
from luoshi.evidence.queries import removed_about, use_in, uses_about

from ...models import IndicatorVersion, Observation
from ...states import STANDS
from ..citing import why_proof_stays
from ..models import SheetLine
from ..queries import indicators_visible_to, lines_visible_to
from ..states import tone_of
from ..stored import cells_of
from .filings import READERS
from .sheets import sheet_crumbs

CITERS = "填报单位里向材料库添加材料的岗位"


def _crumbs(line: SheetLine, last: str = "") -> list[tuple[str, str]]:
    rows = sheet_crumbs(line.sheet, line.asked.definition.indicator.title)
    if last:
        rows[-1] = (rows[-1][0], reverse("filing-line", args=[line.public_id]))
        rows.append((last, ""))
    return rows


def _may_cite(request: HttpRequest, line: SheetLine) -> bool:
    return can_add_evidence(request.actor, line.sheet.organisation)


@policy(f"{READERS}：一所学校的一项指标，逐次报的数和佐证")
def filing_line(request: HttpRequest, filing_line: str) -> HttpResponse:
    line: SheetLine = find(lines_visible_to(request.actor), filing_line)
    sheet, definition = line.sheet, line.asked.definition
    rows = Observation.objects.filter(
        organisation=sheet.organisation_id, period=sheet.filing.period_id, indicator=definition.indicator_id
    ).select_related("definition", "recorded_by__user")
    if request.actor.organisation_id != sheet.organisation_id:
        rows = rows.filter(status__in=STANDS)
    context = {
        "line": line,
        "tone": tone_of(line.state),
        "facts": [
            ("单位", sheet.organisation.name, reverse("organisation", args=[sheet.organisation.public_id])),
            ("统计期", sheet.filing.period.label),
            _definition_fact(request, definition),
        ],
        "history": [
            {"row": row, "cells": cells_of(row, row.definition)} for row in rows.order_by("-pk")[:30]
        ],
        "cited": _cited(request, line),
        "crumbs": _crumbs(line),
    }
    return render(request, "entry/line.html", context)


def _definition_fact(request: HttpRequest, definition: IndicatorVersion) -> tuple[str, ...]:
    """Leads to the definition, as long as the reader sees it: out of use it is its own bureau's."""
    key = definition.indicator.public_id
    seen = indicators_visible_to(request.actor).filter(public_id=key).exists()
    words = f"第 {definition.number} 版"
    return ("口径", words, reverse("indicator", args=[key])) if seen else ("口径", f"{words}（指标已停用）")


def _cited(request: HttpRequest, line: SheetLine) -> dict[str, Any]:
    uses = uses_about(line) if can_read_library(request.actor) else []

    def remove(use: EvidenceUse) -> str:
        if not can_uncite_evidence(request.actor, use):
            return ""
        return reverse("drop-filing-evidence", args=[line.public_id, use.public_id])

    return web.panel(
        uses,
        may_cite=_may_cite(request, line),
        choose=reverse("choose-filing-evidence", args=[line.public_id]),
        upload=reverse("upload-filing-evidence", args=[line.public_id]),
        remove=remove if not why_proof_stays(line) else None,
        gone=removed_about([line]) if can_read_library(request.actor) else (),
    )


def _citing(request: HttpRequest, filing_line: str) -> web.Citing:
    line: SheetLine = find(lines_visible_to(request.actor), filing_line)
    require(_may_cite(request, line))
    here = reverse("filing-line", args=[line.public_id])
    return web.Citing(
        about=line,
        organisation=line.sheet.organisation,
        title=str(line),
        choose=reverse("choose-filing-evidence", args=[line.public_id]),
        upload=reverse("upload-filing-evidence", args=[line.public_id]),
        back=f"{here}#evidence",
        crumbs=_crumbs(line, "佐证")[:-1],
    )


@policy(f"{CITERS}：从材料库选佐证", methods=("GET", "POST"))
def choose_filing_evidence(request: HttpRequest, filing_line: str) -> HttpResponse:
    return web.answer_choosing(request, _citing(request, filing_line))


@policy(f"{CITERS}：上传佐证", methods=("GET", "POST"))
def upload_filing_evidence(request: HttpRequest, filing_line: str) -> HttpResponse:
    return web.answer_uploading(request, _citing(request, filing_line))


@policy(f"{CITERS}：取消引用佐证", methods=("POST",))
def drop_filing_evidence(request: HttpRequest, filing_line: str, filing_use: str) -> HttpResponse:
    line: SheetLine = find(lines_visible_to(request.actor), filing_line)
    use = use_in([line], filing_use)
    if use is None:
        raise Http404
    require(_may_cite(request, line))
    return web.answer_removing(request, use, f"{reverse('filing-line', args=[line.public_id])}#evidence")
