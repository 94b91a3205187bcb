"""The log as a table for Excel."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.common.rendering.text import csv_bytes
from luoshi.selection.models import Call

from ..permissions import can_export_log, can_export_selection_log
from .lines import Line
from .words import one_line

MOST = 20_000
HEAD = ("时间", "人员", "单位和岗位", "操作", "对象", "结果", "内容", "网络地址", "序号")


@acts.act("home.export_log", who=can_export_log, proof=True)
def note_export(*, rows: int, by: Actor) -> None:
    """That the log was taken out, and how much of it. Raises RuleBroken when it is too much for one table."""
    _refuse_too_many(rows)
    acts.note_bulk("log", [rows])


@acts.act("home.export_selection_log", who=can_export_selection_log, under="call", proof=True)
def note_selection_export(*, call: Call, rows: int, by: Actor) -> None:
    """The same of one selection, by its monitor."""
    _refuse_too_many(rows)
    acts.note_bulk("log", [rows])


def _refuse_too_many(rows: int) -> None:
    if rows > MOST:
        raise RuleBroken(f"一次最多导出 {MOST} 条，现在选中 {rows} 条。请按日期分几次导出。")


def as_csv(lines: Iterable[Line]) -> bytes:
    """UTF-8 with its mark, so that Excel reads it; one event is one line of text, none of it a formula."""
    return csv_bytes([HEAD, *([one_line(cell) for cell in _cells(line)] for line in lines)])


def _cells(line: Line) -> tuple[str, ...]:
    at = f"{timezone.localtime(line.at):%Y-%m-%d %H:%M:%S}"
    details = "；".join(line.details)
    return (
        at,
        line.person,
        line.place,
        line.act,
        line.about,
        line.result,
        details,
        line.network,
        line.number,
    )
