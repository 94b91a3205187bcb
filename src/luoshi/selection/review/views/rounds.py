"""How far a review has come, by round; who is left; third readers; the end of a round. No score before it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.errors import Busy, Refusal
from luoshi.common.form_pages import FormPage, answer
from luoshi.common.pages import find, version_of
from luoshi.common.routes import policy
from luoshi.core.selection import Opens, read_rules
from luoshi.selection.applying.models import Application
from luoshi.selection.models import Call
from luoshi.selection.panel.models import Seat
from luoshi.selection.panel.permissions import can_run_panel
from luoshi.selection.states import CallState

from .. import actions, permissions
from ..forms import DueForm, ThirdForm
from ..models import ClosingProposal, RoundClosing, RoundDue, ThirdReading
from ..queries import (
    calls_to_manage,
    closings_visible_to,
    copies_visible_to,
    free_for_third,
    materials_without_copy,
    open_closing,
    thirds_visible_to,
)
from ..scoring import accepted, in_force, need_of, rounds_of, short_by_application, unfinished
from ..states import OPEN_COPY, SheetState

BUREAU = "组织单位的经办、科长和监督员"
OFFICERS = "组织单位的经办、科长"
MANAGERS = f"{OFFICERS}，承办评审的单位"
OFFERED = "已经评过的和应当回避的不在下面。"
NOBODY = "评审组里没有可以指定的人：不是已经评过，就是应当回避。请先在评审组里增加专家。"


def call_of(request: HttpRequest, public_id: str, may: Any = permissions.can_see_review) -> Call:
    """Whoever sees the selection but is conflicted with one of its applications gets 403: the review is others'."""
    call: Call = find(calls_to_manage(request.actor).select_related("organisation"), public_id)
    require(may(request.actor, call))
    return call


def crumbs(call: Call, *more: tuple[str, str]) -> list[tuple[str, str]]:
    here = reverse("review-rounds", args=[call.public_id])
    of_call = reverse("call", args=[call.public_id])
    return [("遴选", reverse("calls")), (call.title, of_call), ("评审", here if more else ""), *more]


@policy(f"{BUREAU}，承办评审的单位：评审进行到哪一步")
def review_rounds(request: HttpRequest, review_call: str) -> HttpResponse:
    return rounds_page(request, call_of(request, review_call, permissions.can_follow_review))


def rounds_page(request: HttpRequest, call: Call, status: int = 200, refusal: Any = None) -> HttpResponse:
    rows = RoundClosing.objects.filter(call=call).select_related("proposal__said_by__user")
    closed, opens = {row.round: row for row in rows}, read_rules(call.rules).opens
    rounds = [_round(call, key, title, closed.get(key)) for key, title in rounds_of(call)]
    dues = {row.round: row.until for row in RoundDue.objects.filter(call=call)}
    for each in rounds:
        each["until"] = dues.get(each["key"])
        waiting = each["waiting"] = None if each["closed"] else open_closing(call, each["key"])
        each["may_confirm"] = waiting is not None and permissions.can_confirm_closing(request.actor, waiting)
    thirds = ThirdReading.objects.filter(application__call=call).select_related(
        "application__organisation", "assigned__seat__expert"
    )
    context = {
        "call": call, "rounds": rounds, "thirds": thirds, "titles": dict(rounds_of(call)), "refusal": refusal,
        "runs": permissions.can_close_review(request.actor, call), "by_rule": opens == Opens.ALL_IN,
        "sees_scores": permissions.can_see_review(request.actor, call),
        "asks": permissions.can_ask_third(request.actor, call),
        "gives": can_run_panel(request.actor, call),
        "opens": permissions.can_propose_closing(request.actor, call), "reviewing": call.state == CallState.REVIEWING,
        "copies": copies_visible_to(request.actor).filter(
            material__application__call=call, state__in=OPEN_COPY
        ).count(),
        "lacking": materials_without_copy(call).count() if call.state == CallState.REVIEWING else 0,
        "all_closed": all(each["closed"] for each in rounds), "crumbs": crumbs(call),
    }  # fmt: skip
    if refusal is not None:
        context["reason_said"] = request.POST.get("reason", "")
    return render(request, "review/rounds.html", context, status=status)


