"""What a recommendation asks of the officers: the letter, its leaving, the answer from above; what schools read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Exists, OuterRef
from django.urls import reverse

from luoshi.common import clock
from luoshi.common.actor import Actor
from luoshi.common.stages import DeskItem
from luoshi.selection.outcome.models import Result
from luoshi.selection.queries import TOLD

from .models import Promotion, Recommendation, UpperResult
from .queries import recommendations_visible_to, upward_calls_of, waiting_letters
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


def _days(since: dt.date) -> str:
    return f"已 {(clock.today() - since).days} 天"


def _to_draw(actor: Actor) -> Iterator[DeskItem]:
    there = Recommendation.objects.filter(call=OuterRef("pk"))
    selected = Result.objects.filter(call=OuterRef("pk"), selected=True)
    gone = Promotion.objects.filter(result__call=OuterRef("pk"), taken_back_at__isnull=True)
    rows = upward_calls_of(actor).filter(Exists(selected), ~Exists(there), officer=actor.membership_id)
    for call in rows.exclude(Exists(gone)).order_by("id")[:MOST]:
        if call.parent_id is not None:  # the office above takes its winners here, without a letter
            href = reverse("recommendation-promote", args=[call.public_id])
            yield DeskItem(f"把入选的报到上一级遴选：{call.title}", href, "去办", "晋级")
            continue
        href = reverse("recommendation", args=[call.public_id])
        yield DeskItem(f"拟推荐函：{call.title}", href, "去办", "推荐上报")


def _letters(actor: Actor) -> Iterator[DeskItem]:
    """Not sent yet; or sent, and of some of its rows nothing has come back."""
    rows = waiting_letters(recommendations_visible_to(actor)).filter(call__officer=actor.membership_id)
    for row in rows.order_by("id")[:MOST]:
        href = reverse("recommendation", args=[row.call.public_id])
        if row.sent_on is None:
            yield DeskItem(f"推荐函未发出：{row.call.title}", href, "去办", f"成文{_days(row.on)}")
            continue
        words = f"上级结果未登记：{row.call.title}（还有 {row.size - row.answered} 项）"
        group = "todo" if clock.today() - row.sent_on >= WAITING else "mine"
        yield DeskItem(words, href, "去登记", f"发出{_days(row.sent_on)}", group=group)


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
