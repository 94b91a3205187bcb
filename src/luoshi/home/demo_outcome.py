"""The sample public notice of a demo site: results drawn up, decided by a meeting, shown to the public; invented."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings

from luoshi.accounts.models import Membership
from luoshi.accounts.queries import actor_for
from luoshi.common import clock, files
from luoshi.common.rendering.paper import Paper, Words
from luoshi.common.rendering.pdf import print_paper
from luoshi.core.selection import read_rules
from luoshi.selection.outcome import actions
from luoshi.selection.outcome.listing import list_digest, proposal_of, rows_of
from luoshi.selection.outcome.sweeping import end_overdue
from luoshi.selection.panel.models import Expert
from luoshi.selection.recognition import actions as recognition
from luoshi.selection.recognition.announcing import docx_bytes, listed
from luoshi.selection.recognition.queries import printer_of, to_grant

from .demo_applications import Sheaf
from .demo_reviews import decided

PAPER = "示例发〔2026〕8号"
SHOWN_AGO = 24  # days: five working days, whatever holidays fall into them
WORDS = "会议同意评审结果，按程序公示（示例）。"
NOTICE = "经专家评审、会议审定，现将拟入选名单予以公示（示例，单位以外均为虚构）。"
CONTACT = "示例科室，电话 0717-0000000（示例），地址：示例路 1 号"


def shown_to_the_public(sheaf: Sheaf, other: Membership, ago: int = 0) -> bool:
    """other: who enters the meeting, for whoever publishes is another. ago: days since it went on show. False where a
    tie waits for a meeting.
    """
    call, officer = sheaf.call, sheaf.officer
    call.refresh_from_db()
    actions.draw_up(call=call, by=officer, version=call.version)
    call.refresh_from_db()
    rows = list(rows_of(call))
    if proposal_of(call, rows).borders or not any(row.selected for row in rows):
        return False
    _decided(sheaf, other, "before", clock.today() - dt.timedelta(days=ago))
    rules = read_rules(call.rules)
    shown = ("group", "people", "level") if rules.group_titles else ("people", "level")
    facts = actions.NoticeFacts(
        f"{call.title}拟入选名单公示", NOTICE, CONTACT, shown, max(1, rules.notice_days)
    )
    call.refresh_from_db()
    with days_ago(ago):
        actions.publish_notice(
            call=call, facts=facts, shown=list_digest(call), by=officer, version=call.version
        )
    call.refresh_from_db()
    return True


def published(sheaf: Sheaf, other: Membership) -> bool:
    """The days of its notice are over, it was decided again, the results stand."""
    since = clock.today() - dt.timedelta(days=400)  # posts are not held since the day of the demo alone
    Membership.objects.filter(pk__in=(sheaf.officer.membership_id, other.pk)).update(start=since)
    if not shown_to_the_public(sheaf, other, SHOWN_AGO):
        return False
    end_overdue()
    _decided(sheaf, other, "after", clock.today())
    sheaf.call.refresh_from_db()
    actions.finish_call(call=sheaf.call, by=sheaf.officer, version=sheaf.call.version)
    sheaf.call.refresh_from_db()
    return True


def recognised(sheaf: Sheaf, pool: list[Expert], monitor: Membership, other: Membership) -> bool:
    """Judged, published, announced by a numbered paper, and with certificates that can be looked up."""
    decided(sheaf, pool, monitor)
    if not published(sheaf, other):
        return False
    call, officer, today = sheaf.call, sheaf.officer, clock.today()
    title, words = (
        f"关于公布{call.title}结果的通知",
        f"各县市教育局，各学校：\n现将{call.title}结果予以公布。",
    )
    office = printer_of(call.organisation)
    paper = docx_bytes(call, PAPER, title, words, today, printed_by=office)
    issue = recognition.Issue(
        document_number=PAPER, title=title, words=words, on=today, printed_by=office,
        shown=recognition.shown_of(listed(call)), stored=files.put([paper]),
    )  # fmt: skip
    made = recognition.issue_announcement(call=call, issue=issue, by=officer, version=call.version)
    recognition.note_stamped(announcement=made, by=officer, version=made.version)
    call.refresh_from_db()
    shown = recognition.shown_of(list(to_grant(call)))
    recognition.grant_awards(
        call=call, on=today, document_number=PAPER, shown=shown, by=officer, version=call.version
    )
    return True


def _decided(sheaf: Sheaf, other: Membership, stage: str, on: dt.date) -> None:
    body = "校长办公会" if sheaf.call.organisation.kind == "school" else "局长办公会"
    name = f"{body}纪要（示例）"
    minutes = print_paper(Paper(title=name, blocks=[Words(WORDS)])).pdf
    sheaf.call.refresh_from_db()
    actions.decide(
        call=sheaf.call, meeting=actions.Meeting(stage, body, on, WORDS), minutes=files.put([minutes]),
        minutes_name=f"{name}.pdf", shown=list_digest(sheaf.call), by=actor_for(other),
    )  # fmt: skip


@contextmanager
def days_ago(days: int) -> Iterator[None]:
    """What is done inside was done so many days ago, by the file that sets the one clock: a notice never changes once
    it is on show, and a sample one shall have had its days.
    """
    if not days:
        yield
        return
    before = settings.CLOCK_FILE
    with TemporaryDirectory() as folder:
        written = Path(folder, "clock")
        written.write_text((clock.now() - dt.timedelta(days=days)).isoformat())
        settings.CLOCK_FILE = str(written)
        try:
            yield
        finally:
            settings.CLOCK_FILE = before
