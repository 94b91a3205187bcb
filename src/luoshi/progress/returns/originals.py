"""The template itself as a school's own sheet: filled in beforehand, and read back when it comes.

It carries no signature, so what comes back is compared with what stands: every cell that differs is shown before it is
kept.
"""

from __future__ import annotations

import base64
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from luoshi.common import files
from luoshi.common.dataforms import excel
from luoshi.common.sandbox import run_in_child
from luoshi.common.workbooks import NotOurs
from luoshi.core.fields import ROW, BadValue, parse
from luoshi.core.fields.model import Field
from luoshi.core.fields.sheets import Read
from luoshi.core.quoting import quoted

from .merging import answer_of_school, names_of
from .models import Return, ReturnSheet

SECONDS = 15  # a person waits for it
NOT_THIS_ONE = "这不是本次收表的表，或者表里没有本校的内容。请在本页下载后填写，再上传。"


def has_original(row: Return) -> bool:
    """Whether a school may fill in the template itself."""
    return bool(row.mapping) and row.readable_id is not None


def filled_original(sheet: ReturnSheet, values: Mapping[str, Any]) -> bytes:
    """The template with what this school is known to answer. Raises Unreadable."""
    row = sheet.asked_in
    assert row.readable is not None
    assert row.form_version is not None
    [name] = names_of([sheet.organisation])
    answer = {"school": name, **answer_of_school(row.form_version.form, values)}
    options = {"names": [row.template_name], "template": row.template_read["template"], "answer": answer}
    made = _in_child("fill_one", files.read(row.readable), options)
    return base64.b64decode(made["data"])


def ending_of(row: Return) -> str:
    kind: str = row.template_read["template"]["kind"]
    return kind


def returned(sheet: ReturnSheet, data: bytes, now: Mapping[str, Any]) -> excel.Returned:
    """What a filled template would change of this school's values. Raises Unreadable with the
    reason in words; NotOurs for any other file.
    """
    row = sheet.asked_in
    assert row.form_version is not None
    form = row.form_version.form
    template, names = row.template_read["template"], names_of([sheet.organisation])
    options = {"names": [row.template_name], "template": template, "schools": names}
    found = _in_child("read_back", data, options)
    blank = {key for keys in found["blank"].values() for key in keys}
    if not (found["answers"] or found["faults"] or blank):
        raise NotOurs(NOT_THIS_ONE)
    back = Read(problems=[(fault["where"], fault["message"]) for fault in found["faults"]])
    said = found["answers"][0] if found["answers"] else {"values": {}, "rows": {}}
    for field in form.fields:
        if field.kind == "table":
            _take_rows(back, field, said["rows"].get(field.key, []), field.key in blank)
        elif field.key in said["values"]:
            _take(back, field, said["values"][field.key])
        elif field.key in blank:
            back.seen.add(field.key)  # cleared in the file
    return excel.compared(form, now, now, back, None)


def _in_child(task: str, data: bytes, options: dict[str, Any]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="luoshi-return-") as folder:
        path = Path(folder, "template")
        path.write_bytes(data)
        made: dict[str, Any] = run_in_child(
            f"luoshi.core.sheets.tasks.{task}", [path], options, seconds=SECONDS
        )
        return made


def _take(back: Read, field: Field, value: Any) -> None:
    try:
        back.values[field.key] = canonical(field, value)
        back.seen.add(field.key)
    except BadValue as bad:
        back.problems.append((quoted(field.label), str(bad)))


def _take_rows(back: Read, table: Field, rows: list[dict[str, Any]], cleared: bool) -> None:
    if not rows and not cleared:
        return
    taken = []
    for number, row in enumerate(rows, 1):
        kept: dict[str, Any] = {ROW: row.get(ROW, f"new-{number}")}
        for column in table.columns:
            if row.get(column.key) in (None, ""):
                continue
            try:
                kept[column.key] = canonical(column, row[column.key])
            except BadValue as bad:
                back.problems.append((f"{quoted(table.label)}第{number}行{quoted(column.label)}", str(bad)))
        taken.append(kept)
    back.values[table.key] = taken
    back.seen.add(table.key)
    back.columns[table.key] = {column.key for column in table.columns}


def canonical(field: Field, value: Any) -> Any:
    """As a data form keeps it. Raises BadValue."""
    if isinstance(value, bool):
        return value if field.kind == "yes_no" else parse(field, "是" if value else "否")
    return parse(field, f"{value}")
