"""On a phone nobody reads a table of 16 × 11: pick a school or a task and get a list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from luoshi.undertakings.states import Health

from .cells import BARS, BASES, EDGES, GLYPHS, HEALTHS, PROOFS, STAGES, joint_words, pattern
from .shapes import Column, Mark, Matrix, Row
from .table import read_list


def phone_list(request: HttpRequest, matrix: Matrix) -> dict[str, Any]:
    """What the phone part of the page shows: the two choices and the list of the one chosen.

    Without a choice it is the own school, or the first one.
    """
    row = _chosen(request.GET.get("pick_task", ""), matrix.all_rows)
    column = _chosen(request.GET.get("pick_school", ""), matrix.all_columns)
    if row is None and column is None:
        column = _own_or_first(request, matrix)
    items = read_list(request.actor, matrix, row=row, column=None if row else column) if row or column else []
    link = pattern("duty")
    return {
        "schools": _options(matrix.all_columns, column, lambda one: one.name),
        "tasks": _options(matrix.all_rows, row, lambda one: f"{one.code} {one.title}".strip()),
        "count": len(items),
        "items": mark_safe("".join(_item(*item, by_task=row is not None, link=link) for item in items)),
    }


def _options(choices: list[Any], chosen: Any, words: Callable[[Any], str]) -> SafeString:
    """The choices of a list; by hand, as there may be hundreds."""
    return mark_safe(
        "".join(
            f'<option value="{one.id}"{" selected" if one is chosen else ""}>{escape(words(one))}</option>'
            for one in choices
        )
    )


def _chosen(public_id: str, choices: list[Any]) -> Any:
    return next((one for one in choices if one.id == public_id), None)


def _own_or_first(request: HttpRequest, matrix: Matrix) -> Column | None:
    own = _chosen(request.actor.organisation_public_id, matrix.all_columns)
    return own or next(iter(matrix.all_columns), None)


def _item(row: Row, column: Column, mark: Mark, *, by_task: bool, link: tuple[str, str]) -> str:
    title = escape(column.name if by_task else f"{row.code} {row.title}".strip())
    if mark.id:
        before, after = link
        title = f'<a href="{before}{mark.id}{after}">{title}</a>'
    health = (
        "" if mark.health in ("", Health.NORMAL) else f' <span class="health">{HEALTHS[mark.health]}</span>'
    )
    proof = f' <span class="muted">{PROOFS[mark.proof]}</span>' if mark.proof in BARS else ""
    standing = (
        f'<span class="duty {EDGES[mark.health]}"><i class="glyph {GLYPHS[mark.stage]}"></i>'
        f"<span>{STAGES[mark.stage]}</span>{health}{proof}</span>"
        if mark.stage
        else ""
    )
    _, joint = joint_words(column, mark)
    kind = f'<span class="muted small">{BASES[mark.basis]}{"，" if joint else ""}{joint}</span>'
    return f'<li>{title}<div class="row-of">{kind}{standing}</div></li>'
