"""Where a page belongs, by what its codes say; and why not, in words that lead on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from luoshi.common.models import StoredFile
from luoshi.core.scans.codes import PageCode, parsed, shown

from . import codes
from .models import FiledPaper, ScanPage
from .states import PageState

NO_CODE = "这一页上没有找到二维码。请对照画面，选它是哪份报送件的第几页；不是报送件的，点“不是报送件”。"
FOREIGN = "这一页是别的系统打印的，不能归到这里的报送件。请核对是不是拿错了材料。"
CHANGED = "页上的二维码不是本系统打印的原样，没有采用。请重新打印这一页，盖章后再上传。"
NOT_YOURS = "这一页（短码 {code}）不在您能办理的报送件中。请核对是不是别的单位的材料，或请打印它的人上传。"
OUTDATED = (
    "这一页是“{title}”第 {version} 版的第 {number} 页（{day}打印），材料已有新版。"
    "请打印新版的第 {number} 页，盖章后重新上传。"
)
MOVED_ON = (
    "这一页是“{title}”第 {version} 版的第 {number} 页（{day}打印），材料已经修改。"
    "请打印改后的一版，盖章后重新上传。"
)
DROPPED = "“{title}”已不再报送，这一页没有采用。要报送请先在它的页面上恢复，再人工归位。"
TWICE = "“{title}”第 {number} 页已经有了，这一张没有使用。要用这一张，请点“换用这一张”。"
NO_SUCH = "“{title}”共 {pages} 页，没有第 {number} 页。请人工核对。"


@dataclass(frozen=True, slots=True)
class Seen:
    """A page as the child process saw it; its picture is kept already. file: key of the ScanFile."""

    file: int
    sheet: int
    part: int
    texts: tuple[str, ...]
    picture: StoredFile
    red: int


@dataclass(frozen=True, slots=True)
class Placement:
    state: PageState
    message: str = ""
    paper: FiledPaper | None = None
    number: int | None = None


def place_all(
    pages: Sequence[Seen], visible: QuerySet[FiledPaper], hold: Callable[[list[int]], None]
) -> list[Placement]:
    """A place for every page, in their order; of two alike the first one counts. `hold` is given the papers' keys."""
    read = [_read(page.texts) for page in pages]
    wanted = {code.paper for code in read if isinstance(code, PageCode)}
    hold(list(visible.filter(code__in=wanted).values_list("pk", flat=True)))
    papers = {paper.code: paper for paper in visible.filter(code__in=wanted)}
    taken = set(
        ScanPage.objects.filter(paper__in=papers.values(), state=PageState.FILED).values_list(
            "paper_id", "number"
        )
    )
    placements = []
    for code in read:
        placed = code if isinstance(code, Placement) else _place(code, papers.get(code.paper), taken)
        if placed.state == PageState.FILED and placed.paper is not None:
            taken.add((placed.paper.pk, placed.number))
        placements.append(placed)
    return placements


def _read(texts: Sequence[str]) -> PageCode | Placement:
    """The one true code among these, or what is wrong with them."""
    found = [code for text in texts if (code := parsed(text)) is not None]
    true = [code for code in found if codes.is_true(code)]
    if true:
        return true[0]
    if not found:
        return Placement(PageState.WAITING, NO_CODE)
    ours = any(codes.is_ours(code) for code in found)
    return Placement(PageState.REFUSED, CHANGED if ours else FOREIGN)


def _place(code: PageCode, paper: FiledPaper | None, taken: set[tuple[int, int]]) -> Placement:
    if paper is None:
        return Placement(PageState.REFUSED, NOT_YOURS.format(code=shown(code.paper)))
    words = {
        "title": paper.title if len(paper.title) <= 60 else f"{paper.title[:60]}……",
        "number": code.page,
        "version": paper.about_version,
        "pages": paper.page_count,
        "day": f"{timezone.localtime(paper.created_at):%-m月%-d日}",
    }
    if paper.is_outdated:
        message = OUTDATED if _has_newer(paper) else MOVED_ON
        return Placement(PageState.REFUSED, message.format(**words), paper, code.page)
    if not paper.takes_pages:
        return Placement(PageState.REFUSED, DROPPED.format(**words), paper, code.page)
    if code.page > paper.page_count:
        return Placement(PageState.WAITING, NO_SUCH.format(**words))
    if (paper.pk, code.page) in taken:
        return Placement(PageState.DUPLICATE, TWICE.format(**words), paper, code.page)
    return Placement(PageState.FILED, "", paper, code.page)


def _has_newer(paper: FiledPaper) -> bool:
    return FiledPaper.objects.filter(
        about_type=paper.about_type, about_id=paper.about_id, kind=paper.kind, outdated_at__isnull=True
    ).exists()
