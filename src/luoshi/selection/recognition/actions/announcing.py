"""公布: a numbered notice with its list; what was published is corrected by another version, with its reason."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.common.models import StoredFile
from luoshi.selection.models import Call
from luoshi.selection.panel.actions.holding import call_first
from luoshi.selection.states import CallState

from .. import permissions
from ..announcing import listed
from ..models import Announcement, NoAnnouncement
from .granting import CHANGED, shown_of
from .holding import day_said, paper_said, reason_said


@dataclass(frozen=True, slots=True)
class Issue:
    """What a version says; `shown`: digest of the list that `stored` was made of; copies, printed_by: in its 版记."""

    document_number: str
    title: str
    words: str
    on: dt.date
    shown: str
    stored: StoredFile
    reason: str = ""
    copies: str = ""
    printed_by: str = ""


@acts.act(
    "recognition.issue_announcement", who=permissions.can_grant, on="call", first=call_first, proof=True
)
def issue_announcement(*, call: Call, issue: Issue, by: Actor) -> Announcement:
    """The first one, or another version in place of the last (controls DN-05)."""
    if call.state != CallState.ENDED:
        raise RuleBroken("遴选结果公布以后才能出公布文件。请先办完公示、审定和公布。")
    rows = listed(call)
    if not rows:
        raise RuleBroken("没有入选的，不用出公布文件。")
    if shown_of(rows) != issue.shown:
        raise RuleBroken(CHANGED)
    last = call.announcements.order_by("-number").first()
    reason = issue.reason.strip()[:300]
    if last is not None and not reason:
        raise RuleBroken("已经公布过，再出一版要写明更正的理由，大家都看得到。")
    made: Announcement = acts.create(
        Announcement,
        call=call,
        number=last.number + 1 if last is not None else 1,
        document_number=paper_said(issue.document_number),
        title=issue.title.strip()[:120],
        words=issue.words.strip(),
        on=day_said(issue.on),
        copies=issue.copies.strip()[:300],
        printed_by=issue.printed_by.strip()[:80],
        stored=issue.stored,
        digest=issue.stored.digest,
        list_digest=issue.shown,
        replaces=last,
        reason=reason,
        issued_by=f"{by.organisation_name} {by.name}"[:80],
        issued_at=clock.now(),
    )
    return made


@acts.act(
    "recognition.note_stamped",
    who=permissions.can_run_announcement,
    on="announcement",
    first=call_first,
    proof=True,
)
def note_stamped(*, announcement: Announcement, by: Actor) -> Announcement:
    """It was printed, stamped and sent out: from now on it is public, in place of the version before."""
    if announcement.stamped_at is not None:
        raise RuleBroken("已经登记盖章印发，不用再办。")
    if announcement.call.announcements.filter(number__gt=announcement.number).exists():
        raise RuleBroken("已经另出了一版，请登记最新一版的盖章印发。")
    acts.change(announcement, stamped_at=clock.now(), stamped_by=f"{by.organisation_name} {by.name}"[:80])
    return announcement


@acts.act("recognition.do_without", who=permissions.can_grant, on="call", first=call_first)
def do_without(*, call: Call, reason: str, by: Actor) -> NoAnnouncement:
    """No 公布文件 is made here: nobody is asked for one any more."""
    if call.state != CallState.ENDED:
        raise RuleBroken("遴选结果公布以后才能登记不出公布文件。请先办完公示、审定和公布。")
    if call.announcements.exists():
        raise RuleBroken("已经出过公布文件，不用登记。有错的请再出一版，写明理由。")
    if NoAnnouncement.objects.filter(call=call).exists():
        raise RuleBroken("已经登记不出公布文件，不用再办。")
    made: NoAnnouncement = acts.create(
        NoAnnouncement,
        call=call,
        reason=reason_said(reason),
        said_by=f"{by.organisation_name} {by.name}"[:80],
        said_at=clock.now(),
    )
    return made
