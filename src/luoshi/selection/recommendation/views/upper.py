"""What came back from above: the grid, its workbook, the paper, taking one back."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from luoshi.common import uploads
from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.dataforms import sheet_pages
from luoshi.common.dataforms.web import make_form
from luoshi.common.downloads import hand_out_stored
from luoshi.common.errors import RuleBroken
from luoshi.common.form_pages import FormPage, answer
from luoshi.common.models import StoredFile
from luoshi.common.pages import find, version_of
from luoshi.common.routes import policy
from luoshi.selection.queries import register_of

from .. import actions, permissions
from ..book import Grid, levels_of
from ..forms import PaperForm, kept
from ..models import Recommendation, UpperResult
from ..queries import upper_results_visible_to
from .calls import BUREAU, OFFICERS, crumbs, form_page, press, reason_of
from .letters import letter_of


def _grid_of(request: HttpRequest, recommendation: str, level: str) -> Grid:
    found = letter_of(request, recommendation)
    if level not in levels_of(found):
        raise Http404
    return Grid(found, level)


def _title(grid_: Grid) -> str:
    return f"登记{levels_of(grid_.recommendation)[grid_.level]}结果"


def _form(here: Grid, request: HttpRequest, **given: Any) -> Any:
    made = make_form(here.version, actor=request.actor, **given)
    made.fields["on"].widget.input_type = "date"
    return made


def _paper(request: HttpRequest) -> tuple[StoredFile, str] | None:
    """The paper that came with the grid. Raises RuleBroken in words for a file that is not taken."""
    upload = request.FILES.get("paper")
    if upload is None:
        return None
    if wrong := list(uploads.refusals([upload])):
        raise RuleBroken(wrong[0])
    return kept(upload)


def _save(request: HttpRequest, grid_: Grid, version: int | None, said: dict[str, Any]) -> Recommendation:
    saved: Recommendation = actions.note_upper_results(
        recommendation=grid_.recommendation, level=grid_.level, rows=grid_.answered(said),
        reason=said.get("reason", ""), paper=_paper(request), by=request.actor, version=version, once=Once.of(request),
    )  # fmt: skip
    return saved


@policy(f"{OFFICERS}：逐项登记上级结果", methods=("GET", "POST"))
def grid(request: HttpRequest, recommendation: str, upper_level: str) -> HttpResponse:
    here = _grid_of(request, recommendation, upper_level)
    found = here.recommendation
    register = register_of(found.call)
    enters = register is not None and register.has_stages
    back = reverse("recommendation", args=[found.call.public_id])
    if request.method == "GET" and found.sent_on is None:
        return redirect(back)
    page = FormPage(
        request,
        "recommendation/grid.html",
        make=partial(_form, here, request),
        name=f"recommendation.results.{here.level}",
        about=found,
        stored=here.now,
        send=lambda said: _save(request, here, version_of(request), said),
        then=lambda saved: back,
        said=f"上级结果已登记{'，入选的已写进台账' if enters else ''}。等另一人对照上级文件核对。",
        context={
            "title": _title(here), "button": "登记", "cancel_url": back, "call": found.call,
            "words": f"选“入选”的要写称号和文号{'，写进学校的台账' if enters else ''}；没有结果的空着。"
            "另一人对照上级文件核对以后，下次同类遴选按它增加名额。",
            "accept": ",".join(uploads.BEGINNINGS),
            "lies_there": next((row.file_name for row in here.standing.values() if row.file_id), ""),
            "sheet_url": reverse("recommendation-results-sheet", args=[found.public_id, here.level]),
            "upload_url": reverse("recommendation-results-upload", args=[found.public_id, here.level]),
            "crumbs": crumbs(found.call, _title(here)),
        },
    )  # fmt: skip
    return answer(page)


def _sheet_page(request: HttpRequest, here: Grid) -> sheet_pages.SheetPage:
    found = here.recommendation
    args = [found.public_id, here.level]
    back = reverse("recommendation-results", args=args)
    return sheet_pages.SheetPage(
        request,
        here.version,
        organisation=(f"{found.public_id}{here.level}", found.call.title),
        draft_on=found,
        now=lambda: (here.now(), found.version),
        send=lambda values, seen: _save(request, here, seen, values),
        back_url=back,
        sheet_url=reverse("recommendation-results-sheet", args=args),
        context={"crumbs": [*crumbs(found.call, "x")[:2], (_title(here), back), ("Excel 填报", "")]},
    )


@policy(f"{OFFICERS}：下载上级结果的 Excel 表，已带推荐名单")
def sheet(request: HttpRequest, recommendation: str, upper_level: str) -> HttpResponse:
    here = _grid_of(request, recommendation, upper_level)
    return sheet_pages.download(_sheet_page(request, here), here.now(), action="recommendation.fetch_results")


@policy(f"{OFFICERS}：上传上级结果的 Excel 表，看差别，确认登记", methods=("GET", "POST"))
def upload(request: HttpRequest, recommendation: str, upper_level: str) -> HttpResponse:
    return sheet_pages.answer(_sheet_page(request, _grid_of(request, recommendation, upper_level)))


@policy(f"{OFFICERS}：对照上级公布结果的文件核对登记的结果", methods=("GET", "POST"))
def check(request: HttpRequest, recommendation: str, upper_level: str) -> HttpResponse:
    here = _grid_of(request, recommendation, upper_level)
    title = f"核对{levels_of(here.recommendation)[here.level]}结果"
    open_rows = [row for row in here.standing.values() if row.checked_at is None]
    there = next((row.file_name for row in open_rows if row.file_id is not None), "")

    def send(said: dict[str, Any]) -> Any:
        return actions.check_upper_results(
            recommendation=here.recommendation, level=here.level,
            paper=kept(said["file"]) if said["file"] else None, by=request.actor,
            version=version_of(request), once=Once.of(request),
        )  # fmt: skip

    return form_page(
        request, here.recommendation.call, partial(PaperForm, there=there),
        name=f"recommendation.check.{here.level}", about=here.recommendation, send=send, title=title,
        button="核对无误", words="由登记以外的另一个人对照上级文件逐项核对。核对以后才计入下次同类遴选的名额。",
        said="已核对，计入下次同类遴选的名额。", uploads=True, rows=open_rows,
    )  # fmt: skip


@policy(f"{OFFICERS}：撤销登记错的上级结果", methods=("POST",))
def undo(request: HttpRequest, upper_result: str) -> HttpResponse:
    row: UpperResult = find(upper_results_visible_to(request.actor), upper_result)
    require(permissions.can_undo_upper_result(request.actor, row))
    words = f"已撤销{'，台账里的这一阶段同时撤回' if row.stage_id else ''}。"
    call = row.recommendation.call
    return press(request, call, actions.undo_upper_result, words, upper=row, reason=reason_of(request))


@policy(f"{BUREAU}：下载上级公布结果的文件")
def file(request: HttpRequest, upper_result: str) -> HttpResponseBase:
    row: UpperResult = find(upper_results_visible_to(request.actor), upper_result)
    if row.file is None:
        raise Http404
    return hand_out_stored(request, row.file, row.file_name, action="recommendation.fetch_file", about=row)
