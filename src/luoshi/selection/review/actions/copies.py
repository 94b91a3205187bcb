"""Copies for the experts: asked for, made by the worker, judged by an officer where names stayed or it is held."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from luoshi.common import acts, clock, jobs
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.common.models import StoredFile
from luoshi.evidence.reading import want_read
from luoshi.notices.actions import tell
from luoshi.selection.applying.queries import runners_of
from luoshi.selection.models import Call

from .. import permissions
from ..models import BareCopy, NameHit
from ..queries import COPIED_IN, lacking_for
from ..states import COPY

COPY_JOB = "review.copy"
PICTURED = (".pdf", ".jpg", ".jpeg", ".png", ".bmp", ".webp", ".docx", ".xlsx", ".pptx")


@dataclass(frozen=True, slots=True)
class Made:
    """What came of one file: the copy, or why there is none, and the names that stayed in it: (name, where, around).

    cleaned: the same of names that the file as handed in holds and the copy does not
    """

    stored: StoredFile | None
    bare: bool
    words: str = ""
    held: str = ""
    hits: tuple[tuple[str, str, str], ...] = ()
    cleaned: tuple[tuple[str, str, str], ...] = ()


@acts.act("review.begin_copies", who=permissions.can_run_review, under="call")
def begin_copies(*, call: Call, by: Actor) -> Call:
    """A copy for every file of the accepted applications that has none. Also asked by the sweep, as the system."""
    if call.state not in COPIED_IN:
        raise RuleBroken("现在不能制作评审用副本：受理截止以后、评审结束以前才制作。")
    for material in lacking_for(by, call):
        _ask_for(acts.create(BareCopy, material=material))
    return call


def _ask_for(copy: BareCopy) -> None:
    job = jobs.enqueue(COPY_JOB, object_id=copy.public_id, membership_id=None)
    copy.job = job
    copy.save(update_fields=["job"])


@acts.act("review.note_copy", who=permissions.runs_as_system, on="copy")
def note_copy(*, copy: BareCopy, made: Made, by: Actor) -> BareCopy:
    copy.hits.all().delete()
    NameHit.objects.bulk_create(
        NameHit(copy=copy, wanted=wanted[:120], where=where[:80], around=around[:300], cleaned=cleaned)
        for cleaned, hits in ((False, made.hits), (True, made.cleaned))
        for wanted, where, around in hits
    )
    if made.hits:
        acts.note_bulk("hits", [list(hit) for hit in made.hits])
    facts = {"stored": made.stored, "bare": made.bare, "words": made.words[:300], "held": made.held[:300]}
    acts.change(copy, hit_count=len(made.hits), job=None, **facts)
    COPY.make("review.note_copy", copy)
    if made.stored is not None and _ending(copy) in PICTURED:
        want_read(made.stored, f"副本{_ending(copy)}", about=copy)
    if made.held or made.hits:
        _tell_officer(copy, by)
    return copy


def _ending(copy: BareCopy) -> str:
    name = copy.replaced_name or copy.material.name
    return f".{name.rpartition('.')[2].lower()}" if "." in name else ""


def _tell_officer(copy: BareCopy, by: Actor) -> None:
    """Once for each application: what else is found in it lies on the same page."""
    application = copy.material.application
    tell(
        to=runners_of(application.call),
        title="盲评材料里有要处理的内容，请查看",
        kind="selection",
        href=reverse("review-copies", args=[application.call.public_id]),
        body="有材料不能清理，或清理以后仍含有申报人、学校等名称。处理以前评审人看不到这份材料。",
        key=f"review-copies:{application.public_id}",
        by=by,
    )


@acts.act("review.pass_copy", who=permissions.can_judge_copy, on="copy")
def pass_copy(*, copy: BareCopy, reason: str, by: Actor) -> BareCopy:
    """In spite of the names: they mean somebody else, or do not tell whose it is."""
    _note_decision(copy, reason, by)
    COPY.make("review.pass_copy", copy, reason=reason)
    return copy


@acts.act("review.send_copy_back", who=permissions.can_judge_copy, on="copy")
def send_copy_back(*, copy: BareCopy, reason: str, by: Actor) -> BareCopy:
    """The applicant is asked for a version without names; what was handed in stays as it is."""
    _note_decision(copy, reason, by)
    COPY.make("review.send_copy_back", copy, reason=reason)
    application = copy.material.application
    tell(
        to=[application.owner],
        title="评审用材料请更换：去掉单位和人员名称",
        kind="selection",
        href=reverse("review-copy", args=[copy.public_id]),
        body=reason[:300],
        key=f"review-copy-back:{copy.public_id}:{copy.version}",
        by=by,
    )
    return copy


@acts.act("review.hold_copy", who=permissions.can_judge_copy, on="copy")
def hold_copy(*, copy: BareCopy, reason: str, by: Actor) -> BareCopy:
    """What no search finds: a school's gate in a picture, a badge in a film. Experts see it no more."""
    _note_decision(copy, reason, by)
    COPY.make("review.hold_copy", copy, reason=reason, held=reason[:300])
    return copy


def _note_decision(copy: BareCopy, reason: str, by: Actor) -> None:
    acts.change(copy, reason=reason.strip()[:300], decided_by=by.name[:80], decided_at=clock.now())


@acts.act("review.replace_copy", who=permissions.can_replace_copy, on="copy")
def replace_copy(*, copy: BareCopy, stored: StoredFile, name: str, by: Actor) -> BareCopy:
    """A version with the names blotted out, made bare and searched like any other."""
    given: dict[str, Any] = {"replaced": stored, "replaced_name": name[:120], "replaced_by": by.name[:80]}
    emptied: dict[str, Any] = dict.fromkeys(("held", "words", "decided_by"), "")
    COPY.make("review.replace_copy", copy, **given, **emptied, stored=None, decided_at=None, hit_count=0)
    acts.change(copy, reason="")
    copy.hits.all().delete()
    _ask_for(copy)
    return copy
