"""One row as the bureau judges it, the talk about it, many rows accepted at once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.errors import Busy, Refusal
from luoshi.common.form_pages import FormPage, answer, opened
from luoshi.common.pages import find, version_of
from luoshi.common.routes import policy
from luoshi.undertakings.effects import as_typed

from .. import actions, permissions, sent
from ..before_confirming import accepted_amount
from ..breaking import breaks_of
from ..figures import budget_words
from ..forms import VerdictForm
from ..models import Wish
from ..offers import condition_words
from ..queries import wishes_in, wishes_visible_to
from ..standing import AT_THE_CITY, Line, Standing, standing_of
from ..states import RoundState
from .overview import overview_page, run_by
from .rounds import EDITORS, VERDICT_TONES, bounds_words, crumbs


@policy(f"{EDITORS}：对一项申报提出意见", methods=("GET", "POST"))
def judge_wish(request: HttpRequest, wish: str) -> HttpResponse:
    found: Wish = find(wishes_visible_to(request.actor), wish)
    require(permissions.can_judge_wish(request.actor, found))
    return answer(_judging(request, found))


def judging_again(request: HttpRequest, found: Wish, refusal: Refusal, typed: str) -> HttpResponse:
    """The row after a question on it was refused, with what was typed."""
    return opened(_judging(request, found), status=refusal.status, refusal=refusal, typed=typed)


def _judging(request: HttpRequest, found: Wish) -> FormPage:
    standing = standing_of(found.application.round)
    overview = reverse("round-overview", args=[found.application.round.public_id])
    return FormPage(
        request,
        "rounds/judge.html",
        make=VerdictForm,
        name="rounds.judge",
        about=found,
        send=lambda said: actions.judge_wish(
            wish=found, by=request.actor, version=version_of(request), once=Once.of(request), **said
        ),
        then=lambda saved: _next_url(standing.open_lines, found, overview),
        stored=lambda: {
            "verdict": found.verdict, "words": found.verdict_words, "agreed": as_typed(found.agreed),
        },
        said="意见已保存。",
        context=_context(request, found, standing, overview),
    )  # fmt: skip


def _context(request: HttpRequest, found: Wish, standing: Standing, overview: str) -> dict[str, Any]:
    """What was sent, what others applied for, what was said."""
    application, row, round_ = found.application, found.round_task, standing.round
    rows = sent.rows_as_seen_by(request.actor, application)
    task = next(each for each in standing.tasks if each.row.pk == row.pk)
    here = f"{application.organisation.short}·{row.task}"
    line = next((each for each in rows if each.wish.pk == found.pk), None)
    leader = line.led_by if line is not None else ""
    return {
        "wish": found,
        "application": application,
        "line": line,
        "budget": budget_words(round_, line) if line is not None else "",
        "how": sent.leading_words(application.organisation, leader),
        "others": [line for line in task.lines if line.wish.pk != found.pk],
        "wanted": bounds_words(row.least, row.most, "个单位"),
        "condition": condition_words(row),
        "accepted": task.accepted,
        "breaks": breaks_of(standing).get(found.pk, []),
        "agreed_amount": accepted_amount(task.lines),
        "is_open": round_.state == RoundState.OPEN,
        "talks": round_.state == RoundState.OPEN and application.state in AT_THE_CITY,
        "tone": VERDICT_TONES[found.verdict],
        "remarks": list(found.remarks.select_related("organisation")),
        "refusal": None,
        "typed": "",
        "cancel_url": overview,
        "crumbs": [*crumbs(round_, "x")[:2], ("汇总", overview), (here, "")],
    }


def _next_url(open_lines: list[Line], done: Wish, overview: str) -> str:
    """The next row without a verdict, or back to the overview."""
    left = [line.wish for line in open_lines if line.wish.pk != done.pk]
    return reverse("judge-wish", args=[left[0].public_id]) if left else overview


@policy(f"{EDITORS}：同意多项申报", methods=("POST",))
def accept_wishes(request: HttpRequest, round: str) -> HttpResponse:
    found = run_by(request, round)
    chosen = wishes_in(found, [each[:40] for each in request.POST.getlist("wish")])
    try:
        actions.accept_wishes(
            round_=found,
            wishes=chosen,
            by=request.actor,
            version=version_of(request),
            once=Once.of(request),
        )
    except Busy:
        raise
    except Refusal as refusal:
        return overview_page(request, run_by(request, round), refusal.status, refusal)
    messages.success(request, f"已同意 {len(chosen)} 项，可以逐项改回。")
    return redirect("round-overview", found.public_id)
