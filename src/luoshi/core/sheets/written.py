"""Templates and answers as JSON and back, for keeping them and for the child process."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from luoshi.core.reading.findings import Finding, Severity
from luoshi.core.reading.structure import Place

from .model import (
    Arrangement,
    Certainty,
    Column,
    FixedRow,
    Kind,
    SchoolAnswer,
    SchoolName,
    Shape,
    SingleField,
    Template,
    TemplateTable,
)


def template_to_json(template: Template) -> dict[str, Any]:
    """Fit for `json.dumps`; `template_from_json` gives an equal template again."""
    written = asdict(template)
    written["findings"] = [finding.to_json() for finding in template.findings]
    return written


def template_from_json(written: Mapping[str, Any]) -> Template:
    return Template(
        **_without(written, "arrangement", "certainty", "tables", "fields", "notes", "findings", "copies"),
        arrangement=Arrangement(written["arrangement"]),
        certainty=Certainty(written["certainty"]),
        tables=tuple(_table(each) for each in written["tables"]),
        fields=tuple(_field(each) for each in written["fields"]),
        notes=tuple(written["notes"]),
        copies=tuple((school, grid) for school, grid in written.get("copies", ())),
        findings=tuple(_finding(each) for each in written["findings"]),
    )


def _table(written: Mapping[str, Any]) -> TemplateTable:
    tuples = ("header", "totals", "samples", "notes")
    return TemplateTable(
        **_without(written, "shape", "certainty", "columns", "rows", "places", *tuples),
        shape=Shape(written["shape"]),
        certainty=Certainty(written["certainty"]),
        columns=tuple(_column(each) for each in written["columns"]),
        rows=tuple(FixedRow(**{**each, "blank": tuple(each["blank"])}) for each in written["rows"]),
        header=(written["header"][0], written["header"][1]),
        places=tuple((school, down, aside) for school, down, aside in written.get("places", ())),
        **_tuples(written, tuples[1:]),
    )


def _column(written: Mapping[str, Any]) -> Column:
    tuples = ("path", "choices", "ticks", "sum_of")
    return Column(
        **_without(written, "kind", *tuples),
        kind=Kind(written["kind"]),
        **_tuples(written, tuples),
    )


def _field(written: Mapping[str, Any]) -> SingleField:
    tuples = ("path", "choices", "ticks")
    span = written["span"]
    return SingleField(
        **_without(written, "kind", "span", *tuples),
        kind=Kind(written["kind"]),
        span=(span[0], span[1]) if span else None,
        **_tuples(written, tuples),
    )


def _finding(written: Mapping[str, Any]) -> Finding:
    return Finding(
        written["code"],
        Severity(written["severity"]),
        Place(**written["place"]),
        written["message"],
        written["proposal"],
    )


def _tuples(written: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    return {name: tuple(written[name]) for name in names}


def _without(written: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in written.items() if name not in names}


def answer_to_json(answer: SchoolAnswer) -> dict[str, Any]:
    return {
        "school": school_to_json(answer.school),
        "values": {key: _plain(value) for key, value in answer.values.items()},
        "rows": {
            table: [{key: _plain(value) for key, value in row.items()} for row in rows]
            for table, rows in answer.rows.items()
        },
    }


def answer_from_json(written: Mapping[str, Any]) -> SchoolAnswer:
    return SchoolAnswer(
        school_from_json(written["school"]), written.get("values", {}), written.get("rows", {})
    )


def school_to_json(school: SchoolName) -> dict[str, Any]:
    return {"name": school.name, "aliases": list(school.aliases)}


def school_from_json(written: Mapping[str, Any]) -> SchoolName:
    return SchoolName(written["name"], tuple(written.get("aliases", ())))


def schools_from_json(written: Sequence[Mapping[str, Any]]) -> tuple[SchoolName, ...]:
    return tuple(school_from_json(each) for each in written)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal | float):
        return str(value)
    return value.isoformat()[:10] if isinstance(value, dt.date) else value
