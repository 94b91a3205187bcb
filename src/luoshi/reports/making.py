"""One report: which markers its template uses, what they stand for, and the file that is filled with them."""

from __future__ import annotations

import base64
import datetime as dt
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from luoshi.common import files
from luoshi.common.actor import Actor
from luoshi.common.sandbox import run_in_child
from luoshi.core.report_templates import ROW, Fault, faults_of
from luoshi.core.report_templates.tasks import marked_from
from luoshi.registers.models import Register

from .models import Report, TemplateVersion
from .shipped import shipped
from .values import Catalogue, Collected, Facts, collect

READING, FILLING = 20, 120  # seconds; for the first a person waits


def facts_of(report: Report, actor: Actor, at: dt.datetime | None = None) -> Facts:
    period = report.period
    return Facts(
        actor, report.organisation, report.place, period.span,
        plan=report.plan, register=report.register, period=period, before=report.before, at=at,
    )  # fmt: skip


def template_of(kind: str, register: Register | None, version: TemplateVersion | None) -> tuple[str, bytes]:
    """Name and bytes: the office's own, or the shipped one."""
    if version is None or version.stored is None:
        return shipped(kind, register)
    return version.file_name, files.read(version.stored)


def read_template(name: str, data: bytes) -> dict[str, Any]:
    """As `core.report_templates.tasks.read`. Raises Unreadable."""
    return _in_child("read", name, data, {}, READING)


def faults_in(read: dict[str, Any], catalogue: Catalogue) -> list[Fault]:
    return faults_of(marked_from(read), catalogue.known)


def names_in(read: dict[str, Any]) -> list[str]:
    """The markers, each once."""
    found: dict[str, str] = {}
    for name, key, *_ in read["used"]:
        found.setdefault(key, name)
    return [name for key, name in found.items() if key]


def filled(name: str, data: bytes, collected: Collected) -> tuple[bytes, list[str]]:
    """The file with the values, and what could not be written. Raises Unreadable."""
    made = _in_child("fill", name, data, collected.options(), FILLING)
    return base64.b64decode(made["data"]), list(made["notes"])


def _in_child(task: str, name: str, data: bytes, options: dict[str, Any], seconds: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="luoshi-report-") as folder:
        path = Path(folder, "template")
        path.write_bytes(data)
        made: dict[str, Any] = run_in_child(
            f"luoshi.core.report_templates.tasks.{task}",
            [path],
            {**options, "names": [name]},
            seconds=seconds,
        )
        return made


def values_now(report: Report, actor: Actor) -> Collected | None:
    """The same markers as they stand now; None where the organisation it is about is no longer within sight."""
    if not (actor.path and report.place.path.startswith(actor.path)):
        return None
    return collect(Catalogue(facts_of(report, actor)), names_used(report))


def names_used(report: Report) -> Iterable[str]:
    yield from (each["name"] for each in report.content.get("singles", ()))
    for each in report.content.get("lists", ()):
        yield from (f"{ROW}{each['name']} {column}" for column in each["columns"])
