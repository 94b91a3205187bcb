"""Meetings of the Yichang plan: 枝江 has two steps late and one stuck; the city calls 枝江 and 宜都."""

from __future__ import annotations

import datetime as dt
from typing import Any

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import actor_for
from luoshi.common import clock, files
from luoshi.notices.models import Notice
from luoshi.papers.actions import Proof
from luoshi.progress.meetings import actions
from luoshi.progress.meetings.models import Meeting, Resolution
from luoshi.progress.tests.helping import due, say, steps
from luoshi.workplans.tests import helping


def cast(yichang: Any) -> Any:
    """`workplans.tests.helping.cast`, its workplan filed; `.rival` (head of another school), `.other` (that school)."""
    there = helping.cast(yichang)
    rival = yichang.post("school_head", "yidu")
    actor = there.actor
    there.admin = yichang.post("security_admin")
    there.rival, there.other = rival, Organisation.objects.get(key="yidu")
    there.actor = lambda name: actor_for(rival) if name == "rival" else actor(name)
    there.workplan = helping.passed(there, helping.sent(there))
    rows = steps(there)
    due(-5, rows[0], rows[1])
    due(30, rows[2], rows[3])
    say(there, rows[3], "blocked", "设备招标流标")
    return there


def today(days: int = 0) -> dt.date:
    return clock.today() + dt.timedelta(days=days)


def started(there: Any, by: str = "officer", guests: Any = None, **facts: Any) -> Meeting:
    given = {
        "title": "十一月调度会",
        "plan": there.plan,
        "held_on": today(),
        "at": "下午3点",
        "place": "三楼会议室",
    }
    guests = [there.school, there.other] if guests is None else guests
    made: Meeting = actions.start_meeting(by=there.actor(by), guests=guests, **{**given, **facts})
    return fresh(made)


def called(there: Any, **facts: Any) -> Meeting:
    return act(actions.call_meeting, started(there, **facts), there.actor("officer"))


def held(there: Any, **facts: Any) -> Meeting:
    return act(actions.hold_meeting, called(there, **facts), there.actor("officer"))


def resolved(
    there: Any, meeting: Meeting, owner: Any = None, days: int = 10, words: str = "重新招标"
) -> Resolution:
    row = fresh(meeting)
    said = {"words": words, "owner": owner or there.office, "due": today(days)}
    made: Resolution = actions.add_resolution(
        meeting=row, by=there.actor("officer"), version=row.version, **said
    )
    return made


def act(action: Any, row: Any, by: Any, **said: Any) -> Any:
    now = fresh(row)
    action(
        **{"meeting" if isinstance(row, Meeting) else "resolution": now}, by=by, version=now.version, **said
    )
    return fresh(now)


def call_to(meeting: Meeting, post: Any) -> Notice:
    """The call to it that reached this post."""
    return Notice.objects.get(about_id=meeting.public_id, deliveries__membership=post)


def fresh(row: Any) -> Any:
    return type(row).objects.get(pk=row.pk)


def minutes(name: str = "纪要.pdf") -> Proof:
    return Proof(files.put([b"%PDF-1.4 minutes"]), name)


def closed(there: Any, meeting: Meeting) -> Meeting:
    act(actions.add_files, meeting, there.actor("officer"), files=[minutes()])
    return act(actions.close_meeting, meeting, there.actor("officer"))
