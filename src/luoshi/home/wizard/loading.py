"""An import as a pack beside the site, and the one act that loads it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F

from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.common.models import SiteState
from luoshi.core.packs.export import dump_pack
from luoshi.core.packs.from_reading import FromReading, NewPlan, new_plan, revised_plan
from luoshi.core.packs.pack import Pack
from luoshi.home.loading import TAKEN, Comparison, compare, compare_pack, load_pack, snapshot_now
from luoshi.plans.models import Plan, Target, Task
from luoshi.policies.actions import note_loaded
from luoshi.policies.models import Clause, Reading
from luoshi.policies.pack import documents_of
from luoshi.policies.settling import decided, open_questions, settled_reading
from luoshi.undertakings.models import Duty

from . import subjects
from .permissions import can_load_reading


@dataclass(frozen=True, slots=True)
class PlannedLoad:
    """What loading the import would do. `decisions` changes when anybody settles anything differently."""

    result: dict[str, Any]
    made: FromReading
    comparison: Comparison
    plan: Plan | None
    decisions: str

    @property
    def stamp(self) -> str:
        """Changes when the import, its decisions or the site change."""
        return hashlib.sha256(f"{self.comparison.stamp}{self.decisions}".encode()).hexdigest()


def plan_of(reading: Reading) -> Plan | None:
    """The plan to revise; None for a new one. Raises RuleBroken when it is no longer there."""
    if not reading.plan_id_wanted:
        return None
    plan = Plan.objects.filter(
        public_id=reading.plan_id_wanted, issuer_id=reading.owner_id, withdrawn_at__isnull=True
    ).first()
    if plan is None:
        raise RuleBroken("选定的计划已经撤下，不能再装入。请放弃本次导入，重新导入时另选计划。")
    return plan


def planned_load(reading: Reading) -> PlannedLoad:
    """Build the pack and compare it with the site. Raises PackRefused, RuleBroken."""
    result = settled_reading(reading)
    if not result["documents"]:
        raise RuleBroken("这次导入没有读到文件内容，不能装载。请放弃本次导入，换一个文件重新导入。")
    plan = plan_of(reading)
    if plan is None:
        site = SiteState.objects.get().key
        wish = NewPlan(f"p-{reading.public_id}", reading.new_plan_title, reading.owner.key, site)
        made = new_plan(result, wish)
    else:
        made = revised_plan(result, snapshot_now("plan", plan.key))
    comparison = compare_pack(
        Pack(f"{reading.title}.yaml"[:120], made.data)
    )  # its YAML is written when loaded
    return PlannedLoad(result, made, comparison, plan, decisions_digest(reading))


def decisions_digest(reading: Reading) -> str:
    rows = [[finding.public_id, finding.version, finding.state] for finding in decided(reading)]
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()


@acts.act("home.load_reading", who=can_load_reading, on="reading")
def load_reading(*, reading: Reading, planned: PlannedLoad, by: Actor, taken: TAKEN = frozenset()) -> Reading:
    """Load what the person was shown: the plan, the official text, and who decided what, all or nothing.

    taken  conflicts (section, key) in which the document's side is taken
    """
    left = open_questions(reading)
    if left:
        raise RuleBroken(f"还有 {left} 个疑点没有处理，不能装载。请先逐个采纳、更正或搁置。")
    if planned.decisions != decisions_digest(reading):
        raise RuleBroken("您查看差异之后，有人又处理了疑点。请重新查看差异，再决定是否装载。")
    shown = planned.comparison
    if compare_pack(shown.pack).stamp != shown.stamp:
        raise RuleBroken("您查看差异之后，站点内容又有变化。请重新查看差异，再决定是否装载。")
    text = dump_pack(planned.made.data)
    load_pack(comparison=compare(shown.pack.name, text), text=text, by=by, taken=taken)
    plan = Plan.objects.get(key=planned.comparison.key)
    _keep_text(planned, plan)
    _keep_places(planned, plan)
    document = plan.document or documents_of(plan.key).order_by("id").first()
    if document is None:
        raise RuleBroken("计划没有依据文件，处理记录无处可存。请先在计划里补录政策文件，再装载。")
    return note_loaded(reading=reading, document=document, decisions=_decisions(reading, planned), by=by)


def _keep_text(planned: PlannedLoad, plan: Plan) -> None:
    """The official wording at each clause, and where in it each new target stands."""
    rows = {row.key: row for row in Clause.objects.filter(document__in=documents_of(plan.key))}
    changed = []
    for clause in planned.result["clauses"]:
        row = rows.get(planned.made.clauses.get(clause["id"], ""))
        if row is not None and row.text != clause["text"]:
            Clause.objects.filter(pk=row.pk).update(text=clause["text"], version=F("version") + 1)
            changed.append([row.key, clause["text"]])
    for ordinal, key in planned.made.targets.items():
        span = planned.result["targets"][ordinal]["span"]
        Target.objects.filter(plan=plan, key=key).exclude(span=span).update(span=span)
    if changed:
        acts.note_bulk("clause texts", changed)


def _keep_places(planned: PlannedLoad, plan: Plan) -> None:
    """Where each task and each mark stands in the document, and the numbers the marks carry."""
    keys = planned.result["organisation_keys"]
    for task in planned.result["tasks"]:
        key = planned.made.tasks.get(task["key"])
        if key is None:
            continue
        Task.objects.filter(plan=plan, key=key).update(place=task["place"])
        duties = {
            duty.organisation.key: duty
            for duty in Duty.objects.filter(
                task__plan=plan, task__key=key, basis="undertaken"
            ).select_related("organisation")
        }
        for name in task["undertaken_by"]:
            duty = duties.get(keys.get(planned.result["same_as"].get(name, name)) or "")
            if duty is not None:
                number = task["quantities"].get(name)
                place = (
                    task["mark_places"].get(name, task["place"]) if "mark_places" in task else task["place"]
                )
                quantity = duty.quantity if number is None else Decimal(number)
                Duty.objects.filter(pk=duty.pk).update(place=place, quantity=quantity)


def _place(
    place: dict[str, Any], subject: dict[str, Any], changes: list[dict[str, Any]], planned: PlannedLoad
) -> dict[str, Any]:
    """The place in the document, with the clause (its key in the plan) where the decision is about one: its
    subject, that of its target, or the one that a task was given."""
    target = planned.result["targets"][subject["target"]] if "target" in subject else {}
    given = next((change["clause"] for change in changes if change.get("clause")), "")
    clause = planned.made.clauses.get(subject.get("clause") or target.get("clause") or given)
    return {**place, "clause": clause} if clause else place


def _decisions(reading: Reading, planned: PlannedLoad) -> Iterator[dict[str, Any]]:
    """One row per settled finding, or per unit where it is about marks."""
    for finding in decided(reading):
        content, value = finding.content, finding.value
        changes = value.get("value", {}).get("changes", [])
        subject = subjects.subject_of(content, planned.result)
        names = [name for change in changes for name in change.get("names", [])]
        row = {
            "code": finding.code,
            "place": _place(content["place"], subject, changes, planned),
            "task_key": planned.made.tasks.get(subject.get("task", ""), ""),
            "message": content["message"],
            "outcome": finding.state,
            "value": {"changes": changes},
            "reason": value.get("reason", ""),
            "decided_by_id": finding.decided_by_id,
            "decided_at": finding.decided_at,
        }
        for name in names or [subject.get("organisation", "")]:
            yield {**row, "organisation_name": name}
