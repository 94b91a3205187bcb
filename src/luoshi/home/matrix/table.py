"""The matrix as read from the database: columns, rows, the marks of the rows shown, counts at both edges.

A fixed number of queries whatever the size; rows come as tuples, and only the marks of the block shown are read.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import organisations_visible_to, within
from luoshi.common.actor import Actor
from luoshi.core.matrix import block_starts, number_parts, rows_per_block
from luoshi.plans.models import Basis, Plan
from luoshi.plans.queries import tasks_visible_to
from luoshi.undertakings.models import Duty
from luoshi.undertakings.queries import marks_as_seen_by, published_counts

from .filters import Wanted

ORGANISATION_FIELDS = ("id", "public_id", "short", "name", "kind", "territory")
TASK_FIELDS = (
    "id",
    "public_id",
    "code",
    "title",
    "source",
    "basis",
    "declared",
    "number",
    "area__public_id",
    "area__name",
)


class Mark(NamedTuple):
    """One duty in a cell; `id`, `stage` and `health` are empty where the viewer may see the mark alone."""

    basis: str
    id: str
    stage: str
    health: str


class Column(NamedTuple):
    """An organisation; `heading` stands over it and its neighbours of the same county."""

    key: int
    id: str
    short: str
    name: str
    heading: str
    is_school: bool


class Row(NamedTuple):
    """A task; `outer` and `inner` are its number as the annex prints it."""

    key: int
    id: str
    code: str
    outer: str
    inner: str
    title: str
    source: str
    basis: str
    declared: int | None
    number: str
    area_id: str
    area: str


@dataclass(slots=True)
class Matrix:
    """What the page, the workbook and the document are made from."""

    plan: Plan
    wanted: Wanted
    columns: list[Column] = field(default_factory=list)
    all_columns: list[Column] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)  # all that are wanted
    all_rows: list[Row] = field(default_factory=list)
    block: list[Row] = field(default_factory=list)  # those of this answer
    start: int = 0
    next_start: int | None = None
    cells: dict[tuple[int, int], list[Mark]] = field(default_factory=dict)
    row_counts: dict[int, Counter[str]] = field(default_factory=dict)
    column_now: dict[int, Counter[str]] = field(default_factory=dict)
    column_document: dict[int, Counter[str]] = field(default_factory=dict)
    standing: Counter[tuple[str, str, str]] = field(default_factory=Counter)  # basis, stage, health → count
    left: int = 0
    shown: int = 0

    @property
    def total(self) -> int:
        return sum(self.standing.values())

    @property
    def bases(self) -> list[str]:
        """The kinds of duties that the plan has and that are wanted, in the order of the law."""
        present = {basis for counts in self.column_now.values() for basis in counts}
        chosen = self.wanted["basis"] or present
        return [basis for basis in Basis.values if basis in chosen and basis in present]


def read_matrix(actor: Actor, plan: Plan, wanted: Wanted, *, start: int = 0, whole: bool = False) -> Matrix:
    """The matrix of a plan as this actor may see it.

    start  the first row of the block (of those wanted); nonsense gives the first block
    whole  all rows at once, for files
    """
    matrix = Matrix(plan=plan, wanted=wanted)
    matrix.all_rows = _rows(actor, plan, wanted)
    _count(actor, matrix)
    _choose_columns(actor, matrix)
    _choose_rows(actor, matrix)
    _cut_block(matrix, start, whole)
    matrix.cells = _cells(_marks(actor, matrix).filter(task_id__in=[row.key for row in matrix.block]))
    return matrix


def _rows(actor: Actor, plan: Plan, wanted: Wanted) -> list[Row]:
    order = ("order", "id") if wanted.is_like_annex else ("area__order", "area_id", "order", "id")
    tasks = tasks_visible_to(actor).filter(plan=plan).order_by(*order)
    return [_row(*values) for values in tasks.values_list(*TASK_FIELDS)]


def _row(key, public_id, code, title, source, basis, declared, number, area_id, area) -> Row:
    number_words = "" if number is None else f"{number.normalize():f}"
    parts = number_parts(code)
    return Row(
        key, public_id, code, *parts, title, source, basis, declared, number_words, area_id or "", area or ""
    )


def _count(actor: Actor, matrix: Matrix) -> None:
    """Counts at both edges, of the whole plan whatever the filters: they are facts of the task and the school."""
    now = Count("id", filter=Q(left_at__isnull=True))
    document = Count("id", filter=Q(in_document=True))
    duties = published_counts(actor).filter(task__plan=matrix.plan).order_by()
    matrix.row_counts = defaultdict(Counter)
    for task, basis, count in duties.values_list("task_id", "basis").annotate(now=now):
        matrix.row_counts[task][basis] = count
    matrix.column_now, matrix.column_document = defaultdict(Counter), defaultdict(Counter)
    by_organisation = duties.values_list("organisation_id", "basis")
    for key, basis, count, printed, every in by_organisation.annotate(
        now=now, document=document, every=Count("id")
    ):
        matrix.column_now[key][basis] = count
        matrix.column_document[key][basis] = printed
        matrix.left += every - count
    seen = marks_as_seen_by(actor).filter(task__plan=matrix.plan).order_by()
    for *kind, count in seen.values_list("basis", "seen_stage", "seen_health").annotate(count=Count("id")):
        matrix.standing[tuple(kind)] = count


def _choose_columns(actor: Actor, matrix: Matrix) -> None:
    """All schools under the issuer, and whoever else carries a duty of a wanted kind (sections: own tasks)."""
    issuer, wanted = matrix.plan.issuer, matrix.wanted
    visible = organisations_visible_to(actor)
    schools = visible.filter(within(issuer.path), kind=Organisation.Kind.SCHOOL).order_by("order", "id")
    columns = [_column(issuer.short, *values) for values in schools.values_list(*ORGANISATION_FIELDS)]
    known = {column.key for column in columns}
    carriers = {key for key, counts in matrix.column_now.items() if _wanted_counts(counts, wanted)}
    others = Organisation.objects.filter(pk__in=carriers - known).order_by("order", "id")
    if carriers - known:
        columns += [_column(issuer.short, *values) for values in others.values_list(*ORGANISATION_FIELDS)]
    matrix.all_columns = columns
    for_schools = not wanted["basis"] or wanted["basis"] != {Basis.OWN}
    matrix.columns = [
        column
        for column in columns
        if (column.key in carriers or (column.is_school and for_schools))
        and (not wanted["county"] or column.heading in wanted["county"])
        and (not wanted["school"] or column.id in wanted["school"])
    ]


def _column(issuer: str, key, public_id, short, name, kind, territory) -> Column:
    is_school = kind == Organisation.Kind.SCHOOL
    return Column(key, public_id, short, name, territory if is_school else issuer, is_school)


def _wanted_counts(counts: Counter[str], wanted: Wanted) -> int:
    return sum(count for basis, count in counts.items() if not wanted["basis"] or basis in wanted["basis"])


def _choose_rows(actor: Actor, matrix: Matrix) -> None:
    """Tasks of the wanted areas and kinds; under a stage or a health only those with a duty in it."""
    wanted = matrix.wanted
    matrix.shown = matrix.total
    found: dict[int, int] | None = None
    if wanted.any:
        found = dict(_marks(actor, matrix).order_by().values_list("task_id").annotate(count=Count("id")))
    matrix.rows = [
        row
        for row in matrix.all_rows
        if (not wanted["area"] or row.area_id in wanted["area"])
        and (
            not wanted["basis"]
            or row.basis in wanted["basis"]
            or _wanted_counts(matrix.row_counts[row.key], wanted)
        )
        and (found is None or not wanted.by_standing or row.key in found)
    ]
    if found is not None:
        matrix.shown = sum(found.values())


def _marks(actor: Actor, matrix: Matrix) -> QuerySet[Duty]:
    """The marks that pass all filters."""
    wanted = matrix.wanted
    marks = marks_as_seen_by(actor, left=wanted.of_left).filter(task__plan=matrix.plan)
    if wanted["basis"]:
        marks = marks.filter(basis__in=wanted["basis"])
    if wanted["area"]:
        marks = marks.filter(task__area__public_id__in=wanted["area"])
    if wanted["county"] or wanted["school"]:
        marks = marks.filter(organisation_id__in=[column.key for column in matrix.columns])
    if wanted["stage"]:
        marks = marks.filter(seen_stage__in=wanted["stage"])
    if wanted["health"]:
        marks = marks.filter(seen_health__in=wanted["health"])
    return marks


def _cut_block(matrix: Matrix, start: int, whole: bool) -> None:
    starts = [0] if whole else block_starts(len(matrix.rows), len(matrix.columns))
    matrix.start = start if start in starts else 0
    if len(starts) == 1:
        matrix.block = matrix.rows
        return
    end = matrix.start + rows_per_block(len(matrix.columns))
    matrix.block = matrix.rows[matrix.start : end]
    matrix.next_start = end if end < len(matrix.rows) else None


def _cells(marks: Iterable) -> dict[tuple[int, int], list[Mark]]:
    found: dict[tuple[int, int], list[Mark]] = {}
    fields = ("task_id", "organisation_id", "basis", "seen_id", "seen_stage", "seen_health")
    for task, organisation, *mark in marks.order_by("id").values_list(*fields):
        found.setdefault((task, organisation), []).append(Mark(*mark))
    return found


def read_list(
    actor: Actor, matrix: Matrix, *, school: str = "", task: str = ""
) -> list[tuple[Row, Column, Mark]]:
    """The duties of one school or one task, for the phone: (task, organisation, mark) in the order of the table."""
    marks = marks_as_seen_by(actor).filter(task__plan=matrix.plan)
    marks = marks.filter(task__public_id=task) if task else marks.filter(organisation__public_id=school)
    cells = _cells(marks)
    return [
        (row, column, mark)
        for row in matrix.all_rows
        for column in matrix.all_columns
        for mark in cells.get((row.key, column.key), ())
    ]
