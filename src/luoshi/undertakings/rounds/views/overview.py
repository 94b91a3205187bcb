"""How a round stands, for those who run it: per task, per school, what is left; the deadline for all."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from luoshi.common.access import require
from luoshi.common.errors import Refusal
from luoshi.common.pages import find
from luoshi.common.routes import policy
from luoshi.core.rounds import Reach
from luoshi.notices.unreached import in_words

from .. import permissions
from ..before_confirming import left_to_confirm, warnings_of
from ..breaking import breaks_of, quota_words
from ..figures import Figures, figures_of
from ..models import Round
from ..queries import rounds_visible_to
from ..standing import SchoolLine, Standing, TaskLine, standing_of
from ..states import RoundState
from ..telling import not_reached
from .rounds import APPLICATION_TONES, EDITORS, TONES, VERDICT_TONES, bounds_words, crumbs, state_words

REACH = {
    Reach.NOBODY: ("无人承接", "bad"),
    Reach.TOO_FEW: ("偏少", "warn"),
    Reach.RIGHT: ("合适", "ok"),
    Reach.TOO_MANY: ("偏多", "warn"),
}
SHOWN = {"": "全部任务", "open": "待定意见", "nobody": "无人承接", "few": "偏少", "many": "偏多"}
NAMED = 8  # schools named at a task; all of them are in the list of rows
WANTED = {"nobody": Reach.NOBODY, "few": Reach.TOO_FEW, "many": Reach.TOO_MANY}


def run_by(request: HttpRequest, public_id: str) -> Round:
    """The round, for those who run it. Others who see it get 403."""
    found: Round = find(rounds_visible_to(request.actor), public_id)
    require(permissions.can_run_round(request.actor, found))
    return found


@policy(f"{EDITORS}：一轮申报的汇总")
def round_overview(request: HttpRequest, round: str) -> HttpResponse:
    return overview_page(request, run_by(request, round))


def overview_page(
    request: HttpRequest,
    found: Round,
    status: int = 200,
    refusal: Refusal | None = None,
) -> HttpResponse:
    standing = standing_of(found)
    figures, breaks = figures_of(standing), breaks_of(standing)
    lines = [line for line in standing.lines if line.counts]
    show = request.GET.get("show", "")
    context = {
        "round": found,
        "tone": TONES[found.state],
        "words_now": state_words(found),
        "is_open": found.state == RoundState.OPEN,
        "facts": _facts(standing),
        "left": left_to_confirm(standing) if found.state == RoundState.OPEN else [],
        "warnings": warnings_of(standing),
        "tasks": [_task(each, figures, breaks) for each in standing.tasks if _is_shown(each, show)],
        "schools": [_school(each, figures, found.is_over) for each in standing.schools],
        "remind_url": _remind_url(standing),
        "gaps": in_words(not_reached(found, request.actor)) if found.state == RoundState.OPEN else "",
        "sums": figures.table(figures.sums(lines)) if figures.priced and lines else None,
        "silent": figures.sums(lines).silent,
        "cut": figures.cut(lines),
        "broken": sum(1 for line in lines if line.wish.pk in breaks),
        "filters": _filters(standing, show),
        "show": show,
        "refusal": refusal,
        "crumbs": crumbs(found, "汇总"),
    }
    return render(request, "rounds/overview.html", context, status=status)


def _facts(standing: Standing) -> list[tuple[Any, ...]]:
    come = sum(1 for school in standing.schools if school.lines)
    accepted = sum(task.accepted for task in standing.tasks)
    return [
        ("已送到", f"{come} / {len(standing.schools)} 个单位"),
        ("申报", f"{len(standing.lines)} 项"),
        ("待定", f"{len(standing.open_lines)} 项"),
        ("已同意", f"{accepted} 项（联合承接计一次）"),
    ]


def _is_shown(task: TaskLine, show: str) -> bool:
    if show == "open":
        return bool(task.open_lines)
    return show not in WANTED or task.reach == WANTED[show]


def _filters(standing: Standing, show: str) -> list[dict[str, Any]]:
    counts = {key: sum(1 for task in standing.tasks if _is_shown(task, key)) for key in SHOWN}
    return [
        {
            "label": f"{label} {counts[key]}",
            "url": f"?show={key}" if key else "?",
            "on": key == show,
            "whole": not key,
        }
        for key, label in SHOWN.items()
    ]


def _task(task: TaskLine, figures: Figures, breaks: dict[int, list[str]]) -> dict[str, Any]:
    words, tone = REACH[task.reach]
    shared = quota_words(task)
    return {
        "row": task.row,
        "wanted": bounds_words(task.row.least, task.row.most, "个"),
        "applied": task.applied,
        "accepted": task.accepted,
        "amount": task.amount,
        "budget": figures.budget(figures.sums(line for line in task.lines if line.counts)),
        "reach": words,
        "tone": tone,
        "lines": [
            {
                "short": line.organisation.short,
                "how": "（参与）" if line.takes_part else "",
                "amount": line.amount,
                "verdict": line.wish.get_verdict_display(),
                "tone": VERDICT_TONES[line.wish.verdict],
                "url": reverse("judge-wish", args=[line.wish.public_id]),
                "breaks": [each for each in breaks.get(line.wish.pk, []) if each not in shared],
            }
            for line in task.lines[:NAMED]
        ],
        "more": len(task.lines) - NAMED if len(task.lines) > NAMED else 0,
        "open": [line.wish.public_id for line in task.open_lines] if task.all_fit else [],
        "one_by_one": len(task.open_lines) if not task.all_fit else 0,
        "breaks": shared,
    }


def _owes(school: SchoolLine) -> bool:
    """Whether nothing has left its own house, or only to come back."""
    return school.application is None or school.application.arrived_at is None


def _remind_url(standing: Standing) -> str:
    """The way to a notice to the schools that owe their application, while they may still send it."""
    round_ = standing.round
    owing = [school.organisation.public_id for school in standing.schools if _owes(school)]
    if round_.state != RoundState.OPEN or not owing:
        return ""
    title = f"请尽快报送承接申报：{round_.name}"
    return f"{reverse('new-notice')}?{urlencode({'title': title, 'place': owing}, doseq=True)}"


def _school(school: SchoolLine, figures: Figures, is_over: bool) -> dict[str, Any]:
    application = school.application
    state = application.get_state_display() if application else "还没有申报"
    late = is_over and _owes(school)
    lies = {-1: ("偏少", "warn"), 0: ("", ""), 1: ("偏多", "warn")}[school.lies]
    return {
        "organisation": school.organisation,
        "state": ("逾期未报" if application is None else f"{state}，逾期没有送出") if late else state,
        "tone": "bad" if late else APPLICATION_TONES[application.state] if application else "warn",
        "url": reverse("application", args=[application.public_id]) if application and school.lines else "",
        "load": school.load,
        "accepted": school.accepted,
        "budget": figures.budget(figures.sums(line for line in school.lines if line.counts)),
        "lies": lies[0],
        "lies_tone": lies[1],
    }
