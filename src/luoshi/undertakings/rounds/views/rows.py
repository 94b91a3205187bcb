"""All rows of a round for those who run it: narrowed by county, school, task and state, as a file, with their sums."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from luoshi.common import clock
from luoshi.common.downloads import hand_out
from luoshi.common.pages import page_of
from luoshi.common.routes import policy

from .. import row_files
from ..models import Round
from ..row_list import STATES, ListedRow, RowList, row_list_of
from ..standing import standing_of
from ..states import ApplicationState, RoundState
from .overview import run_by
from .rounds import APPLICATION_TONES, EDITORS, TONES, VERDICT_TONES, crumbs, state_words

NAMES = ("county", "school", "task", "state")
FILES = {"xlsx": row_files.xlsx_bytes, "csv": row_files.csv_bytes}
SIZE = 50


@policy(f"{EDITORS}：一轮申报的全部申报项")
def round_rows(request: HttpRequest, round: str) -> HttpResponse:
    found = run_by(request, round)
    listed = row_list_of(standing_of(found))
    wanted = {name: request.GET.get(name, "")[:40] for name in NAMES}
    chosen = listed.narrowed(wanted)
    page = page_of(request, chosen, size=SIZE)
    lines = [row.line for row in chosen if row.line.counts]
    context = {
        "round": found,
        "tone": TONES[found.state],
        "words_now": state_words(found),
        "is_open": found.state == RoundState.OPEN,
        "page_obj": page,
        "rows": [_shown(listed, row) for row in page],
        "open": _acceptable(listed, list(page)),
        "choices": _choices(listed, wanted),
        "narrowed": any(wanted.values()),
        "sums": listed.figures.table(listed.figures.sums(lines)) if listed.figures.priced else None,
        "silent": listed.figures.sums(lines).silent,
        "cut": listed.figures.cut(lines),
        "files": _files(found),
        "crumbs": [
            *crumbs(found, "x")[:2],
            ("汇总", reverse("round-overview", args=[found.public_id])),
            ("全部申报项", ""),
        ],
    }
    return render(request, "rounds/rows.html", context)


def _acceptable(listed: RowList, rows: list[ListedRow]) -> list[str]:
    """Rows without a verdict of tasks whose quota has room for all that want it."""
    fits = {task.row.pk for task in listed.standing.tasks if task.all_fit}
    return [
        row.line.wish.public_id
        for row in rows
        if not row.line.is_judged and row.line.wish.round_task_id in fits
    ]


def _shown(listed: RowList, row: ListedRow) -> dict[str, Any]:
    line = row.line
    return {
        "row": row,
        "line": line,
        "url": reverse("judge-wish", args=[line.wish.public_id]),
        "budget": listed.budget_of(row),
        "tone": VERDICT_TONES[line.wish.verdict],
        "state": ApplicationState(line.state).label,
        "state_tone": APPLICATION_TONES[line.state],
    }


def _choices(listed: RowList, wanted: dict[str, str]) -> list[dict[str, Any]]:
    schools = [each.organisation for each in listed.standing.schools if each.lines]
    options: dict[str, tuple[str, list[tuple[str, str]]]] = {
        "county": ("县市区", [(each.public_id, each.short) for each in listed.counties]),
        "school": ("申报单位", [(each.public_id, each.short) for each in schools]),
        "task": ("工作任务", [(each.row.public_id, str(each.row.task)) for each in listed.standing.tasks]),
        "state": ("市局意见", [(str(key), str(label)) for key, label in STATES]),
    }
    return [
        {"name": name, "label": label, "options": [(key, words, key == wanted[name]) for key, words in rows]}
        for name, (label, rows) in options.items()
        if rows
    ]


def _files(found: Round) -> dict[str, str]:
    return {kind: reverse(f"round-rows-{kind}", args=[found.public_id]) for kind in FILES}


@policy(f"{EDITORS}：下载一轮申报的全部申报项和合计")
def round_rows_file(request: HttpRequest, round: str, kind: str) -> HttpResponse:
    found = run_by(request, round)
    listed, name = row_list_of(standing_of(found)), f"{found.name}全部申报项{clock.today():%Y%m%d}.{kind}"
    return hand_out(
        request, FILES[kind](listed), name, action="rounds.fetch_rows", about=found, rows=len(listed.rows)
    )
