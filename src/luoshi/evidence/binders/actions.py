"""Every write of binders."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied
from django.urls import reverse

from luoshi.accounts.models import Membership, Organisation
from luoshi.accounts.posts import held_post
from luoshi.accounts.queries import memberships_today
from luoshi.common import acts, clock, jobs
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.notices.actions import tell
from luoshi.papers.filed.models import FiledPaper

from ..actions import Piece, add_many, person_words
from ..models import Evidence
from ..permissions import can_add_evidence
from . import permissions
from .models import Binder, Content, Folder, Making
from .states import MakingState

MAKE_JOB = "binders.make"
MOST_FOLDERS, MOST_CONTENTS = 1500, 3000


@dataclass(frozen=True, slots=True)
class Lying:
    """A piece (its key) or a filed paper (its key) that is to lie in a folder."""

    evidence: int | None = None
    paper: int | None = None
    pages: str = ""
    note: str = ""
    why: str = ""
    score: int = 0
    included: bool = True

    @property
    def thing(self) -> tuple[int | None, int | None]:
        return self.evidence, self.paper


@dataclass(frozen=True, slots=True)
class Place:
    """A folder to be made; see `models.Folder`."""

    key: str
    title: str
    level: int = 0
    number: str = ""
    wanted: str = ""
    href: str = ""
    asks: bool = True
    place: int | None = None
    contents: tuple[Lying, ...] = field(default=())


@acts.act("binders.begin_binder", who=permissions.can_make_binders, under="organisation")
def begin_binder(
    *,
    organisation: Organisation,
    title: str,
    places: Sequence[Place],
    by: Actor,
    about: Organisation | None = None,
    source: dict[str, Any] | None = None,
    source_words: str = "",
) -> Binder:
    """A new one with these folders; everything in it can be chosen afterwards."""
    refuse_too_many(places)
    binder: Binder = acts.create(
        Binder,
        organisation=organisation,
        about=about,
        title=_titled(title),
        source=source or {},
        source_words=source_words[:300],
        renewed_at=clock.now(),
        started_by=Membership.objects.get(pk=by.membership_id),
        started_by_name=person_words(by),
    )
    fill(binder, places, {})
    return binder


def _titled(title: str) -> str:
    if not title.strip():
        raise RuleBroken("请填写材料包的名称。")
    return title.strip()[:120]


def refuse_too_many(places: Sequence[Place]) -> None:
    contents = sum(len(place.contents) for place in places)
    if not places:
        raise RuleBroken("这个范围里还没有责任项，没有可以编排的目录。请换一个计划、任务或单位。")
    if len(places) > MOST_FOLDERS or contents > MOST_CONTENTS:
        raise RuleBroken(
            f"这个范围有 {len(places)} 项目录、{contents} 件材料，一个材料包最多 {MOST_FOLDERS} 项、"
            f"{MOST_CONTENTS} 件。请按单位或按任务分成几个材料包。"
        )


def fill(binder: Binder, places: Sequence[Place], there: dict[str, Folder]) -> None:
    """Rows for these places; what a person decided about those already `there` stays."""
    fresh = [_folder(binder, place, order) for order, place in enumerate(places) if place.key not in there]
    Folder.objects.bulk_create(fresh)
    folders = {**there, **{folder.key: folder for folder in fresh}}
    lying = {
        (row.folder_id, row.evidence_id, row.paper_id)
        for row in Content.objects.filter(folder__in=there.values())
    }
    rows = [
        _content(folders[place.key], each, order)
        for place in places
        for order, each in enumerate(place.contents)
        if (folders[place.key].pk, *each.thing) not in lying
    ]
    Content.objects.bulk_create(rows)
    _to_be_checked_again(rows, there.values())
    acts.note_bulk("binders.folder", [[folder.public_id, folder.key] for folder in fresh])
    acts.note_bulk("binders.content", [[row.folder_id, row.evidence_id, row.paper_id] for row in rows])


def _to_be_checked_again(fresh: Iterable[Content], there: Iterable[Folder]) -> None:
    """What was decided before something new was proposed is not decided any more."""
    proposed = {row.folder_id for row in fresh if row.score and not row.included}
    for folder in there:
        if folder.pk in proposed and folder.checked_at is not None:
            acts.change(folder, checked_at=None, checked_by_name="")


def _folder(binder: Binder, place: Place, order: int) -> Folder:
    return Folder(
        binder=binder,
        order=order,
        level=place.level,
        key=place.key[:80],
        number=place.number[:40],
        title=place.title[:300],
        wanted=place.wanted,
        href=place.href,
        asks=place.asks,
        place_id=place.place,
    )


def _content(folder: Folder, lying: Lying, order: int, *, by_hand: bool = False) -> Content:
    return Content(
        folder=folder,
        order=order,
        evidence_id=lying.evidence,
        paper_id=lying.paper,
        pages=lying.pages[:60],
        note=lying.note[:200],
        why=lying.why[:200],
        score=lying.score,
        included=lying.included,
        by_hand=by_hand,
    )


def refuse_closed(binder: Binder) -> None:
    if binder.closed_at is not None:
        raise RuleBroken("这个材料包已经收起。要改动，请先重新打开。")


@acts.act("binders.rename_binder", who=permissions.can_work_on_binder, on="binder")
def rename_binder(*, binder: Binder, title: str, by: Actor) -> Binder:
    acts.change(binder, title=_titled(title))
    return binder


@acts.act("binders.close_binder", who=permissions.can_work_on_binder, on="binder")
def close_binder(*, binder: Binder, by: Actor) -> Binder:
    """Put away: no longer among those in work, nobody is reminded of its gaps."""
    refuse_closed(binder)
    acts.change(binder, closed_at=clock.now())
    return binder


@acts.act("binders.reopen_binder", who=permissions.can_work_on_binder, on="binder")
def reopen_binder(*, binder: Binder, by: Actor) -> Binder:
    if binder.closed_at is None:
        raise RuleBroken("这个材料包没有收起，请刷新页面查看。")
    acts.change(binder, closed_at=None)
    held = memberships_today().filter(organisation=binder.organisation_id).values("pk")
    for folder in binder.folders.filter(owner__isnull=False).exclude(owner__in=held):
        acts.change(folder, owner=None, due=None)  # who was asked went meanwhile: it is a gap again
    return binder


@acts.act("binders.edit_folder", who=permissions.can_work_on_folder, on="folder")
def edit_folder(*, folder: Folder, title: str, wanted: str, asks: bool, by: Actor) -> Folder:
    """Put right what was read wrongly from a checklist."""
    refuse_closed(folder.binder)
    if not title.strip():
        raise RuleBroken("请填写这一项的名称。")
    alone = {} if asks else {"owner": None, "due": None, "set_aside_at": None, "set_aside_reason": ""}
    acts.change(folder, title=title.strip()[:300], wanted=wanted.strip()[:2000], asks=asks, **alone)
    return folder


@acts.act("binders.choose_contents", who=permissions.can_work_on_folder, on="folder")
def choose_contents(*, folder: Folder, shown: Iterable[int], included: Iterable[int], by: Actor) -> Folder:
    """Which of the pieces that were shown go in, by their keys. What came in meanwhile was not shown and stays as it
    is.
    """
    refuse_closed(folder.binder)
    chosen, rows = set(included), list(folder.contents.filter(pk__in=set(shown)))
    changed = [row for row in rows if row.included != (row.pk in chosen)]
    for row in changed:
        row.included = row.pk in chosen
    Content.objects.bulk_update(changed, ["included"])
    acts.note_bulk("binders.content.included", [[row.pk, row.included] for row in changed])
    acts.change(folder, checked_at=clock.now(), checked_by_name=person_words(by))
    return folder


@acts.act("binders.add_contents", who=permissions.can_fill_folder, under="folder")
def add_contents(
    *, folder: Folder, by: Actor, pieces: Sequence[Evidence] = (), papers: Sequence[FiledPaper] = ()
) -> Folder:
    """Chosen by hand; the caller has found them among what the actor sees. One that lies there already goes in."""
    refuse_closed(folder.binder)
    for piece in pieces:
        piece.refresh_from_db(fields=["withdrawn_at"])
        if piece.is_withdrawn:
            raise RuleBroken(f"“{piece.title}”已经撤回，不能收入。请另选一份，或请添加人先恢复。")
    if (
        Content.objects.filter(folder__binder=folder.binder).count() + len(pieces) + len(papers)
        > MOST_CONTENTS
    ):
        raise RuleBroken(f"一个材料包最多 {MOST_CONTENTS} 件材料，已经满了。请分成几个材料包。")
    lying = [Lying(evidence=piece.pk) for piece in pieces] + [Lying(paper=paper.pk) for paper in papers]
    there = {(row.evidence_id, row.paper_id): row for row in folder.contents.all()}
    order = max((row.order for row in there.values()), default=-1) + 1
    for each in lying:
        if each.thing in there:
            Content.objects.filter(pk=there[each.thing].pk).update(included=True, by_hand=True)
        else:
            _content(folder, each, order, by_hand=True).save()
            order += 1
    acts.note_bulk("binders.content", [[folder.public_id, *each.thing] for each in lying])
    acts.change(folder, set_aside_at=None, set_aside_reason="")
    return folder


@acts.act("binders.upload_contents", who=permissions.can_fill_folder, under="folder")
def upload_contents(*, folder: Folder, organisation: Organisation, files: list[Piece], by: Actor) -> Folder:
    """Into the library and into the folder in one act; a file that is there already is taken as it is."""
    if not can_add_evidence(by, organisation):
        raise PermissionDenied
    added = add_many(organisation=organisation, pieces=files, by=by)
    add_contents(folder=folder, pieces=added.all, by=by)
    return folder


@acts.act("binders.set_aside", who=permissions.can_work_on_folder, on="folder")
def set_aside(*, folder: Folder, reason: str, by: Actor) -> Folder:
    """不适用: nothing is asked here any more; the reason stands in the table of contents."""
    refuse_closed(folder.binder)
    if not folder.asks:
        raise RuleBroken("这一行是标题，不用材料。")
    if not reason.strip():
        raise RuleBroken("请写明为什么不适用：理由会写进材料包的目录。")
    acts.note_reason(reason)
    acts.change(
        folder,
        set_aside_at=clock.now(),
        set_aside_reason=reason.strip()[:200],
        owner=None,
        due=None,
        checked_at=clock.now(),
        checked_by_name=person_words(by),
    )
    return folder


@acts.act("binders.take_back", who=permissions.can_work_on_folder, on="folder")
def take_back(*, folder: Folder, by: Actor) -> Folder:
    if folder.set_aside_at is None:
        raise RuleBroken("这一项没有标为不适用，请刷新页面查看。")
    acts.change(folder, set_aside_at=None, set_aside_reason="")
    return folder


@acts.act("binders.ask_for", who=permissions.can_work_on_folder, on="folder")
def ask_for(*, folder: Folder, owner: Membership | None, due: dt.date | None, by: Actor) -> Folder:
    """Who fills a gap, by when: a to-do on that desk. None takes it back."""
    refuse_closed(folder.binder)
    if owner is None or due is None:
        acts.change(folder, owner=None, due=None)
        return folder
    if folder.set_aside_at is not None:
        raise RuleBroken("这一项已标为不适用，不用安排人补。要补，请先恢复。")
    if due < clock.today():
        raise RuleBroken("补齐日期不能早于今天，请重新填写。")
    post = held_post(owner.pk)
    if post.organisation_id != folder.binder.organisation_id:
        raise RuleBroken("只能安排本单位在岗的人员补材料。")
    acts.change(folder, owner=post, due=due)
    tell(
        to=[post],
        title=f"请补材料：{folder}",
        kind="todo",
        href=reverse("binder-folder", args=[folder.public_id]),
        body=f"材料包“{folder.binder}”缺这一项。{folder.wanted[:200]}",
        about=folder,
        due=due,
        key=f"binder-folder:{folder.public_id}:{post.public_id}:{due}",
        by=by,
    )
    return folder


@acts.act("binders.make_binder", who=permissions.can_work_on_binder, under="binder")
def make_binder(*, binder: Binder, by: Actor) -> Making:
    """The worker makes the file; one at a time for each binder."""
    refuse_closed(binder)
    if binder.makings.filter(state=MakingState.MAKING).exists():
        raise RuleBroken("这个材料包正在生成，请等它完成，或先停止。")
    if not Content.objects.filter(folder__binder=binder, included=True).exists():
        raise RuleBroken("材料包里还没有材料。请先选材料，再生成。")
    making: Making = acts.create(
        Making,
        binder=binder,
        asked_by=Membership.objects.get(pk=by.membership_id),
        asked_by_name=person_words(by),
    )
    job = jobs.enqueue(MAKE_JOB, object_id=making.public_id, membership_id=by.membership_id)
    acts.change(making, job=job)
    return making
