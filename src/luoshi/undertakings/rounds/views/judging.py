"""总览, the verdict on one row, confirming."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.errors import Busy, Refusal
from luoshi.common.form_pages import FormPage, answer
from luoshi.common.pages import find, version_of
from luoshi.common.routes import policy

from .. import actions, overview, permissions, sent
from ..forms import JudgeForm
from ..models import Round, Wish
from ..queries import rounds_visible_to, wishes_visible_to
from ..states import RoundState
from .rounds import EDITORS, bounds_words, crumbs


@policy(f"{EDITORS}：一轮申报的总览")
def round_overview(request: HttpRequest, round: str) -> HttpResponse:
    return overview_page(request, _round(request, round))


def _round(request: HttpRequest, public_id: str) -> Round:
    found: Round = find(rounds_visible_to(request.actor), public_id)
    require(permissions.can_run_round(request.actor, found))
    return found


def overview_page(
    request: HttpRequest, found: Round, status: int = 200, refusal: Refusal | None = None
) -> HttpResponse:
    is_open = found.state == RoundState.OPEN
    lines = overview.lines_of(found)
    context = {
        "round": found,
        "lines": [(line, bounds_words(line.row.least, line.row.most, "个")) for line in lines],
        "standings": overview.standings(found),
        "is_open": is_open,
        "left": overview.left_to_confirm(found) if is_open else [],
        "refusal": refusal,
        "crumbs": crumbs(found, "总览"),
    }
    return render(request, "rounds/overview.html", context, status=status)


@policy(f"{EDITORS}：确认一轮申报，同意的成为责任项", methods=("POST",))
def confirm_round(request: HttpRequest, round: str) -> HttpResponse:
    found = _round(request, round)
    try:
        actions.confirm_round(
            round_=found, by=request.actor, version=version_of(request), once=Once.of(request)
        )
    except Busy:
        raise
    except Refusal as refusal:
        return overview_page(request, _round(request, round), refusal.status, refusal)
    messages.success(request, "已确认，同意的任务已成为责任项，各单位已收到通知。")
    return redirect("round-overview", found.public_id)


@policy(f"{EDITORS}：对一项申报定意见", methods=("GET", "POST"))
def judge_wish(request: HttpRequest, wish: str) -> HttpResponse:
    found: Wish = find(wishes_visible_to(request.actor), wish)
    require(permissions.can_judge_wish(request.actor, found))
    application = found.application
    back = reverse("round-overview", args=[application.round.public_id])
    if request.method == "GET" and application.round.state != RoundState.OPEN:
        return redirect(back)
    rows = sent.rows_as_seen_by(request.actor, application)
    row = next((each for each in rows if each.wish.pk == found.pk), None)
    title = f"{application.organisation.short}：{found.round_task.task}"
    page = FormPage(
        request,
        "rounds/form.html",
        make=JudgeForm,
        name="rounds.judge",
        about=found,
        send=lambda said: actions.judge_wish(
            wish=found, by=request.actor, version=version_of(request), once=Once.of(request), **said
        ),
        then=lambda saved: back,
        stored=lambda: _stored(found),
        said="意见已保存。",
        context={
            "round": application.round,
            "title": title,
            "line": row and {"row": row, "how": sent.leading_words(application.organisation, row.led_by)},
            "button": "保存意见",
            "cancel_url": back,
            "crumbs": [*crumbs(application.round, "x")[:2], ("总览", back), ("定意见", "")],
        },
    )
    return answer(page)


def _stored(wish: Wish) -> dict[str, Any]:
    return {"verdict": wish.verdict, "words": wish.verdict_words, "agreed": wish.agreed}
