"""The school's acts on a report; the mechanism is papers' `Course`."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from luoshi.accounts.models import Organisation
from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.papers.actions import Course, Proof
from luoshi.papers.actions.moving import post_of
from luoshi.papers.routes import legs_up_to

from .. import permissions
from ..kinds import KIND
from ..models import PeriodicReport, ReportPeriod, ReportRow
from ..models.reports import LONGEST
from ..queries import at_home_of
from ..reports import content
from ..reports.completeness import lacks_by_row, missing_to_submit
from ..reports.content import standing_rows
from ..states import CHANGEABLE, REPORT
from ..telling import settle_report, tell_differing
from .rows import CAME_SINCE, is_returned_by_row, set_up_rows

LONGEST_PART, LONGEST_REASON = 60, 300
WRITER, AUTHOR = permissions.can_write_report, permissions.is_author_of_report
Number = tuple[Decimal | None, str]


class ReportCourse(Course):
    """Without annexes: what shows something is evidence, cited by what was said."""

    __slots__ = ()

    def files_of(self, paper: PeriodicReport) -> list[Proof]:
        return []


def check_complete(report: PeriodicReport) -> None:
    refuse_closed_period(report)
    if clock.today() < report.period.ends:
        raise RuleBroken(f"{report.period.label}还没有结束，期末当天起才能报送。可以先写好。")
    left = missing_to_submit(report)
    if left:
        more = f"（共 {len(left)} 处，页面上都列出来了）" if len(left) > 1 else ""
        raise RuleBroken(f"还不能报送：{left[0]}{more}")


def refuse_closed_period(report: PeriodicReport) -> None:
    """Of the period as it stands; who closes or drops it in this instant waits until this act is over."""
    period = ReportPeriod.objects.select_for_update().get(pk=report.period_id)
    if period.dropped_at is not None:
        raise RuleBroken("这一期已取消，不用报送。确需报送的，请市教育局重新打开这一期。")
    if period.closed_at is not None:
        raise RuleBroken("这一期已经结账，不再收报告。确需补报的，请市教育局重新打开这一期。")


def parts_of(report: PeriodicReport) -> list[tuple[str, str]]:
    """Each task can be commented on and returned by itself; when it comes again, those that were changed."""
    rows = content.taken(report)
    before = content.last_sent(report)
    changed = content.changed_rows(before.content.values["rows"], rows) if before is not None else []
    named = [(row["row"], row["title"][:LONGEST_PART]) for row in rows]
    return [pair for pair in named if pair[0] in changed] or named


def legs_of(report: PeriodicReport) -> list[Organisation]:
    return legs_up_to(report.organisation, report.period.plan.issuer)


COURSE = ReportCourse(
    workflow=REPORT,
    app="progress",
    noun="report",
    kind=KIND,
    page="report",
    parts=parts_of,
    file=ReportRow,
    holder="report",
    content=content.content_of,
    legs=legs_of,
    check=check_complete,
)


def closed_rows(report: PeriodicReport) -> set[int]:
    """Keys of the rows that stay agreed: where rows were returned by themselves, all others that lack nothing. What
    came to lack something since it was sent could else never be sent again.
    """
    if not is_returned_by_row(report):
        return set()
    rows = standing_rows(report)
    lacking = lacks_by_row(report, rows)
    return {row.pk for row in rows if not row.returned and row.pk not in lacking}


@acts.act("progress.write_report", who=WRITER, on="report")
def write_report(
    *, report: PeriodicReport, words: Mapping[int, str], numbers: Mapping[int, Number], by: Actor
) -> PeriodicReport:
    """What the school adds, by key of the row and of the number. Rows that stay agreed may not be touched."""
    _refuse_unless_changeable(report)
    closed, by_row = closed_rows(report), is_returned_by_row(report)
    for row in report.rows.prefetch_related("numbers"):
        said = words.get(row.pk, row.words).strip()
        given = {number.pk: numbers.get(number.pk) for number in row.numbers.all()}
        if len(said) > LONGEST:
            raise RuleBroken(f"每项任务的说明最多 {LONGEST} 个字，请写短一些。")
        changes = [said != row.words] + [
            each is not None and (each[0], each[1].strip()) != (number.actual, number.reason)
            for number in row.numbers.all()
            if (each := given[number.pk]) is not None
        ]
        if row.pk in closed and any(changes):
            raise RuleBroken("有一项任务没有退回，保持已报送的内容。只改退回的任务，改好后重新报送。")
        acts.change(row, words=said)
        if by_row and not row.returned and row.pk not in closed:
            acts.change(row, returned=True, opinion=CAME_SINCE)  # stays open until it is sent
        for number in row.numbers.all():
            if (each := given[number.pk]) is not None:
                acts.change(number, actual=each[0], reason=each[1].strip()[:LONGEST_REASON])
    return report


def _refuse_unless_changeable(report: PeriodicReport) -> None:
    refuse_closed_period(report)
    if report.state not in CHANGEABLE:
        state = report.get_state_display()
        raise RuleBroken(f"现在的状态是“{state}”，不能修改。还没有人办理的可以先撤回。")


@acts.act("progress.refresh_report", who=WRITER, on="report")
def refresh_report(*, report: PeriodicReport, by: Actor) -> PeriodicReport:
    """Tasks and goals as the workplan in force has them now."""
    _refuse_unless_changeable(report)
    set_up_rows(report)
    return report


@acts.act("progress.send_report", who=WRITER, on="report")
def send_report(*, report: PeriodicReport, by: Actor) -> PeriodicReport:
    """Off it goes. Whoever sends is its author."""
    acts.change(report, author=post_of(by))
    COURSE.send(report, by)
    note_leaving(report)
    settle_report(report)
    tell_differing(report, by)
    return report


def note_leaving(report: PeriodicReport) -> None:
    """When it first leaves the school counts for being in time, not when it went to the school's own steps."""
    if report.first_sent_at is None and not at_home_of(PeriodicReport.objects.filter(pk=report.pk)):
        acts.change(report, first_sent_at=clock.now())


@acts.act("progress.recall_report", who=AUTHOR, on="report")
def recall_report(*, report: PeriodicReport, by: Actor) -> PeriodicReport:
    """Back before anybody took it up: as if it had not been sent."""
    COURSE.recall(report, by)
    acts.change(report, first_sent_at=None, author=None)
    return report


@acts.act("progress.resubmit_report", who=AUTHOR, on="report")
def resubmit_report(*, report: PeriodicReport, by: Actor, comment: str = "") -> PeriodicReport:
    """Mended and sent again; what was not returned stays as it was agreed."""
    COURSE.resubmit(report, by, comment)
    note_leaving(report)
    for row in report.rows.filter(returned=True):
        acts.change(row, returned=False, opinion="")
    settle_report(report)
    tell_differing(report, by)
    return report
