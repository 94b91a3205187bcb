"""One report: which markers its template uses, what they stand for, and the file that is filled with them."""

from __future__ import annotations

import base64
import datetime as dt
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from luoshi.common import files
from luoshi.common.actor import Actor
from luoshi.common.sandbox import run_in_child
from luoshi.core.report_templates import ROW, Fault, faults_of, read, tasks
from luoshi.core.report_templates.tasks import marked_from
from luoshi.indicators.queries import Shown
from luoshi.registers.models import Register

from .models import Report, TemplateVersion
from .shipped import shipped
from .values import Catalogue, Collected, Facts, collect
from .values.keeping import kept_of, touched_since

READING, FILLING = 20, 120  # seconds; for the first a person waits


def collected_at(
    report: Report, actor: Actor, used: Iterable[str], at: dt.datetime
) -> tuple[Collected, list[Shown]]:
    """All values, and the figures among them, as of one instant: from what stands now, which is the quicker way; where
    somebody recorded figures meanwhile, once more from what was known then.
    """
    names = list(used)
    facts = replace(facts_of(report, actor), instant=at)
    found = collect(Catalogue(facts), names)
    if touched_since(at, facts):
        facts = replace(facts_of(report, actor, at), instant=at)
        found = collect(Catalogue(facts), names)
    return found, [replace(shown, as_of=at) for shown in found.figures()]


def facts_of(report: Report, actor: Actor, at: dt.datetime | None = None) -> Facts:
    period = report.period
    return Facts(
        actor, report.organisation, report.place, period.span,
        plan=report.plan, register=report.register, period=period, before=report.before, at=at,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Taken:
    """The template a report is made from. is_ours: built by the product, so that no child process need open it."""

    name: str
    data: bytes
    ending: str
    used: Sequence[str]
    is_ours: bool = False


def template_of(kind: str, register: Register | None, version: TemplateVersion | None) -> Taken:
    """The office's own, whose markers were read when it came, or the shipped one."""
    if version is None or version.stored is None:
        name, data = shipped(kind, register)
        marked = read(name, data)
        return Taken(name, data, marked.kind, [each.name for each in marked.used], is_ours=True)
    return Taken(version.file_name, files.read(version.stored), version.ending, version.used)


def read_template(name: str, data: bytes) -> dict[str, Any]:
    """As `core.report_templates.tasks.read`. Raises Unreadable."""
    return _in_child("read", name, data, {}, READING)


def faults_in(answer: dict[str, Any], catalogue: Catalogue) -> list[Fault]:
    return faults_of(marked_from(answer), catalogue.known)


def names_in(answer: dict[str, Any]) -> list[str]:
    """The markers, each once."""
    found: dict[str, str] = {}
    for name, key, *_ in answer["used"]:
        found.setdefault(key, name)
    return [name for key, name in found.items() if key]


def filled(template: Taken, collected: Collected) -> tuple[bytes, list[str]]:
    """The file with the values, and what could not be written. Raises Unreadable."""
    if template.is_ours:
        made = tasks.fill([(template.name, template.data)], collected.options())
    else:
        made = _in_child("fill", template.name, template.data, collected.options(), FILLING)
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
    facts = facts_of(report, actor)
    if report.as_of is not None:
        facts.kept = kept_of(report.content, report.as_of, facts)
    return collect(Catalogue(facts), names_used(report))


def names_used(report: Report) -> Iterable[str]:
    yield from (each["name"] for each in report.content.get("singles", ()))
    for each in report.content.get("lists", ()):
        yield from (f"{ROW}{each['name']} {column}" for column in each["columns"])
