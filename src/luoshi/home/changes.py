"""What happened lately to things the actor may see, from the operation log, in words and without personal names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone

from luoshi.accounts.models import Organisation
from luoshi.accounts.roles import ROLES
from luoshi.common.actor import Actor
from luoshi.common.models import AuditEvent
from luoshi.plans.models import PackVersion, Plan
from luoshi.plans.queries import (
    areas_visible_to,
    dates_visible_to,
    plans_visible_to,
    targets_visible_to,
    tasks_visible_to,
)
from luoshi.policies.queries import readings_visible_to
from luoshi.undertakings.models import ChangeRequest, Duty, RequestPart
from luoshi.undertakings.queries import change_requests_visible_to, duties_visible_to
from luoshi.undertakings.rounds.act_words import ACT_WORDS as ROUNDS_WORDS
from luoshi.undertakings.rounds.models import Round, RoundOrganisation, RoundTask
from luoshi.undertakings.rounds.queries import rounds_visible_to
from luoshi.undertakings.states import RequestState

from .act_words import ACT_WORDS

SHOWN = 20
LOOKED = 200  # how far back, since a run of the same act is one line
DUTY, LOAD, READING = "undertakings.duty", "plans.packversion", "policies.reading"
REQUEST = "undertakings.changerequest"
DECIDING = ("undertakings.pass_request", "undertakings.enter_request")
ROUND, CONFIRMING = "rounds.round", ("rounds.confirm_round", "rounds.reopen_round")
WORDS = {**ACT_WORDS, **{action: ROUNDS_WORDS[action] for action in CONFIRMING}}
PAGES = {
    ROUND: "round",
    DUTY: "duty",
    READING: "import",
    REQUEST: "change-request",
    "plans.task": "task",
    "plans.plan": "plan",
}


def changes_of_duties(actor: Actor, duties: QuerySet[Duty]) -> list[dict[str, Any]]:
    """The latest acts on these duties, which the actor sees, as items of a timeline, requests that came into force
    among them. Such a request is named to everybody who sees its duty, and opened only by those who may read it.
    """
    requests, came_into_force = _applied(duties)
    rounds = rounds_visible_to(actor).filter(_concerns(duties))
    wanted = Q(object_type=DUTY, object_id__in=duties.order_by().values("public_id")) | came_into_force
    wanted |= _confirmations(rounds)
    return _with_requests(actor, _done(wanted), {DUTY: duties, ROUND: rounds}, requests)


def _concerns(duties: QuerySet[Duty]) -> Q:
    """Rounds that offered the tasks of these duties to their organisations."""
    duties = duties.order_by()
    offered = RoundTask.objects.filter(round=OuterRef("pk"), task__in=duties.values("task"))
    invited = RoundOrganisation.objects.filter(
        round=OuterRef("pk"), organisation__in=duties.values("organisation")
    )
    return Q(Exists(offered), Exists(invited), edition__gt=0)


def _confirmations(rounds: QuerySet[Round]) -> Q:
    return Q(object_type=ROUND, object_id__in=rounds.order_by().values("public_id"), action__in=CONFIRMING)


def changes_in_scope(actor: Actor) -> list[dict[str, Any]]:
    """The latest acts on the plans the actor sees and on duties of the own organisation and those below, requests that
    came into force among them. What one person did again and again on one day is one line with the latest named.
    """
    rows = visible_rows(actor)
    requests, wanted = _applied(rows[DUTY])
    rows[ROUND] = rounds_visible_to(actor)
    for object_type, visible in rows.items():
        if object_type == ROUND:
            wanted |= _confirmations(visible)
        elif object_type != REQUEST:
            wanted |= Q(object_type=object_type, object_id__in=visible.order_by().values("public_id"))
    runs = in_runs(_done(wanted, LOOKED))
    items = _with_requests(actor, [run[0] for run in runs[:SHOWN]], rows, requests)
    for item, run in zip(items, runs, strict=False):
        if len(run) > 1:
            item["what"] = f"{item['what']} 等 {len(run)} 项"
    return items


def in_runs(events: Iterable[AuditEvent]) -> list[list[AuditEvent]]:
    """What one person did again and again on one day, together."""
    runs: list[list[AuditEvent]] = []
    for event in events:
        if runs and _same_run(runs[-1][0], event):
            runs[-1].append(event)
        else:
            runs.append([event])
    return runs


def _same_run(one: AuditEvent, other: AuditEvent) -> bool:
    def who(event: AuditEvent) -> tuple[object, ...]:
        return event.action, event.user, event.organisation, timezone.localdate(event.at)

    return who(one) == who(other) and bool(one.user)


def _applied(duties: QuerySet[Duty]) -> tuple[QuerySet[ChangeRequest], Q]:
    """Requests that came into force on these duties, and the acts by which the latest of them did."""
    keys = duties.order_by().values("pk")
    parts = RequestPart.objects.filter(request=OuterRef("pk"), duty__in=keys)
    requests = ChangeRequest.objects.filter(
        Q(duty__in=keys) | Exists(parts), state=RequestState.APPLIED
    ).select_related("organisation", "task", "duty")
    wanted = Q(pk__in=[])
    latest = requests.order_by("-applied_at", "-pk")[:SHOWN]
    for public_id, applied_at in latest.values_list("public_id", "applied_at"):
        wanted |= Q(object_type=REQUEST, object_id=public_id, action__in=DECIDING, at__gte=applied_at)
    return requests, wanted


def _with_requests(
    actor: Actor,
    events: list[AuditEvent],
    rows: dict[str, QuerySet[Any]],
    requests: QuerySet[ChangeRequest],
) -> list[dict[str, Any]]:
    """The timeline; a request is named to everybody who sees its duty, and opened only by those who may read it."""
    items = timeline_of(events, {**rows, REQUEST: requests})
    named = [event.object_id for event in events if event.object_type == REQUEST]
    readable = change_requests_visible_to(actor).filter(public_id__in=named) if named else requests.none()
    opened = set(readable.values_list("public_id", flat=True))
    for event, item in zip(events, items, strict=True):
        if event.object_type == REQUEST and event.object_id not in opened:
            item["url"] = ""
    return items


def visible_rows(actor: Actor) -> dict[str, QuerySet[Any]]:
    plans = plans_visible_to(actor)
    return {
        DUTY: duties_visible_to(actor),
        REQUEST: change_requests_visible_to(actor),
        LOAD: _loads(plans),
        READING: readings_visible_to(actor).defer("sealed"),
        "plans.plan": plans,
        "plans.area": areas_visible_to(actor),
        "plans.task": tasks_visible_to(actor),
        "plans.target": targets_visible_to(actor),
        "plans.plandate": dates_visible_to(actor),
    }


def _loads(plans: QuerySet[Plan]) -> QuerySet[PackVersion]:
    """What was loaded into these plans, each with what its plan is called: a file's name tells people nothing."""
    of = plans.select_related(None).filter(key=OuterRef("key"))
    rows = PackVersion.objects.filter(kind="plan", key__in=plans.values("key")).defer("text", "snapshot")
    named = {name: Subquery(of.values(name[5:])[:1]) for name in ("plan_short", "plan_public_id")}
    return rows.annotate(**named)


