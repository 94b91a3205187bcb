"""A sample meeting of a demo site: one closed with its minutes, one of its resolutions done, and the next prepared."""

from __future__ import annotations

import datetime as dt
from typing import Any

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import actor_for, memberships_today
from luoshi.common import clock, files
from luoshi.papers.actions import Proof
from luoshi.plans.models import Plan

from . import actions
from .minutes import docx_bytes
from .models import Meeting, Resolution

RESOLVED = (
    ("逾期的里程碑一周内报整改时间表（示例）", -20),
    ("受阻事项列出需要协调的部门和手续（示例）", 5),
)


def make_sample_meeting() -> int:
    """Returns how many meetings were made: none where there are some already. A second run changes nothing."""
    officer = memberships_today().filter(user__cast_key="city-officer").first()
    plan = Plan.objects.filter(issuer=officer.organisation).order_by("pk").first() if officer else None
    schools = list(
        Organisation.objects.filter(kind="school", withdrawn_at__isnull=True).order_by("order", "id")[:4]
    )
    if officer is None or plan is None or not schools or Meeting.objects.exists():
        return 0
    by, today = actor_for(officer), clock.today()
    said: dict[str, Any] = {"plan": plan, "guests": schools, "place": "三楼会议室（示例）", "at": "下午3点"}
    past: Meeting = actions.start_meeting(
        title="上月调度会（示例）", held_on=today - dt.timedelta(days=30), by=by, **said
    )
    _act(actions.call_meeting, past, by)
    _resolve(past, schools, by)
    _act(actions.hold_meeting, past, by)
    minutes = Proof(files.put([docx_bytes(past)]), "会议纪要（示例）.docx")
    _act(actions.add_files, past, by, files=[minutes])
    _act(actions.close_meeting, past, by)
    actions.start_meeting(title="本月调度会（示例）", held_on=today + dt.timedelta(days=3), by=by, **said)
    return 2


def _resolve(past: Meeting, schools: list[Organisation], by: Any) -> None:
    """The first is done by its owner."""
    today = clock.today()
    posts = (
        memberships_today().filter(organisation__in=schools, role="office").order_by("organisation_id", "id")
    )
    for post, (words, days) in zip(posts, RESOLVED, strict=False):
        _act(actions.add_resolution, past, by, words=words, owner=post, due=today + dt.timedelta(days=days))
    first = Resolution.objects.filter(meeting=past).order_by("number").first()
    if first is not None:
        how = "整改时间表已报送（示例）"
        actions.finish_resolution(resolution=first, how=how, by=actor_for(first.owner), version=first.version)


def _act(act: Any, meeting: Meeting, by: Any, **said: Any) -> None:
    meeting.refresh_from_db()
    act(meeting=meeting, by=by, version=meeting.version, **said)
