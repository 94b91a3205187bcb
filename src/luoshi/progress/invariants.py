"""What must always hold among updates."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from django.db.models import F

from luoshi.common.invariants import each, name_of
from luoshi.common.stages import Invariant
from luoshi.evidence.queries import proved
from luoshi.papers.invariants import entered_by_its_author
from luoshi.papers.states import ApprovalState
from luoshi.workplans.models import MilestoneState
from luoshi.workplans.states import StepState

from .kinds import KIND
from .models import PeriodicReport, ProgressUpdate
from .queries import NOT_LEFT, standing_updates
from .reports import content
from .states import SENT, ReportState

Found = Iterator[tuple[str, str]]
CHUNK = 500


def milestones_stand_as_was_said_last() -> Found:
    """State and proof of every milestone follow from the last update that was not taken back."""
    rows = list(MilestoneState.objects.order_by("id"))
    for start in range(0, len(rows), CHUNK):
        chunk = rows[start : start + CHUNK]
        standing = standing_updates(row.key for row in chunk)
        shown = proved(standing.values())
        for row in chunk:
            update = standing.get(row.key)
            said = update.state if update is not None else StepState.OPEN
            if row.state != said:
                yield name_of(row), "里程碑的状态不是最后填报的进展"
            if row.proved != (update is not None and update.public_id in shown):
                yield name_of(row), "里程碑有没有佐证，与进展引用的材料不一致"


def updates_are_of_the_school() -> Found:
    return each(
        ProgressUpdate.objects.exclude(work__organisation=F("organisation")), "进展指向别的单位的工作"
    )


def what_undoes_is_of_the_same_milestone() -> Found:
    undoing = ProgressUpdate.objects.filter(takes_back__isnull=False)
    yield from each(
        undoing.exclude(takes_back__milestone_key=F("milestone_key")), "撤回指向另一个里程碑的进展"
    )
    yield from each(undoing.filter(takes_back__takes_back__isnull=False), "撤回了一条撤回")


_APPROVED = {
    ReportState.RUNNING: ApprovalState.RUNNING,
    ReportState.RETURNED: ApprovalState.RETURNED,
    ReportState.ACCEPTED: ApprovalState.PASSED,
}


def reports_stand_as_their_approvals() -> Found:
    for state, approved in _APPROVED.items():
        wrong = PeriodicReport.objects.filter(state=state).exclude(approval__state=approved)
        yield from each(wrong, f"进展报告是“{state.label}”，它的审批却不是“{approved.label}”")


def sent_reports_read_as_they_were_sent() -> Found:
    """What steps agree to, and what was accepted, is what was sent: what the school wrote stands still."""
    rows = PeriodicReport.objects.filter(state__in=(ReportState.RUNNING, ReportState.ACCEPTED))
    for report in rows.select_related("period__plan", "organisation", "approval").iterator():
        sending = content.last_sent(report)
        then = sending.content.values["rows"] if sending is not None else []
        if content.typed(then) != content.written(report):
            yield name_of(report), "已报送的进展报告，内容不是报送时的内容"


def unsent_reports_have_no_day() -> Found:
    sent = PeriodicReport.objects.filter(state__in=SENT, first_sent_at__isnull=True).exclude(NOT_LEFT)
    yield from each(sent, "已报送的进展报告没有报送时间")
    drafts = PeriodicReport.objects.filter(state=ReportState.DRAFT, first_sent_at__isnull=False)
    yield from each(drafts, "没有报送的进展报告却有报送时间")


INVARIANTS = (
    Invariant("update-stands", milestones_stand_as_was_said_last),
    Invariant("update-work", updates_are_of_the_school),
    Invariant("update-taken-back", what_undoes_is_of_the_same_milestone),
    Invariant("report-approval", reports_stand_as_their_approvals),
    Invariant("report-sent", sent_reports_read_as_they_were_sent),
    Invariant("report-day", unsent_reports_have_no_day),
    Invariant("report-minutes", partial(entered_by_its_author, KIND.key)),
)
