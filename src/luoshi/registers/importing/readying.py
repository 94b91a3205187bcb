"""What applying an import takes time for, done before the act that only writes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.registers.actions import ReadyRows, ready_rows

from . import undoing
from .deciding import Sheet
from .models import ListImport
from .preview import Preview


@dataclass(slots=True)
class ReadyImport:
    """digest: of the entries it was compared with; undo: sealed, what taking it back needs."""

    digest: str
    counts: dict[str, int]
    rows: ReadyRows
    undo: bytes


def refuse_undecided(sheet: Sheet) -> None:
    if sheet.open:
        raise RuleBroken(f"还有 {len(sheet.open)} 处疑点没有处理，处理完才能导入。")


def made_ready(
    row: ListImport, by: Actor, told: Callable[[int, int], None] = lambda done, total: None
) -> ReadyImport:
    """Raises RuleBroken where something has to be decided or put right first. `told` hears how many were compared."""
    sheet = Sheet(row)
    refuse_undecided(sheet)
    preview = Preview(sheet, told)
    if preview.problems:
        first = preview.problems[0]
        raise RuleBroken(f"还有 {len(preview.problems)} 行的内容不对，例如{first.place}：{first.words}")
    if not preview.rows:
        raise RuleBroken("没有要读入的行。请换一个文件，或放弃这次导入。")
    was = {each.entry.pk: each.entry.state for each in preview.rows if each.entry is not None}
    ready = ready_rows(register=row.register, organisation=row.organisation, rows=preview.rows, by=by)
    undo = undoing.noted(ready, preview.standing, was) | {"form": preview.form_version}
    kept = row.seal("undo", undo) if ready.work else b""
    return ReadyImport(preview.digest, preview.counts(), ready, kept)
