"""What was given out, what stands now, what came back: the differences, the conflicts, and the values that result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .model import ROW, Field, Form, Values
from .sheets import Read
from .shown import shown


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell, or a whole row. `conflict`: it was changed on the site meanwhile, to something else."""

    label: str
    place: str
    before: str
    after: str
    conflict: bool = False


@dataclass(slots=True)
class Merged:
    """`values`: with everything that came back; `kept`: with the site's where both changed it."""

    values: Values = field(default_factory=dict)
    kept: Values = field(default_factory=dict)
    differences: list[Difference] = field(default_factory=list)

    @property
    def conflicts(self) -> list[Difference]:
        return [each for each in self.differences if each.conflict]


def merge(form: Form, given: Mapping[str, Any], now: Mapping[str, Any], back: Read) -> Merged:
    """Three-way, cell by cell. What was not touched in the workbook stays as the site has it."""
    result = Merged(dict(now), dict(now))
    for each in form.fields:
        if each.key not in back.seen:
            continue
        if each.kind == "table":
            _merge_table(result, each, given.get(each.key) or [], now.get(each.key) or [], back)
        else:
            _merge_cell(result, each, given, now, back)
    return result


def _merge_cell(
    result: Merged, each: Field, given: Mapping[str, Any], now: Mapping[str, Any], back: Read
) -> None:
    was, stands, came = given.get(each.key), now.get(each.key), back.values.get(each.key)
    if came in (was, stands):
        return
    conflict = stands != was
    place = back.places.get((each.key,), "")
    result.differences.append(Difference(each.label, place, shown(each, stands), shown(each, came), conflict))
    _set(result.values, each.key, came)
    if not conflict:
        _set(result.kept, each.key, came)


def _set(values: dict[str, Any], key: str, value: Any) -> None:
    if value is None:
        values.pop(key, None)
    else:
        values[key] = value


def _merge_table(
    result: Merged, table: Field, given: list[dict[str, Any]], now: list[dict[str, Any]], back: Read
) -> None:
    was, stands = ({row[ROW]: row for row in rows} for rows in (given, now))
    came = {row[ROW]: row for row in _known_again(table, was, stands, back)}
    taken: list[dict[str, Any]] = []
    kept: list[dict[str, Any]] = []
    for row in [*now, *(row for key, row in came.items() if key not in stands)]:
        key = row[ROW]
        if key not in came:
            _gone(result, table, row, was.get(key), taken, kept)
        else:
            mine, theirs = _merge_row(result, table, was.get(key), stands.get(key), came[key], back)
            taken.append(mine)
            kept += [theirs] if theirs else []
    for values, rows in ((result.values, taken), (result.kept, kept)):
        _set(values, table.key, [row for row in rows if len(row) > 1] or None)


def _known_again(
    table: Field, was: Mapping[str, Any], stands: Mapping[str, Any], back: Read
) -> list[dict[str, Any]]:
    """The rows that came. The same workbook sent again brings its new rows again: a new row that reads exactly like
    one added here since the workbook was given out is that one, so that nothing is added twice.
    """
    rows = back.values.get(table.key) or []
    present = {row[ROW] for row in rows}
    free = [row for key, row in stands.items() if key not in was and key not in present]
    found = []
    for row in rows:
        same = None if row[ROW] in was else next((each for each in free if _cells(each) == _cells(row)), None)
        if same is not None:
            free.remove(same)
            for path in [path for path in back.places if path[:2] == (table.key, row[ROW])]:
                back.places[table.key, same[ROW], *path[2:]] = back.places[path]
        found.append(row if same is None else {**row, ROW: same[ROW]})
    return found


def _cells(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key != ROW}


def _gone(
    result: Merged,
    table: Field,
    row: dict[str, Any],
    was: dict[str, Any] | None,
    taken: list[dict[str, Any]],
    kept: list[dict[str, Any]],
) -> None:
    """A row that stands now and did not come back: removed in the workbook, or added here meanwhile."""
    if was is None:
        taken.append(row)
        kept.append(row)
        return
    conflict = was != row
    result.differences.append(Difference(table.label, "", row_words(table, row), "删去这一行", conflict))
    if conflict:
        kept.append(row)


def _merge_row(
    result: Merged,
    table: Field,
    was: dict[str, Any] | None,
    stands: dict[str, Any] | None,
    came: dict[str, Any],
    back: Read,
) -> tuple[dict[str, Any], dict[str, Any] | None]:
    key = came[ROW]
    if stands is None:
        conflict = was is not None  # removed here meanwhile
        if conflict and came == was:
            return {ROW: key}, None  # not touched there: it stays removed
        place = back.places.get((table.key, key), "")
        before = "已在系统里删去" if conflict else ""
        result.differences.append(Difference(table.label, place, before, row_words(table, came), conflict))
        return came, None if conflict else came
    mine, theirs = dict(stands), dict(stands)
    for column in table.columns:
        if column.key not in back.columns.get(table.key, set()):
            continue
        old, here, there = (row.get(column.key) if row else None for row in (was, stands, came))
        if there in (old, here):
            continue
        conflict = here != old
        place = back.places.get((table.key, key, column.key), "")
        label = f"{_row_label(table, key)}：{column.label}"
        result.differences.append(
            Difference(label, place, shown(column, here), shown(column, there), conflict)
        )
        _set(mine, column.key, there)
        if not conflict:
            _set(theirs, column.key, there)
    return mine, theirs


def _row_label(table: Field, key: str) -> str:
    """A fixed row by its own words; of free rows there is only the table's, and the place tells which one."""
    return next((row.label for row in table.rows if row.key == key), table.label)


def row_words(table: Field, row: Mapping[str, Any]) -> str:
    """A row in one line."""
    said = [shown(column, row.get(column.key)) for column in table.columns]
    return "　".join(text for text in said if text)[:200]
