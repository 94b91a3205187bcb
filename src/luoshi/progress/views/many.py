"""Many milestones in one long form, also by Excel: nothing is said before the form is sent, then all or nothing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.accounts.models import Organisation
from luoshi.common import clock
from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.downloads import hand_out
from luoshi.common.errors import Busy, Refusal, RuleBroken
from luoshi.common.routes import policy
from luoshi.common.workbooks import NotOurs
from luoshi.core.reading.structure import Unreadable

from .. import actions
from ..many import (
    ALL,
    NEAR,
    WHICH,
    Row,
    Sheet,
    brought,
    check,
    rows_of,
    said,
    sheet_of,
    to_tell,
    workbook_of,
)
from ..models import WORDS
from ..permissions import can_enter_for, can_tell
from .milestones import TELLERS

LARGEST = 5_000_000


def _own(request: HttpRequest) -> Organisation:
    require(can_tell(request.actor))
    return Organisation.objects.get(pk=request.actor.organisation_id)


def _which(request: HttpRequest) -> str:
    which = request.GET.get("which", "")
    return which if which in WHICH else NEAR


@policy(f"{TELLERS}：一次填报多个里程碑的进展", methods=("GET", "POST"))
def many(request: HttpRequest) -> HttpResponse:
    school = _own(request)
    if request.method == "GET":
        return _page(request, school, rows_of(_shown(request, school), {}))
    if "_upload" in request.POST:
        return _uploaded(request, school)
    typed = _typed(request)
    found = rows_of(_shown(request, school, typed), typed)
    if gone := set(typed) - {row.key for row in found}:
        words = (
            f"有 {len(gone)} 行现在不由您填报，或已不在生效的方案里，没有提交任何一行。刷新页面核对后再填。"
        )
        return _page(request, school, found, status=422, refusal=RuleBroken(words))
    if not typed:
        messages.error(request, "没有填写任何进展，没有提交。选“新的进展”，写说明，再提交。")
        return redirect(request.get_full_path())
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
    return redirect(request.get_full_path())


def _shown(request: HttpRequest, school: Organisation, typed: Any = ()) -> Any:
    """What the page lists, and whatever was typed for a row that has left the list meanwhile."""
    rows = _sheet(request, school).rows
    if not typed:
        return rows
    listed = rows.order_by().values("pk")
    return to_tell(request.actor, school, ALL).filter(Q(pk__in=listed) | Q(public_id__in=list(typed)))


def _sheet(request: HttpRequest, school: Organisation) -> Sheet:
    return sheet_of(to_tell(request.actor, school, _which(request)), request.GET.get("sheet", ""))


def _typed(request: HttpRequest) -> dict[str, tuple[str, str]]:
    """What was typed, by public id of the milestone."""
    found = {}
    for name in request.POST:
        if name.startswith("state-"):
            key = name.removeprefix("state-")[:20]
            said = (request.POST[name][:20], request.POST.get(f"words-{key}", "")[: WORDS + 1])
            if any(text.strip() for text in said):
                found[key] = said
    return found


def _uploaded(request: HttpRequest, school: Organisation) -> HttpResponse:
    """A workbook that came back stands in the form, to be checked and sent there."""
    upload = request.FILES.get("workbook")
    try:
        if upload is None:
            raise RuleBroken("请先选择填好的 Excel 文件。")
        if (upload.size or 0) > LARGEST:
            raise RuleBroken("文件太大，进展表不会超过 5 MB。请核对选的是不是这份表。")
        everything = to_tell(request.actor, school, ALL)
        come = brought(school, everything, upload.name or "", upload.read())
    except (RuleBroken, NotOurs, Unreadable) as broken:
        refusal = RuleBroken(str(broken))
        typed = _typed(request)
        rows = rows_of(_shown(request, school, typed), typed)
        return _page(request, school, rows, status=422, refusal=refusal)
    found = rows_of(_shown(request, school, come.typed), come.typed)
    for row in found:
        row.said_since = row.key in come.since
    check(found)
    for row in found:
        row.wrong = come.unknown.get(row.key, row.wrong)
    return _page(request, school, found, problems=come.problems, at=come.at, uploaded=True)


def _wrong(rows: list[Row], at: dict[str, int]) -> list[tuple[str, Row]]:
    """With where each stands: on the page and, where it came in a workbook, in that."""
    return [
        (f"表里第{at[row.key]}行，下面第 {number} 行" if row.key in at else f"第 {number} 行", row)
        for number, row in enumerate(rows, 1)
        if row.wrong
    ]


def _page(
    request: HttpRequest,
    school: Organisation,
    rows: list[Row],
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    which, here = _which(request), _sheet(request, school)
    context = {
        "school": school,
        "rows": rows,
        "wrong": _wrong(rows, more.pop("at", {})),
        "enters": can_enter_for(request.actor, school),
        "which": which,
        "filters": [
            {"label": label, "url": f"?which={key}", "on": key == which} for key, label in WHICH.items()
        ],
        "today": clock.today(),
        "here": here,
        "sheets": [
            {
                "label": f"第 {number} 页",
                "url": f"?which={which}&sheet={number}",
                "on": number == here.number,
            }
            for number in range(1, here.of + 1)
        ],
        "excel_url": f"{reverse('many-updates-xlsx')}?which={which}&sheet={here.number}",
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
    rows = _sheet(request, school).rows
    name = f"{school.short}里程碑进展 {clock.today():%Y-%m-%d}.xlsx"
    return hand_out(
        request,
        workbook_of(school, rows),
        name,
        action="progress.fetch_many",
        about=school,
        rows=rows.count(),
    )
