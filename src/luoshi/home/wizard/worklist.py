"""The findings of an import as a list to work through, and everything the page of the one under work shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from luoshi.common import drafts
from luoshi.common.actor import Actor
from luoshi.core.packs.settling import accepted
from luoshi.policies.actions import BY_HAND
from luoshi.policies.models import Finding, Reading
from luoshi.policies.settling import MUST_BE_SETTLED
from luoshi.policies.states import FindingState
from luoshi.policies.units import units_under

from . import forms, subjects

SEVERITY_WORDS = {"error": "须先解决", "ask": "请确认", "note": "说明"}
SEVERITY_TONES = {"error": "bad", "ask": "warn", "note": ""}
STATE_TONES = {"open": "warn", "accepted": "ok", "corrected": "info", "set_aside": ""}
DRAFT_FORM = "wizard.finding"


@dataclass(frozen=True, slots=True)
class Item:
    """One finding as the list shows it."""

    finding: Finding
    content: Mapping[str, Any]

    @property
    def is_open(self) -> bool:
        return self.finding.state == FindingState.OPEN

    @property
    def by_hand(self) -> bool:
        return self.finding.code == BY_HAND

    @property
    def must(self) -> bool:
        return self.finding.severity in MUST_BE_SETTLED

    @property
    def severity_word(self) -> str:
        return SEVERITY_WORDS[self.finding.severity]

    @property
    def severity_tone(self) -> str:
        return SEVERITY_TONES[self.finding.severity]

    @property
    def state_tone(self) -> str:
        return STATE_TONES[self.finding.state]


@dataclass(frozen=True, slots=True)
class Worklist:
    """All findings, which of them is under work, and its neighbours."""

    items: list[Item]
    current: Item | None
    before: Item | None
    after: Item | None

    @property
    def asked(self) -> int:
        return sum(item.must for item in self.items)

    @property
    def settled(self) -> int:
        return sum(item.must and not item.is_open for item in self.items)

    @property
    def open_count(self) -> int:
        return self.asked - self.settled


def worklist(reading: Reading, wanted: str) -> Worklist:
    """Questions first, then notes, then corrections by hand; the one asked for, or else the first open question."""
    rows = list(reading.findings.select_related("decided_by"))
    items = [Item(row, row.content) for row in rows]
    order = {"error": 0, "ask": 0, "note": 1}
    items.sort(key=lambda item: (item.by_hand, order[item.finding.severity], item.finding.order))
    chosen = next((item for item in items if item.finding.public_id == wanted), None)
    chosen = chosen or next((item for item in items if item.is_open and item.must), None)
    chosen = chosen or next(iter(items), None)
    at = items.index(chosen) if chosen else 0
    before = items[at - 1] if chosen and at > 0 else None
    after = items[at + 1] if chosen and at + 1 < len(items) else None
    return Worklist(items, chosen, before, after)


def next_open(reading: Reading, after: Finding) -> str:
    """Where to go on: the next open question behind this one, or the first; "" when all are settled."""
    items = [item for item in worklist(reading, "").items if item.is_open and item.must]
    later = [item for item in items if item.finding.order > after.order]
    found = next(iter(later), next(iter(items), None))
    return found.finding.public_id if found else ""


def alike(
    reading: Reading, code: str, result: Mapping[str, Any]
) -> list[tuple[Finding, list[dict[str, Any]]]]:
    """Open findings of one code, each with what accepting its own proposal does; notes only if they propose."""
    rows = reading.findings.filter(code=code, state=FindingState.OPEN).order_by("order")
    offered = [(row, row.content) for row in rows]
    found = [
        (row, accepted(content, result))
        for row, content in offered
        if row.severity in MUST_BE_SETTLED or content.get("proposal")
    ]
    return [(row, changes) for row, changes in found if changes is not None]


def correction_form(
    content: Mapping[str, Any],
    reading: Reading,
    result: Mapping[str, Any],
    data: QueryDict | None = None,
    initial: Mapping[str, Any] | None = None,
) -> forms.CorrectionForm:
    """The form that fits what the finding is about; `initial` are values kept from a draft."""
    subject = subjects.subject_of(content, result)
    form = _form(subject, reading, result, data)
    form.initial |= {name: value for name, value in (initial or {}).items() if name in form.fields}
    return form


def _form(
    subject: Mapping[str, Any], reading: Reading, result: Mapping[str, Any], data: QueryDict | None
) -> forms.CorrectionForm:
    if "task" in subject and (task := subjects.task_named(result, subject["task"])):
        return forms.TaskForm(data, task=task, result=result)
    if "target" in subject and subject["target"] < len(result["targets"]):
        target = result["targets"][subject["target"]]
        return forms.TargetForm(data, target=target, ordinal=subject["target"])
    if "organisation" in subject:
        units = [(unit.key, unit.name) for unit in units_under(reading.owner)]
        return forms.OrganisationForm(data, name=subject["organisation"], units=units)
    if "clause" in subject:
        title = accepted({"code": "clause-without-task", "severity": "note", "proposal": subject}, result)
        return forms.NewTaskForm(data, clause=subject["clause"], title=title[0]["title"] if title else "")
    return forms.RemarkForm(data)


def kept_draft(actor: Actor, finding: Finding) -> dict[str, Any]:
    """What this person typed at this finding and has not sent."""
    kept = drafts.load(actor, DRAFT_FORM, finding.public_id)
    return kept[0] if kept else {}
