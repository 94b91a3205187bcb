"""A school's quarter: what it says, confirming it, its grid and its workbook."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from luoshi.common import form_pages
from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.downloads import hand_out
from luoshi.common.errors import Busy, Refusal, RuleBroken, Stale
from luoshi.common.pages import find, version_of
from luoshi.common.routes import policy
from luoshi.common.workbooks import NotOurs
from luoshi.core.money import QUARTERS, total
from luoshi.core.reading.structure import Unreadable

from .. import actions, permissions
from ..book import NoTable, brought, workbook_of
from ..finance import keep_file
from ..lines import AMOUNTS, COLUMNS, Line, Problem, Quarter, Row, read
from ..models import MoneyReport
from ..queries import is_closed, reports_visible_to
from ..reasons import asked_of, lacking, with_reason
from ..states import MONEY, TONES, MoneyState
from .overview import READERS

FILLERS = "本校财务、项目办"
DRAFT, LARGEST, MOST_ROWS = "money_in_use.lines", 5_000_000, 400


@dataclass(slots=True)
class Shown:
    """What the grid shows besides its lines."""

    problems: list[Problem] = field(default_factory=list)
    refusal: Refusal | None = None
    conflict: dict[str, Any] | None = None
    draft: Any = None
    uploaded: bool = False
    status: int = 200
    notes: list[str] = field(default_factory=list)  # what of an uploaded list is no line
    same: int | None = None  # of how many lines one reason was just told


def found_for(request: HttpRequest, report: str, may: Any = None) -> MoneyReport:
    found: MoneyReport = find(reports_visible_to(request.actor), report)
    if may is not None:
        require(may(request.actor, found))
    return found


@policy(f"{READERS}：一个学校一个季度的资金使用；上级看已确认的")
def money_quarter(request: HttpRequest, money_report: str) -> HttpResponse:
    return quarter_page(request, found_for(request, money_report))


def quarter_page(
    request: HttpRequest, found: MoneyReport, status: int = 200, refusal: Any = None
) -> HttpResponse:
    own = found.organisation_id == request.actor.organisation_id
    quarter = Quarter(found, only_confirmed=not own)
    rows = [row for row in quarter.rows() if row.line is not None or found.state == MoneyState.FILLING]
    fills = permissions.can_fill_quarter(request.actor, found)
    closed = is_closed(found.plan, found.year, found.quarter)
    urls = {"money_in_use.take_back_quarter": reverse("take-back-money", args=[found.public_id])}
    may = permissions.can_confirm_quarter(request.actor, found) and not closed
    filling = found.state == MoneyState.FILLING
    missing = quarter.lacks() if filling and fills else []
    context = {
        "report": found,
        "tone": TONES[MoneyState(found.state)],
        "rows": rows,
        "sums": {
            "now": total(row.now for row in rows),
            "year": total(row.year for row in rows),
            "last": total(row.last for row in rows),
        },
        "filed": quarter.filed,
        "left_out": [QUARTERS[number] for number in quarter.left_out()],
        "fill_url": reverse("fill-money", args=[found.public_id]) if fills and filling and not closed else "",
        "missing": missing,
        "unexplained": sum(box.startswith("reason-") for _, box in missing),
        "buttons": MONEY.buttons(found, lambda action: may, urls),
        "confirm_url": reverse("confirm-money", args=[found.public_id])
        if may and filling and not missing
        else "",
        "confirms": may,
        "closed": closed,
        "facts": _facts(found, closed),
        "earlier": [(row, old) for row in rows if row.line for old in row.line.earlier.all()],
        "refusal": refusal,
        "crumbs": crumbs_of(found),
    }
    return render(request, "money/quarter.html", context, status=status)


def crumbs_of(found: MoneyReport, last: str = "") -> list[tuple[str, str]]:
    here = reverse("money-quarter", args=[found.public_id])
    rows = [
        (
            "资金使用",
            f"{reverse('plan-money', args=[found.plan.public_id])}?quarter={found.year}-{found.quarter}",
        )
    ]
    return [*rows, (found.title, here if last else ""), *([(last, "")] if last else [])]


def _facts(found: MoneyReport, closed: bool) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = [
        ("单位", found.organisation.name, reverse("organisation", args=[found.organisation.public_id])),
        ("计划", found.plan.short, reverse("plan", args=[found.plan.public_id])),
    ]
    if found.confirmed_at is not None and found.confirmed_by is not None:
        when = f"{timezone.localtime(found.confirmed_at):%Y年%-m月%-d日}"
        again = "（上次）" if found.state == MoneyState.FILLING else ""
        rows.append((f"确认{again}", f"{found.confirmed_by.user.name}，{when}"))
    if closed:
        rows.append(("季度", "市教育局已关闭"))
    return rows


def _press(request: HttpRequest, report: str, act: Any, words: str, **said: Any) -> HttpResponse:
    found = found_for(request, report, permissions.can_confirm_quarter)
    try:
        act(report=found, by=request.actor, version=version_of(request), once=Once.of(request), **said)
    except Busy:
        raise
    except Refusal as refusal:
        fresh = found_for(request, report)
        return quarter_page(request, fresh, status=refusal.status, refusal=refusal)
    messages.success(request, words)
    return redirect("money-quarter", found.public_id)


@policy("本校财务（没有财务岗位的由项目办）：确认一个季度", methods=("POST",))
def confirm_money(request: HttpRequest, money_report: str) -> HttpResponse:
    words = "已确认，市、县教育局现在可以看到。要更正的可以撤回。"
    return _press(request, money_report, actions.confirm_quarter, words)


@policy("本校财务（没有财务岗位的由项目办）：撤回确认，更正", methods=("POST",))
def take_back_money(request: HttpRequest, money_report: str) -> HttpResponse:
    reason = request.POST.get("reason", "")[:1000]
    words = "已撤回，改好后再确认。改动前的数会留在本页。"
    return _press(request, money_report, actions.take_back_quarter, words, reason=reason)


# ---- the grid


@policy(f"{FILLERS}：填报一个季度的资金使用", methods=("GET", "POST"))
def fill_money(request: HttpRequest, money_report: str) -> HttpResponse:
    found = found_for(request, money_report, permissions.can_fill_quarter)
    if request.method == "GET":
        if found.state != MoneyState.FILLING or is_closed(found.plan, found.year, found.quarter):
            return redirect("money-quarter", found.public_id)
        return _opened(request, found)
    if request.headers.get("X-Requested-With") == "autosave":
        return form_pages.keep_draft(request, DRAFT, found, version_of(request))
    lines = typed(request.POST)
    if "_upload" in request.POST:
        return _uploaded(request, found, lines)
    if "_discard" in request.POST:
        form_pages.drafts.discard(request.actor, DRAFT, found.public_id)
        return redirect(request.get_full_path())
    if "_zero" in request.POST:
        return grid_page(request, found, [_with_zeros(line) for line in lines], Shown())
    if "_same" in request.POST:
        return _same_reason(request, found, lines)
    if "_add" in request.POST:
        added = f"{request.POST.get('add_work', '')[:20]}:{request.POST.get('add_source', '')[:20]}"
        more = [] if any(line.key == added for line in lines) else [Line(added, {})]
        return grid_page(request, found, [*lines, *more], Shown())
    return _save(request, found, lines)


def _with_zeros(line: Line) -> Line:
    return Line(
        line.key, {**line.cells, **{name: line.cells.get(name, "").strip() or "0" for name in AMOUNTS}}
    )


def _same_reason(request: HttpRequest, found: MoneyReport, lines: list[Line]) -> HttpResponse:
    """One reason into every line that lacks one; nothing is stored, each can be changed before it is saved."""
    words = request.POST.get("same_reason", "")
    if not words.strip():
        refusal = RuleBroken("请先写明原因，再填到各行。")
        return grid_page(request, found, lines, Shown(refusal=refusal, status=422))
    form_pages.keep_draft(request, DRAFT, found, version_of(request))
    told, count = with_reason(Quarter(found), lines, words)
    return grid_page(request, found, told, Shown(same=count))


def typed(post: QueryDict) -> list[Line]:
    """Lines as the grid sends them: `key-3`, `arrived-3`, …"""
    numbers = sorted(
        int(name[4:])
        for name in post
        if name.startswith("key-") and name.isascii() and name[4:].isdigit() and len(name) < 9
    )
    return [
        Line(post.get(f"key-{n}", "")[:41], {key: post.get(f"{key}-{n}", "")[:2000] for key, _ in COLUMNS})
        for n in numbers[:MOST_ROWS]
    ]


def _save(request: HttpRequest, found: MoneyReport, lines: list[Line]) -> HttpResponse:
    _, problems = read(lines)
    if problems:
        form_pages.keep_draft(request, DRAFT, found, version_of(request))
        return grid_page(request, found, lines, Shown(problems, status=422))
    said = {"by": request.actor, "version": version_of(request), "once": Once.of(request)}
    try:
        actions.set_lines(report=found, lines=lines, **said)
    except Busy:
        raise
    except Refusal as refusal:
        form_pages.keep_draft(request, DRAFT, found, version_of(request))
        found.refresh_from_db()
        conflict = differences(found, lines) if isinstance(refusal, Stale) else None
        return grid_page(request, found, lines, Shown([], refusal, conflict, status=refusal.status))
    form_pages.drafts.discard(request.actor, DRAFT, found.public_id)
    messages.success(request, f"{found.label}已保存，还没有确认。")
    return redirect("money-quarter", found.public_id)


def _uploaded(request: HttpRequest, found: MoneyReport, lines: list[Line]) -> HttpResponse:
    """A workbook that came back stands in the grid, to be checked and saved there; what it changes is listed."""
    upload = request.FILES.get("workbook")
    if upload is None:
        return grid_page(
            request, found, lines, Shown(refusal=RuleBroken("请先选择 Excel 文件。"), status=422)
        )
    if (upload.size or 0) > LARGEST:
        refusal = RuleBroken("文件太大，资金使用表不会超过 5 MB。请核对选的是不是这份表。")
        return grid_page(request, found, lines, Shown(refusal=refusal, status=422))
    name, data = upload.name or "", upload.read()
    try:
        come = brought(found, name, data)
    except NoTable:
        keep_file(found, name, data)
        return redirect("money-finance", found.public_id)
    except (RuleBroken, NotOurs, Unreadable) as broken:
        return grid_page(request, found, lines, Shown(refusal=RuleBroken(str(broken)), status=422))
    rows = [{"label": label, "current": now, "yours": yours} for label, now, yours in come.differs]
    conflict = {"rows": rows} if rows else None
    status = 422 if come.problems else 200
    return grid_page(
        request, found, come.lines, Shown(come.problems, None, conflict, uploaded=True, status=status)
    )


def _opened(request: HttpRequest, found: MoneyReport) -> HttpResponse:
    kept = form_pages.typed_before(request, DRAFT, found)
    if kept is None:
        return grid_page(request, found, [], Shown())
    post, draft = kept
    lines = typed(post)
    outdated = draft.base_version != found.version
    conflict = differences(found, lines) if outdated else None
    return grid_page(request, found, lines, Shown(conflict=conflict, draft=draft))


def differences(found: MoneyReport, lines: list[Line]) -> dict[str, Any]:
    """What stands now beside what was typed, cell by cell: both versions, nothing lost."""
    stands = {row.key: row for row in Quarter(found).rows(line.key for line in lines)}
    rows = []
    for line in lines:
        row = stands.get(line.key)
        for name, label in COLUMNS if row is not None else ():
            was, yours = row.cells[name], line.cells.get(name, "").strip()
            if was != yours:
                rows.append(
                    {
                        "label": f"{row.task} · {row.source_name} · {label}",
                        "current": was or "—",
                        "yours": yours or "—",
                    }
                )
    return {"rows": rows}


@policy(f"{FILLERS}：下载一个季度的 Excel，已带内容")
def money_sheet(request: HttpRequest, money_report: str) -> HttpResponse:
    found = found_for(request, money_report, permissions.can_fill_quarter)
    rows = len(Quarter(found).rows())
    return hand_out(
        request,
        workbook_of(found),
        f"{found.title}.xlsx",
        action="money_in_use.fetch_sheet",
        about=found,
        rows=rows,
    )


def grid_page(request: HttpRequest, found: MoneyReport, lines: list[Line], shown: Shown) -> HttpResponse:
    quarter = Quarter(found)
    rows = quarter.rows(line.key for line in lines)
    typed_by = {line.key: line.cells for line in lines}
    number = {line.key: at for at, line in enumerate(lines, 1)}
    wrong: dict[int, dict[str, str]] = {}
    for problem in shown.problems:
        wrong.setdefault(problem.row, {})[problem.column] = problem.message
    there = [Line(row.key, typed_by.get(row.key, row.cells)) for row in rows]
    asked = asked_of(quarter, there)
    context = {
        "report": found,
        "columns": COLUMNS,
        "rows": [
            _grid_row(at, row, typed_by, wrong.get(number.get(row.key, 0), {}), asked)
            for at, row in enumerate(rows, 1)
        ],
        "problems": _numbered(shown.problems, lines, [row.key for row in rows]),
        "refusal": shown.refusal,
        "conflict": shown.conflict,
        "draft": shown.draft,
        "uploaded": shown.uploaded,
        "notes": shown.notes,
        "same": shown.same,
        "unexplained": len(lacking(quarter, there)),
        "about": found,
        "works": [(quarter.public[key], quarter.wordings[key]) for key in quarter.carried],
        "sources": [(key, quarter.sources[key]) for key in quarter.source_order],
        "filed": quarter.filed,
        "rule": quarter.rule,
        "back_url": reverse("money-quarter", args=[found.public_id]),
        "crumbs": crumbs_of(found, "填报"),
    }
    return render(request, "money/grid.html", context, status=shown.status)


def _grid_row(
    at: int,
    row: Row,
    typed_by: dict[str, dict[str, str]],
    wrong: dict[str, str],
    asked: dict[str, list[str]],
) -> dict[str, Any]:
    cells = [
        (name, label, _cell(typed_by.get(row.key), row, name), wrong.get(name)) for name, label in COLUMNS
    ]
    return {"row": row, "number": at, "asked": asked.get(row.key, []), "cells": cells}


def _cell(given: dict[str, str] | None, row: Any, name: str) -> str:
    return row.cells[name] if given is None else given.get(name, "")


def _numbered(problems: list[Problem], lines: list[Line], order: list[str]) -> list[dict[str, Any]]:
    """Problems with the number their line has in the grid."""
    found = []
    for problem in problems:
        key = lines[problem.row - 1].key if 0 < problem.row <= len(lines) else ""
        at = order.index(key) + 1 if key in order else 0
        words = problem if problem.place else Problem(at, problem.column, problem.message)
        found.append({"words": str(words), "href": f"#{problem.column}-{at}" if at else ""})
    return found
