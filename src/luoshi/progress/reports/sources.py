"""Where the number of a target stands already: the figure of the indicator that the target names (computed from a
register, or filed), and the last report of the same plan. Told beside the box with its period or day; a figure opens
the box where no number stands yet. What the report of another plan says: `elsewhere`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone

from luoshi.common.actor import Actor
from luoshi.common.dataforms.sources import all_prefills
from luoshi.common.stages import Asked, Prefill, Told
from luoshi.core.fields.model import Field
from luoshi.plans.models import Target
from luoshi.workplans.given import Share
from luoshi.workplans.parts import number_words

from ..models import PeriodicReport, ReportNumber
from .elsewhere import Elsewhere

TYPED = "本校填写。"


@dataclass(frozen=True, slots=True)
class Source:
    """What stands there, and what it is called with its period. `opens`: it stands in the box where none does yet;
    `same_period`: of the very period reported, so that another number is wrong.
    """

    actual: Decimal
    name: str
    opens: bool = False
    same_period: bool = False

    def words(self, own: Decimal | None) -> str:
        shown = f"{self.name}是 {number_words(self.actual)}"
        if own is None:
            return f"{shown}，已带入，核对后保存。" if self.opens else f"{shown}。"
        if own == self.actual:
            return f"与{self.name}一致。"
        return f"{shown}，与这里不一致，请核对。" if self.same_period else f"{shown}。"


Known = Mapping[int, Sequence[Source]]  # by key of the number


def sources_of(report: PeriodicReport, actor: Actor) -> dict[int, list[Source]]:
    """Of those who write it; what an actor may not see tells nothing."""
    numbers = list(ReportNumber.objects.filter(row__report=report).select_related("target", "row"))
    found: dict[int, list[Source]] = {}
    for number, source in [*_figures(report, numbers, actor), *_last_reported(report, numbers)]:
        found.setdefault(number.pk, []).append(source)
    return found


def _figures(
    report: PeriodicReport, numbers: Iterable[ReportNumber], actor: Actor
) -> Iterable[tuple[ReportNumber, Source]]:
    named = [(each, str(each.target.extra.get("indicator") or "")) for each in numbers]
    known = all_prefills(actor) if any(key for _, key in named) else {}
    shared: dict[str, Any] = {}
    for number, key in named:
        source = known.get(f"indicators.{key}") if key else None
        if source is not None and (field := _box(number.target, source)) is not None:
            asked = Asked(report.organisation_id, report, shared=shared, wanted=field)
            told = source.value(actor, asked)
            if isinstance(told, Told):
                same = f"（{report.period.label}）" in told.label
                yield number, Source(Decimal(str(told.value)), told.label, opens=True, same_period=same)


def _box(target: Target, source: Prefill) -> Field | None:
    """The number as a data form would ask for it; sums of money are kept otherwise and not brought."""
    kinds = ("percent",) if target.unit in ("%", "％") else ("decimal", "integer")
    kind = next((each for each in kinds if each in source.kinds), None)
    return None if kind is None else Field("number", kind, target.words, unit=target.unit, places=4)


def _last_reported(
    report: PeriodicReport, numbers: Iterable[ReportNumber]
) -> Iterable[tuple[ReportNumber, Source]]:
    """In the same plan and year, once it had been sent."""
    period = report.period
    rows = ReportNumber.objects.filter(
        row__report__organisation=report.organisation_id,
        row__report__period__plan=period.plan_id,
        row__report__period__dropped_at__isnull=True,
        row__report__period__ends__lt=period.ends,
        row__report__period__ends__year=period.ends.year,
        row__report__first_sent_at__isnull=False,
        actual__isnull=False,
    )
    last: dict[tuple[int | None, int], ReportNumber] = {}
    for row in rows.select_related("row__report__period").order_by("row__report__period__ends", "id"):
        last[row.row.work_id, row.target_id] = row
    for number in numbers:
        before = last.get((number.row.work_id, number.target_id))
        if before is not None and before.actual is not None:
            there = before.row.report
            assert there.first_sent_at is not None
            day = timezone.localtime(there.first_sent_at).date()
            yield number, Source(before.actual, f"{there.period.label}报告（{day} 报送）")


def told_of(
    number: ReportNumber, known: Known, there: Mapping[int, Elsewhere], *, with_others: bool = True
) -> list[str]:
    """Sentences for one number as it is stored."""
    found = [each.words(number.actual) for each in known.get(number.pk, ())]
    if (other := there.get(number.pk)) is not None and other.words and with_others:
        found.append(other.words)
    same = any(each.actual == number.actual for each in known.get(number.pk, ()))
    same = same or (other is not None and other.actual == number.actual)
    return found if number.actual is None or same else [TYPED, *found]


def opens_with(number: ReportNumber, known: Known, there: Mapping[int, Elsewhere]) -> Decimal | None:
    """The number of the box: its own, else that of another plan's report, else the figure."""
    if number.actual is not None:
        return number.actual
    if (other := there.get(number.pk)) is not None:
        return other.actual
    return next((each.actual for each in known.get(number.pk, ()) if each.opens), None)


def share_of(
    rows: Iterable[Mapping[str, Any]],
    numbers: Sequence[ReportNumber],
    known: Known,
    there: Mapping[int, Elsewhere],
) -> Share:
    """How much of what the report asks nobody need type: of each task that has begun its state, told by what was said
    of its milestones; of each target its number, where it is that of a figure, the last report or another plan's.
    """
    told = [row for row in rows if row["said"] or row["owes"] or row["unexplained"]]
    given = sum(not (row["owes"] or row["unexplained"]) for row in told)
    return Share(len(told) + len(numbers), given + sum(_is_brought(each, known, there) for each in numbers))


def _is_brought(number: ReportNumber, known: Known, there: Mapping[int, Elsewhere]) -> bool:
    stands = {each.actual for each in known.get(number.pk, ())}
    other = there.get(number.pk)
    return opens_with(number, known, there) in (stands if other is None else {*stands, other.actual})
