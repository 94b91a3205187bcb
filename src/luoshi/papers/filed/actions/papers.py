"""A paper from its frozen print to the register of paper copies."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db.models import F
from django.utils import timezone

from luoshi.common import acts, clock, jobs
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.common.models import Base, StoredFile
from luoshi.common.moves import make_move

from .. import permissions
from ..models import FiledPaper
from ..printing import Prepared
from ..queries import papers_of
from ..states import PAPER_MOVES, PageState, PaperState

BIND_JOB = "filed.bind"
MOST_COPIES = 999
EARLIEST = dt.date(2000, 1, 1)


def signature(by: Actor) -> str:
    """Who did it, as it stood on the day."""
    return (by.name if by.is_system else f"{by.name}（{by.organisation_name} {by.role_name}）")[:120]


@acts.act("filed.freeze", who=permissions.can_freeze, under="prepared")
def freeze(*, prepared: Prepared, by: Actor) -> FiledPaper:
    """Keep the print as the paper of this version; papers of earlier versions are outdated by it.

    A version that was printed before stays as it is: its paper is answered, and the new print is not used.
    """
    rows = papers_of(prepared.about, prepared.kind)
    newest = rows.order_by("-about_version").values_list("about_version", flat=True).first()
    if newest is not None and newest > prepared.about_version:
        raise RuleBroken(
            f"材料已有第 {newest} 版的报送件，不能再打印第 {prepared.about_version} 版。请打开材料，打印现在的一版。"
        )
    existing = rows.filter(about_version=prepared.about_version, outdated_at__isnull=True).first()
    if existing is not None:
        return existing
    _outdate(prepared.about, prepared.kind)
    paper: FiledPaper = acts.create(
        FiledPaper,
        organisation=prepared.organisation,
        about_type=prepared.about._meta.label_lower,
        about_id=prepared.about.public_id,
        about_version=prepared.about_version,
        kind=prepared.kind,
        kind_name=prepared.kind_name,
        title=prepared.title,
        href=prepared.href,
        code=prepared.code,
        print=prepared.print,
        page_count=prepared.page_count,
        red_print=prepared.red_print,
        seen_above=prepared.seen_above,
        sending=prepared.sending,
        made_by_id=by.membership_id,
        made_by_name=signature(by),
    )
    return paper


@acts.act("filed.outdate_papers", who=permissions.only_the_system, under="about")
def outdate_papers(*, about: Base, by: Actor, kind: str = "") -> None:
    """The object has moved on: what was printed of it so far must not be stamped any more.

    Called by the stage of the object inside its own act.
    """
    _outdate(about, kind)


def _outdate(about: Base, kind: str) -> None:
    for paper in papers_of(about, kind).filter(outdated_at__isnull=True):
        acts.change(paper, outdated_at=clock.now())


@acts.act("filed.drop_paper", who=permissions.can_change_paper, on="paper")
def drop_paper(*, paper: FiledPaper, reason: str, by: Actor) -> FiledPaper:
    """It need not be stamped after all. Can be taken up again."""
    make_move(PAPER_MOVES, "filed.drop_paper", paper, reason=reason)
    return paper


@acts.act("filed.restore_paper", who=permissions.can_change_paper, on="paper")
def restore_paper(*, paper: FiledPaper, by: Actor) -> FiledPaper:
    make_move(PAPER_MOVES, "filed.restore_paper", paper)
    return paper


@acts.act("filed.register_received", who=permissions.can_register_received, on="paper")
def register_received(*, paper: FiledPaper, copies: int, on: dt.date, by: Actor) -> FiledPaper:
    """Stamped copies on paper have come: how many, on which day, and who says so."""
    if not 0 < copies <= MOST_COPIES:
        raise RuleBroken(f"纸质份数应在 1 到 {MOST_COPIES} 之间，请核对后再登记。")
    if on > clock.today():
        raise RuleBroken("收到日期还没有到，请填写实际收到纸质件的日期。")
    if on < max(EARLIEST, timezone.localtime(paper.created_at).date()):
        raise RuleBroken("收到日期早于这份报送件的打印日期，请核对后再登记。")
    if paper.is_outdated:
        raise RuleBroken("材料已有新版，这一版的纸质件不再登记。请核对收到的是哪一版（看每页下方的短码）。")
    make_move(
        PAPER_MOVES,
        "filed.register_received",
        paper,
        copies=copies,
        received_on=on,
        received_by_id=by.membership_id,
        received_by_name=signature(by),
    )
    return paper


@acts.act("filed.undo_received", who=permissions.can_register_received, on="paper")
def undo_received(*, paper: FiledPaper, by: Actor) -> FiledPaper:
    nobody = {"copies": None, "received_on": None, "received_by_id": None, "received_by_name": ""}
    make_move(PAPER_MOVES, "filed.undo_received", paper, **nobody)
    return paper


def hold(papers: Sequence[int]) -> None:
    """Count the papers up before their pages are looked at: of two who file at once, the second sees the first."""
    for key in sorted(set(papers)):
        FiledPaper.objects.filter(pk=key).update(version=F("version") + 1)


def bind_if_whole(paper: FiledPaper) -> None:
    """Ask for the stamped copy once every page has come back."""
    if paper.stamped_id is None and paper.takes_pages and not paper.missing_pages():
        jobs.enqueue(BIND_JOB, object_id=paper.public_id, membership_id=None)


@acts.act("filed.bind_again", who=permissions.can_see_to_paper, on="paper")
def bind_again(*, paper: FiledPaper, by: Actor) -> FiledPaper:
    """The stamped copy did not come about: ask for it once more."""
    if paper.stamped_id is not None or paper.missing_pages() or not paper.takes_pages:
        raise RuleBroken("现在不需要合成盖章件：页没有收齐，或已经合成。请刷新页面查看。")
    bind_if_whole(paper)
    return paper


def unbind(paper: FiledPaper, action: str) -> None:
    """A page has left: the stamped copy made with it counts no longer."""
    if paper.stamped_id is None:
        return
    nothing = {"stamped": None, "stamped_at": None}
    if paper.state == PaperState.STAMPED:
        make_move(PAPER_MOVES, action, paper, **nothing)
    else:
        acts.change(paper, **nothing)


@acts.act("filed.note_stamped", who=permissions.only_the_system, on="paper")
def note_stamped(*, paper: FiledPaper, stamped: StoredFile, pages: Sequence[int], by: Actor) -> FiledPaper:
    """The stamped copy has been made of these pages. If others have taken their place, it is not used."""
    there = list(paper.pages.filter(state=PageState.FILED).order_by("number").values_list("pk", flat=True))
    if there != list(pages) or paper.stamped_id is not None or not paper.takes_pages:
        return paper
    if len(there) != paper.page_count:
        return paper
    made = {"stamped": stamped, "stamped_at": clock.now()}
    if paper.state == PaperState.WAITING:
        make_move(PAPER_MOVES, "filed.note_stamped", paper, **made)
    else:
        acts.change(paper, **made)
    return paper
