"""What a duty cites: shown with all duties of the same work, and with those it came from by a merger."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from luoshi.accounts.models import Succession
from luoshi.common.access import require
from luoshi.common.actor import Actor
from luoshi.common.pages import find
from luoshi.common.routes import policy
from luoshi.common.stages import Claim
from luoshi.evidence import web
from luoshi.evidence.models import EvidenceUse
from luoshi.evidence.permissions import can_add_evidence, can_read_library, can_uncite_evidence
from luoshi.evidence.queries import removed_about, use_in, uses_about_many
from luoshi.plans.models import Basis
from luoshi.progress.models import ProgressUpdate
from luoshi.progress.queries import shown_by_progress
from luoshi.undertakings.models import Duty
from luoshi.undertakings.queries import duties_visible_to
from luoshi.undertakings.states import DutyStage

UPDATES = ProgressUpdate._meta.label_lower
BINDING = (Basis.UNDERTAKEN, Basis.REQUIRED)


def can_cite_for_duty(actor: Actor, duty: Duty) -> bool:
    """Whoever adds evidence in the organisation that carries it."""
    return duty.stage != DutyStage.LEFT and can_add_evidence(actor, duty.organisation)


def _showing(duty: Duty) -> QuerySet[Duty]:
    """This duty and the others that are one work with it; what it was before a merger too."""
    olds = origins_of([duty.organisation_id])[duty.organisation_id]
    before = Q(task=duty.task, basis=duty.basis, organisation__in=olds)
    return Duty.objects.filter(Q(work=duty.work_id) | before).only("public_id").distinct()


def uses_shown(duty: Duty) -> list[EvidenceUse]:
    """What these cite."""
    uses = [use for found in uses_about_many(_showing(duty)).values() for use in found]
    return sorted(
        (use for use in uses if use.organisation_id == duty.organisation_id), key=lambda use: use.pk
    )


def _use_of(duty: Duty, public_id: str) -> EvidenceUse | None:
    use = use_in(_showing(duty), public_id)
    return use if use is not None and use.organisation_id == duty.organisation_id else None


def origins_of(organisations: Iterable[int]) -> dict[int, set[int]]:
    """By organisation all that went into it by mergers and splits, however long ago; one query for each step back."""
    found: dict[int, set[int]] = {key: set() for key in organisations}
    heirs = {key: {key} for key in found}  # organisation → those of `found` that carry it on
    while heirs:
        back: dict[int, set[int]] = {}
        for old, new in Succession.objects.filter(new__in=heirs).values_list("old", "new"):
            fresh = {key for key in heirs[new] if old not in found[key] and old != key}
            for key in fresh:
                found[key].add(old)
            if fresh:
                back.setdefault(old, set()).update(fresh)
        heirs = back
    return found


def first_day(text: str) -> dt.date | None:
    """Of a date that may be a year or a month only."""
    try:
        return dt.date.fromisoformat(f"{text}-01-01"[:10] if len(text) < 10 else text)
    except ValueError:
        return None


def claims_of(actor: Actor, organisations: list[int]) -> Iterator[Claim]:
    """Every open duty of these organisations that binds them; duties of one work show the same."""
    duties = duties_visible_to(actor).filter(organisation__in=organisations)
    by_work: dict[int, list[str]] = {}
    rows = list(duties.order_by("task__order", "id"))
    olds = origins_of(organisations)
    before = {
        (old.task_id, old.basis, old.organisation_id): old.public_id
        for old in Duty.objects.filter(organisation__in={old for each in olds.values() for old in each})
    }
    for duty in rows:
        by_work.setdefault(duty.work_id, []).append(duty.public_id)
    told = shown_by_progress(actor, organisations)
    for duty in rows:
        if duty.left_at is None and duty.basis in BINDING:
            yield Claim(
                organisation=duty.organisation_id,
                title=str(duty.task),
                href=f"{reverse('duty', args=[duty.public_id])}#evidence",
                keys=(*by_work[duty.work_id], *_cited_before(duty, olds, before)),
                since=first_day(duty.task.plan.start),
                state=duty.get_stage_display(),
                also=tuple((UPDATES, key) for key in told.get((duty.organisation_id, duty.work_id), ())),
            )


def _cited_before(
    duty: Duty, olds: dict[int, set[int]], before: dict[tuple[int, str, int], str]
) -> Iterator[str]:
    """The same duty of the organisations that went into this one."""
    for old in sorted(olds.get(duty.organisation_id, ())):
        if key := before.get((duty.task_id, duty.basis, old)):
            yield key


def cited_by(actor: Actor, duty: Duty) -> dict[str, Any] | None:
    """The panel of the duty page; None for those who see the duty but no evidence."""
    if not can_read_library(actor):
        return None

    def remove(use: EvidenceUse) -> str:
        if not can_uncite_evidence(actor, use):
            return ""
        return reverse("duty-evidence-remove", args=[duty.public_id, use.public_id])

    return web.panel(
        uses_shown(duty),
        may_cite=can_cite_for_duty(actor, duty),
        choose=reverse("duty-evidence", args=[duty.public_id]),
        upload=reverse("duty-evidence-new", args=[duty.public_id]),
        remove=remove,
        gone=removed_about(_showing(duty)),
    )


def _citing(request: HttpRequest, public_id: str) -> web.Citing:
    duty = find(duties_visible_to(request.actor), public_id)
    require(can_cite_for_duty(request.actor, duty))
    back = reverse("duty", args=[duty.public_id])
    return web.Citing(
        about=duty,
        organisation=duty.organisation,
        title=str(duty.task),
        choose=reverse("duty-evidence", args=[duty.public_id]),
        upload=reverse("duty-evidence-new", args=[duty.public_id]),
        back=f"{back}#evidence",
        crumbs=[(str(duty.task), back)],
    )


@policy("责任单位的人员：从本单位材料库里选佐证材料，引用在责任项上", methods=("GET", "POST"))
def choose(request: HttpRequest, duty: str) -> HttpResponse:
    return web.answer_choosing(request, _citing(request, duty))


@policy("责任单位的人员：上传佐证材料，引用在责任项上", methods=("GET", "POST"))
def upload(request: HttpRequest, duty: str) -> HttpResponse:
    return web.answer_uploading(request, _citing(request, duty))


@policy("责任单位的人员：取消责任项上的引用", methods=("POST",))
def remove(request: HttpRequest, duty: str, evidence_use: str) -> HttpResponse:
    found = find(duties_visible_to(request.actor), duty)
    use = _use_of(found, evidence_use) if can_read_library(request.actor) else None
    if use is None:
        raise Http404
    require(can_cite_for_duty(request.actor, found) and can_uncite_evidence(request.actor, use))
    return web.answer_removing(request, use, f"{reverse('duty', args=[found.public_id])}#evidence")
