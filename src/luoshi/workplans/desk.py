"""What workplans ask of a school. What lies at a step, what was returned and what was sent comes from papers."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from luoshi.accounts.models import Organisation
from luoshi.common.actor import Actor
from luoshi.common.stages import OFFICE, DeskItem

from .models import Workplan, WorkplanPart
from .permissions import sections_of
from .queries import left_the_house, plans_to_write
from .stamps import needs_print
from .states import CHANGEABLE, OPEN, WorkplanState


def desk_items(actor: Actor) -> Iterator[DeskItem]:
    if actor.may("manage_duties"):
        yield from _to_begin(actor)
        yield from _to_finish(actor)
    if actor.role == "office":
        yield from _to_print(actor)
    if actor.role == "department_head":
        yield from _to_fill(actor)


def _to_begin(actor: Actor) -> Iterator[DeskItem]:
    """Plans the school carries something of and has no workplan for."""
    if not Organisation.objects.filter(pk=actor.organisation_id, kind=Organisation.Kind.SCHOOL).exists():
        return
    there = Workplan.objects.filter(
        organisation=actor.organisation_id, state__in=(*OPEN, WorkplanState.FILED)
    ).values("plan")
    for plan in plans_to_write(actor).exclude(pk__in=there)[:20]:
        title = f"编制实施方案：{plan.short}"
        yield DeskItem(title, reverse("workplans"), "去起草", "本校承接的任务还没有实施方案", handler=OFFICE)


def _to_finish(actor: Actor) -> Iterator[DeskItem]:
    rows = Workplan.objects.filter(organisation=actor.organisation_id, state=WorkplanState.DRAFT)
    for workplan in rows.select_related("organisation", "plan").order_by("id")[:20]:
        href = reverse("workplan", args=[workplan.public_id])
        yield DeskItem(f"编制并报送：{workplan.title}", href, "接着写", "草拟，还没有报送", handler=OFFICE)


def _to_print(actor: Actor) -> Iterator[DeskItem]:
    """Out of the house and nothing printed, where the bureau files only with the stamped pages. Once printed, the
    desk of papers asks for the pages.
    """
    rows = left_the_house(Workplan.objects.filter(organisation=actor.organisation_id))
    for workplan in rows.select_related("organisation", "plan__issuer", "approval").order_by("id")[:20]:
        if needs_print(workplan):
            href = reverse("workplan", args=[workplan.public_id])
            why = "备案前要有盖章件，还没有打印"
            yield DeskItem(f"打印盖章：{workplan.title}", f"{href}#approval", "去打印", why)


def _to_fill(actor: Actor) -> Iterator[DeskItem]:
    """Parts given to the department, one line a workplan."""
    rows = WorkplanPart.objects.filter(
        department__in=sections_of(actor),
        workplan__organisation=actor.organisation_id,
        workplan__state__in=CHANGEABLE,
        dropped_at__isnull=True,
    )
    counts: dict[int, tuple[Workplan, int]] = {}
    for part in rows.select_related("workplan__organisation", "workplan__plan").order_by("workplan_id"):
        workplan, count = counts.get(part.workplan_id, (part.workplan, 0))
        counts[part.workplan_id] = (workplan, count + 1)
    for workplan, count in counts.values():
        href = reverse("workplan", args=[workplan.public_id])
        yield DeskItem(
            f"填写本处室牵头的任务：{workplan.title}", href, "去填写", f"{count} 项任务由本处室牵头"
        )
