"""The head and the foot of the matrix, and the chips above it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from luoshi.core.matrix import Span, count_words, headings
from luoshi.plans.models import Basis
from luoshi.undertakings.states import DutyStage, Health

from .filters import Wanted, chip
from .shapes import Column, Matrix

MOST_CHIPS = 30  # more schools than this are chosen from a list instead
FOOT_LABELS = {
    Basis.UNDERTAKEN: "承接合计",
    Basis.REQUIRED: "各校必做合计",
    Basis.CULTIVATED: "市级培育合计",
    Basis.OWN: "主管部门任务合计",
}


def county_row(matrix: Matrix) -> list[Span]:
    """County headings over the organisations, none where each county has its own single school."""
    return headings([column.heading for column in matrix.columns])


def foot_rows(matrix: Matrix) -> list[dict[str, Any]]:
    """A row of sums for each kind of duty that the plan has: 文件 9 · 现 8 where document and site differ."""
    rows = []
    listed = _has_a_document(matrix)
    for basis in matrix.bases:
        now = [matrix.column_now[column.key][basis] for column in matrix.columns]
        counted = listed and basis == Basis.UNDERTAKEN
        printed = [
            matrix.column_document[column.key][basis] if counted else None for column in matrix.columns
        ]
        cells = [
            _opens(matrix, column, count_words(said, count)) if said or count else ""
            for column, said, count in zip(matrix.columns, printed, now, strict=True)
        ]
        said = sum(count or 0 for count in printed) if counted else None
        rows.append(
            {
                "label": FOOT_LABELS[Basis(basis)],
                "total": _total(matrix, basis, said, sum(now)),
                "cells": cells,
            }
        )
    return rows


def _total(matrix: Matrix, basis: str, said: int | None, now: int) -> str:
    """The sum at the corner. Each school counts what it takes part in, the plan counts a joint task once."""
    if not matrix.wanted["school"] and not matrix.wanted["county"]:
        carried = sum(counts[basis] for counts in matrix.column_now.values())
        now -= carried - sum(counts[basis] for counts in matrix.row_counts.values())
    return count_words(said, now)


def _opens(matrix: Matrix, column: Column, words: str) -> SafeString:
    """The count of an organisation opens where it comes from."""
    url = reverse("lineage-organisation", args=[column.id, matrix.plan.public_id])
    return format_html('<a href="{}" data-drawer title="来源">{}</a>', url, words)


def _has_a_document(matrix: Matrix) -> bool:
    """A plan written by hand has no document whose count could differ from the site's."""
    return any(counts[Basis.UNDERTAKEN] for counts in matrix.column_document.values())


def chip_groups(matrix: Matrix) -> list[dict[str, Any]]:
    """Filters as the component takes them, in groups with a name; empty groups are left out."""
    groups = [
        ("性质", _basis_chips(matrix)),
        ("任务领域", _area_chips(matrix)),
        ("阶段", _standing_chips(matrix, "stage", DutyStage.choices, 1)),
        ("状况", _standing_chips(matrix, "health", Health.choices, 2)),
        ("所在县市", _county_chips(matrix)),
        ("学校", _school_chips(matrix)),
    ]
    return [{"label": label, "chips": chips} for label, chips in groups if chips]


def _basis_chips(matrix: Matrix) -> list[dict[str, Any]]:
    counts = dict.fromkeys(Basis.values, 0)
    for (basis, _, _), count in matrix.standing.items():
        counts[basis] += count
    return [
        chip(matrix.wanted, "basis", basis, label, counts[basis])
        for basis, label in Basis.choices
        if counts[basis] or basis in matrix.wanted["basis"]
    ]


def _area_chips(matrix: Matrix) -> list[dict[str, Any]]:
    counts: dict[tuple[str, str], int] = {}
    for row in matrix.all_rows:
        if row.area_id:
            place = (row.area_id, row.area)
            counts[place] = counts.get(place, 0) + sum(matrix.row_counts[row.key].values())
    return [chip(matrix.wanted, "area", key, label, count) for (key, label), count in counts.items()]


def _standing_chips(
    matrix: Matrix, name: str, choices: list[tuple[str, str]], place: int
) -> list[dict[str, Any]]:
    """Only duties whose standing the viewer may see are counted."""
    counts: dict[str, int] = {}
    for kind, count in matrix.standing.items():
        counts[kind[place]] = counts.get(kind[place], 0) + count
    found = [
        chip(matrix.wanted, name, value, label, counts.get(value, 0))
        for value, label in choices
        if counts.get(value) or value in matrix.wanted[name]
    ]
    if name == "stage" and matrix.left and DutyStage.LEFT not in matrix.wanted["stage"]:
        found.append(chip(_only_left(matrix.wanted), name, DutyStage.LEFT, DutyStage.LEFT.label, matrix.left))
    return found


def _only_left(wanted: Wanted) -> Wanted:
    return Wanted({**wanted.values, "stage": frozenset(), "health": frozenset()})


def _county_chips(matrix: Matrix) -> list[dict[str, Any]]:
    counties: dict[str, int] = {}
    for column in matrix.all_columns:
        if column.is_school and column.heading:
            counties[column.heading] = counties.get(column.heading, 0) + 1
    if len(counties) < 2:
        return []
    return [chip(matrix.wanted, "county", name, name) for name in counties]


def _school_chips(matrix: Matrix) -> list[dict[str, Any]]:
    schools = [column for column in matrix.all_columns if column.is_school]
    if len(schools) > MOST_CHIPS:
        schools = [column for column in schools if column.id in matrix.wanted["school"]]
    return [
        chip(matrix.wanted, "school", column.id, column.short, sum(matrix.column_now[column.key].values()))
        for column in schools
    ]
