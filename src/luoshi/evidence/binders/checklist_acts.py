"""A checklist taken in: read by the worker, checked by a person, made the order of a binder in one act."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from luoshi.accounts.models import Membership, Organisation
from luoshi.common import acts, clock, jobs
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken, Stale
from luoshi.common.models import StoredFile
from luoshi.core.checklists.difference import Known, difference
from luoshi.papers.filed.queries import papers_visible_to

from ..actions import person_words
from ..queries import evidence_visible_to
from . import permissions
from .actions import Lying, Place, begin_binder, refuse_closed
from .models import Binder, ChecklistReading, Content, Folder
from .renewing import renew_binder
from .states import CHECKLIST, OPEN_CHECKLISTS

READ_JOB = "binders.read_checklist"
ACCEPTED_ALONE = 60  # of a hundred: how well a proposal fits that is taken with all others at once


@acts.act("binders.start_checklist", who=permissions.can_make_binders, under="organisation")
def start_checklist(
    *,
    organisation: Organisation,
    stored: StoredFile,
    name: str,
    by: Actor,
    about: Organisation | None = None,
    title: str = "",
    binder: Binder | None = None,
) -> ChecklistReading:
    """binder: one that is worked on, whose list has changed."""
    if binder is not None:
        refuse_closed(binder)
        if binder.checklists.filter(state__in=OPEN_CHECKLISTS).exists():
            raise RuleBroken("这个材料包已经有一份清单没有核对完。请接着核对那一份，或先放弃它。")
    reading: ChecklistReading = acts.create(
        ChecklistReading,
        organisation=organisation,
        about=binder.about if binder is not None else about,
        binder=binder,
        stored=stored,
        name=name[:120],
        title=title.strip()[:120],
        started_by=Membership.objects.get(pk=by.membership_id),
        started_by_name=person_words(by),
    )
    job = jobs.enqueue(READ_JOB, object_id=reading.public_id, membership_id=by.membership_id)
    acts.change(reading, job=job)
    return reading


@acts.act("binders.note_checklist", who=permissions.only_the_system, on="reading")
def note_checklist(*, reading: ChecklistReading, result: dict[str, Any], by: Actor) -> ChecklistReading:
    CHECKLIST.make("binders.note_checklist", reading, sealed=reading.sealed_result(result), message="")
    return reading


@acts.act("binders.note_no_checklist", who=permissions.only_the_system, on="reading")
def note_no_checklist(*, reading: ChecklistReading, message: str, by: Actor) -> ChecklistReading:
    CHECKLIST.make("binders.note_no_checklist", reading, message=message[:300])
    return reading


@acts.act("binders.discard_checklist", who=permissions.can_work_on_checklist, on="reading")
def discard_checklist(*, reading: ChecklistReading, by: Actor) -> ChecklistReading:
    """Given up; the binder stays as it is. What was read is kept and can be taken up again."""
    CHECKLIST.make("binders.discard_checklist", reading)
    return reading


@acts.act("binders.resume_checklist", who=permissions.can_work_on_checklist, on="reading")
def resume_checklist(*, reading: ChecklistReading, by: Actor) -> ChecklistReading:
    if reading.binder is not None and reading.binder.checklists.filter(state__in=OPEN_CHECKLISTS).exists():
        raise RuleBroken("这个材料包又有了一份没有核对完的清单。请先办完或放弃那一份。")
    CHECKLIST.make("binders.resume_checklist", reading)
    return reading


@dataclass(frozen=True, slots=True)
class Compared:
    """The lines of the new list with the folders they are in the binder; which folders the list has no more."""

    lines: list[tuple[dict[str, Any], Folder | None]]
    gone: list[Folder]

    @property
    def came(self) -> list[dict[str, Any]]:
        return [item for item, folder in self.lines if folder is None]

    @property
    def changed(self) -> list[tuple[Folder, dict[str, Any]]]:
        return [
            (folder, item) for item, folder in self.lines if folder is not None and _differs(folder, item)
        ]

    @property
    def same(self) -> int:
        return sum(folder is not None and not _differs(folder, item) for item, folder in self.lines)


def _differs(folder: Folder, item: dict[str, Any]) -> bool:
    said = (folder.number, folder.title, folder.wanted)
    return said != (item["number"][:40], item["text"][:300], _wanted(item))


def compared(reading: ChecklistReading) -> Compared:
    """What was read beside the binder it is for, as the worker paired them; all of it new where there is none yet."""
    result = reading.result
    items: list[dict[str, Any]] = result["items"]
    if reading.binder is None:
        return Compared([(item, None) for item in items], [])
    folders = {each.key: each for each in _listed(reading.binder)}
    paired = {at: folders[key] for at, key in result.get("pairs", ()) if key in folders}
    met = {folder.key for folder in paired.values()}
    gone = [folder for key, folder in folders.items() if key not in met]
    return Compared([(item, paired.get(at)) for at, item in enumerate(items)], gone)


def _listed(binder: Binder) -> list[Folder]:
    return [each for each in binder.folders.all() if each.key.startswith("item:")]


def pairs_of(reading: ChecklistReading, items: Sequence[dict[str, Any]]) -> list[tuple[int, str]]:
    """The worker's part: (place of the new line, key of the folder it is); a large list takes seconds."""
    if reading.binder is None:
        return []
    old = _known([(each.level, each.key, each.number, each.title) for each in _listed(reading.binder)])
    new = _known(
        [(item["level"], str(at), item["number"], item["text"][:300]) for at, item in enumerate(items)]
    )
    return list(difference(old, new).pairs)


