"""The matrix as read from the database: columns, rows, the marks of the rows shown, counts at both edges.

A fixed number of queries whatever the size. Duties come as tuples: all of a plan at once where they are few or filters
need them, else only those of the block shown, and the database counts the rest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import organisations_visible_to, within
from luoshi.common.actor import Actor
from luoshi.core.matrix import WHOLE_UP_TO, block_starts, number_parts, rows_per_block
from luoshi.plans.models import Basis, Plan
from luoshi.plans.queries import tasks_of

from .facts import count_by_database, count_here, facts_of
from .filters import Wanted
from .shapes import Column, Fact, Mark, Matrix, Row

ORGANISATION_FIELDS = ("id", "public_id", "short", "name", "territory")
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


def read_matrix(actor: Actor, plan: Plan, wanted: Wanted, *, start: int = 0, whole: bool = False) -> Matrix:
    """The matrix of a plan as this actor may see it.

    start  the first row of the block (of those wanted); nonsense gives the first block
    whole  all rows at once, for files
    """
    matrix = Matrix(plan=plan, wanted=wanted)
    matrix.all_rows = _rows(plan, wanted)
    schools = _schools(actor, plan)
    size = len(matrix.all_rows) * len(schools)
    if whole or wanted.any or size <= WHOLE_UP_TO:
        matrix.facts = facts_of(actor, plan)
        count_here(matrix)
    else:
        count_by_database(actor, matrix)
    _choose_columns(matrix, schools)
    passing = _passing(matrix, matrix.facts or ())
    _choose_rows(matrix, Counter(fact.task for fact in passing))
    _cut_block(matrix, start, whole)
    if matrix.facts is None:
        passing = _passing(matrix, facts_of(actor, plan, task_id__in=[row.key for row in matrix.block]))
    matrix.cells = cells_of(passing)
    return matrix


def _rows(plan: Plan, wanted: Wanted) -> list[Row]:
    order = ("order", "id") if wanted.is_like_annex else ("area__order", "area_id", "order", "id")
    tasks = tasks_of(plan).order_by(*order)
    return [_row(*values) for values in tasks.values_list(*TASK_FIELDS)]


def _row(key, public_id, code, title, source, basis, declared, number, area_id, area) -> Row:
    number_words = "" if number is None else f"{number.normalize():f}"
    parts = number_parts(code)
    return Row(
        key, public_id, code, *parts, title, source, basis, declared, number_words, area_id or "", area or ""
    )


def _schools(actor: Actor, plan: Plan) -> list[Column]:
    schools = organisations_visible_to(actor).filter(within(plan.issuer.path), kind=Organisation.Kind.SCHOOL)
    return [
        Column(key, public_id, short, name, territory, True)
        for key, public_id, short, name, territory in schools.order_by("order", "id").values_list(
            *ORGANISATION_FIELDS
        )
    ]


def _choose_columns(matrix: Matrix, schools: list[Column]) -> None:
    """All schools under the issuer, and whoever else carries a duty of a wanted kind (sections: own tasks)."""
    wanted = matrix.wanted
    known = {column.key for column in schools}
    carriers = {key for key, counts in matrix.column_now.items() if _wanted_counts(counts, wanted)}
    matrix.all_columns = schools + _others(matrix.plan, carriers - known)
    for_schools = wanted["basis"] != {Basis.OWN}
    matrix.columns = [
        column
        for column in matrix.all_columns
        if (column.key in carriers or (column.is_school and for_schools))
        and (not wanted["county"] or column.heading in wanted["county"])
        and (not wanted["school"] or column.id in wanted["school"])
    ]


def _others(plan: Plan, keys: set[int]) -> list[Column]:
    """Sections and other carriers stand under the issuer's name."""
    if not keys:
        return []
    rows = Organisation.objects.filter(pk__in=keys).order_by("order", "id").values_list(*ORGANISATION_FIELDS)
    return [
        Column(key, public_id, short, name, plan.issuer.short, False)
        for key, public_id, short, name, _ in rows
    ]


def _wanted_counts(counts: Counter[str], wanted: Wanted) -> int:
    return sum(count for basis, count in counts.items() if not wanted["basis"] or basis in wanted["basis"])


def _passing(matrix: Matrix, facts: Iterable[Fact]) -> list[Fact]:
    """The duties that pass all filters. What was left passes only where it is asked for and its standing is seen."""
    wanted = matrix.wanted
    basis, stage, health, of_left = wanted["basis"], wanted["stage"], wanted["health"], wanted.of_left
    columns = {column.key for column in matrix.columns}
    rows = {row.key for row in matrix.all_rows if not wanted["area"] or row.area_id in wanted["area"]}
    return [
        fact
        for fact in facts
        if (fact.left_at is not None) == of_left
        and (not basis or fact.basis in basis)
        and (not stage or fact.stage in stage)
        and (not health or fact.health in health)
        and fact.organisation in columns
        and fact.task in rows
    ]


def _choose_rows(matrix: Matrix, found: Counter[int]) -> None:
    """Tasks of the wanted areas and kinds; under a stage or a health only those with a duty in it."""
    wanted = matrix.wanted
    matrix.shown = found.total() if wanted.any else matrix.total
    matrix.rows = [
        row
        for row in matrix.all_rows
        if (not wanted["area"] or row.area_id in wanted["area"])
        and (
            not wanted["basis"]
            or row.basis in wanted["basis"]
            or _wanted_counts(matrix.row_counts[row.key], wanted)
        )
        and (not wanted.by_standing or found[row.key])
    ]


def _cut_block(matrix: Matrix, start: int, whole: bool) -> None:
    starts = [0] if whole else block_starts(len(matrix.rows), len(matrix.columns))
    matrix.start = start if start in starts else 0
    if len(starts) == 1:
        matrix.block = matrix.rows
        return
    end = matrix.start + rows_per_block(len(matrix.columns))
    matrix.block = matrix.rows[matrix.start : end]
    matrix.next_start = end if end < len(matrix.rows) else None


def cells_of(facts: Iterable[Fact]) -> dict[tuple[int, int], list[Mark]]:
    found: dict[tuple[int, int], list[Mark]] = {}
    for fact in facts:
        mark = Mark(fact.basis, fact.id, fact.stage, fact.health, fact.led_by, fact.proof)
        found.setdefault((fact.task, fact.organisation), []).append(mark)
    return found


def read_list(
    actor: Actor, matrix: Matrix, *, row: Row | None = None, column: Column | None = None
) -> list[tuple[Row, Column, Mark]]:
    """Today's duties of one task or one organisation, for the phone, in the order of the table."""
    facts = matrix.facts
    if facts is None:
        chosen = {"task_id": row.key} if row else {"organisation_id": column.key if column else None}
        facts = facts_of(actor, matrix.plan, **chosen)
    cells = cells_of(fact for fact in facts if fact.left_at is None)
    return [
        (each, place, mark)
        for each in ([row] if row else matrix.all_rows)
        for place in ([column] if column else matrix.all_columns)
        for mark in cells.get((each.key, place.key), ())
    ]
