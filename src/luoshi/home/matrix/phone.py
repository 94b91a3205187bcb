"""On a phone nobody reads a table of 16 × 11: pick a school or a task and get a list."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from luoshi.plans.models import Basis
from luoshi.undertakings.states import DutyStage, Health

from .table import Column, Mark, Matrix, Row, read_list


def phone_list(request: HttpRequest, matrix: Matrix) -> dict[str, Any]:
    """What the phone part of the page shows: the two choices and the list of the one chosen.

    Without a choice it is the own school, or the first one.
    """
    task = _known(request.GET.get("pick_task", ""), [row.id for row in matrix.all_rows])
    school = _known(request.GET.get("pick_school", ""), [column.id for column in matrix.all_columns])
    if not task and not school:
        school = _own_or_first(request, matrix)
    items = read_list(request.actor, matrix, school=school, task=task) if task or school else []
    return {
        "schools": matrix.all_columns,
        "tasks": matrix.all_rows,
        "school": school,
        "task": task,
        "items": [_item(*item, by_task=bool(task)) for item in items],
    }


def _known(value: str, values: list[str]) -> str:
    return value if value in values else ""


def _own_or_first(request: HttpRequest, matrix: Matrix) -> str:
    ids = [column.id for column in matrix.all_columns]
    return _known(request.actor.organisation_public_id, ids) or (ids[0] if ids else "")


def _item(row: Row, column: Column, mark: Mark, *, by_task: bool) -> dict[str, str]:
    return {
        "title": column.name if by_task else f"{row.code} {row.title}".strip(),
        "basis": Basis(mark.basis).label,
        "href": reverse("duty", args=[mark.id]) if mark.id else "",
        "stage": DutyStage(mark.stage).label if mark.stage else "",
        "health": Health(mark.health).label if mark.health else "",
    }
