"""What each route of progress answers to whom; how a line is read: `expectations`."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from luoshi.common import clock
from luoshi.evidence.models import Evidence, EvidenceUse
from luoshi.papers.models import Approval, Step
from luoshi.progress.models import PeriodicReport, ProgressUpdate, ReportPeriod, ReportTerms

from .expect_evidence import to_take_out
from .expect_papers import STANDS_IN_FOR, post_of
from .expect_requests import to_enter as entered
from .expect_rounds import AUTHOR, DECIDERS, ENTERERS
from .expect_workplans import ABOVE, WRITERS
from .expect_workplans import INSIDE as OF_THE_SCHOOL
from .lines import EDITORS, EVERYBODY, SCHOOL_LEADERS, SEES_PEOPLE, Expected, Form, button, page, version

TELLERS = frozenset({"task_owner", "office"})
INSIDE = OF_THE_SCHOOL | ABOVE
HOLDERS = DECIDERS - {"office"}  # whose own steps count as done, where it is the author
OF_A_SCHOOL = SCHOOL_LEADERS | {"task_owner", "teacher", "finance"}


def standing(update: Any, user: Any = None) -> dict[str, Any]:
    """What was said last of its milestone: what was said or taken back since is put away."""
    later = ProgressUpdate.objects.filter(milestone_key=update.milestone_key, pk__gt=update.pk)
    later.filter(takes_back__isnull=False).delete()
    later.delete()
    return {}


def chosen(update: Any, user: Any) -> dict[str, Any]:
    standing(update)
    row = Evidence.objects.filter(organisation=update.organisation, withdrawn_at=None).order_by("pk")[0]
    return {"pieces": row.public_id, "pages": "1"}


def uploaded(update: Any, user: Any) -> dict[str, Any]:
    standing(update)
    file = SimpleUploadedFile("a.pdf", b"%PDF-1.4 sample")
    return {"happened_on": clock.today().isoformat(), "files": file}


def cited(use: Any, user: Any) -> dict[str, Any]:
    EvidenceUse.objects.filter(pk=use.pk).update(removed_at=None)
    return to_take_out(use, user)


EXPECTED_PROGRESS: dict[str, Expected] = {
    "my-milestones": page(),
    "milestone": Expected(get=EVERYBODY, post=TELLERS, form=lambda row, user: {"state": "under_way"}),
    "many-updates": Expected(get=OF_A_SCHOOL, post=OF_A_SCHOOL, form=lambda row, user: {}),
    "many-updates-xlsx": page(OF_A_SCHOOL),
    "behind": page(SEES_PEOPLE),
    "behind-xlsx": page(SEES_PEOPLE),
    "update": page(),
    "take-back-update": button(TELLERS, standing),
    "choose-update-evidence": Expected(get=TELLERS, post=TELLERS, form=chosen),
    "upload-update-evidence": Expected(get=TELLERS, post=TELLERS, form=uploaded),
    "remove-update-evidence": button(TELLERS, cited),
}


def put_report(report: Any, state: str, at: str = "") -> dict[str, Any]:
    """The report and its approval in this state, lying at the step of the role `at`; the period open."""
    approval = report.approval
    ReportPeriod.objects.filter(pk=report.period_id).update(closed_at=None)
    if approval is None and state != "draft":
        return version(report)  # never sent
    if approval is not None:
        as_approved = {"draft": "recalled", "accepted": "passed"}.get(state, state)
        approval.steps.update(state="waiting")
        ended = clock.now() if as_approved in ("passed", "recalled") else None
        fields: dict[str, Any] = {"state": as_approved, "ended_at": ended}
        Approval.objects.filter(pk=approval.pk).update(sent_at=clock.now(), resume_at=None, **fields)
        lying = approval.steps.filter(role=at).first() if at else approval.steps.first()
        if as_approved == "running" and lying is not None:
            Step.objects.filter(pk=lying.pk).update(state="current", visit=9, arrived_at=clock.now())
    sent = None if state == "draft" else clock.now()
    accepted = clock.now() if state == "accepted" else None
    said = {"state": state, "first_sent_at": sent, "accepted_at": accepted}
    PeriodicReport.objects.filter(pk=report.pk).update(**said)
    return version(report)


def writes_it(report: Any, user: Any) -> bool:
    post = post_of(user)
    return post is not None and post.organisation_id == report.organisation_id and post.role in WRITERS


def as_written(**fields: str) -> Form:
    return lambda row, user: {
        **fields,
        **(put_report(row, "draft") if writes_it(row, user) else version(row)),
    }


def at_own_step(report: Any, user: Any) -> dict[str, Any]:
    role = getattr(post_of(user), "role", "")
    return put_report(report, "running", STANDS_IN_FOR.get(role, role)) if role in INSIDE else version(report)


def to_pass(report: Any, user: Any) -> dict[str, Any]:
    return {"comment": "同意", **at_own_step(report, user)}


def to_return(report: Any, user: Any) -> dict[str, Any]:
    return {"comment": "请补充", "to": "", "resume": "here", **at_own_step(report, user)}


def to_enter(report: Any, user: Any) -> dict[str, Any]:
    """As for a workplan: a leader of the own organisation signed on paper."""

    class AsRequest:
        """What `expect_requests.to_enter` reads of its row."""

        approval, pk, version = report.approval, 0, report.version

    if report.approval is None or getattr(post_of(user), "role", "") not in INSIDE:
        return version(report)
    said = entered(AsRequest(), user)  # type: ignore[arg-type]
    put = {"state": "running", "accepted_at": None, "first_sent_at": clock.now()}
    PeriodicReport.objects.filter(pk=report.pk).update(**put)
    return said


def in_state(state: str, **fields: str) -> Form:
    """For those who would still see it; the others are asked as it stands."""
    return lambda row, user: {
        **fields,
        **(put_report(row, state) if getattr(post_of(user), "role", "") in INSIDE else version(row)),
    }


def ended(period: Any, user: Any, **fields: Any) -> dict[str, Any]:
    """An open period that is over, with nothing under way."""
    PeriodicReport.objects.filter(period=period, state="running").update(
        state="draft", first_sent_at=None, author=None
    )
    day = clock.today() - dt.timedelta(days=40)
    days = {"starts": day - dt.timedelta(days=90), "ends": day, "due": day}
    ReportPeriod.objects.filter(pk=period.pk).update(closed_at=None, **days)
    return {**fields, **version(period)}


def to_extend(period: Any, user: Any) -> dict[str, Any]:
    return ended(period, user, due=(clock.today() + dt.timedelta(days=9)).isoformat(), reason="台风")


def closed(period: Any, user: Any) -> dict[str, Any]:
    ReportPeriod.objects.filter(pk=period.pk).update(closed_at=clock.now())
    return {"reason": "补报", **version(period)}


def unsent(period: Any, user: Any) -> dict[str, Any]:
    PeriodicReport.objects.filter(period=period).update(
        state="draft", first_sent_at=None, author=None, accepted_at=None
    )
    return {"reason": "开错了", **version(period)}


def ticked(period: Any, user: Any) -> dict[str, Any]:
    """A report of the period that lies with the person; nothing for those at whom none can lie."""
    if getattr(post_of(user), "role", "") not in HOLDERS:
        return {}
    report = PeriodicReport.objects.filter(period=period, approval__isnull=False).first()
    if report is None:
        return {}
    at_own_step(report, user)
    return {"report": f"{report.public_id}:{report.version}"}


def asked(plan: Any, user: Any = None) -> dict[str, Any]:
    ReportTerms.objects.filter(plan=plan).update(ended_at=None)
    day = clock.today().isoformat()
    return {"kind": "quarter", "due_days": "5", "since": day, **version(plan)}


EXPECTED_PROGRESS |= {
    "reports": page(),
    "report": page(),
    "edit-report": Expected(get=WRITERS, post=WRITERS, form=as_written()),
    "refresh-report": button(WRITERS, as_written()),
    "send-report": button(WRITERS, as_written()),
    "pass-report": button(HOLDERS, to_pass),
    "return-report": button(HOLDERS, to_return),
    "enter-report": button(ENTERERS, to_enter),
    "resubmit-report": button(AUTHOR, in_state("returned", comment="已改")),
    "recall-report": button(AUTHOR, in_state("running")),
    "report-period": page(SEES_PEOPLE),
    "accept-reports": button(SEES_PEOPLE, ticked),
    "extend-report-period": button(EDITORS, to_extend),
    "close-report-period": button(EDITORS, ended),
    "drop-report-period": button(EDITORS, unsent),
    "reopen-report-period": button(EDITORS, closed),
    "report-terms": Expected(get=EDITORS, post=EDITORS, form=asked),
    "end-report-terms": button(EDITORS, asked),
}
