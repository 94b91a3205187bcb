"""The timetable between the grid and the database: names and tasks as people write them, problems with their cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from luoshi.accounts.models import Membership, Organisation
from luoshi.core.timetable import Line, Problem, Read, read_lines, renumbered
from luoshi.undertakings.models import Duty

from . import parts as works
from .completeness import outside_years
from .models import Milestone, Workplan, WorkplanPart
from .queries import departments_of, possible_owners
from .snapshot import standing_parts

_BETWEEN = re.compile(r"[、,，;；/\n]+")


@dataclass(slots=True)
class Row:
    """One row with everything found that it names."""

    read: Read
    part: WorkplanPart
    leader: Membership | None = None
    department: Organisation | None = None
    owner: Membership | None = None
    helping: list[Organisation] = field(default_factory=list)

    def fields(self, order: int) -> dict[str, object]:
        """As the milestone keeps them."""
        cells = self.read.cells
        return {
            "part": self.part,
            "order": order,
            "title": self.read.title,
            "starts": self.read.starts,
            "due": self.read.due,
            "weight": self.read.weight,
            "acceptance": cells["acceptance"],
            "leader": self.leader,
            "department": self.department,
            "owner": self.owner,
            "helpers": cells["helpers"],
            "recurring": cells["recurring"],
        }


def _wording(part: WorkplanPart, duties: Sequence[Duty]) -> str:
    """Of parts that no duty stands for each its own."""
    return works.wording(list(duties)) if duties else f"{works.wording([])}（第 {part.order} 项）"


class Names:
    """What can be written into the columns of one school's timetable, and what it means."""

    def __init__(self, workplan: Workplan) -> None:
        self.workplan = workplan
        duties = works.duties_by_work(workplan.organisation, workplan.plan)
        self.parts = {
            part.pk: (part, _wording(part, duties.get(part.work_id, []))) for part in standing_parts(workplan)
        }
        self.codes: dict[str, WorkplanPart | None] = {}  # None: several tasks bear it
        for part, _ in self.parts.values():
            for duty in duties.get(part.work_id, []):
                for text in {duty.task.code or "", duty.task.title, str(duty.task)} - {""}:
                    self.codes[text] = part if self.codes.get(text, part) == part else None
        self.people = _people(possible_owners(workplan.organisation))
        self.departments = {each.short: each for each in departments_of(workplan.organisation)}
        self.full = {each.name: each for each in self.departments.values()}
        self._label_of = {post.pk: label for label, post in self.people.items()}

    def part_label(self, key: int) -> str:
        return self.parts[key][1] if key in self.parts else ""

    def part(self, text: str) -> WorkplanPart | None:
        """By its full wording, its number or its name; else the only one whose wording holds the text."""
        for part, wording in self.parts.values():
            if text == wording:
                return part
        if text in self.codes:
            return self.codes[text]
        like = [part for part, wording in self.parts.values() if len(text) > 1 and text in wording]
        return like[0] if len(like) == 1 else None

    def person(self, text: str) -> Membership | None:
        return self.people.get(text)

    def label(self, post: Membership | None) -> str:
        if post is None:
            return ""
        return self._label_of.get(post.pk, post.user.name)

    def namesakes(self, text: str) -> list[str]:
        return [label for label, post in self.people.items() if post.user.name == text]

    def department(self, text: str) -> Organisation | None:
        return self.departments.get(text) or self.full.get(text)


def _people(posts: Iterable[Membership]) -> dict[str, Membership]:
    """By the name as it is written: bare where only one person bears it, else with post or department."""
    rows = list(posts)
    users: dict[str, set[int]] = {}
    for post in rows:
        users.setdefault(post.user.name, set()).add(post.user_id)
    found: dict[str, Membership] = {}
    for post in rows:
        name = post.user.name
        if len(users[name]) == 1:
            found.setdefault(name, post)
        else:
            where = post.title or (post.section.short if post.section else post.get_role_display())
            label = f"{name}（{where}）"
            found[label if label not in found else f"{name}（{where}{post.public_id[-3:]}）"] = post
    return found


def lines_of(workplan: Workplan, names: Names) -> list[Line]:
    """The milestones as the grid shows them."""
    rows = list(
        workplan.milestones.filter(part__dropped_at__isnull=True)
        .select_related("leader__user", "owner__user", "department")
        .order_by("order", "id")
    )
    number = {row.pk: at for at, row in enumerate(rows, 1)}
    waits = waits_of(workplan)
    return [
        Line(
            row.key,
            {
                "part": names.part_label(row.part_id),
                "title": row.title,
                "starts": row.starts.isoformat() if row.starts else "",
                "due": row.due.isoformat() if row.due else "",
                "weight": str(row.weight),
                "after": "、".join(
                    str(number[other]) for other in sorted(waits.get(row.pk, ())) if other in number
                ),
                "acceptance": row.acceptance,
                "leader": names.label(row.leader),
                "department": row.department.short if row.department else "",
                "owner": names.label(row.owner),
                "helpers": row.helpers,
                "recurring": row.recurring,
            },
        )
        for row in rows
    ]


