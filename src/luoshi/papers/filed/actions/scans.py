"""Scans from the upload to their place; every page that was filed can be taken back, every other filed by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from luoshi.accounts.models import Organisation
from luoshi.common import acts, jobs
from luoshi.common.actor import Actor, system_actor
from luoshi.common.errors import RuleBroken
from luoshi.common.models import StoredFile
from luoshi.common.moves import make_move
from luoshi.notices.actions import tell

from .. import permissions
from ..models import FiledPaper, ScanBatch, ScanFile, ScanPage
from ..placing import Placement, Seen, place_all
from ..queries import papers_visible_to
from ..states import BATCH_MOVES, PAGE_MOVES, PageState
from .papers import bind_if_whole, hold, signature, unbind

READ_JOB = "filed.read"
ANOTHER = "换用了另一张"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file already kept, and the name it came with."""

    stored: StoredFile
    name: str


@acts.act("filed.send_scans", who=permissions.can_send_scans, under="organisation")
def send_scans(*, organisation: Organisation, uploads: Sequence[Upload], by: Actor) -> ScanBatch:
    """Take what was sent; the worker reads it page by page."""
    if not uploads:
        raise RuleBroken("没有收到文件。请选择扫描件或照片后再上传。")
    batch: ScanBatch = acts.create(
        ScanBatch, organisation=organisation, sent_by_id=by.membership_id, sent_by_name=signature(by)
    )
    for order, upload in enumerate(uploads):
        acts.create(ScanFile, batch=batch, stored=upload.stored, name=upload.name, order=order)
    _queue(batch, by)
    return batch


def _queue(batch: ScanBatch, by: Actor) -> None:
    job = jobs.enqueue(READ_JOB, object_id=batch.public_id, membership_id=by.membership_id)
    acts.change(batch, job=job)


@acts.act("filed.read_again", who=permissions.can_work_on_batch, on="batch")
def read_again(*, batch: ScanBatch, by: Actor) -> ScanBatch:
    make_move(BATCH_MOVES, "filed.read_again", batch, message="")
    _queue(batch, by)
    return batch


@acts.act("filed.note_unread", who=permissions.only_the_system, on="batch")
def note_unread(*, batch: ScanBatch, message: str, by: Actor) -> ScanBatch:
    make_move(BATCH_MOVES, "filed.note_unread", batch, message=message[:300])
    return batch


@acts.act("filed.note_read", who=permissions.can_work_on_batch, on="batch")
def note_read(*, batch: ScanBatch, pages: Sequence[Seen], unread: dict[int, str], by: Actor) -> ScanBatch:
    """File every page that says where it belongs. unread: key of a file → why nothing could be read from it."""
    make_move(BATCH_MOVES, "filed.note_read", batch)
    for key, message in unread.items():
        ScanFile.objects.filter(pk=key, batch=batch).update(message=message[:300])
    placements = place_all(pages, papers_visible_to(by), hold)
    rows = [_row(seen, placed, by) for seen, placed in zip(pages, placements, strict=True)]
    ScanPage.objects.bulk_create(rows, batch_size=200)
    acts.note_bulk("pages", [[row.public_id, row.state, row.number or 0] for row in rows])
    touched = {row.paper_id for row in rows if row.state == PageState.FILED}
    for paper in FiledPaper.objects.filter(pk__in=touched).order_by("pk"):
        bind_if_whole(paper)
    left = sum(row.state in (PageState.WAITING, PageState.REFUSED) for row in rows) + len(unread)
    if left:
        _tell(batch, left)
    return batch


def _row(seen: Seen, placed: Placement, by: Actor) -> ScanPage:
    return ScanPage(
        file_id=seen.file,
        sheet=seen.sheet,
        part=seen.part,
        picture=seen.picture,
        red=seen.red,
        state=placed.state,
        paper=placed.paper,
        number=placed.number,
        message=placed.message[:300],
        placed_by_id=by.membership_id if placed.state == PageState.FILED else None,
        placed_by_name=signature(by) if placed.state == PageState.FILED else "",
    )


