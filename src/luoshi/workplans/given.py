"""What was given once, in the workplan of one plan, for a Work that is part of another plan's too: said there, shown
here, typed nowhere a second time. Knows rows only by what hangs on the workplan, as `completeness` does.

A part without steps of its own, whose Work has steps in a workplan of another plan of the school, is given there. What
is filed there counts before what is being written. Steps written here make the part one of its own again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db.models import Case, Exists, OuterRef, Q, Value, When

from luoshi.common.dataforms import answers
from luoshi.common.dataforms.models import Answer
from luoshi.core.fields import is_blank

from . import parts as works
from .states import FROZEN, OPEN, WorkplanState

Figure = tuple[Decimal | None, Decimal | None]  # the bureau's number, the school's or what was agreed


@dataclass(slots=True)
class Given:
    """The part of the other workplan, with what it says. `goals`: (target, year) → numbers, targets of that plan."""

    part: Any
    texts: dict[str, Any] = field(default_factory=dict)
    goals: dict[tuple[Any, int], Figure] = field(default_factory=dict)
    has_money: bool = False

    @property
    def workplan(self) -> Any:
        return self.part.workplan

    @property
    def is_filed(self) -> bool:
        return bool(self.workplan.state == WorkplanState.FILED)

    @property
    def title(self) -> str:
        return f"《{self.workplan.title}》"

    def figure(self, target: Any, year: int) -> Figure | None:
        """The number that was given there for the same figure."""
        for (other, its_year), numbers in self.goals.items():
            if its_year == year and same_figure(other, target):
                return numbers
        return None

    def latest(self, target: Any, year: int) -> Decimal | None:
        """What is said there of the same figure for that year, else for the latest year before it."""
        said = [
            (its_year, number)
            for (other, its_year), (_, number) in self.goals.items()
            if number is not None and its_year <= year and same_figure(other, target)
        ]
        return max(said, key=lambda each: each[0])[1] if said else None


def same_figure(one: Any, other: Any) -> bool:
    """Whether two targets, as a rule of two plans, ask for the same number: subject and unit alike."""
    subject = one.subject.strip()
    return bool(subject) and (subject, one.unit.strip()) == (other.subject.strip(), other.unit.strip())


def given_elsewhere(workplan: Any, rows: Sequence[Any]) -> dict[int, Given]:
    """By key of the part. A handful of questions, none where nothing is shared."""
    own = set(workplan.milestones.values_list("part_id", flat=True))
    wanted = {row.work_id: row.pk for row in rows if row.pk not in own and row.dropped_at is None}
    there = _parts_with_steps(workplan, wanted)
    found: dict[int, Given] = {}
    for part in there:
        found.setdefault(wanted[part.work_id], Given(part))
    _read(found.values())
    return found


def _parts_with_steps(workplan: Any, wanted: Iterable[int]) -> list[Any]:
    """Filed ones first, the newest first. To whoever reads what is filed, nothing that is being written."""
    parts, steps = workplan.parts.model.objects, workplan.milestones.model.objects
    states = (WorkplanState.FILED,) if workplan.state in FROZEN else (WorkplanState.FILED, *OPEN)
    rows = parts.filter(
        Exists(steps.filter(part=OuterRef("pk"))),
        work__in=list(wanted),
        dropped_at__isnull=True,
        workplan__organisation=workplan.organisation_id,
        workplan__state__in=states,
    ).exclude(workplan__plan=workplan.plan_id)
    filed = Case(When(workplan__state=WorkplanState.FILED, then=Value(0)), default=Value(1))
    related = ("organisation", "plan", "form_version__definition")
    named = rows.select_related(*(f"workplan__{name}" for name in related))
    return list(named.order_by(filed, "-workplan__filed_at", "-id")) if wanted else []


def _read(found: Iterable[Given]) -> None:
    by_part = {each.part.pk: each for each in found}
    if not by_part:
        return
    for part, values in texts_of([each.part for each in by_part.values()]).items():
        by_part[part].texts = values
    some = next(iter(by_part.values())).part
    for goal in some.goals.model.objects.filter(part__in=by_part).select_related("target"):
        said = goal.school if goal.agreed is None else goal.agreed
        if said is not None or goal.city is not None:
            by_part[goal.part_id].goals[goal.target, goal.year] = (goal.city, said)
    for key in some.money.model.objects.filter(part__in=by_part).values_list("part_id", flat=True):
        by_part[key].has_money = True


def texts_of(parts: Sequence[Any]) -> dict[int, dict[str, Any]]:
    """By key of the part, what the data form was answered. `parts` with their workplan and its form."""
    by_id = {part.public_id: part for part in parts if part.workplan.form_version is not None}
    rows = Answer.objects.filter(about_type="workplans.workplanpart", about_id__in=by_id)
    found: dict[int, dict[str, Any]] = {}
    for row in rows.select_related("form_version", "definition"):
        part = by_id[row.about_id]
        if row.definition_id == part.workplan.form_version.definition_id:
            found[part.pk] = answers.in_version(row, part.workplan.form_version, masked=True)[0]
    return found


def texts_in_force(organisation_id: int, wanted: Iterable[int]) -> dict[int, dict[str, Any]]:
    """By key of the work, what the newest filed workplan of the school that says anything of it says, of any plan and
    year.
    """
    model = apps.get_model("workplans.workplanpart")
    rows = model.objects.filter(
        work__in=list(wanted),
        dropped_at__isnull=True,
        workplan__organisation=organisation_id,
        workplan__state__in=FROZEN,
    )
    parts = list(
        rows.select_related("workplan__form_version__definition").order_by("-workplan__filed_at", "-id")
    )
    texts = texts_of(parts)
    found: dict[int, dict[str, Any]] = {}
    for part in parts:
        if texts.get(part.pk):
            found.setdefault(part.work_id, texts[part.pk])
    return found


@dataclass(frozen=True, slots=True)
class Share:
    """How much of what a workplan asks is there before anybody types: boxes and tables, one each."""

    asked: int
    given: int
    opened: int = (
        0  # of these: texts of the plan in force that stand in the form once it is opened, to be looked over
    )

    @property
    def left(self) -> int:
        return self.asked - self.given

    @property
    def percent(self) -> int:
        """Rounded down."""
        return self.given * 100 // self.asked if self.asked else 0


def share_of(workplan: Any, rows: Sequence[Any], given: Mapping[int, Given]) -> Share:
    """Of every part: the fields of its form, a box for each target and year, its steps, its money. Given is what the
    same work said elsewhere, what its form opens with (`form_sources`), and the numbers the bureau set.
    """
    duties = works.duties_by_work(workplan.organisation, workplan.plan)
    targets = works.targets_by_task(workplan.plan)
    years = works.years_of(workplan.plan, workplan.round)
    fields = workplan.form_version.form.fields if workplan.form_version is not None else ()
    city, texts = (
        _city_numbers(workplan),
        texts_in_force(workplan.organisation_id, {row.work_id for row in rows}),
    )
    written = _written(workplan, rows) if texts else set()
    asked = known = opened = 0
    for part in rows:
        there = given.get(part.pk)
        own = [each for duty in duties.get(part.work_id, []) for each in targets.get(duty.task_id, ())]
        boxes = [(target, year) for target in own for year in years]
        asked += len(fields) + len(boxes) + 2
        known += sum(
            (part.pk, target.pk, year) in city or _has(there, target, year) for target, year in boxes
        )
        said = there.texts if there is not None else texts.get(part.work_id, {})
        brought = sum(not is_blank(said.get(each.key)) for each in fields)
        known += brought
        opened += brought if there is None and part.public_id not in written else 0
        if there is not None:
            known += 1 + there.has_money
    return Share(asked, known, opened)


def is_begun(workplan: Any, rows: Sequence[Any]) -> bool:
    """Whether anything was written into it: from then on what still lacks says more than what came by itself."""
    return bool(workplan.milestones.exists() or _written(workplan, rows))


def _written(workplan: Any, rows: Sequence[Any]) -> set[str]:
    """Public ids of the parts that were saved with an answer."""
    ids = [row.public_id for row in rows]
    found = Answer.objects.filter(about_type="workplans.workplanpart", about_id__in=ids)
    return set(found.values_list("about_id", flat=True))


def _has(given: Given | None, target: Any, year: int) -> bool:
    return given is not None and given.figure(target, year) is not None


def _city_numbers(workplan: Any) -> set[tuple[int, int, int]]:
    goals = workplan.parts.model.goals.rel.related_model.objects
    rows = goals.filter(Q(city__isnull=False), part__workplan=workplan)
    return set(rows.values_list("part_id", "target_id", "year"))
