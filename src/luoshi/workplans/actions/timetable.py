"""The whole timetable at once, as the grid or a workbook brings it: all of it or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.core.timetable import Line, filled

from .. import permissions
from ..models import Milestone, Workplan
from ..swapping import keep_or_begin
from ..timetable import Names, Row, resolve, waits_of
from .changing import closed_parts, refuse_unless_changeable

NOTHING: Mapping[str, str] = {}


@acts.act("workplans.set_timetable", who=permissions.can_write_timetable, on="workplan")
def set_timetable(
    *, workplan: Workplan, lines: Sequence[Line], by: Actor, decided: Mapping[str, str] = NOTHING
) -> Workplan:
    """Rows by their keys: changed, new, gone. Raises RuleBroken for the first wrong cell, for rows of parts that are
    not open to the actor, for keys of other workplans, and for titles swapped of which `decided` says nothing.
    """
    refuse_unless_changeable(workplan)
    rows, problems = resolve(workplan, filled(lines), Names(workplan))
    if problems:
        more = f"（共 {len(problems)} 处）" if len(problems) > 1 else ""
        raise RuleBroken(f"{problems[0]}{more}")
    standing = workplan.milestones.filter(part__dropped_at__isnull=True)
    there = {row.key: row for row in standing.select_related("part", "leader", "owner")}
    _keep_posts(rows, there)
    _refuse_foreign_keys(rows, there)
    _refuse_closed(workplan, rows, there, by)
    anew = keep_or_begin(workplan, lines, decided)
    for row in rows:
        row.read.key = "" if row.read.key in anew else row.read.key
    kept = {row.read.key for row in rows}
    for key, milestone in there.items():
        if key not in kept:
            acts.remove(milestone)
    now = _write(workplan, rows, there)
    _wait(workplan, rows, now, closed_parts(workplan) | not_ones_own(workplan, by))
    return workplan


def _keep_posts(rows: list[Row], there: dict[str, Milestone]) -> None:
    """A name means a person; where he is named already, through the post that stands, as long as he holds it."""
    for row in rows:
        milestone = there.get(row.read.key)
        for name in ("leader", "owner"):
            stands, named = getattr(milestone, name, None), getattr(row, name)
            if stands and named and stands.user_id == named.user_id and stands.end is None:
                setattr(row, name, stands)


def _refuse_foreign_keys(rows: list[Row], there: dict[str, Milestone]) -> None:
    keys = [row.read.key for row in rows if row.read.key]
    if not set(keys) <= set(there) or len(set(keys)) < len(keys):
        raise RuleBroken("表里有不属于这份方案的行，可能已被别人删去。请刷新页面，核对后再保存。")


def _refuse_closed(workplan: Workplan, rows: list[Row], there: dict[str, Milestone], by: Actor) -> None:
    """Rows of parts that stay agreed, or that are not the actor's to write, stay as they are."""
    closed = closed_parts(workplan) | not_ones_own(workplan, by)
    if not closed:
        return
    named = {row.read.key: row for row in rows}
    for key, milestone in there.items():
        row = named.get(key)
        if milestone.part_id in closed and (row is None or _differs(milestone, row)):
            raise RuleBroken(f"里程碑“{milestone.title}”所在的任务现在不能由您修改，请保持原样。")
    for number, row in enumerate(rows, 1):
        if row.part.pk in closed and row.read.key not in there:
            raise RuleBroken(f"第 {number} 行：这项任务现在不能由您增加里程碑。")
        moved_in = row.part.pk in closed and row.read.key in there
        if moved_in and there[row.read.key].part_id != row.part.pk:
            raise RuleBroken(f"第 {number} 行：不能移到现在不能由您修改的任务里。")


def not_ones_own(workplan: Workplan, by: Actor) -> set[int]:
    if by.is_system or permissions.can_write_workplan(by, workplan):
        return set()
    sections = permissions.sections_of(by)
    rows = workplan.parts.exclude(department__in=sections) if sections else workplan.parts.all()
    return set(rows.values_list("pk", flat=True))


def _differs(milestone: Milestone, row: Row) -> bool:
    said = row.fields(milestone.order)
    return any(getattr(milestone, name) != value for name, value in said.items())


def _write(workplan: Workplan, rows: list[Row], there: dict[str, Milestone]) -> list[Milestone]:
    """Changed rows one by one, new ones together with their digest."""
    now: list[Milestone] = []
    new: list[Milestone] = []
    for order, row in enumerate(rows, 1):
        milestone = there.get(row.read.key)
        if milestone is None:
            milestone = Milestone(workplan=workplan, **row.fields(order))
            new.append(milestone)
        else:
            acts.change(milestone, **row.fields(order))
        now.append(milestone)
    Milestone.objects.bulk_create(new)
    if new:
        acts.note_bulk("milestones", [[each.key, each.title, str(each.due)] for each in new])
    return now


def _wait(workplan: Workplan, rows: list[Row], now: list[Milestone], closed: set[int]) -> None:
    """What hangs on what, and who helps: written where it differs. Rows of parts that are `closed` stay as they are."""
    keys = {milestone.pk: milestone.key for milestone in now}
    waits = waits_of(workplan)
    helping = _helping_of(workplan)
    for row, milestone in zip(rows, now, strict=True):
        wanted = {now[other - 1].pk for other in row.read.after}
        before = waits.get(milestone.pk, set())
        if wanted != before:
            if milestone.part_id in closed:
                raise RuleBroken(f"里程碑“{milestone.title}”的前置现在不能由您修改，请保持原样。")
            named = [sorted(keys.get(pk, "") for pk in each) for each in (before, wanted)]
            acts.note(milestone, "depends_on", *named)
            milestone.depends_on.set(wanted)
        bodies = {each.pk for each in row.helping}
        if bodies != helping.get(milestone.pk, set()):
            milestone.helping.set(bodies)


def _helping_of(workplan: Workplan) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    rows: Any = Milestone.helping.through.objects.filter(milestone__workplan=workplan)
    for milestone, organisation in rows.values_list("milestone_id", "organisation_id"):
        found.setdefault(milestone, set()).add(organisation)
    return found