def _done(wanted: Q, most: int = SHOWN) -> list[AuditEvent]:
    done = AuditEvent.objects.filter(result=AuditEvent.Result.DONE, action__in=WORDS)
    return list(done.filter(wanted).order_by("-at", "-id").defer("changes")[:most])


@dataclass(frozen=True, slots=True)
class Named:
    words: str
    url: str


def timeline_of(
    events: list[AuditEvent],
    rows: dict[str, QuerySet[Any]],
    words: dict[str, str] = WORDS,
    named: dict[tuple[str, str], Named] | None = None,
) -> list[dict[str, Any]]:
    """Items for the timeline component: when, who (organisation and post), what, url; `named`: besides `rows`."""
    names = _names(events, rows) | (named or {})
    organisations = _organisations(events)
    return [
        {
            "when": event.at,
            "who": _who(event, organisations),
            "what": f"{words[event.action]}：{found.words}" if found else words[event.action],
            "url": found.url if found else "",
        }
        for event in events
        for found in [names.get((event.object_type, event.object_id))]
    ]


def _who(event: AuditEvent, organisations: dict[str, str]) -> str:
    role = ROLES[event.role].name if event.role in ROLES else ""
    return " ".join(part for part in (organisations.get(event.organisation, ""), role) if part) or "系统"


def _organisations(events: list[AuditEvent]) -> dict[str, str]:
    wanted = {event.organisation for event in events if event.organisation}
    return dict(Organisation.objects.filter(public_id__in=wanted).values_list("public_id", "short"))


def _names(events: list[AuditEvent], rows: dict[str, QuerySet[Any]]) -> dict[tuple[str, str], Named]:
    """One query for each kind of object that occurs."""
    found: dict[tuple[str, str], Named] = {}
    for object_type in sorted({event.object_type for event in events} & set(rows)):
        wanted = [event.object_id for event in events if event.object_type == object_type]
        for row in rows[object_type].filter(public_id__in=wanted):
            found[object_type, row.public_id] = Named(_words(object_type, row), _url(object_type, row))
    return found


def _words(object_type: str, row: Any) -> str:
    if object_type == REQUEST:
        return str(row.title)
    return str(row.plan_short) if object_type == LOAD else str(row)


def _url(object_type: str, row: Any) -> str:
    if object_type in PAGES:
        return reverse(PAGES[object_type], args=[row.public_id])
    if object_type == LOAD:
        return reverse("plan", args=[row.plan_public_id])
    return reverse("plan", args=[row.plan.public_id]) if hasattr(row, "plan") else ""
