"""The timetable as one grid: keyboard, paste from a spreadsheet, checks cell by cell; without JavaScript too."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.common import form_pages
from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.downloads import hand_out
from luoshi.common.errors import Busy, Refusal, RuleBroken, Stale
from luoshi.common.pages import find, version_of
from luoshi.common.routes import policy
from luoshi.common.workbooks import NotOurs
from luoshi.core.reading.structure import Unreadable
from luoshi.core.timetable import COLUMNS, LABELS, MOST_ROWS, Line, Problem, filled, headed, pasted

from .. import actions, permissions
from ..actions.changing import closed_parts
from ..actions.timetable import not_ones_own
from ..book import brought, workbook_of
from ..given import Given, given_elsewhere
from ..models import Workplan
from ..queries import workplans_visible_to
from ..states import CHANGEABLE
from ..step_templates import proposed
from ..swapping import ANEW, SAME, Swap, swaps_in
from ..timetable import Names, in_order, lines_of, outside_years_in, problems_of
from .writing import PART_WRITERS, crumbs_of

DRAFT, BLANK, LARGEST = "workplans.timetable", 5, 5_000_000
LISTS = {"part": "parts", "leader": "people", "owner": "people", "department": "departments"}


@dataclass(slots=True)
class Shown:
    """What the grid shows besides its rows."""

    problems: list[Problem] = field(default_factory=list)
    refusal: Refusal | None = None
    conflict: dict[str, Any] | None = None
    draft: Any = None
    uploaded: bool = False
    swaps: list[Swap] = field(default_factory=list)
    status: int = 200


@policy(f"{PART_WRITERS}：进度表", methods=("GET", "POST"))
def timetable(request: HttpRequest, workplan: str) -> HttpResponse:
    found: Workplan = find(workplans_visible_to(request.actor), workplan)
    require(permissions.can_write_timetable(request.actor, found))
    if request.method == "GET":
        if found.state not in CHANGEABLE:
            return redirect("workplan", found.public_id)
        return _opened(request, found)
    if request.headers.get("X-Requested-With") == "autosave":
        return form_pages.keep_draft(request, DRAFT, found, version_of(request))
    lines = read(request.POST)
    if "_upload" in request.POST:
        return _uploaded(request, found, filled(lines))
    if "_discard" in request.POST:
        form_pages.drafts.discard(request.actor, DRAFT, found.public_id)
        return redirect(request.get_full_path())
    if "_paste" in request.POST:
        added = [Line("", cells) for cells in headed(pasted(request.POST.get("pasted", "")[:200_000]))]
        return _grid(request, found, [*filled(lines), *added][: MOST_ROWS + 1], Shown())
    if "_templates" in request.POST:
        kept = filled(lines)
        added = proposed(found, Names(found), kept, _not_open(request, found))
        return _grid(request, found, [*kept, *added][: MOST_ROWS + 1], Shown())
    if "_sort" in request.POST:
        return _grid(request, found, in_order(filled(lines), Names(found)), Shown())
    if "_more" in request.POST:
        return _grid(request, found, lines, Shown())
    return _save(request, found, filled(lines))


def _save(request: HttpRequest, found: Workplan, lines: list[Line]) -> HttpResponse:
    problems = problems_of(found, lines)
    if problems:
        form_pages.keep_draft(request, DRAFT, found, version_of(request))
        return _grid(request, found, lines, Shown(problems, status=422))
    decided = {name[5:]: value for name, value in request.POST.items() if name.startswith("same-")}
    swaps = swaps_in(found, lines, decided)
    if not all(swap.decided in (SAME, ANEW) for swap in swaps):
        form_pages.keep_draft(request, DRAFT, found, version_of(request))
        return _grid(request, found, lines, Shown(swaps=swaps, status=422))
    said = {"decided": decided, "by": request.actor, "version": version_of(request), "once": Once.of(request)}
    try:
        actions.set_timetable(workplan=found, lines=lines, **said)
    except Busy:
        raise
    except Refusal as refusal:
        form_pages.keep_draft(request, DRAFT, found, version_of(request))
        found.refresh_from_db()
        conflict = differences(found, lines) if isinstance(refusal, Stale) else None
        return _grid(request, found, lines, Shown([], refusal, conflict, swaps=swaps, status=refusal.status))
    form_pages.drafts.discard(request.actor, DRAFT, found.public_id)
    messages.success(request, f"进度表已保存，共 {len(lines)} 个里程碑。")
    return redirect("workplan", found.public_id)


def _uploaded(request: HttpRequest, found: Workplan, lines: list[Line]) -> HttpResponse:
    """A workbook that came back stands in the grid, to be checked and saved there; what it changes is listed."""
    upload = request.FILES.get("workbook")
    if upload is None:
        return _grid(request, found, lines, Shown(refusal=RuleBroken("请先选择 Excel 文件。"), status=422))
    if (upload.size or 0) > LARGEST:
        refusal = RuleBroken("文件太大，进度表不会超过 5 MB。请核对选的是不是这份表。")
        return _grid(request, found, lines, Shown(refusal=refusal, status=422))
    try:
        come = brought(found, upload.name or "", upload.read())
    except (RuleBroken, NotOurs, Unreadable) as broken:
        return _grid(request, found, lines, Shown(refusal=RuleBroken(str(broken)), status=422))
    kept = filled(come.lines)
    differs = differences(found, kept)
    differs["rows"] += [
        {"label": f"两边都改过：{place}", "current": now, "yours": typed}
        for place, now, typed in come.clashes
    ]
    shown = Shown(problems_of(found, kept), conflict=differs if differs["rows"] else None, uploaded=True)
    return _grid(request, found, kept, shown)


@policy(f"{PART_WRITERS}：下载进度表的 Excel，已带内容")
def timetable_sheet(request: HttpRequest, workplan: str) -> HttpResponse:
    found: Workplan = find(workplans_visible_to(request.actor), workplan)
    require(permissions.can_write_timetable(request.actor, found))
    name, rows = f"{found.title}进度表.xlsx", found.milestones.count()
    return hand_out(
        request, workbook_of(found), name, action="workplans.fetch_timetable", about=found, rows=rows
    )


def read(post: QueryDict) -> list[Line]:
    """Rows as the grid sends them: `key-3`, `title-3`, …"""
    numbers = sorted(
        {
            int(name[6:])
            for name in post
            if name.startswith("title-") and name.isascii() and name[6:].isdigit() and len(name) < 12
        }
    )
    return [
        Line(post.get(f"key-{n}", "")[:20], {key: post.get(f"{key}-{n}", "")[:2000] for key, _ in COLUMNS})
        for n in numbers[: MOST_ROWS + 50]
    ]


def _opened(request: HttpRequest, found: Workplan) -> HttpResponse:
    stored = lines_of(found, Names(found))
    kept = form_pages.typed_before(request, DRAFT, found)
    if kept is None:
        return _grid(request, found, stored, Shown())
    typed, draft = kept
    lines = read(typed)
    outdated = draft.base_version != found.version
    conflict = differences(found, filled(lines)) if outdated else None
    return _grid(request, found, lines, Shown(conflict=conflict, draft=draft))


def differences(found: Workplan, lines: list[Line]) -> dict[str, Any]:
    """What stands now beside what was typed, cell by cell: both versions, nothing lost."""
    now = {line.key: line for line in lines_of(found, Names(found))}
    yours = {line.key: line for line in lines if line.key}
    rows = []
    for key in [*now, *(key for key in yours if key not in now)]:
        one, other = now.get(key), yours.get(key)
        title = _called(one or other)
        if one is None or other is None:
            rows.append({"label": title, "current": _there(one), "yours": _there(other)})
            continue
        for column, label in COLUMNS:
            was, typed = one.cells.get(column, ""), other.cells.get(column, "")
            if was != typed:
                rows.append({"label": f"{title} · {label}", "current": was or "—", "yours": typed or "—"})
    rows += [{"label": _called(line), "current": "没有", "yours": "新增"} for line in lines if not line.key]
    return {"rows": rows}


def _called(line: Line | None) -> str:
    """With its task: many tasks have a step of the same name."""
    cells = line.cells if line is not None else {}
    task = cells.get("part", "")
    return f"{cells.get('title', '')}{f'（{task[:40]}）' if task else ''}"


def _there(line: Line | None) -> str:
    return "有" if line is not None else "没有"


def _grid(request: HttpRequest, found: Workplan, lines: list[Line], shown: Shown) -> HttpResponse:
    names, doubts = Names(found), outside_years_in(found, lines)
    blank = [Line("", {}) for _ in range(BLANK)]
    context = {
        "workplan": found,
        "columns": COLUMNS,
        "rows": _rows([*lines, *blank], shown.problems, _closed(found, names), doubts),
        "problems": shown.problems,
        "doubts": doubts,
        "refusal": shown.refusal,
        "conflict": shown.conflict,
        "draft": shown.draft,
        "uploaded": shown.uploaded,
        "swaps": shown.swaps,
        "about": found,
        "parts": [wording for _, wording in names.parts.values()],
        "people": list(names.people),
        "departments": list(names.departments),
        "rule": {"most": MOST_ROWS},
        "given": [(names.part_label(key), each) for key, each in _given(found, names).items()],
        "proposed": len(
            {line.cells["part"] for line in proposed(found, names, lines, _not_open(request, found))}
        ),
        "back_url": reverse("workplan", args=[found.public_id]),
        "crumbs": crumbs_of(found, "进度表"),
    }
    return render(request, "workplans/timetable.html", context, status=shown.status)


def _not_open(request: HttpRequest, found: Workplan) -> set[int]:
    """Keys of the parts that no template is for: agreed, others', or given in another workplan."""
    return closed_parts(found) | not_ones_own(found, request.actor) | set(_given(found, Names(found)))


