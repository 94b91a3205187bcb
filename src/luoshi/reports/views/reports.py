"""Reports: the list, a new one, what one says, what differs from last time, what changed since."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.accounts.models import Organisation
from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.downloads import hand_out_stored
from luoshi.common.errors import Busy, Refusal, RuleBroken
from luoshi.common.form_pages import FormPage, answer
from luoshi.common.pages import find, page_of, version_of
from luoshi.common.routes import policy
from luoshi.papers.actions import Proof, start_brief
from luoshi.papers.permissions import can_write_papers

from .. import actions, making, permissions
from ..choices import what_of
from ..differing import compare
from ..forms import ReportForm, first_values
from ..models import Report
from ..queries import earlier_of, places_for, reports_visible_to
from ..states import REPORT, TONES, ReportState

READERS = "本单位的经办、科长、项目办和领导"
MAKERS = "本单位的经办、科长，学校项目办"
SHOWN = 100
EVERY_TIME = ("数据截至", "今天")
LIST = ("报告", "made-reports")
LISTS = {"进展报告 ": "reports", "预警 ": "alerts", "议定事项 ": "meetings", "台账 ": "registers"}


def crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(LIST[0], reverse(LIST[1]) if more else ""), *more]


@policy(f"{READERS}：用模板生成的通报、总结和清单")
def reports(request: HttpRequest) -> HttpResponse:
    require(permissions.can_read_reports(request.actor))
    page = page_of(request, reports_visible_to(request.actor).defer("content"))
    for row in page:
        row.tone = TONES[ReportState(row.state)]
    context = {
        "page_obj": page,
        "makes": permissions.can_make_reports(request.actor),
        "crumbs": crumbs(),
    }
    return render(request, "reports/list.html", context)


@policy(f"{MAKERS}：生成一份报告，本单位的或下属单位的", methods=("GET", "POST"))
def new_report(request: HttpRequest) -> HttpResponse:
    actor = request.actor
    require(permissions.can_make_reports(actor))
    own = places_for(actor).filter(pk=actor.organisation_id).first()
    if own is None:
        raise Http404
    what = what_of(actor, request.GET.get("about", ""))
    page = FormPage(
        request,
        "reports/new.html",
        make=lambda **given: ReportForm(**given, actor=actor),
        name="reports.begin_report",
        about=own,
        versioned=False,
        send=lambda said: actions.begin_report(
            place=said["place"],
            asked=actions.Asked(said["what"].kind, said["plan"], said["what"].register, said["span"]),
            by=actor,
            once=Once.of(request),
        ),
        then=lambda made: reverse("made-report", args=[made.public_id]),
        stored=lambda: first_values(actor, what),
        said="已经开始生成。",
        context={"crumbs": crumbs(("生成", ""))},
    )
    return answer(page)


@policy(f"{READERS}：一份报告里的数，和上次的差别")
def report(request: HttpRequest, made_report: str) -> HttpResponse:
    return _show(request, find(reports_visible_to(request.actor), made_report))


def _show(request: HttpRequest, row: Report, status: int = 200, refusal: Any = None) -> HttpResponse:
    earlier = earlier_of(row) if row.stored_id is not None else None
    context = {
        "row": row,
        "tone": TONES[ReportState(row.state)],
        "refusal": refusal,
        "earlier": earlier,
        "compared": compare(earlier.content, row.content, EVERY_TIME) if earlier is not None else None,
        "lists": [
            {**each, "rows": each["rows"][:SHOWN], "count": len(each["rows"])}
            for each in row.content.get("lists", ())
        ],
        "singles": [{**each, "href": href_of(row, each["name"])} for each in row.content.get("singles", ())],
        "shown": SHOWN,
        "buttons": REPORT.buttons(
            row, lambda action: permissions.REPORTS_WHO[action](request.actor, row), _urls(row)
        ),
        "makes": permissions.can_run(request.actor, row),
        "may_send": permissions.can_run(request.actor, row) and row.state == ReportState.READY,
        "crumbs": crumbs((row.title, "")),
        "progress_url": reverse("made-report-progress", args=[row.public_id]),
    }
    return render(request, "reports/report.html", context, status=status)


def href_of(row: Report, name: str) -> str:
    """Where what a count was made of can be seen as it is now."""
    if row.plan is not None:
        of_plan = {"责任项": "matrix", "任务": "matrix", "承接学校": "matrix", "里程碑": "plan-roadmap"}
        page = of_plan.get(name.partition(" ")[0])
        if page:
            return reverse(page, args=[row.plan.public_id])
    for head, page in LISTS.items():
        if name.startswith(head):
            return reverse(page)
    return ""


def _urls(row: Report) -> dict[str, str]:
    return {
        f"reports.{name}_report": reverse(f"{name}-made-report", args=[row.public_id])
        for name in ("retry", "withdraw", "restore")
    }


@policy(f"{READERS}：一份报告生成到哪里")
def progress(request: HttpRequest, made_report: str) -> HttpResponse:
    row: Report = find(reports_visible_to(request.actor), made_report)
    url = reverse("made-report-progress", args=[row.public_id])
    answered = render(request, "reports/_progress.html", {"row": row, "progress_url": url})
    if row.state != ReportState.QUEUED and request.htmx:
        answered["HX-Redirect"] = reverse("made-report", args=[row.public_id])
    return answered


@policy(f"{READERS}：下载一份报告")
def report_file(request: HttpRequest, made_report: str) -> HttpResponse:
    row: Report = find(reports_visible_to(request.actor), made_report)
    if row.stored is None:
        raise Http404
    name = f"{row.title}.{row.ending}"
    return hand_out_stored(request, row.stored, name, action="reports.fetch_report", about=row)


@policy(f"{READERS}：一份报告生成以后，里面的数有什么变化")
def since(request: HttpRequest, made_report: str) -> HttpResponse:
    """The same markers as they stand now, in the reader's sight."""
    row: Report = find(reports_visible_to(request.actor), made_report)
    if row.stored_id is None:
        raise Http404
    now = making.values_now(row, request.actor)
    context = {
        "row": row,
        "compared": compare(row.content, now.content(), EVERY_TIME) if now is not None else None,
        "makes": permissions.can_run(request.actor, row),
        "crumbs": crumbs((row.title, reverse("made-report", args=[row.public_id])), ("生成以后的变化", "")),
    }
    return render(request, "reports/since.html", context)


