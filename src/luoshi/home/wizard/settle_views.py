"""Settle one finding, or correct something nobody asked about."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from luoshi.common import drafts
from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.errors import Refusal, RuleBroken
from luoshi.common.pages import find, version_of
from luoshi.common.routes import policy
from luoshi.policies import actions
from luoshi.policies.models import Finding, Reading
from luoshi.policies.permissions import can_settle_finding
from luoshi.policies.settling import settled_reading

from . import subjects
from .earlier import offers
from .forms import CorrectionForm
from .views import reading_of
from .work import asked_subject, subject_form, work_page
from .worklist import DRAFT_FORM, alike, correction_form, next_open


def _found(request: HttpRequest, reading: str, finding: str) -> tuple[Reading, Finding]:
    row = reading_of(request, reading)
    found: Finding = find(row.findings.select_related("reading", "decided_by"), finding)
    require(can_settle_finding(request.actor, found))
    return row, found


def _settle(
    request: HttpRequest,
    row: Reading,
    finding: Finding,
    act: Any,
    form: CorrectionForm | None = None,
    **given: Any,
) -> HttpResponse:
    """Carry the act out and go on to the next question; a refusal shows the page again, as it now is."""
    try:
        act(
            finding=finding,
            by=request.actor,
            version=version_of(request),
            once=Once.of(request),
            **given,
        )
    except Refusal as refused:
        row.refresh_from_db()
        if row.state != "deciding":
            raise
        return work_page(
            request, row, wanted=finding.public_id, form=form, refusal=refused, status=refused.status
        )
    drafts.discard(request.actor, DRAFT_FORM, finding.public_id)
    if act is actions.reopen_finding:
        return redirect(f"{reverse('import', args=[row.public_id])}?finding={finding.public_id}")
    following = next_open(row, finding)
    return redirect(reverse("import", args=[row.public_id]) + (f"?finding={following}" if following else ""))


def _settle_many(request: HttpRequest, row: Reading, act: Any, **given: Any) -> HttpResponse:
    """Several findings in one act, all or none; a refusal shows the page again, as it now is."""
    try:
        act(reading=row, by=request.actor, once=Once.of(request), **given)
    except Refusal as refused:
        row.refresh_from_db()
        if row.state != "deciding":
            raise
        return work_page(request, row, refusal=refused, status=refused.status)
    return redirect("import", row.public_id)


@policy("导入人员：采纳疑点的建议", methods=("POST",))
def accept(request: HttpRequest, reading: str, finding: str) -> HttpResponse:
    row, found = _found(request, reading, finding)
    changes, _ = subjects.acceptance(found.content, settled_reading(row))
    if changes is None:
        refused = RuleBroken("这个疑点没有建议可采纳。请更正，或写明理由后搁置。")
        return work_page(request, row, wanted=finding, refusal=refused, status=422)
    return _settle(request, row, found, actions.accept_finding, changes=changes)


@policy("导入人员：一起采纳同类疑点的建议", methods=("POST",))
def accept_alike(request: HttpRequest, reading: str) -> HttpResponse:
    row = reading_of(request, reading)
    found = alike(row, request.POST.get("code", ""), settled_reading(row))
    return _settle_many(request, row, actions.accept_alike, accepted=found)


@policy("导入人员：照上次导入时的决定办理", methods=("POST",))
def as_before(request: HttpRequest, reading: str) -> HttpResponse:
    """`finding`: the findings of which the person was shown what was decided before."""
    row = reading_of(request, reading)
    offered = offers(row, settled_reading(row))
    wanted = [offered.get(finding) for finding in request.POST.getlist("finding")]
    repeated = [offer.repeated if offer else None for offer in wanted]
    return _settle_many(request, row, actions.settle_as_before, repeated=repeated)


@policy("导入人员：更正疑点", methods=("POST",))
def correct(request: HttpRequest, reading: str, finding: str) -> HttpResponse:
    row, found = _found(request, reading, finding)
    form = correction_form(found.content, row, settled_reading(row), data=request.POST)
    if not form.is_valid():
        return work_page(request, row, wanted=finding, form=form, status=422)
    changes = form.changes() or [{"do": "note", "text": "核对无误，不改"}]
    reason = form.cleaned_data["reason"]
    return _settle(request, row, found, actions.correct_finding, form, changes=changes, reason=reason)


@policy("导入人员：搁置疑点", methods=("POST",))
def set_aside(request: HttpRequest, reading: str, finding: str) -> HttpResponse:
    row, found = _found(request, reading, finding)
    reason = request.POST.get("reason", "").strip()[:500]
    return _settle(request, row, found, actions.set_aside_finding, reason=reason)


@policy("导入人员：重新处理疑点", methods=("POST",))
def reopen(request: HttpRequest, reading: str, finding: str) -> HttpResponse:
    row, found = _found(request, reading, finding)
    return _settle(request, row, found, actions.reopen_finding)


@policy("导入人员：暂存没有提交的更正", methods=("POST",))
def keep_draft(request: HttpRequest, reading: str, finding: str) -> HttpResponse:
    _, found = _found(request, reading, finding)
    content = {
        name: request.POST.getlist(name) if name == "names" else request.POST[name][:1000]
        for name in request.POST
        if not name.startswith("_") and name != "csrfmiddlewaretoken"
    }
    drafts.save(request.actor, DRAFT_FORM, found.public_id, content, found.version)
    return HttpResponse(status=204)


@policy("导入人员：更正读出的任务或目标", methods=("POST",))
def correct_by_hand(request: HttpRequest, reading: str) -> HttpResponse:
    row = reading_of(request, reading)
    result = settled_reading(row)
    subject = asked_subject(request, result)
    if not subject:
        return work_page(
            request, row, refusal=RuleBroken("没有找到要更正的任务或目标，请从列表里重新选择。"), status=422
        )
    form = subject_form(row, subject, result, request.POST)
    if not form.is_valid():
        return work_page(request, row, subject=subject, form=form, status=422)
    changes = form.changes()
    try:
        if changes:
            _correct(request, row, result, subject, changes, form.cleaned_data["reason"])
    except Refusal as refused:
        row.refresh_from_db()
        return work_page(request, row, subject=subject, form=form, refusal=refused, status=refused.status)
    tab = "targets" if "target" in subject else "matrix"
    return redirect(f"{reverse('import', args=[row.public_id])}?tab={tab}")


def _correct(
    request: HttpRequest,
    row: Reading,
    result: dict[str, Any],
    subject: dict[str, Any],
    changes: list[dict[str, Any]],
    reason: str,
) -> None:
    at = (
        result["targets"][subject["target"]]
        if "target" in subject
        else subjects.task_named(result, subject["task"])
    )
    message = "经办人更正：" + "；".join(subjects.in_words(change, result) for change in changes)
    content = {
        "code": actions.BY_HAND,
        "severity": "note",
        "place": at["place"] if at else {},
        "message": message,
        "proposal": None,
        "subject": subject,
    }
    actions.correct_reading(
        reading=row,
        content=content,
        changes=changes,
        seen=request.POST.get("seen", ""),
        reason=reason,
        by=request.actor,
        once=Once.of(request),
    )