def _known(rows: Sequence[tuple[int, str, str, str]]) -> list[Known]:
    found, above = [], list[str]()
    for level, key, number, text in rows:
        del above[level:]
        found.append(Known(key, number, text, above[-1] if above else ""))
        above.append(text)
    return found


def _wanted(item: dict[str, Any]) -> str:
    wanted = item["wanted"] if item["wanted"] != item["text"] else ""
    more = [f"分值：{item['points']}" if item["points"] else "", item["note"]]
    return "\n".join(part for part in [wanted, *more] if part)


@acts.act("binders.apply_checklist", who=permissions.can_work_on_checklist, on="reading")
def apply_checklist(*, reading: ChecklistReading, seen: int | None = None, by: Actor) -> Binder:
    """The order of a new binder, or the new order of the one it is for. seen: the version of that binder the person
    had before him.
    """
    if reading.binder is not None and reading.binder.version != seen:
        raise Stale(reading.binder, seen)
    found = compared(reading)
    matches = reading.result.get("matches", [])
    places = [
        _place(item, folder, matches[at] if at < len(matches) else [], reading)
        for at, (item, folder) in enumerate(found.lines)
    ]
    title = reading.title or reading.result["title"] or reading.name.rpartition(".")[0]
    if reading.binder is None:
        binder: Binder = begin_binder(
            organisation=reading.organisation,
            title=title,
            places=places,
            about=reading.about,
            source={"checklist": reading.public_id},
            source_words=f"按清单“{reading.name}”",
            by=by,
        )
    else:
        binder = renew_binder(binder=reading.binder, places=places, by=by)
        acts.change(binder, source_words=f"按清单“{reading.name}”"[:300])
    CHECKLIST.make("binders.apply_checklist", reading, sealed=b"", binder=binder, message="")
    return binder


def _place(
    item: dict[str, Any], folder: Folder | None, matches: list[dict[str, Any]], reading: ChecklistReading
) -> Place:
    lying = tuple(
        Lying(
            evidence=each["id"] if each["kind"] == "evidence" else None,
            paper=each["id"] if each["kind"] == "paper" else None,
            why=each["why"],
            score=each["score"],
            included=False,
        )
        for each in matches
    )
    return Place(
        key=folder.key if folder is not None else f"item:{uuid.uuid4().hex}",
        level=item["level"],
        number=item["number"],
        title=item["text"],
        wanted=_wanted(item),
        asks=item["asks"],
        place=reading.about_id,
        contents=lying if item["asks"] else (),
    )


@acts.act("binders.accept_proposals", who=permissions.can_work_on_binder, on="binder")
def accept_proposals(*, binder: Binder, by: Actor) -> Binder:
    """What fits well goes in everywhere where nobody has decided yet; each can be taken out again in its place. A
    folder in which more is proposed is not decided by that.
    """
    refuse_closed(binder)
    rows = well_fitting(by, binder)
    folders = set(rows.values_list("folder", flat=True))
    if not folders:
        raise RuleBroken("没有可以一起采纳的建议：剩下的要逐项核对。")
    acts.note_bulk("binders.content.included", [[pk, True] for pk in rows.values_list("pk", flat=True)])
    Content.objects.filter(pk__in=list(rows.values_list("pk", flat=True))).update(included=True)
    standing = _undecided(binder).exclude(evidence__withdrawn_at__isnull=False)
    more = set(standing.filter(folder__in=folders).values_list("folder", flat=True))
    for folder in Folder.objects.filter(pk__in=folders - more):
        acts.change(folder, checked_at=clock.now(), checked_by_name=person_words(by))
    return binder


def well_fitting(actor: Actor, binder: Binder) -> Any:
    """As far as the actor sees it."""
    pieces = evidence_visible_to(actor).filter(withdrawn_at__isnull=True).order_by().values("pk")
    papers = papers_visible_to(actor).order_by().values("pk")
    rows = _undecided(binder).filter(score__gte=ACCEPTED_ALONE)
    return rows.filter(Q(evidence__in=pieces) | Q(paper__in=papers))


def left_out(actor: Actor, binder: Binder) -> str:
    """What `accept_proposals` leaves, and why; asked before it is done."""
    rows = _undecided(binder)
    withdrawn = rows.filter(evidence__withdrawn_at__isnull=False).count()
    standing = rows.filter(evidence__withdrawn_at__isnull=True)
    weak = standing.filter(score__lt=ACCEPTED_ALONE).count()
    unseen = standing.count() - weak - well_fitting(actor, binder).count()
    told = [
        (weak, "用词不够接近，请在各项里逐件核对"),
        (unseen, "在您看不到的单位"),
        (withdrawn, "已撤回"),
    ]
    return "；".join(f"{count} 件{words}" for count, words in told if count)


def _undecided(binder: Binder) -> Any:
    return Content.objects.filter(
        folder__binder=binder,
        folder__checked_at__isnull=True,
        folder__set_aside_at__isnull=True,
        included=False,
        score__gt=0,
    )
