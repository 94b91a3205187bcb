"""Answers to any template, and comparisons of files part by part and element by element."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

from lxml import etree

from luoshi.core.sheets import (
    ROW,
    Arrangement,
    Column,
    Kind,
    SchoolAnswer,
    SchoolName,
    Shape,
    SingleField,
    Template,
)
from luoshi.core.sheets.model import Value


def value_for(asked: Column | SingleField, number: int) -> Value:
    if asked.kind is Kind.CHOICE:
        return asked.choices[number % len(asked.choices)]
    made: dict[Kind, Value] = {
        Kind.TEXT: f"文字{number}",
        Kind.INTEGER: 10 + number,
        Kind.DECIMAL: f"{number}.5",
        Kind.PERCENT: f"{50 + number}.5",
        Kind.DATE: f"2026-03-{number % 28 + 1:02d}",
        Kind.YES_NO: number % 2 == 0,
    }
    return made[asked.kind]


def answer_for(template: Template, school: SchoolName, number: int, rows_of_lists: int = 2) -> SchoolAnswer:
    values: dict[str, Value] = {}
    rows: dict[str, Sequence[dict[str, Value]]] = {}
    for table in template.tables:
        if table.shape is Shape.SCHOOLS:
            values |= {column.key: value_for(column, number) for column in table.asked}
        elif table.shape is Shape.LIST:
            rows[table.key] = [
                {column.key: value_for(column, number * 5 + at) for column in table.asked}
                for at in range(rows_of_lists)
            ]
        else:
            rows[table.key] = [
                {ROW: row.key, **{c.key: value_for(c, number) for c in table.asked if c.key in row.blank}}
                for row in table.rows
                if any(c.key in row.blank for c in table.asked)
            ]
    if template.arrangement in (Arrangement.FORM, Arrangement.SHEETS):
        values |= {each.key: value_for(each, number) for each in template.fields if each.role != "unit"}
    return SchoolAnswer(school, values, rows)


def packed_parts(data: bytes) -> dict[str, tuple[bytes, int, tuple[int, ...]]]:
    """Name → compressed bytes, method, time; in order."""
    found = {}
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        for info in opened.infolist():
            header = data[info.header_offset : info.header_offset + 30]
            start = (
                info.header_offset
                + 30
                + int.from_bytes(header[26:28], "little")
                + int.from_bytes(header[28:30], "little")
            )
            packed = data[start : start + info.compress_size]
            found[info.filename] = (packed, info.compress_type, tuple(info.date_time))
    return found


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def elements(xml: bytes) -> list[tuple[str, bytes]]:
    """Each element outside of cells and runs in canonical form: what filling must not touch."""
    root = etree.fromstring(xml)
    kept = []
    for element in root.iter():
        if isinstance(element.tag, str):
            name = etree.QName(element).localname
            inside = {
                etree.QName(each).localname for each in element.iterancestors() if isinstance(each.tag, str)
            }
            if not inside & {"c", "r"} and name not in (
                "c",
                "r",
                "sheetData",
                "row",
                "worksheet",
                "document",
                "body",
            ):
                kept.append((name, _own(element)))
    return kept


def _own(element: etree._Element) -> bytes:
    alone = etree.Element(element.tag, dict(element.attrib))
    return etree.tostring(alone, method="c14n")


def with_cells(data: bytes, path: str) -> dict[str, bytes]:
    """Reference → canonical XML of each cell of a sheet."""
    root = etree.fromstring(parts(data)[path])
    return {cell.get("r", ""): etree.tostring(cell, method="c14n") for cell in root.iter("{*}c")}
