"""The data form behind each part of a workplan: one of the product that the bureau may change."""

from __future__ import annotations

from typing import Any

from luoshi.accounts.models import Organisation
from luoshi.common.actor import Actor, system_actor
from luoshi.common.dataforms import actions as form_actions
from luoshi.common.dataforms import answers, queries
from luoshi.common.dataforms.models import FormVersion
from luoshi.plans.models import Task

from . import parts as works
from .completeness import answers_of
from .models import WorkplanPart

KEY = "workplan-part"


def _text(key: str, label: str, help: str = "", **more: Any) -> dict[str, Any]:
    source = f"workplans.{key}"  # what the same work said before: see `form_sources`
    return {"key": key, "kind": "long_text", "label": label, "help": help, "prefill": source, **more}


CONTENT: dict[str, Any] = {
    "fields": [
        _text("baseline", "建设基础", "现有条件、已做的工作和存在的不足。", required=True),
        _text("measures", "主要举措", "分条写，一条一行；时间和责任人写在进度表里。", required=True),
        _text(
            "mechanism",
            "推进机制与领导小组",
            "领导小组组成、例会和督办办法。几项任务同一个机制的，写“同上”。",
            required=True,
        ),
        _text("deliverables", "预期成果", "到期能看得见、能核实的成果。", required=True),
        _text("risks", "风险与应对"),
    ],
}


def set_up_questions(bureau: Organisation) -> FormVersion | None:
    """Inside an act: the form as it comes with the product, where the bureau has none yet; its version in force."""
    form_actions.set_up_form(
        key=KEY,
        title="实施方案分项内容",
        purpose="编制实施方案时，每项任务填写基础、举措、机制、成果和风险",
        owner_id=bureau.pk,
        owner_public_id=bureau.public_id,
        owner_name=bureau.name,
        content=CONTENT,
        by=system_actor(),
    )
    definition = queries.form_for(KEY, bureau.path)
    return definition.current if definition else None


def keep(
    part: WorkplanPart, values: dict[str, Any], by: Actor, from_file: dict[str, Any] | None = None
) -> None:
    """Inside an act on the part, whose version holds the two together: what was answered so far; of it, what was read
    from a file.
    """
    workplan = part.workplan
    if workplan.form_version is None:
        return
    answer = answers_of(workplan, [part]).get(part.public_id)
    answers.save_answer(
        version_of_form=workplan.form_version,
        about=part,
        organisation_id=workplan.organisation_id,
        organisation_name=workplan.organisation.name,
        values=values,
        answer_version=answer.version if answer else 0,
        by=by,
        complete=False,
        held=True,
        sources_about=_task_of(part),
        from_file=from_file,
    )


def _task_of(part: WorkplanPart) -> Task | None:
    """As the page asks the sources: about the first duty's task."""
    duties = works.duties_by_work(part.workplan.organisation, part.workplan.plan).get(part.work_id, [])
    return duties[0].task if duties else None
