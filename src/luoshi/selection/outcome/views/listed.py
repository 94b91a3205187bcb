"""The list of results on its page, narrowed and in pages; the whole of it as a workbook."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from luoshi.common.downloads import as_download
from luoshi.common.pages import page_of
from luoshi.core.selection import read_rules
from luoshi.core.selection.placing import Ranked, places_within
from luoshi.selection import reads
from luoshi.selection.models import Call

from .. import actions
from ..listing import in_order, level_titles, rows_of
from ..models import Result
from ..results_listed import choices, narrowed, workbook

LONGEST = 60  # characters looked for


def with_places(rows: list[Result]) -> list[Result]:
    """Each with its `within`: the place in its own group, by which levels are given."""
    within = places_within(Ranked(row.code, row.place, row.passed, row.group) for row in rows)
    for row in rows:
        row.within = within.get(row.code)
    return rows


def list_context(request: HttpRequest, call: Call, rows: list[Result]) -> dict[str, Any]:
    """rows: all of them. A page of those asked for by `level` and `q`."""
    rules = read_rules(call.rules)
    ordered, titles = in_order(rules, with_places(rows)), level_titles(rules)
    wanted, words = request.GET.get("level", "")[:60], request.GET.get("q", "").strip()[:LONGEST]
    offered = choices(rows, titles)
    chips = [_chip("全部", "", words, not wanted, len(rows))]
    chips += [_chip(title, key, words, key == wanted, number) for key, title, number in offered]
    return {
        "rows": rows,
        "page_obj": page_of(request, narrowed(ordered, wanted, words)),
        "filters": chips if len(offered) > 1 else [],
        "levels": titles,
        "grouped": bool(rules.group_titles),
        "taken_at": reverse("outcome-results-xlsx", args=[call.public_id]),
    }


def _chip(label: str, key: str, words: str, on: bool, number: int) -> dict[str, Any]:
    asked = {name: value for name, value in (("level", key), ("q", words)) if value}
    return {"label": label, "url": f"?{urlencode(asked)}", "on": on, "count": number, "whole": not key}


def sheet_of(request: HttpRequest, call: Call) -> HttpResponse:
    """For a POST, with the password: what everybody scored leaves the house (controls SE-05)."""
    reads.note_read(reads.RESULTS, request.actor, call)
    rules = read_rules(call.rules)
    rows = in_order(rules, with_places(list(rows_of(call))))
    content = workbook(f"{call.title}结果", rows, level_titles(rules))
    actions.fetch_results(call=call, content=content, rows=len(rows), by=request.actor)
    return as_download(content, f"{call.title}结果.xlsx")
