"""Many milestones at once: as rows of a long form, as a workbook and back. What a row says is checked cell by cell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from luoshi.accounts.models import Organisation
from luoshi.common import clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.common.workbooks import Field, Workbook, given_row, open_workbook, written
from luoshi.workplans.models import Milestone, MilestoneState
from luoshi.workplans.queries import milestones_in_force
from luoshi.workplans.states import StepState

from .actions.saying import MOST, Said, problem
from .mine import Line, lines_of
from .permissions import can_enter_for
from .states import SAID, SAID_WORDS

FORM = "progress.many"
NEAR, OPEN, ALL = "near", "open", "all"
WHICH = {NEAR: "逾期、在办和两个月内到期的", OPEN: "所有没完成的", ALL: "连已完成的"}
SOON_ENOUGH = 60  # days
STATE_OF = {words: state.value for state, words in SAID_WORDS.items()} | {
    state.label: state.value for state in SAID
}
FIELDS = (
    Field("task", "任务", 34, locked=True),
    Field("title", "里程碑", 34, needed=True, locked=True),
    Field("due", "完成时间", 12, locked=True),
    Field("owner", "责任人", 12, locked=True),
    Field("now", "现在的进展", 12, locked=True),
    Field("before", "上次的说明", 30, locked=True),
    Field("state", "新的进展", 12, tuple(SAID_WORDS[state] for state in SAID), needed=True),
    Field("words", "说明", 44, needed=True),
)


@dataclass(slots=True)
class Row:
    """One milestone in the form: what was typed, and what is wrong with it."""

    line: Line
    state: str = ""
    words: str = ""
    wrong: str = ""
    said_since: bool = False  # somebody told of it after the workbook was given out

    @property
    def key(self) -> str:
        return self.line.row.public_id

    @property
    def options(self) -> list[tuple[str, str, bool]]:
        return [(state.value, SAID_WORDS[state], state.value == self.state) for state in SAID]


@dataclass(slots=True)
class Brought:
    """What a workbook brought: what was typed by public id of the milestone, and problems of rows that the page cannot
    show or not as they were typed; all others are said once, at their row on the page.
    """

    typed: dict[str, tuple[str, str]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    since: set[str] = field(default_factory=set)
    unknown: dict[str, str] = field(default_factory=dict)  # what was typed as state and is none
    at: dict[str, int] = field(
        default_factory=dict
    )  # row of the workbook; what is wrong stands at the page's own


def to_tell(actor: Actor, organisation: Organisation, which: str = NEAR) -> QuerySet[Milestone]:
    """Of the own school: everybody's for the office, the own ones of the acting post for all others. `which`: NEAR,
    what is late, begun or due soon; OPEN, all that is not done; ALL.
    """
    rows = milestones_in_force(organisation=organisation)
    if not can_enter_for(actor, organisation):
        rows = rows.filter(owner=actor.membership_id)
    if which != ALL:
        done = MilestoneState.objects.filter(state=StepState.DONE).values("key")
        rows = rows.exclude(key__in=done)
    if which == NEAR:
        begun = MilestoneState.objects.exclude(state=StepState.OPEN).values("key")
        limit = clock.today() + dt.timedelta(days=SOON_ENOUGH)
        rows = rows.filter(Q(key__in=begun) | Q(due__lte=limit))
    return rows.order_by("workplan__plan_id", "part__order", "order", "id")


@dataclass(frozen=True, slots=True)
class Sheet:
    """So many of the list at a time: what one form and one workbook hold; counted from 1."""

    rows: QuerySet[Milestone]
    number: int
    of: int
    first: int
    last: int
    total: int


def sheet_of(milestones: QuerySet[Milestone], asked: str) -> Sheet:
    total = milestones.order_by().count()
    of = max(1, -(-total // MOST))
    number = min(int(asked), of) if asked.isascii() and asked.isdigit() and len(asked) < 5 else 1
    first = (max(1, number) - 1) * MOST
    keys = list(milestones.values_list("pk", flat=True)[first : first + MOST])
    rows = milestones.filter(pk__in=keys)
    return Sheet(rows, max(1, number), of, first + 1, first + len(keys), total)


def rows_of(milestones: QuerySet[Milestone], typed: Mapping[str, tuple[str, str]]) -> list[Row]:
    return [Row(line, *typed.get(line.row.public_id, ("", ""))) for line in lines_of(milestones)]


def check(rows: Sequence[Row]) -> bool:
    """Whether all that was typed can be said; what is wrong stands at its row."""
    for row in rows:
        if row.words.strip() and not row.state:
            row.wrong = "写了说明，还要选新的进展。"
        elif row.state:
            row.wrong = problem(row.line.row, row.state, row.words)
    return not any(row.wrong for row in rows)


def said(rows: Sequence[Row]) -> list[Said]:
    return [
        Said(row.line.row, row.state, row.words, f"第 {number} 行：")
        for number, row in enumerate(rows, 1)
        if row.state
    ]


def workbook_of(organisation: Organisation, milestones: QuerySet[Milestone]) -> bytes:
    notes = (
        "每行一个里程碑，只填“新的进展”和“说明”两列，不用填的行空着。灰色的列不用改。",
        "新的进展：完成、进行中、受阻。受阻或已过完成时间的，说明必须写。",
        "填好后在“成批填报”页上传，先在页面上核对，再提交。同一份表传两次，不会重复计算。",
    )
    rows = [
        given_row(
            line.row.public_id,
            line.update.pk if line.update else 0,
            task=line.task,
            title=line.row.title,
            due=line.row.due.isoformat() if line.row.due else "",
            owner=line.row.owner.user.name if line.row.owner else "",
            now=line.shown["label"],
            before=line.update.words if line.update else "",
        )
        for line in lines_of(milestones)
    ]
    book = Workbook(
        form=FORM,
        form_version="1",
        organisation=organisation.public_id,
        title=f"{organisation.short}里程碑进展",
        fields=FIELDS,
        rows=rows,
        notes=notes,
        sheet="进展",
    )
    return written(book)


def brought(organisation: Organisation, milestones: QuerySet[Milestone], name: str, data: bytes) -> Brought:
    """Raises Unreadable and NotOurs as `open_workbook` does; RuleBroken for a table that is none of these."""
    returned = open_workbook(name, data, form=FORM, organisation=organisation.public_id)
    table = returned.table(FIELDS)
    if table is None or returned.facts is None:
        raise RuleBroken(
            "表里没有找到“新的进展”和“说明”两列，或者不是在本页下载的。请下载本页的表，填好后再上传。"
        )
    said = [row.cells.get("_id", "").strip() for row in table.rows if _says(row.cells)]
    if len(said) > MOST:
        raise RuleBroken(f"表里填了 {len(said)} 行，一次最多 {MOST} 行。请分成几份，一份一份地传。")
    lines = {line.row.public_id: line for line in lines_of(milestones.filter(public_id__in=said))}
    found = Brought()
    for row in table.rows:
        if not _says(row.cells):
            continue
        key = row.cells.get("_id", "").strip()
        state, words = row.cells.get("state", "").strip(), row.cells.get("words", "").strip()
        if key not in lines:
            title = row.cells.get("title", "").strip() or "没有名称的一行"
            found.problems.append(f"第{row.number}行：“{title[:40]}”不在现在要填的里程碑里，请去掉这一行。")
        elif key in found.typed:
            found.problems.append(f"第{row.number}行：和前面一行是同一个里程碑，请只留一行。")
        else:
            _take(found, lines[key], row.number, state, words)
            given = returned.given.get(key)
            update = lines[key].update
            if given is not None and given[0] != (update.pk if update else 0):
                found.since.add(key)
    return found


def _says(cells: Mapping[str, str]) -> bool:
    return bool(cells.get("state", "").strip() or cells.get("words", "").strip())


def _take(found: Brought, line: Line, number: int, state: str, words: str) -> None:
    known = STATE_OF.get(state, "")
    if state and not known:
        found.unknown[line.row.public_id] = f"“{state[:20]}”不认识，请选完成、进行中或受阻。"
    found.typed[line.row.public_id] = (known, words)
    found.at[line.row.public_id] = number
