"""A report of a list with a figure in it on a loaded site, and what would break each of its invariants."""

from __future__ import annotations

from typing import Any

from luoshi.accounts.queries import actor_for
from luoshi.common import clock, files
from luoshi.common.models import Job
from luoshi.core.periods import period_of
from luoshi.indicators.entry.models import PrintedFigure
from luoshi.indicators.queries import figure
from luoshi.reports import actions
from luoshi.reports.models import Report, digest_of

from . import breakers_outcome, breakers_review
from .breakers_papers import post


def make_rows() -> None:
    """After figures: the report holds the one that was printed there, and another waits for the worker."""
    breakers_review.make_rows()
    breakers_outcome.make_rows()
    city = actor_for(post("city-officer"))
    printed = PrintedFigure.objects.order_by("pk")[0]
    shown = figure(printed.definition.indicator, printed.organisation, printed.period)
    place = post("city-officer").organisation
    asked = actions.Asked("circular", None, None, period_of("quarter", clock.today()))
    made = actions.begin_report(place=place, asked=asked, by=city)
    single = {"name": "示例", "text": "5 人", "missing": False, "printed": 0}
    row = {"key": "line", "name": "示例", "cells": [["5 人", 0]]}
    content = {
        "singles": [single],
        "lists": [{"name": "各校", "columns": ["示例"], "rows": [row]}],
        "notes": [],
    }
    whole = actions.Made(files.put([b"a report"]), "docx", content, [shown], clock.now())
    actions.note_made(report=made, made=whole, by=city, version=made.version)
    actions.begin_report(place=place, asked=asked, by=city)


def _without_its_figure() -> None:
    row = Report.objects.get(state="ready")
    row.content["singles"][0]["printed"] = "gone"
    Report.objects.filter(pk=row.pk).update(content=row.content, digest=digest_of(row.content))


BREAKERS: dict[str, Any] = {
    "report-content": lambda: Report.objects.filter(state="ready").update(
        content={"singles": [], "lists": []}
    ),
    "report-figures": _without_its_figure,
    "report-job": lambda: Job.objects.filter(pk=Report.objects.get(state="queued").job_id).update(
        state="failed", finished_at=clock.now(), message="没有成"
    ),
    "report-about": lambda: Report.objects.update(about="year"),
    **breakers_review.BREAKERS,
    **breakers_outcome.BREAKERS,
}
