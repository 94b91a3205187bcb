"""What the bureau sets its schools: numbers by target and year, what it asks before filing, proposed steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.urls import reverse

from luoshi.accounts.models import Organisation
from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.notices.actions import tell
from luoshi.plans.models import Plan, Task
from luoshi.undertakings.models import Duty

from .. import numbers, permissions
from .. import parts as works
from ..models import CityNumber, FilingTerms, Workplan
from ..queries import writing_for
from ..states import CHANGEABLE, OPEN, WorkplanState
from .writing import bring_city_numbers, refuse_wrong


@acts.act("workplans.set_city_numbers", who=permissions.can_run_workplans, on="plan")
def set_city_numbers(*, plan: Plan, said: Mapping[numbers.Key, Decimal | None], by: Actor) -> Plan:
    """(target, school, year) → number; None takes it back. Drafts follow at once, what was returned in its open parts,
    what is under way when it comes back; what is filed stays as agreed. The schools concerned are told.
    """
    _check(plan, said)
    there = {
        (row.target_id, row.organisation_id, row.year): row
        for row in CityNumber.objects.filter(target__plan=plan)
    }
    new: list[CityNumber] = []
    touched: set[int] = set()
    for key, value in said.items():
        row = there.get(key)
        if value == (row.value if row is not None else None):
            continue
        touched.add(key[1])
        if row is None and value is not None:
            new.append(CityNumber(target_id=key[0], organisation_id=key[1], year=key[2], value=value))
        elif value is None and row is not None:
            acts.remove(row)
        elif row is not None:
            acts.change(row, value=value)
    CityNumber.objects.bulk_create(new)
    if new:
        rows = [[row.target_id, row.organisation_id, row.year, str(row.value)] for row in new]
        acts.note_bulk("city_numbers", rows)
    for organisation in Organisation.objects.filter(pk__in=touched).order_by("pk"):
        _follow(plan, organisation, by)
    return plan


def _check(plan: Plan, said: Mapping[numbers.Key, Decimal | None]) -> None:
    targets = {each.pk: each for rows in works.targets_by_task(plan).values() for each in rows}
    carried = set(
        Duty.objects.filter(task__plan=plan, left_at__isnull=True, basis__in=works.PLANNED).values_list(
            "task_id", "organisation_id"
        )
    )
    years = set(works.years_of(plan))
    for (target, school, year), value in said.items():
        row = targets.get(target)
        if row is None or year not in years or (row.task_id, school) not in carried:
            raise RuleBroken("表里有不属于这份计划的目标、年度，或没有承接这项任务的学校。请刷新页面再填。")
        refuse_wrong(value, f"目标“{row.words}”{year} 年的数")


def _follow(plan: Plan, organisation: Organisation, by: Actor) -> None:
    same = Workplan.objects.filter(organisation=organisation, plan=plan)
    held = same.filter(state__in=CHANGEABLE).select_for_update()  # none is sent meanwhile
    for workplan in held.order_by("pk"):
        bring_city_numbers(workplan)
    open_one = same.filter(state__in=OPEN).order_by("-id").first()
    filed = same.filter(state=WorkplanState.FILED).order_by("-id").first()
    now = open_one or filed
    body = "备案的数字不变；要按新数调整的，请在方案里点“申请调整目标”。" if now and now == filed else ""
    tell(
        to=writing_for(organisation),
        title=f"市教育局下达了年度目标数，请核对：{plan.short}",
        body=body,
        kind="workplans",
        href=reverse("workplan", args=[now.public_id]) if now else reverse("workplans"),
        key=f"workplans.city:{plan.public_id}:{organisation.public_id}:{clock.today()}:{plan.version}",
        by=by,
    )


@acts.act("workplans.set_filing_terms", who=permissions.can_run_workplans, on="plan")
def set_filing_terms(*, plan: Plan, asks_stamp: bool, by: Actor, separate: Sequence[Task] = ()) -> Plan:
    """Whether the city's last consent waits for the stamped page, and for which tasks it asks a paper of its own.

    What is filed stays filed.
    """
    if any(task.plan_id != plan.pk or task.withdrawn_at is not None for task in separate):
        raise RuleBroken("只能选这份计划里的任务。请刷新页面再选。")
    row = FilingTerms.objects.filter(plan=plan).first()
    if row is None:
        row = acts.create(FilingTerms, plan=plan, asks_stamp=asks_stamp)
    else:
        acts.change(row, asks_stamp=asks_stamp)
    before = set(row.separate.all())
    if before != set(separate):
        acts.note(
            row, "separate", *(sorted(task.public_id for task in tasks) for tasks in (before, separate))
        )
        row.separate.set(separate)
    return plan
