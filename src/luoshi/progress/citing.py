"""Updates as places that cite evidence: what they are called, and what ought to be shown."""

from __future__ import annotations

from collections.abc import Iterator

from luoshi.common.actor import Actor
from luoshi.common.stages import Citing, Claim
from luoshi.workplans.queries import milestones_in_force, milestones_visible_to
from luoshi.workplans.roadmap import wordings_of
from luoshi.workplans.states import StepState

from .models import ProgressUpdate
from .queries import standing_updates, updates_visible_to
from .telling import href_of


def claims_of(actor: Actor, organisations: list[int]) -> Iterator[Claim]:
    """Every milestone of these organisations that was told to be done."""
    seen = milestones_visible_to(actor).filter(workplan__organisation__in=organisations)
    rows = list(milestones_in_force().filter(pk__in=seen.order_by().values("pk")))
    tasks = wordings_of(rows)
    task_of = {row.key: tasks.get((row.part.work_id, row.workplan.plan_id), "") for row in rows}
    standing = standing_updates(task_of)
    for update in sorted(standing.values(), key=lambda row: row.pk):
        if update.state == StepState.DONE:
            yield Claim(
                organisation=update.organisation_id,
                sort="里程碑",
                title=f"{update.title}（{task_of[update.milestone_key]}）",
                href=href_of(update),
                keys=(update.public_id,),
                state="报告完成",
            )


UPDATE = Citing(
    label="进展",
    visible=updates_visible_to,
    title=lambda row: row.title,
    href=href_of,
    claims=claims_of,
)
ABOUT = ProgressUpdate._meta.label_lower
