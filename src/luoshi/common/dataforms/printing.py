"""A form on paper in the office layout, filled in or empty: for `common.rendering.pdf.print_paper`.

A stage that files the print gives the paper to its filed papers; printing ends before the act begins.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from luoshi.common.rendering.paper import Block, Field, Fields, Heading, Paper, Table, Words

from .models import FormVersion
from .showing import lines_of

ROOM, WIDE = 9.0, 8  # millimetres to write in by hand; columns from which on the page lies down


def paper_of(
    version: FormVersion,
    values: Mapping[str, Any],
    *,
    organisation_name: str,
    date: str = "",
    empty: bool = False,
) -> Paper:
    """Labels and values in a frame, tables below, in the order and under the headings of the form."""
    blocks: list[Block] = [Words(f"填报单位：{'' if empty else organisation_name}", indent=False)]
    frame: list[Field] = []
    lines = lines_of(version.form, {} if empty else values, empty=empty)
    for line in lines:
        if line["section"] or "table" in line:
            blocks += _framed(frame)
            blocks += [Heading(line["section"])] if line["section"] else []
        if "table" in line:
            blocks.append(_table(line["label"], line["table"]))
        else:
            frame.append(_field(line, empty))
    widest = max((len(line["table"]["columns"]) for line in lines if "table" in line), default=0)
    return Paper(
        title=version.definition.title,
        blocks=[*blocks, *_framed(frame)],
        date=date,
        landscape=widest >= WIDE,
    )


def _framed(frame: list[Field]) -> list[Block]:
    """The fields gathered so far as one frame; the list begins anew."""
    found: list[Block] = [Fields(tuple(frame))] if frame else []
    frame.clear()
    return found


def _field(line: Mapping[str, Any], empty: bool) -> Field:
    if not empty:
        return Field(line["label"], line["value"])
    choices = "　".join(f"□ {choice}" for choice in line["choices"])
    unit = f"（{line['unit']}）" if line["unit"] else ""
    return Field(f"{line['label']}{unit}", choices, ROOM)


def _table(label: str, table: Mapping[str, Any]) -> Table:
    units = [f"{c['label']}（{c['unit']}）" if c["unit"] else c["label"] for c in table["columns"]]
    rows = [[row["head"], *(text for text, _, _ in row["cells"])] for row in table["rows"]]
    sums = [["合计", *table["sums"]]] if table["sums"] else []
    return Table(("", *units), rows + sums, widths=(0.6, *[1.0] * len(units)), caption=label)
