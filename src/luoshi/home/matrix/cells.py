"""Rows of the matrix as HTML. Made by hand, not by a template per cell: a page has up to 2,000 of them."""

from __future__ import annotations

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from luoshi.common.ids import ALPHABET, LENGTH
from luoshi.common.templatetags.ui import HEALTH_EDGES, STAGE_GLYPHS
from luoshi.core.matrix import count_words, runs
from luoshi.plans.models import Basis
from luoshi.undertakings.states import DutyStage, Health, Proof

from .shapes import Column, Mark, Matrix, Row

Links = dict[str, tuple[str, str]]  # name of a page → what stands before and after the id in its URL
_ANY_ID = ALPHABET[0] * LENGTH
BASES = {value: escape(label) for value, label in Basis.choices}
STAGES = {value: escape(label) for value, label in DutyStage.choices}
HEALTHS = {value: escape(label) for value, label in Health.choices}
GLYPHS = {stage: STAGE_GLYPHS[label] for stage, label in DutyStage.choices}
PROOFS = {value: escape(f"佐证{label}") for value, label in Proof.choices}
BARS = {str(Proof.PARTIAL): " proof-some", str(Proof.COMPLETE): " proof-all"}  # a line below the glyph
EDGES = {health: HEALTH_EDGES[label] for health, label in Health.choices}


def pattern(name: str) -> tuple[str, str]:
    """What stands before and after the public id in the URLs of a page."""
    before, _, after = reverse(name, args=[_ANY_ID]).partition(_ANY_ID)
    return before, after


def body_rows(matrix: Matrix, *, follows: bool = False) -> SafeString:
    """The rows of the block, with a heading for each area unless the table is like the annex.

    follows  the block is put below the one before it, whose last area goes on without a new heading
    """
    headed = not matrix.wanted.is_like_annex
    numbers = runs(
        [f"{row.area_id if headed else ''} {row.outer}" if row.outer else "" for row in matrix.block]
    )
    links = {name: pattern(name) for name in ("duty", "task", "lineage-task-current")}
    width = len(matrix.columns) + lead_columns(matrix)
    parts: list[str] = []
    area = matrix.rows[matrix.start - 1].area if follows and matrix.start else ""
    for place, row in enumerate(matrix.block):
        if headed and row.area != area:
            area = row.area
            parts.append(
                f'<tr class="area"><th scope="colgroup" colspan="{width}"><span>{escape(area)}</span></th></tr>'
            )
        parts.append(_row(matrix, row, numbers[place].size, links))
    return mark_safe("".join(parts))


def lead_columns(matrix: Matrix) -> int:
    """Columns before the first organisation: number, inner number, task, kind (not in the annex), count."""
    return 4 if matrix.wanted.is_like_annex else 5


def head_cells(matrix: Matrix) -> SafeString:
    """A heading for each organisation, its full name on hover."""
    url = pattern("organisation")
    return mark_safe(
        "".join(
            f'<th scope="col" class="school" title="{escape(column.name)}">'
            f"{_link(url, column.id, escape(column.short))}</th>"
            for column in matrix.columns
        )
    )


def _row(matrix: Matrix, row: Row, run: int, links: Links) -> str:
    number = "" if not run else f'<td class="no" rowspan="{run}">{escape(row.outer)}</td>'
    title = _link(links["task"], row.id, escape(row.title))
    task = (
        f'<td class="inner">{row.inner}</td><th scope="row" class="task">{title}</th>'
        if row.inner
        else f'<th scope="row" class="task" colspan="2">{title}</th>'
    )
    plain = matrix.wanted.is_like_annex
    kind = "" if plain else f'<td class="kind">{BASES[row.basis]}</td>'
    cells = "".join(
        f"<td>{''.join(_mark(row, column, mark, links['duty'], plain) for mark in marks)}</td>"
        if marks
        else "<td></td>"
        for column in matrix.columns
        for marks in (matrix.cells.get((row.key, column.key)),)
    )
    return f"<tr>{number}{task}{kind}{_count_cell(matrix, row, links)}{cells}</tr>\n"


def _count_cell(matrix: Matrix, row: Row, links: Links) -> str:
    """The count opens where it comes from."""
    count = row_count(matrix, row)
    if row.basis == Basis.UNDERTAKEN:
        count = _link(links["lineage-task-current"], row.id, count, ' data-drawer title="来源"')
    return f'<td class="sum">{count}</td>'


def _link(url: tuple[str, str], public_id: str, text: str, more: str = "") -> str:
    return f'<a href="{url[0]}{public_id}{url[1]}"{more}>{text}</a>'


def row_count(matrix: Matrix, row: Row) -> str:
    """The count of a task: of what was undertaken beside the document's, else of whoever carries it."""
    counts = matrix.row_counts[row.key]
    if row.basis == Basis.CULTIVATED:
        return f"市定 {row.number}" if row.number else ""
    if row.basis == Basis.UNDERTAKEN:
        return count_words(row.declared, counts[Basis.UNDERTAKEN])
    return str(sum(counts.values()))


JOINT = {True: ("牵", "联合承接，牵头"), False: ("参", "参与联合承接，不另计")}


def joint_words(column: Column, mark: Mark) -> tuple[str, str]:
    """A character for the cell and words for those who hear the page; empty where it is carried alone."""
    return JOINT[mark.led_by == column.key] if mark.led_by is not None else ("", "")


def _mark(row: Row, column: Column, mark: Mark, links: tuple[str, str], plain: bool) -> str:
    """One duty; plain: as the annex has it, a tick whatever its standing, which those who hear it are told."""
    data = (
        f'data-task="{row.id}" data-organisation="{column.id}" data-basis="{mark.basis}"'
        f' data-stage="{mark.stage}" data-health="{mark.health}" data-proof="{mark.proof}"'
    )
    other = "" if mark.basis == row.basis else f"<small>{BASES[mark.basis]}</small>"
    sign, joint = joint_words(column, mark)
    who = f"{escape(column.short)}：{BASES[mark.basis]}{'，' if joint else ''}{joint}"
    if sign:
        other += (
            f'<sup class="joint{" leads" if mark.led_by == column.key else ""}" title="{joint}">{sign}</sup>'
        )
    if not mark.id:
        return f'<span class="cell-duty" {data}>√<span class="visually-hidden">{who}</span>{other}</span>'
    health = "" if mark.health == Health.NORMAL else f"，{HEALTHS[mark.health]}"
    proof = f"，{PROOFS[mark.proof]}" if mark.proof in BARS else ""
    before, after = links
    edge, shown = (
        ("", "√")
        if plain
        else (
            f" {EDGES[mark.health]}{BARS.get(mark.proof, '')}",
            f'<i class="glyph {GLYPHS[mark.stage]}"></i>',
        )
    )
    return (
        f'<a class="cell-duty{edge}" href="{before}{mark.id}{after}" {data}'
        f' aria-label="{who}，{STAGES[mark.stage]}{health}{proof}">{shown}{other}</a>'
    )