def _round(call: Call, key: str, title: str, closed: RoundClosing | None) -> dict[str, Any]:
    """Counts of sheets only: what they hold is sealed. What readers are short of counts as asked for and not come."""
    asked = in_force(call).filter(round=key)
    done = asked.filter(sheet__state=SheetState.DONE).count()
    total = asked.count()
    seats = (
        Seat.objects.filter(call=call)
        .select_related("expert")
        .annotate(
            asked=Count("assigned", filter=Q(assigned__in=asked.order_by().values("pk"))),
            left_over=Count("assigned", filter=Q(assigned__in=unfinished(call, key).order_by().values("pk"))),
        )
    )
    behind = [seat for seat in seats.order_by("code") if seat.left_over]
    lacks = {} if closed else short_by_application(call, key)
    short = sum(lacks.values())
    return {
        "key": key, "title": title, "closed": closed, "behind": behind, "whole": total == done,
        "asked": closed.asked if closed else total + short, "done": closed.came if closed else done,
        "short": short, "need": need_of(call, key), "lacks": _named(call, lacks),
        "declined": call.closing_proposals.filter(round=key, declined_by__isnull=False).select_related(
            "said_by__user", "declined_by__user"
        ),
    }  # fmt: skip


def _named(call: Call, lacks: dict[int, int]) -> list[tuple[Application, int]]:
    """In the order of their numbers, with how many readers each lacks."""
    rows = accepted(call).filter(pk__in=lacks).select_related("organisation") if lacks else []
    return [(row, lacks[row.pk]) for row in sorted(rows, key=lambda row: row.sequence or 0)]


def press(
    request: HttpRequest,
    call: Call,
    act: Callable[..., Any],
    words: str,
    then: str = "review-rounds",
    **said: Any,
) -> HttpResponse:
    """One button of the review; refused, the page comes again with what was typed."""
    try:
        act(call=call, by=request.actor, version=version_of(request), once=Once.of(request), **said)
    except Busy:
        raise
    except Refusal as refusal:
        again = call_of(request, call.public_id, permissions.can_follow_review)
        return rounds_page(request, again, refusal.status, refusal)
    messages.success(request, words)
    return redirect(then, call.public_id)


@policy(f"{MANAGERS}：收齐以后核对分歧", methods=("POST",))
def review_ask_third(request: HttpRequest, review_call: str) -> HttpResponse:
    call = call_of(request, review_call, permissions.can_follow_review)
    require(permissions.can_ask_third(request.actor, call))
    return press(
        request,
        call,
        actions.ask_third,
        "已列出分歧超过规定的申报，请逐件指定第三位评审人。",
        round=_key(request),
    )


@policy(f"{MANAGERS}：定交表期限", methods=("POST",))
def review_set_due(request: HttpRequest, review_call: str) -> HttpResponse:
    call = call_of(request, review_call, permissions.can_follow_review)
    require(permissions.can_ask_third(request.actor, call))
    form = DueForm(request.POST)
    if not form.is_valid():
        refusal = Refusal("".join(form.errors["until"]))
        return rounds_page(request, call, 422, refusal)
    said = {"round": _key(request), "until": form.cleaned_data["until"]}
    return press(request, call, actions.set_due, "期限已定，没有交齐的评审人已收到通知。", **said)


@policy(f"{MANAGERS}：催交评分表", methods=("POST",))
def review_urge(request: HttpRequest, review_call: str) -> HttpResponse:
    call = call_of(request, review_call, permissions.can_follow_review)
    require(permissions.can_ask_third(request.actor, call))
    return press(request, call, actions.urge, "已催交，没有交齐的评审人已收到通知。", round=_key(request))


