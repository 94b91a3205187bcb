"""The worker's part: the checklist is read in a child process, then matched by words with what the person sees."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from luoshi.accounts.queries import actor_of_membership
from luoshi.common import files, jobs
from luoshi.common.actor import Actor, system_actor
from luoshi.common.conversion import to_readable
from luoshi.common.models import Job
from luoshi.common.sandbox import run_in_child
from luoshi.core.checklists.matching import Candidate, match
from luoshi.core.reading.structure import Unreadable

from ..models import EvidenceUse
from ..places import places_of
from .checklist_acts import READ_JOB, note_checklist, note_no_checklist, pairs_of
from .models import ChecklistReading
from .permissions import can_work_on_checklist
from .queries import evidence_for, papers_for
from .states import ChecklistState

TASK, SECONDS = "luoshi.core.checklists.reader.read_checklist", 60
MOST = 4000  # pieces looked at, the newest
Report = Callable[[int, int, str], None]


def prepare(job: Job, report: Report) -> dict[str, Any] | None:
    """None when nobody waits for it any more."""
    reading = _waiting(job)
    if reading is None:
        return None
    actor = _actor(job, reading)
    report(0, 3, "正在打开清单")
    with tempfile.TemporaryDirectory(prefix="luoshi-checklist-") as folder:
        try:
            name, data = to_readable(reading.name, files.read(reading.stored))
            path = Path(folder) / "0"
            path.write_bytes(data)
            report(1, 3, "正在识别目录")
            result = run_in_child(TASK, [path], {"names": [name], "shown_as": reading.name}, seconds=SECONDS)
        except Unreadable as reason:
            raise jobs.JobFailed(str(reason)) from None
    report(2, 3, "正在按用词找材料")
    items = result["items"]
    return {**result, "matches": matches_of(actor, reading, items), "pairs": pairs_of(reading, items)}


def _waiting(job: Job) -> ChecklistReading | None:
    rows = ChecklistReading.objects.select_related("organisation", "about", "binder")
    return rows.filter(public_id=job.object_id, job=job, state=ChecklistState.QUEUED).first()


def _actor(job: Job, reading: ChecklistReading) -> Actor:
    actor = actor_of_membership(job.membership_id)
    if actor is None or not can_work_on_checklist(actor, reading):
        raise jobs.JobFailed("上传清单的人员已不在原岗位，没有继续读取。请由现任人员重新上传。")
    return actor


def matches_of(
    actor: Actor, reading: ChecklistReading, items: list[dict[str, Any]]
) -> list[list[dict[str, Any]]]:
    """For each line what may be what it asks for: [{kind, id, score, why}], the best first."""
    candidates = _candidates(actor, reading)
    above: list[str] = []
    wanted = []
    for item in items:
        del above[item["level"] :]
        above.append(item["text"])
        own = item["wanted"] or item["text"]
        wanted.append((f"{item['text']}；{own}" if own != item["text"] else own) if item["asks"] else "")
    found = match(wanted, candidates)
    return [[_as_row(each.key, each.score, each.why) for each in matches] for matches in found]


def _as_row(key: str, score: float, why: str) -> dict[str, Any]:
    kind, _, pk = key.partition(":")
    return {"kind": kind, "id": int(pk), "score": round(100 * score), "why": why}


def _candidates(actor: Actor, reading: ChecklistReading) -> list[Candidate]:
    pieces = list(evidence_for(actor, reading).filter(withdrawn_at__isnull=True).order_by("-id")[:MOST])
    cited = _cited(actor, [piece.pk for piece in pieces])
    papers = papers_for(actor, reading).filter(outdated_at__isnull=True).order_by("-id")[:MOST]
    return [
        *(
            Candidate(
                f"evidence:{piece.pk}",
                piece.title,
                f"{piece.source}；{piece.note}；{cited.get(piece.pk, '')}",
            )
            for piece in pieces
        ),
        *(Candidate(f"paper:{paper.pk}", paper.title, paper.kind_name) for paper in papers),
    ]


def _cited(actor: Actor, pieces: list[int]) -> dict[int, str]:
    """By piece, the names of the places that cite it."""
    uses = list(EvidenceUse.objects.filter(evidence__in=pieces, removed_at__isnull=True))
    found: dict[int, str] = {}
    for place in places_of(actor, uses):
        key = place.use.evidence_id
        found[key] = f"{found.get(key, '')} {place.title} {place.use.note}"[:600]
    return found


def apply(job: Job, result: dict[str, Any] | None) -> None:
    reading = _waiting(job)
    if reading is not None and result is not None:
        note_checklist(reading=reading, result=result, by=system_actor(), version=reading.version)


def fail(job: Job, message: str) -> None:
    reading = _waiting(job)
    if reading is not None:
        note_no_checklist(reading=reading, message=message, by=system_actor(), version=reading.version)


def register() -> None:
    jobs.register(READ_JOB, jobs.Kind(prepare, apply, fail))