def _tell(batch: ScanBatch, left: int) -> None:
    """The sender may have gone on to other work."""
    tell(
        to=[batch.sent_by],
        title=f"上传的盖章件有 {left} 处需要处理",
        body="有的页没有认出来，或者没有采用。打开后逐页写着原因和下一步。",
        kind="filed",
        href=reverse("scan-batch", args=[batch.public_id]),
        key=f"filed-{batch.public_id}",
        by=system_actor(),
    )


@acts.act("filed.file_by_hand", who=permissions.can_file_page, on="page")
def file_by_hand(*, page: ScanPage, paper: FiledPaper, number: int, by: Actor) -> ScanPage:
    """A person says which page of which paper it is."""
    hold([paper.pk])
    paper.refresh_from_db()
    if paper.is_outdated:
        raise RuleBroken(
            f"“{paper.title}”第 {paper.about_version} 版已被新版代替，不能再归入。请打印新版，盖章后重新上传。"
        )
    if not paper.takes_pages:
        raise RuleBroken(f"“{paper.title}”已不再报送，不能归入。要报送请先在它的页面上恢复。")
    if not 0 < number <= paper.page_count:
        raise RuleBroken(f"“{paper.title}”共 {paper.page_count} 页，没有第 {number} 页。请核对页码。")
    if paper.pages.filter(state=PageState.FILED, number=number).exists():
        raise RuleBroken(f"“{paper.title}”第 {number} 页已经有了。要换，请先把原来的一张退出。")
    placed = {"placed_by_id": by.membership_id, "placed_by_name": signature(by)}
    make_move(
        PAGE_MOVES,
        "filed.file_by_hand",
        page,
        paper=paper,
        number=number,
        by_hand=True,
        message="",
        why="",
        **placed,
    )
    bind_if_whole(paper)
    return page


@acts.act("filed.take_back_page", who=permissions.can_file_page, on="page")
def take_back_page(*, page: ScanPage, reason: str, by: Actor) -> ScanPage:
    """It was filed wrongly. The picture stays, and waits among the pages of its batch."""
    paper = _paper_of(page)
    make_move(PAGE_MOVES, "filed.take_back_page", page, reason=reason, why=reason[:200], **_nobody())
    unbind(paper, "filed.take_back_page")
    return page


@acts.act("filed.use_instead", who=permissions.can_file_page, on="page")
def use_instead(*, page: ScanPage, by: Actor) -> ScanPage:
    """This one is better than the one that is there."""
    if page.paper is None:
        make_move(PAGE_MOVES, "filed.use_instead", page)  # says why not
    paper = _paper_of(page)
    if not paper.takes_pages:
        raise RuleBroken(f"“{paper.title}”已不再接收扫描页，不能换用。")
    old = paper.pages.filter(state=PageState.FILED, number=page.number).first()
    if old is not None:
        make_move(PAGE_MOVES, "filed.take_back_page", old, reason=ANOTHER, why=ANOTHER, **_nobody())
    placed: dict[str, Any] = {"placed_by_id": by.membership_id, "placed_by_name": signature(by)}
    make_move(PAGE_MOVES, "filed.use_instead", page, message="", why="", **placed)
    unbind(paper, "filed.use_instead")
    bind_if_whole(paper)
    return page


@acts.act("filed.set_aside", who=permissions.can_file_page, on="page")
def set_aside(*, page: ScanPage, by: Actor) -> ScanPage:
    """It is no page of a filed paper at all: a cover, a note, a wrong photo."""
    make_move(PAGE_MOVES, "filed.set_aside", page)
    return page


@acts.act("filed.bring_back", who=permissions.can_file_page, on="page")
def bring_back(*, page: ScanPage, by: Actor) -> ScanPage:
    make_move(PAGE_MOVES, "filed.bring_back", page)
    return page


def _paper_of(page: ScanPage) -> FiledPaper:
    """The paper of the page, counted up and read anew. Refused where nothing may change any more."""
    assert page.paper_id is not None
    hold([page.paper_id])
    paper = FiledPaper.objects.get(pk=page.paper_id)
    if paper.is_outdated:
        raise RuleBroken("材料已有新版，旧版的页面不再改动。请在新版的页面上办理。")
    return paper


def _nobody() -> dict[str, Any]:
    return {"placed_by_id": None, "placed_by_name": "", "by_hand": False}
