"""The grid of a sheet: typed, pasted or brought by a workbook; kept as it is typed; saved in one act."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.common import form_pages
from luoshi.common.acts import Once
from luoshi.common.downloads import hand_out
from luoshi.common.errors import Busy, Refusal, RuleBroken, Stale
from luoshi.common.pages import version_of
from luoshi.common.routes import policy
from luoshi.common.workbooks import NotOurs
from luoshi.core.reading.structure import Unreadable

from .. import actions, permissions
from ..actions.filings import MOST
from ..book import brought, last_words, listed, workbook_of
from ..carrying import Carried, carried_into
from ..lines import Problem, Row, Sheet, read, understood, with_carried
from ..models import FilingSheet
from ..states import WRITABLE
from ..stored import COLUMNS, LABELS
from .sheets import FILLERS, found_for, sheet_crumbs

DRAFT, LARGEST = "indicator_entry.sheet", 5_000_000
Typed = dict[str, dict[str, str]]


@dataclass(slots=True)
class Shown:
    """What the grid shows besides its lines."""

    problems: list[Problem] = field(default_factory=list)
    refusal: Refusal | None = None
    conflict: dict[str, Any] | None = None
    draft: Any = None
    uploaded: bool = False
    status: int = 200


@policy(f"{FILLERS}：填一份指标填报单", methods=("GET", "POST"))
def fill_filing(request: HttpRequest, filing_sheet: str) -> HttpResponse:
    found = found_for(request, filing_sheet, permissions.can_fill_sheet)
    if request.method == "GET":
        return (
            _opened(request, found) if found.state in WRITABLE else redirect("filing-sheet", found.public_id)
        )
    if request.headers.get("X-Requested-With") == "autosave":
        return form_pages.keep_draft(request, DRAFT, found, version_of(request))
    if "_discard" in request.POST:
        form_pages.drafts.discard(request.actor, DRAFT, found.public_id)
        return redirect(request.get_full_path())
    lines = typed(request.POST)
    if "_upload" in request.POST:
        return _uploaded(request, found, lines)
    return _save(request, found, lines)


def typed(post: QueryDict) -> Typed:
    """Lines as the grid sends them: `line-3`, `value-3`, …"""
    numbers = sorted(
        int(name[5:])
        for name in post
        if name.startswith("line-") and name.isascii() and name[5:].isdigit() and len(name) < 10
    )
    return {
        post.get(f"line-{n}", "")[:20]: {key: post.get(f"{key}-{n}", "")[:2000] for key, _ in COLUMNS}
        for n in numbers[:MOST]
    }


def _save(request: HttpRequest, found: FilingSheet, lines: Typed) -> HttpResponse:
    _, problems = read(Sheet(found), lines)
    if problems:
        form_pages.keep_draft(request, DRAFT, found, version_of(request))
        return _grid(request, found, lines, Shown(problems, status=422))
    try:
        actions.save_sheet(
            sheet=found, typed=lines, by=request.actor, version=version_of(request), once=Once.of(request)
        )
    except Busy:
        raise
    except Refusal as refusal:
        form_pages.keep_draft(request, DRAFT, found, version_of(request))
        found.refresh_from_db()
        conflict = differences(found, lines) if isinstance(refusal, Stale) else None
        return _grid(request, found, lines, Shown([], refusal, conflict, status=refusal.status))
    form_pages.drafts.discard(request.actor, DRAFT, found.public_id)
    messages.success(request, "已保存，还没有报送。")
    return redirect("filing-sheet", found.public_id)


def _uploaded(request: HttpRequest, found: FilingSheet, lines: Typed) -> HttpResponse:
    """A workbook that came back stands in the grid, to be checked and saved there; what it changes is listed."""
    upload = request.FILES.get("workbook")
    if upload is None:
        return _grid(request, found, lines, Shown(refusal=RuleBroken("请先选择 Excel 文件。"), status=422))
    if (upload.size or 0) > LARGEST:
        refusal = RuleBroken("文件太大，填报表不会超过 5 MB。请核对选的是不是这份表。")
        return _grid(request, found, lines, Shown(refusal=refusal, status=422))
    try:
        come = brought(found, upload.name or "", upload.read())
    except (RuleBroken, NotOurs, Unreadable) as broken:
        return _grid(request, found, lines, Shown(refusal=RuleBroken(str(broken)), status=422))
    _, wrong = read(Sheet(found), come.cells, come.places)
    problems = [*come.problems, *wrong]
    conflict = {"rows": listed(come.differs)} if come.differs else None
    shown = Shown(problems, None, conflict, uploaded=True, status=422 if problems else 200)
    return _grid(request, found, come.cells, shown)


def _opened(request: HttpRequest, found: FilingSheet) -> HttpResponse:
    kept = form_pages.typed_before(request, DRAFT, found)
    if kept is None:
        return _grid(request, found, {}, Shown())
    post, draft = kept
    lines = typed(post)
    conflict = differences(found, lines) if draft.base_version != found.version else None
    return _grid(request, found, lines, Shown(conflict=conflict, draft=draft))


def differences(found: FilingSheet, lines: Typed) -> dict[str, Any]:
    """What stands now beside what was typed, cell by cell: both versions, nothing lost."""
    whole = Sheet(found)
    rows = {row.key: row for row in whole.rows()}
    lines, said = with_carried(whole, lines)[0], []
    for key, cells in lines.items():
        row = rows.get(key)
        for name, label in COLUMNS if row is not None else ():
            was, yours = row.cells[name], cells.get(name, "").strip()
            if was != yours:
                said.append({"label": f"{row.title} · {label}", "current": was or "—", "yours": yours or "—"})
    return {"rows": said}


@policy(f"{FILLERS}：下载一份指标填报单的 Excel，已带内容")
def filing_sheet_workbook(request: HttpRequest, filing_sheet: str) -> HttpResponse:
    found = found_for(request, filing_sheet, permissions.can_fill_sheet)
    name, rows = f"{found.organisation.short}{found.filing.title}.xlsx", len(Sheet(found).rows())
    return hand_out(
        request, workbook_of(found), name, action="indicator_entry.fetch_sheet", about=found, rows=rows
    )


def _grid(request: HttpRequest, found: FilingSheet, lines: Typed, shown: Shown) -> HttpResponse:
    whole = Sheet(found)
    rows, carried = whole.rows(), carried_into(whole, whole.figures(understood(whole, lines)))
    wrong = {(problem.line, problem.column): problem.message for problem in shown.problems}
    number = {row.key: at for at, row in enumerate(rows, 1)}
    context = {
        "sheet": found,
        "filing": found.filing,
        "about": found,
        "columns": COLUMNS,
        "rows": [
            _line(row, number[row.key], lines.get(row.key), wrong, carried.get(row.key, {})) for row in rows
        ],
        "problems": [
            {"words": str(each), "href": f"#{each.column}-{number[each.line]}" if each.line in number else ""}
            for each in shown.problems
        ],
        "refusal": shown.refusal,
        "conflict": shown.conflict,
        "draft": shown.draft,
        "uploaded": shown.uploaded,
        "back_url": reverse("filing-sheet", args=[found.public_id]),
        "crumbs": sheet_crumbs(found, "填报"),
    }
    return render(request, "entry/fill.html", context, status=shown.status)


def _line(
    row: Row,
    number: int,
    given: dict[str, str] | None,
    wrong: dict[tuple[str, str], str],
    carried: dict[str, Carried],
) -> dict[str, Any]:
    cells = row.cells if given is None or not row.is_open else {name: given.get(name, "") for name in LABELS}
    return {
        "row": row,
        "number": number,
        "last": last_words(row),
        "doubts": row.doubts(row.given) if row.now is not None else [],
        "returned": row.line.returned_words if row.is_open else "",
        "opinion": row.line.opinion,
        "cells": [
            {
                "name": name,
                "label": label,
                "text": carried[name].text if name in carried else cells[name],
                "wrong": wrong.get((row.key, name)),
                "locked": not row.is_open or (name == "bottom" and not row.is_ratio) or name in carried,
                "source": carried[name].title if name in carried else "",
                "kept": _kept(row, name, carried),
                "number": name in ("value", "bottom"),
            }
            for name, label in COLUMNS
        ],
    }


def _kept(row: Row, name: str, carried: dict[str, Carried]) -> str:
    """What was saved in a cell where another number is carried by now."""
    return row.cells[name] if name in carried and row.cells[name] != carried[name].text else ""