def _do(request: HttpRequest, public_id: str, act: Any) -> HttpResponse:
    row: Report = find(reports_visible_to(request.actor), public_id)
    require(permissions.can_run(request.actor, row))
    try:
        act(report=row, by=request.actor, version=version_of(request), once=Once.of(request))
    except Busy:
        raise
    except Refusal as refusal:
        return _show(request, find(reports_visible_to(request.actor), public_id), refusal.status, refusal)
    return redirect("made-report", public_id)


@policy(f"{MAKERS}：没有生成的再生成一次", methods=("POST",))
def retry_report(request: HttpRequest, made_report: str) -> HttpResponse:
    return _do(request, made_report, actions.retry_report)


@policy(f"{MAKERS}：作废一份报告", methods=("POST",))
def withdraw_report(request: HttpRequest, made_report: str) -> HttpResponse:
    return _do(request, made_report, actions.withdraw_report)


@policy(f"{MAKERS}：恢复作废的报告", methods=("POST",))
def restore_report(request: HttpRequest, made_report: str) -> HttpResponse:
    return _do(request, made_report, actions.restore_report)


@policy(f"{MAKERS}：把一份报告作为附件起草呈批件，送审批", methods=("POST",))
def brief_of_report(request: HttpRequest, made_report: str) -> HttpResponse:
    """A draft of the acting post with the report attached; what is changed in Word takes its place there."""
    row: Report = find(reports_visible_to(request.actor), made_report)
    require(permissions.can_run(request.actor, row) and can_write_papers(request.actor))
    if row.stored is None or row.state != ReportState.READY:
        return _show(request, row, 422, RuleBroken("这份报告还没有生成，或者已经作废，不能送审。"))
    own = Organisation.objects.get(pk=request.actor.organisation_id)
    try:
        brief = start_brief(
            organisation=own,
            title=f"关于审阅{row.title}的请示"[:120],
            up_to=own,
            text=f"现将{row.title}呈上，请审阅。",
            files=[Proof(row.stored, f"{row.title}.{row.ending}")],
            by=request.actor,
            once=Once.of(request),
        )
    except Busy:
        raise
    except Refusal as refusal:
        return _show(request, row, refusal.status, refusal)
    messages.success(request, "已起草呈批件，报告在附件里。在 Word 里改过的，换上改好的再报送。")
    return redirect("brief", brief.public_id)