def _given(found: Workplan, names: Names) -> dict[int, Given]:
    return given_elsewhere(found, [part for part, _ in names.parts.values()])


def _closed(found: Workplan, names: Names) -> set[str]:
    """Wordings of the parts that stay as they were agreed."""
    return {names.part_label(key) for key in closed_parts(found)}


def _rows(
    lines: list[Line], problems: list[Problem], closed: set[str], doubts: list[Problem]
) -> list[dict[str, Any]]:
    wrong: dict[tuple[int, str], str] = {}
    for problem in problems:
        wrong.setdefault((problem.row, problem.column), problem.message)
    dated = sum(bool(line.cells.get(column, "").strip()) for line in lines for column in ("starts", "due"))
    slips = (
        doubts if 2 * len(doubts) <= dated else []
    )  # where most lie outside, it is no slip: told once, above
    doubtful = {(each.row, each.column) for each in slips}
    return [
        {
            "number": number,
            "key": line.key,
            "closed": bool(line.key) and line.cells.get("part", "") in closed,
            "wrong": any((number, column) in wrong for column in LABELS),
            "cells": [
                (
                    column,
                    label,
                    line.cells.get(column, ""),
                    LISTS.get(column, ""),
                    wrong.get((number, column), ""),
                    (number, column) in doubtful,
                )
                for column, label in COLUMNS
            ],
        }
        for number, line in enumerate(lines, 1)
    ]
