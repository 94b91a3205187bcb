"""What keeps experts from applications in one selection, and who reads what; each change by hand with its reason."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.common import clock
from luoshi.common.access import require
from luoshi.common.actor import Actor
from luoshi.common.acts import Once
from luoshi.common.errors import Busy, Refusal
from luoshi.common.form_pages import FormPage, answer
from luoshi.common.pages import find, page_of, version_of
from luoshi.common.routes import policy
from luoshi.core.selection import read_rules
from luoshi.selection import reads
from luoshi.selection.models import Call

from .. import actions, permissions
from ..actions.changing import alone_at_most, may_alone
from ..actions.holding import AT_WORK
from ..checking import Ground, grounds
from ..forms import ConflictForm, GiveForm, PassForm
from ..models import Assigned, Expert, LiftAsked, Proposal
from ..queries import (
    assigned_visible_to,
    changed_by_hand,
    conflicts_visible_to,
    lifts_asked_visible_to,
    papers_seen_by,
    proposals_visible_to,
    seats_visible_to,
    with_facts,
)
from .panels import READERS, RUNNERS, call_read, crumbs_of, form_of, press, reason_of, running
from .proposals import PROPOSED, ended_of, waiting_for

BEYOND = "一轮里改派、指派超过抽取分配的十分之一的，保存以后是提请，监督员同意才生效。"


@policy(f"{READERS}：一次遴选的回避情况，逐对说明")
def conflicts(request: HttpRequest, panel_call: str) -> HttpResponse:
    return conflicts_page(request, call_read(request, panel_call))


def conflicts_page(
    request: HttpRequest, call: Call, status: int = 200, refusal: Any = None, **_: Any
) -> HttpResponse:
    reads.note_read(reads.PANEL, request.actor, call)
    seats = list(seats_visible_to(request.actor).filter(call=call, left_at__isnull=True).order_by("code"))
    experts = list(with_facts(Expert.objects.filter(pk__in=[seat.expert_id for seat in seats])))
    papers = list(papers_seen_by(request.actor).filter(call=call).order_by("sequence"))
    found = grounds(experts, papers, clock.today())
    bound = {paper for _, paper in found}
    rows = [
        {"seat": seat, "paper": paper, "grounds": found[(seat.expert_id, paper.pk)]}
        for paper in papers
        if paper.pk in bound
        for seat in seats
        if (seat.expert_id, paper.pk) in found
    ]
    waiting = [row for row in waiting_for(request.actor, call=call) if row.conflict_id or row.person_id]
    lifted = conflicts_visible_to(request.actor).filter(application__call=call).exclude(lifted_at=None)
    context = {
        "call": call,
        "page_obj": page_of(request, rows),
        "runs": permissions.can_run_panel(request.actor, call) and call.state in AT_WORK,
        "lifted": lifted,
        "waiting": waiting,
        "proposed": {row.conflict_id for row in waiting if row.conflict_id},
        **ended_of(request.actor, Q(conflict__isnull=False) | Q(person__isnull=False), call=call),
        "set_aside": proposals_visible_to(request.actor).filter(
            call=call, person__isnull=False, confirmed_at__isnull=False
        ),
        "asked": _lifts_asked(request.actor, call),
        "doubts": call.state in AT_WORK,
        "refusal": refusal,
        "crumbs": crumbs_of(call, "回避"),
    }
    return render(request, "panel/conflicts.html", context, status=status)


def _lifts_asked(actor: Actor, call: Call) -> list[LiftAsked]:
    """What experts asked for here, what waits first, each with whether this reader may answer it."""
    rows = list(lifts_asked_visible_to(actor).filter(seat__call=call).order_by("-pk"))
    for row in rows:
        waits = row.answered_at is None and call.state in AT_WORK
        row.may_answer = waits and permissions.can_answer_lift(actor, row.seat)
    return sorted(rows, key=lambda row: row.answered_at is not None)


@policy(f"{RUNNERS}：设定一条回避，写明理由", methods=("GET", "POST"))
def set_conflict(request: HttpRequest, panel_call: str) -> HttpResponse:
    call = running(request, panel_call)
    here = reverse("panel-conflicts", args=[call.public_id])
    page = FormPage(
        request,
        "workplans/form.html",
        make=lambda **given: ConflictForm(call=call, actor=request.actor, **given),
        name="panel.conflict",
        about=call,
        versioned=False,
        send=lambda said: actions.set_conflict(by=request.actor, once=Once.of(request), **said),
        then=lambda saved: here,
        said="已设定回避；这份申报如在他手里，已经收回。",
        context=form_of(call, "设定回避", "设定", back="panel-conflicts"),
    )
    return answer(page)


@policy(f"{RUNNERS}（不能是被回避的本人）：解除设定或申明错了的回避", methods=("POST",))
def lift_conflict(request: HttpRequest, panel_conflict: str) -> HttpResponse:
    row = find(conflicts_visible_to(request.actor), panel_conflict)
    require(permissions.can_lift_conflict(request.actor, row))
    words = "已解除。收回的不会自动回来，需要的请指派。"
    return press(
        request,
        actions.lift_conflict,
        "conflict",
        row,
        words,
        conflicts_page,
        "panel-conflicts",
        reason=reason_of(request),
    )


@policy(f"{RUNNERS}（不能是被回避的本人）：提请解除专家申明的回避", methods=("POST",))
def propose_lift(request: HttpRequest, panel_conflict: str) -> HttpResponse:
    row = find(conflicts_visible_to(request.actor), panel_conflict)
    require(permissions.can_lift_conflict(request.actor, row))
    said = reason_of(request)
    return press(
        request,
        actions.propose_lift,
        "conflict",
        row,
        PROPOSED,
        conflicts_page,
        "panel-conflicts",
        reason=said,
    )


@policy(f"{RUNNERS}，监督员：提请认定申报写的同名的人不是专家本人", methods=("POST",))
def propose_naming(request: HttpRequest, panel_seat: str) -> HttpResponse:
    row = find(seats_visible_to(request.actor), panel_seat)
    require(permissions.can_doubt_naming(request.actor, row))
    about = request.POST.get("application") or request.GET.get("application", "")
    paper = find(papers_seen_by(request.actor).filter(call=row.call_id), about)
    said = {"application": paper, "reason": reason_of(request)}
    try:
        actions.propose_naming(seat=row, by=request.actor, once=Once.of(request), **said)
    except Busy:
        raise
    except Refusal as refusal:
        return conflicts_page(request, row.call, status=refusal.status, refusal=refusal)
    messages.success(request, "已提请，等另一个人同意。同意以前什么都没有变。")
    return redirect("panel-conflicts", row.call.public_id)


@policy(f"{RUNNERS}（不能是专家本人）：答复不解除专家误报的回避，写明理由", methods=("POST",))
def answer_lift(request: HttpRequest, panel_seat: str) -> HttpResponse:
    row = find(seats_visible_to(request.actor), panel_seat)
    require(permissions.can_answer_lift(request.actor, row))
    words, said = "已答复不解除，专家已收到理由。", reason_of(request)
    return press(
        request, actions.answer_lift, "seat", row, words, conflicts_page, "panel-conflicts", reason=said
    )


# ---- who reads what


@policy(f"{READERS}：谁评哪份，和每一次改派")
def hands(request: HttpRequest, panel_call: str) -> HttpResponse:
    return hands_page(request, call_read(request, panel_call))


def hands_page(
    request: HttpRequest, call: Call, status: int = 200, refusal: Any = None, **_: Any
) -> HttpResponse:
    reads.note_read(reads.PANEL, request.actor, call)
    rows = assigned_visible_to(request.actor).filter(seat__call=call)
    only = request.GET.get("only", "")
    shown = rows.filter(draw__isnull=True) | rows.filter(void_at__isnull=False) if only == "changed" else rows
    titles = {each.key: each.title for each in read_rules(call.rules).method.rounds}
    page = page_of(request, shown.order_by("round", "application__sequence", "seat__code", "id"))
    for row in page:
        row.round_title = titles.get(row.round, "")
    context = {
        "call": call,
        "page_obj": page,
        "rounds": bool(titles),
        "counted": _counted(call, titles),
        "waiting": waiting_for(request.actor, call=call, seat__isnull=False),
        **ended_of(request.actor, call=call, application__isnull=False),
        "filters": [
            {"label": "全部", "url": "?", "on": only != "changed", "whole": True},
            {"label": "改派和收回", "url": "?only=changed", "on": only == "changed"},
        ],
        "runs": permissions.can_run_panel(request.actor, call) and call.state in AT_WORK,
        "refusal": refusal,
        "crumbs": crumbs_of(call, "评审任务"),
    }
    return render(request, "panel/hands.html", context, status=status)


def _counted(call: Call, titles: dict[str, str]) -> list[str]:
    """By round how much of what was drawn is in other hands by now."""
    found = []
    for key in titles or {"": ""}:
        changed, drawn = changed_by_hand(call, key)
        if drawn:
            found.append(
                f"{titles.get(key, '')}抽取分配 {drawn} 件，个别指派 {changed} 件；"
                f"一个人最多改派、指派 {alone_at_most(drawn)} 件，再多的要监督员同意。"
            )
    return found


@policy(f"{RUNNERS}：个别指派一份申报，写明理由", methods=("GET", "POST"))
def give(request: HttpRequest, panel_call: str) -> HttpResponse:
    call = running(request, panel_call)
    here = reverse("panel-hands", args=[call.public_id])
    asked = {name: request.GET[name] for name in ("round", "application") if name in request.GET}

    def send(said: dict[str, Any]) -> Any:
        said = {"round": "", **said}
        alone = may_alone(call, said["round"])
        act = actions.give_by_hand if alone else actions.propose_change
        return act(by=request.actor, once=Once.of(request), **said)

    page = FormPage(
        request,
        "workplans/form.html",
        make=lambda **given: GiveForm(call=call, actor=request.actor, asked=asked, **given),
        name="panel.give",
        about=call,
        versioned=False,
        send=send,
        then=lambda saved: here,
        said=_done,
        context=form_of(
            call,
            "指派评审任务",
            "指派",
            f"抽取确认以后才个别指派；应当回避的、到了上限的不能指派。{BEYOND}",
            "panel-hands",
        ),
    )
    return answer(page)


def _done(saved: Assigned | Proposal) -> str:
    return PROPOSED if isinstance(saved, Proposal) else "已办理，监督员已收到消息，看得到理由。"


def _assigned(request: HttpRequest, assigned: str) -> Assigned:
    row: Assigned = find(assigned_visible_to(request.actor), assigned)
    require(permissions.can_run_assigned(request.actor, row))
    reads.note_read(reads.PANEL, request.actor, row.seat.call)
    return row


def _barred_for(row: Assigned) -> dict[int, list[Ground]]:
    """By expert, among the candidates, why not this application."""
    experts = with_facts(Expert.objects.filter(seats__call=row.seat.call_id, seats__left_at__isnull=True))
    found = grounds(list(experts), [row.application], clock.today())
    return {expert: why for (expert, _), why in found.items()}


@policy(f"{RUNNERS}：改派给另一位专家，写明理由", methods=("GET", "POST"))
def pass_on(request: HttpRequest, panel_task: str) -> HttpResponse:
    row = _assigned(request, panel_task)
    call, barred = row.seat.call, _barred_for(row)
    paper = row.application
    holding = paper.assigned.filter(round=row.round, void_at__isnull=True).values("seat__expert")
    now = f"{row.seat.code} {row.seat.expert.name}"
    words = f"第{paper.sequence}号 {paper.organisation.short} {paper.title}，现由{now}评审。{BEYOND}"

    def send(said: dict[str, Any]) -> Any:
        if may_alone(call, row.round):
            given = {"assigned": row, "version": version_of(request), **said}
            return actions.pass_on(by=request.actor, once=Once.of(request), **given)
        given = {"application": paper, "round": row.round, "instead_of": row, **said}
        return actions.propose_change(by=request.actor, once=Once.of(request), **given)

    page = FormPage(
        request,
        "workplans/form.html",
        make=lambda **given: PassForm(call=call, barred=barred, holding=holding, **given),
        name="panel.pass",
        about=row,
        send=send,
        then=lambda saved: reverse("panel-hands", args=[call.public_id]),
        said=_done,
        context=form_of(call, "改派", "改派", words, "panel-hands"),
    )
    return answer(page)


@policy(f"{RUNNERS}：收回一份评审任务，写明理由", methods=("POST",))
def take_back(request: HttpRequest, panel_task: str) -> HttpResponse:
    row = _assigned(request, panel_task)
    return press(
        request,
        actions.take_back,
        "assigned",
        row,
        "已收回。",
        hands_page,
        "panel-hands",
        reason=reason_of(request),
    )