def waits_of(workplan: Workplan) -> dict[int, set[int]]:
    """Key of a milestone → keys of those it waits for."""
    found: dict[int, set[int]] = {}
    pairs = Milestone.depends_on.through.objects.filter(from_milestone__workplan=workplan)
    for row, other in pairs.values_list("from_milestone_id", "to_milestone_id"):
        found.setdefault(row, set()).add(other)
    return found


def resolve(workplan: Workplan, lines: Sequence[Line], names: Names) -> tuple[list[Row], list[Problem]]:
    """Every row with what it names, and everything that is wrong, cell by cell. Blank rows are left out before."""
    read, problems = read_lines(lines)
    helpers = _bodies({text for each in read for text in _split(each.cells["helpers"])})
    rows = []
    for number, each in enumerate(read, 1):
        row, wrong = _resolve(each, number, names)
        row.helping = [helpers[text] for text in _split(each.cells["helpers"]) if text in helpers]
        rows.append(row)
        problems += wrong
    problems.sort(key=lambda problem: problem.row)
    return rows, problems


def _split(text: str) -> list[str]:
    return [part.strip() for part in _BETWEEN.split(text) if part.strip()]


def _bodies(texts: set[str]) -> dict[str, Organisation]:
    """Organisations of the site that are named in full or in short; others stay words."""
    if not texts:
        return {}
    rows = Organisation.objects.filter(Q(name__in=texts) | Q(short__in=texts), withdrawn_at__isnull=True)
    found: dict[str, Organisation] = {}
    for row in rows.order_by("-id"):
        found |= {row.short: row, row.name: row}
    return found


def _resolve(each: Read, number: int, names: Names) -> tuple[Row, list[Problem]]:
    cells, wrong = each.cells, []
    part = names.part(cells["part"]) if cells["part"] else None
    if part is None:
        how = "没有这项任务，请写任务的编号或名称。" if cells["part"] else "请写属于哪一项任务。"
        if cells["part"] in names.codes:
            how = f"有几项任务都是“{cells['part']}”，请写任务的名称。"
        wrong.append(Problem(number, "part", how))
        part = WorkplanPart()
    row = Row(each, part)
    for column in ("leader", "owner"):
        if cells[column]:
            post = names.person(cells[column])
            setattr(row, column, post)
            if post is None:
                wrong.append(Problem(number, column, _no_person(cells[column], names)))
    if cells["department"]:
        row.department = names.department(cells["department"])
        if row.department is None:
            wrong.append(
                Problem(number, "department", f"本校没有处室“{cells['department']}”，请写处室名录里的名称。")
            )
    return row, wrong


def _no_person(text: str, names: Names) -> str:
    if len(_split(text)) > 1:
        return "只写一个人，其他人写在配合单位里。"
    if same := names.namesakes(text):
        return f"本校有几位{text}，请写明是哪一位：{'、'.join(same)}。"
    return f"本校现在没有“{text}”这个人。校外的单位和人写在配合单位里；新来的同事先报人员名单。"


def problems_of(workplan: Workplan, lines: Sequence[Line]) -> list[Problem]:
    return resolve(workplan, lines, Names(workplan))[1]


def in_order(lines: Sequence[Line], names: Names) -> list[Line]:
    """Sorted by task and date, the numbers that rows wait for following."""
    ranks = {part.pk: at for at, (part, _) in enumerate(names.parts.values())}

    def rank(pair: tuple[int, Line]) -> tuple[int, str, int]:
        at, line = pair
        part = names.part(line.cells.get("part", "").strip())
        read = read_lines([line])[0][0]
        return (ranks.get(part.pk, 999) if part else 999, read.due.isoformat() if read.due else "9", at)

    ordered = [at for at, _ in sorted(enumerate(lines, 1), key=rank)]
    moved = {str(before): str(now) for now, before in enumerate(ordered, 1)}
    return [renumbered(lines[at - 1], moved) for at in ordered]


def outside_years_in(workplan: Workplan, lines: Sequence[Line]) -> list[Problem]:
    """Cells of days beyond the years of the plan: to be looked at, not to be refused. Of a plan of one year, the days
    that keep it from being sent.
    """
    if year := works.year_of_round(workplan.round):
        wrong = f"不在{year}年，报送前请改日期，或从这份年度方案里删去。"
        read = enumerate(read_lines(lines)[0], 1)
        return [Problem(at, "due", wrong) for at, each in read if each.due and each.due.year != year]
    years = works.years_of(workplan.plan)
    words = f"不在计划的年度（{years[0]}—{years[-1]}年）里，请核对。"
    found = []
    for number, each in enumerate(read_lines(lines)[0], 1):
        for column, day in (("starts", each.starts), ("due", each.due)):
            if outside_years(workplan, [("", day, None)]):
                found.append(Problem(number, column, words))
    return found
