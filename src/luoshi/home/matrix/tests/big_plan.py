"""A plan of any size for tests and benchmarks: tasks × schools under one invented city."""

from __future__ import annotations

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import step_of
from luoshi.plans.models import Area, Basis, Plan, Task
from luoshi.undertakings.models import Duty, Work
from luoshi.undertakings.states import DutyStage, Health, Proof

COUNTIES, AREAS = 10, 6
STAGES = (DutyStage.UNDERTAKEN, DutyStage.PLANNING, DutyStage.RUNNING, DutyStage.DONE)
HEALTHS = (Health.NORMAL, Health.NORMAL, Health.DUE_SOON, Health.OVERDUE, Health.BLOCKED)
PROOFS = (Proof.NONE, Proof.PARTIAL, Proof.COMPLETE)


def make_plan(tasks: int, schools: int, key: str = "big") -> Plan:
    """A plan in which every second cell is a duty, in several stages, states of health and degrees of proof."""
    city = _organisation(f"{key}-city", "示例市教育局", "city_bureau", None)
    placed = _schools(key, city, schools)
    plan = Plan.objects.create(
        key=key, title=f"示例计划 {tasks}×{schools}", short="示例计划", issuer=city, start="2026", end="2030"
    )
    areas = [
        Area.objects.create(plan=plan, key=f"a{place}", name=f"领域{place}", order=place)
        for place in range(AREAS)
    ]
    rows = Task.objects.bulk_create(
        Task(
            plan=plan,
            key=str(place),
            code=str(place),
            title=f"第 {place} 项任务：建设高水平专业化实训基地",
            source="annex",
            area=areas[place * AREAS // tasks],
            declared=sum((place + column) % 2 == 0 for column in range(schools)),
            order=place,
        )
        for place in range(tasks)
    )
    _duties(rows, placed)
    return plan


def _duties(tasks: list[Task], schools: list[Organisation]) -> None:
    pairs = [
        (row + column, task, school)
        for row, task in enumerate(tasks)
        for column, school in enumerate(schools)
        if (row + column) % 2 == 0
    ]
    works = Work.objects.bulk_create([Work(organisation=school) for _, _, school in pairs], batch_size=500)
    Duty.objects.bulk_create(
        [
            Duty(
                task=task,
                organisation=school,
                basis=Basis.UNDERTAKEN,
                work=work,
                in_document=True,
                stage=STAGES[number // 2 % len(STAGES)],
                health=HEALTHS[number // 2 % len(HEALTHS)],
                proof=PROOFS[number // 2 % len(PROOFS)],
            )
            for (number, task, school), work in zip(pairs, works, strict=True)
        ],
        batch_size=500,
    )


def _schools(key: str, city: Organisation, count: int) -> list[Organisation]:
    counties = [
        _organisation(
            f"{key}-county-{place}", f"示例{place}县教育局", "county_bureau", city, f"示例{place}县"
        )
        for place in range(min(COUNTIES, count))
    ]
    return [
        _organisation(
            f"{key}-school-{place}",
            f"示例第{place}职业学校",
            "school",
            counties[place * len(counties) // count],
            f"示例{place * len(counties) // count}县",
            place,
        )
        for place in range(count)
    ]


def _organisation(
    key: str, name: str, kind: str, parent: Organisation | None, territory: str = "", order: int = 0
) -> Organisation:
    """One row with its path; the placement behind it is of no concern to the matrix."""
    short = name.removeprefix("示例第").removesuffix("职业学校")
    made = Organisation.objects.create(
        key=key, name=name, short=short, kind=kind, territory=territory, order=order, path=key
    )
    made.path = f"{parent.path if parent else ''}{step_of(made.pk)}"
    made.save(update_fields=["path"])
    return made
