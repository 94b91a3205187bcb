"""What the page before importing shows: counts, what is in the way, and lists a page at a time."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page
from django.http import HttpRequest

from luoshi.common.pages import page_of

from .comparing import Outcome, outcome_now
from .deciding import Sheet

SHOWN = 50
COMPARED = ("problems", "changed", "added", "missing")


def context_of(request: HttpRequest, sheet: Sheet) -> dict[str, Any]:
    """The beginning of each list; `?show=` one of them: that one alone, page by page.

    `outcome` None: the worker has not compared this long list yet, or something moved since.
    """
    outcome = outcome_now(sheet)
    lists: dict[str, list[Any]] = {"left_out": _left_out(sheet)}
    if outcome is not None:
        lists |= {name: getattr(outcome, name) for name in COMPARED}
    show = request.GET.get("show", "")
    one: Page[Any] | None = page_of(request, lists[show], SHOWN) if show in lists else None
    return {
        "open": len(sheet.open),
        "outcome": outcome,
        "working": outcome is None and sheet.row.is_worked_on,
        "lists": {name: rows[:SHOWN] for name, rows in lists.items()},
        "counts": {name: len(rows) for name, rows in lists.items()},
        "show": show if one is not None else "",
        "page_obj": one,
        "own": sheet.is_own,
        "not_read": sheet.rows_between + len(sheet.left_out),
        "totals": sheet.totals_apart(),
        "remarks": sheet.outline["remarks"],
        "ready": _is_ready(sheet, outcome),
        "decided": bool(sheet.settled),
    }


def _is_ready(sheet: Sheet, outcome: Outcome | None) -> bool:
    return outcome is not None and not outcome.problems and not sheet.open and bool(outcome.rows)


def _left_out(sheet: Sheet) -> list[str]:
    """Each row, or rows together, that is not read in, with the reason."""
    found = []
    for each in sheet.outline["dropped"]:
        where = f"第{each['first']}" + (f"至{each['last']}" if each["last"] != each["first"] else "")
        found.append(f"{'“' + each['sheet'] + '”' if each['sheet'] else ''}{where}行：{each['why']}")
    return found + [f"{sheet.place_of(at)}：{words}" for at, words in sorted(sheet.left_out.items())]
