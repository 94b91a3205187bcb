"""The folders of a binder as the plan has them, and what is cited or filed for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.urls import reverse

from luoshi.accounts.models import Organisation
from luoshi.common.actor import Actor
from luoshi.evidence.binders.actions import Lying, Place
from luoshi.evidence.models import EvidenceUse
from luoshi.papers.filed.queries import papers_visible_to
from luoshi.plans.models import Area, Plan, Task
from luoshi.progress.models import ProgressUpdate
from luoshi.undertakings.models import Duty
from luoshi.undertakings.queries import duties_visible_to
from luoshi.workplans.models import Workplan

from ..duty.evidence import BINDING, origins_of

PAPERS = "盖章的实施方案、报告"
DUTY, UPDATE = Duty._meta.label_lower, ProgressUpdate._meta.label_lower


@dataclass(frozen=True, slots=True)
class Scope:
    """What a binder is made of: a plan, or one task of it; of one organisation, or of all below."""

    plan: Plan
    task: Task | None = None
    about: Organisation | None = None

    @property
    def words(self) -> str:
        whose = self.about.short if self.about else "下属各单位"
        return f"{self.plan.short}{f'，{self.task}' if self.task else ''}，{whose}"

    @property
    def source(self) -> dict[str, str]:
        return {"plan": self.plan.public_id, **({"task": self.task.public_id} if self.task else {})}


def places_of(actor: Actor, scope: Scope) -> list[Place]:
    """In the order of the plan. Empty where nobody there carries anything of it."""
    duties = _duties(actor, scope)
    if not duties:
        return []
    lying = _lying(duties)
    places = list(_papers(actor, scope, duties))
    area: Area | None = None
    task: Task | None = None
    for duty in duties:
        if scope.task is None and duty.task.area is not None and duty.task.area != area:
            area = duty.task.area
            places.append(Place(f"area:{area.public_id}", area.name, asks=False))
        if scope.about is None and scope.task is None and duty.task != task:
            task = duty.task
            href = reverse("task", args=[task.public_id])
            places.append(Place(f"task:{task.public_id}", str(task), level=1, href=href, asks=False))
        places.append(_place(duty, scope, lying[duty.pk]))
    return places


def _duties(actor: Actor, scope: Scope) -> list[Duty]:
    rows = duties_visible_to(actor).filter(task__plan=scope.plan, left_at__isnull=True)
    rows = rows.filter(task__withdrawn_at__isnull=True)
    if scope.task is not None:
        rows = rows.filter(task=scope.task)
    if scope.about is not None:
        rows = rows.filter(organisation=scope.about)
    order = ("task__area__order", "task__area_id", "task__order", "task_id")
    return list(rows.order_by(*order, "organisation__order", "organisation_id", "basis"))


def _place(duty: Duty, scope: Scope, lying: Iterable[Lying]) -> Place:
    """One duty: named by its task where all are of one organisation, else by its organisation."""
    title = str(duty.task) if scope.about is not None else duty.organisation.short
    return Place(
        key=f"duty:{duty.public_id}",
        title=f"{title}（{duty.get_basis_display()}）" if duty.basis not in BINDING else title,
        level=0 if scope.task is not None else 2 if scope.about is None else 1,
        href=reverse("duty", args=[duty.public_id]),
        place=duty.organisation_id,
        contents=tuple(lying),
    )


def _lying(duties: list[Duty]) -> dict[int, list[Lying]]:
    """What each duty shows: cited by it, by the others of its work, by what was said of their milestones, and before a
    merger; one piece once.
    """
    keys = keys_of(duties)
    said = _said_of({duty.work_id for duty in duties})
    wanted = {key for each in keys.values() for key in each}
    uses = _uses(DUTY, wanted) | _uses(UPDATE, {key for each in said.values() for key in each})
    found: dict[int, list[Lying]] = {}
    for duty in duties:
        by_piece: dict[int, EvidenceUse] = {}
        for key in [*keys[duty.pk], *said.get(duty.work_id, ())]:
            for use in uses.get(key, ()):
                if use.organisation_id == duty.organisation_id:
                    by_piece.setdefault(use.evidence_id, use)
        found[duty.pk] = [Lying(evidence=pk, pages=use.pages, note=use.note) for pk, use in by_piece.items()]
    return found


def _uses(kind: str, places: set[str]) -> dict[str, list[EvidenceUse]]:
    found: dict[str, list[EvidenceUse]] = {}
    rows = EvidenceUse.objects.filter(about_type=kind, about_id__in=places, removed_at__isnull=True)
    for use in rows.order_by("id"):
        found.setdefault(use.about_id, []).append(use)
    return found


def _said_of(works: set[int]) -> dict[int, list[str]]:
    """By work, the updates of its milestones that stand: what was taken back shows nothing."""
    rows = ProgressUpdate.objects.filter(work__in=works, takes_back__isnull=True, taken_back_by__isnull=True)
    found: dict[int, list[str]] = {}
    for work, key in rows.order_by("id").values_list("work", "public_id"):
        found.setdefault(work, []).append(key)
    return found


def keys_of(duties: list[Duty]) -> dict[int, list[str]]:
    """By duty, the public ids of all duties whose evidence shows it: its own first."""
    by_work: dict[int, list[str]] = {}
    for work, key in Duty.objects.filter(work__in={duty.work_id for duty in duties}).values_list(
        "work", "public_id"
    ):
        by_work.setdefault(work, []).append(key)
    olds = origins_of({duty.organisation_id for duty in duties})
    before = {
        (old.task_id, old.basis, old.organisation_id): old.public_id
        for old in Duty.objects.filter(organisation__in={old for each in olds.values() for old in each})
    }
    return {
        duty.pk: [
            *dict.fromkeys([
                duty.public_id,
                *by_work[duty.work_id],
                *(before[place] for old in sorted(olds[duty.organisation_id])
                  if (place := (duty.task_id, duty.basis, old)) in before),
            ])
        ]
        for duty in duties
    }  # fmt: skip


def _papers(actor: Actor, scope: Scope, duties: list[Duty]) -> Iterator[Place]:
    """The workplans of these organisations as they came back stamped; the newest print of each."""
    if scope.task is not None:
        return
    organisations = {duty.organisation_id for duty in duties}
    plans = Workplan.objects.filter(plan=scope.plan, organisation__in=organisations)
    about = dict(plans.values_list("public_id", "organisation"))
    rows = papers_visible_to(actor).filter(
        about_type=Workplan._meta.label_lower, about_id__in=about, stamped__isnull=False
    )
    newest: dict[tuple[str, str], int] = {}
    for paper in rows.order_by("about_version", "id"):
        newest[paper.about_id, paper.kind] = paper.pk
    contents = tuple(Lying(paper=key) for key in newest.values())
    place = scope.about.pk if scope.about is not None else None
    yield Place("papers", PAPERS, asks=scope.about is not None, place=place, contents=contents)
