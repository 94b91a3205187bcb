"""All that happened in one selection, for the monitor of its bureau: who drew, barred, changed by hand, opened,
decided, published, read. A view of its own on the log (issue 6, part 3): of this selection alone, its applications and
experts by name, reasons open; no addresses of networks, and nothing of sheets while a round is sealed (controls BL-06).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.db.models import Q, QuerySet

from luoshi.common import audit
from luoshi.common.actor import Actor
from luoshi.common.models import AuditEvent, Base
from luoshi.selection import reads
from luoshi.selection.applying.models import Application, OfficerConflict
from luoshi.selection.archive.models import Package
from luoshi.selection.models import Call, Extension, Proposal, Quota
from luoshi.selection.outcome.models import (
    Change,
    Decision,
    Misconduct,
    Objection,
    PublicNotice,
    Result,
    Statement,
)
from luoshi.selection.panel.models import Assigned, Conflict, Discipline, Draw, Expert, Seat
from luoshi.selection.panel.models import Proposal as PanelProposal
from luoshi.selection.panel.queries import panel_calls_of
from luoshi.selection.recognition.models import Announcement, Award, AwardStep, Certificate, Revocation
from luoshi.selection.recommendation.models import Promotion, Recommendation, UpperResult
from luoshi.selection.review.models import (
    BareCopy,
    ClosingProposal,
    RoundClosing,
    Scoring,
    Sheet,
    ThirdReading,
)
from luoshi.selection.review.scoring import rounds_of

from .lines import Line, lines_of

OF_CALL: tuple[
    tuple[type[Base], str], ...
] = (  # what belongs to a selection, and the way from it to its call
    *((model, "call") for model in (Extension, Proposal, Quota, Application, Seat, Draw, PanelProposal)),
    *((model, "call") for model in (ClosingProposal, RoundClosing)),
    *(
        (model, "call")
        for model in (Scoring, Result, Decision, PublicNotice, Misconduct, Award, Announcement)
    ),
    *((model, "call") for model in (Recommendation, Package)),
    *((model, "application__call") for model in (OfficerConflict, Conflict, ThirdReading)),
    *((model, "seat__call") for model in (Assigned, Discipline)),
    *((model, "award__call") for model in (AwardStep, Certificate, Revocation)),
    *((model, "result__call") for model in (Change, Promotion)),
    (BareCopy, "material__application__call"),
    (Sheet, "assigned__seat__call"),
    (Objection, "notice__call"),
    (Statement, "objection__notice__call"),
    (UpperResult, "recommendation__call"),
)
SEALED = ("review.hand_in_sheet", "review.take_sheet_back", reads.TASK)  # how far each reader has come
REASON = "理由："


def watched_calls(actor: Actor) -> QuerySet[Call]:
    """Selections of the monitor's own bureau, none with an application he keeps away from."""
    return panel_calls_of(actor) if actor.may("watch_selections") else Call.objects.none()


def events_of(call: Call) -> QuerySet[AuditEvent]:
    """Newest first. What an applicant did inside its own house before it handed in is no matter of the monitor's."""
    about = Q(object_type=Call._meta.label_lower, object_id=call.public_id)
    for model, way in OF_CALL:
        ids = model._base_manager.filter(**{way: call.pk}).order_by().values("public_id")
        about |= Q(object_type=model._meta.label_lower, object_id__in=ids)
    events = AuditEvent.objects.filter(about | _pool_of(call))
    events = events.exclude(~Q(organisation=call.organisation.public_id), action__startswith="applying.")
    if _is_sealed(call):
        events = events.exclude(action__in=SEALED)
    return events.order_by("-at", "-id")


def _pool_of(call: Call) -> Q:
    """Who read or changed the bureau's experts, or took the pool out, since the selection was begun: the pool is of no
    selection alone, its monitor is.
    """
    experts = Expert.objects.filter(organisation=call.organisation_id).order_by().values("public_id")
    one = Q(object_type=Expert._meta.label_lower, object_id__in=experts)
    one &= Q(action=reads.EXPERT) | Q(action__startswith="panel.")
    pool = Q(object_id=call.organisation.public_id, action__in=(reads.POOL, "panel.fetch_pool"))
    return (one | pool) & Q(at__gte=call.created_at)


def _is_sealed(call: Call) -> bool:
    closed = set(RoundClosing.objects.filter(call=call).values_list("round", flat=True))
    return any(key not in closed for key, _ in rounds_of(call))


def selection_lines(events: Iterable[AuditEvent]) -> list[Line]:
    events = list(events)
    names = _names_of(events)
    return [
        replace(
            line,
            about=f"{line.about} {names.get((event.object_type, event.object_id), '')}".strip(),
            details=[each for each in line.details if not each.startswith(REASON)] + _opened(event),
            network="",
        )
        for line, event in zip(lines_of(events), events, strict=True)
    ]


def _opened(event: AuditEvent) -> list[str]:
    """Reasons and words looked for, as far as they were not erased: who gave them was told the monitor reads them."""
    said = []
    for change in event.changes:
        for key, head in (("reason", REASON), ("asked", "查找的词：")):
            if (
                isinstance(change, dict)
                and key in change
                and (text := audit.opened(change[key]["commitment"]))
            ):
                said.append(f"{head}{text}")
    return said


def _names_of(events: list[AuditEvent]) -> dict[tuple[str, str], str]:
    """What an event is about, for whom may read all of this selection; one query for each kind of thing."""
    found: dict[tuple[str, str], str] = {}
    for model, follow, words in NAMED:
        kind = model._meta.label_lower
        ids = {event.object_id for event in events if event.object_type == kind}
        rows = model._base_manager.filter(public_id__in=ids).select_related(*follow) if ids else ()
        found |= {(kind, row.public_id): words(row) for row in rows}
    return found


def _paper(row: Any) -> str:
    return f"第{row.sequence}号 {row.title}" if row.sequence else row.title


NAMED: tuple[tuple[type[Base], tuple[str, ...], Any], ...] = (
    (Application, (), _paper),
    (Expert, (), lambda row: row.name),
    (Seat, ("expert",), lambda row: f"{row.code} {row.expert.name}"),
    (
        Assigned,
        ("seat__expert", "application"),
        lambda row: f"{row.seat.code} {row.seat.expert.name}，{_paper(row.application)}",
    ),
    (Conflict, ("expert", "application"), lambda row: f"{row.expert.name}，{_paper(row.application)}"),
    (OfficerConflict, ("application",), lambda row: _paper(row.application)),
    (Draw, (), lambda row: row.round_title),
    (ThirdReading, ("application",), lambda row: _paper(row.application)),
    (
        Sheet,
        ("assigned__seat", "assigned__application"),
        lambda row: f"{row.assigned.seat.code}，{_paper(row.assigned.application)}",
    ),
    (Result, ("application",), lambda row: _paper(row.application)),
    (Change, ("result__application",), lambda row: _paper(row.result.application)),
)
