"""What is to be stamped, one paper with its pages, the register of paper copies."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from luoshi.common import pages
from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.downloads import hand_out_stored
from luoshi.common.moves import possible
from luoshi.common.pages import find, version_of
from luoshi.common.routes import policy
from luoshi.core.numerals import in_runs
from luoshi.core.scans.codes import typed

from .. import actions
from ..forms import ReasonForm, ReceivedForm, ScansForm
from ..models import FiledPaper
from ..permissions import can_change_paper, can_handle, can_register_received, can_see_to_paper
from ..queries import current_paper_of_same, papers_visible_to, shows_no_seal
from ..states import PAPER_MOVES, PageState, PaperState

TONES = {"waiting": "warn", "stamped": "ok", "received": "ok", "dropped": ""}
OUTDATED = "outdated"


@policy("办理报送件的人员：本单位和下级的报送件")
def papers(request: HttpRequest) -> HttpResponse:
    require(can_handle(request.actor))
    rows = papers_visible_to(request.actor).annotate(
        come_back=Count("pages", filter=Q(pages__state=PageState.FILED))
    )
    state, asked = request.GET.get("state", ""), request.GET.get("q", "").strip()[:80]
    if state == OUTDATED:
        rows = rows.filter(outdated_at__isnull=False)
    else:
        rows = rows.filter(outdated_at__isnull=True)
        rows = rows.filter(state=state) if state in PaperState.values else rows
    if asked:
        rows = rows.filter(
            Q(title__icontains=asked) | Q(code=typed(asked)[:8]) | Q(organisation__name__icontains=asked)
        )
    page = pages.page_of(request, rows.order_by("-id"), size=30)
    for row in page:
        row.tone = TONES[row.state]
    context = {"page_obj": page, "filters": _filters(state), "state": state, "q": asked}
    return render(request, "filed/papers.html", context)


def _filters(state: str) -> list[dict[str, Any]]:
    choices = [*PaperState.choices, (OUTDATED, "已被新版代替")]
    return [{"label": label, "url": f"?state={value}", "on": state == value} for value, label in choices]


def paper_of(request: HttpRequest, public_id: str) -> FiledPaper:
    paper: FiledPaper = find(papers_visible_to(request.actor), public_id)
    return paper


@policy("本单位办理报送件的人员、打印人，以及上级：一份报送件")
def paper(request: HttpRequest, filed_paper: str) -> HttpResponse:
    return render(request, "filed/paper.html", paper_context(request, paper_of(request, filed_paper)))


def paper_context(request: HttpRequest, row: FiledPaper, **forms: Any) -> dict[str, Any]:
    there = {page.number: page for page in row.pages.filter(state=PageState.FILED).select_related("file")}
    missing = [number for number in range(1, row.page_count + 1) if number not in there]
    open_now = {move.action.split(".")[1] for move in possible(PAPER_MOVES, row)}
    actor = request.actor
    return {
        "paper": row,
        "tone": TONES[row.state],
        "pages": [there[number] for number in sorted(there)],
        "missing": missing,
        "missing_words": missing_words(missing),
        "rows": _facts(row),
        "newer": current_paper_of_same(row) if row.is_outdated else None,
        "acts": open_now,
        "may_handle": can_see_to_paper(actor, row),
        "may_change": can_change_paper(actor, row),
        "may_register": can_register_received(actor, row),
        "no_seal": shows_no_seal(row),
        "scans_form": ScansForm(),
        "received_form": ReceivedForm(),
        "crumbs": [("报送件", reverse("filed-papers")), (row.title, "")],
        **forms,
    }


def missing_words(numbers: list[int]) -> str:
    """缺第 2、3、5—300 页（共 298 页）."""
    more = f"（共 {len(numbers)} 页）" if len(numbers) > 3 else ""
    return f"缺第 {in_runs(numbers)} 页{more}" if numbers else ""


def _which(row: FiledPaper) -> str:
    """A material numbers its own versions; what was sent through steps is told by its sending."""
    return f"第 {row.about_version} {'次报送稿' if row.sending_id else '版'}"


def _facts(row: FiledPaper) -> list[tuple[str, ...]]:
    return [
        ("短码", row.short_code),
        ("材料", f"{row.kind_name}，{_which(row)}", *([row.href] if row.href else [])),
        ("单位", row.organisation.short),
        ("页数", str(row.page_count)),
        ("打印", f"{row.made_by_name}，{timezone.localtime(row.created_at):%Y年%-m月%-d日 %H:%M}"),
    ]


@policy("看得到这份报送件的人：下载打印稿")
def print_file(request: HttpRequest, filed_paper: str) -> FileResponse:
    row = paper_of(request, filed_paper)
    if row.is_outdated:
        raise Http404  # nobody stamps what has been replaced
    name = f"{row.title}（打印稿{row.short_code}）.pdf"
    return hand_out_stored(request, row.print, name, action="filed.fetch_print", about=row)


@policy("看得到这份报送件的人：下载盖章件")
def stamped_file(request: HttpRequest, filed_paper: str) -> FileResponse:
    row = paper_of(request, filed_paper)
    if row.stamped is None:
        raise Http404
    name = f"{row.title}（盖章件）.pdf"
    return hand_out_stored(request, row.stamped, name, action="filed.fetch_stamped", about=row)


@policy("收件单位的纸质登记人员（不出本单位的，本单位的）：登记收到的纸质件", methods=("POST",))
def received(request: HttpRequest, filed_paper: str) -> HttpResponse:
    row = paper_of(request, filed_paper)
    require(can_register_received(request.actor, row))
    form = ReceivedForm(request.POST)
    if not form.is_valid():
        return render(
            request, "filed/paper.html", paper_context(request, row, received_form=form), status=422
        )
    actions.register_received(
        paper=row,
        copies=form.cleaned_data["copies"],
        on=form.cleaned_data["received_on"],
        by=request.actor,
        version=version_of(request),
        once=Once.of(request),
    )
    messages.success(request, "已登记。")
    return redirect("filed-paper", row.public_id)


@policy("收件单位的纸质登记人员（不出本单位的，本单位的）：撤销纸质登记", methods=("POST",))
def received_undo(request: HttpRequest, filed_paper: str) -> HttpResponse:
    row = paper_of(request, filed_paper)
    require(can_register_received(request.actor, row))
    actions.undo_received(paper=row, by=request.actor, version=version_of(request), once=Once.of(request))
    return redirect("filed-paper", row.public_id)


@policy("本单位办理报送件的人员：不再报送", methods=("POST",))
def drop(request: HttpRequest, filed_paper: str) -> HttpResponse:
    row = paper_of(request, filed_paper)
    require(can_change_paper(request.actor, row))
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    actions.drop_paper(
        paper=row, reason=reason, by=request.actor, version=version_of(request), once=Once.of(request)
    )
    return redirect("filed-paper", row.public_id)


@policy("本单位办理报送件的人员：恢复报送", methods=("POST",))
def restore(request: HttpRequest, filed_paper: str) -> HttpResponse:
    row = paper_of(request, filed_paper)
    require(can_change_paper(request.actor, row))
    actions.restore_paper(paper=row, by=request.actor, version=version_of(request), once=Once.of(request))
    return redirect("filed-paper", row.public_id)


@policy("本单位或上级办理报送件的人员：重新合成盖章件", methods=("POST",))
def bind(request: HttpRequest, filed_paper: str) -> HttpResponse:
    row = paper_of(request, filed_paper)
    require(can_see_to_paper(request.actor, row))
    actions.bind_again(paper=row, by=request.actor, version=version_of(request), once=Once.of(request))
    messages.success(request, "正在合成，稍后刷新页面查看。")
    return redirect("filed-paper", row.public_id)
