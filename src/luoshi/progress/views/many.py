"""Many milestones in one long form, also by Excel: nothing is said before the form is sent, then all or nothing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.accounts.models import Organisation
from luoshi.common import clock
from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.downloads import as_download
from luoshi.common.errors import Busy, Refusal, RuleBroken
from luoshi.common.routes import policy
from luoshi.common.workbooks import NotOurs
from luoshi.core.reading.structure import Unreadable

from .. import actions
from ..many import Row, brought, check, rows_of, said, to_tell, workbook_of
from ..models import WORDS
from ..permissions import can_enter_for, can_tell
from .milestones import TELLERS

LARGEST = 5_000_000


def _own(request: HttpRequest) -> Organisation:
    require(can_tell(request.actor))
    return Organisation.objects.get(pk=request.actor.organisation_id)


def _finished(request: HttpRequest) -> bool:
    return request.GET.get("all", "") == "1"


@policy(f"{TELLERS}：一次填报多个里程碑的进展", methods=("GET", "POST"))
def many(request: HttpRequest) -> HttpResponse:
    school = _own(request)
    rows = to_tell(request.actor, school, finished=_finished(request))
    if request.method == "GET":
        return _page(request, school, rows_of(rows, {}))
    if "_upload" in request.POST:
        return _uploaded(request, school, rows)
    found = rows_of(rows, _typed(request))
    if not any(row.state or row.words.strip() for row in found):
        messages.error(request, "没有填写任何进展，没有提交。选“新的进展”，写说明，再提交。")
        return redirect("many-updates")
    if not check(found):
        return _page(request, school, found, status=422)
    try:
        updates = actions.give_many(
            organisation=school, rows=said(found), by=request.actor, once=Once.of(request)
        )
    except Busy:
        raise
    except Refusal as refusal:
        return _page(request, school, found, status=refusal.status, refusal=refusal)
    told = len(updates or ())
    messages.success(request, f"已填报 {told} 个里程碑。" if told else "填的和现在的进展一样，没有新的内容。")
    return redirect("many-updates")


def _typed(request: HttpRequest) -> dict[str, tuple[str, str]]:
    """What came, by public id of the milestone; other fields than those of the page's rows are not asked."""
    found = {}
    for name in request.POST:
        if name.startswith("state-"):
            key = name.removeprefix("state-")
            words = request.POST.get(f"words-{key}", "").replace("\0", "")[: WORDS + 1]
            found[key] = (request.POST[name][:20], words)
    return found


def _uploaded(request: HttpRequest, school: Organisation, rows: Any) -> HttpResponse:
    """A workbook that came back stands in the form, to be checked and sent there."""
    upload = request.FILES.get("workbook")
    try:
        if upload is None:
            raise RuleBroken("请先选择填好的 Excel 文件。")
        if (upload.size or 0) > LARGEST:
            raise RuleBroken("文件太大，进展表不会超过 5 MB。请核对选的是不是这份表。")
        come = brought(school, rows, upload.name or "", upload.read())
    except (RuleBroken, NotOurs, Unreadable) as broken:
        refusal = RuleBroken(str(broken))
        return _page(request, school, rows_of(rows, _typed(request)), status=422, refusal=refusal)
    found = rows_of(rows, come.typed)
    for row in found:
        row.said_since = row.key in come.since
    check(found)
    return _page(request, school, found, problems=come.problems, uploaded=True)


def _page(
    request: HttpRequest,
    school: Organisation,
    rows: list[Row],
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    finished = _finished(request)
    context = {
        "school": school,
        "rows": rows,
        "wrong": [(number, row) for number, row in enumerate(rows, 1) if row.wrong],
        "enters": can_enter_for(request.actor, school),
        "finished": finished,
        "today": clock.today(),
        "excel_url": reverse("many-updates-xlsx") + ("?all=1" if finished else ""),
        "crumbs": [("我的里程碑", reverse("my-milestones")), ("成批填报", "")],
        "problems": [],
        "refusal": None,
        "uploaded": False,
        **more,
    }
    return render(request, "progress/many.html", context, status=status)


@policy(f"{TELLERS}：成批填报进展的 Excel，已列出里程碑")
def sheet(request: HttpRequest) -> HttpResponse:
    school = _own(request)
    rows = to_tell(request.actor, school, finished=_finished(request))
    return as_download(workbook_of(school, rows), f"{school.short}里程碑进展 {clock.today():%Y-%m-%d}.xlsx")
