"""A paper of its own for one task, only where the bureau asks: printed from what was sent, stamped like the whole.

The bureau names the tasks with the filing terms of its plan; the school prints each from the workplan's page, and the
last consent waits for it as it waits for the stamped page of the whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse

from luoshi.common.errors import RuleBroken
from luoshi.common.rendering.paper import Field, Fields, Paper
from luoshi.core.reading.structure import Unreadable
from luoshi.papers.filed.models import FiledPaper
from luoshi.papers.filed.printing import Prepared, prepare
from luoshi.papers.filed.states import PaperState
from luoshi.papers.models import Sending
from luoshi.papers.prints import ON_PAPER, TONES, edition_of, laid_out, last_sending, why_not
from luoshi.plans.models import Plan, Task
from luoshi.undertakings.models import Duty

from . import parts as works
from .models import FilingTerms, Workplan
from .snapshot import grids_of, said_of
from .states import WorkplanState

KIND_NAME = "单项实施方案"


@dataclass(frozen=True, slots=True)
class Separate:
    """One asked task, and how its paper stands: `paper` of the last sending, if it was printed."""

    task: Task
    part: dict[str, Any]
    paper: FiledPaper | None

    @property
    def is_in(self) -> bool:
        return self.paper is not None and (
            self.paper.stamped_id is not None or self.paper.state == PaperState.RECEIVED
        )

    @property
    def tone(self) -> str:
        return TONES[self.paper.state] if self.paper else ""


def asked_tasks(plan: Plan) -> list[Task]:
    terms = FilingTerms.objects.filter(plan=plan).first()
    if terms is None:
        return []
    return list(terms.separate.filter(withdrawn_at__isnull=True).order_by("order", "id"))


def kind_of(task: Task) -> str:
    """What tells the papers of one workplan apart."""
    return f"task-{task.public_id}"


def separates_of(workplan: Workplan) -> list[Separate]:
    """The asked tasks that stand in what was sent last; none where nothing was sent."""
    sending = last_sending(workplan.approval) if workplan.approval is not None else None
    asked = {task.pk: task for task in asked_tasks(workplan.plan)}
    if sending is None or not asked:
        return []
    papers = FiledPaper.objects.filter(sending=sending, kind__startswith="task-").order_by("pk")
    by_kind = {paper.kind: paper for paper in papers}
    found = [
        Separate(task, part, by_kind.get(kind_of(task))) for task, part in _parts_of(workplan, sending, asked)
    ]
    return sorted(found, key=lambda each: (each.task.order, each.task.pk))


def _parts_of(
    workplan: Workplan, sending: Sending, asked: dict[int, Task]
) -> Iterator[tuple[Task, dict[str, Any]]]:
    sent = {part["work"]: part for part in sending.content.values["parts"]}
    duties: list[Duty] = [
        duty for rows in works.duties_by_work(workplan.organisation, workplan.plan).values() for duty in rows
    ]
    for duty in duties:
        if duty.task_id in asked and duty.work_id in sent:
            yield asked[duty.task_id], sent[duty.work_id]


def lacks_separate(workplan: Workplan) -> str:
    """Why it cannot be filed yet; empty where every asked paper has come."""
    if workplan.state != WorkplanState.RUNNING:
        return ""
    found = [each for each in separates_of(workplan) if not each.is_in]
    lacking = [f"“{each.task.title}”" for each in found]
    if not lacking:
        return ""
    if all(each.paper is not None and each.paper.state == PaperState.DROPPED for each in found):
        return f"{'、'.join(lacking[:5])}的盖章件已改为不再报送，请学校在方案页打开报送件，先恢复报送，再盖章上传。"
    named = "、".join(lacking[:5]) + (f"等 {len(lacking)} 项" if len(lacking) > 5 else "")
    return (
        f"{named}要求单独报送，还没有交回盖章件。学校在方案页“单独报送的任务”处打印，盖章后扫描或拍照上传。"
    )


def prepare_separate(workplan: Workplan, task: Task) -> tuple[Sending, Prepared]:
    """Print one task as it was sent last; half a second, never inside an act. Raises RuleBroken."""
    approval = workplan.approval
    sending = last_sending(approval) if approval is not None else None
    each = next((each for each in separates_of(workplan) if each.task == task), None)
    if approval is None or sending is None or each is None:
        raise RuleBroken("这项任务没有要求单独报送，或者还没有报送过，不能打印。")
    if why := why_not(approval):
        raise RuleBroken(why)
    title = f"{sending.title}（{each.part['title']}）"[:200]
    facts = [
        ("单位", workplan.organisation.name),
        ("计划", workplan.plan.title),
        ("任务", each.part["title"]),
    ]
    paper: Paper = laid_out(approval, sending, title, facts, said_of(each.part), grids_of(each.part))
    try:
        return sending, _prepared(workplan, task, sending, paper)
    except Unreadable:
        pass  # the way out, as for the whole: a page to put on top of what the school prints itself
    cover = replace(
        paper, blocks=[Fields([Field(label, said) for label, said in [*facts, ("说明", ON_PAPER)]])]
    )
    try:
        return sending, replace(_prepared(workplan, task, sending, cover), cover_only=True)
    except Unreadable as broken:
        raise RuleBroken(str(broken)) from broken


def _prepared(workplan: Workplan, task: Task, sending: Sending, paper: Paper) -> Prepared:
    return prepare(
        about=workplan,
        version=edition_of(sending),
        kind=kind_of(task),
        kind_name=KIND_NAME,
        organisation=workplan.organisation,
        paper=paper,
        href=reverse("workplan", args=[workplan.public_id]),
        sending=sending,
    )
