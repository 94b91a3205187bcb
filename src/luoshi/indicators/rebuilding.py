"""Roll-ups made anew from what was reported: sums by the database, level by level from the bottom, in one act.

The same statements run on SQLite and PostgreSQL; PostgreSQL's own ways to write many rows, and their twins, are in
`bulk`. Only rows that differ are written, so that rebuilding what is right changes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import DataError, IntegrityError, OperationalError, connection

from luoshi.accounts.permissions import only_the_system
from luoshi.accounts.queries import STEP
from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.common.unhurried import unhurried
from luoshi.core.rollup import Share

from .adding import AT_ONCE, TOO_LARGE
from .bulk import set_aside, write_rows
from .counting import Counting
from .models import NOW_VALID, Observation, Rollup, Seat
from .places import LEAVES, paths_in, tree_above

Place = tuple[str, int, bool]  # path (empty: it counts nowhere), period, whether a leaf
Step = tuple[int, int, int | None, int, int]  # organisation, period, the one above it, depth, whether a leaf
KEY = "organisation_id, period_id, indicator_id"  # in the order of the index
FIELDS = ", ".join(Share._fields)
REMOVED = ("removed", "removed_denominator")  # known only once identities are counted, after all the sums
SUMS = ", ".join("0" if name in REMOVED else f"CAST(SUM({name}) AS BIGINT)" for name in Share._fields)
HAS = "(o.numerator IS NOT NULL OR o.text <> '')"
OWN = f"""SELECT {{column}} AS organisation_id, o.indicator_id, o.period_id,
    CASE WHEN o.made_of = '' THEN COALESCE(o.numerator, 0) ELSE o.stated END AS numerator,
    CASE WHEN o.made_of = '' THEN COALESCE(o.denominator, 0) ELSE o.stated_denominator END AS denominator,
    CASE WHEN {HAS} THEN 1 ELSE 0 END AS reported,
    CASE WHEN {HAS} AND o.status IN ('approved', 'computed') THEN 1 ELSE 0 END AS approved,
    CASE WHEN {HAS} THEN 0 ELSE 1 END AS missing
    FROM {Observation._meta.db_table} o
    JOIN figure_step s ON s.organisation_id = o.organisation_id AND s.period_id = o.period_id
    WHERE o.superseded_at IS NULL AND o.status <> 'filled' AND s.leaf = {{leaf}} AND s.depth = {{depth}}"""
BELOW = f"""SELECT s.parent_id AS organisation_id, f.indicator_id, f.period_id,
    {", ".join(f"f.{name}" for name in Share._fields if name not in REMOVED)}
    FROM {{fresh}} f
    JOIN figure_step s ON s.organisation_id = f.organisation_id AND s.period_id = f.period_id
    WHERE s.depth = {{depth}}"""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """seats: organisations that stood wrongly; rows: all roll-ups; written, removed: those that differed."""

    seats: int
    rows: int
    written: int
    removed: int


@acts.act("indicators.rebuild_rollups", who=only_the_system)
def rebuild(*, by: Actor) -> Rebuilt:
    """Raises RuleBroken where a sum is beyond what can be kept exactly; then nothing has changed."""
    try:
        with unhurried():
            return _rebuild()
    except (DataError, IntegrityError) as broken:
        raise RuleBroken(TOO_LARGE) from broken
    except OperationalError as broken:
        if "overflow" in str(broken):
            raise RuleBroken(TOO_LARGE) from broken
        raise


def _rebuild() -> Rebuilt:
    table = Rollup._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # acts under way end first, new ones wait; readers do not
            cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")
            cursor.execute("SET LOCAL work_mem = '192MB'")
            cursor.execute(
                "SET LOCAL enable_memoize = off"
            )  # each school is asked for once: nothing to remember
        seats, places = settle_seats()
        _make_tables(cursor)
        levels = _take_steps_in(cursor, places)
        cursor.execute(f"SELECT 1 FROM {table} LIMIT 1")
        if cursor.fetchone() is None:
            rows = written = _write_all(cursor, levels)
            removed = 0
        else:
            rows, written, removed = _write_differences(cursor, levels)
        for name in ("figure_step", "figure_fresh", "figure_once"):
            cursor.execute(f"DROP TABLE {name}")
    acts.note_bulk("indicators.rollup", [["seats", seats], ["written", written], ["removed", removed]])
    return Rebuilt(seats, rows, written, removed)


def settle_seats() -> tuple[int, list[Place]]:
    """Seats that are not where the placements say become so. Returns how many, and where all stand then."""
    seats = Seat.objects.filter(NOW_VALID)
    path_on = paths_in(tree_above(set(seats.values_list("organisation_id", flat=True).distinct())))
    now, wrong, places = clock.now(), [], []
    for key, organisation, period, day, path, kind in seats.values_list(
        "pk", "organisation_id", "period_id", "period__ends", "path", "organisation__kind"
    ).iterator(chunk_size=5000):
        right = path_on(organisation, day)
        places.append((right, period, kind in LEAVES))
        if path != right:
            seat = Seat(organisation_id=organisation, period_id=period, path=right, recorded_at=now)
            wrong.append((key, seat))
    for start in range(0, len(wrong), AT_ONCE):
        part = wrong[start : start + AT_ONCE]
        Seat.objects.filter(pk__in=[key for key, _ in part]).update(superseded_at=now)
        Seat.objects.bulk_create([seat for _, seat in part])
    return len(wrong), places


def _make_tables(cursor: Any) -> None:
    numbers = ", ".join(f"{name} BIGINT" for name in Share._fields)
    key = "organisation_id BIGINT, period_id BIGINT, indicator_id BIGINT"
    cursor.execute(
        "CREATE TEMPORARY TABLE figure_step "
        "(organisation_id BIGINT, period_id BIGINT, parent_id BIGINT, depth INTEGER, leaf INTEGER)"
    )
    cursor.execute(f"CREATE TEMPORARY TABLE figure_fresh ({key}, {numbers})")
    cursor.execute(f"CREATE TEMPORARY TABLE figure_once ({key}, {numbers})")


def steps(places: Iterable[Place]) -> Iterator[Step]:
    """Every organisation that figures count at or come from, in each period, with the one above it."""
    seen: set[tuple[str, int]] = set()
    for path, period, leaf in places:
        own = int(leaf)
        while path and (path, period) not in seen:
            seen.add((path, period))
            above = path[:-STEP]
            parent = int(above[-STEP:], 16) if above else None
            yield int(path[-STEP:], 16), period, parent, len(path) // STEP, own
            path, own = above, 0


def _take_steps_in(cursor: Any, places: Collection[Place]) -> list[list[str]]:
    """Bring the steps in; returns the levels from the bottom, each with where its figures come from."""
    names = ("organisation_id", "period_id", "parent_id", "depth", "leaf")
    write_rows(cursor, "figure_step", names, list(steps(places)))
    cursor.execute("CREATE INDEX figure_step_at ON figure_step (organisation_id, period_id)")
    cursor.execute("CREATE INDEX figure_step_under ON figure_step (parent_id, period_id)")
    cursor.execute("ANALYZE figure_step")
    cursor.execute("SELECT DISTINCT depth, leaf FROM figure_step")
    there = set(cursor.fetchall())
    own_depths = {len(path) // STEP for path, _, leaf in places if not leaf}
    deepest = max((depth for depth, _ in there), default=0)
    levels = []
    for depth in range(deepest, 0, -1):
        sources = []
        if (depth + 1, 1) in there:
            sources.append(OWN.format(column="s.parent_id", leaf=1, depth=depth + 1))
        if depth in own_depths:
            sources.append(OWN.format(column="s.organisation_id", leaf=0, depth=depth))
        if (depth + 1, 0) in there:
            sources.append(BELOW.format(depth=depth + 1, fresh="{fresh}"))
        if sources:
            levels.append(sources)
    return levels


def _write_all(cursor: Any, levels: list[list[str]]) -> int:
    """Where there is none yet: into their own table at once. Returns how many."""
    table = Rollup._meta.db_table
    with set_aside(Rollup):
        rows = sum(_add_level(cursor, table, sources) for sources in levels)
        _count_once(cursor, table)
    return rows


def _add_level(cursor: Any, table: str, sources: list[str]) -> int:
    """Schools lie side by side under the one above them, and so do the figures of each: read in that order a sum is
    done before the next one begins, and PostgreSQL need not hold all of them at once.
    """
    came_from = " UNION ALL ".join(sources).format(fresh=table)
    one_by_one = connection.vendor == "postgresql" and len(sources) == 1 and "{fresh}" not in sources[0]
    if one_by_one:
        cursor.execute("SET LOCAL enable_hashagg = off")
    cursor.execute(
        f"INSERT INTO {table} ({KEY}, {FIELDS}) SELECT {KEY}, {SUMS} FROM ({came_from}) AS level GROUP BY {KEY}"
    )
    rows = int(cursor.rowcount)
    if one_by_one:
        cursor.execute("SET LOCAL enable_hashagg = on")
    return rows


def _index(cursor: Any) -> None:
    """So that the rows are found by their key: PostgreSQL hashes them once it knows how many there are."""
    if connection.vendor == "postgresql":
        cursor.execute("ANALYZE figure_fresh")
    else:
        cursor.execute(f"CREATE INDEX figure_fresh_at ON figure_fresh ({KEY})")


def _count_once(cursor: Any, table: str) -> None:
    """All that was stated is in the sums by now; what is held several times is taken out, by the rules of the core."""
    counting = Counting()
    shares = counting.correct()
    if shares:
        names = ("organisation_id", "indicator_id", "period_id", *Share._fields)
        write_rows(cursor, "figure_once", names, [(*key, *share) for key, share in shares.items()])
        cursor.execute("ANALYZE figure_once")
        adding = ", ".join(f"{name} = {table}.{name} + figure_once.{name}" for name in Share._fields)
        same = " AND ".join(f"figure_once.{name} = {table}.{name}" for name in KEY.split(", "))
        cursor.execute(f"UPDATE {table} SET {adding} FROM figure_once WHERE {same}")
    counting.write(cursor)


def _write_differences(cursor: Any, levels: list[list[str]]) -> tuple[int, int, int]:
    """Only what is not there as it should be: even looking at a row to change it would be a write. Returns how many
    there should be, were written, were removed.
    """
    table, fresh = Rollup._meta.db_table, "figure_fresh"
    rows = sum(_add_level(cursor, fresh, sources) for sources in levels)
    _index(cursor)
    _count_once(cursor, fresh)
    names = f"{KEY}, {FIELDS}"
    setting = ", ".join(f"{name} = EXCLUDED.{name}" for name in Share._fields)
    same = " AND ".join(f"r.{name} = f.{name}" for name in names.split(", "))
    cursor.execute(
        f"INSERT INTO {table} ({names}) SELECT {names} FROM {fresh} f "
        f"WHERE NOT EXISTS (SELECT 1 FROM {table} r WHERE {same}) ORDER BY {KEY} "
        f"ON CONFLICT ({KEY}) DO UPDATE SET {setting}"
    )
    return rows, int(cursor.rowcount), _remove_others(cursor, rows)


def _remove_others(cursor: Any, rows: int) -> int:
    table = Rollup._meta.db_table
    cursor.execute(f"SELECT COUNT(*) FROM {table}")
    if (
        cursor.fetchone()[0] == rows
    ):  # all that were reckoned are there by now: as many rows, so the same ones
        return 0
    same = " AND ".join(f"f.{name} = {table}.{name}" for name in KEY.split(", "))
    cursor.execute(f"DELETE FROM {table} WHERE NOT EXISTS (SELECT 1 FROM figure_fresh f WHERE {same})")
    return int(cursor.rowcount)
