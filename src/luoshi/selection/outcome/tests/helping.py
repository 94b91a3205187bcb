"""A selection whose review is over: five applications of three schools, scored, the third and the fourth equal."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

from luoshi.accounts.queries import actor_for
from luoshi.common import clock, files
from luoshi.common.actor import anonymous_actor
from luoshi.selection.outcome import actions
from luoshi.selection.outcome.actions import Meeting, NoticeFacts, Standing
from luoshi.selection.outcome.listing import list_digest
from luoshi.selection.outcome.models import Change, Objection, PublicNotice, Result
from luoshi.selection.outcome.sealing import Words
from luoshi.selection.review import actions as review
from luoshi.selection.review.content import Content
from luoshi.selection.review.scoring import computed
from luoshi.selection.review.tests import helping as reviewing
from luoshi.selection.review.tests.helping import act, fresh

LEVELS = [{"key": "one", "title": "一等", "number": 1}, {"key": "two", "title": "二等", "number": 2}]
GOALS = ("38", "34", "30", "30", "20")
PDF = b"%PDF-1.4 minutes"

__all__ = ["act", "fresh"]


def scored(yichang: Any, **rules: Any) -> SimpleNamespace:
    """`there` of the review, its call in DECIDING: places 1, 2, 3, 3, 5."""
    rules = {"levels": LEVELS, "notice_days": 5, **rules}
    there = reviewing.made(yichang, applications=len(GOALS), **rules)
    there.leader = yichang.post("bureau_leader")
    for expert, tasks in zip(there.experts, there.assigned, strict=True):
        for goal, task in zip(GOALS, tasks, strict=True):
            values = {"veto": False, "goal": goal, "deed": "优", "share": "60"}
            review.hand_in_sheet(
                assigned=task, content=Content(values, {"share": "有"}, "好。"), by=actor_for(expert)
            )
    reviewing.end_round(there)
    act(review.close_review, there.actor("officer"), call=there.call, shown=computed(there.call).digest)
    there.call.refresh_from_db()
    return there


def drawn_up(there: Any) -> list[Result]:
    """Results by code, the tie across the last seat settled in favour of the third by two persons."""
    act(actions.draw_up, there.actor("officer"), call=there.call)
    there.call.refresh_from_db()
    changed(there, "0003", Standing(True, "two"), "会议定")
    return results(there)


def results(there: Any) -> list[Result]:
    return list(Result.objects.filter(call=there.call).order_by("code"))


def result(there: Any, code: str) -> Result:
    return Result.objects.get(call=there.call, code=code)


def changed(there: Any, code: str, after: Standing, reason: str = "核查", objection: Any = None) -> Change:
    """Said by the officer, confirmed by the section head."""
    change: Change = actions.say_change(
        result=result(there, code), after=after, reason=reason, objection=objection, by=there.actor("officer")
    )
    return act(actions.confirm_change, there.actor("head"), change=change)  # type: ignore[no-any-return]


def meeting(there: Any, stage: str = "before", **said: Any) -> Any:
    """The minutes of a meeting held today, entered by the section head; the officer publishes."""
    facts = {
        "stage": stage,
        "body": "局长办公会",
        "held_on": clock.today(),
        "words": "同意。",
        "number": "纪要1号",
        **said,
    }
    return actions.decide(
        call=fresh(there.call), meeting=Meeting(**facts), minutes=files.put([PDF]), minutes_name="纪要.pdf",
        shown=list_digest(there.call), by=there.actor("head"),
    )  # fmt: skip


def facts(**said: Any) -> NoticeFacts:
    given = {
        "title": "关于拟入选名单的公示", "words": "经专家评审、局长办公会审定，现将名单公示。",
        "contact": "电话：0717-0000000\n邮箱：example@example.com", "fields": ("people", "level"), "days": 5, **said,
    }  # fmt: skip
    return NoticeFacts(**given)


def published(there: Any, **said: Any) -> PublicNotice:
    """Drawn up, decided, and on show from today."""
    drawn_up(there)
    meeting(there)
    call = fresh(there.call)
    made: PublicNotice = actions.publish_notice(
        call=call,
        facts=facts(**said),
        shown=list_digest(call),
        by=there.actor("officer"),
        version=call.version,
    )
    there.call.refresh_from_db()
    return made


def days_on(settings: Any, tmp_path: Any, days: int) -> None:
    """From now on it is so many days later."""
    later = clock.now() + dt.timedelta(days=days)
    settings.CLOCK_FILE = str(tmp_path / "clock")
    (tmp_path / "clock").write_text(later.isoformat())


WORDS = Words("第一名的材料是抄来的。", "金丝雀", "10000990001", "某某学校")


def objected(notice: PublicNotice, code: str = "0001", words: Words = WORDS, objector: str = "") -> Objection:
    found = Result.objects.get(call=notice.call, code=code) if code else None
    made: Objection = actions.object_to(
        notice=notice, words=words, result=found, arrived=clock.now(), objector=objector, by=anonymous_actor()
    )
    return made


def taken(there: Any, objection: Objection) -> Objection:
    """Given to the leader to look into: officer and section head made the list."""
    until = clock.today() + dt.timedelta(days=5)
    return act(  # type: ignore[no-any-return]
        actions.take_objection, there.actor("officer"), objection=objection, checker=there.leader, until=until
    )
