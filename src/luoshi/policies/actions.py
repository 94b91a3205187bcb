"""An import from the files to the loaded plan: started, read, settled finding by finding, loaded or given up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Max

from luoshi.accounts.models import Organisation, User
from luoshi.common import acts, clock, jobs
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken, Stale
from luoshi.common.models import StoredFile
from luoshi.common.moves import make_move
from luoshi.core.packs.settling import fingerprint

from . import permissions
from .models import Decision, Finding, PolicyDocument, Reading, ReadingFile
from .settling import settled_reading
from .states import FINDING_MOVES, READING_MOVES, FindingState, ReadingState

READ_JOB = "policies.read"
BY_HAND = "corrected-by-hand"  # the code of a correction nobody was asked for


@dataclass(frozen=True, slots=True)
class Upload:
    """A file already kept, and the name it came with."""

    stored: StoredFile
    name: str


@dataclass(frozen=True, slots=True)
class Repeated:
    """An open finding and how the same question was settled before: a state of FindingState, changes, reason."""

    finding: Finding
    outcome: str
    changes: list[dict[str, Any]]
    reason: str


_AS_BEFORE: dict[str, str] = {
    FindingState.ACCEPTED: "policies.accept_finding",
    FindingState.CORRECTED: "policies.correct_finding",
    FindingState.SET_ASIDE: "policies.set_aside_finding",
}


@acts.act("policies.start_reading", who=permissions.can_start_reading, under="owner")
def start_reading(
    *,
    owner: Organisation,
    uploads: Sequence[Upload],
    by: Actor,
    plan_wanted: str = "",
    new_plan_title: str = "",
) -> Reading:
    """Begin an import; the worker reads the files. `plan_wanted` is the public id of the plan to revise, if any."""
    if not uploads:
        raise RuleBroken("没有文件可读。请选择文件，或把文字粘贴进来。")
    reading = acts.create(
        Reading,
        owner=owner,
        title=(new_plan_title or uploads[0].name)[:200],
        plan_id_wanted=plan_wanted,
        new_plan_title=new_plan_title,
        started_by=User.objects.get(pk=by.user_id),
    )
    for order, upload in enumerate(uploads):
        acts.create(ReadingFile, reading=reading, stored=upload.stored, name=upload.name, order=order)
    _queue(reading, by)
    return reading


def _queue(reading: Reading, by: Actor) -> None:
    job = jobs.enqueue(READ_JOB, object_id=reading.public_id, membership_id=by.membership_id)
    acts.change(reading, job=job)


@acts.act("policies.note_read", who=permissions.can_work_on_reading, on="reading")
def note_read(
    *, reading: Reading, result: dict[str, Any], findings: list[dict[str, Any]], by: Actor
) -> Reading:
    """Keep what was read, sealed, and a row for everything somebody has to look at."""
    sealed = reading.sealed_result(result)
    title = next((head["title"] for head in result["documents"] if head["title"]), reading.title)
    if not reading.new_plan_title:
        acts.change(reading, title=title[:200])
    make_move(READING_MOVES, "policies.note_read", reading, sealed=sealed, message="")
    Finding.objects.filter(reading=reading).delete()
    for order, content in enumerate(findings):
        finding = Finding(reading=reading, order=order, code=content["code"], severity=content["severity"])
        finding.sealed = finding.sealed_content(content)
        finding.save()
    acts.note_bulk("findings", [[content["code"], content["severity"]] for content in findings])
    return reading


@acts.act("policies.note_unread", who=permissions.can_work_on_reading, on="reading")
def note_unread(*, reading: Reading, message: str, by: Actor) -> Reading:
    """The files could not be read; `message` says why and what to do."""
    make_move(READING_MOVES, "policies.note_unread", reading, message=message[:300])
    return reading


@acts.act("policies.retry_reading", who=permissions.can_work_on_reading, on="reading")
def retry_reading(*, reading: Reading, by: Actor) -> Reading:
    make_move(READING_MOVES, "policies.retry_reading", reading, message="")
    _queue(reading, by)
    return reading


@acts.act("policies.discard_reading", who=permissions.can_work_on_reading, on="reading")
def discard_reading(*, reading: Reading, by: Actor) -> Reading:
    """Give the import up; files and decisions stay, it can be resumed."""
    make_move(READING_MOVES, "policies.discard_reading", reading)
    return reading


@acts.act("policies.resume_reading", who=permissions.can_work_on_reading, on="reading")
def resume_reading(*, reading: Reading, by: Actor) -> Reading:
    """Go on where it was given up; files that were never read are read now."""
    make_move(READING_MOVES, "policies.resume_reading", reading)
    if reading.state == ReadingState.QUEUED:
        _queue(reading, by)
    return reading


def _require_deciding(reading: Reading) -> None:
    if reading.state != ReadingState.DECIDING:
        state = reading.get_state_display()
        raise RuleBroken(f"这次导入的状态是“{state}”，不能再改读取结果。请返回导入列表查看。")


def _decide(action: str, finding: Finding, changes: list[dict[str, Any]], reason: str, by: Actor) -> Finding:
    reading = Reading.objects.get(pk=finding.reading_id)
    _require_deciding(reading)
    decided = {
        "value_sealed": finding.sealed_value({"value": {"changes": changes}, "reason": reason}),
        "decided_by_id": by.user_id,
        "decided_at": clock.now(),
    }
    make_move(FINDING_MOVES, action, finding, reason=reason, **decided)
    return finding


@acts.act("policies.accept_finding", who=permissions.can_settle_finding, on="finding")
def accept_finding(*, finding: Finding, changes: list[dict[str, Any]], by: Actor) -> Finding:
    """Take the proposal; `changes` are those the person was shown (core.packs.settling.accepted)."""
    return _decide("policies.accept_finding", finding, changes, "", by)


@acts.act("policies.accept_alike", who=permissions.can_work_on_reading, under="reading")
def accept_alike(
    *, reading: Reading, accepted: Sequence[tuple[Finding, list[dict[str, Any]]]], by: Actor
) -> Reading:
    """Take the proposals of several alike findings at once, all or none of them."""
    if not accepted:
        raise RuleBroken("同类疑点已经都处理过了，没有可一起采纳的。")
    for finding, changes in accepted:
        finding.refresh_from_db()
        accept_finding(finding=finding, changes=changes, by=by)
    return reading


@acts.act("policies.settle_as_before", who=permissions.can_work_on_reading, under="reading")
def settle_as_before(*, reading: Reading, repeated: Sequence[Repeated | None], by: Actor) -> Reading:
    """Settle findings as the same questions were settled at an earlier import, all or none of them.

    `repeated` holds None where what the person was shown cannot be had any more.
    """
    if not repeated or None in repeated:
        raise RuleBroken("其中有的已经处理过，或者与上次不再相同。请核对列表后再办理。")
    for each in repeated:
        if each is not None:
            each.finding.refresh_from_db()
            _decide(_AS_BEFORE[each.outcome], each.finding, each.changes, each.reason, by)
    return reading


@acts.act("policies.correct_finding", who=permissions.can_settle_finding, on="finding")
def correct_finding(
    *, finding: Finding, changes: list[dict[str, Any]], by: Actor, reason: str = ""
) -> Finding:
    """Settle it otherwise than proposed."""
    return _decide("policies.correct_finding", finding, changes, reason, by)


@acts.act("policies.set_aside_finding", who=permissions.can_settle_finding, on="finding")
def set_aside_finding(*, finding: Finding, reason: str, by: Actor) -> Finding:
    """Leave it as it was read, and say why."""
    return _decide("policies.set_aside_finding", finding, [], reason, by)


@acts.act("policies.reopen_finding", who=permissions.can_settle_finding, on="finding")
def reopen_finding(*, finding: Finding, by: Actor) -> Finding:
    """Take a decision back; a correction nobody was asked for is simply undone."""
    _require_deciding(Reading.objects.get(pk=finding.reading_id))
    nobody = {"value_sealed": b"", "decided_by_id": None, "decided_at": None}
    make_move(FINDING_MOVES, "policies.reopen_finding", finding, **nobody)
    if finding.code == BY_HAND:
        acts.change(finding, state=FindingState.SET_ASIDE, decided_by_id=by.user_id, decided_at=clock.now())
    return finding


@acts.act("policies.correct_reading", who=permissions.can_work_on_reading, under="reading")
def correct_reading(
    *,
    reading: Reading,
    content: dict[str, Any],
    changes: list[dict[str, Any]],
    seen: str,
    by: Actor,
    reason: str = "",
) -> Finding:
    """Correct something nobody asked about: a cell, a target, a clause of a task.

    content  as a finding's; its `subject` names the corrected thing
    seen     fingerprint of that thing as the person saw it; Stale if it has changed since
    """
    reading.refresh_from_db()
    _require_deciding(reading)
    if seen != fingerprint(settled_reading(reading), content["subject"]):
        raise Stale(reading, None)
    last = Finding.objects.filter(reading=reading).aggregate(last=Max("order"))["last"]
    finding = Finding(reading=reading, order=0 if last is None else last + 1, code=BY_HAND, severity="note")
    finding.state = FindingState.CORRECTED
    finding.decided_by_id, finding.decided_at = by.user_id, clock.now()
    finding.sealed = finding.sealed_content(content)
    finding.value_sealed = finding.sealed_value({"value": {"changes": changes}, "reason": reason})
    finding.save()
    acts.note(finding, "state", None, finding.state)
    acts.note_reason(reason)
    return finding


@acts.act("policies.note_loaded", who=permissions.can_work_on_reading, on="reading")
def note_loaded(
    *, reading: Reading, document: PolicyDocument, decisions: Iterable[dict[str, Any]], by: Actor
) -> Reading:
    """The import has become the plan: who settled what stays at the cell for ever, the files at the document."""
    make_move(READING_MOVES, "policies.note_loaded", reading, document=document)
    rows = [Decision(document=document, **decision) for decision in decisions]
    Decision.objects.bulk_create(rows, batch_size=500)
    acts.note_bulk(
        "decisions", [[row.code, row.task_key, row.organisation_name, row.outcome] for row in rows]
    )
    ReadingFile.objects.filter(reading=reading).update(document=document)
    return reading
