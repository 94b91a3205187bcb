"""Parts of a ratio that are figures of their own: typed once, carried into every line that rests on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from luoshi.core.fields.model import MONEY_UNITS
from luoshi.core.plausibility import NoFigure, read_part

from ..models import IndicatorVersion
from ..states import Kind

FROM = {"value": "numerator_from", "bottom": "denominator_from"}
Cells = Mapping[str, str]
Numbers = Mapping[str, tuple[str, Decimal]]  # by key of an indicator its title and figure


@dataclass(frozen=True, slots=True)
class Carried:
    """What stands in a cell, and of which indicator it is the figure; empty where that has none yet."""

    title: str
    text: str


def sources_of(definition: IndicatorVersion) -> dict[str, str]:
    """By column of the grid the indicator (key) whose figure it is."""
    if definition.kind != Kind.RATIO:
        return {}
    said = {column: definition.extra.get(name) for column, name in FROM.items()}
    return {column: str(key) for column, key in said.items() if key}


def carried_into(sheet: Any, numbers: Numbers) -> dict[str, dict[str, Carried]]:
    """By line and column. A source that stands nowhere yet leaves the cell to be typed; one of this sheet does not."""
    titles = {row.definition.indicator.key: row.title for row in sheet.rows()}
    units = {row.definition.indicator.key: row.definition.unit for row in sheet.rows()}
    units |= {row.indicator.key: row.definition.unit for row in sheet.elsewhere}
    found: dict[str, dict[str, Carried]] = {}
    for row in sheet.rows():
        for column, key in sources_of(row.definition).items() if row.is_open else ():
            if key in numbers:
                title, number = numbers[key]
                text = _in_its_unit(number, units.get(key, ""), row.definition, column)
                found.setdefault(row.key, {})[column] = Carried(title, text)
            elif key in titles:
                found.setdefault(row.key, {})[column] = Carried(titles[key], "")
    return found


def _in_its_unit(number: Decimal, unit: str, definition: IndicatorVersion, column: str) -> str:
    """万元 as 元 where the ratio counts in 元; no more decimals than the ratio has."""
    parts = definition.unit.split("/")
    own = parts[0] if column == "value" else parts[-1]
    if unit in MONEY_UNITS and own in MONEY_UNITS:
        number = number * MONEY_UNITS[unit] / MONEY_UNITS[own]
    text = f"{number.quantize(Decimal(1).scaleb(-definition.scale), ROUND_HALF_UP):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def carry(
    sheet: Any, typed: Mapping[str, Cells], said: Mapping[str, Any]
) -> tuple[dict[str, Cells], list[tuple[str, str, str, str]]]:
    """The typed cells with those that are carried, of further lines too; and what contradicts: line, column, words,
    title. `said`: the lines as they are understood.
    """
    done: dict[str, Cells] = dict(typed)
    wrong: list[tuple[str, str, str, str]] = []
    carried = carried_into(sheet, sheet.figures(said))
    for row in sheet.rows():
        found = carried.get(row.key)
        if not found or (row.key not in typed and row.cells["missing"]):
            continue
        cells = {**row.cells, **typed.get(row.key, {})}
        for column, each in found.items():
            if _contradicts(cells[column], row.cells[column], each.text, row):
                said_there = f"这里由“{each.title}”带出，是 {each.text or '空的'}，与所填的不同。"
                words = f"{said_there}请核对“{each.title}”，这一格不用填。"
                wrong.append((row.key, column, words, row.title))
        texts = {column: each.text for column, each in found.items()}
        whole = all(texts.get(column, cells[column]).strip() for column in FROM)
        cells |= texts if whole else dict.fromkeys(found, "")
        if row.key in typed or cells != row.cells:
            done[row.key] = cells
    return done, wrong


def _contradicts(typed: str, before: str, carried: str, row: Any) -> bool:
    """Something else was typed than what is carried and than what stood there."""
    if not typed.strip() or typed == before:
        return False
    try:
        return read_part(typed, row.rules) != read_part(carried, row.rules)
    except NoFigure:
        return True
