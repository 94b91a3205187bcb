"""What was selected becomes an award, all of a call at once: the list was seen before."""

from __future__ import annotations

import datetime as dt
import hashlib
import json

from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.core.selection import Rules, read_rules
from luoshi.registers.states import StageKind
from luoshi.selection.models import Call
from luoshi.selection.outcome.models import Result
from luoshi.selection.panel.actions.holding import call_first
from luoshi.selection.states import CallState, Outcome

from .. import permissions
from ..certifying import level_beside
from ..holding_people import holder_of
from ..models import Award
from ..queries import to_grant
from ..registering import fits, note_step
from ..states import AwardState
from .holding import day_said, paper_said, recognise

CHANGED = "您看到名单以后，名单有了变化，没有登记。请核对最新的名单后再办。"


def shown_of(rows: list[Result]) -> str:
    """Digest of the list as it was shown."""
    said = [[row.public_id, row.level, row.order] for row in rows]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


@acts.act("recognition.grant_awards", who=permissions.can_grant, on="call", first=call_first, proof=True)
def grant_awards(*, call: Call, on: dt.date, document_number: str, shown: str, by: Actor) -> Call:
    """Recognised at once, or begun to be cultivated, as the kind has it. Who has an award already gets no second."""
    if call.state != CallState.ENDED or call.kind.outcome != Outcome.RECOGNISE:
        raise RuleBroken("遴选结果公布以后才能登记认定。请先办完公示、审定和公布。")
    rows, rules = list(to_grant(call)), read_rules(call.rules)
    if not rows:
        raise RuleBroken("入选的都已经登记，没有要办的。")
    if shown_of(rows) != shown:
        raise RuleBroken(CHANGED)
    on, paper = _not_before_the_decision(call, day_said(on)), paper_said(document_number)
    for row in rows:
        _grant(call, row, rules, on, paper, by)
    return call


def _not_before_the_decision(call: Call, on: dt.date) -> dt.date:
    """No certificate is older than the meeting that decided on it."""
    last = call.decisions.filter(undone_at__isnull=True).order_by("-held_on").first()
    if last is not None and on < last.held_on:
        raise RuleBroken(f"公布日期不能早于审定的会议（{last.held_on:%Y-%m-%d}），请按文件上的日期填写。")
    return on


def _grant(call: Call, row: Result, rules: Rules, on: dt.date, paper: str, by: Actor) -> None:
    application = row.application
    titles = {level.key: level.title for level in rules.levels}
    entry = application.entry if fits(application.entry) else None
    award: Award = acts.create(
        Award,
        call=call,
        application=application,
        organisation=application.organisation,
        issuer=call.organisation,
        holder=holder_of(application, rules),
        title=application.title,
        honour=call.kind.title,
        level=level_beside(call.kind.title, titles.get(row.level, "")),
        rank=call.level,
        entry=entry,
        granted_on=on,
        document_number=paper,
    )
    if rules.build_months:
        note_step(award, StageKind.SET_UP, on, by, document_number=paper, words=award.full_honour)
        return
    recognise(award, on, paper, by)
    acts.change(award, state=AwardState.RECOGNISED)
