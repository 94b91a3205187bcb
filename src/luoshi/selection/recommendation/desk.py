"""What a recommendation asks of the officers: the letter, its leaving, the answer from above; what schools read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from luoshi.common import clock
from luoshi.common.actor import Actor
from luoshi.common.stages import DeskItem
from luoshi.selection.applying.queries import his_to_do
from luoshi.selection.outcome.models import Result
from luoshi.selection.queries import TOLD

from .models import Promotion, Recommendation, UpperResult
from .permissions import is_alone
from .queries import (
    recommendations_visible_to,
    stamped_of,
    upper_results_visible_to,
    upward_calls_of,
    waiting_letters,
)
from .states import STANDING, RecommendationState

MOST = 20
WAITING = dt.timedelta(days=30)  # before that nobody above has answered
FRESH = dt.timedelta(days=15)  # so long schools find it among what is to be read


def desk_items(actor: Actor) -> Iterator[DeskItem]:
    if actor.membership_id is None:
        return
    if actor.role in TOLD:
        yield from _to_read(actor)
    if actor.may("run_selections"):
        yield from _to_draw(actor)
        yield from _letters(actor)
        yield from _to_check(actor)


def _days(since: dt.date) -> str:
    return f"已 {(clock.today() - since).days} 天"


def _to_draw(actor: Actor) -> Iterator[DeskItem]:
    there = Recommendation.objects.filter(call=OuterRef("pk"))
    selected = Result.objects.filter(call=OuterRef("pk"), selected=True)
    gone = Promotion.objects.filter(result__call=OuterRef("pk"), taken_back_at__isnull=True)
    rows = upward_calls_of(actor).filter(his_to_do(actor), Exists(selected), ~Exists(there))
    for call in rows.exclude(Exists(gone)).order_by("id")[:MOST]:
        if call.parent_id is not None:  # the office above takes its winners here, without a letter
            href = reverse("recommendation-promote", args=[call.public_id])
            yield DeskItem(f"把入选的报到上一级遴选：{call.title}", href, "去办", "晋级")
            continue
        href = reverse("recommendation", args=[call.public_id])
        yield DeskItem(f"拟推荐函：{call.title}", href, "去办", "推荐上报")


def _letters(actor: Actor) -> Iterator[DeskItem]:
    """Not stamped or not sent yet; or sent, and of some of its rows nothing has come back. What its officer may not do
    after himself lies on the desk of everybody else who may; on his own it says that it waits for them.
    """
    rows = waiting_letters(recommendations_visible_to(actor))
    own = Q(call__officer=actor.membership_id)
    unsent = rows.filter(state=RecommendationState.DRAWN).select_related("decision__entered_by")
    drawn = list(unsent.order_by("id")[:MOST])
    stamped = stamped_of(drawn)
    for row in drawn:
        yield from _to_send(actor, row, row.pk in stamped)
    his = Q(sent_by__user=F("call__officer__user"))
    sent = rows.filter(own | his, state=RecommendationState.SENT).exclude(sent_by__user=actor.user_id)
    for row in sent.order_by("id")[:MOST]:
        href = reverse("recommendation", args=[row.call.public_id])
        words = f"上级结果未登记：{row.call.title}（还有 {row.size - row.answered} 项）"
        assert row.sent_on is not None
        group = "todo" if clock.today() - row.sent_on >= WAITING else "mine"
        yield DeskItem(words, href, "去登记", f"发出{_days(row.sent_on)}", group=group)


def _to_send(actor: Actor, row: Recommendation, stamped: bool) -> Iterator[DeskItem]:
    href, days = reverse("recommendation", args=[row.call.public_id]), f"成文{_days(row.on)}"
    own = row.call.officer_id == actor.membership_id
    if not stamped:
        if own:
            yield DeskItem(f"推荐函待盖章：{row.call.title}", href, "去办", days)
    elif not is_alone(actor, row):
        yield DeskItem(f"推荐函未发出：{row.call.title}", href, "去登记", days)
    elif own:
        yield DeskItem(f"推荐函等另一人登记发出：{row.call.title}", href, "查看", days, group="mine")


def _to_check(actor: Actor) -> Iterator[DeskItem]:
    """Noted by one person, for everybody else who may compare it with the paper."""
    rows = upper_results_visible_to(actor).filter(undone_at__isnull=True, checked_at__isnull=True)
    asked = rows.exclude(noted_post__user=actor.user_id).order_by("recommendation", "id")
    found = {row.recommendation_id: row.recommendation.call for row in asked[:MOST]}
    for call in found.values():
        href = reverse("recommendation", args=[call.public_id])
        yield DeskItem(f"核对上级结果：{call.title}", href, "去核对", "推荐上报")


def _to_read(actor: Actor) -> Iterator[DeskItem]:
    """What of the own organisation went up or was answered lately."""
    since = clock.today() - FRESH
    own = {
        row.public_id: row
        for row in Result.objects.filter(
            application__organisation=actor.organisation_id, selected=True,
            call__recommendations__state__in=STANDING, call__recommendations__sent_on__gte=since,
        ).select_related("application__call")
    }  # fmt: skip
    sent = Recommendation.objects.filter(
        call__in={row.call_id for row in own.values()}, state=RecommendationState.SENT
    )
    for letter in sent.order_by("-sent_on", "id")[:MOST]:
        for key in [each for each in letter.rows if each in own]:
            application = own[key].application
            href = reverse("apply-page", args=[application.public_id])
            yield DeskItem(f"已推荐上报：{application.title}", href, "查看", letter.to, group="read")
    yield from _answers(actor, since)


def _answers(actor: Actor, since: dt.date) -> Iterator[DeskItem]:
    said = UpperResult.objects.filter(
        result__application__organisation=actor.organisation_id, undone_at__isnull=True, noted_at__date__gte=since
    ).select_related("result__application", "recommendation")  # fmt: skip
    for upper in said.order_by("-noted_at", "id")[:MOST]:
        application = upper.result.application
        href = reverse("apply-page", args=[application.public_id])
        yield DeskItem(f"上级结果：{application.title}", href, "查看", upper.recommendation.to, group="read")
