"""Where duties come from on the site, and what else moves or will move their counts: rounds and change requests.

A fact that somebody sees is named to him; it leads to a page only where he may read that page.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from luoshi.accounts.models import Organisation
from luoshi.common.actor import Actor
from luoshi.common.models import AuditEvent
from luoshi.plans.models import Plan, Task
from luoshi.undertakings.history import CONFIRMING
from luoshi.undertakings.models import ChangeRequest, Duty, RequestPart
from luoshi.undertakings.queries import change_requests_visible_to
from luoshi.undertakings.rounds.models import Round, RoundOrganisation, RoundTask, Wish
from luoshi.undertakings.rounds.panels import state_of
from luoshi.undertakings.rounds.queries import rounds_visible_to
from luoshi.undertakings.rounds.states import RoundState
from luoshi.undertakings.states import ChangeKind, RequestState

SHOWN = 10
UNDER_WAY = (RequestState.RUNNING, RequestState.RETURNED)


@dataclass(frozen=True, slots=True)
class Origin:
    """By what a duty stands; `url` is empty where the reader may not open it."""

    words: str
    url: str = ""


def origins_of(actor: Actor, duties: Iterable[Duty]) -> dict[int, Origin]:
    """By key of the duty: the round or request by which it was last taken on. What the document lists is in none.

    The caller has found the duties for the actor. A fixed number of queries, however many they are.
    """
    keys = [duty.pk for duty in duties]
    if not keys:
        return {}
    found = [*_by_rounds(keys), *_by_requests(keys), *_by_arrangements(keys)]
    last: dict[int, Any] = {}
    for duty, _, row in sorted(found, key=lambda each: (each[1], each[2].pk)):
        last[duty] = row
    open_to = _open_to(actor, list(last.values()))
    return {duty: _origin(row, open_to) for duty, row in last.items()}


def _by_rounds(keys: list[int]) -> list[tuple[int, Any, Any]]:
    wishes = Wish.objects.filter(duty__in=keys, application__round__state=RoundState.CONFIRMED)
    wishes = wishes.exclude(became__how="kept").select_related("application__round")
    return [(w.duty_id, w.application.round.confirmed_at, w.application.round) for w in wishes if w.duty_id]


def _by_requests(keys: list[int]) -> list[tuple[int, Any, Any]]:
    made = ChangeRequest.objects.filter(duty__in=keys, state=RequestState.APPLIED, kind=ChangeKind.TAKE_ON)
    return [(each.duty_id, each.applied_at, each) for each in made.select_related("duty") if each.duty_id]


def _by_arrangements(keys: list[int]) -> list[tuple[int, Any, Any]]:
    parts = RequestPart.objects.filter(duty__in=keys, carried=False, carries=True)
    parts = parts.filter(request__state=RequestState.APPLIED).select_related("request__duty")
    return [(p.duty_id, p.request.applied_at, p.request) for p in parts if p.duty_id]


def _open_to(actor: Actor, rows: list[Any]) -> set[str]:
    rounds = [row.pk for row in rows if isinstance(row, Round)]
    requests = [row.pk for row in rows if isinstance(row, ChangeRequest)]
    return {
        *rounds_visible_to(actor).filter(pk__in=rounds).values_list("public_id", flat=True),
        *change_requests_visible_to(actor).filter(pk__in=requests).values_list("public_id", flat=True),
    }


def _origin(row: Any, open_to: set[str]) -> Origin:
    is_round = isinstance(row, Round)
    words = f"承接申报：{row.name}" if is_round else f"变更申请：{row.what}"
    page = "round" if is_round else "change-request"
    return Origin(words, reverse(page, args=[row.public_id]) if row.public_id in open_to else "")


def confirmations_of(duty: Duty) -> list[AuditEvent]:
    """Confirmations of rounds that offered the task, and their withdrawal, the latest first; what of them moved the
    duty says `duty_history`. The caller has found the duty for the actor.
    """
    rounds = Round.objects.filter(tasks__task=duty.task_id, edition__gt=0).values("public_id")
    done = AuditEvent.objects.filter(object_type=Round._meta.label_lower, object_id__in=rounds)
    done = done.filter(result=AuditEvent.Result.DONE, action__in=CONFIRMING)
    return list(done.order_by("-at", "-id")[:SHOWN])


# ---- what moves a count, or may


def affecting_task(actor: Actor, task: Task) -> list[dict[str, Any]]:
    """Rounds that offer the task and requests under way on it, the newest first, as far as the actor sees them."""
    rounds = rounds_visible_to(actor).filter(
        Exists(RoundTask.objects.filter(round=OuterRef("pk"), task=task))
    )
    return _lines(actor, rounds, Q(task=task))


def affecting_plan(actor: Actor, plan: Plan) -> list[dict[str, Any]]:
    return _lines(actor, rounds_visible_to(actor).filter(plan=plan), Q(task__plan=plan))


def affecting_organisation(actor: Actor, organisation: Organisation, plan: Plan) -> list[dict[str, Any]]:
    invited = RoundOrganisation.objects.filter(round=OuterRef("pk"), organisation=organisation)
    rounds = rounds_visible_to(actor).filter(Exists(invited), plan=plan)
    part = RequestPart.objects.filter(request=OuterRef("pk"), organisation=organisation)
    return _lines(actor, rounds, Q(task__plan=plan) & (Q(organisation=organisation) | Exists(part)))


def _lines(actor: Actor, rounds: Any, on: Q) -> list[dict[str, Any]]:
    shown = rounds.filter(state__in=(RoundState.OPEN, RoundState.CONFIRMED)).order_by("-id")[:SHOWN]
    lines = [
        {"label": f"承接申报：{each.name}", "url": reverse("round", args=[each.public_id]), **state_of(each)}
        for each in shown
    ]
    requests = change_requests_visible_to(actor).filter(on, state__in=UNDER_WAY).order_by("-id")[:SHOWN]
    return lines + [
        {
            "label": each.title,
            "url": reverse("change-request", args=[each.public_id]),
            "words": each.get_state_display(),
            "tone": "busy" if each.state == RequestState.RUNNING else "warn",
        }
        for each in requests
    ]
