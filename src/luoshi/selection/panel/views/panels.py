"""One selection's panel: its candidates and its draws."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.common import clock
from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.errors import Busy, Refusal
from luoshi.common.form_pages import FormPage, answer
from luoshi.common.pages import find, page_of, version_of
from luoshi.common.routes import policy
from luoshi.core.selection import read_rules
from luoshi.selection import reads
from luoshi.selection.models import Call
from luoshi.selection.states import CallState

from .. import actions, permissions
from ..actions.holding import AT_WORK
from ..checking import grounds
from ..forms import DrawForm, SeatsForm
from ..models import Conflict, Expert, Seat
from ..queries import (
    assigned_visible_to,
    available,
    draws_visible_to,
    makes_or_watches,
    panel_calls_of,
    papers_seen_by,
    runs_or_watches,
    seats_visible_to,
    text_of,
    with_facts,
)
from ..states import DRAW_TONES, DrawState

RUNNERS = "组织单位的经办、科长，承办组建评审组的单位"
READERS = "组织单位的经办、科长、监督员，承办组建评审组的单位"


@policy(f"{READERS}：要组建评审组和正在评审的遴选")
def panels(request: HttpRequest) -> HttpResponse:
    require(makes_or_watches(request.actor))
    rows = panel_calls_of(request.actor).exclude(state__in=("draft", "open", "withdrawn")).order_by("-id")
    context = {
        "page_obj": page_of(request, rows),
        "sees_pool": runs_or_watches(request.actor),
        "crumbs": [("评审组", "")],
    }
    return render(request, "panel/panels.html", context)


def crumbs_of(call: Call, last: str = "") -> list[tuple[str, str]]:
    here = reverse("panel", args=[call.public_id])
    return [
        ("评审组", reverse("panels")),
        (call.title, here if last else ""),
        *([(last, "")] if last else []),
    ]


@policy(f"{READERS}：一次遴选的评审组")
def panel(request: HttpRequest, panel_call: str) -> HttpResponse:
    return panel_page(request, call_read(request, panel_call))


def call_read(request: HttpRequest, panel_call: str) -> Call:
    """A selection of which is about to be read who judges; its pages take a line in the log (controls BL-10)."""
    call: Call = find(panel_calls_of(request.actor), panel_call)
    return call


def panel_page(
    request: HttpRequest, call: Call, status: int = 200, refusal: Any = None, **_: Any
) -> HttpResponse:
    reads.note_read(reads.PANEL, request.actor, call)
    draws = list(draws_visible_to(request.actor).filter(call=call))
    for row in draws:
        row.tone = DRAW_TONES[row.state]
    seats = list(seats_visible_to(request.actor).filter(call=call).order_by("code"))
    _count(seats, request)
    frozen = any(row.state in (DrawState.CLOSED, DrawState.DRAWN) for row in draws)
    runs = permissions.can_run_panel(request.actor, call) and call.state in AT_WORK
    papers, need = papers_seen_by(request.actor).filter(call=call).count(), read_rules(call.rules).panel.need
    candidates = sum(seat.left_at is None for seat in seats)
    context = {
        "call": call,
        "draws": draws,
        "seats": seats,
        "runs": runs,
        "changes": runs and not frozen,
        "may_start": runs and _rounds_left(call, draws),
        "papers": papers,
        "need": need,
        "even": -(-papers * need // candidates) if candidates and call.state == CallState.DRAWING else 0,
        "text": text_of(call),
        "refusal": refusal,
        "crumbs": crumbs_of(call),
    }
    return render(request, "panel/panel.html", context, status=status)


def _rounds_left(call: Call, draws: list[Any]) -> bool:
    keys = [each.key for each in read_rules(call.rules).method.rounds] or [""]
    held = {row.round for row in draws if row.state != DrawState.VOID}
    return any(key not in held for key in keys)


def _count(seats: list[Seat], request: HttpRequest) -> None:
    """By seat what is in its hands, as far as the actor sees it."""
    rows = assigned_visible_to(request.actor).filter(seat__in=seats, void_at__isnull=True)
    held: dict[int, int] = {}
    for key in rows.values_list("seat", flat=True):
        held[key] = held.get(key, 0) + 1
    for seat in seats:
        seat.held = held.get(seat.pk, 0)


def running(request: HttpRequest, panel_call: str) -> Call:
    call: Call = find(panel_calls_of(request.actor), panel_call)
    require(permissions.can_run_panel(request.actor, call))
    reads.note_read(reads.PANEL, request.actor, call)  # its forms name experts too
    return call


def form_of(call: Call, title: str, button: str, words: str = "", back: str = "panel") -> dict[str, Any]:
    cancel = reverse(back, args=[call.public_id])
    return {
        "title": title,
        "button": button,
        "words": words,
        "cancel_url": cancel,
        "crumbs": crumbs_of(call, title),
    }


@policy(f"{RUNNERS}：从专家库选入候选专家", methods=("GET", "POST"))
def choose(request: HttpRequest, panel_call: str) -> HttpResponse:
    call = running(request, panel_call)
    here = reverse("panel", args=[call.public_id])
    barred = _barred_in_pool(request, call) if request.method == "GET" else {}
    page = FormPage(
        request,
        "workplans/form.html",
        make=lambda **given: SeatsForm(call=call, barred=barred, **given),
        name="panel.seats",
        about=call,
        versioned=False,
        send=lambda said: actions.add_seats(call=call, by=request.actor, once=Once.of(request), **said),
        then=lambda saved: here,
        said="已选入候选。",
        context=form_of(
            call,
            "选入候选专家",
            "选入",
            "只列在库、在岗、这段时间能参加的专家；应回避几件按台账和申明算出，抽取时绝不分给他。",
        ),
    )
    return answer(page)


def _barred_in_pool(request: HttpRequest, call: Call) -> dict[int, int]:
    """By expert how many of these applications are not for him."""
    pool = list(with_facts(available(Expert.objects.filter(organisation=call.organisation_id))))
    papers = list(papers_seen_by(request.actor).filter(call=call))
    found: dict[int, int] = {}
    for expert, _ in grounds(pool, papers, clock.today()):
        found[expert] = found.get(expert, 0) + 1
    return found


@policy(f"{RUNNERS}：开始一轮抽取，公布随机数的校验码", methods=("GET", "POST"))
def start_draw(request: HttpRequest, panel_call: str) -> HttpResponse:
    call = running(request, panel_call)
    page = FormPage(
        request,
        "workplans/form.html",
        make=lambda **given: DrawForm(call=call, **given),
        name="panel.draw",
        about=call,
        versioned=False,
        send=lambda said: actions.start_draw(call=call, by=request.actor, once=Once.of(request), **said),
        then=lambda saved: reverse("panel-draw", args=[saved.public_id]),
        said="随机数已生成并密封，校验码已公布。选好候选专家后封存名单。",
        context=form_of(
            call,
            "开始抽取",
            "生成随机数并公布校验码",
            "先公布随机数的校验码，再封存候选名单，封存后随机数公开，谁都可以核对、重算。",
        ),
    )
    return answer(page)


def press(
    request: HttpRequest, act: Any, on: str, row: Any, words: str, show: Any, page: str, **said: Any
) -> HttpResponse:
    """A button at a row of this selection; refused, the page it stands on is shown again."""
    call = find(panel_calls_of(request.actor), _call_of(row).public_id)
    given = {"by": request.actor, "version": version_of(request), "once": Once.of(request), **said}
    try:
        act(**{on: row}, **given)
    except Busy:
        raise
    except Refusal as refusal:
        return show(request, call, status=refusal.status, refusal=refusal)
    messages.success(request, words)
    return redirect(page, call.public_id)


def _call_of(row: Any) -> Call:
    if isinstance(row, Conflict):
        return row.application.call
    return row.call if isinstance(row, Seat) else row.seat.call


def reason_of(request: HttpRequest) -> str:
    return request.POST.get("reason", "")[:300]


def _seat(request: HttpRequest, seat: str) -> Seat:
    row: Seat = find(seats_visible_to(request.actor), seat)
    require(permissions.can_run_seat(request.actor, row))
    return row


@policy(f"{RUNNERS}：调整一位专家的评审件数上限", methods=("POST",))
def set_most(request: HttpRequest, panel_seat: str) -> HttpResponse:
    row, text = _seat(request, panel_seat), request.POST.get("most", "")
    most = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0
    return press(request, actions.set_most, "seat", row, "上限已调整。", panel_page, "panel", most=most)


@policy(f"{RUNNERS}：专家退出", methods=("POST",))
def leave_seat(request: HttpRequest, panel_seat: str) -> HttpResponse:
    row = _seat(request, panel_seat)
    words = "已退出；他手里的评审任务已经收回，可以恢复候选。"
    return press(
        request, actions.leave_seat, "seat", row, words, panel_page, "panel", reason=reason_of(request)
    )


@policy(f"{RUNNERS}：恢复退出的专家", methods=("POST",))
def return_seat(request: HttpRequest, panel_seat: str) -> HttpResponse:
    row = _seat(request, panel_seat)
    return press(request, actions.return_seat, "seat", row, "已恢复候选。", panel_page, "panel")
