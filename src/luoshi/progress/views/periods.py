"""A period over all schools: figures, the list, accepting many, urging, putting off, closing; what is asked at all."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.accounts.calendars import beyond_the_table
from luoshi.common import clock
from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.errors import Busy, Refusal
from luoshi.common.form_pages import FormPage, answer
from luoshi.common.pages import find, version_of
from luoshi.common.routes import policy
from luoshi.notices.urging import urge
from luoshi.plans.queries import plans_visible_to

from .. import actions, permissions
from .. import report_forms as inputs
from ..models import ReportPeriod, ReportTerms
from ..queries import periods_visible_to, reports_visible_to
from ..reports.overview import figures_of, lines_of, missing_of

WHO = "学校领导、项目办、处室负责人，县局、市局：本单位和下属单位"
EDITORS = "计划印发单位的经办、科长"


def _found(request: HttpRequest, public_id: str) -> ReportPeriod:
    found: ReportPeriod = find(periods_visible_to(request.actor), public_id)
    require(permissions.can_look_after(request.actor))
    return found


@policy(f"{WHO}一个报告期的报送情况")
def period(request: HttpRequest, report_period: str) -> HttpResponse:
    return period_page(request, _found(request, report_period))


def period_page(
    request: HttpRequest, found: ReportPeriod, status: int = 200, refusal: Any = None, form: Any = None
) -> HttpResponse:
    lines = lines_of(request.actor, found)
    runs = permissions.can_run_period(request.actor, found)
    missing = missing_of(lines) if found.dropped_at is None else []
    context = {
        "period": found,
        "lines": lines,
        "figures": figures_of(lines),
        "waiting": [line for line in lines if line.waits],
        "missing": missing,
        "urging": _urging(found, missing) if missing and found.closed_at is None else None,
        "runs": runs,
        "extend_form": (form or inputs.ExtendForm()) if runs and found.closed_at is None else None,
        "may_drop": runs and found.dropped_at is None and all(line.report.state == "draft" for line in lines),
        "may_close": runs and found.closed_at is None and clock.today() > found.ends,
        "calendar": beyond_the_table(found.plan.issuer.path, found.due)
        if runs and found.closed_at is None
        else "",
        "refusal": refusal,
        "crumbs": [("进展报告", reverse("reports")), (f"{found.plan.short}{found.label}", "")],
    }
    return render(request, "progress/period.html", context, status=status)


def _urging(found: ReportPeriod, missing: list[Any]) -> Any:
    return urge(
        what=f"{found.plan.short}{found.label}进展报告",
        verb="报送",
        names=[line.report.organisation.short for line in missing],
        href=reverse("reports"),
        due=found.due,
    )


def _press(request: HttpRequest, public_id: str, act: Any, words: str, **said: Any) -> HttpResponse:
    found = _found(request, public_id)
    require(permissions.can_run_period(request.actor, found))
    try:
        act(period=found, by=request.actor, version=version_of(request), once=Once.of(request), **said)
    except Busy:
        raise
    except Refusal as refusal:
        found.refresh_from_db()
        return period_page(request, found, refusal.status, refusal)
    messages.success(request, words)
    return redirect("report-period", found.public_id)


@policy(f"{EDITORS}：把一期的报送期限给所有学校延后", methods=("POST",))
def extend(request: HttpRequest, report_period: str) -> HttpResponse:
    found = _found(request, report_period)
    require(permissions.can_run_period(request.actor, found))
    form = inputs.ExtendForm(request.POST)
    if not form.is_valid():
        return period_page(request, found, 422, form=form)
    words = "已延期，没有报送的学校已收到消息。"
    return _press(request, report_period, actions.extend_period, words, **form.cleaned_data)


@policy(f"{EDITORS}：一期结账，不再收报告", methods=("POST",))
def close(request: HttpRequest, report_period: str) -> HttpResponse:
    return _press(request, report_period, actions.close_period, "已结账，可以写明理由重新打开。")


@policy(f"{EDITORS}：重新打开已结账的一期", methods=("POST",))
def reopen(request: HttpRequest, report_period: str) -> HttpResponse:
    reason = request.POST.get("reason", "")[:1000]
    return _press(request, report_period, actions.reopen_period, "已重新打开。", reason=reason)


@policy(f"{EDITORS}：取消没有学校报送的一期", methods=("POST",))
def drop(request: HttpRequest, report_period: str) -> HttpResponse:
    reason, words = request.POST.get("reason", "")[:1000], "已取消，各校已收到消息。可以写明理由重新打开。"
    return _press(request, report_period, actions.drop_period, words, reason=reason)


@policy("县局、市局、学校的办理人：成批同意在自己这里的报告", methods=("POST",))
def accept(request: HttpRequest, report_period: str) -> HttpResponse:
    """Each ticked line carries the version that was shown."""
    found = _found(request, report_period)
    require(permissions.can_accept_many(request.actor, found))
    chosen = []
    for text in request.POST.getlist("report")[:200]:
        key, _, version = text.partition(":")
        report = reports_visible_to(request.actor).filter(period=found, public_id=key).first()
        if report is not None and version.isascii() and version.isdigit():
            chosen.append((report, int(version[:9])))
    if not chosen:
        messages.error(request, "没有勾选在您这里的报告，没有办理。请勾选后再点。")
        return redirect("report-period", found.public_id)
    try:
        actions.accept_many(period=found, reports=chosen, by=request.actor, once=Once.of(request))
    except Busy:
        raise
    except Refusal as refusal:
        return period_page(request, found, refusal.status, refusal)
    messages.success(request, f"已同意 {len(chosen)} 份报告。")
    return redirect("report-period", found.public_id)


@policy(f"{EDITORS}：设置这个计划的报告要求", methods=("GET", "POST"))
def terms(request: HttpRequest, plan: str) -> HttpResponse:
    found = find(plans_visible_to(request.actor), plan)
    require(permissions.can_run_reports(request.actor, found))
    there = ReportTerms.objects.filter(plan=found).first()
    stored = (
        {"kind": there.kind, "due_days": there.due_days, "since": there.since, "asks_stamp": there.asks_stamp}
        if there
        else {"kind": "quarter", "due_days": 5, "since": clock.today()}
    )
    page = FormPage(
        request,
        "progress/terms.html",
        make=partial(inputs.TermsForm, plan=found),
        name="progress.terms",
        about=found,
        send=lambda said: actions.set_report_terms(
            plan=found, by=request.actor, version=version_of(request), once=Once.of(request), **said
        ),
        then=lambda saved: reverse("reports"),
        stored=lambda: stored,
        said="已保存。到期的报告期已经打开，各校的报告已起草。",
        context={
            "plan": found,
            "asked": there is not None and there.ended_at is None,
            "crumbs": [("进展报告", reverse("reports")), (f"{found.short}报告要求", "")],
        },
    )
    return answer(page)


@policy(f"{EDITORS}：以后不再要求报告", methods=("POST",))
def end_terms(request: HttpRequest, plan: str) -> HttpResponse:
    found = find(plans_visible_to(request.actor), plan)
    require(permissions.can_run_reports(request.actor, found))
    try:
        actions.end_report_terms(
            plan=found, by=request.actor, version=version_of(request), once=Once.of(request)
        )
    except Busy:
        raise
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, "已停止，不再打开新的报告期；已打开的照常办完。")
    return redirect("reports")
