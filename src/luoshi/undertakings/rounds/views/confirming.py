"""Confirming a round and its reverse; the 一览表 on screen, as a file, printed for the seal."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.common import clock
from luoshi.common.acts import Once
from luoshi.common.downloads import hand_out
from luoshi.common.errors import Busy, Refusal, RuleBroken
from luoshi.common.pages import find, version_of
from luoshi.common.rendering.annex import FILES, LABELS
from luoshi.common.rendering.paper import Block, Heading, Paper, Table, Words
from luoshi.common.routes import policy
from luoshi.core.matrix import PrintedTable
from luoshi.papers.filed.printing import Prepared, prepare
from luoshi.papers.filed.queries import current_paper_of

from .. import actions, permissions
from ..before_confirming import accepted_amount, left_to_confirm, plain, warnings_of
from ..figures import figures_of
from ..models import Round
from ..printed_list import list_of
from ..queries import rounds_visible_to
from ..standing import Standing, standing_of
from ..states import RoundState
from .overview import run_by
from .rounds import EDITORS, READERS, TONES, crumbs, round_page, state_words

KIND, KIND_NAME = "list", "任务承接情况一览表"


@policy(f"{EDITORS}：确认一轮申报", methods=("GET", "POST"))
def confirm_round(request: HttpRequest, round: str) -> HttpResponse:
    found = run_by(request, round)
    if request.method == "GET":
        return _confirm_page(request, found)
    try:
        actions.confirm_round(
            round_=found, by=request.actor, version=version_of(request), once=Once.of(request)
        )
    except Busy:
        raise
    except Refusal as refusal:
        return _confirm_page(request, run_by(request, round), refusal.status, refusal)
    messages.success(request, "已确认，承接的任务已列入各校责任项。")
    return redirect("round-list", found.public_id)


def _confirm_page(
    request: HttpRequest, found: Round, status: int = 200, refusal: Refusal | None = None
) -> HttpResponse:
    if found.state == RoundState.CONFIRMED and refusal is None:
        return redirect("round-list", found.public_id)
    standing = standing_of(found)
    context = {
        "round": found,
        "left": left_to_confirm(standing),
        "warnings": warnings_of(standing),
        **_on_screen(list_of(standing)),
        "refusal": refusal,
        "crumbs": crumbs(found, "确认承接"),
    }
    return render(request, "rounds/confirm.html", context, status=status)


@policy(f"{EDITORS}：撤销一轮申报的确认", methods=("POST",))
def reopen_round(request: HttpRequest, round: str) -> HttpResponse:
    found = run_by(request, round)
    try:
        actions.reopen_round(
            round_=found,
            reason=request.POST.get("reason", "")[:200],
            by=request.actor,
            version=version_of(request),
            once=Once.of(request),
        )
    except Busy:
        raise
    except Refusal as refusal:
        return round_page(request, run_by(request, round), refusal.status, refusal)
    messages.success(request, "已撤销确认，可以修改意见后重新确认。")
    return redirect("round-overview", found.public_id)


# ---- the list


def _seen(request: HttpRequest, public_id: str) -> Round:
    """For everybody who sees the round: who takes what on is published."""
    found: Round = find(rounds_visible_to(request.actor), public_id)
    return found


def _on_screen(table: PrintedTable) -> dict[str, Any]:
    """The table and its rows, each mark with the organisation it stands for."""
    lines = [(row, list(zip(table.organisations, row.marks, strict=True))) for row in table.rows]
    return {"table": table, "lines": lines}


@policy(f"{READERS}：确认以后的任务承接情况一览表")
def round_list(request: HttpRequest, round: str) -> HttpResponse:
    found = _seen(request, round)
    if found.state != RoundState.CONFIRMED:
        return redirect("round", found.public_id)
    runs = permissions.can_run_round(request.actor, found)
    context = {
        "round": found,
        "tone": TONES[found.state],
        "words_now": state_words(found),
        **_on_screen(list_of(standing_of(found))),
        "runs": runs,
        "paper": current_paper_of(found, KIND) if runs else None,
        "files": [(label, reverse(f"round-list-{kind}", args=[found.public_id])) for kind, label in LABELS],
        "crumbs": crumbs(found, KIND_NAME),
    }
    return render(request, "rounds/list.html", context)


@policy(f"{READERS}：下载任务承接情况一览表")
def round_list_file(request: HttpRequest, round: str, kind: str) -> HttpResponse:
    found = _seen(request, round)
    if found.state != RoundState.CONFIRMED:
        return redirect("round", found.public_id)
    table, name = list_of(standing_of(found)), f"{found.name}{KIND_NAME}{clock.today():%Y%m%d}.{kind}"
    return hand_out(
        request, FILES[kind](table), name, action="rounds.fetch_list", about=found, rows=len(table.rows)
    )


@policy(f"{EDITORS}：打印任务承接情况一览表，盖章后扫描送回", methods=("POST",))
def print_round_list(request: HttpRequest, round: str) -> HttpResponse:
    found = run_by(request, round)
    if found.state != RoundState.CONFIRMED:
        raise RuleBroken("这一轮还没有确认，没有可以打印盖章的一览表。请先确认。")
    prepared = _prepared(found)
    paper = actions.print_round_list(round_=found, prepared=prepared, by=request.actor, once=Once.of(request))
    return redirect("filed-paper", paper.public_id)


def _prepared(found: Round) -> Prepared:
    standing = standing_of(found)
    return prepare(
        about=found,
        version=found.edition,
        kind=KIND,
        kind_name=KIND_NAME,
        organisation=found.plan.issuer,
        paper=_paper(found, list_of(standing), _sums(standing)),
        href=f"/rounds/{found.public_id}/list/",
    )


def _sums(standing: Standing) -> list[Block]:
    """Quantities as agreed, and the budget by year, of what was accepted: the bureau's own, so on paper and not on the
    open list."""
    figures = figures_of(standing)
    lines = [line for line in standing.lines if line.is_accepted]
    table = figures.table(figures.sums(lines)) if figures.priced else None
    quantities = _quantities(standing)
    if table is None or not table["rows"]:
        return quantities
    rows = [[year, *cells] for year, cells in [*table["rows"], ("合计", table["totals"])]]
    head = ["年度", *table["heads"]]
    words = [Words(sentence) for sentence in figures.words(lines)]
    return [*quantities, Heading("分年度经费"), Table(head, rows, middle=list(range(len(head)))), *words]


def _quantities(standing: Standing) -> list[Block]:
    """Task by task who takes on how much; across tasks nothing is added up."""
    rows = []
    for task in standing.tasks:
        named = [line for line in task.lines if line.is_accepted and line.amount is not None]
        each = "，".join(f"{line.organisation.short} {plain(line.amount)}" for line in named if line.amount)
        if named:
            rows.append([str(task.row.task), each, plain(accepted_amount(named))])
    head = ["工作任务", "各校承接的数量（核定的按核定数）", "合计"]
    return [Heading("各项任务的数量"), Table(head, rows, widths=[7.0, 9.0, 1.6], middle=[2])] if rows else []


def _paper(found: Round, table: PrintedTable, sums: list[Block]) -> Paper:
    head = ["序号", "工作任务", "承接数量", *table.organisations]
    rows = [[row.inner or row.outer, row.title, row.count, *row.marks] for row in table.rows]
    widths = [1.2, 7.0, 1.4, *([1.1] * len(table.organisations))]
    today = clock.today()
    return Paper(
        title=table.title,
        blocks=[
            Table(head, rows, widths=widths, middle=[0, *range(2, len(head))]),
            *(Words(note) for note in table.notes),
            *sums,
        ],
        signed=found.plan.issuer.name,
        date=f"{today.year}年{today.month}月{today.day}日",
        landscape=True,
    )