@policy(f"{OFFICERS}：提请结束一轮评审", methods=("POST",))
def review_propose_closing(request: HttpRequest, review_call: str) -> HttpResponse:
    call = call_of(request, review_call)
    require(permissions.can_propose_closing(request.actor, call))
    reason = request.POST.get("reason", "")[:300]
    words = f"已提请。由{call.own_words.monitor}确认以后，评分才打开。"
    return press(request, call, actions.propose_closing, words, round=_key(request), reason=reason)


@policy("组织单位的另一名经办、科长或监督员：确认结束一轮评审，打开评分", methods=("POST",))
def review_close_round(request: HttpRequest, review_closing: str) -> HttpResponse:
    found: ClosingProposal = find(closings_visible_to(request.actor), review_closing)
    require(permissions.can_confirm_closing(request.actor, found))
    return _settle(request, found, actions.close_round, "本轮已结束，评分已打开。", "review-results")


@policy(f"{OFFICERS}：撤回结束一轮评审的提请", methods=("POST",))
def review_drop_closing(request: HttpRequest, review_closing: str) -> HttpResponse:
    found: ClosingProposal = find(closings_visible_to(request.actor), review_closing)
    require(permissions.can_drop_closing(request.actor, found))
    return _settle(request, found, actions.drop_closing, "已撤回，评分仍然封存。", "review-rounds")


@policy("组织单位的另一名经办、科长或监督员：不同意结束一轮评审，写明理由", methods=("POST",))
def review_decline_closing(request: HttpRequest, review_closing: str) -> HttpResponse:
    found: ClosingProposal = find(closings_visible_to(request.actor), review_closing)
    require(permissions.can_confirm_closing(request.actor, found))
    words, said = (
        "已答复不同意，理由已告诉提请的人。评分仍然封存。",
        {"reason": request.POST.get("reason", "")[:300]},
    )
    return _settle(request, found, actions.decline_closing, words, "review-rounds", **said)


def _settle(
    request: HttpRequest, found: ClosingProposal, act: Callable[..., Any], words: str, then: str, **said: Any
) -> HttpResponse:
    """Confirmed or taken back. With another round still open there is no list yet: back to the rounds."""
    try:
        act(proposal=found, by=request.actor, version=version_of(request), once=Once.of(request), **said)
    except Busy:
        raise
    except Refusal as refusal:
        return rounds_page(request, call_of(request, found.call.public_id), refusal.status, refusal)
    messages.success(request, words)
    closed = set(RoundClosing.objects.filter(call=found.call_id).values_list("round", flat=True))
    whole = all(key in closed for key, _ in rounds_of(found.call))
    return redirect(then if whole else "review-rounds", found.call.public_id)


def _key(request: HttpRequest) -> str:
    return request.POST.get("round", "")[:40]


@policy(f"{MANAGERS}：指定第三位评审人", methods=("GET", "POST"))
def review_give_third(request: HttpRequest, review_third: str) -> HttpResponse:
    reading: ThirdReading = find(thirds_visible_to(request.actor), review_third)
    call = reading.application.call
    require(permissions.can_run_third(request.actor, reading))
    seats = free_for_third(reading)
    here = reverse("review-rounds", args=[call.public_id])

    def send(said: dict[str, Any]) -> Any:
        return actions.give_third(
            reading=reading, by=request.actor, version=version_of(request), once=Once.of(request), **said
        )

    context = {
        "title": "指定第三位评审人", "button": "指定", "cancel_url": here,
        "words": f"“{reading.application.title}”评审人的分歧超过规定。{OFFERED if seats.exists() else NOBODY}",
        "crumbs": crumbs(call, ("指定第三位评审人", "")),
    }  # fmt: skip
    page = FormPage(
        request, "review/form.html", lambda *given, **more: ThirdForm(*given, call=call, seats=seats, **more),
        name="review-third", about=reading, send=send, then=lambda saved: here, said="已指定，评审台上已经有了。",
        context=context,
    )  # fmt: skip
    return answer(page)
