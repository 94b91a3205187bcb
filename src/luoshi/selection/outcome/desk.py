"""What the time after a review asks of officers, checkers, applicants and the monitor; notices to be read."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Case, Exists, OuterRef, Q, Subquery, Value, When
from django.urls import reverse

from luoshi.common import clock
from luoshi.common.actor import Actor
from luoshi.common.stages import DeskItem
from luoshi.selection.models import Call
from luoshi.selection.queries import ORGANISES, TOLD
from luoshi.selection.states import CallState
from luoshi.selection.two_persons import waiting

from .listing import list_digest
from .models import Decision, Objection, PublicNotice, Result
from .permissions import confirms_in, said_by_another
from .queries import (
    changes_visible_to,
    free_calls,
    misconduct_visible_to,
    notices_shown_to,
    objections_visible_to,
    outcome_calls,
    statements_visible_to,
)
from .states import OPEN_MISCONDUCT, MisconductState, NoticeState, ObjectionState

MOST = 20


def desk_items(actor: Actor) -> Iterator[DeskItem]:
    if actor.membership_id is None:
        return
    if actor.role in TOLD:
        yield from _to_read(actor)
    if actor.may("apply_selections"):
        yield from _to_state(actor)
    if actor.may("run_selections"):
        yield from _to_run(actor)
    if actor.may("run_selections") or actor.may("lead_selections"):
        yield from _to_confirm(actor)
    if actor.may("watch_selections") or actor.may("lead_selections"):
        yield from _to_watch(actor)
    if any(map(actor.may, ORGANISES)):
        yield from _to_look_into(actor)


def _to_read(actor: Actor) -> Iterator[DeskItem]:
    rows = notices_shown_to(actor)
    if any(map(actor.may, ORGANISES)):  # their own they have made themselves
        rows = rows.exclude(call__organisation=actor.organisation_id)
    for notice in rows[:MOST]:
        href = reverse("outcome-public", args=[notice.public_id])
        yield DeskItem(notice.title, href, "查看", notice.call.organisation.short, notice.until_on, "read")


def _to_state(actor: Actor) -> Iterator[DeskItem]:
    rows = statements_visible_to(actor).filter(said_at__isnull=True, objection__state=ObjectionState.CHECKING)
    for row in rows.order_by("until", "pk")[:MOST]:
        assert row.objection.result is not None
        application = row.objection.result.application
        href = reverse("outcome-statement", args=[row.public_id])
        yield DeskItem(f"作出说明：{application.title}", href, "去说明", application.call.title, row.until)


def _to_run(actor: Actor) -> Iterator[DeskItem]:
    """While a public notice runs nothing waits; from the day after its last one somebody has to go on: not who entered
    the decision, for the list is shown and published by another one.
    """
    of_call = {"call": OuterRef("pk")}
    drawn = Exists(Result.objects.filter(**of_call))
    running = Exists(
        PublicNotice.objects.filter(state=NoticeState.SHOWN, until_on__gte=clock.today(), **of_call)
    )
    wanted = Q(state=CallState.DECIDING) | Q(state=CallState.NOTICED, running=False)
    stage = Case(When(state=CallState.NOTICED, then=Value("after")), default=Value("before"))
    standing = Decision.objects.filter(undone_at__isnull=True, stage=OuterRef("stage_now"), **of_call)
    calls = outcome_calls(actor).filter(pk__in=free_calls(actor)).annotate(drawn=drawn, running=running)
    entered = Subquery(standing.filter(entered_by__user=actor.user_id).values("digest")[:1])
    calls = calls.annotate(stage_now=stage).annotate(decided=Exists(standing), entered=entered)
    for call in calls.filter(wanted).order_by("pk")[:MOST]:
        href = reverse("outcome", args=[call.public_id])
        if call.entered and call.entered == list_digest(call):
            what = "公布" if call.state == CallState.NOTICED else "发布公示"
            yield DeskItem(f"等另一人{what}：{call.title}", href, "查看", "审定是您登记的", group="mine")
        elif call.state == CallState.NOTICED:
            how = "已登记审定，待公布" if call.decided else "公示期满"
            yield DeskItem(f"审定、公布：{call.title}", href, "去办", how, handler=call.officer_id)
        elif call.drawn:
            how = "已登记审定，待公示" if call.decided else "结果已整理"
            yield DeskItem(f"审定、公示：{call.title}", href, "去办", how, handler=call.officer_id)
        else:
            yield DeskItem(f"整理结果：{call.title}", href, "去办", "评审已结束", handler=call.officer_id)


def _calls_of(rows: list[Objection]) -> list[Call]:
    return list({row.notice.call_id: row.notice.call for row in rows}.values())


def _to_confirm(actor: Actor) -> Iterator[DeskItem]:
    rows = waiting(changes_visible_to(actor))
    confirms: dict[int, bool] = {}  # by selection: asked once for all its changes
    for row in rows.order_by("pk")[:MOST]:
        call = row.result.call
        if call.pk not in confirms:
            confirms[call.pk] = confirms_in(actor, call)
        if confirms[call.pk] and said_by_another(actor, row):
            href = reverse("outcome", args=[call.public_id])
            yield DeskItem(
                f"确认结果变更：{row.result.application.title}",
                href,
                "去确认",
                f"{row.said_by.user.name}提出",
            )


def _to_look_into(actor: Actor) -> Iterator[DeskItem]:
    """Objections that wait for an officer, and those given to this post to look into."""
    wanted = Q(checker=actor.membership_id, state=ObjectionState.CHECKING)
    if actor.may("run_selections") or actor.may("watch_selections"):
        wanted |= Q(state=ObjectionState.RECEIVED)
    rows = list(objections_visible_to(actor).filter(wanted).order_by("until", "pk")[:MOST])
    for call in _calls_of([row for row in rows if row.state == ObjectionState.RECEIVED]):
        href = reverse("outcome-objections", args=[call.public_id])
        yield DeskItem(f"审核异议：{call.title}", href, "去审核", "收到公示异议")
    for row in rows:
        if row.state == ObjectionState.CHECKING:
            href = reverse("outcome-objection", args=[row.public_id])
            yield DeskItem(f"核查异议：{row.notice.call.title}", href, "去核查", "公示异议", row.until)


def _to_watch(actor: Actor) -> Iterator[DeskItem]:
    for row in misconduct_visible_to(actor).filter(state__in=OPEN_MISCONDUCT).order_by("pk")[:MOST]:
        href = reverse("misconduct", args=[row.public_id])
        what = "去核查" if row.state == MisconductState.RECEIVED else "查看"
        yield DeskItem(f"举报：{row.call.title}", href, what, row.get_state_display())
